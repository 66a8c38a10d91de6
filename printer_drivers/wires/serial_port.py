"""A printer on a serial port, through pyserial."""

import contextlib
import errno
import fcntl
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from printer_drivers.wires.owning import TAKEN
from printer_drivers.wires.wire import (
    PIECE_BYTES,
    WRITE_SECONDS,
    Wire,
    WireLostError,
    WireStuckError,
    WireTakenError,
    reason_of,
)

if TYPE_CHECKING:
    from serial import Serial

FlowControl = Literal["dsrdtr", "rtscts", "xonxoff", "none"]

URGENT_BYTES: Final = 16
"""What is no longer goes out although the printer says that it is busy: real-time commands are
meant for then, and printers keep room for them (Epson's TM series: 16 bytes or more)."""
DSR_PIECE_BYTES: Final = 64
"""Linux does not heed DSR, so we look at it before each piece. A printer that says busy still takes
128 bytes (Epson, receive buffer of 4 KB). A USB adapter has a memory, too, which nobody can look
into: so a piece is only sent once the one before it has had the time to go out."""
BITS_A_BYTE: Final = 10
"""A start bit, eight, and a stop bit."""
LOOK_SECONDS: Final = 0.002


@dataclass(frozen=True, slots=True)
class SerialAddress:
    """A printer on a serial port, or on USB with a driver that makes it one."""

    device: str
    baud: int = 115_200
    flow: FlowControl = "dsrdtr"
    write_seconds: float = WRITE_SECONDS
    """How long a piece may take until the printer counts as stuck."""

    def connect(self) -> Wire:
        """Open the port: 8 bits, no parity, 1 stop bit, and nobody else.

        Raises:
            WireTakenError: another program has it.
            WireLostError: it is not there, or may not be opened.
        """
        import serial  # noqa: PLC0415  a kiosk without a serial printer needs none of it

        try:
            port = serial.Serial(
                self.device,
                baudrate=self.baud,
                bytesize=serial.EIGHTBITS,
                parity=serial.PARITY_NONE,
                stopbits=serial.STOPBITS_ONE,
                write_timeout=self.write_seconds,
                xonxoff=self.flow == "xonxoff",
                rtscts=self.flow == "rtscts",
                dsrdtr=False,  # on Linux it would only leave DTR, which says that we are here, low
                exclusive=True,
            )
        except OSError as error:
            cause = error.__cause__ or error.__context__ or error
            if error.errno in {errno.EBUSY, errno.EAGAIN}:
                raise WireTakenError(f"{self.device}: {TAKEN}") from error
            raise WireLostError(f"{self.device}: {reason_of(cause)}") from error
        with contextlib.suppress(OSError):
            # also programs that know nothing of locks cannot open it now
            fcntl.ioctl(port.fileno(), termios.TIOCEXCL)
        is_ready = _data_set_ready(port) if self.flow == "dsrdtr" else None
        return SerialWire(
            port,
            piece_bytes=piece_bytes(self.baud),
            is_ready=is_ready,
            baud=self.baud,
            write_seconds=self.write_seconds,
        )


def piece_bytes(baud: int) -> int:
    """Bytes that take at most two seconds, well within `WRITE_SECONDS`."""
    return max(DSR_PIECE_BYTES, min(PIECE_BYTES, 2 * baud // BITS_A_BYTE))


def _data_set_ready(port: "Serial") -> Callable[[], bool] | None:
    """DSR, which a printer's DTR is wired to: off while it is busy or offline."""
    try:
        _ = port.dsr
    except OSError:
        return None  # a port in software has no such line
    return lambda: bool(port.dsr)


class SerialWire:
    """An open port. `is_ready` tells whether the printer takes more, where a line tells it."""

    def __init__(
        self,
        port: "Serial",
        *,
        piece_bytes: int = PIECE_BYTES,
        is_ready: Callable[[], bool] | None = None,
        baud: int = 115_200,
        write_seconds: float = WRITE_SECONDS,
    ) -> None:
        self._port = port
        self._is_ready = is_ready
        self._piece_bytes = piece_bytes if is_ready is None else DSR_PIECE_BYTES
        self._baud = baud
        self._gone_at = 0.0
        """When the last piece has left the cable, on the monotonic clock."""
        self._write_seconds = write_seconds

    def send(self, data: bytes) -> None:
        """Hand all bytes over. See `Wire`."""
        from serial import SerialTimeoutException  # noqa: PLC0415  as above

        try:
            for start in range(0, len(data), self._piece_bytes):
                if self._is_ready is not None and len(data) > URGENT_BYTES:
                    self._wait_until_ready(self._is_ready)
                piece = data[start : start + self._piece_bytes]
                self._port.write(piece)
                self._gone_at = time.monotonic() + len(piece) * BITS_A_BYTE / self._baud
        except SerialTimeoutException as error:
            raise WireStuckError("the printer takes no more bytes") from error
        except OSError as error:
            raise WireLostError(reason_of(error)) from error

    def _wait_until_ready(self, is_ready: Callable[[], bool]) -> None:
        ends = time.monotonic() + self._write_seconds
        while (now := time.monotonic()) < self._gone_at or self._port.out_waiting or not is_ready():
            if now >= ends:
                raise WireStuckError(
                    "the printer says busy (DSR is off), or its cable has no such line: then "
                    "flow=rtscts or flow=none"
                )
            time.sleep(LOOK_SECONDS)

    def receive(self, seconds: float) -> bytes:
        """What has arrived, or arrives within some time. See `Wire`."""
        try:
            self._port.timeout = seconds
            return bytes(self._port.read(max(1, self._port.in_waiting)))
        except OSError as error:
            raise WireLostError(reason_of(error)) from error

    def close(self) -> None:
        """End the connection. See `Wire`."""
        try:
            # what a stuck printer did not take would hold up the closing, for half a minute
            self._port.reset_output_buffer()
            fcntl.ioctl(self._port.fileno(), termios.TIOCNXCL)
        except (OSError, termios.error):
            return  # unplugged: the system has closed it already
        finally:
            self._port.close()
