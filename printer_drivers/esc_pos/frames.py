"""The ESC/POS commands that we send, declared as Epson's command reference has them.

Pure: bytes <-> dataclasses. Names follow the reference; numbers are its numbers.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Final

from printer_drivers.shape import (
    Data,
    Fixed,
    Frame,
    Length,
    Literal,
    Number,
    Part,
    decode_commands,
)

ESC, FS, GS, DLE, DC2 = b"\x1b", b"\x1c", b"\x1d", b"\x10", b"\x12"


@dataclass(frozen=True, slots=True)
class Initialize(Frame):
    """`ESC @`: every setting back to what it was at power on."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"@"),)


@dataclass(frozen=True, slots=True)
class CharacterTable(Frame):
    """`ESC t n`: the table of the upper 128 characters; 1 is katakana."""

    number: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"t"), Number("number"))


@dataclass(frozen=True, slots=True)
class InternationalSet(Frame):
    """`ESC R n`: twelve characters that differ between countries; 8 is Japan."""

    number: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"R"), Number("number"))


@dataclass(frozen=True, slots=True)
class KanjiCode(Frame):
    """`FS C n`: the code of kanji; 0 is JIS, 1 is Shift_JIS."""

    number: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(FS + b"C"), Number("number"))


@dataclass(frozen=True, slots=True)
class KanjiMode(Frame):
    """`FS &`: two bytes are one kanji. In Shift_JIS many printers need no telling, some do."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(FS + b"&"),)


@dataclass(frozen=True, slots=True)
class KanjiModeEnd(Frame):
    """`FS .`: every byte is a character."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(FS + b"."),)


@dataclass(frozen=True, slots=True)
class MotionUnits(Frame):
    """`GS P x y`: feeds are counted in 1/x and 1/y inch."""

    across: int
    down: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(GS + b"P"), Number("across"), Number("down"))


@dataclass(frozen=True, slots=True)
class CharacterSize(Frame):
    """`GS ! n`: bits 4 to 6 are the width - 1, bits 0 to 2 the height - 1."""

    size: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(GS + b"!"), Number("size"))

    @classmethod
    def times(cls, across: int, down: int) -> "CharacterSize":
        """1 to 8 times the normal size."""
        return cls((across - 1) << 4 | (down - 1))


@dataclass(frozen=True, slots=True)
class Emphasis(Frame):
    """`ESC E n`: 1 is bold."""

    on: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"E"), Number("on"))


@dataclass(frozen=True, slots=True)
class Justify(Frame):
    """`ESC a n`: 0 left, 1 centre, 2 right."""

    where: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"a"), Number("where"))


@dataclass(frozen=True, slots=True)
class Position(Frame):
    """`ESC $ nL nH`: where the next character stands, in horizontal units from the left."""

    dots: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"$"), Number("dots", 2))


@dataclass(frozen=True, slots=True)
class LineSpacing(Frame):
    """`ESC 3 n`: from one line to the next, in vertical motion units."""

    dots: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"3"), Number("dots"))


@dataclass(frozen=True, slots=True)
class LineFeed(Frame):
    """`LF`: print what is in the line, and feed one line."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(b"\n"),)


@dataclass(frozen=True, slots=True)
class Feed(Frame):
    """`ESC J n`: print what is in the line, and feed n vertical motion units."""

    dots: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"J"), Number("dots"))


@dataclass(frozen=True, slots=True)
class Raster(Frame):
    """`GS v 0 m`: a picture, 8 dots a byte, the highest bit leftmost, 1 is black."""

    row_bytes: int
    rows: int
    data: bytes
    mode: int = 0
    """0 as it is, 1 twice as wide, 2 twice as high, 3 both."""
    shape: ClassVar[tuple[Part, ...]] = (
        Literal(GS + b"v0"),
        Number("mode"),
        Number("row_bytes", 2),
        Number("rows", 2),
        Data("data", ("row_bytes", "rows")),
    )


@dataclass(frozen=True, slots=True)
class StoreGraphics(Frame):
    """`GS 8 L` function 112: keep a picture of one colour, with dots as in `Raster`."""

    across: int
    """How many dots wide each dot becomes: 1 or 2."""
    down: int
    columns: int
    rows: int
    data: bytes
    shape: ClassVar[tuple[Part, ...]] = (
        Literal(GS + b"8L"),
        Length("data", plus=10, size=4),
        Literal(b"0p0"),
        Number("across"),
        Number("down"),
        Literal(b"1"),
        Number("columns", 2),
        Number("rows", 2),
        Data("data"),
    )


@dataclass(frozen=True, slots=True)
class PrintGraphics(Frame):
    """`GS ( L` function 50: print the picture that was kept."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(GS + b"(L\x02\x0002"),)


@dataclass(frozen=True, slots=True)
class CodeModel(Frame):
    """`GS ( k` function 165: 50 is QR model 2."""

    model: int
    shape: ClassVar[tuple[Part, ...]] = (
        Literal(GS + b"(k\x04\x001A"),
        Number("model"),
        Literal(b"\x00"),
    )


@dataclass(frozen=True, slots=True)
class CodeModuleSize(Frame):
    """`GS ( k` function 167: the dots of one module, 1 to 16."""

    dots: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(GS + b"(k\x03\x001C"), Number("dots"))


