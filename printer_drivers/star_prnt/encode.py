"""Lines -> StarPRNT commands. Text where the printer's font has it, dots for the other lines."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from printer_drivers.characters import printer_bytes
from printer_drivers.documents import Alignment
from printer_drivers.lines import (
    CELL_DOTS,
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
from printer_drivers.shape import Characters, Frame
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

FEED_MAX: Final = 255
BAND_BYTES: Final = 4000
"""A picture's most bytes in one command, so that the head can begin before all has come."""
GAP_MIN: Final = 6
"""Spaces from which on a position (`ESC GS A`) is shorter."""
_WORDS = re.compile(r"( *)([^ ]+(?: {1,5}[^ ]+)*)")
_QR_MODEL_2: Final = 2
_QR_LEVEL_M: Final = 1
_JUSTIFY: Final[dict[Alignment, int]] = {"left": 0, "center": 1, "right": 2}
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
    settings = _Settings()
    for line in lines:
        match line:
            case TextLine():
                yield from _text_line(line, settings, draw)
            case RuleLine():
                yield from _rule(line, settings)
            case Gap(dots):
                yield from _feed(dots)
            case CodeLine():
                yield from settings.align("center")
                if profile.draws_codes and line.module_dots <= CODE_DOTS_MAX:
                    yield from _code(line)
                else:
                    yield from _rasters(draw(line))
            case PictureLine():
                yield from settings.align(line.align)
                yield from _rasters(draw(line))
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
            yield Emphasis() if bold else EmphasisEnd()


def _text_line(line: TextLine, settings: _Settings, draw: Draw) -> Iterator[Frame]:
    yield from settings.align(line.align)
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
    cells = 0
    for span in line.spans:
        for text, gap in _pieces(span.text):
            if gap or text:
                # spaces, too, are as wide as the size that is set
                yield from settings.style(scale, scale, bold=span.bold)
            if gap >= GAP_MIN and line.align == "left":
                cells += gap
                yield Position(cells * CELL_DOTS * scale)
            elif gap:
                cells += gap
                yield Characters(b" " * gap)
            data = printer_bytes(text)
            if data:
                yield Characters(data)
                cells += len(data)
    yield from _feed(line.pitch - spare // 2)


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Words, and the spaces before each."""
    for match in _WORDS.finditer(text):
        yield match.group(2), len(match.group(1))
    yield "", len(text) - len(text.rstrip(" "))


def _rule(line: RuleLine, settings: _Settings) -> Iterator[Frame]:
    """Box drawing characters, as few and as wide as make exactly the line: 8 bytes, not 48."""
    characters = line.cells // 2
    across = max(times for times in range(1, LARGEST + 1) if characters % times == 0)
    yield from settings.align("center")
    yield from settings.style(across, 1, bold=False)
    yield Characters("─".encode("cp932") * (characters // across))
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
