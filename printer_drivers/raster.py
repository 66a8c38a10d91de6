"""What a printer cannot draw by itself, as dots: lines, QR codes, pictures."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import segno
import structlog
from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from printer_drivers.characters import cluster_width, clusters, width
from printer_drivers.fonts import Fonts
from printer_drivers.images import Size, picture_dots
from printer_drivers.lines import (
    CELL_DOTS,
    GLYPH_DOTS,
    RUBY_DOTS,
    CodeLine,
    PictureLine,
    Span,
    TextLine,
)

_log = structlog.get_logger()

LINE_DOTS: Final = 40
"""Height of a drawn line of normal size: Vietnamese puts two marks on top of a capital, Nepali has
signs below its letters."""
_BASELINE = 25
_PRINTED_BASELINE = 21
"""Where the printer's own characters stand; drawn ones do so, too, unless a mark needs the room."""
_DARK = 96
"""Of 255: how much of a dot must be covered to be printed. At half, thin strokes would break."""
_RUBY_BASELINE = 12


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Black dots, rows from the top; 8 dots a byte, the highest bit leftmost."""

    row_bytes: int
    rows: int
    data: bytes
    above: int = 0
    """White rows above it, which are not in `data`."""
    times: int = 1
    """2 where the printer is to make each dot two wide and two high; `rows` and `data` are of the
    picture before that."""

    def whole(self) -> "Bitmap":
        """The same dots for a printer that makes nothing larger."""
        if self.times == 1:
            return self
        image = Image.frombytes("1", (self.row_bytes * 8, self.rows), self.data)
        larger = image.resize((image.width * self.times, image.height * self.times))
        return _bitmap(larger, self.above)


Draw = Callable[[TextLine | CodeLine | PictureLine], Bitmap]
"""Makes dots of what a printer does not draw by itself."""


def draw(line: TextLine | CodeLine | PictureLine, fonts: Fonts) -> Bitmap:
    """The dots of a line that the printer does not draw by itself."""
    match line:
        case TextLine():
            return draw_line(line, fonts)
        case CodeLine():
            return draw_code(line)
        case PictureLine():
            return draw_picture(line)


def draw_line(line: TextLine, fonts: Fonts) -> Bitmap:
    """A line's words as dots, cropped to what is black; the left margin of a left line is kept."""
    ruby = RUBY_DOTS * line.scale if line.has_ruby else 0
    height = LINE_DOTS * line.scale + ruby
    image = Image.new("L", (max(8, line.cells * CELL_DOTS), height), 0)
    cell = 0
    for span in line.spans:
        x = cell * CELL_DOTS * line.scale
        if span.ruby is not None:
            _draw_ruby(image, span, x, line.scale, fonts)
        else:
            pieces = list(_pieces(span.text))
            for number, (text, before) in enumerate(pieces, start=1):
                at_end = span.to_right and number == len(pieces)
                place = x + before * CELL_DOTS * line.scale
                pen = _Pen(
                    GLYPH_DOTS * line.scale,
                    _BASELINE * line.scale + ruby,
                    CELL_DOTS * line.scale,
                    bold=span.bold,
                )
                _draw(image, text, place, pen, fonts, to_right=at_end)
        cell += span.cells
    dots = image.point(lambda value: 255 if value >= _DARK else 0)
    left, top, right, bottom = dots.getbbox() or (0, 0, 8, 1)
    if line.align == "left":
        left = 0
    lower = (_BASELINE - _PRINTED_BASELINE) * line.scale
    return _bitmap(dots.crop((left, top, right, bottom)), max(0, top - lower))


def draw_code(line: CodeLine) -> Bitmap:
    """A QR code without its quiet zone: the layout has white paper around it.

    Half as large each way where its modules allow: the printer makes that twice as large, and a
    quarter of the bytes is sent.
    """
    matrix = segno.make_qr(line.text, error="m").matrix
    image = Image.new("L", (len(matrix[0]), len(matrix)), 0)
    for y, row in enumerate(matrix):
        for x, module in enumerate(row):
            if module:
                image.putpixel((x, y), 255)
    times = 2 if line.module_dots % 2 == 0 else 1
    dots = line.module_dots // times
    larger = image.resize((image.width * dots, image.height * dots), Image.Resampling.NEAREST)
    return _bitmap(larger, times=times)


