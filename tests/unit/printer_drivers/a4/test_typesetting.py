"""A4 pages as a person, a phone and a screen reader see them."""

import io
import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Picture
from PIL import ImageChops
from structlog.testing import capture_logs

from printer_drivers.a4.sizes import LARGE_PRINT, SIZES, TextSize
from printer_drivers.a4.typesetting import Typesetter
from printer_drivers.documents import (
    Block,
    Code,
    Column,
    Cut,
    Document,
    Heading,
    Image,
    KeyValue,
    Number,
    Rule,
    Run,
    Spacer,
    Table,
    Text,
)
from printer_drivers.opening import open_printer

CHECKLIST = Document(
    blocks=(
        Heading(text="手続き一覧"),
        Number(text="B103"),
        Text(text="上から順にお進みください。", align="center", size="small"),
        KeyValue(key="窓口", value="3番"),
        Rule(),
        Text(text="■ 転入届", bold=True),
        Table(
            rows=(("", "持ち物"), ("□", "転出証明書"), ("□", "本人確認書類")),
            columns=(Column(width=2), Column(width=46)),
        ),
        Spacer(lines=2),
        Code(text="https://lobby.example.jp/v/3kXbQ2m9", caption="待ち状況を見る"),
        Cut(),
        Cut(),
        Text(text="お客さま控え"),
    )
)


@cache
def setter(size: TextSize = "normal", *, two_sided: bool = False) -> Typesetter:
    """Fonts are read once for all tests."""
    return Typesetter(size, two_sided=two_sided)


def document(*blocks: Block, language: str = "ja") -> Document:
    return Document(language=language, blocks=blocks)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., str]:
    """What a program of poppler's says of a PDF."""

    def run(pdf: bytes, *command: str) -> str:
        (tmp_path / "pages.pdf").write_bytes(pdf)
        name, *arguments = command
        return subprocess.run(
            [name, *arguments[:-1], *(str(tmp_path / "pages.pdf"),), *arguments[-1:]]
            if name == "pdftotext"
            else [name, *arguments, str(tmp_path / "pages.pdf")],
            check=True,
            capture_output=True,
        ).stdout.decode("utf-8", errors="replace")  # bookmarks are UTF-16 in the midst of it

    return run


def text_of(read: Callable[..., str], pdf: bytes) -> str:
    return read(pdf, "pdftotext", "-layout", "-")


@pytest.mark.parametrize("size", SIZES)
def test_every_block_is_on_the_pages(size: TextSize, read: Callable[..., str]) -> None:
    pdf = setter(size).pdf(CHECKLIST)
    pages = text_of(read, pdf).split("\f")
    assert len(pages) == 3  # and what is behind the last
    for words in (
        "手続き一覧",
        "B103",
        "上から順に",
        "窓口",
        "3番",
        "■ 転入届",
        "□",
        "待ち状況を見る",
    ):
        assert words in pages[0]
    assert "1 / 1 ページ" in pages[0]
    assert "お客さま控え" in pages[1]
    assert "1 / 1 ページ" in pages[1]


@pytest.mark.parametrize("size", SIZES)
def test_a_phone_reads_the_code(size: TextSize) -> None:
    first, _ = setter(size).pictures(CHECKLIST, dpi=150)
    with Picture.open(io.BytesIO(first)) as page:
        (found,) = zxingcpp.read_barcodes(page)
    assert found.text == "https://lobby.example.jp/v/3kXbQ2m9"


def test_the_same_document_is_the_same_bytes() -> None:
    assert setter().pdf(CHECKLIST) == Typesetter().pdf(CHECKLIST)


