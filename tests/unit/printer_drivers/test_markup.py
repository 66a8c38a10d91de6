"""The XML of papers: what it makes, and how it is refused."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Picture

from printer_drivers.documents import (
    Block,
    Code,
    Column,
    Cut,
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
from printer_drivers.inline import Piece, collapsed
from printer_drivers.markup import XML_CHARACTERS_MAX, parse
from printer_drivers.markup_refusals import MarkupError


def blocks(xml: str) -> tuple[Block, ...]:
    return parse(f"<paper>{xml}</paper>").blocks


def refusal(xml: str) -> str:
    with pytest.raises(MarkupError) as caught:
        parse(xml)
    return str(caught.value)


@pytest.mark.parametrize(
    ("xml", "block"),
    [
        ("<heading>番号札</heading>", Heading(text="番号札")),
        ("<number> B103 </number>", Number(text="B103")),
        ("<text>文字</text>", Text(text="文字")),
        (
            '<text size="large" align="center"><b>文字</b></text>',
            Text(text="文字", size="large", align="center", bold=True),
        ),
        (
            "<text>必ず<b>今日</b>中に</text>",
            Text(runs=(Run(text="必ず"), Run(text="今日", bold=True), Run(text="中に"))),
        ),
        (
            "<text><ruby>転入<rt>てんにゅう</rt></ruby>届</text>",
            Text(runs=(Run(text="転入", ruby="てんにゅう"), Run(text="届"))),
        ),
        (
            "<text><b><ruby>転入<rt>てんにゅう</rt></ruby>届</b></text>",
            Text(runs=(Run(text="転入", ruby="てんにゅう"), Run(text="届")), bold=True),
        ),
        ("<text>一行<br/>二行</text>", Text(text="一行\n二行")),
        ("<text>&lt;3 &amp; &#12354;</text>", Text(text="<3 & あ")),
        ('<row key="窓口">3番</row>', KeyValue(key="窓口", value="3番")),
        ('<row key="窓口"></row>', KeyValue(key="窓口", value="-")),
        ("<rule/>", Rule()),
        ('<code text="https://a.example"/>', Code(text="https://a.example")),
        ('<code text="A"> 見る </code>', Code(text="A", caption="見る")),
        ("<space/>", Spacer()),
        ('<space lines="3"/>', Spacer(lines=3)),
        ("<cut/>", Cut()),
        (
            """<table><col width="2"/><col align="right"/>
            <tr><th/><th>額</th></tr><tr><td>□</td><td>3<br/>4</td></tr></table>""",
            Table(
                header=("", "額"),
                rows=(("□", "3\n4"),),
                columns=(Column(width=2), Column(align="right")),
            ),
        ),
        ("<!-- an unfinished <text> --><rule/>", Rule()),
    ],
)
def test_each_element(xml: str, block: Block) -> None:
    assert blocks(xml) == (block,)


def test_the_language_is_the_papers() -> None:
    assert parse('<paper lang="vi"><rule/></paper>').language == "vi"
    assert parse("<paper><rule/></paper>").language == "ja"


def test_what_holds_nothing_is_left_out() -> None:
    empty = "<text> </text><heading>\n</heading><table><tr><th>a</th></tr></table>"
    assert blocks(f"{empty}<rule/>") == (Rule(),)


def test_an_image_is_read_beside_the_paper(tmp_path: Path) -> None:
    Picture.new("1", (16, 8), 1).save(tmp_path / "crest.png")
    data = (tmp_path / "crest.png").read_bytes()
    xml = '<paper><image src="crest.png" width="40" align="left"/></paper>'
    (block,) = parse(xml, lambda name: (tmp_path / name).read_bytes()).blocks
    assert block == Image(data=data, width=40, align="left")
    with pytest.raises(MarkupError, match=r"line 1: <image>: gone\.png: No such file"):
        parse('<paper><image src="gone.png"/></paper>', lambda name: (tmp_path / name).read_bytes())


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("  番号が\n    呼ばれるまで\n", "番号が呼ばれるまで"),
        ("ばんごうが よばれる", "ばんごうが よばれる"),
        ("Please\n  wait", "Please wait"),
        ("번호를\n  부를 때까지", "번호를 부를 때까지"),
        ("3番\nwindow", "3番 window"),
        ("\u3000全角\u3000", "\u3000全角\u3000"),
        ("a <br/> b", "a\nb"),
        ("<br/>a<br/><br/>b<br/>", "a\n\nb"),
        ("<b>太</b>\n<b>字</b>", "太字"),
        ("a<b> b</b>", "a b"),
    ],
)
def test_white_space_is_as_in_html(written: str, printed: str) -> None:
    (block,) = blocks(f"<text>{written}</text>")
    assert isinstance(block, Text)
    assert block.words == printed


@given(st.lists(st.builds(Piece, st.text("あ한a \n\u3000"), bold=st.booleans())))
def test_collapsing_changes_nothing_but_white_space(pieces: list[Piece]) -> None:
    once = collapsed(pieces)
    assert collapsed(once) == once
    words = "".join(piece.text for piece in once)
    assert words.replace(" ", "") == (
        "".join(piece.text for piece in pieces).replace(" ", "").replace("\n", "")
    )
    assert words == words.strip(" ")


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("", "line 1: there is no <paper>"),
        ("番号", "line 1: "),
        ("<html/>", "line 1: the paper begins with <html>, not with <paper>"),
        ("<paper>\n<txt/></paper>", "line 2: there is no <txt> (is <text> meant?); in <paper> th"),
        ("<paper><b/></paper>", "line 1: <b> may not stand in <paper>; in <paper> there may be <h"),
        ("<paper><rule><b/></rule></paper>", "<b> may not stand in <rule>; <rule> holds nothing"),
        (
            "<paper>\n\n<text>a</paper>",
            "line 3: <text> is not closed by </text> before “</paper>”",
        ),
        ("<paper><text>a</text>", "line 1: <paper> is never closed: </paper> is missing"),
        ("<paper><text>a & b</text></paper>", "& is written &amp;"),
        ("<paper><text a=b>c</text></paper>", "has its quotes"),
        ("<paper>\n<text>&nbsp;</text></paper>", "line 2: an unknown &…; in “<text>&nbsp;"),
        ("<paper><row>3</row></paper>", 'line 1: <row> needs key="…"'),
        ('<paper><row key=" ">3</row></paper>', 'line 1: <row> needs key="…"'),
        (
            "<paper>hallo</paper>",
            "the words “hallo” may not stand in <paper> itself; they belong in <heading>, ",
        ),
        ("<paper><table>a</table></paper>", "they belong in <th> or <td>"),
        ("<paper><rule>x</rule></paper>", "<rule/> is empty; the words “x” may not stand in it"),
        (
            '<paper><text size="huge">x</text></paper>',
            "<text>: size may be 'small', 'normal' or 'large', not “huge”",
        ),
        (
            '<paper><text colour="x">x</text></paper>',
            "<text> does not take colour; it takes size or align",
        ),
        ('<paper><rule a="b"/></paper>', "<rule> does not take a; it takes no attributes"),
        ('<paper><space lines="x"/></paper>', "lines must be a whole number, not “x”"),
        ('<paper><space lines="99"/></paper>', "lines may be 20 at most, not “99”"),
        ('<paper><space lines="0"/></paper>', "lines must be 1 at least, not “0”"),
        (
            "<paper><number>1234567890123</number></paper>",
            "<number>: the text may have 12 characters at most",
        ),
        ("<paper><number/></paper>", "<number>: the text may not be empty"),
        ('<paper><code text="日本"/></paper>', "a QR code may hold printable ASCII only"),
        ('<paper lang="日本"><rule/></paper>', "lang must be a language such as ja"),
        ("<paper/>", "a document needs at least one block"),
        (f"<paper>{'<rule/>' * 201}</paper>", "<paper>: blocks may have 200 at most"),
        (
            "<paper><table><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></table></paper>",
            "<table>: row 2 has 2 cells, the table has 1",
        ),
        ("<paper><table><tr/></table></paper>", "<tr> needs at least one <td>"),
        (
            "<paper><table><tr><td>a</td><th>b</th></tr></table></paper>",
            "a <tr> has either <th> or <td>, not both",
        ),
        (
            "<paper><table><tr><td>a</td></tr><tr><th>b</th></tr></table></paper>",
            "the <tr> with <th> stands before all others",
        ),
        (
            "<paper><table><tr><td>a</td></tr><col/></table></paper>",
            "<col/> stands before the first <tr>",
        ),
        ("<paper><text><ruby>転入</ruby></text></paper>", "<rt>かんじ</rt></ruby> needs both"),
        ("<paper><text>\x1b</text></paper>", "line 1: a character that may not stand so"),
        ("<paper><text><![CDATA[a]]></text></paper>", "<![CDATA[…]]> is not used in papers"),
        ("<paper><?php a ?></paper>", "<?…?> is not used in papers"),
        ("<paper><rule/></paper><paper/>", "line 1: junk after document element"),
        ("x" * (XML_CHARACTERS_MAX + 1), "the paper has 400,001 characters, more than 400,000"),
    ],
)
def test_a_refusal_names_the_place_and_what_would_be_right(xml: str, said: str) -> None:
    assert said in refusal(xml)


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE p [<!ENTITY a "b">]><paper><text>&a;</text></paper>',
        '<!DOCTYPE p SYSTEM "file:///etc/passwd"><paper><rule/></paper>',
        '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><paper><text>&x;</text></paper>',
    ],
)
def test_document_types_and_entities_are_refused(xml: str) -> None:
    assert "a paper has no <!DOCTYPE …>" in refusal(xml)


_NAMES = st.sampled_from(["paper", "text", "b", "br", "row", "table", "tr", "td", "x", "ruby"])
_PIECES = st.one_of(
    _NAMES.map(lambda name: f"<{name}>"),
    _NAMES.map(lambda name: f"</{name}>"),
    _NAMES.map(lambda name: f"<{name} key='a'/>"),
    st.sampled_from(["あ", "&amp;", "&", "<", "\n", "]]>", "<!--", "-->"]),
)


@given(st.lists(_PIECES, max_size=12).map("".join))
@settings(max_examples=150)
def test_whatever_is_written_is_a_document_or_a_refusal(xml: str) -> None:
    try:
        document = parse(f"<paper>{xml}<rule/></paper>")
    except MarkupError as error:
        document, place = None, error.place
    assert document is not None or place.startswith("line ")
