"""Where the panel hangs, and how much of it everybody can reach. Pure."""

from dataclasses import dataclass
from typing import Final

HIGHEST_MM: Final = 1220
"""Above the floor: no control stands higher for whoever sits or is small (EN 301 549 8.3.2.1,
2010 ADA Standards 308.2.1: 48 inches)."""
LOWEST_MM: Final = 380
"""Above the floor: none stands lower (EN 301 549 8.3.2.2, 2010 ADA Standards 308.2.1)."""
BOTTOM_MM: Final = 750
"""Of a panel's lower edge, where nothing else is said: knees fit below it."""
UPRIGHT_MM: Final = 708
"""The height of an upright panel of 32 inches (16:9)."""
LYING_MM: Final = 210
"""The height of a lying panel of 15.6 inches (16:10)."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the window in its full width, in pixels: so many are free above it and below."""

    above: int
    below: int


@dataclass(frozen=True, slots=True)
class Mounting:
    """A panel on its kiosk, in millimetres."""

    bottom_mm: float
    """Of its lower edge above the floor."""
    height_mm: float
    """From its lower edge to its upper one."""

    @classmethod
    def usual(cls, size: tuple[int, int]) -> "Mounting":
        """Of a window (width and height in pixels), where nobody said more."""
        width, height = size
        return cls(BOTTOM_MM, UPRIGHT_MM if height >= width else LYING_MM)

    @property
    def wants_low(self) -> bool:
        """Whether a part of it is too high for some people."""
        return self.bottom_mm + self.height_mm > HIGHEST_MM

    def pixel_mm(self, height: int) -> float:
        """How large one of its pixels is, where there are so many from top to bottom."""
        return self.height_mm / height

    def low_area(self, height: int) -> Area:
        """The part of a window of this height (pixels) that everybody can reach."""
        pixel = self.pixel_mm(height)
        top = max(0.0, self.bottom_mm + self.height_mm - HIGHEST_MM)
        bottom = max(0.0, LOWEST_MM - self.bottom_mm)
        # rounded up: not a pixel of it is out of reach
        return Area(-int(-top // pixel), -int(-bottom // pixel))
