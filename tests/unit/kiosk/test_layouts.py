"""Every screen in every language, upright and lying: nothing is clipped, nothing lies on anything.

Measured on the page's description, as it is drawn on the glass, without a screen.
"""

from collections.abc import Collection
from itertools import combinations
from math import hypot

import pytest

from kiosk.page import Box, Disc, Lettering, Page, Panel, Squares
from kiosk.screens.common import Drawing, Touches
from kiosk.screens.draw import draw, theme_of
from kiosk.session.events import Control
from kiosk.session.model import LANGUAGES, TextSize
from kiosk.theme import Colour
from kiosk.view import view_of
from kiosk.words import load_words
from tests.unit.kiosk.every_session import DIFFERENT, sessions
from tests.unit.kiosk.remembering import typesetter
from tests.unit.kiosk.samples import at

SIZES = [(1080, 1920), (1280, 800)]
SETTER = typesetter()
WORDS = load_words()
TOUCHES = Touches(lambda _: None, lambda _: None)


def pages(
    size: tuple[int, int],
    language: str,
    wanted: Collection[str] = (),
    *,
    text: TextSize = TextSize.NORMAL,
    contrast: bool = False,
) -> dict[str, Page]:
    """Every screen, described; or only those that are wanted, where there are such."""
    found = {}
    for name, (session, seconds) in sessions(language, text, contrast=contrast).items():
        if wanted and name not in wanted:
            continue
        view = view_of(session, at(seconds))
        page = found[name] = Page(theme_of(view, *size), SETTER, language)
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
    for name, page in pages(size, language).items():
        assert_fits(name, page, smallest_target, smallest_words)


@pytest.mark.parametrize("text", [TextSize.LARGE, TextSize.LARGEST])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_larger_words_fit(size: tuple[int, int], language: str, text: TextSize) -> None:
    upright = size[1] > size[0]
    for name, page in pages(size, language, DIFFERENT, text=text).items():
        assert_fits(name, page, 80 if upright else 58, 17 if upright else 11)


def assert_fits(name: str, page: Page, smallest_target: int, smallest_words: int) -> None:
    """Nothing is clipped, nothing lies on anything, and fingers and eyes find what they need."""
    window = Box(0, 0, page.theme.width, page.theme.height)
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
        return  # the offer to stay lies on the screen
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


@pytest.mark.parametrize("language", ["ja", "ja-simple", "vi", "ne"])
@pytest.mark.parametrize("size", SIZES)
def test_larger_words_are_larger(size: tuple[int, int], language: str) -> None:
    """What a person reads first on a screen: 1.2 times as large or more, whatever the words."""
    normal, large, largest = (
        {
            name: max(words.done.ink.size for words in own_words(page, language))
            for name, page in pages(
                size, language, {"start", "services", "trouble-pass_forged"}, text=text
            ).items()
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
        and mark.y > page.theme.of(132, 84)
        and len("".join(line.text for line in mark.done.lines)) > 2
    ]


@pytest.mark.parametrize("contrast", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_words_stand_out_from_what_is_behind_them(size: tuple[int, int], *, contrast: bool) -> None:
    """WCAG 2.2: 4.5:1 (1.4.3), and 7:1 (1.4.6) where somebody asked for high contrast."""
    least = 7.0 if contrast else 4.5
    for name, page in pages(size, "ja", DIFFERENT, contrast=contrast).items():
        for number, words in enumerate(page.marks):
            if not isinstance(words, Lettering):
                continue
            place = box_of(words)
            x, y = place.x + place.width / 2, place.y + place.height / 2
            behind = [
                mark.fill
                for mark in page.marks[:number]
                if (isinstance(mark, Panel) and mark.box.holds(x, y))
                or (isinstance(mark, Disc) and hypot(x - mark.x, y - mark.y) < mark.radius)
            ][-1]
            said = [line.text for line in words.done.lines]
            assert ratio(words.done.ink.colour, behind) >= least, (name, said)


def ratio(one: Colour, other: Colour) -> float:
    """How far two colours stand apart (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


CHANGES = {
    f"control:{control}"
    for control in (
        Control.TEXT_NORMAL,
        Control.TEXT_LARGE,
        Control.TEXT_LARGEST,
        Control.CONTRAST,
    )
}


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
            names = {target.name for target in page.targets}
            assert {"control:languages", *CHANGES} <= names, name
        assert {target.name for target in found["start"].targets} >= CHANGES
