"""What receiptline (npm) makes of our documents: the floor that papers are measured against."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from printer_drivers.characters import width
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
    Run,
    Spacer,
    Table,
    Text,
)

FOLDER: Final = Path(__file__).parent / "receiptline"
COLUMNS: Final = 48
"""Characters a line (`cpl`): 80 mm paper."""
_SPECIAL: Final = re.compile(r"([\\|{}~_\"`^])")


class NoReceiptlineError(Exception):
    """Node or receiptline is not there. The message says what to do."""


def bytes_of(document: Document, encoding: str) -> bytes:
    """What receiptline 4.0.4 sends to an Epson printer for a document.

    `encoding` is its word for the printer's characters, such as `shiftjis`.

    Raises:
        NoReceiptlineError: node is missing, or `make bench` did not install receiptline.
    """
    node = shutil.which("node")
    if node is None:
        raise NoReceiptlineError("node is missing: install node and npm")
    if not (FOLDER / "node_modules" / "receiptline").is_dir():
        raise NoReceiptlineError("receiptline is missing: run `make bench`, which installs it")
    job = {
        "markup": markup_of(document),
        "options": {"command": "epson", "cpl": COLUMNS, "encoding": encoding, "spacing": False},
    }
    made = subprocess.run(
        [node, "transform.js"],
        cwd=FOLDER,
        input=json.dumps(job).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    return made.stdout


def markup_of(document: Document) -> str:
    """A document in receiptline's language: the same words, at the same places."""
    return "\n".join(line for block in document.blocks for line in _lines(block)) + "\n"


def _lines(block: Block) -> list[str]:
    match block:
        case Heading():
            return [f'^^^"{_plain(line)}"' for line in block.words.split("\n")]
        case Number():
            return [f'^^^^^^^"{_plain(block.text)}"']
        case Text():
            before, after = {"left": ("|", ""), "center": ("", ""), "right": ("", "|")}[block.align]
            large = "^^^" if block.size == "large" else ""
            lines = "".join(_run(run, bold=block.bold) for run in block.styled).split("\n")
            return [f"{before}{large}{line}{after}" for line in lines]
        case KeyValue():
            return [f'{_plain(block.key)} | "{_plain(block.value)}"']
        case Table():
            return _table(block)
        case Rule():
            return ["-"]
        case Code():
            # its own size, 3 dots a module: ours are 6, and readable from further away
            code = f"{{code:{_plain(block.text)};option:qrcode,3,m}}"
            return [code, *([_plain(block.caption)] if block.caption else [])]
        case Image():
            raise NotImplementedError("no paper that is measured has a picture")
        case Spacer():
            return [""] * block.lines
        case Cut():
            return ["="]


def _table(block: Table) -> list[str]:
    """The widest column takes what the others leave, as in our own layout."""
    cells = [*([block.header] if block.header else []), *block.rows]
    if block.columns is None:
        natural = [
            max(width(line) for cell in column for line in cell.split("\n"))
            for column in zip(*cells, strict=True)
        ]
    else:
        natural = [column.width for column in block.columns]
    widest = natural.index(max(natural))
    widths = ["*" if at == widest else str(max(2, cells)) for at, cells in enumerate(natural)]
    header = [_row(block.header, bold=True), "-"] if block.header else []
    return [
        f"{{width:{','.join(widths)};border:space}}",
        *header,
        *(_row(row, bold=False) for row in block.rows),
        "{width:auto}",
    ]


def _row(cells: tuple[str, ...], *, bold: bool) -> str:
    # a space behind a cell sets it left; a line end in it is written \\n
    texts = ["\\n".join(_words(line, bold=bold) for line in cell.split("\n")) for cell in cells]
    return "|" + "".join(f"{text} |" for text in texts)


def _run(run: Run, *, bold: bool) -> str:
    return "\n".join(_words(line, bold=bold or run.bold) for line in run.text.split("\n"))


def _words(line: str, *, bold: bool) -> str:
    return f'"{_plain(line)}"' if bold and line else _plain(line)


def _plain(text: str) -> str:
    """Words, whose signs are no commands."""
    return _SPECIAL.sub(r"\\\1", text)
