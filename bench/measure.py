"""Figures of a series, and a table of what was measured beside its floor."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


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


@dataclass(frozen=True, slots=True)
class Resident:
    """Memory of a process that is not swapped out or shared away, in MB (10⁶ bytes)."""

    now: float
    most: float
    """Since it started."""


def resident(pid: int) -> Resident:
    """How much memory a process has (proc(5), VmRSS and VmHWM)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    # in kB, by which the kernel means 1,024 bytes
    sizes = {line.split()[0]: int(line.split()[1]) * 1024 / 1e6 for line in lines if "kB" in line}
    return Resident(sizes["VmRSS:"], sizes["VmHWM:"])
