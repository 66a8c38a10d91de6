"""Bytes on the wire for whole documents."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from printer_drivers.composing import Composer
from printer_drivers.documents import (
    Block,
    Code,
    Document,
    KeyValue,
    Number,
    Rule,
    Run,
    Spacer,
    Text,
    load_document,
)
from printer_drivers.esc_pos.encode import encode_lines
from printer_drivers.esc_pos.feeding import Advance, with_feeds
from printer_drivers.esc_pos.frames import (
    CharacterSize,
    CodePrint,
    CodeStore,
    Feed,
    LineFeed,
    LineSpacing,
    Raster,
    decode,
)
from printer_drivers.layout import NORMAL_PITCH, PaperProfile
from printer_drivers.shape import Characters, Frame
from tests.unit.printer_drivers import drawn

SAMPLE = Path(__file__).parents[3] / "assets" / "papers" / "sample.json"
SET_UP = bytes.fromhex("1b40 1b7401 1c4301 1b5208 1c26 1d50cbcb")

COMPOSE = Composer(PaperProfile(), encode_lines)


def wire(*blocks: Block, profile: PaperProfile | None = None, language: str = "ja") -> bytes:
    document = Document(blocks=blocks, language=language)
    return Composer(profile or PaperProfile(), encode_lines)(document).data


def rasters(data: bytes) -> list[Raster]:
    return [frame for frame in decode(data) if isinstance(frame, Raster)]


def test_a_line_of_japanese() -> None:
    expected = SET_UP + "窓口3番".encode("cp932") + b"\x1bJ\x26" + b"\x1dVB\x00"
    assert wire(Text(text="窓口3番")) == expected


def test_a_big_bold_number_in_the_middle() -> None:
    expected = b"\x1bJ\x0e\x1ba\x01\x1d!\x77\x1bE\x01B103\x1bJ\xce"
    assert wire(Number(text="B103")) == SET_UP + expected + b"\x1dVB\x00"


def test_a_value_stands_at_the_right_edge() -> None:
    data = wire(KeyValue(key="窓口", value="3番"))
    dots = (48 - 3) * 12
    assert b"\x1b$" + dots.to_bytes(2, "little") + b"\x1bE\x01" + "3番".encode("cp932") in data


def test_the_printer_draws_the_code_where_it_can() -> None:
    frames = decode(wire(Code(text="https://lobby.example.jp/v/1")))
    assert CodeStore(b"https://lobby.example.jp/v/1") in frames
    assert CodePrint() in frames
    drawn_by_us = decode(wire(Code(text="AB"), profile=PaperProfile(draws_codes=False)))
    assert any(isinstance(frame, Raster) for frame in drawn_by_us)
    assert not any(isinstance(frame, CodeStore) for frame in drawn_by_us)


def test_a_ticket_with_six_procedures_is_small() -> None:
    document = load_document(SAMPLE.read_bytes())
    assert len(Composer(PaperProfile(), encode_lines)(document).data) <= 1200
    assert len(Composer(PaperProfile(384), encode_lines)(document).data) <= 1200


@pytest.mark.parametrize(
    "text", ["𠮷野家", "Tiếng Việt", "한국어", "café", "辻\U000e0101", "C:\\x"]
)
def test_only_the_line_with_other_characters_is_dots(text: str) -> None:
    data = wire(Text(text="上の行"), Text(text=text), Text(text="下の行"))
    (picture,) = rasters(data)
    assert any(picture.data)
    assert "上の行".encode("cp932") in data
    assert "下の行".encode("cp932") in data


@pytest.mark.parametrize("text", ["①", "髙橋", "山﨑", "㈱"])
def test_a_font_without_extensions_gets_them_as_dots(text: str) -> None:
    plain = PaperProfile(has_extensions=False)
    assert rasters(wire(Text(text=text), profile=plain))
    assert not rasters(wire(Text(text=text)))
    assert not rasters(wire(Text(text="高橋 〜 ｱｲ 窓口"), profile=plain))


def test_a_drawn_line_takes_the_room_of_a_printed_one() -> None:
    def height(text: str) -> int:
        frames = decode(wire(Text(text=text)))
        feeds = sum(frame.dots for frame in frames if isinstance(frame, Feed))
        return feeds + sum(raster.rows for raster in rasters(wire(Text(text=text))))

    assert height("窓口") == height("𠮷") == height("Ế") == height("한국어") == NORMAL_PITCH


def test_a_character_that_no_font_has_is_a_box_and_is_told() -> None:
    with capture_logs() as logs:
        (picture,) = rasters(wire(Text(text="あ\U0001f600")))
    assert {"event": "glyph_missing", "characters": "U+1F600", "log_level": "warning"} in logs
    (without,) = rasters(wire(Text(text="あ\u00a0")))
    assert sum(map(int.bit_count, picture.data)) > sum(map(int.bit_count, without.data)) + 50


def test_a_yen_sign_is_one_and_a_backslash_is_none() -> None:
    assert Characters(b"\\300") in decode(wire(Text(text="¥300")))
    assert not any(isinstance(frame, Characters) for frame in decode(wire(Text(text="\\300"))))


def test_lines_of_one_pitch_end_in_one_byte_each() -> None:
    pitch = b"\x1b3\x26"
    data = wire(Text(text="行"), Rule(), *[Text(text="行")] * 4)
    row = "行".encode("cp932")
    rule = b"\x1d!\x70" + "─".encode("cp932") * 3 + b"\x1bJ\x1e" + b"\x1d!\x00"
    assert data[len(SET_UP) :] == row + pitch + b"\n" + rule + (row + b"\n") * 4 + b"\x1dVB\x00"


def test_white_paper_is_fed_with_the_line_before_it() -> None:
    data = wire(Text(text="行"), Spacer(lines=9))
    end = b"\x1bJ\xff\x1bJ" + bytes([10 * NORMAL_PITCH - 255])
    assert data == SET_UP + "行".encode("cp932") + end + b"\x1dVB\x00"


@given(st.lists(st.sampled_from([30, 38, 62, 255, 300]), max_size=8))
def test_an_advance_is_made_exactly_and_in_the_fewest_bytes(advances: list[int]) -> None:
    steps = [step for dots in advances for step in (Characters(b"x"), Advance(dots))]
    frames = list(with_feeds(steps))
    assert _made(frames) == advances
    assert sum(len(frame.encode()) for frame in frames) - len(advances) == _fewest(advances, None)


def _made(frames: Iterable[Frame]) -> list[int]:
    """The dots that each line is fed, as a printer reads the commands."""
    made, spacing = list[int](), 0
    for frame in frames:
        match frame:
            case Characters():
                made.append(0)
            case LineSpacing(dots):
                spacing = dots
            case LineFeed():
                made[-1] += spacing
            case Feed(dots):
                made[-1] += dots
            case _:
                raise AssertionError(frame)
    return made


def _fewest(advances: list[int], spacing: int | None) -> int:
    """By trying all ways."""
    if not advances:
        return 0
    first, rest = advances[0], advances[1:]
    ways = [3 * -(-first // 255) + _fewest(rest, spacing)]
    if first == spacing:
        ways.append(1 + _fewest(rest, spacing))
    elif first <= 255:
        ways.append(4 + _fewest(rest, first))
    return min(ways)


def test_only_changes_of_style_are_sent() -> None:
    data = wire(*[Text(text="行", size="large")] * 5)
    assert data.count(CharacterSize.times(2, 2).encode()) == 1


def test_a_ticket_whose_code_we_draw_is_no_larger_than_receiptlines() -> None:
    document = load_document(SAMPLE.read_bytes())
    for dots in (576, 384):
        profile = PaperProfile(dots, draws_codes=False)
        assert len(Composer(profile, encode_lines)(document).data) <= 3441


def test_spaces_are_as_wide_as_their_own_size() -> None:
    frames = decode(wire(Number(text="B103"), Text(text="   窓口")))
    spaces = frames.index(Characters(b"   " + "窓口".encode("cp932")))
    assert CharacterSize.times(1, 1) in frames[:spaces]


def test_emphasis_inside_a_line() -> None:
    data = wire(Text(runs=(Run(text="必ず", bold=True), Run(text="来てください"))))
    expected = b"\x1bE\x01" + "必ず".encode("cp932") + b"\x1bE\x00" + "来て".encode("cp932")
    assert expected in data
    assert not rasters(data)


@given(drawn.documents)
@settings(max_examples=40)
def test_every_document_is_commands_that_exist_and_none_that_act_at_once(
    document: Document,
) -> None:
    data = COMPOSE(document).data
    assert data.startswith(SET_UP)
    assert data.endswith(b"\x1dVB\x00")
    assert b"".join(frame.encode() for frame in decode(data)) == data
    for picture in rasters(data):
        # a row is whole bytes, so up to 7 white dots, doubled, may stand over the edge
        assert picture.row_bytes * 8 * (2 if picture.mode else 1) < 576 + 16
    # a printer obeys these even inside a picture
    assert not re.search(rb"\x10[\x04\x05\x14]", data)