def test_nothing_but_the_pages_tells_what_they_say(read: Callable[..., str]) -> None:
    pdf = setter().pdf(document(Heading(text="見本花子さま"), Text(text="見本町1-2-3")))
    told = read(pdf, "pdfinfo")
    metadata = read(pdf, "pdfinfo", "-meta")
    assert "Title:           窓口の書類" in told
    for word in ("見本", "Author", "CreationDate", "ModDate"):
        assert word not in told
    for word in ("見本", "CreateDate", "ModifyDate", "2026"):
        assert word not in metadata
    assert not re.search(rb"/(CreationDate|ModDate|Author)", pdf)


def test_a_screen_reader_has_tags_a_language_and_an_order(read: Callable[..., str]) -> None:
    pdf = setter().pdf(CHECKLIST)
    assert re.search(r"Tagged: +yes", read(pdf, "pdfinfo"))
    assert "<pdfuaid:part>1</pdfuaid:part>" in read(pdf, "pdfinfo", "-meta")
    structure = read(pdf, "pdfinfo", "-struct-text")
    for tag in ("H1", "P", "Table", "TR", "TD", "Figure"):
        assert re.search(rf"^ *{tag}\b", structure, re.MULTILINE), tag
    said = "".join(re.findall(r'^ *"(.*)"$', structure, re.MULTILINE))
    order = ["手続き一覧", "B103", "上から順に", "窓口", "転入届", "転出証明書", "待ち状況を見る"]
    assert [words for words in order if words in said] == order
    assert sorted(order, key=said.index) == order


def test_the_fonts_are_in_the_file(read: Callable[..., str]) -> None:
    pdf = setter().pdf(document(Heading(text="窓口"), Text(text="𠮷野 नेपाल Đăng ký 한국어")))
    rows = read(pdf, "pdffonts").splitlines()[2:]
    names = " ".join(row.split()[0] for row in rows)
    for name in ("BIZUDPGothic-Bold", "BIZUDPGothic-Regular", "NotoSansDevanagari", "NotoSansCJK"):
        assert name in names
    for row in rows:
        assert row.split()[-5:-2] == ["yes", "yes", "yes"], row  # embedded, subset, to Unicode


def test_in_large_print_nothing_is_small(read: Callable[..., str]) -> None:
    everything = read(setter("large").pdf(CHECKLIST), "pdftotext", "-bbox", "-")
    heights = {
        float(bottom) - float(top)
        for top, bottom in re.findall(r'<word .*?yMin="([\d.]+)".*?yMax="([\d.]+)"', everything)
    }
    assert len(heights) > 3
    assert min(heights) >= 18 * 0.99
    assert min(LARGE_PRINT.small, LARGE_PRINT.footer) >= 18
    assert LARGE_PRINT.normal >= 22


def test_a_long_list_has_numbered_pages_and_its_header_on_each(read: Callable[..., str]) -> None:
    rows = tuple(("□", f"書類その{number}", "3番") for number in range(1, 61))
    long = Table(header=("", "持ち物", "窓口"), rows=rows)
    pages = text_of(read, setter("large").pdf(document(long, Cut(), Text(text="控え")))).split("\f")
    count = len(pages) - 2
    assert count >= 3
    for number, page in enumerate(pages[:count], start=1):
        assert f"{number} / {count} ページ" in page
        assert page.split()[:2] == ["持ち物", "窓口"]
    assert "1 / 1 ページ" in pages[count]


def test_on_both_sides_each_paper_begins_on_a_sheet_of_its_own(read: Callable[..., str]) -> None:
    paper = document(Text(text="一枚目"), Cut(), Text(text="二枚目"))
    pages = text_of(read, setter(two_sided=True).pdf(paper)).split("\f")
    assert ["一枚目" in page for page in pages[:3]] == [True, False, False]
    assert pages[1].strip() == ""
    assert "二枚目" in pages[2]
    assert "1 / 1 ページ" in pages[2]


