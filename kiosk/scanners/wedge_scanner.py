"""A scanner that types as a keyboard does (a wedge), read from the kernel and kept from the screen.

Kivy would lose characters of it, and every other program would get them too.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.scanners.input_device import (
    DEVICES,
    INPUT_CLASS,
    Events,
    Grab,
    InputDevice,
    grab,
)
from kiosk.scanners.keys import KEY_ENTER, Keys, Layout

_KEYS_NEEDED: Final = (KEY_ENTER, 30)
"""Enter and A: what a keyboard has, and what a scanner's second device (volume keys) has not."""


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
        device = InputDevice(self.where, _KEYS_NEEDED, self.grab, self.input_class, self.devices)
        return WedgeSource(device.open(), Keys(self.layout))


class WedgeSource:
    """An open input device, as characters."""

    def __init__(self, events: Events, keys: Keys) -> None:
        self._events = events
        self._keys = keys

    def read(self, seconds: float) -> bytes:
        """What was typed.

        Raises:
            OSError: it was unplugged.
        """
        return b"".join(self._keys.typed(event) for event in self._events.read(seconds))

    def close(self) -> None:
        """Let go of it; the kernel ends the grab."""
        self._events.close()