def draw_picture(line: PictureLine) -> Bitmap:
    """A picture as black dots."""
    size = Size(line.across // line.times, line.down // line.times)
    return _bitmap(picture_dots(line.data, size), times=line.times)


@dataclass(frozen=True, slots=True)
class _Pen:
    """How words are set."""

    size: int
    """The em, in dots."""
    baseline: int
    """From the top of the image."""
    cell: float
    """Dots across of a cell."""
    bold: bool


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """A table's cells, which two spaces or more part, and the printer's cells before each."""
    for match in re.finditer(r"[^ ]+(?: [^ ]+)*", text):
        yield match.group(), width(text[: match.start()])


def _draw_ruby(image: Image.Image, span: Span, x: int, scale: int, fonts: Fonts) -> None:
    """Words spread over their cells, and small ones above their middle."""
    room = span.cells * CELL_DOTS * scale
    base = list(clusters(span.text))
    spare = room - sum(map(cluster_width, base)) * CELL_DOTS * scale
    pen = _Pen(
        GLYPH_DOTS * scale,
        (_BASELINE + RUBY_DOTS) * scale,
        CELL_DOTS * scale,
        bold=span.bold,
    )
    at = 0
    for number, cluster in enumerate(base):
        # half a space before the first and after the last (JIS X 4051, 4.12)
        shift = spare * (2 * number + 1) // (2 * len(base))
        _draw(image, cluster, x + at + shift, pen, fonts)
        at += cluster_width(cluster) * CELL_DOTS * scale
    ruby = span.ruby or ""
    small = _Pen(RUBY_DOTS * scale, _RUBY_BASELINE * scale, CELL_DOTS * scale / 2, bold=False)
    needed = width(ruby) * CELL_DOTS * scale // 2
    _draw(image, ruby, x + (room - needed) // 2, small, fonts)


def _draw(
    image: Image.Image, text: str, x: int, pen: _Pen, fonts: Fonts, *, to_right: bool = False
) -> None:
    """Draw words as the font sets them, a little narrower where they need more than their cells.

    Words that no single font has are drawn in parts.
    """
    font = fonts.choose(text, pen.size, bold=pen.bold)
    if font is not None:
        _draw_words(image, text, x, pen, font, to_right=to_right)
        return
    for part, own in _parts(text, pen, fonts):
        room = round(width(part) * pen.cell)
        if own is None:
            codes = " ".join(f"U+{ord(character):04X}" for character in part)
            _log.warning("glyph_missing", characters=codes)
            box = (x + 1, pen.baseline - pen.size + 2, x + room - 2, pen.baseline)
            ImageDraw.Draw(image).rectangle(box, outline=255, width=2)
        else:
            _draw_words(image, part, x, pen, own)
        x += room


def _draw_words(
    image: Image.Image, text: str, x: int, pen: _Pen, font: FreeTypeFont, *, to_right: bool = False
) -> None:
    needed, room = math.ceil(font.getlength(text)), round(width(text) * pen.cell)
    # signs may stand over the end of their word
    words = Image.new("L", (needed + pen.size // 4, image.height), 0)
    ImageDraw.Draw(words).text((0, pen.baseline), text, fill=255, font=font, anchor="ls")
    words = words.crop((0, 0, max(needed, (words.getbbox() or (0, 0, 0, 0))[2]), image.height))
    if words.width > room:
        words = words.resize((room, image.height), Image.Resampling.LANCZOS)
    image.paste(255, (x + room - words.width if to_right else x, 0), words)


def _parts(text: str, pen: _Pen, fonts: Fonts) -> Iterator[tuple[str, FreeTypeFont | None]]:
    """A text in parts of one font each; a cluster that no font has is one by itself."""
    part = ""
    current: FreeTypeFont | None = None
    for cluster in clusters(text):
        if part and (longer := fonts.choose(part + cluster, pen.size, bold=pen.bold)) is not None:
            part, current = part + cluster, longer
            continue
        if part:
            yield part, current
        part, current = cluster, fonts.choose(cluster, pen.size, bold=pen.bold)
    if part:
        yield part, current


def _bitmap(image: Image.Image, above: int = 0, times: int = 1) -> Bitmap:
    row_bytes = (image.width + 7) // 8
    padded = Image.new("L", (row_bytes * 8, image.height), 0)
    padded.paste(image)
    return Bitmap(row_bytes, image.height, padded.convert("1").tobytes(), above, times)
