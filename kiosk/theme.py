"""How the kiosk looks: the Digital Agency's tokens, and sizes that fit the screen."""

from dataclasses import dataclass

Colour = tuple[float, float, float, float]
"""Red, green, blue, opacity: 0 to 1."""


def _colour(code: str) -> Colour:
    red, green, blue = (int(code[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue, 1.0


# Digital Agency design tokens (assets/web/vendor/tokens.css)
PRIMARY = _colour("#0017c1")
PRIMARY_ACTIVE = _colour("#000060")
PRIMARY_SOFT = _colour("#e8f1fe")
PRIMARY_LINE = _colour("#c5d7fb")
ERROR = _colour("#ec0000")
SUCCESS = _colour("#197a4b")
INK = _colour("#1a1a1a")
INK_SOFT = _colour("#4d4d4d")
LINE = _colour("#cccccc")
EDGE = _colour("#7f7f7f")
"""The line around a control: 3:1 or more against what is beside it (WCAG 2.2, 1.4.11)."""
GROUND = _colour("#f5f6f8")
PAPER = _colour("#ffffff")
FOCUS = _colour("#ffd43d")
WARNING = _colour("#c74700")
DARK = _colour("#333333")

_BLACK = _colour("#000000")
_WHITE = _colour("#ffffff")
_YELLOW = FOCUS
_GREY = _colour("#949494")
HIGH_CONTRAST: dict[Colour, Colour] = {
    PRIMARY: _YELLOW,
    PRIMARY_ACTIVE: _YELLOW,
    PRIMARY_SOFT: _BLACK,
    PRIMARY_LINE: _GREY,
    ERROR: _YELLOW,
    SUCCESS: _YELLOW,
    WARNING: _YELLOW,
    INK: _WHITE,
    INK_SOFT: _WHITE,
    LINE: _WHITE,
    EDGE: _WHITE,
    GROUND: _BLACK,
    PAPER: _BLACK,
    FOCUS: _YELLOW,
    DARK: _WHITE,
}
"""White and yellow on black, for whoever sees little or is blinded by white: 14:1 and more, where
WCAG 2.2 (1.4.6) asks for 7:1. What says something by its colour says it in words as well."""


TOUCH_MM = 15.0
"""No control is smaller in either direction, on any panel that a kiosk is made for; the main ones
have 20 mm, beyond which nothing is gained (Colle and Hiszem, Ergonomics 47 (13), 2004)."""


@dataclass(frozen=True)
class Theme:
    """Sizes for one page. A screen is drawn in units of the design, which fit any page."""

    width: int
    height: int
    """Of the page, in pixels: the window's, but where it stands at the window's lower end."""
    text: float = 1.0
    """How large the words are that a person reads: 1, 1.5 or 2 times."""
    contrast: bool = False
    """Whether the colours are those of high contrast."""
    low_offered: bool = False
    """Whether the panel is so high that somebody may want the page at its lower end."""
    above: int = 0
    """Pixels of the window that are free above the page, where it stands there; else 0."""
    below: int = 0
    """The same below it."""

    @property
    def window_height(self) -> int:
        """Of the whole window, in pixels."""
        return self.above + self.height + self.below

    @property
    def smallest_touch(self) -> float:
        """No control is smaller than this in either direction, in pixels."""
        return self.of(80, 58)

    @property
    def smallest(self) -> float:
        """No words are set smaller than this to make them fit, in pixels."""
        return self.of(19, 13)

    def colour(self, colour: Colour) -> Colour:
        """A colour as it is on this window."""
        return HIGH_CONTRAST.get(colour, colour) if self.contrast else colour

    @property
    def portrait(self) -> bool:
        """Higher than wide: the usual kiosk."""
        return self.height >= self.width

    @property
    def unit(self) -> float:
        """Pixels in one unit of the design: 1080 × 1920 units upright, 1280 × 800 lying."""
        wide, high = (1080, 1920) if self.portrait else (1280, 800)
        return min(self.width / wide, self.height / high)

    def px(self, units: float) -> float:
        """Units of the design in pixels."""
        return round(units * self.unit)

    def grown(self, upright: float, lying: float, share: float = 1.0) -> float:
        """Such a length, of room for words: it grows with them, or with a `share` of that."""
        return round(self.of(upright, lying) * (1 + (self.text - 1) * share))

    def of(self, upright: float, lying: float) -> float:
        """The one of two lengths (units) that belongs to this window, in pixels."""
        return self.px(upright if self.portrait else lying)
