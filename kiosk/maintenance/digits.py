"""How a staff PIN looks, and what comes of one that was entered. Pure."""

from enum import StrEnum
from typing import Final

DIGITS_MIN: Final = 4
DIGITS_MAX: Final = 12


class PinAnswer(StrEnum):
    """What came of a PIN that was entered."""

    NONE_SET = "none_set"
    """There is no PIN (or a damaged file): maintenance is closed."""
    RIGHT = "right"
    WRONG = "wrong"
