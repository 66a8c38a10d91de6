"""Run every benchmark, print the tables, and store them in bench/results.json and docs/."""

import json
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bench import (
    counters,
    crowds,
    first_byte,
    glass,
    orders,
    paper,
    reading,
    requests,
    soak,
    starting,
    waits,
)
from bench.measure import Row, table

RESULTS = Path(__file__).parent / "results.json"
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"

HEAD = """# Benchmarks
Made by `make bench` on {when}, {machine}, in {minutes:.0f} minutes. Absolute times mean little on
another machine, or on this one on another day: what counts is each row's ratio to its floor,
measured in the same run.

"""


def sections(folder: Path) -> Mapping[str, Callable[[], Sequence[Row]]]:
    """Every benchmark by its name, each in a folder of its own."""
    return {
        # first, as it is over in a moment and the only one that may lack its floor
        "papers": paper.measure,
        "requests": lambda: requests.measure(folder / "requests"),
        "counters": lambda: counters.measure(folder / "counters"),
        "glass": lambda: glass.measure(folder / "glass"),
        "starting": lambda: starting.measure(folder / "starting"),
        "waits": waits.measure,
        "orders": orders.measure,
        "crowds": crowds.measure,
        "reading": reading.measure,
        "first byte": lambda: first_byte.measure(folder / "first-byte"),
        "soak": lambda: soak.measure(folder / "soak"),
    }


def main() -> None:
    """Run them all."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    rows = list[Row]()
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        for name, measure in sections(Path(folder)).items():
            start = time.monotonic()
            rows += measure()
            print(f"{name}: measured in {time.monotonic() - start:.0f} s", flush=True)
    minutes = (time.monotonic() - began) / 60
    when = datetime.now(UTC)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"\n{reading.PAGE.read_text(encoding='utf-8')}\n{table(rows)}")
    RESULTS.write_text(
        json.dumps(
            {
                "at": when.isoformat(timespec="seconds"),
                "machine": machine,
                "rows": [{**asdict(row), "ratio": row.ratio} for row in rows],
            },
            indent=1,
            ensure_ascii=False,
        )
        + "\n"
    )
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(
        HEAD.format(when=when.date(), machine=machine, minutes=minutes) + table(rows) + "\n"
    )
    print(f"\nStored in {RESULTS} and {PAGE}, in {minutes:.0f} minutes.")


if __name__ == "__main__":
    main()
