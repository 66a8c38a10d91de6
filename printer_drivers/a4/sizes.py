"""How large everything on an A4 page is: for most people, and in large print."""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

TextSize = Literal["normal", "large"]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type in points (1/72 inch), lengths in millimetres."""

    small: float
    normal: float
    """The body of the text."""
    large: float
    heading: float
    number: float
    footer: float
    ruby: float
    """Furigana, in em of the words below them. JLREQ 3.3.3 has half."""
    leading: float
    """White between two lines, in em."""
    code: float
    """The side of a QR code with its quiet zone, in mm."""
    margin_x: float
    margin_top: float
    margin_bottom: float

    def as_data(self) -> dict[str, Any]:
        """By name, as the template takes them."""
        return asdict(self)


NORMAL: Final = Sizes(
    small=10.5,
    normal=12,
    large=16,
    heading=20,
    number=72,
    footer=10.5,
    ruby=0.5,
    leading=0.75,
    code=36,
    margin_x=20,
    margin_top=18,
    margin_bottom=20,
)

LARGE_PRINT: Final = Sizes(
    small=18,
    normal=22,
    large=28,
    heading=32,
    number=112,
    footer=18,
    ruby=0.6,
    leading=0.7,
    code=46,
    margin_x=17,
    margin_top=16,
    margin_bottom=22,
)
"""大活字. The body has 22 points, the middle one of the sizes 18, 22 and 26 of the standard for
enlarged textbooks (拡大教科書の標準的な規格, 文部科学省), which is also what JIS X 8341-3:2016's
"large text" means for Japanese (22 points, or 18 bold). Nothing is smaller than its 18 but
furigana."""

SIZES: Final[dict[TextSize, Sizes]] = {"normal": NORMAL, "large": LARGE_PRINT}
