"""What a Star printer says: the automatic status (ASB), the end of a job, its name.

Sources: "STAR Line Mode Command Specifications" Rev. 0.09, Appendix 2 (5.2.3 Automatic Status,
5.2.4 its form on networks); "STAR Command Specifications" Rev. 0.70, 5-1-3; "StarPRNT Command
Specifications", `ESC GS ETX`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from printer_drivers.shape import Frame, Literal, Number, Part

STATUS_BYTES_MIN: Final = 7
"""Two headers and printer status 1 to 5: the oldest version."""
NETWORK_DATA_MAX: Final = 0x0200
_NEVER_SET: Final = 0b1001_0001
"""Bits 7, 4 and 0 of every byte but the headers are 0, so that a header can be told from them."""
_EXPANDED: Final = 0x80
_ESC: Final = 0x1B
_FLOW: Final = (0x11, 0x13)
"""XON and XOFF, which a serial port may put anywhere in the status."""
_IDENTITY: Final = b"\x1b#*,"
_IDENTITY_END: Final = b"\n\x00"
_IDENTITY_MAX: Final = 80
_ETX: Final = b"\x1b\x1d\x03"
_PRINT_END_BYTES: Final = 8


def spread(number: int) -> int:
    """A number of 0 to 31 as headers and counters have it: in bits 1 to 3, 5 and 6."""
    return (number & 0b00111) << 1 | (number & 0b11000) << 2


def gathered(byte: int) -> int:
    """The number that `spread` made a byte of."""
    return byte >> 1 & 0b00111 | byte >> 2 & 0b11000


@dataclass(frozen=True, slots=True)
class AutomaticStatus:
    """The automatic status without its headers: printer status 1 and on, 5 bytes at least."""

    status: bytes
    version: int = 3

    def byte(self, number: int) -> int:
        """Printer status `number` as the references count, 1 and on; 0 where it was not sent."""
        return self.status[number - 1] if number <= len(self.status) else 0

    @property
    def counter(self) -> int:
        """How many ETB were printed, modulo 32."""
        return gathered(self.byte(6))

    def encode(self) -> bytes:
        """The bytes of a printer that is not on a network."""
        headers = bytes([spread(len(self.status) + 2) | 0x01, spread(self.version)])
        return headers + self.status


@dataclass(frozen=True, slots=True)
class PrintEnd(Frame):
    """`ESC GS ETX s n1 n2 counter NUL`: a job is printed (s is 1), or how many were (0)."""

    function: int
    job: int
    counter: int
    shape: ClassVar[tuple[Part, ...]] = (
        Literal(_ETX),
        Number("function"),
        Number("job", 2),
        Number("counter"),
        Literal(b"\x00"),
    )


@dataclass(frozen=True, slots=True)
class Identity:
    """`ESC # * , … LF NUL`: model and version in one word, such as `HSP7000Ver.1.0`."""

    word: str

    @property
    def model(self) -> str:
        """The model alone."""
        return self.word.partition("Ver")[0].strip()

    def encode(self) -> bytes:
        """Its bytes."""
        return _IDENTITY + self.word.encode("ascii") + _IDENTITY_END


@dataclass(frozen=True, slots=True)
class Noise:
    """A byte that belongs to no answer."""

    byte: int


Answer = AutomaticStatus | PrintEnd | Identity | Noise


class AnswerReader:
    """Bytes -> answers, in any pieces. Never raises; what makes no sense is noise."""

    def __init__(self) -> None:
        self._waiting = b""

    def feed(self, data: bytes) -> tuple[Answer, ...]:
        """The answers that are complete now."""
        self._waiting += data
        return tuple(self._answers())

    def _answers(self) -> Iterator[Answer]:
        while self._waiting:
            found = self._first(self._waiting)
            if found is None:
                return
            answers, used = found
            self._waiting = self._waiting[used:]
            yield from answers

    def _first(self, data: bytes) -> tuple[tuple[Answer, ...], int] | None:
        """What the bytes start with, and how many of them that is; None where more must come."""
        if data[0] in _FLOW:
            return (), 1
        if data[0] == _ESC:
            return _escaped(data)
        if data[0] & _NEVER_SET == 0x01:
            return _status(data)
        return (Noise(data[0]),), 1


def _escaped(data: bytes) -> tuple[tuple[Answer, ...], int] | None:
    if data.startswith(_ETX):
        if len(data) < _PRINT_END_BYTES:
            return None
        found = PrintEnd.decode(data, 0)
        return ((found[0],), found[1]) if found else ((Noise(_ESC),), 1)
    if data.startswith(_IDENTITY):
        return _identity(data)
    if _ETX.startswith(data) or _IDENTITY.startswith(data):
        return None
    return (Noise(_ESC),), 1


def _identity(data: bytes) -> tuple[tuple[Answer, ...], int] | None:
    word, newline, rest = data[len(_IDENTITY) :].partition(b"\n")
    if len(word) > _IDENTITY_MAX or not _is_word(word) or rest[:1] not in {b"", b"\x00"}:
        return (Noise(_ESC),), 1
    if not newline or not rest:
        return None
    return (Identity(word.decode()),), len(_IDENTITY) + len(word) + len(_IDENTITY_END)


def _is_word(data: bytes) -> bool:
    return all(0x20 <= byte <= 0x7E for byte in data)


def _status(data: bytes) -> tuple[tuple[Answer, ...], int] | None:
    """The automatic status; on networks with a length and the data of other answers behind it."""
    length = gathered(data[0])
    if length < STATUS_BYTES_MIN:
        return (Noise(data[0]),), 1
    taken = bytearray()
    at = 0
    while at < len(data) and len(taken) < length:
        if data[at] not in _FLOW:
            if not _fits(len(taken), data[at]):
                return (Noise(data[0]),), 1
            taken.append(data[at])
        at += 1
    if len(taken) < length:
        return None
    status = AutomaticStatus(bytes(taken[2:]), gathered(taken[1]))
    if not taken[1] & _EXPANDED:
        return (status,), at
    if len(data) < at + 2:
        return None
    more = _network_length(data[at : at + 2])
    if more is None:
        return (Noise(data[0]),), 1
    at += 2
    if len(data) < at + more:
        return None
    return (status, *_wrapped(data[at : at + more])), at + more


def _fits(place: int, byte: int) -> bool:
    match place:
        case 0:
            return byte & _NEVER_SET == 0x01
        case 1:
            return byte & _NEVER_SET in {0, _EXPANDED}
        case _:
            return byte & _NEVER_SET == 0


def _network_length(data: bytes) -> int | None:
    """How much data follows. The reference does not tell which byte is first, but the most: 512.

    The data of an answer has 8 bytes at least, so that at most one order makes sense.
    """
    orders = (int.from_bytes(data, "little"), int.from_bytes(data, "big"))
    return next((each for each in orders if each == 0 or 8 <= each <= NETWORK_DATA_MAX), None)


def _wrapped(data: bytes) -> Iterator[Answer]:
    """The answers inside of network data, whose other parts we have no use for."""
    at = data.find(_ESC)
    while at >= 0:
        found = _escaped(data[at:])
        if found is not None:
            yield from (answer for answer in found[0] if not isinstance(answer, Noise))
        at = data.find(_ESC, at + 1)
