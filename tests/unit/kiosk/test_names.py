"""Names of the catalogue in the languages that it does not have itself."""

from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from kiosk.names import LOCALE, NAMED, Names, load_names
from kiosk.navi.form import load_forms
from kiosk.session.model import LANGUAGES
from kiosk.typefaces import find_typefaces
from kiosk.words import Words
from tests.unit.kiosk.every_session import sample_catalogue

NAMES = load_names()
FACES = find_typefaces(LANGUAGES)


def _named() -> Iterator[str]:
    """All that the shipped catalogue, its forms and the sample site name in Japanese."""
    catalogue = sample_catalogue()
    yield from (entry.name for entry in catalogue.services)
    yield from (entry.title for entry in catalogue.procedures)
    for form in load_forms():
        words = [form.words, form.plain, form.counter]
        words += [said for choice in form.whose for said in (choice.words, choice.note)]
        words += [said for option in form.options for said in (option.words, option.note)]
        yield from (each.ja for each in words if each is not None)


@pytest.mark.parametrize("language", NAMED)
def test_every_name_is_there_in_every_language_in_letters_that_a_font_has(language: str) -> None:
    wanted = dict.fromkeys(_named())
    assert len(wanted) > 100
    for japanese in wanted:
        own = NAMES.own(japanese, language)
        assert own, japanese
        assert FACES.missing(own, language, bold=True) == "", own
    with (LOCALE / language / "LC_MESSAGES" / "catalogue.po").open("rb") as file:
        assert {message.id for message in read_po(file) if message.id} == set(wanted)


def test_a_name_that_nobody_knows_is_english_and_else_japanese() -> None:
    voice = Words({}, Names({"vi": {"戸籍": "Hộ tịch"}})).voice("vi")
    assert voice.names("戸籍", "Family register") == ("Hộ tịch", "戸籍")
    assert voice.language_of("戸籍") == "vi"
    assert voice.names("雪かき", "Snow") == ("Snow", "雪かき")
    assert voice.language_of("雪かき") == "en"
    assert voice.names("雪かき", "") == ("雪かき", "")


def test_easy_japanese_has_the_offices_own_word_beneath() -> None:
    voice = Words({}, Names({"ja-simple": {"転入届": "この 町に きた"}})).voice("ja-simple")
    assert voice.names("転入届", "Moving in") == ("この 町に きた", "転入届")
    assert voice.names("雪かき", "Snow") == ("雪かき", "")
