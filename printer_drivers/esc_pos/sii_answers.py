"""What SII's printers say (RP series), declared as their commands are.

Sources: *RP-F10 Series Technical Reference*, 6.4: "All of upper 4 bits in response data ... are
identifiers", table 6-7, and `DC2 q`; the length of the status is that of the program receiptio
(2.1.2, `sii`), which prints on these printers.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from printer_drivers.esc_pos.answers import Sorter, by_first_byte
from printer_drivers.shape import Frame, Marked, Part

IDENTIFIER: Final = 0xF0


@dataclass(frozen=True, slots=True)
class Executed(Frame):
    """`8xH`, to `DC2 q n`: all before it is done. The lower bits are those of n."""

    bits: int
    shape: ClassVar[tuple[Part, ...]] = (Marked("bits", IDENTIFIER, 0x80),)


@dataclass(frozen=True, slots=True)
class Progress(Frame):
    """`9xH`, how far something is. We do not ask for it."""

    bits: int
    shape: ClassVar[tuple[Part, ...]] = (Marked("bits", IDENTIFIER, 0x90),)


@dataclass(frozen=True, slots=True)
class StatusByte(Frame):
    """`AxH`, to `DLE EOT n` and `GS r n`. What its bits mean is not known here."""

    bits: int
    shape: ClassVar[tuple[Part, ...]] = (Marked("bits", IDENTIFIER, 0xA0),)


@dataclass(frozen=True, slots=True)
class Initialized(Frame):
    """`BxH`, to `ESC @`."""

    bits: int
    shape: ClassVar[tuple[Part, ...]] = (Marked("bits", IDENTIFIER, 0xB0),)


@dataclass(frozen=True, slots=True)
class SiiStatus(Frame):
    """`CxH` and seven times `DxH`: the state by itself, once `GS a` asked for it."""

    errors: int
    """Bits 0, 1 and 3: an error. Which is which is not known, nor is bit 2."""
    paper: int = 0xD0
    """Bit 3: the cover is open; bit 0: no paper."""
    third: int = 0xD0
    drawer: int = 0xD0
    fifth: int = 0xD0
    sixth: int = 0xD0
    seventh: int = 0xD0
    eighth: int = 0xD0
    shape: ClassVar[tuple[Part, ...]] = (
        Marked("errors", IDENTIFIER, 0xC0),
        Marked("paper", IDENTIFIER, 0xD0),
        Marked("third", IDENTIFIER, 0xD0),
        Marked("drawer", IDENTIFIER, 0xD0),
        Marked("fifth", IDENTIFIER, 0xD0),
        Marked("sixth", IDENTIFIER, 0xD0),
        Marked("seventh", IDENTIFIER, 0xD0),
        Marked("eighth", IDENTIFIER, 0xD0),
    )


SiiAnswer = Executed | Progress | StatusByte | Initialized | SiiStatus
SII_ANSWERS: Final[tuple[type[SiiAnswer], ...]] = (
    Executed,
    Progress,
    StatusByte,
    Initialized,
    SiiStatus,
)


_STARTS: Final = by_first_byte(SII_ANSWERS)


class SiiAnswerSorter(Sorter[SiiAnswer]):
    """SII's answers.

    Words (`02H` … `00H`) and numbers (`0EH` … `00H`) are left out: we ask for none. A status that
    something cut into is none, and what is left of it is nothing else.
    """

    def _one(self, data: bytes, at: int) -> tuple[SiiAnswer | None, int]:
        for kind in _STARTS[data[at]]:
            decoded = kind.decode(data, at)
            if decoded is not None:
                return decoded
        self.junk += 1
        return None, at + 1
