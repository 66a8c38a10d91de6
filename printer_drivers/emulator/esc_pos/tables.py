"""Tables of Epson's command reference: lengths of commands that draw nothing."""

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
    b"\x1dT": 1,
    b"\x1d\\": 2,
    b"\x1d^": 3,
    b"\x1db": 1,
    b"\x1dc": 0,
}
"""Bytes after the command's name, for those that the emulator passes over in silence."""

EXTENDED_SILENT: Final = frozenset(
    {
        b"\x1b(A",  # buzzer
        b"\x1c(e",  # when status is sent
        b"\x1d(D",  # which real-time commands are obeyed
        b"\x1d(E",  # the printer's own setup
        b"\x1d(K",  # speed and darkness
        b"\x1d(M",  # settings kept over power off
    }
)
"""Commands with a length (`ESC ( x`, `FS ( x`, `GS ( x`) that draw nothing."""