@dataclass(frozen=True, slots=True)
class CodeErrorCorrection(Frame):
    """`GS ( k` function 169: 48 L, 49 M, 50 Q, 51 H."""

    level: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(GS + b"(k\x03\x001E"), Number("level"))


@dataclass(frozen=True, slots=True)
class CodeStore(Frame):
    """`GS ( k` function 180: what the QR code says."""

    data: bytes
    shape: ClassVar[tuple[Part, ...]] = (
        Literal(GS + b"(k"),
        Length("data", plus=3),
        Literal(b"1P0"),
        Data("data"),
    )


@dataclass(frozen=True, slots=True)
class CodePrint(Frame):
    """`GS ( k` function 181: draw the stored QR code."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(GS + b"(k\x03\x001Q0"),)


@dataclass(frozen=True, slots=True)
class CutPaper(Frame):
    """`GS V 66 n`: feed to the blade and n units more, and cut but for one point."""

    feed: int = 0
    shape: ClassVar[tuple[Part, ...]] = (Literal(GS + b"VB"), Number("feed"))


@dataclass(frozen=True, slots=True)
class ReportSensor(Frame):
    """`GS r n`: answered in its turn, so the answer means that what came before is done."""

    number: int = 1
    shape: ClassVar[tuple[Part, ...]] = (Literal(GS + b"r"), Number("number"))


@dataclass(frozen=True, slots=True)
class RealTimeStatus(Frame):
    """`DLE EOT n`: answered at once, whatever the printer is doing. n is 1 to 4."""

    number: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(DLE + b"\x04"), Number("number"))


@dataclass(frozen=True, slots=True)
class RequestProcessId(Frame):
    """`GS ( H` function 48: answered with its own four characters once what came before is printed.

    Each is 0x20 to 0x7E.
    """

    process_id: bytes
    shape: ClassVar[tuple[Part, ...]] = (
        Literal(GS + b"(H\x06\x0000"),
        Fixed("process_id", 4),
    )


@dataclass(frozen=True, slots=True)
class RequestExecution(Frame):
    """`DC2 q n`, SII only: answered with 0x80 + n (0 to 15) once what came before it is done."""

    number: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(DC2 + b"q"), Number("number"))


@dataclass(frozen=True, slots=True)
class TellAutomatically(Frame):
    """`GS a n`: the state now and at every change (ASB). Bit 1 online, 2 errors, 3 paper; 0 off.

    It is done in its turn, so a printer that is stopped answers it later. What the bits choose on
    SII's printers is not known; 255 is all of them.
    """

    what: int = 0x0E
    shape: ClassVar[tuple[Part, ...]] = (Literal(GS + b"a"), Number("what"))


@dataclass(frozen=True, slots=True)
class WhoAreYou(Frame):
    """`GS I n`: 66 asks for the maker, 67 for the model, 65 for the firmware."""

    what: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(GS + b"I"), Number("what"))


@dataclass(frozen=True, slots=True)
class ClearBuffers(Frame):
    """`DLE DC4 8 …`: forget at once what is not printed yet; answered with 37 25 00.

    Most of Epson's and Citizen's models have it; others pass over it.
    """

    shape: ClassVar[tuple[Part, ...]] = (Literal(DLE + b"\x14\x08\x01\x03\x14\x01\x06\x02\x08"),)


COMMANDS: Final[tuple[type[Frame], ...]] = (
    Initialize,
    CharacterTable,
    InternationalSet,
    KanjiCode,
    KanjiMode,
    KanjiModeEnd,
    MotionUnits,
    CharacterSize,
    Emphasis,
    Justify,
    Position,
    LineSpacing,
    LineFeed,
    Feed,
    Raster,
    StoreGraphics,
    PrintGraphics,
    CodeModel,
    CodeModuleSize,
    CodeErrorCorrection,
    CodeStore,
    CodePrint,
    CutPaper,
    ReportSensor,
    RealTimeStatus,
    RequestProcessId,
    RequestExecution,
    TellAutomatically,
    WhoAreYou,
    ClearBuffers,
)


def decode(data: bytes) -> tuple[Frame, ...]:
    """The commands that bytes consist of.

    Raises:
        FrameError: an unknown command, or a cut-off one.
    """
    return decode_commands(data, COMMANDS)


class Sensor(IntEnum):
    """What `DLE EOT n` asks for."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4
