"""How much paper is left: an estimate from what was printed since the roll was changed. Pure.

A roll's length is known only roughly. Where the printer has a sensor that sees the roll grow thin,
the estimate is set right by it, on this roll and on the ones that follow.
"""

from dataclasses import dataclass, replace
from typing import Final

from printer_drivers.status import PrinterState, PrinterStatus

ROLL_MM: Final = 60_000.0
"""A usual roll: 80 mm paper, 80 mm across, 60 to 65 g/m2."""
NEAR_END_MM: Final = 3_000.0
"""What a roll has left when the sensor sees it: some 23 mm across over a core of 18 mm, paper of
0.065 mm: pi * (11.5**2 - 9**2) / 0.065 = 2.5 m. Printers let the sensor be moved."""
_LIKELY: Final = (0.4, 1.6)
"""A length that was found by the sensor is believed between these parts of the setting. A roll that
was not whole when it was put in says nothing about the next one."""

_MAY_BE_OPEN = {PrinterState.COVER_OPEN, PrinterState.DISCONNECTED}
"""In these a person can change the roll without the printer's saying that it was ever out."""


@dataclass(frozen=True, slots=True)
class PaperRoll:
    """What is known of the paper, kept from one process to the next."""

    used_mm: float = 0.0
    """Printed since the roll was changed."""
    known: bool = False
    """Whether the roll's change was seen or told: before, nobody knows what is left of it."""
    learned_mm: float | None = None
    """A roll's length as the sensor found it; None: as the setting says."""
    left_at_near_end: bool = False
    """The sensor has seen this roll: `used_mm` counts from there."""
    out: bool = False
    """The printer said that the paper is out, and it has not been able to print since."""
    opened: bool = False
    """It was near its end, and then the printer was open or off: it may be another roll."""
    rolls_left: int | None = None
    """In the cupboard; None where nobody has told."""


def printed(roll: PaperRoll, millimetres: float) -> PaperRoll:
    """So much more paper has come out."""
    return replace(roll, used_mm=roll.used_mm + max(0.0, millimetres))


def changed(roll: PaperRoll, *, rolls_left: int | None = None) -> PaperRoll:
    """A new roll is in. `rolls_left` in the cupboard where it was told, else one fewer."""
    left = None if roll.rolls_left is None else max(0, roll.rolls_left - 1)
    return PaperRoll(
        known=True,
        learned_mm=roll.learned_mm,
        rolls_left=left if rolls_left is None else rolls_left,
    )


def counted(roll: PaperRoll, rolls_left: int) -> PaperRoll:
    """Somebody has counted the rolls in the cupboard; the one in the printer is the same."""
    return replace(roll, rolls_left=rolls_left)


def seen(roll: PaperRoll, status: PrinterStatus, roll_mm: float) -> PaperRoll:
    """What a status says about the roll.

    Paper out and then a printer that can print is a new roll. So is a roll that was near its end,
    then a cover or a switch, then a sensor that sees enough paper: many change it a little early.
    The sensor alone going back and forth is none. No answer says nothing at all.
    """
    if status.state is PrinterState.PAPER_OUT:
        return replace(roll, out=True)
    if status.state in _MAY_BE_OPEN:
        return replace(roll, opened=roll.opened or roll.left_at_near_end)
    if not status.can_print or status.state is PrinterState.PRINTING:
        return roll  # a busy printer's sensors were not read
    if roll.out or (roll.opened and not status.near_end):
        roll = changed(roll)
    roll = replace(roll, opened=False)
    return _thin(roll, roll_mm) if status.near_end and not roll.left_at_near_end else roll


def metres_left(roll: PaperRoll, roll_mm: float) -> float | None:
    """An estimate, in metres; None where nobody knows how much there was."""
    if roll.out:
        return 0.0
    if roll.left_at_near_end:
        return max(0.0, NEAR_END_MM - roll.used_mm) / 1000
    if not roll.known:
        return None
    return max(0.0, _length(roll, roll_mm) - roll.used_mm) / 1000


def _length(roll: PaperRoll, roll_mm: float) -> float:
    """A whole roll, in millimetres. What was learned with rolls of another kind is left out."""
    learned = roll.learned_mm
    return learned if learned is not None and _likely(learned, roll_mm) else roll_mm


def _thin(roll: PaperRoll, roll_mm: float) -> PaperRoll:
    length = roll.used_mm + NEAR_END_MM
    learned = length if roll.known and _likely(length, roll_mm) else roll.learned_mm
    return replace(roll, used_mm=0.0, left_at_near_end=True, learned_mm=learned)


def _likely(length: float, roll_mm: float) -> bool:
    low, high = _LIKELY
    return low * roll_mm <= length <= high * roll_mm
