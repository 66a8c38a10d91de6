"""Every word of the papers exists in every language, and says the same things."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from printer_drivers.paper_words import (
    LOCALE,
    PAPER_LANGUAGES,
    fields,
    load_paper_words,
    paper_language,
    second_language,
)

ROOT = Path(__file__).parents[3]
KEYWORDS = {"_": None, "second": None, "easy": None, "say": None, "gettext": None}
WORDS = load_paper_words()


def said_on_papers() -> set[str]:
    """What the templates and their filters say, as Babel finds it."""
    found = [
        *extract_from_dir(
            ROOT / "assets" / "papers",
            [("**.xml.j2", "jinja2")],
            options_map={"**.xml.j2": {"silent": "false"}},
            keywords=KEYWORDS,
        ),
        *extract_from_dir(
            ROOT / "printer_drivers", [("templates.py", "python")], keywords=KEYWORDS
        ),
    ]
    return {words for _, _, words, _, _ in found if isinstance(words, str)}


def test_the_files_are_whole() -> None:
    assert WORDS.problems == ()
    assert tuple(WORDS.catalogues) == PAPER_LANGUAGES


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
def test_each_language_says_everything_and_nothing_that_is_gone(language: str) -> None:
    assert set(WORDS.catalogues[language]) == said_on_papers()
    for words, said in WORDS.catalogues[language].items():
        assert said.strip() == said != "", words
        assert fields(said) == fields(words)


@pytest.mark.parametrize("words", sorted(said_on_papers()))
def test_japanese_says_the_ids_themselves(words: str) -> None:
    assert WORDS.said(words, "ja") == words


SCRIPTS = {
    "ja-simple": ("\u3041", "\u30ff"),
    "ko": ("\uac00", "\ud7a3"),
    "ne": ("\u0900", "\u097f"),
    "zh": ("\u4e00", "\u9fff"),
}
LATIN = ("en", "vi", "pt", "tl")


@pytest.mark.parametrize("language", [*SCRIPTS, *LATIN])
def test_each_language_is_in_its_script(language: str) -> None:
    first, last = SCRIPTS.get(language, ("A", "\u1eff"))
    for words, said in WORDS.catalogues[language].items():
        letters = [one for one in said if one.isalpha()]
        if language in LATIN:
            assert all(first <= one <= last for one in letters), said
        elif fields(words) == frozenset():
            assert any(first <= one <= last for one in letters), said


def test_easy_japanese_has_no_kanji_but_those_of_counting() -> None:
    for said in WORDS.catalogues["ja-simple"].values():
        kanji = {one for one in said if "\u3400" <= one <= "\u9fff"}
        assert kanji <= set("人分円"), said


def test_placeholders() -> None:
    assert fields("%(a)s と %(b)d") == {"a", "b"}
    assert fields("100%%") == frozenset()
    assert fields("100% だ") == {"?"}
    assert fields("%s") == {"?"}


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("ja", "ja"),
        ("ja-JP", "ja"),
        ("ja-simple", "ja-simple"),
        ("ja-easy", "ja-simple"),
        ("zh-Hant", "zh"),
        ("pt-BR", "pt"),
        ("fil", "tl"),
        ("VI", "vi"),
        ("fr", "en"),
    ],
)
def test_the_nearest_language(tag: str, language: str) -> None:
    assert paper_language(tag) == language


def test_the_second_language_is_the_one_that_staff_read() -> None:
    assert [second_language(language) for language in ("ja", "ja-simple", "vi")] == [
        "en",
        "ja",
        "ja",
    ]


def copied(to: Path, language: str, change: str, into: str) -> Path:
    """All catalogues in another folder, with one of them changed."""
    for each in PAPER_LANGUAGES:
        text = (LOCALE / each / "LC_MESSAGES" / "papers.po").read_text(encoding="utf-8")
        path = to / each / "LC_MESSAGES" / "papers.po"
        path.parent.mkdir(parents=True)
        path.write_text(text.replace(change, into) if each == language else text, encoding="utf-8")
    return to / language / "LC_MESSAGES" / "papers.po"


def test_words_with_another_placeholder_are_told_and_said_in_japanese(tmp_path: Path) -> None:
    changed = copied(tmp_path, "vi", '"%(count)s người"', '"%(cuont)s người"')
    words = load_paper_words(tmp_path)
    assert words.problems[0].startswith(f"{changed}: “%(cuont)s người” must have the same %(…)s as")
    assert words.said("%(count)s人", "vi") == "%(count)s人"
    assert words.said("番号札", "vi") == WORDS.said("番号札", "vi")


@pytest.mark.parametrize(
    ("change", "into"),
    [('msgid "番号札"', "msgid 番号札"), ('"Phiếu số thứ tự"', '""')],
)
def test_words_that_a_file_lacks_are_told_and_said_in_japanese(
    tmp_path: Path, change: str, into: str
) -> None:
    changed = copied(tmp_path, "vi", change, into)
    words = load_paper_words(tmp_path)
    assert f"{changed}: has nothing for “番号札”" in words.problems
    assert words.said("番号札", "vi") == "番号札"


def test_a_file_that_is_broken_is_told_and_its_language_is_japanese(tmp_path: Path) -> None:
    changed = copied(tmp_path, "vi", 'msgid "番号札"', 'mgsid "番号札"')
    words = load_paper_words(tmp_path)
    (problem,) = words.problems
    assert problem.startswith(f"{changed}: ")
    assert words.said("番号札", "vi") == "番号札"
    assert words.said("番号札", "ko") == WORDS.said("番号札", "ko")


def test_many_words_that_a_file_lacks_are_counted(tmp_path: Path) -> None:
    changed = copied(tmp_path, "vi", "msgid", "#~ msgid")
    changed.write_text("", encoding="utf-8")
    (problem,) = load_paper_words(tmp_path).problems
    lacking = len(WORDS.catalogues["vi"])
    assert problem.startswith(f"{changed}: has nothing for “")
    assert problem.endswith(f" and {lacking - 3} more")


def test_make_brings_new_words_into_every_language() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"for tag in {' '.join(PAPER_LANGUAGES)}; do" in makefile
