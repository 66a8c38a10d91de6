"""What printers say, as bytes, and sorted into answers whatever the pieces they arrive in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printer_drivers.esc_pos.answers import (
    ANSWERS,
    Answer,
    AnswerSorter,
    AutomaticStatus,
    BuffersCleared,
    Information,
    ProcessIdAnswer,
    RealTimeAnswer,
    SensorAnswer,
)
from printer_drivers.shape import Ended, Fixed, Frame, FrameError, Marked


def answers_of(kind: type[Answer]) -> st.SearchStrategy[Answer]:
    """Any value of a declared answer, made from its declaration."""
    characters = st.integers(0x20, 0x7E)
    fields: dict[str, st.SearchStrategy[int] | st.SearchStrategy[bytes]] = {}
    for part in kind.shape:
        match part:
            case Marked(field, mask, fixed):
                fields[field] = st.sampled_from(
                    [byte for byte in range(256) if byte & mask == fixed]
                )
            case Fixed(field, size):
                fields[field] = st.lists(characters, min_size=size, max_size=size).map(bytes)
            case Ended(field, size_max):
                fields[field] = st.lists(characters, max_size=size_max).map(bytes)
            case _:
                pass
    return st.builds(kind, **fields)


any_answer = st.one_of(*map(answers_of, ANSWERS))


@given(st.lists(any_answer, max_size=12), st.lists(st.integers(1, 5), max_size=40), st.data())
@settings(max_examples=200)
def test_what_is_said_is_sorted_in_pieces_of_any_size(
    said: list[Answer], sizes: list[int], data: st.DataObject
) -> None:
    wire = b"".join(answer.encode() for answer in said)
    flow = data.draw(st.integers(0, len(wire)))
    wire = wire[:flow] + b"\x13\x11" + wire[flow:]
    sorter = AnswerSorter()
    found: list[Answer] = []
    for size in sizes:
        found += sorter.feed(wire[:size])
        wire = wire[size:]
    found += sorter.feed(wire)
    assert found == said
    assert sorter.junk == 0


@given(st.lists(st.binary(max_size=20), max_size=10))
@settings(max_examples=300)
def test_any_bytes_are_sorted_or_left_out(pieces: list[bytes]) -> None:
    sorter = AnswerSorter()
    found = [answer for piece in pieces for answer in sorter.feed(piece)]
    told = sum(len(answer.encode()) for answer in found)
    flow = sum(piece.count(sign) for piece in pieces for sign in (b"\x11", b"\x13"))
    assert told + sorter.junk + flow <= sum(map(len, pieces))


@pytest.mark.parametrize(
    ("answer", "wire"),
    [
        (RealTimeAnswer(0x1A), "1a"),
        (SensorAnswer(0x0F), "0f"),
        (AutomaticStatus(0x38, 0x00, 0x0F), "38 00 0f 00"),
        (ProcessIdAnswer(b"0042"), "37 22 30 30 34 32 00"),
        (BuffersCleared(), "37 25 00"),
        (Information(b"TM-T88VI"), "5f 54 4d 2d 54 38 38 56 49 00"),
    ],
)
def test_bytes_as_in_the_command_reference(answer: Frame, wire: str) -> None:
    assert answer.encode().hex(" ") == wire
    assert AnswerSorter().feed(bytes.fromhex(wire)) == [answer]


def test_an_automatic_status_that_is_broken_off_is_no_sensor_answer() -> None:
    sorter = AnswerSorter()
    assert sorter.feed(b"\x10\x00") == []
    assert sorter.feed(b"\x10\x00\x00\x00") == [AutomaticStatus(0x10, 0, 0)]
    assert sorter.junk == 2


def test_half_a_block_does_not_swallow_the_answers_behind_it() -> None:
    assert AnswerSorter().feed(b"_TM-T\x12") == [RealTimeAnswer(0x12)]
    assert AnswerSorter().feed(b"7\x12") == [RealTimeAnswer(0x12)]
    assert AnswerSorter().feed(b"_" + b"A" * 200 + b"\x12")[-1:] == [RealTimeAnswer(0x12)]


def test_an_answer_with_other_bits_cannot_be_made() -> None:
    with pytest.raises(FrameError):
        RealTimeAnswer(0x00).encode()
    with pytest.raises(FrameError):
        ProcessIdAnswer(b"1").encode()
    with pytest.raises(FrameError):
        Information(b"a\0b").encode()
