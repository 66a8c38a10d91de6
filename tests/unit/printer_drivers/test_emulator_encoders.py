"""The emulated printer reads what other programs send: their text, lines and barcodes."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops
from structlog.testing import capture_logs

from printer_drivers.emulator.esc_pos.interpreter import Interpreter
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.head import Head
from printer_drivers.emulator.paper import MARGIN, Roll
from printer_drivers.fonts import find_fonts
from printer_drivers.wires.escpos_library import python_escpos
from tests.unit.printer_drivers.wires import black, codes

RECEIPTLINE = Path(__file__).parent / "data" / "receiptline.bin"
CUT = b"\x1dV\x00"


@pytest.fixture(scope="module")
def glyphs() -> Glyphs:
    return Glyphs(find_fonts())


def draw(data: bytes, glyphs: Glyphs) -> tuple[Image.Image, list[str]]:
    """The one picture that bytes become, and what was told about them."""
    pages = list[Image.Image]()
    head = Head(Roll(576), glyphs, gate=lambda: None, on_cut=pages.append)
    with capture_logs() as logs:
        Interpreter(head, dpi=203, answer=lambda _: None).feed(data)
    (page,) = pages
    return page, [log["event"] for log in logs]


def bands(page: Image.Image) -> list[tuple[int, int, int]]:
    """What stands under each other: the height, and both edges in dots of the print area."""
    dark = page.point(lambda value: 255 if value < 128 else 0)
    rows = [dark.crop((0, y, dark.width, y + 1)).getbbox() is not None for y in range(dark.height)]
    found = list[tuple[int, int, int]]()
    top = 0
    for y, printed in enumerate([*rows, False]):
        if printed and (y == 0 or not rows[y - 1]):
            top = y
        elif not printed and y and rows[y - 1]:
            left, _, right, _ = black(page.crop((0, top, page.width, y)))
            found.append((y - top, left - MARGIN, right - MARGIN))
    return found


def test_a_ticket_of_receiptline(glyphs: Glyphs) -> None:
    page, told = draw(RECEIPTLINE.read_bytes(), glyphs)
    assert told == []
    assert sorted(codes(page)) == ["4901234567894", "B103-0417", "https://example.jp/v/abc"]
    number, title, rule, *_, last = bands(page)
    # nothing beside the number: it is as wide as four characters of three times the size
    assert 216 <= number[1] < number[2] <= 216 + 4 * 36
    assert 204 <= title[1] < title[2] <= 204 + 7 * 24
    assert rule == (1, 0, 576)
    assert last[0] <= 24, "the text of the last barcode"


def test_the_table_of_receiptline_has_a_closed_border(glyphs: Glyphs) -> None:
    page, _ = draw(RECEIPTLINE.read_bytes(), glyphs)
    (table,) = [(height, left, right) for height, left, right in bands(page) if 80 < height < 100]
    height, left, right = table
    assert (height, right - left) == (4 * 24 + 1, 26 * 12 + 1)


def test_the_code_of_receiptline_stands_in_the_middle(glyphs: Glyphs) -> None:
    page, _ = draw(RECEIPTLINE.read_bytes(), glyphs)
    (code,) = [found for found in zxingcpp.read_barcodes(page) if found.text.startswith("https")]
    assert abs((code.position.top_left.x + code.position.top_right.x) / 2 - page.width / 2) <= 1


@pytest.mark.parametrize(
    ("sent", "kind", "text", "form"),
    [
        ("4901234567894", "EAN13", "4901234567894", "A"),
        ("490123456789", "EAN13", "4901234567894", "B"),
        ("49968712", "EAN8", "49968712", "A"),
        ("012345678905", "UPC-A", "0012345678905", "A"),
        ("B103-4", "CODE39", "B103-4", "A"),
        ("B103-4", "CODE39", "B103-4", "B"),
        ("012345", "ITF", "012345", "A"),
        ("A123B", "NW7", "A123B", "A"),
        ("{BMado-103", "CODE128", "Mado-103", "B"),
    ],
)
def test_barcodes_of_python_escpos(
    glyphs: Glyphs, sent: str, kind: str, text: str, form: str
) -> None:
    other = python_escpos().Dummy()
    other.barcode(sent, kind, 64, 2, "OFF", "A", function_type=form)
    page, told = draw(other.output + CUT, glyphs)
    assert told == []
    assert codes(page) == [text]
    _, top, _, bottom = black(page)
    assert bottom - top == 64


def test_as_another_program_asks_without_words_for_places(glyphs: Glyphs) -> None:
    other = python_escpos().Dummy()
    other.barcode("4901234567894", "EAN13", 64, 2, "", "")
    page, told = draw(other.output + CUT, glyphs)
    assert (codes(page), told) == (["4901234567894"], [])


def test_code_sets_of_code_128(glyphs: Glyphs) -> None:
    data = b"{Bab{{{S\x0a{C\x0c\x22{AX"
    page, told = draw(b"\x1dw\x02\x1dkI" + bytes([len(data)]) + data + CUT, glyphs)
    assert (codes(page), told) == (["ab{\n1234X"], [])


@pytest.mark.parametrize(("place", "height"), [(0, 50), (1, 74), (2, 74), (3, 98), (50, 74)])
def test_the_text_of_a_barcode(glyphs: Glyphs, place: int, height: int) -> None:
    settings = b"\x1dh\x32\x1dw\x02\x1dH" + bytes([place])
    page, _ = draw(b"\x1b3\x00" + settings + b"\x1dk\x04B103\x00" + CUT, glyphs)
    blank, _ = draw(CUT, glyphs)
    assert page.height - blank.height == height
    assert codes(page) == ["B103"]


@pytest.mark.parametrize(
    "command",
    [
        b"\x1dk\x0101234565\x00",
        b"\x1dk\x0212AB\x00",
        b"\x1dkH\x04AB12",
        b"\x1dkI\x04AB12",
        b"\x1dkI\x03{B\xff",
        b"\x1dkK\x0d0123456789012",
    ],
)
def test_what_cannot_be_drawn_is_one_frame(glyphs: Glyphs, command: bytes) -> None:
    page, told = draw(b"\x1dh\x40" + command + CUT, glyphs)
    assert told == ["command_unknown"]
    ((height, left, _),) = bands(page)
    assert (height, left) == (64, 0)


def test_a_barcode_wider_than_the_paper_only_feeds(glyphs: Glyphs) -> None:
    page, told = draw(b"\x1dw\x06\x1dh\x64\x1dkE\x14" + b"A" * 20 + CUT, glyphs)
    blank, _ = draw(CUT, glyphs)
    assert page.getextrema() == (255, 255)
    assert page.height - blank.height == 100
    assert told == ["command_unknown"]


def test_lines_of_code_pages_join(glyphs: Glyphs) -> None:
    boxes = "╔══╦══╗\n║░▒║▓█║\n╠══╬══╣\n║▄▀║▌▐║\n╚══╩══╝\n".encode("cp437")
    page, told = draw(b"\x1b3\x00\x1bt\x00" + boxes + CUT, glyphs)
    assert told == []
    ((height, left, right),) = bands(page)
    # from the outer line of the first cell to that of the last one
    assert (height, right - left) == (4 * 24 + 3, 6 * 12 + 3)


def test_the_same_line_in_two_pages(glyphs: Glyphs) -> None:
    one, _ = draw(b"\x1bt\x01\x95\x96\x98\n" + CUT, glyphs)
    other, _ = draw(b"\x1bt\x00" + "─│┌".encode("cp437") + b"\n" + CUT, glyphs)
    assert ImageChops.difference(one, other).getbbox() is None


@pytest.mark.parametrize("page", [0, 1, 2, 16, 17, 18, 19])
def test_every_byte_of_a_page_takes_one_cell(glyphs: Glyphs, page: int) -> None:
    start = b"\x1b3\x00\x1bt" + bytes([page])
    gaps = set()
    for byte in range(0x80, 0x100):
        picture, _ = draw(start + bytes([byte]) + b"\x1bt\x00\xdb\n" + CUT, glyphs)
        gaps.add(black(picture.crop((MARGIN + 12, 0, *picture.size)))[:3:2])
    assert gaps == {(0, 12)}


def test_signs_of_page_one(glyphs: Glyphs) -> None:
    for byte in (*range(0x80, 0xA0), *range(0xE0, 0xFF)):
        page, told = draw(b"\x1bt\x01" + bytes([byte]) + b"\n" + CUT, glyphs)
        assert told == []
        darkest, _ = page.getextrema()
        assert isinstance(darkest, int)
        assert darkest < 192, hex(byte)


@pytest.mark.parametrize(("page", "byte"), [(16, 0x81), (99, 0x80)])
def test_what_a_page_lacks_is_a_box(glyphs: Glyphs, page: int, byte: int) -> None:
    drawn, told = draw(b"\x1bt" + bytes([page, byte]) + b"\n" + CUT, glyphs)
    assert told[-1] == "character_unknown"
    left, top, right, bottom = black(drawn)
    assert (right - left, bottom - top) == (8, 20)
