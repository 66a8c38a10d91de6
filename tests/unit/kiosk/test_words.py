"""Every word of the kiosk exists in every language, and says the same things."""

import re
import string
import unicodedata
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import kiosk
from kiosk.session.model import LANGUAGES
from kiosk.session.screens import Problem
from kiosk.trouble_words import trouble_words
from kiosk.words import Words, load_words
from printer_drivers.paper_words import load_paper_words
from protocol.reasons import Reason

KEYWORDS = {"say": None, "pair": None, "second": None, "N_": None}
WORDS = load_words()


def said_in_the_code() -> set[str]:
    """What the kiosk's code says, as Babel finds it."""
    (folder,) = (Path(path) for path in kiosk.__path__)
    found = extract_from_dir(folder, [("**.py", "python")], keywords=KEYWORDS)
    return {words for _, _, words, _, _ in found if isinstance(words, str)}


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_everything_and_nothing_that_is_gone(language: str) -> None:
    assert set(WORDS.catalogues[language]) == said_in_the_code()
    for words, said in WORDS.catalogues[language].items():
        assert said, words
        assert fields(said) == fields(words)


SCRIPTS = {
    "en": "LATIN",
    "zh": "CJK",
    "ko": "HANGUL",
    "vi": "LATIN",
    "pt": "LATIN",
    "tl": "LATIN",
    "ne": "DEVANAGARI",
}


SAME_IN_CHINESE = frozenset(["令和", "平成", "昭和", "大正", "明治", "年", "月", "日"])


@pytest.mark.parametrize(("language", "script"), SCRIPTS.items())
def test_each_language_is_in_its_own_script(language: str, script: str) -> None:
    for words, said in WORDS.catalogues[language].items():
        assert said != words or (language == "zh" and words in SAME_IN_CHINESE)
        text = re.sub(r"\{\w+\}", "", said)
        letters = [character for character in text if character.isalpha() and character != "ª"]
        assert letters, said
        for letter in letters:
            assert unicodedata.name(letter).startswith(script), said


SIMPLE_KANJI = frozenset("人日分市役所町文字受付再発行")
"""What everybody meets in a city hall, and what stands on the ticket."""


def test_simple_japanese_is_simple() -> None:
    """Spaces between words, few kanji, one thing in a sentence (出入国在留管理庁, 2020)."""
    for words, said in WORDS.catalogues["ja-simple"].items():
        kanji = {character for character in said if "\u3400" <= character <= "\u9fff"}
        assert kanji <= SIMPLE_KANJI, said
        for sentence in filter(None, said.split("。")):
            assert len(sentence) <= 45, said
        if len(words) > 8 and not fields(words):
            assert " " in said, said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_screen_calls_a_paper_what_stands_on_it(language: str) -> None:
    papers = load_paper_words()
    reissued = papers.said("再発行", language)
    assert WORDS.said("再発行", language) == reissued
    marked = WORDS.said("「再発行」と書かれた番号札をお取りください", language)
    assert reissued in marked or "再発行" in marked


@pytest.mark.parametrize("why", [*Reason, *Problem])
def test_everything_that_can_go_wrong_has_words(why: Reason | Problem) -> None:
    words = trouble_words(why)
    for part in (words.title, words.body):
        assert part in WORDS.catalogues["en"]


def test_the_second_language_is_the_other_one() -> None:
    assert WORDS.voice("ja").pair("もどる") == ("もどる", "Back")
    assert WORDS.voice("en").pair("もどる") == ("Back", "もどる")
    assert WORDS.voice("en").say("待ち {count}人", count=3) == "3 waiting"


def test_words_that_a_language_lacks_are_said_in_japanese() -> None:
    assert Words({"en": {}}).voice("en").say("もどる") == "もどる"
    assert Words({}).voice("en").names("戸籍", "") == ("戸籍", "")
