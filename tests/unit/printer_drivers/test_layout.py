"""Lines: never wider than the paper, never a character less, broken where Japanese is."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printer_drivers.breaking import (
    NO_LINE_END,
    NO_LINE_START,
    Phrases,
    Piece,
    break_lines,
    break_pieces,
    phrases_for,
)
from printer_drivers.characters import clusters, composed, printer_bytes, width
from printer_drivers.documents import (
    Block,
    Code,
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
    load_document,
)
from printer_drivers.layout import (
    CELL_DOTS,
    NORMAL_PITCH,
    PICTURE_DOWN_MAX,
    QUIET_ZONE,
    CodeLine,
    CutLine,
    Gap,
    Line,
    PaperProfile,
    PictureLine,
    RuleLine,
    Span,
    TextLine,
    lay_out,
    paper_mm,
)
from printer_drivers.lines import RUBY_DOTS
from tests.unit.printer_drivers import drawn

SAMPLE = Path(__file__).parents[3] / "assets" / "papers" / "sample.json"
WIDTHS = (576, 512, 384)


@pytest.fixture(scope="module")
def japanese() -> Phrases:
    return phrases_for("ja")


def laid_out(*blocks: Block, dots: int = 576, language: str = "ja") -> tuple[Line, ...]:
    document = Document(language=language, blocks=blocks)
    return lay_out(document, PaperProfile(dots), phrases_for(language))


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines if isinstance(line, TextLine)]


@pytest.mark.parametrize(("dots", "cells"), [(576, 48), (512, 42), (384, 32)])
def test_cells_of_the_papers_in_use(dots: int, cells: int) -> None:
    assert PaperProfile(dots).cells == cells


@given(document=drawn.documents, dots=st.sampled_from(WIDTHS))
@settings(max_examples=150)
def test_no_line_is_wider_than_the_paper(document: Document, dots: int) -> None:
    profile = PaperProfile(dots)
    for line in lay_out(document, profile, phrases_for(document.language)):
        match line:
            case TextLine():
                assert line.cells <= profile.cells
                assert line.drawn or profile.prints(line.text)
                assert "\n" not in line.text
            case RuleLine(cells):
                assert cells * CELL_DOTS <= dots
            case CodeLine():
                assert line.dots + 2 * QUIET_ZONE * line.module_dots <= dots
                assert line.module_dots in {4, 6, 8}
            case PictureLine():
                assert 1 <= line.across <= dots
                assert 1 <= line.down <= PICTURE_DOWN_MAX
            case Gap() | CutLine():
                pass


@given(document=drawn.documents, dots=st.sampled_from(WIDTHS))
@settings(max_examples=150)
def test_no_character_is_lost(document: Document, dots: int) -> None:
    lines = lay_out(document, PaperProfile(dots), phrases_for(document.language))
    said = Counter("".join(composed(text) for block in document.blocks for text in said_by(block)))
    printed = Counter("".join(texts(lines)))
    ruby = [span.ruby for line in lines if isinstance(line, TextLine) for span in line.spans]
    assert [each for each in ruby if each] == [
        run.ruby
        for block in document.blocks
        if isinstance(block, Text | Heading)
        for run in block.styled
        if run.ruby
    ]
    for character in (" ", "\u3000", "\n"):
        del said[character], printed[character]
    assert printed == said
    assert [line.text for line in lines if isinstance(line, CodeLine)] == [
        block.text for block in document.blocks if isinstance(block, Code)
    ]


def said_by(block: Block) -> list[str]:
    match block:
        case Number():
            return [block.text]
        case Heading() | Text():
            return [run.text for run in block.styled]
        case KeyValue():
            return [block.key, block.value]
        case Table():
            return [cell for row in ((block.header or ()), *block.rows) for cell in row]
        case Code():
            return [block.caption or ""]
        case Rule() | Image() | Spacer() | Cut():
            return []


@given(text=drawn.words(80), cells=st.integers(2, 60))
def test_lines_hold_the_text_in_order(text: str, cells: int, japanese: Phrases) -> None:
    lines = break_lines(text, cells, japanese)
    assert re.sub("[ \u3000]", "", "".join(lines)) == re.sub("[ \u3000\n]", "", text)
    assert all(width(line) <= cells for line in lines)


@given(
    text=st.text("住所変更届出のごあんない、。（）「」ーっょ…１２・", min_size=1, max_size=80),
    cells=st.sampled_from((8, 16, 21, 24, 32, 42, 48)),
    even=st.booleans(),
)
def test_kinsoku(text: str, cells: int, even: bool, japanese: Phrases) -> None:
    """No line starts with 、 or ends with 「, unless the text is nothing but such characters."""
    pieces = [Piece(cluster, width(cluster)) for cluster in clusters(text)]
    broken = break_pieces(pieces, cells, japanese, even=even)
    lines = ["".join(piece.text for piece in line) for line in broken]
    assert "".join(lines) == text
    assert all(width(line) <= cells for line in lines)
    for before, after in pairwise(lines):
        if not _stuck(before):
            assert after[0] not in NO_LINE_START
            assert before[-1] not in NO_LINE_END


def _stuck(line: str) -> bool:
    """Whether kinsoku leaves no place in a line to break at."""
    return all(
        before in NO_LINE_END or after in NO_LINE_START or before == after == "…"
        for before, after in pairwise(line)
    )


def test_lines_break_at_phrases(japanese: Phrases) -> None:
    text = "番号を呼ばれたら三番の窓口にお越しください。"
    assert break_lines(text, 24, japanese) == ["番号を呼ばれたら三番の", "窓口にお越しください。"]


def test_what_stands_in_brackets_stays_whole_where_a_line_can_hold_it(japanese: Phrases) -> None:
    assert break_lines("異動する人全員のマイナンバーカード（お持ちの方）", 27, japanese) == [
        "異動する人全員の",
        "マイナンバーカード",
        "（お持ちの方）",
    ]
    assert break_lines("総合相談窓口（本庁舎２階東側）・子育て支援課", 24, japanese) == [
        "総合相談窓口",
        "（本庁舎２階東側）・",
        "子育て支援課",
    ]
    lines = break_lines("転出証明書（マイナンバーカードで転出届を出した人は不要）", 27, japanese)
    assert lines[0] == "転出証明書"
    assert lines[-1].endswith("した人は不要）")


def test_lines_break_at_wide_spaces_and_do_not_end_with_them(japanese: Phrases) -> None:
    name = "あいづ見本市役所　本庁舎　市民生活部　総合窓口センター"
    assert break_lines(name, 32, japanese) == [
        "あいづ見本市役所　本庁舎",
        "市民生活部　総合窓口センター",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1　3番窓口・4番窓口", ["1　3番窓口・", "   4番窓口"]),
        ("12　3番窓口\n4番窓口・5番窓口", ["12　3番窓口", "4番窓口・5番窓口"]),
        ("■ Joining Insurance", ["■ Joining", "   Insurance"]),
        ("3 people before you now", ["3 people before", "you now"]),
    ],
)
def test_a_list_item_goes_on_below_its_words(text: str, lines: list[str]) -> None:
    assert texts(laid_out(Text(text=text, size="large"), dots=384)) == lines


def test_numbers_and_latin_words_stay_whole(japanese: Phrases) -> None:
    lines = break_lines("手数料は12,300円です。Counter B103へどうぞ。", 14, japanese)
    assert any("12,300円" in line for line in lines)
    assert any("B103" in line for line in lines)
    assert any("Counter" in line for line in lines)


def test_a_mark_stays_on_its_character(japanese: Phrases) -> None:
    lines = break_lines("Tiê\u0301ng Viê\u0323t " * 4, 7, japanese)
    assert not any(line[0] in "\u0301\u0323" for line in lines)


def test_own_line_ends_are_kept(japanese: Phrases) -> None:
    assert break_lines("一行目\n\n三行目", 20, japanese) == ["一行目", "", "三行目"]


def test_half_and_full_width() -> None:
    assert width("AB12") == 4
    assert width("住所ｱｲ") == 6
    assert width("①～×") == 6, "what the printer's font has as a kanji is as wide as one"
    assert width("𠮷한Ế") == 5
    assert width("e\u0301") == 1


def test_what_the_printers_font_has() -> None:
    assert printer_bytes("髙﨑①～〜－−") is not None
    assert printer_bytes("¥100") == b"\\100"
    for lacking in ("𠮷", "ạ", "한", "é", "C:\\x", "\u00a0", "辻\U000e0101", "\ue000"):
        assert printer_bytes(lacking) is None, lacking


def test_composed_marks_become_one_character() -> None:
    assert composed("か\u3099") == "が"
    assert composed("\ufa19") == "\ufa19", "神 as it is in a name, not 神"


def test_number_as_big_as_the_paper_takes() -> None:
    scales = {dots: laid_out(Number(text="B103"), dots=dots)[1] for dots in WIDTHS}
    assert [line.scale for line in scales.values() if isinstance(line, TextLine)] == [8, 7, 6]


def test_table_wraps_inside_its_cells() -> None:
    rows = (("□", "マイナンバーカードの住所変更と暗証番号の再設定", "3番"), ("□", "転入届", "10番"))
    lines = texts(laid_out(Table(rows=rows), dots=384))
    assert lines == [
        "□ マイナンバーカードの     3番",
        "   住所変更と暗証番号の",
        "   再設定",
        "□ 転入届                   10番",
    ]


def test_key_and_value_at_both_edges() -> None:
    (line,) = texts(laid_out(KeyValue(key="窓口", value="3番")))[:1]
    assert line.startswith("窓口 ")
    assert line.endswith(" 3番")
    assert width(line) == 48


def test_key_and_value_too_long_for_one_line_stand_below_each_other() -> None:
    lines = texts(laid_out(KeyValue(key="受付 / Issued", value="2026年11月24日 9時00分"), dots=384))
    assert [line.strip() for line in lines] == ["受付 / Issued", "2026年11月24日 9時00分"]


def test_a_paper_ends_with_one_cut() -> None:
    assert laid_out(Cut(), Rule(), Cut(), Cut()) == (RuleLine(48), CutLine())
    assert laid_out(Rule()) == (RuleLine(48), CutLine())


@pytest.mark.parametrize("dots", WIDTHS)
def test_code_keeps_its_quiet_zone(dots: int) -> None:
    lines = laid_out(Code(text="x" * 500), dots=dots)
    before, code, after = lines[:3]
    assert isinstance(code, CodeLine)
    assert before == after == Gap(QUIET_ZONE * code.module_dots)


@pytest.mark.parametrize("dots", WIDTHS)
def test_a_code_is_large_enough_for_a_phone_and_can_be_sent_at_half_its_size(dots: int) -> None:
    profile = PaperProfile(dots)
    for length in (10, 43, 120, 500):
        (code,) = [
            line
            for line in laid_out(Code(text="x" * length), dots=dots)
            if isinstance(line, CodeLine)
        ]
        assert code.module_dots % 2 == 0
        assert code.module_dots * 25.4 / profile.dpi >= 0.375
    (usual,) = [
        line for line in laid_out(Code(text="x" * 43), dots=dots) if isinstance(line, CodeLine)
    ]
    assert 23 <= usual.dots * 25.4 / profile.dpi <= 30


def run(text: str, ruby: str | None = None, *, bold: bool = False) -> Run:
    return Run(text=text, ruby=ruby, bold=bold)


def text_lines(lines: tuple[Line, ...]) -> list[TextLine]:
    return [line for line in lines if isinstance(line, TextLine)]


def test_emphasis_inside_a_line_is_text_of_the_printer() -> None:
    runs = (run("必ず", bold=True), run("番号を呼ばれてから三番の窓口に"), run("来て", bold=True))
    first, second = text_lines(laid_out(Text(runs=runs), dots=384))
    assert [line.drawn for line in (first, second)] == [False, False]
    assert first.spans[0] == Span("必ず", bold=True)
    assert second.spans[-1] == Span("来て", bold=True)


def test_furigana_make_only_their_line_dots_and_higher() -> None:
    runs = (run("転出証明書", "てんしゅつしょうめいしょ"), run("を持って\n窓口に来てください。"))
    first, second = text_lines(laid_out(Text(runs=runs)))
    assert (first.drawn, first.pitch) == (True, NORMAL_PITCH + RUBY_DOTS)
    assert (second.drawn, second.pitch) == (False, NORMAL_PITCH)


@pytest.mark.parametrize("dots", [*WIDTHS, 256])
def test_words_under_furigana_are_not_broken(dots: int) -> None:
    word, ruby = "住民基本台帳事務課長", "じゅうみんきほんだいちょうじむか"
    for size in ("normal", "large"):
        block = Text(runs=(run("あ" * 7), run(word, ruby), run("い" * 9)), size=size)
        lines = text_lines(laid_out(block, dots=dots))
        assert any(span.text == word and span.ruby == ruby for line in lines for span in line.spans)
        assert all(line.cells <= PaperProfile(dots).cells for line in lines)


def test_long_furigana_spread_their_words() -> None:
    assert Span("承", ruby="うけたまわ").cells == 5
    assert Span("市役所", ruby="しやくしょ").cells == 6


def test_kinsoku_of_pairs_and_of_other_languages(japanese: Phrases) -> None:
    for text in ("ああああああああ……いい", "ああああああああ――いい"):
        assert all(width(line) != 18 for line in break_lines(text, 18, japanese)[:-1])
    assert break_lines("手数料１２３４５６円", 14, japanese)[0] == "手数料"


def test_words_too_long_for_a_line_break_behind_a_dot(japanese: Phrases) -> None:
    assert break_lines("3番窓口・4番窓口", 14, japanese) == ["3番窓口・", "4番窓口"]


def test_what_stands_in_the_middle_has_lines_of_about_one_length() -> None:
    words = "Xem tình trạng chờ trên điện thoại"
    centred = texts(laid_out(Text(text=words, align="center"), dots=384))
    left = texts(laid_out(Text(text=words), dots=384))
    assert len(centred) == len(left) == 2
    assert abs(width(centred[0]) - width(centred[1])) < abs(width(left[0]) - width(left[1]))


def test_nepali_breaks_at_spaces_and_keeps_its_joined_letters() -> None:
    text = "तपाईंको नम्बर बोलाएपछि काउन्टरमा आउनुहोस्।"
    phrases = phrases_for("ne")
    assert " ".join(break_lines(text, 20, phrases)) == text
    assert list(clusters("क्षेत्र")) == ["क्षे", "त्र"]
    narrow = break_lines("काउन्टरमा", 3, phrases)
    assert "".join(narrow) == "काउन्टरमा"
    assert any("न्ट" in line for line in narrow), "a virama's letters are one sign"


def test_korean_breaks_at_spaces() -> None:
    text = "번호를 부르면 3번 창구로 오세요"
    lines = break_lines(text, 14, phrases_for("ko"))
    assert " ".join(lines) == text
    assert len(lines) == 3


def picture_of(*blocks: Block, dots: int = 576) -> PictureLine:
    return next(line for line in laid_out(*blocks, dots=dots) if isinstance(line, PictureLine))


def test_a_picture_is_as_wide_as_wished_and_never_wider_than_the_paper() -> None:
    data = drawn.picture(200, 100)
    assert picture_of(Image(data=data)).across == 200
    assert picture_of(Image(data=data, width=50)).across == 288
    assert picture_of(Image(data=data, dots=100)).across == 100
    assert picture_of(Image(data=data, dots=800), dots=384).across == 384
    tall = picture_of(Image(data=drawn.picture(100, 2000)))
    assert (tall.across, tall.down) == (40, PICTURE_DOWN_MAX)


def test_a_large_picture_is_sent_in_half_as_many_dots() -> None:
    assert picture_of(Image(data=drawn.picture(200, 200))).times == 1
    large = picture_of(Image(data=drawn.picture(577, 401)))
    assert (large.times, large.across, large.down) == (2, 576, 400)


def test_paper_is_counted_in_millimetres() -> None:
    lines = laid_out(Text(text="一行"), Spacer(lines=2), Cut(), Code(text="A"))
    profile = PaperProfile()
    code = next(line for line in lines if isinstance(line, CodeLine))
    dots = 3 * NORMAL_PITCH + code.dots + 2 * QUIET_ZONE * code.module_dots
    assert paper_mm(lines, profile) == pytest.approx(dots / 203 * 25.4)
    assert paper_mm(lines, profile, 15.0) == pytest.approx(dots / 203 * 25.4 + 30)


def test_sample_fits_every_paper() -> None:
    document = load_document(SAMPLE.read_bytes())
    for dots in WIDTHS:
        lines = lay_out(document, PaperProfile(dots), phrases_for("ja"))
        assert sum(isinstance(line, CutLine) for line in lines) == 2
