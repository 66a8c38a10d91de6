"""The wire to a printer: TCP or serial, through python-escpos, and nothing waits for ever."""

import logging
import os
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

CONNECT_SECONDS: Final = 3.0
WRITE_SECONDS: Final = 5.0
"""For a piece of `PIECE_BYTES`: 9600 baud take half as long."""
PIECE_BYTES: Final = 2048


class WireLostError(Exception):
    """There is no connection, or it ended. The message says why."""


class WireStuckError(Exception):
    """The printer takes no more bytes, and the connection is still there."""


class Wire(Protocol):
    """An open connection. One thread at a time."""

    def send(self, data: bytes) -> None:
        """Hand all bytes over.

        Raises:
            WireLostError: the connection ended.
            WireStuckError: the printer did not take them in time.
        """

    def receive(self, seconds: float) -> bytes:
        """What has arrived, or arrives within some time; empty where nothing does.

        Raises:
            WireLostError: the connection ended.
        """

    def close(self) -> None:
        """End the connection. Raises nothing."""


Connect = Callable[[], Wire]
"""Opens a wire, or raises WireLostError."""

FlowControl = Literal["dsrdtr", "rtscts", "xonxoff", "none"]


def python_escpos() -> Any:
    """The printer classes of python-escpos, without what importing it does to a process.

    It takes 0.3 s, gives the root logger a handler, and leaves a temporary folder behind at every
    start. So it is imported when a printer is first connected, and tidied up after.
    """
    handlers = list(logging.root.handlers)
    from escpos import capabilities, printer  # noqa: PLC0415

    logging.root.handlers[:] = handlers
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return printer


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
            raise WireLostError(f"{self.host} port {self.port}: {_reason(error)}") from error
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
            raise WireLostError(_reason(error)) from error

    def receive(self, seconds: float) -> bytes:
        self._socket.settimeout(max(seconds, 0.001))  # 0 would mean not blocking at all
        try:
            data = self._socket.recv(64)
        except TimeoutError:
            return b""
        except OSError as error:
            raise WireLostError(_reason(error)) from error
        if not data:
            raise WireLostError("the printer ended the connection")
        return data

    def close(self) -> None:
        self._network.close()


@dataclass(frozen=True, slots=True)
class SerialAddress:
    """A printer on a serial port, or on USB with a driver that makes it one."""

    device: str
    baud: int = 115_200
    flow: FlowControl = "dsrdtr"

    def connect(self) -> Wire:
        """Open the port.

        Raises:
            WireLostError: it is not there, or may not be opened.
        """
        printer = python_escpos().Serial(
            self.device,
            baudrate=self.baud,
            timeout=1,
            xonxoff=self.flow == "xonxoff",
            dsrdtr=self.flow == "dsrdtr",
        )
        from escpos.exceptions import Error  # noqa: PLC0415  as above

        try:
            printer.open()
            port = printer.device
            port.write_timeout = WRITE_SECONDS  # python-escpos sets none: a write would never end
            port.rtscts = self.flow == "rtscts"
        except (Error, OSError) as error:
            cause = error.__cause__ or error.__context__ or error
            raise WireLostError(f"{self.device}: {_reason(cause)}") from error
        return _SerialWire(printer, port)


class _SerialWire:
    def __init__(self, printer: Any, port: Any) -> None:
        self._printer = printer
        self._port = port

    def send(self, data: bytes) -> None:
        from serial import SerialTimeoutException  # noqa: PLC0415

        try:
            for start in range(0, len(data), PIECE_BYTES):
                self._printer._raw(data[start : start + PIECE_BYTES])
        except SerialTimeoutException as error:
            raise WireStuckError("the printer takes no more bytes") from error
        except OSError as error:
            raise WireLostError(_reason(error)) from error

    def receive(self, seconds: float) -> bytes:
        try:
            self._port.timeout = seconds
            return bytes(self._port.read(max(1, self._port.in_waiting)))
        except OSError as error:
            raise WireLostError(_reason(error)) from error

    def close(self) -> None:
        try:
            # not through python-escpos: it flushes first, which waits for ever on a stuck printer
            self._port.reset_output_buffer()
        except OSError:
            return  # unplugged: the system has closed it already
        finally:
            self._port.close()


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
