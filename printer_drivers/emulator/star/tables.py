"""Tables of Star's command references: character tables, barcodes, commands that draw nothing.

From "StarPRNT Command Specifications" (Rev. 2.13, 2.25 and the SM-L Series') and "STAR Line Mode
Command Specifications" (Rev. 0.00, 0.09), whose text commands are the same.
"""

from typing import Final

PAGES: Final[dict[int, int]] = {
    0: 0,
    1: 0,
    2: 1,
    3: 0,
    4: 19,
    5: 18,
    6: 3,
    7: 35,
    8: 4,
    9: 5,
    10: 17,
    11: 34,
    12: 13,
    13: 36,
    14: 37,
    15: 14,
    17: 38,
    32: 16,
    33: 45,
    34: 46,
}
"""`ESC GS t n` -> the number that the emulator's font has the same characters under."""

BARCODES: Final[dict[int, int]] = {0: 1, 1: 0, 2: 3, 3: 2, 4: 4, 5: 5, 6: 73, 7: 72, 8: 6}
"""`ESC b n1`: UPC-E, UPC-A, JAN-8, JAN-13, CODE39, ITF, CODE128, CODE93, NW-7 -> the emulator's."""

CODE128: Final = 73

ESCAPE_SILENT: Final[dict[str, int]] = {
    "/": 1,
    "M": 0,
    "P": 0,
    ":": 0,
    "g": 0,
    "6": 0,
    "7": 0,
    "1": 0,
    "2": 0,
    "A": 1,
    "3": 1,
    "y": 1,
    "N": 1,
    "O": 0,
    "%": 1,
    "u": 1,
    "x": 1,
    "\x07": 2,
    "\x0c": 1,
    "\x06": 1,
}
"""`ESC x`: bytes behind it, for those that are passed over in silence. `ESC ACK x` was obeyed when
it arrived."""

RECORD_SILENT: Final = frozenset("driRC")
"""`ESC RS x n`: speed, darkness, rotation and the like, one byte behind each."""

GROUP_SILENT: Final[dict[str, int]] = {"c": 2, "\x07": 3, "\x19": 4, "r": 1}
"""`ESC GS x`: bytes behind it, for those that are passed over in silence."""

CONTROLS_SILENT: Final = frozenset({0x00, 0x04, 0x05, 0x07, 0x0D, 0x1A, 0x19, 0x1C, 0x1E, 0x11})
"""NUL; EOT and ENQ; drawers and buzzers; CR, which does nothing as the memory switch comes."""


def digit(byte: int) -> int:
    """A parameter that may be given as a number or as the character of that number."""
    if 0x30 <= byte <= 0x39:
        return byte - 0x30
    return byte - 0x41 + 10 if 0x41 <= byte <= 0x46 else byte
