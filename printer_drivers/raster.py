"""Lines that a printer's own font cannot print, and its QR codes where needed, as dots."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import segno
import structlog
from PIL import Image, ImageDraw

from printer_drivers.characters import cluster_width, clusters, width
from printer_drivers.fonts import Fonts
from printer_drivers.layout import CELL_DOTS, GLYPH_DOTS, CodeLine, TextLine

_log = structlog.get_logger()

LINE_DOTS: Final = 30
"""Height of a drawn line of normal size: Vietnamese puts two marks on top of a capital."""
_BASELINE = 25
_DARK = 128
"""Of 255: how much of a dot must be covered to be printed."""


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Black dots, rows from the top; 8 dots a byte, the highest bit leftmost."""

    row_bytes: int
    rows: int
    data: bytes
    above: int = 0
    """White rows above it, which are not in `data`."""


def draw_line(line: TextLine, fonts: Fonts) -> Bitmap:
    """A line's words as dots, cropped to what is black; the left margin of a left line is kept."""
    size = GLYPH_DOTS * line.scale
    image = Image.new("L", (max(8, line.cells * CELL_DOTS), LINE_DOTS * line.scale), 0)
    cell = 0
    for span in line.spans:
        for text, before in _pieces(span.text):
            place = (cell + before) * CELL_DOTS * line.scale
            _draw(image, text, place, size, fonts, bold=span.bold)
        cell += width(span.text)
    dots = image.point(lambda value: 255 if value >= _DARK else 0)
    left, top, right, bottom = dots.getbbox() or (0, 0, 8, 1)
    if line.align == "left":
        left = 0
    return _bitmap(dots.crop((left, top, right, bottom)), top)


def draw_code(line: CodeLine) -> Bitmap:
    """A QR code without its quiet zone: the layout has white paper around it."""
    matrix = segno.make_qr(line.text, error="m").matrix
    image = Image.new("L", (len(matrix[0]), len(matrix)), 0)
    for y, row in enumerate(matrix):
        for x, module in enumerate(row):
            if module:
                image.putpixel((x, y), 255)
    dots = line.module_dots
    return _bitmap(
        image.resize((image.width * dots, image.height * dots), Image.Resampling.NEAREST)
    )


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """A table's cells, which two spaces or more part, and the printer's cells before each."""
    for match in re.finditer(r"[^ ]+(?: [^ ]+)*", text):
        yield match.group(), width(text[: match.start()])


def _draw(image: Image.Image, text: str, x: int, size: int, fonts: Fonts, *, bold: bool) -> None:
    """Draw words as the font sets them, a little narrower where they need more than their cells.

    Words that no single font has are drawn cell by cell.
    """
    font = fonts.choose(text, size, bold=bold)
    scale = size // GLYPH_DOTS
    canvas = ImageDraw.Draw(image)
    if font is not None:
        needed, room = math.ceil(font.getlength(text)), width(text) * CELL_DOTS * scale
        words = Image.new("L", (needed, image.height), 0)
        place = (0, _BASELINE * scale)
        ImageDraw.Draw(words).text(place, text, fill=255, font=font, anchor="ls")
        if needed > room:
            words = words.resize((room, image.height), Image.Resampling.LANCZOS)
        image.paste(words, (x, 0))
        return
    for cluster in clusters(text):
        room = cluster_width(cluster) * CELL_DOTS * scale
        font = fonts.choose(cluster, size, bold=bold)
        if font is None:
            codes = " ".join(f"U+{ord(character):04X}" for character in cluster)
            _log.warning("glyph_missing", characters=codes)
            box = (x + 1, 3 * scale, x + room - 2, _BASELINE * scale)
            canvas.rectangle(box, outline=255, width=2)
        else:
            middle = x + (room - font.getlength(cluster)) / 2
            canvas.text((middle, _BASELINE * scale), cluster, fill=255, font=font, anchor="ls")
        x += room


def _bitmap(image: Image.Image, above: int = 0) -> Bitmap:
    row_bytes = (image.width + 7) // 8
    padded = Image.new("L", (row_bytes * 8, image.height), 0)
    padded.paste(image)
    return Bitmap(row_bytes, image.height, padded.convert("1").tobytes(), above)