def test_what_a_table_is_about_stays_with_it(read: Callable[..., str]) -> None:
    for filling in range(24, 40):
        blocks: tuple[Block, ...] = (
            *(Text(text="あ") for _ in range(filling)),
            Rule(),
            Text(text="2　5番", size="large", bold=True),
            Text(text="国民健康保険"),
            Text(text="■ 加入", bold=True),
            Table(rows=(("□", "口座番号"),)),
        )
        pages = text_of(read, setter().pdf(document(*blocks))).split("\f")
        (page,) = (page for page in pages if "口座番号" in page)
        assert "■ 加入" in page
        assert "5番" in page


def test_a_word_without_end_stays_on_the_page() -> None:
    blocks = (
        Text(text="https://www.city.example.jp/" + "a" * 300, size="large"),
        Table(rows=(("□" * 3, "申" * 200), ("x" * 100, "申請"))),
        KeyValue(key="k" * 100, value="値" * 100),
        Number(text="W" * 12),
        Heading(text="W" * 100),
    )
    for size in SIZES:
        for page in setter(size).pictures(document(*blocks), dpi=50):
            with Picture.open(io.BytesIO(page)) as opened:
                ink = ImageChops.invert(opened.convert("L")).getbbox()
            assert ink is not None
            edge = SIZES[size].margin_x / 210 * opened.width
            assert edge - 2 <= ink[0]
            assert ink[2] <= opened.width - edge + 2


def _ink(text: str) -> tuple[int, int]:
    """From where to where a line has ink, in dots of a page with 150 an inch."""
    (page,) = setter("large").pictures(document(Text(text=text)), dpi=150)
    with Picture.open(io.BytesIO(page)) as opened:
        body = opened.convert("L").crop((0, 0, opened.width, opened.height // 2))
        left, _, right, _ = ImageChops.invert(body).getbbox() or (0, 0, 0, 0)
    return left, right


@pytest.mark.parametrize("signs", ["）。", "」、", "）」", "）・", "」」。", "）「", "（「"])
def test_signs_that_meet_do_not_stand_on_each_other(signs: str) -> None:
    def across(between: str) -> int:
        left, right = _ink(f"国{between}国")
        return right - left

    alone = sum(across(sign) - across("") for sign in signs)
    assert across(signs) - across("") >= alone - 3


@pytest.mark.parametrize("text", ["（お持ちの方）", "「本人」", "（"])
def test_a_bracket_that_begins_a_line_is_not_in_the_margin(text: str) -> None:
    assert _ink(text)[0] >= _ink("国")[0]


def test_a_character_that_no_font_has_is_a_box_that_can_be_seen(read: Callable[..., str]) -> None:
    with capture_logs() as logs:
        pdf = setter().pdf(document(Text(text="田\ue000さま")))
    assert {"event": "glyph_missing", "log_level": "warning", "characters": "U+E000"} in logs
    assert all(log["event"] == "glyph_missing" for log in logs)
    assert "さま" in text_of(read, pdf)
    with_box = setter().pictures(document(Text(text="\ue000")), dpi=72)
    without = setter().pictures(document(Text(text=" a")), dpi=72)
    assert with_box != without


def test_a_variant_of_a_kanji_is_drawn_as_the_variant() -> None:
    # one dot in the road, and two
    variants = ["辻\U000e0100", "辻\U000e0101"]
    drawn = [setter().pictures(document(Text(text=text)), dpi=150) for text in variants]
    assert drawn[0] != drawn[1]


MARKUP = [
    '#panic("x")',
    "#{ while true {} }",
    "*bold* _emph_ `raw` $x^2$ <label> @ref",
    "= Heading\n- item\n+ item\n/ term: x",
    "// comment /* comment */",
    '"); #read("/etc/passwd")',
    "\\u{41} ~ --- ... '\"",
    '#import "@preview/x:1.0.0"',
]


@pytest.mark.parametrize("text", MARKUP)
def test_words_are_never_markup(text: str, read: Callable[..., str]) -> None:
    blocks = (
        Heading(text=text),
        Text(text=text),
        KeyValue(key=text, value=text),
        Table(header=(text,), rows=((text,),)),
        Code(text="x", caption=text),
        Text(runs=(Run(text=text.replace("\n", " ")[:10], ruby=text[:8]),)),
    )
    with capture_logs() as logs:
        pdf = setter().pdf(document(*blocks))
    assert not logs
    said = "".join(text_of(read, pdf).split())
    assert said.count("".join(text.split())) >= 5


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60),
    st.sampled_from(["ja", "ja-simple", "en", "zh", "zh-Hant", "ko", "vi", "ne"]),
)
def test_any_words_in_any_language_become_an_accessible_page(text: str, language: str) -> None:
    with capture_logs() as logs:
        pdf = setter().pdf(
            document(Text(text=text), Table(rows=((text, text),)), language=language)
        )
    assert pdf.startswith(b"%PDF-")
    assert {log["event"] for log in logs} <= {"glyph_missing"}


some = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
    | st.sampled_from("手続き。、（）aB 　"),
    min_size=1,
    max_size=90,
)
any_block: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, text=some),
    st.builds(Number, text=some.map(lambda text: text[:12])),
    st.builds(Text, text=some, size=st.sampled_from(["small", "normal", "large"])),
    st.builds(KeyValue, key=some, value=some),
    st.builds(
        Table,
        header=st.none() | st.tuples(some, some, some),
        rows=st.lists(st.tuples(some, some, some), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(Code, text=st.text("aB:/-", min_size=1, max_size=200), caption=st.none() | some),
    st.builds(Rule),
    st.builds(Spacer, lines=st.integers(1, 20)),
    st.builds(Cut),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(any_block, min_size=1, max_size=8), st.sampled_from(list(SIZES)), st.booleans())
def test_every_document_becomes_pages(blocks: list[Block], size: TextSize, two_sided: bool) -> None:
    with capture_logs():
        pdf = setter(size, two_sided=two_sided).pdf(Document(blocks=tuple(blocks)))
    assert pdf.startswith(b"%PDF-")


def test_what_no_standard_lets_be_accessible_is_printed_all_the_same(
    read: Callable[..., str],
) -> None:
    with capture_logs() as logs:
        pdf = setter().pdf(document(Heading(text=" "), Text(text="転入届")))
    assert [log["event"] for log in logs] == ["pages_not_accessible"]
    assert "転入届" in text_of(read, pdf)


def test_a_picture_keeps_its_size_and_tells_nothing_of_its_file(read: Callable[..., str]) -> None:
    drawn = Picture.new("RGB", (400, 200), (0, 23, 193))
    file = io.BytesIO()
    details = Picture.Exif()
    details[0x010F] = "見本カメラ"
    drawn.save(file, "JPEG", exif=details)
    pdf = setter().pdf(document(Image(data=file.getvalue()), Image(data=file.getvalue(), width=50)))
    assert "見本カメラ".encode() not in pdf
    (page,) = setter().pictures(document(Image(data=file.getvalue())), dpi=101.6)  # 4 dots a mm
    with Picture.open(io.BytesIO(page)) as opened:
        blue = opened.convert("RGB").crop((0, 0, opened.width, opened.height // 2))
        box = ImageChops.invert(blue.convert("L")).getbbox()
    assert box is not None
    assert abs((box[2] - box[0]) - 200) <= 2  # 400 dots are 50 mm
    assert len(read(pdf, "pdfimages", "-list").splitlines()) >= 3


def test_a_folder_of_pages(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    printer = open_printer(f"pdf://{folder}?text=large&sides=two")
    for _ in range(2):
        result = printer.print(CHECKLIST)
        assert (result.printed, result.started) == (True, True)
    printer.close()
    assert open_printer(f"pdf://{folder}").print(CHECKLIST).printed
    assert sorted(path.name for path in folder.iterdir()) == [
        "000001.pdf",
        "000002.pdf",
        "000003.pdf",
    ]
    assert (folder / "000001.pdf").read_bytes() == setter("large", two_sided=True).pdf(CHECKLIST)
