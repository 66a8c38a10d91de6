"""A document -> lines for one width of paper. Pure: no printer, no file, no clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

import segno

from printer_drivers.breaking import Phrases, break_lines, longest_line
from printer_drivers.characters import composed, printer_bytes, uses_extensions, width
from printer_drivers.documents import (
    Alignment,
    Block,
    Code,
    Cut,
    Document,
    Heading,
    KeyValue,
    Number,
    Rule,
    Spacer,
    Table,
    Text,
)

CELL_DOTS: Final = 12
"""A half-width character of the printers' Font A is 12 dots wide and 24 high."""
GLYPH_DOTS: Final = 24

SMALL_PITCH: Final = 30
"""Dots from line to line. Printers have one size of kanji that all can read, so small text is
set closer instead of smaller."""
NORMAL_PITCH: Final = 38
LARGE_PITCH: Final = 62
ROW_GAP: Final = 10
"""Dots between a table's rows, so that a row of two lines reads as one."""
CODE_DOTS: Final = 220
"""The width of a QR code that a phone reads at arm's length: 27 mm at 203 dpi."""
QUIET_ZONE: Final = 4
"""White modules around a QR code (ISO/IEC 18004, 9.1)."""


@dataclass(frozen=True, slots=True)
class PaperProfile:
    """What is known about a printer's paper and abilities."""

    dots: int = 576
    """Printable dots across: 576 (80 mm at 203 dpi), 512 (80 mm at 180 dpi), 384 (58 mm)."""
    draws_codes: bool = True
    """Whether it draws QR codes by itself (`GS ( k`)."""
    has_extensions: bool = True
    """Whether its font has what cp932 adds to JIS X 0208, such as ① and 髙."""

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


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text that fits the paper."""

    spans: tuple[Span, ...]
    scale: int = 1
    """1 to 8 times the normal size, both ways."""
    align: Alignment = "left"
    pitch: int = NORMAL_PITCH
    """Dots from this line's top to the next one's."""

    @property
    def text(self) -> str:
        """All of its words."""
        return "".join(span.text for span in self.spans)

    @property
    def cells(self) -> int:
        """Cells of normal size that it takes."""
        return width(self.text) * self.scale


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
    """A QR code, centred."""

    text: str
    module_dots: int


@dataclass(frozen=True, slots=True)
class CutLine:
    """The end of one paper."""


Line = TextLine | RuleLine | Gap | CodeLine | CutLine


def lay_out(document: Document, profile: PaperProfile, phrases: Phrases) -> tuple[Line, ...]:
    """The document's lines. No line is wider than the paper, and no character is lost."""
    lines = list[Line]()
    for block in document.blocks:
        if isinstance(block, Cut):
            if not lines or isinstance(lines[-1], CutLine):
                continue  # nothing on this paper yet
            lines.append(CutLine())
        else:
            lines.extend(_block_lines(block, profile, phrases))
    if not lines or not isinstance(lines[-1], CutLine):
        lines.append(CutLine())
    return tuple(lines)


