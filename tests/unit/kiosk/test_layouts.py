"""Every screen keeps the rules: nothing clipped, nothing overlapping, touch size, contrast, order.

`make kiosk-layouts` measures every screen in every language, size, shape and place; here it is the
part of that in which a fault would show (`layouts.covering`).
"""

from collections.abc import Collection

import pytest

from kiosk.page import Lettering, Page
from kiosk.screens.common import bar_height
from kiosk.session.events import Control
from kiosk.session.model import LANGUAGES, TextSize
from kiosk.typefaces import find_typefaces
from tests.unit.kiosk.every_session import DIFFERENT, sessions
from tests.unit.kiosk.layouts import Look, above, covering, pages
from tests.unit.kiosk.rules import clipped, faint, faults, overlapping
from tests.unit.kiosk.speech.heard import assert_heard

LOOKS = list(covering())


@pytest.mark.parametrize(("look", "wanted"), LOOKS, ids=[str(look) for look, _ in LOOKS])
def test_every_screen_keeps_the_rules(look: Look, wanted: Collection[str]) -> None:
    found = list[str]()
    for name, page in pages(look, wanted):
        found += [f"{name}: {fault}" for fault in faults(page, look.pixel_mm)]
        assert_heard(name, page)
    assert found == []


def test_screens_that_are_laid_out_differently_are_there() -> None:
    assert set(DIFFERENT) <= sessions().keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", ["upright", "lying-high"])
def test_what_stands_above_a_low_page_is_calm(shape: str, language: str) -> None:
    look = Look(shape, language, low=True)
    page = above(look)
    assert page.targets == []
    assert [*clipped(page, look.pixel_mm), *overlapping(page), *faint(page)] == []


@pytest.mark.parametrize("language", ["ja", "ja-simple", "vi", "ne"])
@pytest.mark.parametrize("shape", ["upright", "lying"])
def test_larger_words_are_larger(shape: str, language: str) -> None:
    """What a person reads first on a screen: 1.2 times as large or more, whatever the words."""
    normal, large, largest = (
        {
            name: max(words.done.ink.size for words in own_words(page, language))
            for name, page in pages(
                Look(shape, language, text), {"start", "services", "trouble-pass_forged"}
            )
        }
        for text in TextSize
    )
    for name, pixels in normal.items():
        assert large[name] >= 1.2 * pixels, name
        # where lines are shorter, the largest may be set a little smaller again
        assert largest[name] >= max(1.25 * pixels, 0.95 * large[name]), name


def own_words(page: Page, language: str) -> list[Lettering]:
    """Sentences in the person's language, below the bar."""
    return [
        mark
        for mark in page.marks
        if isinstance(mark, Lettering)
        and mark.done.ink.language == language
        and mark.y > bar_height(page.theme)
        and len("".join(line.text for line in mark.done.lines)) > 2
    ]


CHANGES = {
    f"control:{control}"
    for control in (
        Control.TEXT_NORMAL,
        Control.TEXT_LARGE,
        Control.TEXT_LARGEST,
        Control.CONTRAST,
        Control.LOW,
    )
}


@pytest.mark.parametrize("shape", ["upright", "lying-high"])
def test_every_language_and_look_is_one_touch_away(shape: str) -> None:
    wanted = {f"language:{language}" for language in LANGUAGES}
    for language in LANGUAGES:
        look = Look(shape, language)
        starts = {"start", "start-no-camera"}
        for name, page in pages(look, starts | {"languages"}):
            names = {target.name for target in page.targets}
            assert wanted <= names, name
            assert names >= CHANGES or name not in starts, name
        for name, page in pages(look, {"services", "issued-printed", "trouble-pass_expired"}):
            names = {target.name for target in page.targets}
            assert {"control:languages", *CHANGES} <= names, name


def test_words_are_as_long_as_they_were_measured() -> None:
    """The tests measure a text in one size for all; the kiosk in each that it draws."""
    drawn = find_typefaces(LANGUAGES)
    for language in LANGUAGES:
        for name, page in pages(Look("upright", language, low=True), {"start", "issued-printed"}):
            for mark in page.marks:
                if not isinstance(mark, Lettering):
                    continue
                ink = mark.done.ink
                for line in mark.done.lines:
                    own = ink.language or "ja"
                    real = drawn.length(line.text, own, int(ink.size), bold=ink.bold)
                    assert line.width == pytest.approx(real, abs=1), (name, line.text)
