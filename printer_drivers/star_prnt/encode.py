"""Lines -> StarPRNT commands. Text where the printer's font has it, dots for the other lines."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from printer_drivers.lines import (
    GLYPH_DOTS,
    CodeLine,
    CutLine,
    Gap,
    Line,
    PaperProfile,
    PictureLine,
    RuleLine,
    TextLine,
)
from printer_drivers.raster import Bitmap, Draw
from printer_drivers.shape import Frame
from printer_drivers.star_prnt.frames import (
    CODE_DOTS_MAX,
    LARGEST,
    CharacterSize,
    CharacterSpace,
    CharacterTable,
    CodeErrorCorrection,
    CodeModel,
    CodeModuleSize,
    CodePrint,
    CodeStore,
    CutPaper,
    Emphasis,
    EmphasisEnd,
    Feed,
    Font,
    Initialize,
    InternationalSet,
    Justify,
    KanjiSpace,
    LineSpacing3mm,
    NarrowSpace,
    Position,
    Raster,
    ShiftJis,
)
from printer_drivers.style import Style, StyleCommands

FEED_MAX: Final = 255
BAND_BYTES: Final = 4000
"""A picture's most bytes in one command, so that the head can begin before all has come."""
_STYLE: Final = StyleCommands(
    justify=Justify,
    size=CharacterSize.times,
    emphasis=lambda bold: Emphasis() if bold else EmphasisEnd(),
    position=Position,
    gap_min=6,
)
_QR_MODEL_2: Final = 2
_QR_LEVEL_M: Final = 1
_COMMANDS_IN_DOTS = re.compile(rb"\x1b(?=\x06[\x01\x18]|\x1d\x03)")
"""`ESC ACK SOH` and `ESC ACK CAN` are obeyed even where they are dots of a picture; `ESC GS ETX`
may be taken for the document's end while one is thrown away (*StarPRNT*, `ESC GS ETX`,
restrictions)."""
_HARMLESS: Final = b"\x3b"


def encode_lines(lines: Iterable[Line], profile: PaperProfile, draw: Draw) -> bytes:
    """The bytes that print lines."""
    return b"".join(frame.encode() for frame in frames_of(lines, profile, draw))


def frames_of(lines: Iterable[Line], profile: PaperProfile, draw: Draw) -> Iterator[Frame]:
    """The commands that print lines, the set-up for Japanese first."""
    yield Initialize()
    yield Font(0)
    yield CharacterTable(2)
    yield InternationalSet(8)
    yield ShiftJis(1)
    yield CharacterSpace(0)
    yield KanjiSpace(0, 0)
    yield NarrowSpace(0, 0)
    yield LineSpacing3mm()
    style = Style(_STYLE)
    for line in lines:
        match line:
            case TextLine():
                yield from _text_line(line, style, draw)
            case RuleLine():
                yield from _rule(line, style)
            case Gap(dots):
                yield from _feed(dots)
            case CodeLine():
                yield from style.align("center")
                if profile.draws_codes and line.module_dots <= CODE_DOTS_MAX:
                    yield from _code(line)
                else:
                    yield from _rasters(draw(line))
            case PictureLine():
                yield from style.align(line.align)
                yield from _rasters(draw(line))
            case CutLine():
                yield CutPaper()
            case _:
                assert_never(line)


def _text_line(line: TextLine, style: Style, draw: Draw) -> Iterator[Frame]:
    yield from style.align(line.align)
    if line.drawn:
        bitmap = draw(line).whole()
        yield from _feed(bitmap.above)
        yield from _rasters(bitmap)
        yield from _feed(line.pitch - bitmap.above - bitmap.rows)
        return
    scale = min(line.scale, LARGEST)
    # a number that the layout wanted larger stands in the middle of its room
    spare = (line.scale - scale) * GLYPH_DOTS
    yield from _feed(spare // 2)
    yield from style.text(line, scale)
    yield from _feed(line.pitch - spare // 2)


def _rule(line: RuleLine, style: Style) -> Iterator[Frame]:
    yield from style.align("center")
    yield from style.rule(line.cells, LARGEST)
    yield from _feed(line.pitch)


def _code(line: CodeLine) -> Iterator[Frame]:
    yield CodeModel(_QR_MODEL_2)
    yield CodeErrorCorrection(_QR_LEVEL_M)
    yield CodeModuleSize(line.module_dots)
    yield CodeStore(line.text.encode("ascii"))
    yield CodePrint()


def _feed(dots: int) -> Iterator[Frame]:
    """Print what is in the line, if anything, and feed."""
    while dots > 0:
        step = min(dots, FEED_MAX)
        yield Feed(step)
        dots -= step


def _rasters(bitmap: Bitmap) -> Iterator[Raster]:
    whole = bitmap.whole()
    # one dot more, which nobody sees, and the picture holds no command
    harmless = _COMMANDS_IN_DOTS.sub(_HARMLESS, whole.data)
    step = max(1, BAND_BYTES // whole.row_bytes)
    for top in range(0, whole.rows, step):
        rows = min(step, whole.rows - top)
        band = harmless[top * whole.row_bytes : (top + rows) * whole.row_bytes]
        yield Raster(whole.row_bytes, rows, band)
