"""Lines -> ESC/POS commands. Text where the printer's font has it, dots for the other lines."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from printer_drivers.characters import printer_bytes
from printer_drivers.documents import Alignment
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
    CELL_DOTS,
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
from printer_drivers.shape import Characters, Frame

GAP_MIN: Final = 5
"""Spaces from which on a position (`ESC $`) is shorter."""
_WORDS = re.compile(r"( *)([^ ]+(?: {1,4}[^ ]+)*)")
_QR_MODEL_2: Final = 50
_QR_LEVEL_M: Final = 49
_JUSTIFY: Final[dict[Alignment, int]] = {"left": 0, "center": 1, "right": 2}
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
    settings = _Settings()
    for line in lines:
        match line:
            case TextLine():
                yield from _text_line(line, settings, profile, draw)
            case RuleLine():
                yield from _rule(line, settings)
            case Gap(dots):
                yield Advance(dots)
            case CodeLine():
                yield from settings.align("center")
                if profile.draws_codes:
                    yield CodeModel(_QR_MODEL_2)
                    yield CodeModuleSize(line.module_dots)
                    yield CodeErrorCorrection(_QR_LEVEL_M)
                    yield CodeStore(line.text.encode("ascii"))
                    yield CodePrint()
                else:
                    yield from _dots(draw(line), profile)
            case PictureLine():
                yield from settings.align(line.align)
                yield from _dots(draw(line), profile)
            case CutLine():
                yield CutPaper()
            case _:
                assert_never(line)


@dataclass(slots=True)
class _Settings:
    """What the printer is set to, so that only changes are sent. As `ESC @` leaves it."""

    scale: tuple[int, int] = (1, 1)
    """Across and down."""
    bold: bool = False
    alignment: Alignment = "left"

    def align(self, alignment: Alignment) -> Iterator[Frame]:
        if alignment != self.alignment:
            self.alignment = alignment
            yield Justify(_JUSTIFY[alignment])

    def style(self, across: int, down: int, *, bold: bool) -> Iterator[Frame]:
        if (across, down) != self.scale:
            self.scale = (across, down)
            yield CharacterSize.times(across, down)
        if bold != self.bold:
            self.bold = bold
            yield Emphasis(int(bold))


def _text_line(
    line: TextLine, settings: _Settings, profile: PaperProfile, draw: Draw
) -> Iterator[Frame | Advance]:
    yield from settings.align(line.align)
    if line.drawn:
        bitmap = draw(line)
        yield Advance(bitmap.above)
        yield from _dots(bitmap, profile)
        yield Advance(line.pitch - bitmap.above - bitmap.rows)
        return
    cells = 0
    for span in line.spans:
        for text, gap in _pieces(span.text):
            if gap or text:
                # spaces, too, are as wide as the size that is set
                yield from settings.style(line.scale, line.scale, bold=span.bold)
            if gap >= GAP_MIN and line.align == "left":
                cells += gap
                yield Position(cells * CELL_DOTS * line.scale)
            elif gap:
                cells += gap
                yield Characters(b" " * gap)
            data = printer_bytes(text)
            if data:
                yield Characters(data)
                cells += len(data)
    yield Advance(line.pitch)


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Words, and the spaces before each."""
    for match in _WORDS.finditer(text):
        yield match.group(2), len(match.group(1))
    yield "", len(text) - len(text.rstrip(" "))


def _rule(line: RuleLine, settings: _Settings) -> Iterator[Frame | Advance]:
    """Box drawing characters, as few and as wide as make exactly the line: 6 bytes, not 48."""
    characters = line.cells // 2
    across = max(times for times in range(1, 9) if characters % times == 0)
    yield from settings.align("left")
    yield from settings.style(across, 1, bold=False)
    yield Characters("─".encode("cp932") * (characters // across))
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
