"""Templates of papers: what they may use, and how their mistakes are told."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Picture

from printer_drivers.documents import Code, Document, Image, KeyValue, Text
from printer_drivers.paper_words import PaperWords
from printer_drivers.templates import PaperTemplateError, PaperTemplates

WORDS = PaperWords(
    {
        "ja": {"番号札": "番号札", "%(count)s人": "%(count)s人"},
        "en": {"番号札": "Ticket & <more>", "%(count)s人": "%(count)s (100%%)", "まもなく": "Soon"},
        "ja-simple": {"番号札": "ばんごうの かみ"},
    }
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def made(folder: Path, inside: str, language: str = "ja", **values: object) -> Document:
    """The document of a template with this in its paper."""
    text = f'<paper lang="{{{{ language }}}}">{inside}</paper>'
    (folder / "own.xml.j2").write_text(text, encoding="utf-8")
    return PaperTemplates(folder).render("own.xml.j2", {"language": language, **values}, WORDS)


def words(folder: Path, inside: str, language: str = "ja", **values: object) -> str:
    """What a text with this in it says."""
    (block,) = made(folder, f"<text>{inside}</text>", language, **values).blocks
    assert isinstance(block, Text)
    return block.words


def problem(folder: Path, template: str, **values: object) -> str:
    """How a template's mistake is told, with its file as `own`."""
    (folder / "own.xml.j2").write_text(template, encoding="utf-8")
    with pytest.raises(PaperTemplateError) as caught:
        PaperTemplates(folder).render("own.xml.j2", {"language": "ja", **values}, WORDS)
    return str(caught.value).replace(str(folder / "own.xml.j2"), "own")


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ('{{ _("番号札") }}', "ja", "番号札"),
        ('{{ _("番号札") }}', "en", "Ticket & <more>"),
        ("{% trans %}番号札{% endtrans %}", "en", "Ticket & <more>"),
        ('{{ second("番号札") }}', "ja", "Ticket & <more>"),
        ('{{ second("番号札") }}', "vi", "番号札"),
        ('{{ easy("番号札") }}', "vi", "ばんごうの かみ"),
        ('{{ _("%(count)s人", count=4) }}', "ja", "4人"),
        ('{{ _("%(count)s人", count="<4>") }}', "en", "<4> (100%)"),
        ("{% trans count=4 %}{{ count }}人{% endtrans %}", "en", "4 (100%)"),
        ('{{ _("ほかの言葉") }}', "en", "ほかの言葉"),
        ("{{ in_japanese }}", "ja-simple", "True"),
        ("{{ in_japanese }}", "en", "False"),
        ("{{ [12, 20] | wait }}", "ja", "12～20分"),
        ("{{ [5, 5] | wait }}", "ja", "約5分"),
        ("{{ [0, 0] | wait }}", "en", "Soon"),
        ("{{ 1200 | yen }}", "ja", "1,200円"),
        ("{{ 0 | yen }}", "ja", "無料"),
        ('{{ "2026-11-24T09:05:00+09:00" | date }}', "ja-simple", "2026年11月24日"),
        ('{{ "2026-11-24T09:05:00+09:00" | date }}', "en", "November 24, 2026"),
        ('{{ "2026-11-24T09:05:00+09:00" | date }}', "ko", "2026년 11월 24일"),
        ('{{ "2026-11-24T09:05:00+09:00" | time }}', "ne", "09:05"),
    ],
)
def test_words_and_filters(folder: Path, written: str, language: str, said: str) -> None:
    assert words(folder, written, language) == said


def test_values_are_text_whatever_is_in_them(folder: Path) -> None:
    value = "<b>&amp;\"'</b>"
    assert words(folder, "{{ value }}", value=value) == value
    document = made(folder, '<row key="{{ value }}">{{ value }}</row>', value=value)
    assert document.blocks == (KeyValue(key=value, value=value),)


@dataclass(frozen=True)
class Stop:
    counters: tuple[str, ...]


@pytest.mark.parametrize("stop", [Stop(("3番", "4番")), {"counters": ["3番", "4番"]}])
def test_values_are_dataclasses_or_what_json_has(folder: Path, stop: Any) -> None:
    assert words(folder, '{{ stop.counters | join("・") }}', stop=stop) == "3番・4番"


