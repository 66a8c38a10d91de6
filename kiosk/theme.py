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
GROUND = _colour("#f5f6f8")
PAPER = _colour("#ffffff")
FOCUS = _colour("#ffd43d")
WARNING = _colour("#c74700")
DARK = _colour("#333333")


@dataclass(frozen=True)
class Theme:
    """Sizes for one window. A screen is drawn in units of the design, which fit any window."""

    width: int
    height: int
    """Of the window, in pixels."""

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

    def of(self, upright: float, lying: float) -> float:
        """The one of two lengths (units) that belongs to this window, in pixels."""
        return self.px(upright if self.portrait else lying)
