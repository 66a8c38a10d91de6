"""IPP messages as declared frames: RFC 8010 (encoding), RFC 8011 (what they mean).

A message is a header, groups of attributes, and perhaps a document behind them. An attribute has
values of a tag each; a collection is such a row of values, too, with a value that begins and one
that ends it, so it keeps its bytes without being understood here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeVar

from printer_drivers.shape import Data, Frame, FrameError, Length, Number

VERSION: Final = 0x0101
"""IPP/1.1, which every printer has to know (RFC 8011, 4.1.8; PWG 5100.12, 4.1)."""
_LENGTH_MAX: Final = 0x7FFF
"""Lengths are signed numbers of two bytes (RFC 8010, 3.2)."""
_FIRST_VALUE_TAG: Final = 0x10
"""Below are the tags of groups (RFC 8010, 3.5)."""


_NUMBER_BYTES: Final[dict[int, int]] = {0x21: 4, 0x22: 1, 0x23: 4}
"""How long an integer, a boolean and an enum are."""


class Group(IntEnum):
    """What begins a group of attributes (RFC 8010, 3.5.1)."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    """Ends all groups. The document follows."""
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class Tag(IntEnum):
    """Kinds of values (RFC 8010, 3.5.2)."""

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49


class Operation(IntEnum):
    """What a client asks for (RFC 8011, 5.4.15)."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B


class Status(IntEnum):
    """Answers that are treated in a way of their own (RFC 8011, appendix B)."""

    OK = 0x0000
    LAST_SUCCESSFUL = 0x00FF
    """All from 0 to this one mean that it was done."""
    NOT_AUTHENTICATED = 0x0402
    NOT_POSSIBLE = 0x0404
    NOT_FOUND = 0x0406
    DOCUMENT_FORMAT = 0x040A
    INTERNAL_ERROR = 0x0500
    OPERATION_NOT_SUPPORTED = 0x0501
    SERVICE_UNAVAILABLE = 0x0502
    NOT_ACCEPTING_JOBS = 0x0506
    BUSY = 0x0507


@dataclass(frozen=True, slots=True)
class _Header(Frame):
    version: int
    code: int
    request_id: int

    shape = (Number("version", 2, "big"), Number("code", 2, "big"), Number("request_id", 4, "big"))


@dataclass(frozen=True, slots=True)
class _Entry(Frame):
    """A value with the name of its attribute; without one, it is another value of the last."""

    tag: int
    name: bytes
    value: bytes

    shape = (
        Number("tag"),
        Length("name", order="big"),
        Data("name"),
        Length("value", order="big"),
        Data("value"),
    )


@dataclass(frozen=True, slots=True)
class Value:
    """A value, as its bytes."""

    tag: int
    data: bytes = b""

    @property
    def number(self) -> int:
        """A number, an enum, or a boolean as 0 or 1.

        Raises:
            FrameError: it is none.
        """
        if len(self.data) != _NUMBER_BYTES.get(self.tag):
            raise FrameError(f"a value of the kind {self.tag:#04x} is no number")
        return int.from_bytes(self.data, "big", signed=self.tag != Tag.BOOLEAN)

    @property
    def text(self) -> str:
        """Words, a keyword or an address. Bytes that are no UTF-8 become U+FFFD.

        Raises:
            FrameError: it is none of these.
        """
        data = self.data
        if self.tag in {Tag.TEXT_WITH_LANGUAGE, Tag.NAME_WITH_LANGUAGE}:
            at = 2 + int.from_bytes(data[:2], "big")
            size = int.from_bytes(data[at : at + 2], "big")
            data = data[at + 2 :]
            if len(data) != size:
                raise FrameError("a text with its language is not as long as it says")
        elif not 0x40 <= self.tag <= 0x5F:
            raise FrameError(f"a value of the kind {self.tag:#04x} is no text")
        return data.decode("utf-8", errors="replace")


def integer(number: int) -> Value:
    """A number."""
    return Value(Tag.INTEGER, number.to_bytes(4, "big", signed=True))


def enum(number: int) -> Value:
    """One of a numbered list."""
    return Value(Tag.ENUM, number.to_bytes(4, "big", signed=True))