def test_an_imported_file_knows_the_words_and_the_values(folder: Path) -> None:
    (folder / "part.xml.j2").write_text(
        '{% macro part() %}<b>{{ _("番号札") }}</b> {{ number }}{% endmacro %}', encoding="utf-8"
    )
    said = words(folder, '{% from "part.xml.j2" import part %}{{ part() }}', "en", number="B103")
    assert said == "Ticket & <more> B103"


def test_what_a_folder_lacks_is_looked_for_in_the_next(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, name in ((first, "a"), (second, "a"), (second, "b")):
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.j2").write_text(f"<paper><text>{folder.name}</text></paper>")
    templates = PaperTemplates(first, second)
    for name, said in (("a", "first"), ("b", "second")):
        document = templates.render(f"{name}.j2", {"language": "ja"}, WORDS)
        assert document.blocks == (Text(text=said),)


def test_an_edit_counts_from_the_next_paper_on(folder: Path) -> None:
    templates = PaperTemplates(folder)
    for said in ("before", "after"):
        (folder / "own.j2").write_text(f"<paper><text>{said}</text></paper>")
        assert templates.render("own.j2", {"language": "ja"}, WORDS).blocks == (Text(text=said),)


def test_a_picture_lies_beside_the_template_and_nowhere_else(folder: Path) -> None:
    inner = folder / "papers"
    inner.mkdir()
    for path in (inner / "crest.png", folder / "outside.png"):
        Picture.new("1", (16, 8), 1).save(path)
    (block,) = made(inner, '<image src="crest.png"/>').blocks
    assert isinstance(block, Image)
    for name in ("../outside.png", str(folder / "outside.png"), "gone.png", "."):
        text = f'<paper>\n<image src="{name}"/></paper>'
        assert problem(inner, text).endswith(
            f"own, line 2: <image>: {name}: there is no such file beside the template"
        )
    (inner / "large.png").write_bytes(bytes(300_001))
    assert "300000" in problem(inner, '<paper><image src="large.png"/></paper>')


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("<paper>\n{% if %}</paper>", "own, line 2: Expected an expression"),
        ("<paper>\n\n{{ nummer }}</paper>", "own, line 3: 'nummer' is undefined"),
        ("<paper>\n{{ stop.nummer }}</paper>", "own, line 2: 'dict object' has no attribute 'num"),
        ("<paper>\n{{ 1 // 0 }}</paper>", "own, line 2: cannot be worked out: "),
        ('<paper>\n{{ "x" | wait }}</paper>', "own, line 2: cannot be worked out: "),
        ('<paper>\n{{ "soon" | date }}</paper>', "own, line 2: cannot be worked out: "),
        (
            "<paper>{% for n in range(99) %}\n\n<txt/>{% endfor %}</paper>",
            "own, line 3: there is no",
        ),
        ("<paper>\n{# a\nremark -#}\n<txt/>\n</paper>", "own, line 4: there is no <txt>"),
        ("<paper>\n<text>{{ 1 }}\n<b>2</text></paper>", "own, line 3: <b> is not closed by </b>"),
        ('<paper>\n<text\nsize="big">{{ 1 }}</text></paper>', "own, line 2: <text>: size may be"),
        ("<paper><text>\n{{ '&x;' | safe }}</text></paper>", "own, line 1: an unknown &…;"),
        ("<paper>{{ '<b>' | safe }}</paper>", "own, line 1: <b> may not stand in <paper>"),
        ("{{ stop }}", "own.xml.j2: "),
        ("<paper>\n{% include 'gone.j2' %}</paper>", "own, line 2: gone.j2 is not in "),
        ("<paper>\n{% include '../own.xml.j2' %}</paper>", "own, line 2: ../own.xml.j2 is not in"),
        (
            "<paper>\n{% trans %}<b>x</b>{% endtrans %}</paper>",
            "own, line 2: between trans and endtrans stand plain words, without elements",
        ),
        (
            "<paper>\n{{ ().__class__.__bases__ }}</paper>",
            "own, line 2: access to attribute '__class__' of 'tuple' object is unsafe.",
        ),
        (
            "<paper>{% for a in range(999) %}{{ '<text>あ</text>' * 99 }}{% endfor %}</paper>",
            "makes more than 400,000 characters",
        ),
        ("<paper>\n{{ range(10 ** 9) | list }}</paper>", "own, line 2: cannot be worked out: "),
        ("<paper>\n{{ [1].append(2) }}</paper>", "own, line 2: access to attribute 'append'"),
        (
            '<paper>\n{{ _("%(count)s人") }}</paper>',
            "own, line 2: cannot be worked out: ",
        ),
        ("<paper>{% include 'own.xml.j2' %}</paper>", "own, line 1: "),
    ],
)
def test_a_mistake_has_a_file_and_a_line(folder: Path, template: str, said: str) -> None:
    assert said in problem(folder, template, stop={})


