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
_TO_DOTS: Final = [255 * (covered >= _DARK) for covered in range(256)]
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
    image = Image.new("L", (max(8, max(line.cells, line.paper_cells) * CELL_DOTS), height), 0)
    words = list(_words(line, ruby))
    gap = CELL_DOTS * line.scale
    done = -gap
    for number, word in enumerate(words, start=1):
        if word.span.ruby is not None:
            _draw_ruby(image, word.span, word.left, line.scale, fonts)
            done = word.right
            continue
        # words may take the white paper beside them before they are made narrower
        left, right = word.left, word.right
        if word.to_right:
            left = min(left, done + gap)
        else:
            right = max(right, words[number].left - gap if number < len(words) else image.width)
        done = _draw(image, word, (left, right), fonts)
    dots = image.point(_TO_DOTS, "1")
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


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that stand together, and their cells, in dots from the left."""

    text: str
    left: int
    right: int
    pen: _Pen
    span: Span
    to_right: bool = False
    """Whether they end at the end of their cells, and not begin with these."""


def _words(line: TextLine, ruby: int) -> Iterator[_Words]:
    """A line's words: its spans, and the cells of a table, which two spaces or more part."""
    cell = CELL_DOTS * line.scale
    at = 0
    for span in line.spans:
        pen = _Pen(GLYPH_DOTS * line.scale, _BASELINE * line.scale + ruby, cell, bold=span.bold)
        if span.ruby is not None:
            yield _Words(span.text, at * cell, (at + span.cells) * cell, pen, span)
        else:
            pieces = list(re.finditer(r"[^ ]+(?: [^ ]+)*", span.text))
            for number, piece in enumerate(pieces, start=1):
                text = piece.group()
                left = at + width(span.text[: piece.start()])
                to_right = span.to_right and number == len(pieces)
                yield _Words(text, left * cell, (left + width(text)) * cell, pen, span, to_right)
        at += span.cells


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
        left = x + at + shift
        across = cluster_width(cluster) * CELL_DOTS * scale
        _draw(image, _Words(cluster, left, left + across, pen, span), (left, left + across), fonts)
        at += across
    ruby = span.ruby or ""
    small = _Pen(RUBY_DOTS * scale, _RUBY_BASELINE * scale, CELL_DOTS * scale / 2, bold=False)
    needed = width(ruby) * CELL_DOTS * scale // 2
    left = x + (room - needed) // 2
    _draw(image, _Words(ruby, left, left + needed, small, span), (left, left + needed), fonts)


def _draw(image: Image.Image, words: _Words, room: tuple[int, int], fonts: Fonts) -> int:
    """Draw words as the fonts set them, narrower where they need more than the room.

    Words that no single font has are drawn in parts. Returns where they end.
    """
    pen = words.pen
    font = fonts.choose(words.text, pen.size, bold=pen.bold)
    parts = [(words.text, font)] if font is not None else list(_parts(words.text, pen, fonts))
    drawn = [_kept(text, own, pen, image.height, fonts) for text, own in parts]
    needed, across = sum(part.width for part in drawn), room[1] - room[0]
    if needed > across:
        drawn = [
            part.resize((max(1, part.width * across // needed), part.height), _SMOOTH)
            for part in drawn
        ]
        needed = sum(part.width for part in drawn)
    at = room[1] - needed if words.to_right else room[0]
    for part in drawn:
        image.paste(255, (at, 0), part)
        at += part.width
    return at


WORDS_KEPT: Final = 256
"""Words that stay drawn, in each language: most stand on every paper."""


def is_of_every_paper(text: str) -> bool:
    """Whether what was drawn of a text may be kept for the next paper.

    What holds a digit may not: numbers and times are one person's.
    """
    return not any(map(str.isdigit, text))


def _kept(
    text: str, font: FreeTypeFont | None, pen: _Pen, height: int, fonts: Fonts
) -> Image.Image:
    """Set words, drawn before where they are words of every paper."""
    if font is None or not is_of_every_paper(text):
        return _set(text, font, pen, height)
    key = (text, pen.size, pen.baseline, pen.bold, height)
    words = fonts.drawn.get(key)
    if words is None:
        if len(fonts.drawn) >= WORDS_KEPT:
            del fonts.drawn[next(iter(fonts.drawn))]
        words = fonts.drawn[key] = _set(text, font, pen, height)
    return words


_SMOOTH: Final = Image.Resampling.LANCZOS


def _set(text: str, font: FreeTypeFont | None, pen: _Pen, height: int) -> Image.Image:
    """Words of one font, as wide as they need; a box where no font has them."""
    if font is None:
        codes = " ".join(f"U+{ord(character):04X}" for character in text)
        _log.warning("glyph_missing", characters=codes)
        box = Image.new("L", (round(width(text) * pen.cell), height), 0)
        corners = (1, pen.baseline - pen.size + 2, box.width - 2, pen.baseline)
        ImageDraw.Draw(box).rectangle(corners, outline=255, width=2)
        return box
    needed = math.ceil(font.getlength(text))
    # signs may stand over the end of their word
    words = Image.new("L", (needed + pen.size // 4, height), 0)
    ImageDraw.Draw(words).text((0, pen.baseline), text, fill=255, font=font, anchor="ls")
    return words.crop((0, 0, max(needed, (words.getbbox() or (0, 0, 0, 0))[2]), height))


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
    # nothing is between black and white any more, and looking for it is slow
    dots = image if image.mode == "1" else image.convert("1", dither=Image.Dither.NONE)
    padded = dots.crop((0, 0, row_bytes * 8, dots.height))
    return Bitmap(row_bytes, dots.height, padded.tobytes(), above, times)
