"""Status bytes by condition, as Epson's ESC/POS reference has them."""

from typing import Final

from printer_drivers.emulator.conditions import Condition

_CUTTER: Final = frozenset({Condition.CUTTER_ERROR, Condition.CUTTER_FREED})


def real_time_answer(number: int, condition: Condition, *, near_end: bool = False) -> int:
    """The byte that answers `DLE EOT n`; bits 1 and 4 are always set."""
    bits = 0
    match number:
        case 1:
            bits = 0x08 if condition.offline else 0
            if condition is Condition.CUTTER_FREED:
                bits |= 0x20  # waits for online recovery
        case 2:
            bits = {Condition.COVER_OPEN: 0x04, Condition.PAPER_OUT: 0x20}.get(condition, 0)
            if error_bits(condition):
                bits = 0x40
        case 3:
            bits = error_bits(condition)
        case 4:
            out = condition is Condition.PAPER_OUT
            bits = (0x60 if out else 0) | (0x0C if out or near_end else 0)
    return 0x12 | bits


def error_bits(condition: Condition) -> int:
    """Bits of errors in `DLE EOT 3` and in the second byte of ASB, which has the same ones."""
    if condition in _CUTTER:
        return 0x08
    return {Condition.OVERHEATED: 0x40, Condition.UNRECOVERABLE_ERROR: 0x20}.get(condition, 0)


def sensor_answer(condition: Condition, *, near_end: bool = False) -> int:
    """The byte that answers `GS r 1`: bits 0 and 1 near end, 2 and 3 end."""
    if condition is Condition.PAPER_OUT:
        return 0x0F
    return 0x03 if near_end else 0


def automatic_status(condition: Condition, *, near_end: bool = False) -> bytes:
    """The four bytes of `GS a`: printer, errors, paper sensors, and one that is reserved."""
    first = 0x10
    if condition.offline:
        first |= 0x08
    if condition is Condition.COVER_OPEN:
        first |= 0x20
    second = error_bits(condition)
    if condition is Condition.CUTTER_FREED:
        second |= 0x01  # waits for online recovery
    return bytes([first, second, sensor_answer(condition, near_end=near_end), 0x0F])


_WATCHED: Final = {0x02: (0x28, 0x01, 0), 0x04: (0, 0x6C, 0), 0x08: (0, 0, 0x0F)}
"""Which bits each bit of `GS a n` is about: 2 offline, 4 errors, 8 paper."""


def watched(enabled: int, status: bytes) -> tuple[int, ...]:
    """The bits of ASB whose change is told."""
    masks = [mask for bit, mask in _WATCHED.items() if enabled & bit]
    return tuple(status[place] & sum(mask[place] for mask in masks) for place in range(3))
