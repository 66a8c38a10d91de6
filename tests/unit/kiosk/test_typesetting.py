"""Text on the screen: which font draws which character, where it breaks, and how it is drawn."""

from pathlib import Path

import numpy as np
import pytest
import structlog

from kiosk.page import Box, Lettering, Page
from kiosk.session.model import LANGUAGES
from kiosk.theme import Theme
from kiosk.typefaces import Typefaces, find_typefaces
from kiosk.typesetting import Ink, Typesetter
from kiosk.words import LANGUAGE_NAMES, load_words

FACES = find_typefaces(LANGUAGES)
SETTER = Typesetter(FACES)
WORDS = load_words()


def fonts(text: str, language: str, faces: Typefaces = FACES) -> list[tuple[str, int, str]]:
    return [
        (run.file.path.stem, run.file.index, run.text)
        for run in faces.runs(text, language, bold=False)
    ]


def lines(words: str, width: float, ink: Ink) -> list[str]:
    return [line.text for line in SETTER.set(words, ink, width).lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_any_language_has_a_character_that_no_font_has(language: str) -> None:
    said = [*WORDS.catalogues[language].values(), *LANGUAGE_NAMES[language]]
    for words in said:
        for bold in (False, True):
            assert FACES.missing(words, language, bold=bold) == "", words


def test_a_character_that_no_font_has_is_found() -> None:
    assert FACES.missing("市\U0010fffd\n", "ja", bold=False) == "\U0010fffd"


def test_without_the_packages_of_fonts_japanese_is_still_read(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as logs:
        faces = find_typefaces(LANGUAGES, tmp_path, tmp_path)
    assert [entry["package"] for entry in logs] == ["fonts-noto-cjk", "fonts-noto-core"]
    assert faces.missing("番号札をお取りください。Please take your ticket", "ja", bold=True) == ""
    assert faces.missing("नेपाली", "ne", bold=False)


def test_every_language_has_its_own_forms() -> None:
    assert fonts("直す", "ja") == [("BIZUDPGothic-Regular", 0, "直す")]
    assert fonts("直", "zh") == [("NotoSansCJK-Regular", 2, "直")]
    assert fonts("시청", "ko") == [("NotoSansCJK-Regular", 1, "시청")]
    assert fonts("ra trước", "vi") == [("NotoSans-Regular", 0, "ra trước")]


def test_a_word_and_what_stands_between_words_are_in_one_font() -> None:
    assert fonts("नेपाली। 12 मिनेट", "ne") == [("NotoSansDevanagari-Regular", 0, "नेपाली। 12 मिनेट")]
    assert fonts("QR कोड", "ne") == [
        ("NotoSans-Regular", 0, "QR "),
        ("NotoSansDevanagari-Regular", 0, "कोड"),
    ]
    # 𠮷 is a kanji of names that BIZ UDPGothic lacks
    assert [text for _, _, text in fonts("吉𠮷野", "ja")] == ["吉", "𠮷", "野"]


def test_japanese_breaks_between_phrases() -> None:
    ink = Ink(40, language="ja")
    assert lines("手続きを選んでください", 8 * 40, ink) == ["手続きを", "選んでください"]


@pytest.mark.parametrize("language", ["en", "ko", "vi", "pt", "tl", "ne"])
def test_what_has_spaces_breaks_only_there(language: str) -> None:
    for words in WORDS.catalogues[language].values():
        done = SETTER.set(words, Ink(40, language=language), 400)
        assert " ".join(line.text for line in done.lines) == words
        assert all(line.width <= 400 for line in done.lines), words


def test_a_word_that_is_too_long_for_a_line_is_smaller_not_cut() -> None:
    done = SETTER.set("Terminar impressão", Ink(40, language="pt"), 150)
    assert [line.text for line in done.lines] == ["Terminar", "impressão"]
    assert done.ink.size < 40
    assert done.right <= 150


def test_lines_stand_where_they_are_aligned() -> None:
    left, right, middle = (
        SETTER.set("Water", Ink(40, align=align, language="en"), 600)
        for align in ("left", "right", "center")
    )
    assert left.left == 0
    assert right.right == 600
    assert middle.left == 600 - middle.right


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_letter_is_outside_its_mask(language: str) -> None:
    """Marks stand above and below their letters: नेपालीं, Ế, ợ."""
    for words in (*LANGUAGE_NAMES[language], "ẾỢ तपाईँले ट्ठ्रू gj 市"):
        dots = SETTER.mask(SETTER.set(words, Ink(48, True, language=language), 900)).dots
        assert dots.max() == 255
        assert not dots[[0, -1], :].any(), words
        assert not dots[:, [0, -1]].any(), words


def test_devanagari_is_shaped() -> None:
    """The vowel of कि stands before its letter, and the letters of क्ष become one."""

    def wide(text: str) -> int:
        mask = SETTER.mask(SETTER.set(text, Ink(64, language="ne"), 900)).dots
        return int(np.count_nonzero(mask.any(axis=0)))

    assert wide("क्ष") < wide("क") + wide("ष")
    both = SETTER.mask(SETTER.set("कि", Ink(64, language="ne"), 900)).dots
    alone = SETTER.mask(SETTER.set("क", Ink(64, language="ne"), 900)).dots
    assert not np.array_equal(both[:, : alone.shape[1]], alone)


def test_words_beside_each_other_stay_in_their_box() -> None:
    page = Page(Theme(1080, 1920), SETTER, "vi")
    ink = Ink(40)
    page.beside([("Theo thứ tự này", ink), ("この順番", ink), ("", ink)], Box(0, 0, 300, 50), 10)
    first, second = page.marks
    assert isinstance(first, Lettering)
    assert isinstance(second, Lettering)
    assert first.x + first.done.right <= second.x + second.done.left
    assert second.x + second.done.right <= 300
