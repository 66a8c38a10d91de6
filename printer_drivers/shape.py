"""How a command is declared: a frozen dataclass, and the parts that its bytes consist of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self, TypeAlias
from typing import Literal as OneOf

SPACE: Final = 0x20
"""The first byte that is no control code."""

ByteOrder: TypeAlias = OneOf["little", "big"]


class FrameError(Exception):
    """Bytes that are none of the declared commands, or end in the middle of one."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Bytes that are always the same."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Number:
    """A field as an unsigned number, little-endian unless it says otherwise."""

    field: str
    size: int = 1
    order: ByteOrder = "little"


@dataclass(frozen=True, slots=True)
class Length:
    """How long a field of bytes is, plus what the manual counts with it."""

    field: str
    plus: int = 0
    order: ByteOrder = "little"
    size: int = 2


@dataclass(frozen=True, slots=True)
class Data:
    """A field of bytes, as long as the `Length` before it says, or as a product of fields."""

    field: str
    product: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """A field of one byte, of which some bits are always the same and tell what it is."""

    field: str
    mask: int
    fixed: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """A field of so many bytes."""

    field: str
    size: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A field of at most so many characters, none a control code, and the NUL behind them."""

    field: str
    size_max: int


Part = Literal | Number | Length | Data | Marked | Fixed | Ended


@dataclass(frozen=True, slots=True)
class Frame:
    """A command to a printer. Its bytes are what `shape` declares, in that order."""

    shape: ClassVar[tuple[Part, ...]] = ()

    def encode(self) -> bytes:
        """The command's bytes.

        Raises:
            OverflowError: a number does not fit its bytes.
            FrameError: the data is not as long as other fields say.
        """
        out = bytearray()
        for part in self.shape:
            match part:
                case Literal(data):
                    out += data
                case Number(field, size, order):
                    out += int(getattr(self, field)).to_bytes(size, order)
                case Length(field, plus, order, size):
                    out += (len(getattr(self, field)) + plus).to_bytes(size, order)
                case Data(field, product):
                    data = getattr(self, field)
                    if product and len(data) != _product(self.values(), product):
                        raise FrameError(f"{field}: {len(data)} bytes are not {product}")
                    out += data
                case Marked(field, mask, fixed):
                    byte = int(getattr(self, field))
                    if byte & mask != fixed:
                        raise FrameError(
                            f"{field}: {byte:#04x} has not the fixed bits {fixed:#04x}"
                        )
                    out += byte.to_bytes(1, "little")
                case Fixed(field, size):
                    data = getattr(self, field)
                    if len(data) != size:
                        raise FrameError(f"{field}: {len(data)} bytes are not {size}")
                    out += data
                case Ended(field, size_max):
                    data = getattr(self, field)
                    if len(data) > size_max or min(data, default=SPACE) < SPACE:
                        raise FrameError(f"{field}: over {size_max} bytes, or a control code")
                    out += data + b"\0"
        return bytes(out)

    def values(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "shape"}

    @classmethod
    def may_start(cls, byte: int) -> bool:
        """Whether such a byte can be the first of it: quicker to know than to try."""
        match cls.shape[0]:
            case Literal(literal):
                return byte == literal[0]
            case Marked(_, mask, fixed):
                return byte & mask == fixed
            case _:
                return True

    @classmethod
    def decode(cls, data: bytes, at: int) -> tuple[Self, int] | None:
        """The command that starts at `at`, and where it ends; None where another one does.

        Raises:
            FrameError: it starts here and the bytes end before it does.
        """
        values: dict[str, Any] = {}
        lengths: dict[str, int] = {}
        # a frame without fixed bytes is whatever stands there: its protocol says where one begins
        known = not any(isinstance(part, Literal | Marked) for part in cls.shape)
        for part in cls.shape:
            match part:
                case Literal(literal):
                    if data[at : at + len(literal)] != literal:
                        if known and literal.startswith(data[at : at + len(literal)]):
                            raise FrameError("the bytes end in a command")
                        return None
                    known = True
                    at += len(literal)
                case Number(field, size, order):
                    values[field] = int.from_bytes(_take(data, at, size), order)
                    at += size
                case Length(field, plus, order, size):
                    lengths[field] = int.from_bytes(_take(data, at, size), order) - plus
                    at += size
                case Data(field, product):
                    length = _product(values, product) if product else lengths[field]
                    if length < 0:
                        return None
                    values[field] = _take(data, at, length)
                    at += length
                case Marked(field, mask, fixed):
                    byte = _take(data, at, 1)[0]
                    if byte & mask != fixed:
                        return None
                    values[field] = byte
                    known = True
                    at += 1
                case Fixed(field, size):
                    values[field] = _take(data, at, size)
                    at += size
                case Ended(field, size_max):
                    end = at
                    while end < len(data) and data[end] >= SPACE:
                        end += 1
                    if end - at > size_max or (end < len(data) and data[end] != 0):
                        return None
                    _take(data, end, 1)
                    values[field] = data[at:end]
                    at = end + 1
        return (cls(**values), at) if known else None


def _take(data: bytes, at: int, size: int) -> bytes:
    taken = data[at : at + size]
    if len(taken) < size:
        raise FrameError(f"the bytes end in a command, {size - len(taken)} short")
    return taken


def _product(values: dict[str, Any], names: Sequence[str]) -> int:
    product = 1
    for name in names:
        product *= int(values[name])
    return product


@dataclass(frozen=True, slots=True)
class Characters(Frame):
    """Text in a printer's code, in any command language. None of its bytes is a control code."""

    data: bytes
    shape: ClassVar[tuple[Part, ...]] = (Data("data"),)

    def encode(self) -> bytes:
        """The text's bytes.

        Raises:
            FrameError: there are none, or one of them would be a command.
        """
        if not self.data or min(self.data) < SPACE:
            raise FrameError("text needs bytes, none below 0x20")
        return self.data


def decode_commands(data: bytes, commands: Sequence[type[Frame]]) -> tuple[Frame, ...]:
    """The commands of a language, and the text between them, that bytes consist of.

    Raises:
        FrameError: an unknown command, or a cut-off one.
    """
    frames = list[Frame]()
    at = 0
    while at < len(data):
        frame, at = _decode_one(data, at, commands)
        frames.append(frame)
    return tuple(frames)


def _decode_one(data: bytes, at: int, commands: Sequence[type[Frame]]) -> tuple[Frame, int]:
    end = at
    while end < len(data) and data[end] >= SPACE:
        end += 1
    if end > at:
        return Characters(data[at:end]), end
    for command in commands:
        found = command.decode(data, at)
        if found is not None:
            return found
    raise FrameError(f"no command starts with {data[at : at + 4].hex(' ')}")
