"""What the bits of `DLE EOT` mean, one by one and together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer_drivers.esc_pos.answers import AutomaticStatus, RealTimeAnswer, SensorAnswer
from printer_drivers.esc_pos.states import Answers, status_of
from printer_drivers.status import PrinterState, PrinterStatus

FINE = 0x12


def answers(one: int = 0, two: int = 0, three: int = 0, four: int = 0) -> Answers:
    return Answers(FINE | one, FINE | two, FINE | three, FINE | four)


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (answers(), PrinterState.READY),
        (answers(four=0x0C), PrinterState.PAPER_NEAR_END),
        (answers(four=0x6C), PrinterState.PAPER_OUT),
        (answers(two=0x20), PrinterState.PAPER_OUT),
        (answers(one=0x08, two=0x04), PrinterState.COVER_OPEN),
        (answers(one=0x08, two=0x24, four=0x6C), PrinterState.COVER_OPEN),
        (answers(one=0x08, two=0x40, three=0x08), PrinterState.CUTTER_ERROR),
        (answers(two=0x40, three=0x40), PrinterState.OVERHEATED),
        (answers(two=0x40, three=0x04), PrinterState.RECOVERABLE_ERROR),
        (answers(two=0x40), PrinterState.RECOVERABLE_ERROR),
        (answers(two=0x44, three=0x20), PrinterState.UNRECOVERABLE_ERROR),
        (answers(one=0x08), PrinterState.OFFLINE),
        (answers(one=0x20), PrinterState.OFFLINE),
        (answers(two=0x08), PrinterState.OFFLINE),
    ],
)
def test_state_of_bits(found: Answers, state: PrinterState) -> None:
    assert status_of(found).state is state


@given(*[st.integers(0, 255)] * 4)
def test_no_fault_bit_is_read_as_fine(one: int, two: int, three: int, four: int) -> None:
    fault = one & 0x08 or two & 0x64 or three & 0x6C or four & 0x60
    status = status_of(Answers(one, two, three, four))
    if fault:
        assert not status.can_print


def test_answers_to_the_two_questions_are_told_apart() -> None:
    for byte in range(256):
        kinds = [
            kind
            for kind in (RealTimeAnswer, SensorAnswer)
            if kind.decode(bytes([byte]), 0) is not None
        ]
        assert len(kinds) <= 1
        if kinds:
            assert AutomaticStatus.decode(bytes([byte, 0, 0, 0]), 0) is None
    assert RealTimeAnswer.decode(b"\x12", 0) == (RealTimeAnswer(0x12), 1)
    assert RealTimeAnswer.decode(b"\x00", 0) is None
    assert RealTimeAnswer.decode(b"\xff", 0) is None


@pytest.mark.parametrize("state", PrinterState)
def test_a_state_that_cannot_print_calls_for_somebody_or_passes(state: PrinterState) -> None:
    status = PrinterStatus(state)
    if state in {PrinterState.READY, PrinterState.PRINTING}:
        assert status.can_print
        assert not status.needs_attention
    elif state is PrinterState.PAPER_NEAR_END:
        assert status.can_print
        assert status.needs_attention
    else:
        assert not status.can_print
        assert status.needs_attention or state is PrinterState.OVERHEATED
