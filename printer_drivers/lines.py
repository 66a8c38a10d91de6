"""What a document is laid out into: lines of text, dots and white paper, for one width of paper.

An encoder sends a `TextLine` as text unless it is `drawn`; it asks `raster.draw` for the dots of
all others that its printer cannot draw by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, assert_never

from printer_drivers.characters import printer_bytes, uses_extensions, width
from printer_drivers.documents import Alignment

CELL_DOTS: Final = 12
"""A half-width character of the printers' Font A is 12 dots wide and 24 high."""
GLYPH_DOTS: Final = 24
RUBY_DOTS: Final = 14
"""Height of ruby over words of normal size, half as wide as these: at half of their height, 12
dots, か and が look the same."""
SMALL_PITCH: Final = 30
"""Dots from line to line. Printers have one size of kanji that all can read, so small text is
set closer instead of smaller."""
NORMAL_PITCH: Final = 38
LARGE_PITCH: Final = 62


@dataclass(frozen=True, slots=True)
class PaperProfile:
    """What is known about a printer's paper and abilities."""

    dots: int = 576
    """Printable dots across: 576 (80 mm at 203 dpi), 512 (80 mm at 180 dpi), 384 (58 mm)."""
    draws_codes: bool = True
    """Whether it draws QR codes by itself (`GS ( k`)."""
    has_extensions: bool = True
    """Whether its font has what cp932 adds to JIS X 0208, such as ① and 髙."""
    pictures: Literal["raster", "graphics"] = "raster"
    """How an ESC/POS printer gets dots: `GS v 0`, or kept and printed (`GS 8 L`, `GS ( L`)."""

    @property
    def cells(self) -> int:
        """Half-width characters in a line: 48, 42 or 32."""
        return self.dots // CELL_DOTS

    def prints(self, text: str) -> bool:
        """Whether its own font has every character of a text."""
        encoded = printer_bytes(text)
        return encoded is not None and (self.has_extensions or not uses_extensions(encoded))

    @property
    def dpi(self) -> int:
        """Dots per inch, both ways."""
        return 180 if self.dots == 512 else 203


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one style."""

    text: str
    bold: bool = False
    ruby: str | None = None
    """Furigana above it. Where they are longer, the text is spread below them."""
    to_right: bool = False
    """Its end stands at the end of its cells also where its characters are narrower than cells."""

    @property
    def cells(self) -> int:
        """Cells of normal size that it takes, ruby included."""
        ruby = 0 if self.ruby is None else -(-width(self.ruby) // 2)
        return max(width(self.text), ruby)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text that fits the paper."""

    spans: tuple[Span, ...]
    scale: int = 1
    """1 to 8 times the normal size, both ways."""
    align: Alignment = "left"
    pitch: int = NORMAL_PITCH
    """Dots from this line's top to the next one's."""
    drawn: bool = False
    """Whether it goes to the printer as dots: it has ruby, or a character that the printer's font
    lacks. Where not, every span is text of the printer's own font."""
    paper_cells: int = 0
    """Cells of normal size across the paper, of a line that is drawn: fonts have letters wider than
    a cell, and nothing needs to be pressed together while there is white paper beside it."""

    @property
    def text(self) -> str:
        """All of its words, without ruby."""
        return "".join(span.text for span in self.spans)

    @property
    def cells(self) -> int:
        """Cells of normal size that it takes."""
        return sum(span.cells for span in self.spans) * self.scale

    @property
    def has_ruby(self) -> bool:
        """Whether something stands above its words."""
        return any(span.ruby is not None for span in self.spans)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A line across the paper."""

    cells: int
    """All cells of the paper; an even number."""
    pitch: int = SMALL_PITCH


@dataclass(frozen=True, slots=True)
class Gap:
    """White paper, in dots."""

    dots: int


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A QR code, centred, without its quiet zone: there are gaps above and below it."""

    text: str
    module_dots: int
    """Dots of one module. An even number wherever the paper is wide enough, so that a picture of
    half as many dots can be sent and made twice as large by the printer."""
    modules: int
    """Modules of a side."""

    @property
    def dots(self) -> int:
        """Dots of a side."""
        return self.modules * self.module_dots


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A picture from a file."""

    data: bytes
    """The file."""
    across: int
    """Dots on paper; not more than the paper has."""
    down: int
    align: Alignment = "center"
    times: int = 1
    """1, or 2: half as many dots are sent each way, and the printer makes them twice as large. Then
    `across` and `down` are even."""


@dataclass(frozen=True, slots=True)
class CutLine:
    """The end of one paper."""


Line = TextLine | RuleLine | Gap | CodeLine | PictureLine | CutLine


def line_dots(line: Line) -> int:
    """How far a line moves the paper, in dots; a cut not counted."""
    match line:
        case TextLine() | RuleLine():
            return line.pitch
        case Gap():
            return line.dots
        case CodeLine():
            return line.dots
        case PictureLine():
            return line.down
        case CutLine():
            return 0
        case _:
            assert_never(line)


def paper_mm(lines: Iterable[Line], profile: PaperProfile, head_to_blade_mm: float = 0.0) -> float:
    """How much paper lines use: all that is fed, and from the print head to the blade at each cut.

    What is fed to the blade is the white head of the next paper: over a roll it counts once a cut.
    The distance comes from the model's manual (`models.py`; about 15 mm for a TM-T88). A character
    that hangs below its line can add a dot or two, which is not counted.
    """
    fed = list(lines)
    cuts = sum(isinstance(line, CutLine) for line in fed)
    return sum(map(line_dots, fed)) * 25.4 / profile.dpi + cuts * head_to_blade_mm
