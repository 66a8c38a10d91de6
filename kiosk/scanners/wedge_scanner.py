"""A scanner that types as a keyboard does (a wedge), read from the kernel and kept from the screen.

Kivy would lose characters of it, and every other program would get them too.
"""

import errno
import fcntl
import os
import select
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.scanners.keys import EVENT, KEY_ENTER, Keys, Layout, events_of

INPUT_CLASS: Final = Path("/sys/class/input")
DEVICES: Final = Path("/dev/input")
EVIOCGRAB: Final = 0x40044590
"""_IOW('E', 0x90, int), linux/input.h: from now on nobody else gets this device's events."""
_EVENTS_A_READ: Final = 64
_KEYS_NEEDED: Final = (KEY_ENTER, 30)
"""Enter and A: what a keyboard has, and what a scanner's second device (volume keys) has not."""

Grab = Callable[[int], None]
"""Takes an open device for us alone. Raises OSError where another program has it."""


def grab(descriptor: int) -> None:
    """Take an input device for us alone, until it is closed.

    Raises:
        OSError: another program has it (EBUSY), or it is no input device (ENOTTY).
    """
    fcntl.ioctl(descriptor, EVIOCGRAB, 1)


@dataclass(frozen=True, slots=True)
class WedgePort:
    """A scanner by its device (`/dev/input/by-id/…`) or by its name, whole or a part of it."""

    where: str
    layout: Layout = "us"
    grab: Grab = grab
    input_class: Path = INPUT_CLASS
    devices: Path = DEVICES

    def connect(self) -> "WedgeSource":
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
        return WedgeSource(descriptor, Keys(self.layout))

    def _path(self) -> Path:
        if self.where.startswith("/"):
            return Path(self.where)
        for entry in sorted(self.input_class.glob("event*"), key=lambda path: int(path.name[5:])):
            try:
                name = (entry / "device" / "name").read_text().strip()
                keys = (entry / "device" / "capabilities" / "key").read_text()
            except OSError:
                continue  # unplugged since the folder was listed
            if self.where.casefold() in name.casefold() and _types(keys):
                return self.devices / entry.name
        raise FileNotFoundError(errno.ENOENT, "no keyboard has this name", self.where)


def _types(capabilities: str) -> bool:
    """Whether a device has the keys of a keyboard, from its bits in hexadecimal words."""
    bits = 0
    for word in capabilities.split():
        bits = bits << (8 * struct.calcsize("@L")) | int(word, 16)
    return all(bits >> key & 1 for key in _KEYS_NEEDED)


class WedgeSource:
    """An open input device."""

    def __init__(self, descriptor: int, keys: Keys) -> None:
        self._descriptor = descriptor
        self._keys = keys
        self._rest = b""
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)

    def read(self, seconds: float) -> bytes:
        """What was typed.

        Raises:
            OSError: it was unplugged.
        """
        if not self._poll.poll(seconds * 1000):
            return b""
        data = os.read(self._descriptor, EVENT.size * _EVENTS_A_READ)
        if not data:
            raise OSError(errno.ENODEV, "it was unplugged")
        data = self._rest + data
        self._rest = data[len(data) - len(data) % EVENT.size :]
        return b"".join(self._keys.typed(event) for event in events_of(data))

    def close(self) -> None:
        """Let go of it; the kernel ends the grab."""
        os.close(self._descriptor)