def _block_lines(block: Block, profile: PaperProfile, phrases: Phrases) -> Iterator[Line]:
    cells = profile.cells
    match block:
        case Heading():
            yield Gap(6)
            scale = 2 if longest_line(composed(block.text)) <= cells else 1
            yield from _paragraph(block.text, cells, phrases, scale=scale, bold=True)
            yield Gap(6)
        case Number():
            yield from _number(composed(block.text), cells)
        case Text():
            scale = 2 if block.size == "large" else 1
            yield from _paragraph(
                block.text,
                cells,
                phrases,
                scale=scale,
                bold=block.bold,
                align=block.align,
                pitch=SMALL_PITCH if block.size == "small" else None,
            )
        case KeyValue():
            yield from _key_value(block, cells, phrases)
        case Table():
            yield from _table(block, cells, phrases)
        case Rule():
            yield RuleLine(cells // 2 * 2)
        case Code():
            yield from _code(block, profile, phrases)
        case Spacer():
            yield Gap(NORMAL_PITCH * block.lines)
        case Cut():
            yield CutLine()
        case _:
            assert_never(block)


def _paragraph(
    text: str,
    cells: int,
    phrases: Phrases,
    *,
    scale: int = 1,
    bold: bool = False,
    align: Alignment = "center",
    pitch: int | None = None,
) -> Iterator[TextLine]:
    line_pitch = pitch or (NORMAL_PITCH if scale == 1 else LARGE_PITCH)
    for line in break_lines(composed(text), cells // scale, phrases):
        yield TextLine((Span(line, bold),), scale, align, line_pitch)


def _number(text: str, cells: int) -> Iterator[Line]:
    """As large as three quarters of the paper take, and at most 8 times (`GS !`)."""
    scale = max(1, min(8, cells * 3 // 4 // max(1, width(text))))
    yield Gap(14)
    yield TextLine((Span(text, bold=True),), scale, "center", GLYPH_DOTS * scale + 14)


def _key_value(block: KeyValue, cells: int, phrases: Phrases) -> Iterator[TextLine]:
    key, value = composed(block.key), composed(block.value)
    gap = 2
    key_cells = longest_line(key)
    align: Alignment = "right"
    if key_cells + gap + longest_line(value) > cells:
        if longest_line(value) <= cells:
            yield from _paragraph(key, cells, phrases, align="left", pitch=SMALL_PITCH)
            for line in value.split("\n"):
                yield TextLine((Span(_padded(line, cells, "right"), bold=True),))
            return
        key_cells = min(key_cells, cells * 2 // 5)
        align = "left"
    widths = (key_cells, cells - gap - key_cells)
    lines = (break_lines(key, widths[0], phrases), break_lines(value, widths[1], phrases))
    for row in _side_by_side(lines, widths, ("left", align)):
        at = len(row[0]) + gap
        joined = row[0] + " " * gap + row[1]
        yield TextLine((Span(joined[:at]), Span(joined[at:].rstrip(" "), bold=True)))


def _table(table: Table, cells: int, phrases: Phrases) -> Iterator[Line]:
    gap = 2 if cells >= 40 else 1
    header = tuple(composed(cell) for cell in table.header) if table.header else None
    rows = [tuple(composed(cell) for cell in row) for row in table.rows]
    available = cells - gap * (table.column_count - 1)
    everything = [header, *rows] if header else rows
    widths = (
        _shares([column.width for column in table.columns], available)
        if table.columns
        else _fitted(
            [max(map(longest_line, column)) for column in zip(*everything, strict=True)], available
        )
    )
    aligns: list[Alignment] = (
        [column.align for column in table.columns]
        if table.columns
        else ["left"] * table.column_count
    )

    def row_lines(row: Sequence[str], *, bold: bool) -> Iterator[TextLine]:
        wrapped = [
            break_lines(cell, across, phrases) for cell, across in zip(row, widths, strict=True)
        ]
        for parts in _side_by_side(wrapped, widths, aligns):
            yield TextLine((Span((" " * gap).join(parts).rstrip(" "), bold),), pitch=SMALL_PITCH)

    yield Gap(ROW_GAP)
    if header:
        yield from row_lines(header, bold=True)
        yield RuleLine(cells // 2 * 2)
    for number, row in enumerate(rows):
        if number > 0:
            yield Gap(ROW_GAP)
        yield from row_lines(row, bold=False)
    yield Gap(NORMAL_PITCH - SMALL_PITCH)


def _side_by_side(
    columns: Sequence[Sequence[str]],
    widths: Sequence[int],
    aligns: Sequence[Alignment],
) -> Iterator[list[str]]:
    """Cells of one row, line by line, each padded to its column's width."""
    for number in range(max(len(column) for column in columns)):
        yield [
            _padded(column[number] if number < len(column) else "", across, align)
            for column, across, align in zip(columns, widths, aligns, strict=True)
        ]


def _padded(text: str, cells: int, align: Alignment) -> str:
    spare = cells - width(text)
    before = {"left": 0, "center": spare // 2, "right": spare}[align]
    return " " * before + text + " " * (spare - before)


def _shares(weights: Sequence[int], cells: int) -> list[int]:
    """Cells by weight, at least 2 each; the sum is `cells`."""
    spare = cells - 2 * len(weights)
    total = sum(weights)
    widths = [2 + spare * weight // total for weight in weights]
    widths[widths.index(max(widths))] += cells - sum(widths)
    return widths


def _fitted(natural: Sequence[int], cells: int) -> list[int]:
    """Each column as wide as its text where that fits, else the widest ones give way."""
    widths = [max(2, needed) for needed in natural]
    while sum(widths) > cells:
        widths[widths.index(max(widths))] -= 1
    # what is left goes to the widest, so that the last column ends at the paper's edge
    widths[widths.index(max(widths))] += cells - sum(widths)
    return widths


def _code(block: Code, profile: PaperProfile, phrases: Phrases) -> Iterator[Line]:
    modules = int(segno.make_qr(block.text, error="m").symbol_size(border=0)[0])
    widest = profile.dots // (modules + 2 * QUIET_ZONE)
    module_dots = max(2, min(8, CODE_DOTS // modules, widest))
    quiet = QUIET_ZONE * module_dots
    yield Gap(quiet)
    yield CodeLine(block.text, module_dots)
    yield Gap(quiet)
    if block.caption is not None:
        yield from _paragraph(block.caption, profile.cells, phrases, pitch=SMALL_PITCH)
        yield Gap(ROW_GAP)
