"""Each element of a paper's XML: what it may hold, and the block that it becomes. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from printer_drivers.documents import (
    Block,
    Code,
    Column,
    Cut,
    Heading,
    Image,
    KeyValue,
    Number,
    Pictures,
    Rule,
    Spacer,
    Table,
    Text,
)
from printer_drivers.inline import Piece, collapsed
from printer_drivers.markup_refusals import MarkupError, cited, one_of

_INLINE: Final = ("b", "ruby", "br")
_BLOCKS: Final = (
    "heading", "number", "text", "row", "table", "rule", "code", "image", "space", "cut",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """What an element may hold."""

    children: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    words: bool = False
    """Whether text may stand in it."""


ELEMENTS: Final[Mapping[str, Kind]] = {
    "paper": Kind(children=_BLOCKS, attributes=("lang",)),
    "heading": Kind(children=("ruby", "br"), words=True),
    "number": Kind(words=True),
    "text": Kind(children=_INLINE, attributes=("size", "align"), words=True),
    "b": Kind(children=("ruby", "br"), words=True),
    "ruby": Kind(children=("rt",), words=True),
    "rt": Kind(words=True),
    "br": Kind(),
    "row": Kind(children=("br",), attributes=("key",), needs=("key",), words=True),
    "table": Kind(children=("col", "tr")),
    "col": Kind(attributes=("width", "align")),
    "tr": Kind(children=("th", "td")),
    "th": Kind(children=("br",), words=True),
    "td": Kind(children=("br",), words=True),
    "rule": Kind(),
    "code": Kind(children=("br",), attributes=("text",), needs=("text",), words=True),
    "image": Kind(attributes=("src", "width", "align"), needs=("src",)),
    "space": Kind(attributes=("lines",)),
    "cut": Kind(),
}
"""The whole vocabulary."""


@dataclass(slots=True)
class Element:
    """An element that is open, and what it holds so far."""

    name: str
    place: str
    attributes: dict[str, str]
    pictures: Pictures | None = None
    """Reads the file of an image."""
    pieces: list[Piece] = field(default_factory=list)
    reading: str = ""
    """Of a ruby."""
    blocks: list[Block] = field(default_factory=list)
    """Of a paper."""
    columns: list[Column] = field(default_factory=list)
    """Of a table, as are header and rows."""
    header: tuple[str, ...] | None = None
    rows: list[tuple[str, ...]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    """Of a row."""
    kind_of_cells: str = ""
    """`th` or `td`."""

    @property
    def words(self) -> str:
        """What it says, without styles."""
        return "".join(piece.text for piece in collapsed(self.pieces))


def _bold(element: Element, parent: Element) -> None:
    parent.pieces.extend(replace(piece, bold=True) for piece in element.pieces)


def _br(_element: Element, parent: Element) -> None:
    parent.pieces.append(Piece("\n", is_break=True))


def _rt(element: Element, parent: Element) -> None:
    parent.reading += element.words


def _ruby(element: Element, parent: Element) -> None:
    text = element.words
    if not text or not element.reading:
        raise MarkupError(element.place, "<ruby>漢字<rt>かんじ</rt></ruby> needs both")
    parent.pieces.append(Piece(text, ruby=element.reading))


def _heading(element: Element, parent: Element) -> None:
    pieces = collapsed(element.pieces)
    if pieces:
        parent.blocks.append(Heading.model_validate(_said(pieces)))


def _number(element: Element, parent: Element) -> None:
    parent.blocks.append(Number(text=element.words))


def _text(element: Element, parent: Element) -> None:
    pieces = collapsed(element.pieces)
    if not pieces:
        return
    bold = all(piece.bold for piece in pieces if piece.text.strip())
    if bold:
        pieces = [replace(piece, bold=False) for piece in pieces]
    parent.blocks.append(Text.model_validate({**element.attributes, **_said(pieces), "bold": bold}))


def _said(pieces: Sequence[Piece]) -> dict[str, Any]:
    """The words of a block: plain where they are all in one style."""
    if not any(piece.bold or piece.ruby for piece in pieces):
        return {"text": "".join(piece.text for piece in pieces)}
    return {
        "runs": tuple(
            {"text": piece.text, "bold": piece.bold, "ruby": piece.ruby} for piece in pieces
        )
    }


def _row(element: Element, parent: Element) -> None:
    # a value may be empty by chance, such as a service that has no counter today
    key = element.attributes["key"].strip()
    parent.blocks.append(KeyValue(key=key, value=element.words or "-"))


def _cell(element: Element, parent: Element) -> None:
    if parent.cells and parent.kind_of_cells != element.name:
        raise MarkupError(element.place, "a <tr> has either <th> or <td>, not both")
    parent.kind_of_cells = element.name
    parent.cells.append(element.words)


def _tr(element: Element, parent: Element) -> None:
    if not element.cells:
        raise MarkupError(element.place, "<tr> needs at least one <td>")
    if element.kind_of_cells == "td":
        parent.rows.append(tuple(element.cells))
    elif parent.rows or parent.header is not None:
        raise MarkupError(element.place, "the <tr> with <th> stands before all others")
    else:
        parent.header = tuple(element.cells)


def _col(element: Element, parent: Element) -> None:
    if parent.rows or parent.header is not None:
        raise MarkupError(element.place, "<col/> stands before the first <tr>")
    parent.columns.append(Column.model_validate(element.attributes))


def _table(element: Element, parent: Element) -> None:
    if element.rows:
        parent.blocks.append(
            Table(
                header=element.header,
                rows=tuple(element.rows),
                columns=tuple(element.columns) or None,
            )
        )


def _code(element: Element, parent: Element) -> None:
    parent.blocks.append(Code(text=element.attributes["text"], caption=element.words or None))


def _space(element: Element, parent: Element) -> None:
    parent.blocks.append(Spacer.model_validate(element.attributes))


def _image(element: Element, parent: Element) -> None:
    given = {"path" if name == "src" else name: value for name, value in element.attributes.items()}
    parent.blocks.append(Image.model_validate(given, context={"pictures": element.pictures}))


def _plain(block: type[Rule | Cut]) -> Callable[[Element, Element], None]:
    def close(_element: Element, parent: Element) -> None:
        parent.blocks.append(block())

    return close


def _nothing(_element: Element, _parent: Element) -> None:
    """The paper itself: its blocks are all there."""


CLOSING: Final[Mapping[str, Callable[[Element, Element], None]]] = {
    "paper": _nothing,
    "heading": _heading,
    "number": _number,
    "text": _text,
    "b": _bold,
    "ruby": _ruby,
    "rt": _rt,
    "br": _br,
    "row": _row,
    "table": _table,
    "col": _col,
    "tr": _tr,
    "th": _cell,
    "td": _cell,
    "rule": _plain(Rule),
    "code": _code,
    "image": _image,
    "space": _space,
    "cut": _plain(Cut),
}


ATTRIBUTE_OF: Final = {
    "path": "src",
    "data": "src",
    "language": "lang",
    "text": "the text",
    "caption": "the text",
}
"""What the XML calls a document's field, where it is another word."""


def words_not_allowed(text: str, parent: str) -> str:
    """Words that stand where only elements may, and where they belong."""
    children = ELEMENTS[parent].children
    if not children:
        return f"<{parent}/> is empty; the words {cited(text)} may not stand in it"
    homes = [child for child in children if ELEMENTS[child].words] or [
        below for child in children for below in ELEMENTS[child].children
    ]
    where = one_of(f"<{home}>" for home in homes)
    return f"the words {cited(text)} may not stand in <{parent}> itself; they belong in {where}"
