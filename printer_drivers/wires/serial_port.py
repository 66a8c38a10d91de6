"""A printer on a serial port, through python-escpos and pyserial."""

from dataclasses import dataclass
from typing import Any, Literal

from printer_drivers.wires.escpos_library import python_escpos
from printer_drivers.wires.wire import (
    PIECE_BYTES,
    WRITE_SECONDS,
    Wire,
    WireLostError,
    WireStuckError,
    reason_of,
)

FlowControl = Literal["dsrdtr", "rtscts", "xonxoff", "none"]


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
            raise WireLostError(f"{self.device}: {reason_of(cause)}") from error
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
            raise WireLostError(reason_of(error)) from error

    def receive(self, seconds: float) -> bytes:
        try:
            self._port.timeout = seconds
            return bytes(self._port.read(max(1, self._port.in_waiting)))
        except OSError as error:
            raise WireLostError(reason_of(error)) from error

    def close(self) -> None:
        try:
            # not through python-escpos: it flushes first, which waits for ever on a stuck printer
            self._port.reset_output_buffer()
        except OSError:
            return  # unplugged: the system has closed it already
        finally:
            self._port.close()
