"""How the kiosk looks: the Digital Agency's tokens, fonts, and sizes that fit the screen."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from printer_drivers.fonts import NOTO, FontFile, Fonts

FONTS = Path(__file__).resolve().parent.parent / "assets" / "fonts"

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


@dataclass(frozen=True)
class Typeface:
    """A font on the screen and the one for what it lacks, as files."""

    regular: Path
    bold: Path
    fallback_regular: Path
    fallback_bold: Path

    @cached_property
    def _own(self) -> Fonts:
        return Fonts([FontFile(self.regular)], [FontFile(self.bold)])

    def has(self, character: str) -> bool:
        """Whether the first font has a character."""
        return self._own.choose(character, 24, bold=False) is not None

    def file(self, *, bold: bool, fallback: bool) -> str:
        """The file that a text is drawn with."""
        if fallback:
            return str(self.fallback_bold if bold else self.fallback_regular)
        return str(self.bold if bold else self.regular)


def find_typeface() -> Typeface:
    """BIZ UDPGothic, then Debian's Noto Sans CJK where it is installed.

    Raises:
        FileNotFoundError: the packages were installed without `assets/fonts`.
    """
    regular, bold = FONTS / "BIZUDPGothic-Regular.ttf", FONTS / "BIZUDPGothic-Bold.ttf"
    for path in (regular, bold):
        if not path.is_file():
            raise FileNotFoundError(f"{path}: the font is not there")
    noto_regular, noto_bold = NOTO / "NotoSansCJK-Regular.ttc", NOTO / "NotoSansCJK-Bold.ttc"
    return Typeface(
        regular,
        bold,
        noto_regular if noto_regular.is_file() else regular,
        noto_bold if noto_bold.is_file() else bold,
    )
