"""What a run against faults found, in one form, so that one page can be made of all runs.

Each command keeps its own: `keep(Result(name="chaos", …))` writes build/reliability/chaos.json, and
`make reliability` makes docs/reliability.md of all that are there.
"""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

FOLDER = Path(__file__).parents[2] / "build" / "reliability"
Cell = str | int | float


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tally(_Form):
    """What became of all that somebody was told. A promise is kept where the last two are 0."""

    acknowledged: int = 0
    """Answers that somebody got: a number, a call, a cancellation."""
    found: int = 0
    """Of these, those that are there afterwards, exactly as they were told."""
    lost: int = 0
    """Those that are not, or differently."""
    doubled: int = 0
    """What happened twice: a number given twice, a request with two visits, a visit at two
    counters."""

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            acknowledged=self.acknowledged + other.acknowledged,
            found=self.found + other.found,
            lost=self.lost + other.lost,
            doubled=self.doubled + other.doubled,
        )

    @property
    def kept(self) -> bool:
        """Whether nothing was lost and nothing doubled."""
        return self.lost == self.doubled == 0 and self.found == self.acknowledged

    def __str__(self) -> str:
        return (
            f"acknowledged {self.acknowledged:,}, found {self.found:,}, "
            f"lost {self.lost:,}, doubled {self.doubled:,}"
        )


class Table(_Form):
    """Rows under columns. Numbers are written with commas; floats with two decimals."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    """A sentence or two below it."""


class Result(_Form):
    """One command's findings."""

    name: str = Field(pattern=r"^[a-z][a-z-]*$")
    """Of the file, and of the place on the page: `chaos`, `crashes`, `disk`, `storms`, `fuzz` …"""
    title: str
    """The heading on the page."""
    command: str
    """What was run, as somebody would type it: `make chaos KILLS=10000`."""
    says: str
    """What was done and what it shows: plain English, a paragraph or two of Markdown."""
    kept: bool
    """Whether what is promised held in this run."""
    seconds: float
    tally: Tally | None = None
    tables: tuple[Table, ...] = ()
    not_covered: tuple[str, ...] = ()
    """What this does not show, a sentence each."""
    seed: int | None = None
    """With which the run can be repeated."""
    at: AwareDatetime = Field(default_factory=lambda: datetime.now(UTC))
    machine: str = Field(
        default_factory=lambda: (
            f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        )
    )


def keep(result: Result, folder: Path = FOLDER) -> Path:
    """Write a result in place of the one before of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result.name}.json"
    unfinished = path.with_suffix(".new")
    unfinished.write_text(result.model_dump_json(indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)
    return path


def kept(folder: Path = FOLDER) -> Mapping[str, Result]:
    """All results that are there, by name.

    Raises:
        pydantic.ValidationError: a file is not of this form.
    """
    found = (
        Result.model_validate_json(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    )
    return {result.name: result for result in found}


def markdown(table: Table) -> str:
    """A table as Markdown; columns of numbers are set to the right."""
    number = [all(isinstance(row[n], int | float) for row in table.rows) for n in _range(table)]
    lines = [
        f"| {' | '.join(table.columns)} |",
        f"|{'|'.join('---:' if number[n] else '---' for n in _range(table))}|",
        *(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in table.rows),
    ]
    return "\n".join([f"**{table.title}**", "", *lines, *(["", table.note] if table.note else [])])


def _range(table: Table) -> Sequence[int]:
    return range(len(table.columns))


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return value.replace("|", "\\|").replace("\n", " ")
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
