"""The StarPRNT commands that we send, declared as Star's command references have them.

Sources, named at each command where they matter:

- *StarPRNT*: "StarPRNT Command Specifications", Rev. 2.13 and 2.25, and those of the SM-L Series
- *Line*: "STAR Line Mode Command Specifications", Rev. 0.00 and 0.09: the text commands are the
  same, and it tells more about them
- *SDK*: Star's own StarPRNT SDK, whose samples show what is sent for Japanese receipts

Pure: bytes <-> dataclasses. Numbers are the reference's numbers.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from printer_drivers.shape import (
    Data,
    Frame,
    Length,
    Literal,
    Number,
    Part,
    decode_commands,
)

ESC, GS, RS = b"\x1b", b"\x1d", b"\x1e"
LARGEST: Final = 6
"""Times the normal size, both ways (*Line* 3.3.2, `ESC i`: 0 to 5)."""
CODE_DOTS_MAX: Final = 8
"""Dots of a QR code's module (*Line*, `ESC GS y S 2`)."""
ROW_BYTES_MAX: Final = 128
"""Bytes in a row of a raster picture (*StarPRNT* 2.3.12, `ESC GS S`)."""


@dataclass(frozen=True, slots=True)
class Initialize(Frame):
    """`ESC @`: every setting back to what it was at power on."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"@"),)


@dataclass(frozen=True, slots=True)
class Font(Frame):
    """`ESC RS F n`: 0 is font A, 12 by 24 dots."""

    number: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + RS + b"F"), Number("number"))


@dataclass(frozen=True, slots=True)
class CharacterTable(Frame):
    """`ESC GS t n`: the table of the upper 128 characters; 2 is katakana."""

    number: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + GS + b"t"), Number("number"))


@dataclass(frozen=True, slots=True)
class InternationalSet(Frame):
    """`ESC R n`: twelve characters that differ between countries; 8 is Japan."""

    number: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"R"), Number("number"))


@dataclass(frozen=True, slots=True)
class ShiftJis(Frame):
    """`ESC $ n`: 1 takes 80 to 9F and E0 to FF (hex) as the first half of a kanji.

    *Line* Rev. 0.00, 3-74: everything else stays a character of one byte. Rev. 0.09 says that all
    characters are then of two bytes, which its own Japanese printers do not do (*SDK* samples mix
    them). Ignored by printers without kanji.
    """

    on: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"$"), Number("on"))


@dataclass(frozen=True, slots=True)
class CharacterSpace(Frame):
    """`ESC SP n`: dots to the right of every character of one byte."""

    dots: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b" "), Number("dots"))


@dataclass(frozen=True, slots=True)
class KanjiSpace(Frame):
    """`ESC s n1 n2`: dots to the left and right of every kanji; a memory switch may have some."""

    left: int
    right: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"s"), Number("left"), Number("right"))


@dataclass(frozen=True, slots=True)
class NarrowSpace(Frame):
    """`ESC t n1 n2`: the same for characters of one byte, in printers for Japan."""

    left: int
    right: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"t"), Number("left"), Number("right"))


@dataclass(frozen=True, slots=True)
class CharacterSize(Frame):
    """`ESC i n1 n2`: how much higher, then how much wider than normal, 0 to 5."""

    higher: int
    wider: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"i"), Number("higher"), Number("wider"))

    @classmethod
    def times(cls, across: int, down: int) -> "CharacterSize":
        """1 to 6 times the normal size."""
        return cls(down - 1, across - 1)


@dataclass(frozen=True, slots=True)
class Emphasis(Frame):
    """`ESC E`: bold from here on. Kanji, too, in all but the oldest (*Line* 3-16, Spec. B)."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"E"),)


