"""Key events of a keyboard -> the characters that were typed. Pure.

Codes from linux/input-event-codes.h. We read events ourselves: they are 24 bytes and two ioctls,
and the library for them (evdev) has no wheel for aarch64, so a Raspberry Pi would need a compiler
and the kernel's headers to install it.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.scanners.lines import CANCEL

Layout = Literal["us", "jp"]

EVENT: Final = struct.Struct("@llHHi")
"""struct input_event: seconds, microseconds, type, code, value. 24 bytes where a long has 8."""
EV_SYN: Final = 0
EV_KEY: Final = 1
SYN_DROPPED: Final = 3
KEY_ENTER: Final = 28
KEY_LEFT_SHIFT: Final = 42
_UP, _DOWN = 0, 1
_KEYPAD_ENTER, _TAB = 96, 15
_SHIFTS: Final = frozenset({KEY_LEFT_SHIFT, 54})
_OTHER_MODIFIERS: Final = frozenset({29, 97, 56, 100, 125, 126})
"""Control, Alt and Meta: a key with one of them is a command and no character."""

_ROWS: Final[Mapping[Layout, tuple[tuple[int, str, str], ...]]] = {
    "us": (
        (2, "1234567890-=", "!@#$%^&*()_+"),
        (16, "qwertyuiop[]", "QWERTYUIOP{}"),
        (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
        (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    ),
    # JIS X 6002 (OADG 109): what scanners that are sold in Japan are often set to
    "jp": (
        (2, "1234567890-^", "!\"#$%&'()\0=~"),
        (16, "qwertyuiop@[", "QWERTYUIOP`{"),
        (30, "asdfghjkl;:", "ASDFGHJKL+*"),
        (43, "]zxcvbnm,./", "}ZXCVBNM<>?"),
        (89, "\\", "_"),
        (124, "\\", "|"),
    ),
}
"""First code of a row of keys, and what they are without and with Shift."""
_ALIKE: Final = {57: " ", _TAB: "\t", KEY_ENTER: "\n", _KEYPAD_ENTER: "\n"} | dict(
    zip(
        (82, 79, 80, 81, 75, 76, 77, 71, 72, 73, 83, 98, 55, 74, 78), "0123456789./*-+", strict=True
    )
)
"""Keys that are the same on all layouts, with Shift and without; the keypad's after Enter."""


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """One event of an input device."""

    kind: int
    code: int
    value: int
    """1 pressed, 0 let go, 2 repeated by the kernel because it is held."""

    def to_bytes(self) -> bytes:
        """As a device says it, at no particular time."""
        return EVENT.pack(0, 0, self.kind, self.code, self.value)


def events_of(data: bytes) -> tuple[KeyEvent, ...]:
    """The events that a device said; an incomplete one at the end is left out."""
    whole = len(data) - len(data) % EVENT.size
    return tuple(
        KeyEvent(kind, code, value) for _, _, kind, code, value in EVENT.iter_unpack(data[:whole])
    )


class Keys:
    """What a keyboard types. Knows which modifiers are held."""

    def __init__(self, layout: Layout) -> None:
        self._characters = characters_of(layout)
        self._held = set[int]()

    def typed(self, event: KeyEvent) -> bytes:
        """The character of an event, in ASCII: one or none. CANCEL where events were lost."""
        if event.kind == EV_SYN and event.code == SYN_DROPPED:
            # the kernel's queue ran over (Documentation/input/event-codes.rst)
            self._held.clear()
            return bytes([CANCEL])
        if event.kind != EV_KEY:
            return b""
        if event.code in _SHIFTS | _OTHER_MODIFIERS:
            if event.value == _UP:
                self._held.discard(event.code)
            else:
                self._held.add(event.code)
            return b""
        if event.value != _DOWN or self._held & _OTHER_MODIFIERS:
            return b""
        pair = self._characters.get(event.code)
        return b"" if pair is None else pair[bool(self._held & _SHIFTS)].encode("ascii")


def characters_of(layout: Layout) -> dict[int, tuple[str, str]]:
    """Key code to its character without and with Shift."""
    made = {code: (letter, letter) for code, letter in _ALIKE.items()}
    for first, plain, shifted in _ROWS[layout]:
        for place, pair in enumerate(zip(plain, shifted, strict=True)):
            made[first + place] = pair
    return made
