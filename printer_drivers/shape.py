"""How a command is declared: a frozen dataclass, and the parts that its bytes consist of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeAlias
from typing import Literal as OneOf

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
    """How long a field of bytes is, in two bytes, plus what the manual counts with it."""

    field: str
    plus: int = 0
    order: ByteOrder = "little"


@dataclass(frozen=True, slots=True)
class Data:
    """A field of bytes, as long as the `Length` before it says, or as a product of fields."""

    field: str
    product: tuple[str, ...] = ()


Part = Literal | Number | Length | Data


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
                case Length(field, plus, order):
                    out += (len(getattr(self, field)) + plus).to_bytes(2, order)
                case Data(field, product):
                    data = getattr(self, field)
                    if product and len(data) != _product(self.values(), product):
                        raise FrameError(f"{field}: {len(data)} bytes are not {product}")
                    out += data
        return bytes(out)

    def values(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "shape"}

    @classmethod
    def decode(cls, data: bytes, at: int) -> tuple[Self, int] | None:
        """The command that starts at `at`, and where it ends; None where another one does.

        Raises:
            FrameError: it starts here and the bytes end before it does.
        """
        values: dict[str, Any] = {}
        lengths: dict[str, int] = {}
        # a frame without fixed bytes is whatever stands there: its protocol says where one begins
        known = not any(isinstance(part, Literal) for part in cls.shape)
        for part in cls.shape:
            match part:
                case Literal(literal):
                    if data[at : at + len(literal)] != literal:
                        return None
                    known = True
                    at += len(literal)
                case Number(field, size, order):
                    values[field] = int.from_bytes(_take(data, at, size), order)
                    at += size
                case Length(field, plus, order):
                    lengths[field] = int.from_bytes(_take(data, at, 2), order) - plus
                    at += 2
                case Data(field, product):
                    length = _product(values, product) if product else lengths[field]
                    if length < 0:
                        return None
                    values[field] = _take(data, at, length)
                    at += length
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
