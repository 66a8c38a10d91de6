"""An input device of the kernel, taken for us alone: none of its keys reaches the screen."""

import errno
import fcntl
import os
import select
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.scanners.keys import EVENT, KeyEvent, events_of

INPUT_CLASS: Final = Path("/sys/class/input")
DEVICES: Final = Path("/dev/input")
EVIOCGRAB: Final = 0x40044590
"""_IOW('E', 0x90, int), linux/input.h: from now on nobody else gets this device's events."""
_EVENTS_A_READ: Final = 64

Grab = Callable[[int], None]
"""Takes an open device for us alone. Raises OSError where another program has it."""


def grab(descriptor: int) -> None:
    """Take an input device for us alone, until it is closed.

    Raises:
        OSError: another program has it (EBUSY), or it is no input device (ENOTTY).
    """
    fcntl.ioctl(descriptor, EVIOCGRAB, 1)


@dataclass(frozen=True, slots=True)
class InputDevice:
    """A device by its path (`/dev/input/by-id/…`) or by its name, whole or a part of it."""

    where: str
    needed: tuple[int, ...]
    """Keys that it must have to be found by its name: what else has that name is passed over."""
    grab: Grab = grab
    input_class: Path = INPUT_CLASS
    devices: Path = DEVICES

    def open(self) -> "Events":
        """Open it, for us alone.

        Raises:
            OSError: it is not there, may not be opened, or another program has it.
        """
        descriptor = os.open(self._path(), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            # without this its keys would reach the screen, so there is no going on without it
            self.grab(descriptor)
        except OSError:
            os.close(descriptor)
            raise
        return Events(descriptor)

    def _path(self) -> Path:
        if self.where.startswith("/"):
            return Path(self.where)
        for entry in sorted(self.input_class.glob("event*"), key=lambda path: int(path.name[5:])):
            try:
                name = (entry / "device" / "name").read_text().strip()
                keys = (entry / "device" / "capabilities" / "key").read_text()
            except OSError:
                continue  # unplugged since the folder was listed
            if self.where.casefold() in name.casefold() and _has(keys, self.needed):
                return self.devices / entry.name
        raise FileNotFoundError(errno.ENOENT, "no keyboard has this name", self.where)


def _has(capabilities: str, needed: tuple[int, ...]) -> bool:
    """Whether a device has these keys, from its bits in hexadecimal words."""
    bits = 0
    for word in capabilities.split():
        bits = bits << (8 * struct.calcsize("@L")) | int(word, 16)
    return all(bits >> key & 1 for key in needed)


class Events:
    """What an open device says."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = b""
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)

    def read(self, seconds: float) -> tuple[KeyEvent, ...]:
        """Its events; waits at most so long for some.

        Raises:
            OSError: it was unplugged.
        """
        if not self._poll.poll(seconds * 1000):
            return ()
        data = os.read(self._descriptor, EVENT.size * _EVENTS_A_READ)
        if not data:
            raise OSError(errno.ENODEV, "it was unplugged")
        data = self._rest + data
        self._rest = data[len(data) - len(data) % EVENT.size :]
        return events_of(data)

    def close(self) -> None:
        """Let go of it; the kernel ends the grab."""
        os.close(self._descriptor)
