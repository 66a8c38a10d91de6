"""A document -> what the Typst template `paper.typ` sets. Pure; all of it is JSON."""

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final, assert_never

import segno
from PIL import Image as Picture
from PIL import ImageOps

from printer_drivers.a4.pieces import Pieces, Style, Styled
from printer_drivers.a4.sizes import SIZES, TextSize
from printer_drivers.breaking import longest_line
from printer_drivers.documents import (
    Block,
    Code,
    Cut,
    Document,
    Heading,
    Image,
    KeyValue,
    Number,
    Rule,
    Spacer,
    Table,
    Text,
)

NARROW_CELLS: Final = 6
"""A column with nothing longer, such as one of boxes to tick, is as wide as what is in it."""
DOTS_PER_MM: Final = 8
"""Of receipt printers (203 dpi), in whose dots documents give the size of pictures."""
QUIET_ZONE: Final = 4
"""White modules around a QR code (ISO/IEC 18004, 9.1)."""


def page_data(
    document: Document,
    pieces: Pieces,
    fonts: Sequence[str],
    *,
    size: TextSize = "normal",
    two_sided: bool = False,
) -> dict[str, Any]:
    """Everything that the template needs to know.

    Two-sided papers each begin on a sheet of their own. `fonts` are names of families in order of
    preference. No word of the document gets into the title: a PDF's metadata is shown in places
    where the paper is not.
    """
    japanese = language_of(document.language) == "ja"
    return {
        "title": "窓口の書類" if japanese else "Paper from the service counter",
        "lang": language_of(document.language),
        "region": _region(document.language),
        "fonts": list(fonts),
        "fonts-of-variants": sorted(fonts, key=lambda family: "CJK" not in family),
        "sizes": SIZES[size].as_data(),
        "two-sided": two_sided,
        "page-words": "{number} / {count} ページ" if japanese else "{number} / {count}",
        "papers": [list(_blocks(paper, pieces)) for paper in papers(document)],
    }


def language_of(tag: str) -> str:
    """The language alone: `ja` of `ja-simple`."""
    return tag.split("-", maxsplit=1)[0].lower()


def papers(document: Document) -> list[list[Block]]:
    """The blocks of each paper, without the cuts. A cut where nothing is on the paper is none."""
    found = list[list[Block]]([[]])
    for block in document.blocks:
        if not isinstance(block, Cut):
            found[-1].append(block)
        elif found[-1]:
            found.append([])
    return [paper for paper in found if paper] or [[]]


def _region(tag: str) -> str | None:
    """Which forms of kanji a language's text has, where its name does not say."""
    match tag.lower().split("-"):
        case ["zh", "hant" | "tw" | "hk" | "mo", *_]:
            return "tw"
        case ["zh", *_]:
            return "cn"
        case _:
            return None


def _blocks(paper: Sequence[Block], pieces: Pieces) -> Iterator[dict[str, Any]]:
    values = list[KeyValue]()
    sticky = False
    for place, block in enumerate(paper):
        if isinstance(block, KeyValue):
            values.append(block)
            continue
        if values:
            yield _key_values(values, pieces)
            values = []
        following = paper[place + 1] if place + 1 < len(paper) else None
        sticky = _introduces(block, following, sticky)
        yield _block(block, pieces, sticky=sticky)
    if values:
        yield _key_values(values, pieces)


def _key_values(values: Sequence[KeyValue], pieces: Pieces) -> dict[str, Any]:
    """Neighbours stand in one table, so that their values begin at one edge."""
    rows = [{"key": pieces.plain(row.key), "value": pieces.plain(row.value)} for row in values]
    return {"kind": "key_values", "rows": rows}


def _introduces(block: Block, following: Block | None, after_such: bool) -> bool:
    """Whether a block is about what follows it, and so must not stand alone at a page's foot:
    words in bold or large, and what stands between such words and more of them or a table."""
    match block:
        case Text():
            loud = block.bold or block.size == "large"
            return following is not None and (loud or (after_such and _loud(following)))
        case _:
            return False


def _loud(block: Block) -> bool:
    return isinstance(block, Table) or (isinstance(block, Text) and block.bold)


def _block(block: Block, pieces: Pieces, *, sticky: bool) -> dict[str, Any]:
    match block:
        case Heading():
            words = " ".join(block.words.split())
            return {"kind": "heading", "words": words, "lines": pieces.lines(_styled(block))}
        case Number():
            return {"kind": "number", "lines": pieces.plain(block.text)}
        case Text():
            return {
                "kind": "text",
                "lines": pieces.lines(_styled(block)),
                "size": block.size,
                "bold": block.bold,
                "align": block.align,
                "sticky": sticky,
            }
        case KeyValue():
            return _key_values([block], pieces)
        case Table():
            return _table(block, pieces)
        case Rule():
            return {"kind": "rule"}
        case Code():
            caption = block.caption
            return {
                "kind": "code",
                "svg": _qr_svg(block.text),
                "alt": f"QR: {caption or block.text}",
                "caption": None if caption is None else pieces.plain(caption),
            }
        case Image():
            return _image(block)
        case Spacer():
            return {"kind": "spacer", "lines": block.lines}
        case Cut():
            raise ValueError("a cut is between papers, not on one")
        case _:
            assert_never(block)


def _styled(block: Heading | Text) -> Sequence[Styled]:
    return [(run.text, Style(run.bold, run.ruby)) for run in block.styled]


def _image(image: Image) -> dict[str, Any]:
    """A picture in its own colours, without what else its file tells of a place or a camera."""
    with Picture.open(io.BytesIO(image.data)) as opened:
        turned = ImageOps.exif_transpose(opened).convert("RGBA")
    paper = Picture.new("RGBA", turned.size, "white")
    paper.alpha_composite(turned)
    out = io.BytesIO()
    paper.convert("RGB").save(out, "PNG")
    return {
        "kind": "image",
        "bytes": list(out.getvalue()),
        "alt": "画像",
        "align": image.align,
        # of the page, or as large as on a receipt
        "share": image.width,
        "millimetres": (image.dots or turned.width) / DOTS_PER_MM,
    }


def _table(table: Table, pieces: Pieces) -> dict[str, Any]:
    columns = table.columns
    everything = [table.header, *table.rows] if table.header else list(table.rows)
    widths = list[int]()
    for number, cells in enumerate(zip(*everything, strict=True)):
        narrow = max(map(longest_line, cells)) <= NARROW_CELLS
        widths.append(0 if narrow or columns is None else columns[number].width)
    if columns is None:
        # the column with the longest words takes what the others leave
        longest = [max(map(longest_line, cells)) for cells in zip(*everything, strict=True)]
        widths = [0 if size <= NARROW_CELLS else size for size in longest]
    if not any(widths):
        widths = [1] * len(widths)
    return {
        "kind": "table",
        "columns": widths,
        "aligns": [column.align for column in columns]
        if columns is not None
        else ["left"] * table.column_count,
        "header": None if table.header is None else [pieces.plain(cell) for cell in table.header],
        "rows": [[pieces.plain(cell) for cell in row] for row in table.rows],
    }


def _qr_svg(text: str) -> str:
    """A QR code as lines, which stay sharp in any size."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(
        out, kind="svg", border=QUIET_ZONE, xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    return out.getvalue().decode("utf-8")