@pytest.mark.parametrize(
    "mistake",
    [
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}{% endif %}{% endmacro %}{{ m(40) }}",
        "{{ 'a' * 10 ** 10 }}",
        "{{ 10 ** 10 * [1] }}",
        "{{ 9 ** (10 ** 9) }}",
        "{{ '%9999999999d' % 1 }}",
        "{{ '%*d' | format(9999999999, 1) }}",
        "{{ '{:>9999999999}'.format(1) }}",
        "{{ 'a'.ljust(10 ** 10) }}",
        "{{ 'a' | center(10 ** 10) }}",
    ],
)
def test_no_mistake_keeps_a_kiosk_busy_or_fills_its_memory(folder: Path, mistake: str) -> None:
    (folder / "own.xml.j2").write_text(f"<paper>\n{mistake}</paper>", encoding="utf-8")
    with pytest.raises(PaperTemplateError, match=r"line 2: (goes round|makes) more than"):
        PaperTemplates(folder).render("own.xml.j2", {"language": "ja"}, PaperWords())


def test_what_every_template_may_do_is_not_bounded(folder: Path) -> None:
    (folder / "own.xml.j2").write_text(
        "<paper><text>{{ 3 * 4 }} {{ 'ab' * 2 }} {{ '%05.1f' % 2 }} {{ 2 ** 10 }} "
        "{{ '%s円' | format(300) }} {{ '{:,}'.format(1200) }} {{ 'a123456'.upper() }}|"
        "{% for row in [1, 2, 3] | batch(2, 0) %}{{ row | join }};{% endfor %}</text></paper>",
        encoding="utf-8",
    )
    paper = PaperTemplates(folder).render("own.xml.j2", {"language": "ja"}, PaperWords())
    assert paper.blocks == (Text(text="12 abab 002.0 1024 300円 1,200 A123456|12;30;"),)


def test_a_mistake_in_an_imported_file_has_that_files_name(folder: Path) -> None:
    (folder / "part.xml.j2").write_text("{% macro part() %}\n<txt/>{% endmacro %}", "utf-8")
    told = problem(folder, '{% from "part.xml.j2" import part %}<paper>{{ part() }}</paper>')
    assert told.startswith(f"{folder}/part.xml.j2, line 2: there is no <txt>")


def test_a_template_that_is_not_there(folder: Path) -> None:
    with pytest.raises(PaperTemplateError, match=f"none.j2: none.j2 is not in {folder}"):
        PaperTemplates(folder).render("none.j2", {"language": "ja"}, WORDS)


def test_a_template_in_another_encoding(folder: Path) -> None:
    (folder / "own.j2").write_bytes("<paper><text>番号札</text></paper>".encode("cp932"))
    with pytest.raises(PaperTemplateError, match=r"own\.j2: is not in UTF-8"):
        PaperTemplates(folder).render("own.j2", {"language": "ja"}, WORDS)


def test_a_template_as_windows_saves_it(folder: Path) -> None:
    first = '<?xml version="1.0" encoding="UTF-8"?>\n{# a remark #}'
    text = f"{first}\n<paper>\n<text>番号札</text>\n</paper>\n"
    (folder / "own.j2").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    document = PaperTemplates(folder).render("own.j2", {"language": "ja"}, WORDS)
    assert document.blocks == (Text(text="番号札"),)


def test_a_code_gets_its_text_from_a_value(folder: Path) -> None:
    document = made(
        folder, '<code text="{{ code }}">見る</code>', code="https://a.example/?a=1&b=2"
    )
    assert document.blocks == (Code(text="https://a.example/?a=1&b=2", caption="見る"),)
