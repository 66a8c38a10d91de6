"""Text on the screen: where it breaks, and which font draws which character."""

from kiosk.text import broken, marked_up
from kiosk.theme import find_typeface
from printer_drivers.breaking import phrases_for

PHRASES = phrases_for("ja")
FACE = find_typeface()


def test_japanese_breaks_between_phrases() -> None:
    assert broken("手続きを選んでください", 8 * 40, 40, PHRASES) == "手続きを\n選んでください"


def test_english_is_left_to_the_label() -> None:
    assert broken("Please choose a service", 100, 40, PHRASES) == "Please choose a service"


def test_what_the_first_font_lacks_is_drawn_with_the_second() -> None:
    # ệ is Vietnamese, 𠮷 a kanji of names: BIZ UDPGothic has neither
    assert (FACE.has("市"), FACE.has("A"), FACE.has("ệ")) == (True, True, False)
    marked = marked_up("市ệ民\n", FACE.has, "noto.ttc", lambda text: text)
    assert marked == "市[font=noto.ttc]ệ[/font]民\n"


def test_what_looks_like_markup_is_text() -> None:
    assert marked_up("[b]", lambda _: True, "", lambda text: text.replace("[", "&bl;")) == "&bl;b]"
