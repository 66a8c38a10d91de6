"""A printer on the network, through python-escpos."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from printer_drivers.wires.escpos_library import python_escpos
from printer_drivers.wires.owning import own_address
from printer_drivers.wires.wire import (
    CONNECT_SECONDS,
    PIECE_BYTES,
    WRITE_SECONDS,
    Wire,
    WireLostError,
    WireStuckError,
    reason_of,
)

KEEPALIVE_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A printer on the network."""

    host: str
    port: int = 9100
    lock_folder: Path | None = None
    """Where the lock file is; None for the system's own place."""

    def connect(self) -> Wire:
        """Open the connection.

        Raises:
            WireTakenError: another program of this machine has it.
            WireLostError: nobody is there.
        """
        owned = own_address(self.host, self.port, self.lock_folder)
        try:
            return self._connect(owned)
        except WireLostError:
            if owned is not None:
                os.close(owned)
            raise

    def _connect(self, owned: int | None) -> Wire:
        network = python_escpos().Network(self.host, port=self.port, timeout=CONNECT_SECONDS)
        try:
            # its own open() knows no IPv6, and leaves the socket of a refused connection open
            connection = socket.create_connection((self.host, self.port), CONNECT_SECONDS)
        except OSError as error:
            raise WireLostError(f"{self.host} port {self.port}: {reason_of(error)}") from error
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _notice_when_gone(connection)
        network.device = connection
        return _TcpWire(network, connection, owned)


def _notice_when_gone(connection: socket.socket) -> None:
    """A printer that was switched off ends no connection: ask the other side, and not for ever."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", KEEPALIVE_SECONDS),
        ("TCP_KEEPINTVL", KEEPALIVE_SECONDS),
        ("TCP_KEEPCNT", 2),
        ("TCP_USER_TIMEOUT", 3 * KEEPALIVE_SECONDS * 1000),
    ):
        option = getattr(socket, name, None)  # Linux has them all
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)


class _TcpWire:
    def __init__(self, network: Any, connection: socket.socket, owned: int | None) -> None:
        self._network = network
        self._socket = connection
        self._owned = owned

    def send(self, data: bytes) -> None:
        self._socket.settimeout(WRITE_SECONDS)
        try:
            for start in range(0, len(data), PIECE_BYTES):
                self._network._raw(data[start : start + PIECE_BYTES])
        except TimeoutError as error:
            raise WireStuckError("the printer takes no more bytes") from error
        except OSError as error:
            raise WireLostError(reason_of(error)) from error

    def receive(self, seconds: float) -> bytes:
        self._socket.settimeout(max(seconds, 0))  # 0 is: only what is there already
        try:
            data = self._socket.recv(64)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError as error:
            raise WireLostError(reason_of(error)) from error
        if not data:
            raise WireLostError("the printer ended the connection")
        return data

    def close(self) -> None:
        self._network.close()
        if self._owned is not None:
            os.close(self._owned)
            self._owned = None
