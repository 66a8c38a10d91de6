"""What an ESC/POS printer in software answers, by the bytes of Epson's reference."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.esc_pos.firmware import EscPos
from printer_drivers.emulator.faults import Fault, Faults, Moment
from printer_drivers.emulator.server import Emulator
from tests.unit.printer_drivers.direct_line import DirectLine
from tests.unit.printer_drivers.wires import emulator, tickets

CUT = b"\x1dV\x00"
ASB = b"\x1da\x0f"
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
PROCESS = b"\x1d(H\x06\x0000"


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[Emulator]:
    with emulator(tmp_path, Faults()) as running:
        yield running


@pytest.fixture
def line(printer: Emulator) -> DirectLine:
    return DirectLine(printer)


def heard(line: DirectLine, data: bytes = b"") -> bytes:
    """All that is answered."""
    line.send(data)
    answers = b""
    while answer := line.receive(1):
        answers += answer
    return answers


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        (Condition.READY, "10 00 00 0f"),
        (Condition.PAPER_NEAR_END, "10 00 03 0f"),
        (Condition.PAPER_OUT, "18 00 0f 0f"),
        (Condition.COVER_OPEN, "38 00 00 0f"),
        (Condition.CUTTER_ERROR, "18 08 00 0f"),
        (Condition.CUTTER_FREED, "18 09 00 0f"),
        (Condition.OVERHEATED, "18 40 00 0f"),
        (Condition.UNRECOVERABLE_ERROR, "18 20 00 0f"),
        (Condition.OFFLINE, "18 00 00 0f"),
        (Condition.STUCK, "10 00 00 0f"),
    ],
)
def test_asb_is_told_at_once_and_also_while_offline(
    printer: Emulator, line: DirectLine, condition: Condition, status: str
) -> None:
    printer.faults.condition = condition
    assert heard(line, ASB).hex(" ") == status


def test_near_end_is_told_beside_another_fault(printer: Emulator, line: DirectLine) -> None:
    printer.faults.set(Fault(Condition.PAPER_NEAR_END), Fault(Condition.COVER_OPEN))
    assert heard(line, ASB) == b"\x38\x00\x03\x0f"
    assert heard(line, b"\x10\x04\x02\x10\x04\x04") == b"\x16\x1e"


def test_asb_is_told_at_every_change_and_not_without(printer: Emulator, line: DirectLine) -> None:
    heard(line, ASB)
    printer.faults.condition = Condition.COVER_OPEN
    assert heard(line) == b"\x38\x00\x00\x0f"
    printer.faults.condition = Condition.COVER_OPEN
    assert heard(line) == b""
    printer.faults.condition = Condition.READY
    assert heard(line) == b"\x10\x00\x00\x0f"
    assert heard(line, b"\x1da\x00") == b""
    printer.faults.condition = Condition.COVER_OPEN
    assert heard(line) == b""


def test_asb_tells_of_what_was_chosen(printer: Emulator, line: DirectLine) -> None:
    heard(line, b"\x1da\x08")
    printer.faults.condition = Condition.COVER_OPEN
    assert heard(line) == b"", "paper only"
    printer.faults.condition = Condition.PAPER_OUT
    assert heard(line) == b"\x18\x00\x0f\x0f"


def test_asb_ends_with_the_settings(printer: Emulator, line: DirectLine) -> None:
    heard(line, ASB + b"\x1b@")
    printer.faults.condition = Condition.COVER_OPEN
    assert heard(line) == b""


def test_a_process_id_is_answered_once_all_before_it_is_on_paper(
    printer: Emulator, line: DirectLine, tmp_path: Path
) -> None:
    printer.faults.set(Fault(Condition.PAPER_OUT, Moment.AFTER_THE_CUT))
    assert heard(line, b"a\n" + CUT + PROCESS + b"B103") == b""
    printer.faults.condition = Condition.READY
    assert heard(line) == b"\x37\x22B103\x00"
    tickets(tmp_path, 1)


@pytest.mark.parametrize("data", [b"\x1d(H\x05\x0000B10", b"\x1d(H\x06\x0001B103"])
def test_a_process_id_that_is_none_is_not_answered(line: DirectLine, data: bytes) -> None:
    assert heard(line, data) == b""


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        (1, b"\x20"),
        (49, b"\x20"),
        (2, b"\x03"),
        (66, b"_CITIZEN\x00"),
        (67, b"_CT-S310II\x00"),
        (69, b"_KANJI JAPANESE\x00"),
        (99, b""),
    ],
)
def test_who_it_is(tmp_path: Path, number: int, answer: bytes) -> None:
    with emulator(tmp_path, Faults(), language=EscPos("CITIZEN", "CT-S310II")) as running:
        assert heard(DirectLine(running), b"\x1dI" + bytes([number])) == answer


def test_gs_r_waits_until_it_is_online(printer: Emulator, line: DirectLine) -> None:
    printer.faults.condition = Condition.PAPER_OUT
    assert heard(line, b"\x1dr\x01\x1dr\x02") == b""
    printer.faults.condition = Condition.PAPER_NEAR_END
    assert heard(line) == b"\x03\x00"


@pytest.mark.parametrize(
    ("request_", "papers"), [(b"\x10\x05\x01", 1), (b"\x10\x05\x02", 0), (CLEAR, 0)]
)
def test_a_blade_that_is_free_goes_on_when_told(
    printer: Emulator, line: DirectLine, tmp_path: Path, request_: bytes, papers: int
) -> None:
    printer.faults.set(Fault(Condition.CUTTER_FREED, Moment.AT_THE_CUT))
    heard(line, b"a\n" + CUT)
    assert heard(line, b"\x10\x04\x01") == b"\x3a"
    assert heard(line, request_ + b"\x10\x04\x01")[-1:] == b"\x12"
    assert len(list(tmp_path.glob("*.png"))) == papers


def test_a_blade_that_is_stuck_is_not_mended_by_a_command(
    printer: Emulator, line: DirectLine
) -> None:
    printer.faults.condition = Condition.CUTTER_ERROR
    heard(line, b"\x10\x05\x01")
    assert printer.faults.condition is Condition.CUTTER_ERROR


def test_clearing_keeps_the_settings_and_forgets_the_line(
    printer: Emulator, line: DirectLine, tmp_path: Path
) -> None:
    printer.faults.condition = Condition.STUCK
    heard(line, b"\x1d!\x11half a line")
    assert heard(line, CLEAR) == b"\x37\x25\x00"
    printer.faults.condition = Condition.READY
    heard(line, b"H\n" + CUT + b"\x1b@H\n" + CUT)
    large, normal = tickets(tmp_path, 2)
    assert large.height - normal.height == 48 - 30


def test_clearing_in_the_middle_of_a_picture(line: DirectLine, tmp_path: Path) -> None:
    heard(line, b"\x1dv0\x00\x08\x00\xff\x00" + b"\xff" * 100)
    assert heard(line, CLEAR[:4]) == b""
    assert heard(line, CLEAR[4:]) == b"\x37\x25\x00"
    heard(line, b"a\n" + CUT)
    (picture,) = tickets(tmp_path, 1)
    assert picture.height < 200


def test_garbage_has_none_of_the_fixed_bits(printer: Emulator, line: DirectLine) -> None:
    heard(line, ASB)
    printer.faults.condition = Condition.GARBAGE
    assert heard(line, b"\x10\x04\x01") == b"\xed"
    assert heard(line, b"\x1dr\x01") == b"\xff"
