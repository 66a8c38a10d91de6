"""A printer on the network, through python-escpos."""

import socket
from dataclasses import dataclass
from typing import Any

from printer_drivers.wires.escpos_library import python_escpos
from printer_drivers.wires.wire import (
    CONNECT_SECONDS,
    PIECE_BYTES,
    WRITE_SECONDS,
    Wire,
    WireLostError,
    WireStuckError,
    reason_of,
)


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A printer on the network."""

    host: str
    port: int = 9100

    def connect(self) -> Wire:
        """Open the connection.

        Raises:
            WireLostError: nobody is there.
        """
        network = python_escpos().Network(self.host, port=self.port, timeout=CONNECT_SECONDS)
        try:
            # its own open() knows no IPv6, and leaves the socket of a refused connection open
            connection = socket.create_connection((self.host, self.port), CONNECT_SECONDS)
        except OSError as error:
            raise WireLostError(f"{self.host} port {self.port}: {reason_of(error)}") from error
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        network.device = connection
        return _TcpWire(network, connection)


class _TcpWire:
    def __init__(self, network: Any, connection: socket.socket) -> None:
        self._network = network
        self._socket = connection

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
        self._socket.settimeout(max(seconds, 0.001))  # 0 would mean not blocking at all
        try:
            data = self._socket.recv(64)
        except TimeoutError:
            return b""
        except OSError as error:
            raise WireLostError(reason_of(error)) from error
        if not data:
            raise WireLostError("the printer ended the connection")
        return data

    def close(self) -> None:
        self._network.close()
