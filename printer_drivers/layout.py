"""A document -> lines for one width of paper. Pure: no printer, no file, no clock."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final, assert_never

import segno

from printer_drivers.breaking import Phrases, Piece, break_lines, break_pieces, longest_line
from printer_drivers.characters import cluster_width, clusters, composed, is_tall, width
from printer_drivers.documents import (
    Alignment,
    Block,
    Code,
    Cut,
    Document,
    Heading,
    Image,
    KeyValue,
    Number,
    Rule,
    Run,
    Spacer,
    Table,
    Text,
)
from printer_drivers.images import picture_size
from printer_drivers.lines import (
    CELL_DOTS,
    GLYPH_DOTS,
    LARGE_PITCH,
    NORMAL_PITCH,
    RUBY_DOTS,
    SMALL_PITCH,
    CodeLine,
    CutLine,
    Gap,
    Line,
    PaperProfile,
    PictureLine,
    RuleLine,
    Span,
    TextLine,
    line_dots,
    paper_mm,
)

__all__ = [
    "CELL_DOTS",
    "GLYPH_DOTS",
    "NORMAL_PITCH",
    "QUIET_ZONE",
    "CodeLine",
    "CutLine",
    "Gap",
    "Line",
    "PaperProfile",
    "PictureLine",
    "RuleLine",
    "Span",
    "TextLine",
    "lay_out",
    "line_dots",
    "paper_mm",
]

TALL_PITCH: Final = 34
"""Dots from line to line, at least, where signs hang above and below the letters (Nepali)."""
ROW_GAP: Final = 10
"""Dots between a table's rows, so that a row of two lines reads as one."""
CODE_MM: Final = 26
"""About the width of a QR code: a phone reads it at arm's length."""
MODULE_DOTS: Final = (4, 8)
"""The smallest and the largest module of a QR code: 0.5 mm, which phones read even where the paper
has got warm, to 1 mm."""
QUIET_ZONE: Final = 4
"""White modules around a QR code (ISO/IEC 18004, 9.1)."""
PICTURE_DOWN_MAX: Final = 800
"""Dots down of a picture: 10 cm of paper."""
PICTURE_FINE_BYTES: Final = 6000
"""A picture of more bytes is sent in half as many dots each way: at 38,400 baud, 6,000 bytes take
1.6 s, in which somebody stands and waits."""


_LIST_MARK: Final = re.compile(r"(?:[0-9０-９]{1,2}|[①-⑳])\u3000+|[■□●○◆◇▶・※][ \u3000]+")
"""`1　`, `■ `: what a list item begins with."""


def lay_out(document: Document, profile: PaperProfile, phrases: Phrases) -> tuple[Line, ...]:
    """The document's lines. No line is wider than the paper, and no character is lost."""
    lines = list[Line]()
    for block in document.blocks:
        if isinstance(block, Cut):
            if not lines or isinstance(lines[-1], CutLine):
                continue  # nothing on this paper yet
            lines.append(CutLine())
        else:
            lines.extend(
                _as_printed(line, profile) if isinstance(line, TextLine) else line
                for line in _block_lines(block, profile, phrases)
            )
    if not lines or not isinstance(lines[-1], CutLine):
        lines.append(CutLine())
    return tuple(lines)


def _as_printed(line: TextLine, profile: PaperProfile) -> TextLine:
    """Whether the line is drawn, and the room that it then needs."""
    if profile.prints(line.text) and not line.has_ruby:
        return line
    pitch = max(line.pitch, TALL_PITCH * line.scale) if is_tall(line.text) else line.pitch
    if line.has_ruby:
        pitch += RUBY_DOTS * line.scale
    return replace(line, drawn=True, pitch=pitch, paper_cells=profile.cells)


