"""Bytes on the wire for whole documents, and what a Star printer draws of them."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from PIL import Image, ImageChops

from printer_drivers.composing import Composer
from printer_drivers.documents import (
    Block,
    Code,
    Document,
    Heading,
    KeyValue,
    Number,
    Rule,
    Table,
    Text,
    load_document,
)
from printer_drivers.emulator.esc_pos.interpreter import Interpreter
from printer_drivers.emulator.head import Head
from printer_drivers.emulator.paper import Roll
from printer_drivers.esc_pos import encode as esc_pos
from printer_drivers.esc_pos import frames as esc_pos_frames
from printer_drivers.lines import PaperProfile, Span, TextLine
from printer_drivers.raster import Bitmap
from printer_drivers.shape import Characters
from printer_drivers.star_prnt import encode as star
from printer_drivers.star_prnt import frames
from printer_drivers.star_prnt.frames import Raster, decode
from tests.unit.printer_drivers import drawn
from tests.unit.printer_drivers.star import draw, glyphs
from tests.unit.printer_drivers.wires import codes

SAMPLE = Path(__file__).parents[3] / "assets" / "papers" / "sample.json"
SET_UP = bytes.fromhex("1b40 1b1e4600 1b1d7402 1b5208 1b2401 1b2000 1b730000 1b740000 1b30")
CUT = b"\x1bd\x03"
_ENCODERS = (esc_pos.encode_lines, star.encode_lines)
ALL_BLOCKS = Document(
    blocks=(
        Heading(text="住所変更・届出"),
        Number(text="B103-12"),
        Text(text="三番の窓口へお越しください。\nｶﾀｶﾅ ¥300", align="center"),
        Text(text="𠮷野さま Đăng ký 한국어", size="large"),
        KeyValue(key="お待ちの窓口", value="3番"),
        Rule(),
        Table(header=("", "手続き", "窓口"), rows=(("□", "転入届", "3番"), ("□", "国保", "5番"))),
        Code(text="https://lobby.example.jp/v/3kXbQ2m9", caption="スマートフォンで"),
    )
)


def wire(*blocks: Block, profile: PaperProfile | None = None, language: str = "ja") -> bytes:
    document = Document(blocks=blocks, language=language)
    return Composer(profile or PaperProfile(), star.encode_lines)(document).data


def pictures(document: Document, profile: PaperProfile) -> tuple[list[Image.Image], ...]:
    """What an ESC/POS printer and a Star printer draw of a document."""
    both = []
    for encode in (esc_pos.encode_lines, star.encode_lines):
        data = Composer(profile, encode)(document).data
        if encode is star.encode_lines:
            both.append(draw(data, profile.dots))
        else:
            pages = list[Image.Image]()
            head = Head(Roll(profile.dots), glyphs(), gate=lambda: None, on_cut=pages.append)
            Interpreter(head, dpi=profile.dpi, answer=lambda _: None).feed(data)
            both.append(pages)
    return tuple(both)


def words(data: bytes) -> str:
    text = b"".join(frame.data for frame in decode(data) if isinstance(frame, Characters))
    return text.decode("cp932").replace(" ", "").replace("─", "")


def esc_pos_words(data: bytes) -> str:
    decoded = esc_pos_frames.decode(data)
    text = b"".join(frame.data for frame in decoded if isinstance(frame, Characters))
    return text.decode("cp932").replace(" ", "").replace("─", "")


def test_a_line_of_japanese() -> None:
    expected = SET_UP + "窓口3番".encode("cp932") + b"\x1bI\x26" + CUT
    assert wire(Text(text="窓口3番")) == expected


def test_a_big_bold_number_in_the_middle_of_its_room() -> None:
    # the layout wants it eight times as large; six is the most, and the rest is white around it
    expected = b"\x1bI\x0e\x1b\x1da\x01\x1bI\x18\x1bi\x05\x05\x1bEB103\x1bI\xb6"
    assert wire(Number(text="B103")) == SET_UP + expected + CUT


def test_a_value_stands_at_the_right_edge() -> None:
    dots = (48 - 3) * 12
    data = wire(KeyValue(key="窓口", value="3番"))
    assert b"\x1b\x1dA" + dots.to_bytes(2, "little") + b"\x1bE" + "3番".encode("cp932") in data


def test_the_printer_draws_the_code_where_it_can() -> None:
    commands = decode(wire(Code(text="https://lobby.example.jp/v/1")))
    assert frames.CodeStore(b"https://lobby.example.jp/v/1") in commands
    assert frames.CodePrint() in commands
    drawn_by_us = decode(wire(Code(text="AB"), profile=PaperProfile(draws_codes=False)))
    assert any(isinstance(frame, Raster) for frame in drawn_by_us)
    assert not any(isinstance(frame, frames.CodeStore) for frame in drawn_by_us)


def test_a_ticket_with_six_procedures_is_small() -> None:
    document = load_document(SAMPLE.read_bytes())
    for profile in (PaperProfile(), PaperProfile(384)):
        assert len(Composer(profile, star.encode_lines)(document).data) <= 1200


def test_only_the_line_with_other_characters_is_dots() -> None:
    data = wire(Text(text="上の行"), Text(text="𠮷野家"), Text(text="下の行"))
    (picture,) = (frame for frame in decode(data) if isinstance(frame, Raster))
    assert any(picture.data)
    assert words(data) == "上の行下の行"


def test_dots_that_look_like_a_command_are_changed() -> None:
    sly = b"\x1b\x06\x01\x1b\x1d\x03\x04\x00\x00\x1b\x06\x18"

    def dots(_: object) -> Bitmap:
        return Bitmap(3, 4, sly)

    data = star.encode_lines([TextLine((Span("𠮷"),), drawn=True)], PaperProfile(), dots)
    (picture,) = (frame for frame in decode(data) if isinstance(frame, Raster))
    assert not re.search(rb"\x1b\x06|\x1b\x1d\x03", picture.data)
    assert sum(map(int.bit_count, picture.data)) == sum(map(int.bit_count, sly)) + 3


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("draws_codes", [True, False])
def test_both_languages_say_and_draw_the_same(width: int, *, draws_codes: bool) -> None:
    profile = PaperProfile(width, draws_codes=draws_codes)
    ((escpos,), (starred,)) = pictures(ALL_BLOCKS, profile)
    assert escpos.size == starred.size
    assert codes(escpos) == codes(starred) == ["https://lobby.example.jp/v/3kXbQ2m9"]
    assert different(escpos, starred) < 0.002
    data = [Composer(profile, each)(ALL_BLOCKS).data for each in _ENCODERS]
    assert esc_pos_words(data[0]) == words(data[1])


def different(one: Image.Image, other: Image.Image) -> float:
    """How much of two pictures differs, of 1."""
    counts = ImageChops.difference(one, other).point(lambda value: 255 if value > 64 else 0)
    return counts.histogram()[255] / (one.width * one.height)


@given(drawn.documents)
@settings(max_examples=20)
def test_every_document_is_commands_that_exist_and_none_in_dots(document: Document) -> None:
    data = Composer(PaperProfile(), star.encode_lines)(document).data
    assert data.startswith(SET_UP)
    assert data.endswith(CUT)
    assert b"".join(frame.encode() for frame in decode(data)) == data
    # obeyed even inside a picture
    assert not re.search(rb"\x1b\x06[\x01\x18]|\x1b\x1d\x03", data)


@given(drawn.documents)
@settings(max_examples=5)
def test_any_document_looks_the_same_in_both_languages(document: Document) -> None:
    escpos, starred = pictures(document, PaperProfile(384))
    assert [page.size for page in escpos] == [page.size for page in starred]
    for one, other in zip(escpos, starred, strict=True):
        # only numbers differ, which ESC/POS prints larger
        assert different(one, other) < (0.2 if _has_number(document) else 0.002)


def _has_number(document: Document) -> bool:
    return any(isinstance(block, Number) for block in document.blocks)
