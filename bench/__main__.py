"""Run every benchmark, print the tables, and store them in bench/results.json and docs/."""

import json
import os
import platform
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
from bench.measure import table

RESULTS = Path(__file__).parent / "results.json"
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"

HEAD = """# Benchmarks
Made by `make bench` on {when}, {machine}. Absolute times mean little on another machine, or on this
one on another day: what counts is each row's ratio to its floor, measured in the same run.

"""


def main() -> None:
    """Run them all."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    # first, as it is over in a moment and the only one that may lack its floor
    papers = paper.measure()
    with TemporaryDirectory() as folder:
        rows = [
            *requests.measure(Path(folder) / "requests"),
            *counters.measure(Path(folder) / "counters"),
            *glass.measure(Path(folder) / "glass"),
            *starting.measure(Path(folder) / "starting"),
            *waits.measure(),
            *orders.measure(),
            *crowds.measure(),
            *reading.measure(),
            *first_byte.measure(Path(folder) / "first-byte"),
            *soak.measure(Path(folder) / "soak"),
            *papers,
        ]
    when = datetime.now(UTC)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(table(rows))
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
    PAGE.write_text(HEAD.format(when=when.date(), machine=machine) + table(rows) + "\n")
    print(f"\nStored in {RESULTS} and {PAGE}.")


if __name__ == "__main__":
    main()
