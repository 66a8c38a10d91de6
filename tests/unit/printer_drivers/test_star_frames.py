"""StarPRNT commands as bytes, and back."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printer_drivers.shape import Characters, Data, Frame, FrameError, Number
from printer_drivers.star_prnt.frames import (
    COMMANDS,
    AskIdentity,
    CharacterSize,
    CodeErrorCorrection,
    CodeModuleSize,
    CodePrint,
    CodeStore,
    CutPaper,
    EndDocument,
    Feed,
    Justify,
    Position,
    Raster,
    RealTimeStatus,
    ResetNow,
    ShiftJis,
    StartDocument,
    TellPrintEnd,
    decode,
)


def commands_of(kind: type[Frame]) -> st.SearchStrategy[Frame]:
    """Any value of a declared command, made from its declaration."""

    @st.composite
    def build(draw: st.DrawFn) -> Frame:
        values: dict[str, Any] = {}
        for part in kind.shape:
            match part:
                case Number(field, size):
                    # a picture's sides, which its data is the product of
                    most = 20 if kind is Raster else 256**size - 1
                    values[field] = draw(st.integers(0, most))
                case Data(field, ()):
                    values[field] = draw(st.binary(max_size=300))
                case Data(field, (one, other)):
                    length = values[one] * values[other]
                    values[field] = draw(st.binary(min_size=length, max_size=length))
                case _:
                    pass
        return kind(**values)

    return build()


text = st.lists(st.integers(0x20, 0xFF), min_size=1, max_size=30).map(
    lambda codes: Characters(bytes(codes))
)
jobs = st.lists(st.one_of(text, *map(commands_of, COMMANDS)), max_size=20)


@given(jobs)
@settings(max_examples=150)
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
@settings(max_examples=150)
def test_any_bytes_decode_to_themselves_or_are_refused(data: bytes) -> None:
    try:
        frames = decode(data)
    except FrameError:
        return
    assert b"".join(frame.encode() for frame in frames) == data


@pytest.mark.parametrize(
    ("frame", "wire"),
    [
        (CharacterSize.times(2, 3), "1b 69 02 01"),
        (Justify(1), "1b 1d 61 01"),
        (Position(540), "1b 1d 41 1c 02"),
        (Feed(24), "1b 49 18"),
        (ShiftJis(1), "1b 24 01"),
        (CutPaper(), "1b 64 03"),
        (CodeErrorCorrection(1), "1b 1d 79 53 31 01"),
        (CodeModuleSize(6), "1b 1d 79 53 32 06"),
        (CodeStore(b"AB"), "1b 1d 79 44 31 00 02 00 41 42"),
        (CodePrint(), "1b 1d 79 50"),
        (Raster(2, 1, b"\x80\x01"), "1b 1d 53 01 02 00 01 00 00 80 01"),
        (StartDocument(), "1b 1d 03 03 00 00"),
        (TellPrintEnd(0x1234), "1b 1d 03 01 34 12"),
        (EndDocument(), "1b 1d 03 04 00 00"),
        (RealTimeStatus(), "1b 06 01"),
        (ResetNow(), "1b 06 18"),
        (AskIdentity(), "1b 23 2a 0a 00"),
        (Characters("窓口".encode("cp932")), "91 8b 8c fb"),
    ],
)
def test_bytes_as_in_the_command_reference(frame: Frame, wire: str) -> None:
    assert frame.encode().hex(" ") == wire


def test_unknown_and_cut_off_commands_are_refused() -> None:
    with pytest.raises(FrameError, match="no command starts with 1b 7e"):
        decode(b"abc\x1b~")
    with pytest.raises(FrameError):
        decode(b"\x1b\x1dS\x01\x02\x00\x02\x00\x00\xff")


def test_text_holds_no_command() -> None:
    with pytest.raises(FrameError):
        Characters(b"a\x1b@").encode()
