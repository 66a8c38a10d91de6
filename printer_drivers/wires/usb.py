"""A printer on USB, through the device file that Linux's own driver (usblp) makes for it.

Not through libusb: that would have to take the printer away from the system's driver, needs rights
to the whole bus, and gives nothing that a receipt printer needs. The file needs the group `lp`.
"""

import errno
import os
import select
import time
from dataclasses import dataclass
from typing import Final

from printer_drivers.wires.owning import TAKEN, own_file
from printer_drivers.wires.wire import (
    PIECE_BYTES,
    WRITE_SECONDS,
    Wire,
    WireLostError,
    WireStuckError,
    WireTakenError,
    reason_of,
)

UNPLUGGED: Final = "the printer was unplugged"
GONE: Final = select.POLLHUP | select.POLLERR | select.POLLNVAL
READ_BYTES: Final = 512
EMPTY_SECONDS: Final = 0.01
"""Some printers answer every question of the bus, with nothing: then it is asked less often."""


@dataclass(frozen=True, slots=True)
class UsbAddress:
    """A printer on USB, by its device file."""

    device: str
    write_seconds: float = WRITE_SECONDS
    """How long a piece may take until the printer counts as stuck."""

    def connect(self) -> Wire:
        """Open the file.

        Raises:
            WireTakenError: another program has the printer.
            WireLostError: it is not there, or may not be opened.
        """
        try:
            descriptor = os.open(
                self.device, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
            )
        except OSError as error:
            if error.errno == errno.EBUSY:  # usblp itself has one owner
                raise WireTakenError(f"{self.device}: {TAKEN}") from error
            raise WireLostError(f"{self.device}: {reason_of(error)}") from error
        try:
            own_file(descriptor, self.device)
        except WireTakenError:
            os.close(descriptor)
            raise
        return _UsbWire(descriptor, self.write_seconds)


class _UsbWire:
    def __init__(self, descriptor: int, write_seconds: float) -> None:
        self._descriptor = descriptor
        self._write_seconds = write_seconds
        self._closed = False

    def send(self, data: bytes) -> None:
        for start in range(0, len(data), PIECE_BYTES):
            self._send_piece(data[start : start + PIECE_BYTES])
        # usblp takes a piece at once and hands it over later: it is gone once there is room again
        if not self._wait(select.POLLOUT, self._write_seconds):
            raise WireStuckError("the printer takes no more bytes")

    def _send_piece(self, piece: bytes) -> None:
        ends = time.monotonic() + self._write_seconds
        while piece:
            if not self._wait(select.POLLOUT, ends - time.monotonic()):
                raise WireStuckError("the printer takes no more bytes")
            try:
                piece = piece[os.write(self._descriptor, piece) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise WireLostError(reason_of(error)) from error

    def receive(self, seconds: float) -> bytes:
        ends = time.monotonic() + seconds
        while found := self._wait(select.POLLIN, ends - time.monotonic()):
            try:
                data = os.read(self._descriptor, READ_BYTES)
            except BlockingIOError:
                continue
            except OSError as error:
                raise WireLostError(reason_of(error)) from error
            if data:
                return data
            # an empty packet is not the end, as it would be in a file
            if found & GONE:
                raise WireLostError(UNPLUGGED)
            if time.monotonic() + EMPTY_SECONDS > ends:
                break
            time.sleep(EMPTY_SECONDS)
        return b""

    def close(self) -> None:
        # closing takes back what the printer did not take: half a job never comes out later
        if not self._closed:
            self._closed = True
            os.close(self._descriptor)

    def _wait(self, events: int, seconds: float) -> int:
        """What is so within some time, `events` among it; 0 if nothing is."""
        poll = select.poll()
        poll.register(self._descriptor, events)
        ready = poll.poll(max(0.0, seconds) * 1000)
        found = ready[0][1] if ready else 0
        if found and not found & events:
            raise WireLostError(UNPLUGGED)
        return found
