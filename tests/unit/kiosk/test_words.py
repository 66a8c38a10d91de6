"""Every word of the kiosk exists in every language, and says the same things."""

import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import kiosk
from kiosk.session_model import LANGUAGES, Problem
from kiosk.trouble_words import trouble_words
from kiosk.words import Words, load_words
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


def test_english_is_english() -> None:
    for said in WORDS.catalogues["en"].values():
        assert not any("\u3041" <= character <= "\u9fff" for character in said), said


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
