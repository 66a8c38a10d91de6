"""What we draw ourselves: other scripts, furigana, QR codes and pictures, as they come out."""

from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image as Pictures
from PIL import features
from structlog.testing import capture_logs

from printer_drivers.breaking import phrases_for
from printer_drivers.composing import Composer
from printer_drivers.documents import (
    Block,
    Code,
    Document,
    Image,
    KeyValue,
    Run,
    Spacer,
    Text,
    load_document,
)
from printer_drivers.emulator.esc_pos.interpreter import Interpreter
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.head import Head
from printer_drivers.emulator.paper import BOTTOM, TOP, Roll
from printer_drivers.esc_pos.encode import BAND_BYTES, encode_lines
from printer_drivers.esc_pos.frames import Raster, decode
from printer_drivers.fonts import find_fonts
from printer_drivers.layout import NORMAL_PITCH, PaperProfile, PictureLine, Span, TextLine, lay_out
from printer_drivers.lines import RUBY_DOTS
from printer_drivers.raster import draw
from tests.unit.printer_drivers import drawn
from tests.unit.printer_drivers.wires import codes

SAMPLE = Path(__file__).parents[3] / "assets" / "papers" / "sample.json"
COMPOSE = Composer(PaperProfile(), encode_lines)


def wire(*blocks: Block, profile: PaperProfile | None = None) -> bytes:
    compose = COMPOSE if profile is None else Composer(profile, encode_lines)
    return compose(Document(blocks=blocks)).data


def rasters(data: bytes) -> list[Raster]:
    return [frame for frame in decode(data) if isinstance(frame, Raster)]


@pytest.fixture(scope="module")
def glyphs() -> Glyphs:
    return Glyphs(find_fonts())


def pages_of(data: bytes, glyphs: Glyphs, dots: int) -> list[Pictures.Image]:
    """What the emulator, which shares no code with the encoder, makes of bytes."""
    pages = list[Pictures.Image]()
    head = Head(Roll(dots), glyphs, gate=lambda: None, on_cut=pages.append)
    Interpreter(head, dpi=PaperProfile(dots).dpi, answer=lambda _: None).feed(data)
    return pages


def page(data: bytes, glyphs: Glyphs, dots: int) -> Pictures.Image:
    (only,) = pages_of(data, glyphs, dots)
    return only


def black_dots(image: Pictures.Image) -> int:
    return image.histogram()[0]


@pytest.mark.parametrize("dots", [576, 512, 384])
def test_a_code_that_we_draw_is_small_and_read_by_a_reader(dots: int, glyphs: Glyphs) -> None:
    words = "https://lobby.example.jp/v/3kXbQ2m9TzRw7Yc1"
    profile = PaperProfile(dots, draws_codes=False)
    data = wire(Code(text=words), profile=profile)
    (picture,) = rasters(data)
    assert picture.mode == 3, "the printer doubles it"
    assert len(data) < 1400
    assert codes(page(data, glyphs, dots)) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Khi số của bạn được gọi, hãy đến quầy số 3.",
        "번호를 부르면 3번 창구로 오세요.",
        "तपाईंको नम्बर बोलाएपछि काउन्टर / 窓口 ३ मा आउनुहोस्।",
        "叫到您的号码时，请到3号窗口办理。",
        "Quando seu número for chamado, vá ao guichê 3.",
        "Kapag tinawag ang numero ninyo, pumunta sa counter 3 (Ñ, ñ).",
        "髙橋 𠮷田 辻󠄀 﨑",
        "Хүлээнэ үү, зачекайте — ខ្មែរ မြန်မာ සිංහල ไทย",
    ],
)
@pytest.mark.parametrize("bold", [False, True])
def test_a_picture_of_a_line_has_no_box(text: str, bold: bool) -> None:
    with capture_logs() as logs:
        wire(Text(text=text, bold=bold))
    assert logs == []


def test_devanagari_is_shaped() -> None:
    def black(text: str) -> int:
        line = TextLine((Span(text),), drawn=True)
        return sum(map(int.bit_count, draw(line, find_fonts("ne")).data))

    # the vowel sign stands before its letter, and क्ष is one sign of its own
    assert black("क्ष") < black("क") + black("ष")
    fonts = find_fonts("ne")
    before = draw(TextLine((Span("कि"),), drawn=True), fonts)
    after = draw(TextLine((Span("की"),), drawn=True), fonts)
    assert before.data != after.data
    assert features.check("raqm")


