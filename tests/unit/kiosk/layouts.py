"""Every screen described, in every way in which somebody may see it: to be measured.

Measured on the page's description, as it is drawn on the glass, without a screen.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from kiosk.page import Page
from kiosk.reach import Mounting
from kiosk.screens.common import Drawing, Touches
from kiosk.screens.draw import draw, theme_of
from kiosk.screens.low import draw_above
from kiosk.session.model import LANGUAGES, TextSize
from kiosk.view import view_of
from kiosk.words import load_words
from tests.unit.kiosk.every_session import DIFFERENT, sessions
from tests.unit.kiosk.remembering import typesetter
from tests.unit.kiosk.samples import at

WORDS = load_words()
TOUCHES = Touches(lambda _: None, lambda _: None)


@dataclass(frozen=True, slots=True)
class Shape:
    """A kiosk's screen."""

    size: tuple[int, int]
    """Width and height in pixels."""
    mounting: Mounting
    """Where it hangs, and how large it is: the usual one."""


UPRIGHT = Shape((1080, 1920), Mounting.usual((1080, 1920)))
LYING = Shape((1280, 800), Mounting.usual((1280, 800)))
LYING_HIGH = Shape((1280, 800), Mounting(1000, 300))
"""A larger one, a part of which is out of reach."""
SHAPES = {"upright": UPRIGHT, "lying": LYING, "lying-high": LYING_HIGH}


@dataclass(frozen=True, slots=True)
class Look:
    """How one person sees the kiosk."""

    shape: str = "upright"
    language: str = "ja"
    text: TextSize = TextSize.NORMAL
    contrast: bool = False
    low: bool = False

    @property
    def pixel_mm(self) -> float:
        """How large a pixel is."""
        shape = SHAPES[self.shape]
        return shape.mounting.pixel_mm(shape.size[1])


def pages(look: Look, wanted: Collection[str] = ()) -> Iterator[tuple[str, Page]]:
    """Every screen, described; or only those that are wanted, where there are such."""
    shape = SHAPES[look.shape]
    voice = WORDS.voice(look.language)
    found = sessions(look.language, look.text, contrast=look.contrast, low=look.low)
    for name, (session, seconds) in found.items():
        if wanted and name not in wanted:
            continue
        view = view_of(session, at(seconds))
        page = Page(theme_of(view, *shape.size, shape.mounting), typesetter(), look.language)
        draw(Drawing(page, view, voice, TOUCHES))
        yield name, page


def above(look: Look) -> Page:
    """What stands above a page that was moved down."""
    shape = SHAPES[look.shape]
    view = view_of(sessions(look.language, look.text, low=True)["start"][0], at(100))
    theme = theme_of(view, *shape.size, shape.mounting)
    page = Page(replace(theme, height=theme.above, above=0), typesetter(), look.language)
    draw_above(Drawing(page, view, WORDS.voice(look.language), TOUCHES), theme.unit)
    return page


def all_looks() -> Iterator[Look]:
    """Every language in every size, upright and lying, in the usual place and lower.

    High contrast changes colours only, and in no language otherwise than in another.
    """
    for shape, low in _PLACES:
        for text in TextSize:
            for language in LANGUAGES:
                yield Look(shape, language, text, low=low)
        yield Look(shape, contrast=True, low=low)


_PLACES = (("upright", False), ("lying", False), ("upright", True), ("lying-high", True))


def covering() -> Iterator[tuple[Look, Collection[str]]]:
    """The part of `all_looks` that is measured at every change.

    What does not fit is a text that is too long for its place, or a place that is too small.
    Texts: every screen in every language once, lying, where the places are the smallest for
    their words. Places: the screens that are laid out differently, in every other look, in the
    three languages whose words need the most room: the longest (Vietnamese), the highest
    (Nepali), and Japanese, which has no spaces to break at. Colours: every screen in both.
    """
    for look in all_looks():
        if look == Look("lying", look.language) or (look.contrast and not look.low):
            yield look, ()
        elif look.language in {"ja", "vi", "ne"}:
            yield look, DIFFERENT