def _block_lines(block: Block, profile: PaperProfile, phrases: Phrases) -> Iterator[Line]:
    cells = profile.cells
    match block:
        case Heading():
            yield Gap(6)
            scale = 2 if longest_line(composed(block.words)) <= cells else 1
            yield from _paragraph(block.styled, cells, phrases, scale=scale, bold=True)
            yield Gap(6)
        case Number():
            yield from _number(composed(block.text), cells)
        case Text():
            scale = 2 if block.size == "large" else 1
            yield from _paragraph(
                block.styled,
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
        case Image():
            yield _picture(block, profile)
        case Spacer():
            yield Gap(NORMAL_PITCH * block.lines)
        case Cut():
            yield CutLine()
        case _:
            assert_never(block)


def _paragraph(
    words: str | Sequence[Run],
    cells: int,
    phrases: Phrases,
    *,
    scale: int = 1,
    bold: bool = False,
    align: Alignment = "center",
    pitch: int | None = None,
) -> Iterator[TextLine]:
    runs = (Run(text=words),) if isinstance(words, str) else words
    pieces = [piece for run in runs for piece in _pieces(run, bold=bold)]
    if any(piece.cells > cells // scale for piece in pieces):
        scale = 1  # a word under furigana is not broken
    line_pitch = pitch or (NORMAL_PITCH if scale == 1 else LARGE_PITCH)
    for paragraph in _paragraphs(pieces):
        for line in _lines(paragraph, cells // scale, phrases, align):
            yield TextLine(_spans(line, bold=bold), scale, align, line_pitch)


def _paragraphs(pieces: Iterable[Piece]) -> list[list[Piece]]:
    paragraphs: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.text == "\n":
            paragraphs.append([])
        else:
            paragraphs[-1].append(piece)
    return paragraphs


def _lines(
    paragraph: Sequence[Piece], cells: int, phrases: Phrases, align: Alignment
) -> Iterator[list[Piece]]:
    """A paragraph in lines. Behind the mark of a list item they begin below its words."""
    mark = _LIST_MARK.match("".join(piece.text for piece in paragraph))
    end = mark.end() if mark is not None and align == "left" else 0
    head, words = list(paragraph[:end]), paragraph[end:]
    across = sum(piece.cells for piece in head)
    if (
        not 0 < across <= cells // 4
        or sum(piece.cells for piece in paragraph) <= cells
        or any(len(piece.text) > 1 or piece.ruby is not None for piece in head)
        or any(piece.cells > cells - across for piece in words)  # a word under furigana
    ):
        yield from break_pieces(paragraph, cells, phrases, even=align == "center")
        return
    indent = [Piece(" ", 1, words[0].bold)] * across
    for number, line in enumerate(break_pieces(words, cells - across, phrases)):
        yield (indent if number else head) + line


def _pieces(run: Run, *, bold: bool) -> Iterator[Piece]:
    text = composed(run.text)
    heavy = bold or run.bold
    if run.ruby is not None:
        ruby = composed(run.ruby)
        yield Piece(text, Span(text, ruby=ruby).cells, heavy, ruby)
        return
    for cluster in clusters(text):
        yield Piece(cluster, cluster_width(cluster), heavy)


def _spans(pieces: Sequence[Piece], *, bold: bool) -> tuple[Span, ...]:
    spans = list[Span]()
    for (heavy, under), group in groupby(pieces, lambda piece: (piece.bold, piece.ruby is None)):
        if under:
            spans.append(Span("".join(piece.text for piece in group), heavy))
        else:
            spans.extend(Span(piece.text, heavy, piece.ruby) for piece in group)
    return tuple(spans) or (Span("", bold),)


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
                before = " " * (cells - width(line))
                yield TextLine((Span(before), Span(line, bold=True, to_right=True)))
            return
        key_cells = min(key_cells, cells * 2 // 5)
        align = "left"
    widths = (key_cells, cells - gap - key_cells)
    lines = (break_lines(key, widths[0], phrases), break_lines(value, widths[1], phrases))
    for row in _side_by_side(lines, widths, ("left", align)):
        at = len(row[0]) + gap
        joined = row[0] + " " * gap + row[1]
        right = joined[at:].rstrip(" ")
        value = right.lstrip(" ") if align == "right" else right
        at += len(right) - len(value)
        yield TextLine(
            (Span(joined[:at]), Span(value, bold=True, to_right=align == "right")),
        )


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
    # any mask: which one reads best changes no size, and finding out takes longer than all the rest
    code = segno.make_qr(block.text, error="m", mask=0)
    modules = int(code.symbol_size(border=0)[0])
    widest = profile.dots // (modules + 2 * QUIET_ZONE)
    smallest, largest = MODULE_DOTS
    wished = CODE_MM / 25.4 * profile.dpi / modules
    if widest >= smallest:
        module_dots = min(max(smallest, round(wished / 2) * 2), largest, widest // 2 * 2)
    else:
        module_dots = max(2, widest)
    quiet = QUIET_ZONE * module_dots
    yield Gap(quiet)
    yield CodeLine(block.text, module_dots, modules)
    yield Gap(quiet)
    if block.caption is not None:
        yield from _paragraph(block.caption, profile.cells, phrases, pitch=SMALL_PITCH)
        yield Gap(ROW_GAP)


def _picture(block: Image, profile: PaperProfile) -> PictureLine:
    size = picture_size(block.data)
    if block.width is not None:
        across = round(profile.dots * block.width / 100)
    else:
        across = block.dots or size.across
    across = min(across, profile.dots, max(1, PICTURE_DOWN_MAX * size.across // size.down))
    down = max(1, min(PICTURE_DOWN_MAX, round(size.down * across / size.across)))
    if (across + 7) // 8 * down <= PICTURE_FINE_BYTES or min(across, down) < 2:
        return PictureLine(block.data, across, down, block.align)
    return PictureLine(block.data, across // 2 * 2, down // 2 * 2, block.align, times=2)