@pytest.mark.parametrize(
    ("word", "block"),
    [
        ("शुल्क", Text(text="शुल्क")),
        ("Quầy", Text(text="Quầy", align="center")),
        ("निःशुल्क", KeyValue(key="शुल्क", value="निःशुल्क")),
        ("Sắp đến lượt", KeyValue(key="Thời gian", value="Sắp đến lượt")),
    ],
)
@pytest.mark.parametrize("dots", [576, 384])
def test_no_word_is_pressed_together_beside_white_paper(
    word: str, block: Text | KeyValue, dots: int
) -> None:
    (picture,) = rasters(wire(block, profile=PaperProfile(dots)))
    image = Pictures.frombytes("1", (picture.row_bytes * 8, picture.rows), picture.data)
    bold = isinstance(block, KeyValue)
    font = find_fonts("ja").choose(word, 24, bold=bold)
    assert font is not None
    left, _, right, _ = font.getbbox(word)
    if bold:  # the value, which ends at the paper's edge
        image = image.crop((dots // 2, 0, image.width, image.height))
    drawn_from, _, drawn_to, _ = image.getbbox() or (0, 0, 0, 0)
    assert drawn_to - drawn_from >= (right - left) - 3


def test_signs_of_several_fonts_stand_close_together() -> None:
    (picture,) = rasters(wire(Text(text="【पुनः जारी】", align="center")))
    image = Pictures.frombytes("1", (picture.row_bytes * 8, picture.rows), picture.data)
    columns = [image.crop((x, 0, x + 1, image.height)).getbbox() for x in range(image.width)]
    widest = max(len(list(run)) for empty, run in groupby(c is None for c in columns) if empty)
    assert widest < 18  # 【 and 】 are half white themselves


def test_variants_of_kanji_are_drawn_where_a_font_has_them() -> None:
    fonts = find_fonts()
    plain = draw(TextLine((Span("葛城"),), drawn=True), fonts)
    variant = draw(TextLine((Span("葛󠄀城"),), drawn=True), fonts)
    assert plain.data != variant.data


def test_furigana_stand_above_their_words(glyphs: Glyphs) -> None:
    ruby = Text(runs=(Run(text="転入届", ruby="てんにゅうとどけ"),))
    with_it = page(wire(ruby), glyphs, 576)
    without = page(wire(Text(text="転入届")), glyphs, 576)
    higher = with_it.height - without.height
    assert higher == RUBY_DOTS
    top = TOP, TOP + RUBY_DOTS
    assert black_dots(with_it.crop((0, top[0], with_it.width, top[1]))) > 50


def test_a_picture_is_sent_in_bands_that_a_small_printer_takes(glyphs: Glyphs) -> None:
    data = wire(Image(data=drawn.picture(570, 700), width=100))
    bands = rasters(data)
    assert len(bands) > 1
    assert all(len(band.data) <= BAND_BYTES for band in bands)
    drawn_page = page(data, glyphs, 576)
    (picture,) = [
        line
        for line in lay_out(
            Document(blocks=(Image(data=drawn.picture(570, 700), width=100),)),
            PaperProfile(),
            phrases_for("ja"),
        )
        if isinstance(line, PictureLine)
    ]
    assert (
        drawn_page.height == picture.down + page(wire(Spacer()), glyphs, 576).height - NORMAL_PITCH
    )


@pytest.mark.parametrize("dots", [576, 512, 384])
def test_paper_is_as_long_as_the_layout_says(dots: int, glyphs: Glyphs) -> None:
    document = load_document(SAMPLE.read_bytes())
    profile = PaperProfile(dots)
    job = Composer(profile, encode_lines)(document)
    pages = pages_of(job.data, glyphs, dots)
    long = sum(each.height - TOP - BOTTOM for each in pages)
    assert job.paper_mm == pytest.approx(long / profile.dpi * 25.4, abs=0.5)


def test_words_that_were_drawn_before_come_out_alike_and_numbers_are_not_kept() -> None:
    fonts = find_fonts("ne")
    lines = [
        TextLine((Span(text),), drawn=True, paper_cells=48)
        for text in ("नम्बर १०३", "पर्खनुहोस्", "१२:३० B103")
    ]
    first = [draw(line, fonts) for line in lines]
    assert [draw(line, fonts) for line in lines] == first
    assert [draw(line, find_fonts("ne")) for line in lines] == first
    assert [text for text, *_ in fonts.drawn] == ["पर्खनुहोस्"]


def test_lines_of_every_paper_stay_drawn_and_come_out_alike_and_in_their_language() -> None:
    document = Document(language="zh", blocks=(Text(text="请稍等 直到叫号"),))
    composer = Composer(PaperProfile(576), encode_lines)
    first, again = composer(document), composer(document)
    assert first == again == Composer(PaperProfile(576), encode_lines)(document)
    # the same characters are drawn otherwise in Japanese and in Chinese
    japanese = document.model_copy(update={"language": "ja"})
    fresh = Composer(PaperProfile(576), encode_lines)(japanese)
    assert composer(japanese) == fresh
