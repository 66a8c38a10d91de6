"""Lines -> ESC/POS commands. Text where the printer's font has it, dots for the other lines."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from printer_drivers.esc_pos.feeding import Advance, with_feeds
from printer_drivers.esc_pos.frames import (
    CharacterSize,
    CharacterTable,
    CodeErrorCorrection,
    CodeModel,
    CodeModuleSize,
    CodePrint,
    CodeStore,
    CutPaper,
    Emphasis,
    Initialize,
    InternationalSet,
    Justify,
    KanjiCode,
    KanjiMode,
    MotionUnits,
    Position,
    PrintGraphics,
    Raster,
    StoreGraphics,
)
from printer_drivers.lines import (
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
from printer_drivers.style import Style, StyleCommands

LARGEST: Final = 8
"""Times the normal size, both ways (`GS !`)."""
_STYLE: Final = StyleCommands(
    justify=Justify,
    size=CharacterSize.times,
    emphasis=lambda bold: Emphasis(int(bold)),
    position=Position,
    gap_min=5,
)
_QR_MODEL_2: Final = 50
_QR_LEVEL_M: Final = 49
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")
"""DLE EOT, DLE ENQ, DLE DC4: a printer obeys them even where they are dots of a picture."""

_DOUBLE: Final = {1: 0, 2: 3}
"""`GS v 0 m`: 0 as it is, 3 twice as wide and high ("quadruple")."""
BAND_BYTES: Final = 4000
"""A picture's most bytes in one command: the smallest receive buffers hold 4 KB, and some printers
begin a picture only when all of it has come."""


def encode_lines(lines: Iterable[Line], profile: PaperProfile, draw: Draw) -> bytes:
    """The bytes that print lines."""
    return b"".join(frame.encode() for frame in frames_of(lines, profile, draw))


def frames_of(lines: Iterable[Line], profile: PaperProfile, draw: Draw) -> Iterator[Frame]:
    """The commands that print lines, the set-up for Japanese first."""
    yield Initialize()
    yield CharacterTable(1)
    yield KanjiCode(1)
    yield InternationalSet(8)
    yield KanjiMode()
    yield MotionUnits(profile.dpi, profile.dpi)
    yield from with_feeds(_steps(lines, profile, draw))


def _steps(lines: Iterable[Line], profile: PaperProfile, draw: Draw) -> Iterator[Frame | Advance]:
    style = Style(_STYLE)
    for line in lines:
        match line:
            case TextLine():
                yield from _text_line(line, style, profile, draw)
            case RuleLine():
                yield from _rule(line, style)
            case Gap(dots):
                yield Advance(dots)
            case CodeLine():
                yield from style.align("center")
                if profile.draws_codes:
                    yield CodeModel(_QR_MODEL_2)
                    yield CodeModuleSize(line.module_dots)
                    yield CodeErrorCorrection(_QR_LEVEL_M)
                    yield CodeStore(line.text.encode("ascii"))
                    yield CodePrint()
                else:
                    yield from _dots(draw(line), profile)
            case PictureLine():
                yield from style.align(line.align)
                yield from _dots(draw(line), profile)
            case CutLine():
                yield CutPaper()
            case _:
                assert_never(line)


def _text_line(
    line: TextLine, style: Style, profile: PaperProfile, draw: Draw
) -> Iterator[Frame | Advance]:
    yield from style.align(line.align)
    if line.drawn:
        bitmap = draw(line)
        yield Advance(bitmap.above)
        yield from _dots(bitmap, profile)
        yield Advance(line.pitch - bitmap.above - bitmap.rows)
        return
    yield from style.text(line, line.scale)
    yield Advance(line.pitch)


def _rule(line: RuleLine, style: Style) -> Iterator[Frame | Advance]:
    yield from style.align("left")
    yield from style.rule(line.cells, LARGEST)
    yield Advance(line.pitch)


def _dots(bitmap: Bitmap, profile: PaperProfile) -> Iterator[Frame]:
    # one dot more, which nobody sees, and the picture holds no command
    harmless = _REAL_TIME.sub(b"\x18", bitmap.data)
    times = bitmap.times
    step = max(1, BAND_BYTES // bitmap.row_bytes)
    for top in range(0, bitmap.rows, step):
        rows = min(step, bitmap.rows - top)
        band = harmless[top * bitmap.row_bytes : (top + rows) * bitmap.row_bytes]
        if profile.pictures == "raster":
            yield Raster(bitmap.row_bytes, rows, band, _DOUBLE[times])
        else:
            yield StoreGraphics(times, times, bitmap.row_bytes * 8, rows, band)
            yield PrintGraphics()