@dataclass(frozen=True, slots=True)
class EmphasisEnd(Frame):
    """`ESC F`: no longer bold."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"F"),)


@dataclass(frozen=True, slots=True)
class Justify(Frame):
    """`ESC GS a n`: 0 left, 1 centre, 2 right. Codes and pictures, too."""

    where: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + GS + b"a"), Number("where"))


@dataclass(frozen=True, slots=True)
class Position(Frame):
    """`ESC GS A n1 n2`: where the next character stands, in dots from the left margin."""

    dots: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + GS + b"A"), Number("dots", 2))


@dataclass(frozen=True, slots=True)
class LineSpacing3mm(Frame):
    """`ESC 0`: 24 dots from line to line, so that no feed below is shorter than a line.

    A shorter one would leave the lower part of the line out (*Line* Rev. 0.00, 3-29).
    """

    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"0"),)


@dataclass(frozen=True, slots=True)
class Feed(Frame):
    """`ESC I n`: print what is in the line, and feed n/8 mm (1 to 255) from its top.

    At Star's 203 dpi (8 dots a mm) that is n dots. It is the unit feed of the *SDK*, which prints
    and feeds lines of double height with 64 of it. *Line* 3-21 advises against it because the paper
    then moves in steps; `LF` knows only 3 and 4 mm.
    """

    dots: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"I"), Number("dots"))


@dataclass(frozen=True, slots=True)
class Raster(Frame):
    """`ESC GS S 1 xL xH yL yH 0`: a black picture, 8 dots a byte, the highest bit leftmost."""

    row_bytes: int
    rows: int
    data: bytes
    shape: ClassVar[tuple[Part, ...]] = (
        Literal(ESC + GS + b"S\x01"),
        Number("row_bytes", 2),
        Number("rows", 2),
        Literal(b"\x00"),
        Data("data", ("row_bytes", "rows")),
    )


@dataclass(frozen=True, slots=True)
class CodeModel(Frame):
    """`ESC GS y S 0 n`: 2 is QR model 2."""

    model: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + GS + b"yS0"), Number("model"))


@dataclass(frozen=True, slots=True)
class CodeErrorCorrection(Frame):
    """`ESC GS y S 1 n`: 0 L, 1 M, 2 Q, 3 H."""

    level: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + GS + b"yS1"), Number("level"))


@dataclass(frozen=True, slots=True)
class CodeModuleSize(Frame):
    """`ESC GS y S 2 n`: the dots of one module, 1 to 8."""

    dots: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + GS + b"yS2"), Number("dots"))


@dataclass(frozen=True, slots=True)
class CodeStore(Frame):
    """`ESC GS y D 1 0 nL nH`: what the QR code says; the printer finds how to write it."""

    data: bytes
    shape: ClassVar[tuple[Part, ...]] = (
        Literal(ESC + GS + b"yD1\x00"),
        Length("data"),
        Data("data"),
    )


@dataclass(frozen=True, slots=True)
class CodePrint(Frame):
    """`ESC GS y P`: draw the stored QR code."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + GS + b"yP"),)


@dataclass(frozen=True, slots=True)
class CutPaper(Frame):
    """`ESC d n`: 3 feeds to the blade and cuts but for one point."""

    how: int = 3
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"d"), Number("how"))


@dataclass(frozen=True, slots=True)
class StartDocument(Frame):
    """`ESC GS ETX 3 0 0`: what comes belongs together; the settings are as after `ESC @`.

    *StarPRNT*, `ESC GS ETX`: after an error, once it is mended, what is left of the document is
    received and thrown away up to its end, or until nothing came for 10 s (2 s in *Line* 3-57).
    """

    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + GS + b"\x03\x03\x00\x00"),)


@dataclass(frozen=True, slots=True)
class EndDocument(Frame):
    """`ESC GS ETX 4 0 0`: the end of what belongs together. Without a start it only waits."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + GS + b"\x03\x04\x00\x00"),)


@dataclass(frozen=True, slots=True)
class TellPrintEnd(Frame):
    """`ESC GS ETX 1 n1 n2`: once all before it is printed and the motor stands, count and answer.

    The answer repeats n1 and n2, which may be a job's number. *StarPRNT* recommends this over ETB,
    whose counter is shared by everybody who is connected.
    """

    job: int
    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + GS + b"\x03\x01"), Number("job", 2))


@dataclass(frozen=True, slots=True)
class ClearPrintEnds(Frame):
    """`ESC GS ETX 2 0 0`: count from 0 again. Not answered."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + GS + b"\x03\x02\x00\x00"),)


@dataclass(frozen=True, slots=True)
class RealTimeStatus(Frame):
    """`ESC ACK SOH`: the automatic status at once, whatever the printer is doing.

    Also where the status is told unasked (*STAR Command Specifications* Rev. 0.70, 5-1-3).
    """

    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"\x06\x01"),)


@dataclass(frozen=True, slots=True)
class ResetNow(Frame):
    """`ESC ACK CAN`: start anew at once, whatever the printer is doing; its memory is empty then.

    *Line* 3-54, "execute real-time printer reset", says no more than that. Published programs list
    it for StarPRNT, too. Nothing milder clears the memory: `CAN` is not among StarPRNT's commands.
    """

    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"\x06\x18"),)


@dataclass(frozen=True, slots=True)
class AskIdentity(Frame):
    """`ESC # * LF NUL`: answered with model and version."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(ESC + b"#*\n\x00"),)


COMMANDS: Final[tuple[type[Frame], ...]] = (
    Initialize,
    Font,
    CharacterTable,
    InternationalSet,
    ShiftJis,
    CharacterSpace,
    KanjiSpace,
    NarrowSpace,
    CharacterSize,
    Emphasis,
    EmphasisEnd,
    Justify,
    Position,
    LineSpacing3mm,
    Feed,
    Raster,
    CodeModel,
    CodeErrorCorrection,
    CodeModuleSize,
    CodeStore,
    CodePrint,
    CutPaper,
    StartDocument,
    EndDocument,
    TellPrintEnd,
    ClearPrintEnds,
    RealTimeStatus,
    ResetNow,
    AskIdentity,
)


def decode(data: bytes) -> tuple[Frame, ...]:
    """The commands that bytes consist of.

    Raises:
        FrameError: an unknown command, or a cut-off one.
    """
    return decode_commands(data, COMMANDS)
