"""Every screen in every language, upright and lying: nothing is clipped, nothing lies on anything.

Measured on the page's description, as it is drawn on the glass, without a screen.
"""

from itertools import combinations

import pytest

from kiosk.page import Box, Lettering, Page, Squares
from kiosk.screens.common import Drawing, Touches
from kiosk.screens.draw import draw
from kiosk.session_model import LANGUAGES
from kiosk.theme import Theme
from kiosk.typefaces import find_typefaces
from kiosk.typesetting import Ink, Set, Typesetter
from kiosk.view import view_of
from kiosk.words import load_words
from tests.unit.kiosk.every_session import sessions
from tests.unit.kiosk.samples import at

SIZES = [(1080, 1920), (1280, 800)]


class RememberingTypesetter(Typesetter):
    """Sets what it has set before no second time: many screens say the same."""

    def __init__(self) -> None:
        super().__init__(find_typefaces(LANGUAGES))
        self._before: dict[tuple[str, Ink, float], Set] = {}

    def set(self, words: str, ink: Ink, width: float) -> Set:
        key = (words, ink, width)
        if key not in self._before:
            self._before[key] = super().set(words, ink, width)
        return self._before[key]


SETTER = RememberingTypesetter()
WORDS = load_words()
TOUCHES = Touches(lambda _: None, lambda _: None)


def pages(size: tuple[int, int], language: str, wanted: set[str] | None = None) -> dict[str, Page]:
    """Every screen, described; or only those that are wanted."""
    theme = Theme(*size)
    found = {}
    for name, (session, seconds) in sessions(language).items():
        if wanted is not None and name not in wanted:
            continue
        page = found[name] = Page(theme, SETTER, language)
        view = view_of(session, at(seconds))
        draw(Drawing(page, view, WORDS.voice(language), TOUCHES))
    return found


def box_of(words: Lettering) -> Box:
    """Where words are seen."""
    done = words.done
    return Box(words.x + done.left, words.y, done.right - done.left, done.height)


def within(inner: Box, outer: Box, slack: float = 1.5) -> bool:
    """Whether it is inside; the slack is what rounding to whole pixels makes."""
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


def overlap(one: Box, other: Box, slack: float = 1.5) -> bool:
    return (
        one.x + slack < other.right
        and other.x + slack < one.right
        and one.y + slack < other.bottom
        and other.y + slack < one.bottom
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_every_screen_fits(size: tuple[int, int], language: str) -> None:
    upright = size[1] > size[0]
    # about 15 mm on a 32-inch upright screen, and on a 10-inch lying one
    smallest_target = 80 if upright else 58
    # of letters, on the same screens
    smallest_words = 17 if upright else 11
    window = Box(0, 0, *size)
    for name, page in pages(size, language).items():
        letterings = [mark for mark in page.marks if isinstance(mark, Lettering)]
        assert letterings, name
        for words in letterings:
            said = [line.text for line in words.done.lines]
            assert within(box_of(words), window), (name, said)
            assert within(box_of(words), words.room), (name, said)
            assert words.done.ink.size >= smallest_words, (name, said, words.done.ink.size)
        for target in page.targets:
            box = target.box
            assert within(box, window, 0), (name, target.name)
            assert min(box.width, box.height) >= smallest_target, (name, target.name)
            assert target.words.strip(), (name, target.name)
        if name.endswith("ending"):
            continue  # the offer to stay lies on the screen
        solid = [box_of(words) for words in letterings]
        solid += [mark.box for mark in page.marks if isinstance(mark, Squares)]
        solid += [page.camera_box] if name == "start" and page.camera_box else []
        for one, other in combinations(solid, 2):
            assert not overlap(one, other), (name, one, other)
        for one, other in combinations([target.box for target in page.targets], 2):
            assert not overlap(one, other), (name, one, other)
        for target in page.targets:
            for seen in solid:
                # what is written on a button is on it as a whole
                assert within(seen, target.box) or not overlap(seen, target.box), (
                    name,
                    target.name,
                )


@pytest.mark.parametrize("size", SIZES)
def test_every_language_is_one_touch_from_the_start(size: tuple[int, int]) -> None:
    wanted = {f"language:{language}" for language in LANGUAGES}
    for language in LANGUAGES:
        found = pages(
            size,
            language,
            {"start", "start-no-camera", "languages"},
        )
        for name, page in found.items():
            assert wanted <= {target.name for target in page.targets}, name
        for name, page in pages(
            size, language, {"services", "issued-printed", "trouble-pass_expired"}
        ).items():
            assert "control:languages" in {target.name for target in page.targets}, name
