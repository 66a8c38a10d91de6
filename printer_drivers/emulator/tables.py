"""Tables of the command reference: lengths of commands that draw nothing, character tables."""

from typing import Final

PARAMETERS: Final[dict[bytes, int]] = {
    b"\x1b%": 1,
    b"\x1b=": 1,
    b"\x1b?": 1,
    b"\x1bL": 0,
    b"\x1bS": 0,
    b"\x1bT": 1,
    b"\x1bU": 1,
    b"\x1bV": 1,
    b"\x1bW": 8,
    b"\x1bZ": 0,
    b"\x1be": 1,
    b"\x1bc": 2,
    b"\x1bp": 3,
    b"\x1br": 1,
    b"\x1bu": 1,
    b"\x1bv": 0,
    b"\x1b{": 1,
    b"\x1b\x0c": 0,
    b"\x1c?": 2,
    b"\x1cp": 2,
    b"\x1d$": 2,
    b"\x1d/": 1,
    b"\x1d:": 0,
    b"\x1dE": 1,
    b"\x1dH": 1,
    b"\x1dI": 1,
    b"\x1dT": 1,
    b"\x1d\\": 2,
    b"\x1d^": 3,
    b"\x1da": 1,
    b"\x1db": 1,
    b"\x1dc": 0,
    b"\x1df": 1,
    b"\x1dh": 1,
    b"\x1dw": 1,
}
"""Bytes after the command's name, for those that the emulator passes over in silence."""

ONE_BYTE_TABLES: Final[dict[int, str]] = {
    0: "cp437",
    1: "shift_jis",
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
}
"""`ESC t n`: table 1 is half-width katakana, the single bytes of Shift_JIS."""
