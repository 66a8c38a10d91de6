"""A 2D scanner on a serial port, or on USB as one (CDC), through pyserial."""

import contextlib
import errno
import termios
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from serial import Serial

BAUD = 9600
"""What scanners on a serial port come with. On USB it means nothing."""
PIECE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class SerialScannerPort:
    """Where a serial scanner is plugged in."""

    device: str
    baud: int = BAUD

    def connect(self) -> "SerialSource":
        """Open it: 8 bits, no parity, 1 stop bit, and nobody else.

        Raises:
            OSError: it is not there, may not be opened, or another program has it.
        """
        import serial  # noqa: PLC0415  a kiosk without a serial scanner needs none of it

        try:
            # it also drops what was scanned while nobody listened, for somebody who has gone
            return SerialSource(serial.Serial(self.device, self.baud, exclusive=True))
        except termios.error as error:  # which is no OSError
            raise OSError(errno.EIO, f"{self.device} went while it was opened") from error


class SerialSource:
    """An open port."""

    def __init__(self, port: "Serial") -> None:
        self._port = port

    def read(self, seconds: float) -> bytes:
        """What the scanner sent.

        Raises:
            OSError: it was unplugged.
        """
        try:
            self._port.timeout = seconds
            first = bytes(self._port.read(1))
            waiting = min(self._port.in_waiting, PIECE_BYTES) if first else 0
            return first + bytes(self._port.read(waiting))
        except OSError as error:
            # pyserial gives no number to a port that is gone
            raise OSError(errno.ENODEV, "it was unplugged") from error

    def close(self) -> None:
        """Close the port."""
        with contextlib.suppress(OSError):  # of a device that is gone
            self._port.close()
