"""What an ESC/POS printer says, declared as its commands are, and told apart by its fixed bits.

The bits are those of Epson's command reference ("Transmission status identification") and of
Citizen's (chapter 5.3): `DLE EOT` 0xx1xx10, first byte of ASB 0xx1xx00, the next three and `GS r`
0xx0xxxx, XON 0x11, XOFF 0x13; blocks begin with 0x37 or 0x5F and end with NUL.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Generic, TypeVar

from printer_drivers.shape import Ended, Fixed, Frame, FrameError, Literal, Marked, Part

XON_XOFF: Final = b"\x11\x13"
"""Flow control, which may stand anywhere. No answer has these bytes in it."""
BLOCK_STARTS: Final = (b"\x37\x22", b"\x37\x25\0")
BLOCK_MAX: Final = 80
"""Bytes in a block (Epson, `GS I`). What is longer is no block of a printer."""


@dataclass(frozen=True, slots=True)
class RealTimeAnswer(Frame):
    """To `DLE EOT n`; which n is not in it."""

    bits: int
    shape: ClassVar[tuple[Part, ...]] = (Marked("bits", 0x93, 0x12),)


@dataclass(frozen=True, slots=True)
class SensorAnswer(Frame):
    """To `GS r n`."""

    bits: int
    shape: ClassVar[tuple[Part, ...]] = (Marked("bits", 0x90, 0x00),)


@dataclass(frozen=True, slots=True)
class AutomaticStatus(Frame):
    """Four bytes that come by themselves once `GS a` asked for them (ASB)."""

    printer: int
    errors: int
    paper: int
    reserved: int = 0
    shape: ClassVar[tuple[Part, ...]] = (
        Marked("printer", 0x93, 0x10),
        Marked("errors", 0x90, 0x00),
        Marked("paper", 0x90, 0x00),
        Marked("reserved", 0x90, 0x00),
    )


@dataclass(frozen=True, slots=True)
class ProcessIdAnswer(Frame):
    """To `GS ( H` function 48: what was sent before it is on paper."""

    process_id: bytes
    shape: ClassVar[tuple[Part, ...]] = (
        Literal(b"\x37\x22"),
        Fixed("process_id", 4),
        Literal(b"\0"),
    )


@dataclass(frozen=True, slots=True)
class BuffersCleared(Frame):
    """To `DLE DC4 8`."""

    shape: ClassVar[tuple[Part, ...]] = (Literal(b"\x37\x25\0"),)


@dataclass(frozen=True, slots=True)
class Information(Frame):
    """To `GS I n` from 65 on: a word in ASCII."""

    text: bytes
    shape: ClassVar[tuple[Part, ...]] = (Literal(b"\x5f"), Ended("text", BLOCK_MAX))


Answer = (
    RealTimeAnswer | SensorAnswer | AutomaticStatus | ProcessIdAnswer | BuffersCleared | Information
)
ANSWERS: Final[tuple[type[Answer], ...]] = (
    ProcessIdAnswer,
    BuffersCleared,
    Information,
    RealTimeAnswer,
    AutomaticStatus,
    SensorAnswer,
)


Said = TypeVar("Said", bound=Frame)


def by_first_byte(kinds: Sequence[type[Said]]) -> tuple[tuple[type[Said], ...], ...]:
    """What can begin with each byte. A line that is disturbed brings thousands that begin
    nothing."""
    return tuple(tuple(kind for kind in kinds if kind.may_start(byte)) for byte in range(256))


_STARTS: Final = by_first_byte(ANSWERS)


class Sorter(ABC, Generic[Said]):
    """Sorts what arrives, in pieces of any size, into answers. Bytes that are none are left out."""

    def __init__(self) -> None:
        self._rest = b""
        self.junk = 0
        """Bytes that were no answer."""

    def feed(self, received: bytes) -> list[Said]:
        """The answers that are complete now."""
        data = self._rest + received.translate(None, XON_XOFF)
        found: list[Said] = []
        at = 0
        while at < len(data):
            try:
                answer, at = self._one(data, at)
            except FrameError:
                break  # it goes on with what arrives next
            if answer is not None:
                found.append(answer)
        self._rest = data[at:]
        return found

    @abstractmethod
    def _one(self, data: bytes, at: int) -> tuple[Said | None, int]:
        """The answer that starts at `at`, or None, and where it ends.

        Raises:
            FrameError: it starts here and the bytes end before it does.
        """


class AnswerSorter(Sorter[Answer]):
    """Epson's answers, and those of who speaks like them.

    A `GS r` answer has the same bits as the later bytes of an ASB, so those are only taken
    together: an ASB that is broken off becomes nothing, and its rest is never a `GS r` answer.
    """

    def _one(self, data: bytes, at: int) -> tuple[Answer | None, int]:
        for kind in _STARTS[data[at]]:
            decoded = kind.decode(data, at)
            if decoded is not None:
                return decoded
        left = data[at : at + 4]
        if any(start.startswith(left) for start in BLOCK_STARTS):
            raise FrameError("the bytes end in a block")
        end = at + 1
        if AutomaticStatus.decode(data[at : at + 1] + b"\0\0\0", 0) is not None:
            # an ASB that something cut into: what is left of it looks like answers, and is none
            while end < min(len(data), at + 4) and SensorAnswer.decode(data, end) is not None:
                end += 1
        self.junk += end - at
        return None, end
