"""Figures of a series, and a table of what was measured beside its floor."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement beside its floor, both from the same run."""

    work: str
    ours: float
    floor: float
    unit: str
    floor_is: str
    higher_is_better: bool = False
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours divided by the floor."""
        return self.ours / self.floor if self.floor else math.inf


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0 to 1) of the values lies; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(share * len(ordered)) - 1))]


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| work | ours | floor | ours ÷ floor | the floor is | note |",
        "|---|---:|---:|---:|---|---|",
    ]
    lines += [
        f"| {row.work} | {row.ours:,.2f} {row.unit} | {row.floor:,.2f} {row.unit} "
        f"| {row.ratio:.2f} | {row.floor_is} | {row.note} |"
        for row in rows
    ]
    return "\n".join(lines)
