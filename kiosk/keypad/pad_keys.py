"""The keys of a pad, and what a pad sends for them. Pure.

Pads for people who do not see (Storm's AudioNav and NavPad, for example) are keyboards to the
computer, and which code each of their keys sends is set in the pad. So it can be set here, too;
without that, the arrows of any keyboard do.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from kiosk.scanners.keys import EV_KEY, KeyEvent


class PadKey(StrEnum):
    """What somebody wants who presses a key."""

    PREVIOUS = "previous"
    NEXT = "next"
    CHOOSE = "choose"
    BACK = "back"
    VOLUME = "volume"
    """Louder by a step, after the loudest the quietest; and what was said last once more."""
    LOUDER = "louder"
    QUIETER = "quieter"
    PLUGGED = "plugged"
    """Headphones were plugged in: pads with a socket say so as a key."""
    UNPLUGGED = "unplugged"


CODES: Final[Mapping[str, int]] = (
    {f"F{number}": code for number, code in zip(range(1, 11), range(59, 69), strict=True)}
    | {"F11": 87, "F12": 88}
    | {f"F{number}": code for number, code in zip(range(13, 25), range(183, 195), strict=True)}
    | {str(number % 10): number + 1 for number in range(1, 11)}
    | {
        "UP": 103,
        "DOWN": 108,
        "LEFT": 105,
        "RIGHT": 106,
        "ENTER": 28,
        "KPENTER": 96,
        "SPACE": 57,
        "TAB": 15,
        "ESC": 1,
        "BACKSPACE": 14,
        "HOME": 102,
        "END": 107,
        "PAGEUP": 104,
        "PAGEDOWN": 109,
        "INSERT": 110,
        "DELETE": 111,
        "MUTE": 113,
        "VOLUMEDOWN": 114,
        "VOLUMEUP": 115,
        "HELP": 138,
        "BACK": 158,
    }
)
"""Names of keys and their codes, from linux/input-event-codes.h (KEY_…)."""
USUAL: Final[Mapping[int, PadKey]] = {
    CODES["UP"]: PadKey.PREVIOUS,
    CODES["DOWN"]: PadKey.NEXT,
    CODES["ENTER"]: PadKey.CHOOSE,
    CODES["KPENTER"]: PadKey.CHOOSE,
    CODES["SPACE"]: PadKey.CHOOSE,
    CODES["LEFT"]: PadKey.BACK,
    CODES["ESC"]: PadKey.BACK,
    CODES["BACKSPACE"]: PadKey.BACK,
    CODES["HOME"]: PadKey.BACK,
    CODES["RIGHT"]: PadKey.VOLUME,
    CODES["VOLUMEUP"]: PadKey.LOUDER,
    CODES["VOLUMEDOWN"]: PadKey.QUIETER,
}
"""What the keys of a pad mean to which nothing else was set: five of them are enough."""


def pad_keys_of(settings: Mapping[str, str]) -> Mapping[int, PadKey]:
    """Codes and what they mean, from such settings as `next=F14`. What is set comes beside USUAL.

    Raises:
        ValueError: there is no such meaning or no such key, or one key would mean two things.
    """
    found = dict[int, PadKey]()
    for meaning, key in settings.items():
        if meaning not in set(PadKey):
            raise ValueError(f"a pad's keys are {', '.join(PadKey)}")
        code = CODES.get(key.upper())
        if code is None:
            raise ValueError(f"{meaning}: a key is one of {', '.join(CODES)}")
        if code in found:
            raise ValueError(f"{key} cannot mean both {found[code]} and {meaning}")
        found[code] = PadKey(meaning)
    return {**USUAL, **found}


def pressed(event: KeyEvent, keys: Mapping[int, PadKey]) -> PadKey | None:
    """Which key was pressed, if any: not one that is let go, or held down."""
    return keys.get(event.code) if event.kind == EV_KEY and event.value == 1 else None
