"""`make crashes`: the whole table, or a share of it as lines of JSON for the tests."""

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import structlog

from bench.crashes.result import result_of
from bench.crashes.states import CELLS, IN_TESTS, Cell
from bench.crashes.world import StuckError, World
from bench.reliability.results import FOLDER, keep
from tests.sites import sample_lobby

SHARE_SECONDS = 900
SIDE_BY_SIDE = 3
"""A cell waits more than it works: for a broker to be found again, for somebody who asks again."""


@click.command()
@click.option("--for-tests", is_flag=True, help="Only those cells that every run of tests shows.")
@click.option("--share", default="", help="I/N: only this share, a line of JSON for each cell.")
@click.option(
    "--results",
    type=click.Path(file_okay=False, path_type=Path),
    default=FOLDER,
    help="Where what was found is kept.  [default: build/reliability]",
)
def main(*, for_tests: bool, share: str, results: Path) -> None:
    """Kill each process at every state of a ticket's life."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    cells = [cell for cell in CELLS if not for_tests or cell in IN_TESTS]
    if share:
        number, of = map(int, share.split("/"))
        _lives(cells[number::of])
        return
    begun = time.monotonic()
    found = shares(for_tests=for_tests)
    result = result_of([(cell, found[cell.name]) for cell in cells], time.monotonic() - begun)
    keep(result, results)
    if not result.kept:
        raise SystemExit("what was promised does not hold")


def shares(*, for_tests: bool) -> Mapping[str, Mapping[str, Any]]:
    """What cells have shown, by their names: lived side by side in processes of their own."""
    words = ["--for-tests"] if for_tests else []
    running = [
        subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "bench.crashes",
                *words,
                f"--share={number}/{SIDE_BY_SIDE}",
            ],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        for number in range(SIDE_BY_SIDE)
    ]
    found = dict[str, Mapping[str, Any]]()
    for process in running:
        said, _ = process.communicate(timeout=SHARE_SECONDS)
        if process.returncode != 0:
            raise RuntimeError("a share of the table ended with an error")
        for line in said.splitlines():
            one = json.loads(line)
            found[one["cell"]] = one
            if not for_tests:
                click.echo(_words(one))
    return found


def _lives(cells: Sequence[Cell] | Iterable[Cell]) -> None:
    # read once, for every process that is forked
    sample_lobby()
    for cell in cells:
        folder = Path(tempfile.mkdtemp(prefix="crash-"))
        one: dict[str, Any] = {"cell": cell.name}
        try:
            seen = World(cell, folder).live()
        except StuckError as error:
            one |= {"stuck": str(error), "wrong": [], "unclaimed": 0, "reached": False}
            one |= {"tally": None}
        else:
            one |= {
                "stuck": None,
                "tally": seen.tally.model_dump(),
                "wrong": list(seen.wrong),
                "unclaimed": seen.unclaimed,
                "reached": seen.reached,
            }
            shutil.rmtree(folder)
        click.echo(json.dumps(one))


def _words(one: Mapping[str, Any]) -> str:
    if one["stuck"]:
        return f"{one['cell']}: STUCK, {one['stuck']}"
    figures = ", ".join(f"{name} {count}" for name, count in one["tally"].items())
    return f"{one['cell']}: {figures}, unclaimed {one['unclaimed']}"


if __name__ == "__main__":
    main()
