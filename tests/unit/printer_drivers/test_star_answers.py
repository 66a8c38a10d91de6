"""What a Star printer says, whole, in pieces, and as nonsense; and what its bits mean."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from printer_drivers.star_prnt.answers import (
    Answer,
    AnswerReader,
    AutomaticStatus,
    Identity,
    Noise,
    PrintEnd,
    gathered,
    spread,
)
from printer_drivers.star_prnt.printer import status_of
from printer_drivers.status import PrinterState

FINE = AutomaticStatus(bytes(7))
NOISE = st.sampled_from([byte for byte in range(256) if byte & 0x91 != 0x01 and byte != 0x1B])


def status_bytes(least: int = 5, most: int = 29) -> st.SearchStrategy[bytes]:
    """Printer status as a printer can send it: bits 7, 4 and 0 are never set."""
    byte = st.integers(0, 255).map(lambda value: value & 0b0110_1110)
    return st.lists(byte, min_size=least, max_size=most).map(bytes)


answers: st.SearchStrategy[Answer] = st.one_of(
    st.builds(AutomaticStatus, status_bytes(), st.integers(1, 31)),
    st.builds(PrintEnd, st.integers(0, 255), st.integers(0, 0xFFFF), st.integers(0, 255)),
    st.builds(Identity, st.text(st.characters(codec="ascii", min_codepoint=32), max_size=80)),
).filter(lambda answer: not (isinstance(answer, Identity) and "\x7f" in answer.word))


def bytes_of(answer: Answer) -> bytes:
    return bytes([answer.byte]) if isinstance(answer, Noise) else answer.encode()


def read(*pieces: bytes) -> tuple[Answer, ...]:
    reader = AnswerReader()
    return tuple(answer for piece in pieces for answer in reader.feed(piece))


@given(st.lists(answers, max_size=6), st.data())
@settings(max_examples=150)
def test_answers_are_read_in_any_pieces(said: list[Answer], data: st.DataObject) -> None:
    wire = b"".join(map(bytes_of, said))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=5)))
    pieces = [wire[a:b] for a, b in zip([0, *cuts], [*cuts, len(wire)], strict=True)]
    assert read(*pieces) == tuple(said)


@given(st.binary(max_size=80))
@example(b"\x1b\x1d\x03\x01\x00\x00\x00\x01")
@example(b"\x1b#*,\xff\n\x00")
@settings(max_examples=300)
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    for answer in read(data):
        if isinstance(answer, AutomaticStatus):
            assert status_of(answer).state in PrinterState


@given(st.lists(NOISE, min_size=1, max_size=10), answers)
def test_an_answer_behind_nonsense_is_found(noise: list[int], answer: Answer) -> None:
    found = read(bytes(noise) + bytes_of(answer))
    assert found[-1] == answer
    expected = [Noise(byte) for byte in noise if byte not in (0x11, 0x13)]
    assert list(found[:-1]) == expected


@given(status_bytes(7, 13))
def test_a_status_with_every_bit_turned_round_is_none(status: bytes) -> None:
    wire = bytes(byte ^ 0xFF for byte in AutomaticStatus(status).encode())
    assert not any(isinstance(answer, AutomaticStatus) for answer in read(wire))


@given(status_bytes(7, 9), st.data())
def test_flow_control_within_a_status_is_passed_over(status: bytes, data: st.DataObject) -> None:
    wire = AutomaticStatus(status).encode()
    at = data.draw(st.integers(0, len(wire)))
    stop_and_go = data.draw(st.sampled_from([b"\x11", b"\x13", b"\x13\x11"]))
    assert read(wire[:at] + stop_and_go + wire[at:]) == (AutomaticStatus(status),)


@pytest.mark.parametrize("order", ["little", "big"])
def test_on_networks_other_answers_come_behind_the_status(order: str) -> None:
    # 5.2.4: the status, with bit 7 of header 2, a length, the data of another answer
    status = bytes([0x23, 0x86]) + bytes(7)
    end = b"\x1b\x1d\x03\x01\x34\x12\x05\x00"
    data = b"20:B\x08\x00" + end + b";"
    length = len(data).to_bytes(2, "little" if order == "little" else "big")
    assert read(status + length + data + status + b"\x00\x00") == (
        FINE,
        PrintEnd(1, 0x1234, 5),
        FINE,
    )


def test_the_example_of_the_reference() -> None:
    assert read(bytes.fromhex("1b1d03 01 0211 01 00")) == (PrintEnd(1, 0x1102, 1),)
    assert read(b"\x1b#*,HSP7000Ver.1.0\n\x00") == (Identity("HSP7000Ver.1.0"),)


def test_headers_and_counters_spread_their_bits() -> None:
    # the reference's table of header 1 and 2
    assert [spread(number) | 1 for number in (7, 8, 9, 15)] == [0x0F, 0x21, 0x23, 0x2F]
    assert [spread(number) for number in (1, 3, 8, 31)] == [0x02, 0x06, 0x20, 0x6E]
    assert [gathered(spread(number)) for number in range(32)] == list(range(32))


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, PrinterState.READY),
        ({4: 0x04}, PrinterState.PAPER_NEAR_END),
        ({4: 0x02}, PrinterState.PAPER_NEAR_END),
        ({1: 0x08, 4: 0x0C}, PrinterState.PAPER_OUT),
        ({4: 0x08}, PrinterState.PAPER_OUT),
        ({1: 0x28}, PrinterState.COVER_OPEN),
        ({1: 0x28, 4: 0x0C}, PrinterState.COVER_OPEN),
        ({1: 0x08, 2: 0x08}, PrinterState.CUTTER_ERROR),
        ({1: 0x08, 2: 0x40}, PrinterState.OVERHEATED),
        ({1: 0x08, 2: 0x20}, PrinterState.UNRECOVERABLE_ERROR),
        ({1: 0x08, 2: 0x02}, PrinterState.UNRECOVERABLE_ERROR),
        ({1: 0x28, 3: 0x02}, PrinterState.UNRECOVERABLE_ERROR),
        ({1: 0x08, 2: 0x04}, PrinterState.RECOVERABLE_ERROR),
        ({1: 0x08, 3: 0x04}, PrinterState.RECOVERABLE_ERROR),
        ({1: 0x08, 3: 0x08}, PrinterState.RECOVERABLE_ERROR),
        ({3: 0x40}, PrinterState.RECOVERABLE_ERROR),
        ({1: 0x08}, PrinterState.OFFLINE),
        ({1: 0x40}, PrinterState.OFFLINE),
        # the drawer's switch, and that ETB was executed, are no faults
        ({1: 0x06}, PrinterState.READY),
        # bytes that the text at hand does not have stop nothing by themselves
        ({8: 0x40, 9: 0x2C}, PrinterState.READY),
    ],
)
def test_state_of_bits(changes: dict[int, int], state: PrinterState) -> None:
    status = bytearray(13)
    for number, bits in changes.items():
        status[number - 1] = bits
    assert status_of(AutomaticStatus(bytes(status))).state is state


def test_near_end_is_told_beside_a_worse_state() -> None:
    found = status_of(AutomaticStatus(bytes([0x28, 0, 0, 0x04, 0])))
    assert found.state is PrinterState.COVER_OPEN
    assert found.near_end


def test_offline_tells_why_where_it_is_known() -> None:
    assert status_of(AutomaticStatus(bytes([0x08, *[0] * 6, 0x40]))).detail
    assert status_of(AutomaticStatus(bytes([0x08, *[0] * 7, 0x08]))).detail
    assert status_of(AutomaticStatus(bytes([0x48, 0, 0, 0, 0]))).detail


@given(status_bytes())
@settings(max_examples=300)
def test_no_fault_bit_is_read_as_fine(status: bytes) -> None:
    faults = (0x68, 0x6E, 0x4E, 0x08)
    found = status_of(AutomaticStatus(status))
    if any(byte & fault for byte, fault in zip(status, faults, strict=False)):
        assert not found.can_print
    else:
        assert found.can_print
