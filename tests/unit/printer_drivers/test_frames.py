"""ESC/POS commands as bytes, and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printer_drivers.esc_pos.frames import (
    COMMANDS,
    CharacterSize,
    CodeStore,
    CutPaper,
    Feed,
    Justify,
    LineFeed,
    Position,
    Raster,
    RealTimeStatus,
    RequestProcessId,
    TellAutomatically,
    WhoAreYou,
    decode,
)
from printer_drivers.shape import Characters, Data, Fixed, Frame, FrameError, Number


def commands_of(kind: type[Frame]) -> st.SearchStrategy[Frame]:
    """Any value of a declared command, made from its declaration."""
    if kind is Raster:
        return st.tuples(st.integers(1, 20), st.integers(1, 20)).flatmap(
            lambda size: st.builds(
                Raster,
                row_bytes=st.just(size[0]),
                rows=st.just(size[1]),
                data=st.binary(min_size=size[0] * size[1], max_size=size[0] * size[1]),
            )
        )
    fields: dict[str, st.SearchStrategy[int] | st.SearchStrategy[bytes]] = {}
    for part in kind.shape:
        match part:
            case Number(field, size):
                fields[field] = st.integers(0, 256**size - 1)
            case Data(field, _):
                fields[field] = st.binary(max_size=300)
            case Fixed(field, size):
                fields[field] = st.binary(min_size=size, max_size=size)
            case _:
                pass
    return st.builds(kind, **fields)


text = st.lists(st.integers(0x20, 0xFF), min_size=1, max_size=30).map(
    lambda codes: Characters(bytes(codes))
)
jobs = st.lists(st.one_of(text, *map(commands_of, COMMANDS)), max_size=20)


@given(jobs)
@settings(max_examples=200)
def test_what_is_encoded_is_decoded(job: list[Frame]) -> None:
    data = b"".join(frame.encode() for frame in job)
    merged = list[Frame]()
    for frame in job:
        # two texts in a row are one on the wire
        if isinstance(frame, Characters) and merged and isinstance(merged[-1], Characters):
            merged[-1] = Characters(merged[-1].data + frame.data)
        else:
            merged.append(frame)
    assert list(decode(data)) == merged


@given(st.binary(max_size=60))
@settings(max_examples=200)
def test_any_bytes_decode_to_themselves_or_are_refused(data: bytes) -> None:
    try:
        frames = decode(data)
    except FrameError:
        return
    assert b"".join(frame.encode() for frame in frames) == data


@pytest.mark.parametrize(
    ("frame", "wire"),
    [
        (CharacterSize.times(8, 8), "1d 21 77"),
        (Justify(1), "1b 61 01"),
        (Position(540), "1b 24 1c 02"),
        (Feed(24), "1b 4a 18"),
        (LineFeed(), "0a"),
        (CutPaper(), "1d 56 42 00"),
        (RealTimeStatus(4), "10 04 04"),
        (CodeStore(b"AB"), "1d 28 6b 05 00 31 50 30 41 42"),
        (Raster(2, 1, b"\x80\x01"), "1d 76 30 00 02 00 01 00 80 01"),
        (RequestProcessId(b"0042"), "1d 28 48 06 00 30 30 30 30 34 32"),
        (TellAutomatically(), "1d 61 0e"),
        (WhoAreYou(67), "1d 49 43"),
        (Characters("窓口".encode("cp932")), "91 8b 8c fb"),
    ],
)
def test_bytes_as_in_the_command_reference(frame: Frame, wire: str) -> None:
    assert frame.encode().hex(" ") == wire


def test_unknown_and_cut_off_commands_are_refused() -> None:
    with pytest.raises(FrameError, match="no command starts with 1b 7e"):
        decode(b"abc\x1b~")
    with pytest.raises(FrameError, match="3 short"):
        decode(b"\x1dv0\x00\x02\x00\x02\x00\xff")


def test_text_holds_no_command() -> None:
    with pytest.raises(FrameError):
        Characters(b"a\x1b@").encode()


def test_a_picture_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(FrameError):
        Raster(2, 2, b"\x00").encode()
