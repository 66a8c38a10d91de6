"""A document made of meaning: what a paper says, and nothing about how a printer says it.

Documents come from our own kiosk and from files that people write, so every size is bounded: no
document can exhaust memory or paper.
"""

import unicodedata
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

BLOCKS_MAX: Final = 120
"""Blocks in one document. A ticket with its checklist has about 20."""
CHARACTERS_MAX: Final = 20_000
"""Characters in one document, all blocks together: about 10 m of paper."""
FILE_BYTES_MAX: Final = 1_000_000
"""Bytes of a document as JSON."""

Alignment = Literal["left", "center", "right"]


def _printable(text: str) -> str:
    """Text that a printer can be given. A control character could be a command to it."""
    for character in text:
        if character != "\n" and unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
            raise ValueError(f"the character U+{ord(character):04X} cannot be printed")
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("must be one line")
    return _printable(text)


def _ascii(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        # readers guess at the encoding of anything else
        raise ValueError("a QR code may hold printable ASCII only")
    return text


Words = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_printable)]
ShortWords = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_printable)]
Cell = Annotated[str, Field(max_length=300), AfterValidator(_printable)]


class _Block(BaseModel):
    """What all blocks have in common: frozen, and unknown keys are spelling mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Heading(_Block):
    """What the paper, or a part of it, is about. Large, bold and centred."""

    kind: Literal["heading"] = "heading"
    text: ShortWords


class Number(_Block):
    """The ticket's number, as big as the paper takes it."""

    kind: Literal["number"] = "number"
    text: Annotated[str, Field(min_length=1, max_length=12), AfterValidator(_one_line)]


class Text(_Block):
    """A paragraph. Line ends in it are kept."""

    kind: Literal["text"] = "text"
    text: Words
    size: Literal["small", "normal", "large"] = "normal"
    bold: bool = False
    align: Alignment = "left"


class KeyValue(_Block):
    """A name and its value on one line, such as the counter to go to."""

    kind: Literal["key_value"] = "key_value"
    key: ShortWords
    value: ShortWords


class Column(_Block):
    """How a table's column is set: its share of the width, and where its text stands."""

    width: Annotated[int, Field(ge=1, le=100)] = 1
    """Relative to the other columns' widths; no unit."""
    align: Alignment = "left"


class Table(_Block):
    """Rows of cells. Without `columns`, the widths come from what is in the cells."""

    kind: Literal["table"] = "table"
    header: Annotated[tuple[Cell, ...], Field(max_length=8)] | None = None
    rows: Annotated[
        tuple[Annotated[tuple[Cell, ...], Field(min_length=1, max_length=8)], ...],
        Field(min_length=1, max_length=100),
    ]
    columns: Annotated[tuple[Column, ...], Field(min_length=1, max_length=8)] | None = None

    @model_validator(mode="after")
    def _same_width(self) -> Self:
        count = len(self.columns) if self.columns is not None else len(self.rows[0])
        for number, row in enumerate(self.rows, start=1):
            if len(row) != count:
                raise ValueError(f"row {number} has {len(row)} cells, the table has {count}")
        if self.header is not None and len(self.header) != count:
            raise ValueError(f"the header has {len(self.header)} cells, the table has {count}")
        return self

    @property
    def column_count(self) -> int:
        """How many cells every row has."""
        return len(self.rows[0])


class Rule(_Block):
    """A line across the paper."""

    kind: Literal["rule"] = "rule"


class Code(_Block):
    """A QR code (ISO/IEC 18004, error correction M), with words below it."""

    kind: Literal["code"] = "code"
    text: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_ascii)]
    caption: ShortWords | None = None


class Spacer(_Block):
    """White paper."""

    kind: Literal["spacer"] = "spacer"
    lines: Annotated[int, Field(ge=1, le=20)] = 1
    """In lines of normal text."""


class Cut(_Block):
    """The end of one paper. What follows is another one."""

    kind: Literal["cut"] = "cut"


Block = Annotated[
    Heading | Number | Text | KeyValue | Table | Rule | Code | Spacer | Cut,
    Field(discriminator="kind"),
]


class Document(BaseModel):
    """Everything that one print job says. A cut at its end is made even where none is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,8})?$")] = "ja"
    """Decides where lines may break."""
    blocks: Annotated[tuple[Block, ...], Field(max_length=BLOCKS_MAX)]

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if not self.blocks:
            raise ValueError("a document needs at least one block")
        total = sum(len(text) for block in self.blocks for text in _texts(block))
        if total > CHARACTERS_MAX:
            raise ValueError(f"{total} characters are more than the {CHARACTERS_MAX} allowed")
        return self


class DocumentError(Exception):
    """A document cannot be used. The message names the field and the reason, a line each."""


def load_document(data: bytes | str) -> Document:
    """The document that a JSON text describes.

    Raises:
        DocumentError: it does not parse, has unknown or missing fields, or is too large.
    """
    if len(data) > FILE_BYTES_MAX:
        raise DocumentError(f"larger than {FILE_BYTES_MAX} bytes")
    try:
        return Document.model_validate_json(data)
    except ValidationError as error:
        problems = [
            _place(problem["loc"]) + problem["msg"].removeprefix("Value error, ")
            for problem in error.errors(include_url=False, include_context=False)
        ]
        raise DocumentError("\n".join(problems)) from error


def _place(steps: tuple[int | str, ...]) -> str:
    """`blocks › 3 › text: `, counted from 1 as people count."""
    named: list[Any] = [step + 1 if isinstance(step, int) else step for step in steps]
    # pydantic puts the block's kind between its number and its field
    return " › ".join(str(step) for step in named) + ": " if named else ""


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Number() | Text():
            yield block.text
        case KeyValue():
            yield from (block.key, block.value)
        case Table():
            yield from block.header or ()
            for row in block.rows:
                yield from row
        case Code():
            yield block.text
            yield block.caption or ""
        case Rule() | Spacer() | Cut():
            pass
