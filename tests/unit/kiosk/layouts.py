"""Every screen described, in every way in which somebody may see it: to be measured.

Measured on the page's description, as it is drawn on the glass, without a screen.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache

from kiosk.page import Page
from kiosk.reach import Mounting
from kiosk.screens.common import Drawing, Touches
from kiosk.screens.draw import draw, theme_of
from kiosk.screens.low import draw_above
from kiosk.session.model import LANGUAGES, TextSize
from kiosk.typefaces import Chains, Run, Typefaces, find_typefaces
from kiosk.typesetting import Ink, Set, Typesetter
from kiosk.view import view_of
from kiosk.words import load_words
from printer_drivers.breaking import Phrases
from tests.unit.kiosk.every_session import DIFFERENT, sessions
from tests.unit.kiosk.samples import at

_EM = 256
"""The size in which a text is measured once, for all its sizes."""


class MeasuringTypefaces(Typefaces):
    """Measures each text once: letters keep their proportions in every size (there is a test)."""

    @classmethod
    def found(cls) -> "MeasuringTypefaces":
        return cls(find_typefaces(LANGUAGES).chains)

    def __init__(self, chains: Chains) -> None:
        super().__init__(chains)
        self._runs: dict[tuple[str, str, bool], list[Run]] = {}
        self._ems: dict[tuple[str, str, bool], float] = {}

    def runs(self, text: str, language: str, *, bold: bool) -> list[Run]:
        key = (text, language, bold)
        found = self._runs.get(key)
        if found is None:
            found = self._runs[key] = super().runs(text, language, bold=bold)
        return found

    def length(self, text: str, language: str, size: int, *, bold: bool) -> float:
        key = (text, language, bold)
        em = self._ems.get(key)
        if em is None:
            em = self._ems[key] = super().length(text, language, _EM, bold=bold) / _EM
        return em * size


class MeasuringTypesetter(Typesetter):
    """Sets what it has set before no second time: many screens say the same."""

    def __init__(self) -> None:
        super().__init__(MeasuringTypefaces.found())
        self._before: dict[tuple[object, ...], Set] = {}
        self._parted: dict[tuple[str, str], list[str]] = {}

    def set(self, words: str, ink: Ink, width: float) -> Set:
        """The colour changes nothing of where words stand."""
        key = (words, ink.size, ink.bold, ink.align, ink.line_height, ink.one_line, ink.language,
               width)  # fmt: skip
        found = self._before.get(key)
        if found is None:
            found = self._before[key] = super().set(words, ink, width)
        if found.ink.colour == ink.colour:
            return found
        return replace(found, ink=replace(found.ink, colour=ink.colour))

    def _phrases_of(self, language: str) -> Phrases:
        phrases = super()._phrases_of(language)

        def parted(text: str) -> list[str]:
            key = (text, language)
            found = self._parted.get(key)
            if found is None:
                found = self._parted[key] = list(phrases(text))
            return found

        return parted


@cache
def measuring() -> MeasuringTypesetter:
    """One for all tests of a process."""
    return MeasuringTypesetter()


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
        page = Page(theme_of(view, *shape.size, shape.mounting), measuring(), look.language)
        draw(Drawing(page, view, voice, TOUCHES))
        yield name, page


def above(look: Look) -> Page:
    """What stands above a page that was moved down."""
    shape = SHAPES[look.shape]
    view = view_of(sessions(look.language, look.text, low=True)["start"][0], at(100))
    theme = theme_of(view, *shape.size, shape.mounting)
    page = Page(replace(theme, height=theme.above, above=0), measuring(), look.language)
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
