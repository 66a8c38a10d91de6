"""How much paper is left, by what was printed and what the printer's sensors said."""

import pytest

from printer_drivers.spool.paper import (
    NEAR_END_MM,
    ROLL_MM,
    PaperRoll,
    changed,
    counted,
    metres_left,
    printed,
    seen,
)
from printer_drivers.status import PrinterState, PrinterStatus

READY = PrinterStatus(PrinterState.READY)
NEAR_END = PrinterStatus(PrinterState.PAPER_NEAR_END)
OUT = PrinterStatus(PrinterState.PAPER_OUT)
OPEN = PrinterStatus(PrinterState.COVER_OPEN)
OFF = PrinterStatus(PrinterState.DISCONNECTED)
SILENT = PrinterStatus(PrinterState.UNKNOWN)
BUSY = PrinterStatus(PrinterState.PRINTING)

NEW = changed(PaperRoll(rolls_left=5))


def after(roll: PaperRoll, *statuses: PrinterStatus) -> PaperRoll:
    for status in statuses:
        roll = seen(roll, status, ROLL_MM)
    return roll


def left(roll: PaperRoll, roll_mm: float = ROLL_MM) -> float | None:
    return metres_left(roll, roll_mm)


def test_nobody_knows_before_a_roll_was_put_in() -> None:
    assert left(after(PaperRoll(), READY)) is None


def test_what_was_printed_is_gone() -> None:
    assert left(printed(printed(NEW, 250.0), 1750.0)) == pytest.approx(58.0)
    assert left(printed(NEW, 2 * ROLL_MM)) == 0.0


@pytest.mark.parametrize(
    "course",
    [
        (OUT, READY),
        (OUT, OPEN, READY),
        (OUT, OPEN, OUT, SILENT, BUSY, READY),
        (NEAR_END, OUT, OFF, READY),
        (NEAR_END, OPEN, READY),
        (NEAR_END, OFF, READY),
    ],
)
def test_a_new_roll(course: tuple[PrinterStatus, ...]) -> None:
    roll = after(printed(NEW, 50_000.0), *course)
    assert left(roll, ROLL_MM * 0.9) is not None
    assert roll.used_mm == 0.0
    assert roll.rolls_left == 3
    assert not roll.out


@pytest.mark.parametrize(
    "course",
    [
        (OPEN, READY),
        (OFF, READY),
        (SILENT, READY),
        (OPEN, NEAR_END),
        (OUT, OUT),
        (NEAR_END, READY, NEAR_END),
        (NEAR_END, OPEN, BUSY),
        (NEAR_END, OPEN, NEAR_END, READY),
    ],
)
def test_the_same_roll(course: tuple[PrinterStatus, ...]) -> None:
    assert after(printed(NEW, 50_000.0), *course).rolls_left == 4


def test_out_of_paper_there_is_none_whatever_was_counted() -> None:
    assert left(after(NEW, OUT)) == 0.0
    assert left(after(NEW, OUT, OPEN)) == 0.0


def test_the_sensor_sets_the_estimate_right_and_the_next_rolls_too() -> None:
    roll = after(printed(NEW, 47_000.0), NEAR_END)
    assert left(roll) == NEAR_END_MM / 1000
    assert left(printed(roll, 1000.0)) == pytest.approx(2.0)
    assert left(after(printed(roll, 1000.0), NEAR_END)) == pytest.approx(2.0)
    assert left(after(roll, OUT, READY)) == pytest.approx(50.0)


def test_a_roll_that_was_not_whole_teaches_nothing() -> None:
    assert left(after(printed(NEW, 5_000.0), NEAR_END, OUT, READY)) == 60.0


def test_rolls_of_another_length_forget_what_was_learned() -> None:
    roll = after(printed(NEW, 57_000.0), NEAR_END, OUT, READY)
    assert left(roll, 20_000.0) == 20.0


def test_a_sensor_knows_a_roll_that_nobody_told_of() -> None:
    assert left(after(PaperRoll(), NEAR_END)) == NEAR_END_MM / 1000


def test_near_end_is_heard_beside_another_state() -> None:
    low = PrinterStatus(PrinterState.READY, near_end=True)
    assert left(after(printed(NEW, 10.0), low)) == NEAR_END_MM / 1000


def test_rolls_in_the_cupboard() -> None:
    assert changed(PaperRoll()).rolls_left is None
    assert changed(counted(NEW, 0)).rolls_left == 0
    assert changed(NEW, rolls_left=12).rolls_left == 12
    assert counted(printed(NEW, 9.0), 7) == printed(changed(NEW, rolls_left=7), 9.0)
