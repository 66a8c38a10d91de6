"""What an ESC/POS printer is set to, as the reference's defaults have it."""

from dataclasses import dataclass, field

DEFAULT_SPACING = 30
"""Dots from line to line after `ESC 2`."""


@dataclass(slots=True)
class Settings:
    """Everything that `ESC @` sets back."""

    area: int
    """Dots of the print area, without the left margin."""
    margin: int = 0
    spacing: int = DEFAULT_SPACING
    justify: int = 0
    ank_across: int = 1
    ank_down: int = 1
    kanji_across: int = 1
    kanji_down: int = 1
    font_b: bool = False
    bold: bool = False
    double_strike: bool = False
    underline: int = 0
    kanji_underline: int = 0
    reverse: bool = False
    right_space: int = 0
    kanji_left: int = 0
    kanji_right: int = 0
    table: int = 0
    country: int = 0
    kanji: bool = False
    kanji_code: int = 0
    unit_across: float = 1.0
    """Dots in one horizontal motion unit."""
    unit_down: float = 1.0
    tabs: list[int] = field(default_factory=lambda: [8 * 12 * n for n in range(1, 33)])
    qr_dots: int = 3
    qr_level: str = "l"
    qr_data: bytes = b""
    bar_dots: int = 3
    """Dots across of the thinnest bar."""
    bar_height: int = 162
    bar_text: int = 0
    """The characters of a barcode: 0 not printed, 1 above it, 2 below it, 3 both."""
    bar_font_b: bool = False
    graphic: tuple[int, int, bytes, int, int] | None = None
    """Stored by `GS ( L`: dots across, rows, data, times across, times down."""

    @property
    def thick(self) -> bool:
        """Whether characters are bold, in either way."""
        return self.bold or self.double_strike
