"""`ticket-printer jobs` and `roll`: a spool's file, looked at and told about by a person."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printer_drivers.commands.refusing import refuse
from printer_drivers.spool import paper
from printer_drivers.spool.clock import put_when, system_clock
from printer_drivers.spool.jobs import KEEP_SECONDS

if TYPE_CHECKING:
    from printer_drivers.spool.store import SpoolStore

_spool = click.option(
    "--spool",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="MADOGUCHI_SPOOL",
    required=True,
    help="The spool's file, such as a kiosk's DATA/spool.sqlite.  [env: MADOGUCHI_SPOOL]",
)
_roll_metres = click.option(
    "--roll-metres",
    type=click.FloatRange(1, 500),
    default=paper.ROLL_MM / 1000,
    show_default=True,
    help="The length of a whole roll.",
)


@click.command()
@_spool
@_roll_metres
def jobs(path: Path, roll_metres: float) -> None:
    """Tell which jobs wait, what became of those of the last 24 hours, and what paper is left.

    A printer may be at work meanwhile. Ends with 2 where there is no spool.
    """
    with _opened(path) as store:
        waiting, roll = store.waiting(), store.roll()
        now = system_clock()()
        counts = store.counts(now.wall - KEEP_SECONDS)
    for job, times in waiting:
        since = datetime.fromtimestamp(times.put_at.wall, UTC).astimezone()
        left = put_when(times, now) + times.lifetime - now.seconds
        reprint = ", as a reprint" if job.may_be_on_paper else ""
        printer = f", {job.status}" if job.status is not None else ""
        click.echo(
            f"{job.id}  {job.state.value} since {since:%H:%M:%S}, paper {job.done + 1}"
            f" of {len(job.papers)}{reprint}, wanted for {max(0, round(left))} s{printer}"
        )
    click.echo(f"waiting: {counts.waiting}")
    click.echo(
        f"last 24 hours: {counts.confirmed} confirmed, {counts.failed} failed,"
        f" {counts.expired} expired"
    )
    click.echo(_paper(roll, roll_metres))


@click.command("roll")
@_spool
@_roll_metres
@click.option("--left", type=click.IntRange(0, 10_000), help="Rolls left in the cupboard.")
@click.option("--same", is_flag=True, help="No new roll is in: only --left is corrected.")
def change_roll(path: Path, roll_metres: float, left: int | None, *, same: bool) -> None:
    """Tell that a whole roll has just been put in.

    The printer notices it by itself where the paper was out. Without --left there is one fewer in
    the cupboard. Ends with 2 where there is no spool.
    """
    if same and left is None:
        refuse("--same needs --left: else there is nothing to tell")
    with _opened(path) as store:
        roll = store.change_roll(
            lambda roll: (
                paper.counted(roll, left)
                if same and left is not None
                else paper.changed(roll, rolls_left=left)
            )
        )
    click.echo(_paper(roll, roll_metres))


@contextmanager
def _opened(path: Path) -> "Iterator[SpoolStore]":
    # sqlite-utils brings numpy along where that is installed: only these two commands wait for it
    from printer_drivers.spool.migrations import SpoolUnusableError  # noqa: PLC0415
    from printer_drivers.spool.store import SpoolStore  # noqa: PLC0415

    try:
        with closing(SpoolStore.open_existing(path)) as store:
            yield store
    except SpoolUnusableError as error:
        refuse(str(error))
    except sqlite3.DatabaseError as error:
        # the disk is full, or another program holds the file
        refuse(f"{path}: {error}")


def _paper(roll: paper.PaperRoll, roll_metres: float) -> str:
    metres = paper.metres_left(roll, roll_metres * 1000)
    left = "not known" if metres is None else f"about {metres:.1f} m"
    rolls = "not known" if roll.rolls_left is None else str(roll.rolls_left)
    return f"paper on the roll: {left}; rolls in the cupboard: {rolls}"
