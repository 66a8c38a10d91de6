"""What a Star printer answers, as bytes.

"STAR Line Mode Command Specifications", Appendix 2 (5.2.3 Automatic Status, 5.2.4 the form on
networks); "StarPRNT Command Specifications", `ESC GS ETX` and Appendix 2.
"""

from typing import Final

from printer_drivers.emulator.conditions import Condition

STATUS_BYTES: Final = 9
"""Bytes of the automatic status of version 3: two headers, printer status 1 to 7."""
VERSION: Final = 3

_OFFLINE, _COVER, _ETB = 0x08, 0x20, 0x02
_HOT, _UNRECOVERABLE, _CUTTER = 0x40, 0x20, 0x08
_PAPER_END, _NEAR_END = 0x08, 0x04


def _spread(number: int) -> int:
    """A number of five bits where the headers and the counter have it: bits 1 to 3, 5 and 6."""
    return (number & 0b00111) << 1 | (number & 0b11000) << 2


def automatic_status(
    condition: Condition,
    *,
    near_end: bool = False,
    counter: int = 0,
    executed: bool = False,
    on_network: bool = False,
) -> bytes:
    """The automatic status (ASB). On networks a length follows it, which is 0."""
    first = _OFFLINE if condition.offline else 0
    errors = sensors = 0
    match condition:
        case Condition.COVER_OPEN:
            first |= _COVER
        case Condition.PAPER_OUT:
            sensors = _PAPER_END | _NEAR_END
        case Condition.CUTTER_ERROR | Condition.CUTTER_FREED:
            errors = _CUTTER
        case Condition.OVERHEATED:
            errors = _HOT
        case Condition.UNRECOVERABLE_ERROR:
            errors = _UNRECOVERABLE
        case _:
            pass  # offline has no other sign, and the rest says nothing at all
    if near_end:
        sensors |= _NEAR_END
    status = bytes(
        [
            _spread(STATUS_BYTES) | 0x01,
            _spread(VERSION) | (0x80 if on_network else 0),
            first | (_ETB if executed else 0),
            errors,
            0,
            sensors,
            0,
            _spread(counter),
            0,
        ]
    )
    return status + bytes(2) if on_network else status


def print_end(function: int, n1: int, n2: int, counter: int) -> bytes:
    """The answer to `ESC GS ETX s n1 n2`: the command itself, the counter, NUL."""
    return bytes([0x1B, 0x1D, 0x03, function, n1, n2, counter, 0])


def code_size(side: int) -> bytes:
    """The answer to `ESC GS y I`: the dots of one side of the QR code, 0 where it cannot be."""
    return b"\x1b\x1dyI" + side.to_bytes(2, "little")


def identity(model: str) -> bytes:
    """The answer to `ESC # * LF NUL`: model and version."""
    return b"\x1b#*," + model.encode("ascii") + b"Ver.1.0\n\0"


def inquiry(condition: Condition) -> int:
    """The answer to ENQ: bit 5 the buffer is empty, bit 3 no paper, bit 2 other errors."""
    if condition is Condition.PAPER_OUT:
        return 0x28
    return 0x24 if condition.offline else 0x20


def inquiry_2(condition: Condition, *, near_end: bool) -> int:
    """The answer to EOT: bit 4 is always set, bit 3 no paper, bit 2 near its end."""
    return 0x10 | (0x0C if condition is Condition.PAPER_OUT else 0x04 if near_end else 0)