def boolean(true: bool) -> Value:
    """Yes or no."""
    return Value(Tag.BOOLEAN, bytes([true]))


def words(tag: Tag, text: str) -> Value:
    """A keyword, a name, an address …, by its tag."""
    return Value(tag, text.encode("utf-8"))


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name and its values."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class AttributeGroup:
    """Attributes about one thing: the operation, a job, the printer."""

    tag: int
    attributes: tuple[Attribute, ...] = ()

    def named(self, name: str) -> tuple[Value, ...]:
        """The values of an attribute; none where it is not there."""
        for attribute in self.attributes:
            if attribute.name == name:
                return attribute.values
        return ()


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer."""

    code: int
    """The operation of a request, the status of an answer."""
    request_id: int
    groups: tuple[AttributeGroup, ...] = ()
    document: bytes = b""
    version: int = VERSION

    @property
    def done(self) -> bool:
        """Whether an answer says that it was done, perhaps without things that matter less."""
        return self.code <= Status.LAST_SUCCESSFUL

    def group(self, tag: Group) -> AttributeGroup:
        """The first group of a kind; one without attributes where there is none."""
        for group in self.groups:
            if group.tag == tag:
                return group
        return AttributeGroup(tag)

    def encode(self) -> bytes:
        """Its bytes.

        Raises:
            OverflowError: a number does not fit.
            FrameError: a name is missing, or something is longer than a length can say.
        """
        out = bytearray(_Header(self.version, self.code, self.request_id).encode())
        for group in self.groups:
            if not 0 <= group.tag < _FIRST_VALUE_TAG or group.tag == Group.END:
                raise FrameError(f"{group.tag:#04x} begins no group")
            out.append(group.tag)
            for entry in _entries(group):
                out += entry.encode()
        out.append(Group.END)
        return bytes(out) + self.document

    @classmethod
    def decode(cls, data: bytes) -> "Message":
        """The message that some bytes are. Encoded again, it is these bytes.

        Raises:
            FrameError: they are none.
        """
        header, at = _read(_Header, data, 0)
        groups = list[AttributeGroup]()
        while (tag := _byte(data, at)) != Group.END:
            at += 1
            if tag >= _FIRST_VALUE_TAG:
                raise FrameError("a value stands outside of all groups")
            entries = list[_Entry]()
            while _byte(data, at) >= _FIRST_VALUE_TAG:
                entry, at = _read(_Entry, data, at)
                entries.append(entry)
            groups.append(AttributeGroup(tag, tuple(_attributes(entries))))
        return cls(
            header.code, header.request_id, tuple(groups), data[at + 1 :], version=header.version
        )


def _entries(group: AttributeGroup) -> Iterator[_Entry]:
    for attribute in group.attributes:
        if not (attribute.name and attribute.values):
            raise FrameError("an attribute needs a name and a value")
        for place, value in enumerate(attribute.values):
            name = attribute.name.encode("latin-1") if place == 0 else b""
            if not _FIRST_VALUE_TAG <= value.tag <= 0xFF:
                raise FrameError(f"{value.tag:#04x} is no value's tag")
            if max(len(name), len(value.data)) > _LENGTH_MAX:
                raise FrameError(f"{attribute.name} is longer than {_LENGTH_MAX} bytes")
            yield _Entry(value.tag, name, value.data)


def _attributes(entries: Iterable[_Entry]) -> Iterator[Attribute]:
    name = ""
    values = list[Value]()
    for entry in entries:
        if max(len(entry.name), len(entry.value)) > _LENGTH_MAX:
            raise FrameError("a length is negative")
        if entry.name:
            if values:
                yield Attribute(name, tuple(values))
            # names are US-ASCII; whatever else is there must only come out as it was
            name, values = entry.name.decode("latin-1"), []
        elif not values:
            raise FrameError("a further value stands before any attribute")
        values.append(Value(entry.tag, entry.value))
    if values:
        yield Attribute(name, tuple(values))


_Read = TypeVar("_Read", bound=Frame)


def _read(frame: type[_Read], data: bytes, at: int) -> tuple[_Read, int]:
    found = frame.decode(data, at)
    if found is None:
        raise FrameError("a length is negative")
    return found


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise FrameError("the bytes end before the message does")
    return data[at]
