"""A document made of meaning: what a paper says, and nothing about how a printer says it.

Documents come from our own kiosk and from files that people write, so every size is bounded: no
document can exhaust memory or paper.
"""

import unicodedata
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from printer_drivers.images import PICTURE_BYTES_MAX, PictureError, checked_picture

BLOCKS_MAX: Final = 200
"""Blocks in one document. A checklist has about 20; one of 20 procedures has 170."""
CHARACTERS_MAX: Final = 20_000
"""Characters in one document, all blocks together: about 10 m of paper."""
FILE_BYTES_MAX: Final = 1_000_000
"""Bytes of a document as JSON."""
HEADING_MAX: Final = 100
RUBY_BASE_MAX: Final = 10
"""Characters under one ruby. A word that is never broken must fit the narrowest paper."""
IMAGES_BYTES_MAX: Final = 600_000
"""Bytes of all pictures of one document, as their files have them."""

Alignment = Literal["left", "center", "right"]
Pictures = Callable[[str], bytes]
"""Reads the picture that a document names. Raises `OSError` where there is none."""


def _printable(text: str) -> str:
    """Text that a printer can be given. A control character could be a command to it."""
    if text.isprintable():
        return text
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


ShortWords = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_printable)]
Cell = Annotated[str, Field(max_length=300), AfterValidator(_printable)]


class _Block(BaseModel):
    """What all blocks have in common: frozen, and unknown keys are spelling mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Run(_Block):
    """Words in one style, inside a paragraph."""

    text: Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_printable)]
    bold: bool = False
    ruby: Annotated[str, Field(min_length=1, max_length=18), AfterValidator(_one_line)] | None = (
        None
    )
    """Furigana, which stand above these words. The words are then not broken over lines."""

    @model_validator(mode="after")
    def _short_under_ruby(self) -> Self:
        if self.ruby is not None and (len(self.text) > RUBY_BASE_MAX or "\n" in self.text):
            raise ValueError(f"words under ruby are one line of {RUBY_BASE_MAX} characters at most")
        if self.ruby is not None and not (self.text.strip() and self.ruby.strip()):
            raise ValueError("ruby and the words under it are not blank")
        return self


Runs = Annotated[tuple[Run, ...], Field(min_length=1, max_length=100)]


class _Words(_Block):
    """Words, given plainly as `text` or, with emphasis and furigana, as `runs`."""

    text: Annotated[str, Field(max_length=1000), AfterValidator(_printable)] = ""
    """Empty where there are `runs`."""
    runs: Runs | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.text) == bool(self.runs):
            raise ValueError("needs either text or runs")
        return self

    @property
    def words(self) -> str:
        """All words, without their style and their furigana."""
        return self.text if self.runs is None else "".join(run.text for run in self.runs)

    @property
    def styled(self) -> tuple[Run, ...]:
        """The words as runs, also where they were given plainly."""
        return (Run(text=self.text),) if self.runs is None else self.runs


class Heading(_Words):
    """What the paper, or a part of it, is about. Large, bold and centred."""

    kind: Literal["heading"] = "heading"

    @model_validator(mode="after")
    def _short(self) -> Self:
        if len(self.words) > HEADING_MAX:
            raise ValueError(f"a heading has {HEADING_MAX} characters at most")
        return self


class Number(_Block):
    """The ticket's number, as big as the paper takes it."""

    kind: Literal["number"] = "number"
    text: Annotated[str, Field(min_length=1, max_length=12), AfterValidator(_one_line)]


class Text(_Words):
    """A paragraph. Line ends in it are kept."""

    kind: Literal["text"] = "text"
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


class Image(_Block):
    """A picture, such as the city's crest, in black dots on white paper.

    As wide as the file has dots unless `width` or `dots` says otherwise, and never wider than the
    paper. Grey becomes a fixed pattern of dots.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    kind: Literal["image"] = "image"
    data: Annotated[bytes, Field(max_length=PICTURE_BYTES_MAX)]
    """A PNG, JPEG, GIF or BMP file; base64 in JSON. A document in a file may say `path` instead,
    which is read when the document is loaded."""
    width: Annotated[int, Field(ge=1, le=100)] | None = None
    """Percent of the paper's width."""
    dots: Annotated[int, Field(ge=8, le=832)] | None = None
    """Dots across."""
    align: Alignment = "center"

    @model_validator(mode="before")
    @classmethod
    def _read(cls, values: Any, info: ValidationInfo) -> Any:
        if not isinstance(values, dict):
            return values
        if info.mode != "json" and isinstance(values.get("data"), str):
            # of a document that was made JSON before, and read by somebody else
            return {**values, "data": urlsafe_b64decode(values["data"])}
        if "path" not in values:
            return values
        if "data" in values:
            raise ValueError("needs either data or path")
        read = (info.context or {}).get("pictures")
        if read is None or not isinstance(values["path"], str):
            raise ValueError("a path is read only when a document is loaded from a file")
        try:
            data = read(values["path"])
        except OSError as error:
            raise ValueError(f"{values['path']}: {error.strerror or error}") from error
        rest = {key: value for key, value in values.items() if key != "path"}
        if info.mode == "json":
            return {**rest, "data": b64encode(data).decode("ascii")}
        return {**rest, "data": data}

    @field_validator("data", mode="after")
    @classmethod
    def _a_picture(cls, data: bytes) -> bytes:
        try:
            return checked_picture(data)
        except PictureError as error:
            raise ValueError(str(error)) from error

    @model_validator(mode="after")
    def _one_width(self) -> Self:
        if self.width is not None and self.dots is not None:
            raise ValueError("needs either width or dots")
        return self


class Spacer(_Block):
    """White paper."""

    kind: Literal["spacer"] = "spacer"
    lines: Annotated[int, Field(ge=1, le=20)] = 1
    """In lines of normal text."""


class Cut(_Block):
    """The end of one paper. What follows is another one."""

    kind: Literal["cut"] = "cut"


Block = Annotated[
    Heading | Number | Text | KeyValue | Table | Rule | Code | Image | Spacer | Cut,
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
        pictures = sum(len(block.data) for block in self.blocks if isinstance(block, Image))
        if pictures > IMAGES_BYTES_MAX:
            raise ValueError(f"pictures of {pictures} bytes, {IMAGES_BYTES_MAX} are allowed")
        return self


class DocumentError(Exception):
    """A document cannot be used. The message names the field and the reason, a line each."""


def load_document(data: bytes | str, pictures: Pictures | None = None) -> Document:
    """The document that a JSON text describes. `pictures` reads the paths of its images.

    Raises:
        DocumentError: it does not parse, has unknown or missing fields, or is too large.
    """
    if len(data) > FILE_BYTES_MAX:
        raise DocumentError(f"larger than {FILE_BYTES_MAX} bytes")
    try:
        return Document.model_validate_json(data, context={"pictures": pictures})
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
        case Number():
            yield block.text
        case Heading() | Text():
            for run in block.styled:
                yield from (run.text, run.ruby or "")
        case KeyValue():
            yield from (block.key, block.value)
        case Table():
            yield from block.header or ()
            for row in block.rows:
                yield from row
        case Code():
            yield block.text
            yield block.caption or ""
        case Rule() | Image() | Spacer() | Cut():
            pass
