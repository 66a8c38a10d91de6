"""`make chaos`: kill -9 at random, so many times, and what was left each time."""

import logging
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import click
import structlog

from bench.chaos.both import BothKilling
from bench.chaos.forks import Killing, warm_up
from bench.chaos.ledger import both
from bench.chaos.parts import Part, keep_part, kept_parts, recovery_of, result_of
from bench.chaos.supervised import SERVER_UNIT, restarting
from bench.chaos.whole import whole_lobby
from bench.reliability.results import FOLDER, Tally, keep

IN_ONE_LOBBY = 40
"""Kills before a new lobby is opened: reading a long journal after each would take the time."""
FORKS: Mapping[str, type[Killing]] = {"core": Killing, "both": BothKilling}
FORK_SHARES = {"core": 0.75, "both": 0.25}
"""Of the kills of forks."""
WHOLE_IN_ONE_LOBBY = 100
SHARES = {"server": 0.5, "broker": 0.2, "all": 0.2, "ended": 0.1}
"""Of the kills of whole processes."""


def _forks(kind: str, kills: int, seed: int, folder: Path) -> Part:
    """Kills of the server's core, alone or with a kiosk."""
    begun = time.monotonic()
    warm_up(folder / "warm")
    chance = random.Random(f"{kind} {seed}")
    tallies, starting, done, wrong = list[Tally](), 0, 0, list[str]()
    while done < kills:
        lobby = folder / f"{kind}-{done}"
        lobby.mkdir()
        killing = FORKS[kind](lobby, random.Random(chance.getrandbits(64)))
        for _ in range(min(IN_ONE_LOBBY, kills - done)):
            killing.kill_once()
            done += 1
        killing.end()
        starting += killing.starting
        tallies.append(killing.ledger.tally())
        wrong += [one.what for one in killing.ledger.wrong]
        if killing.ledger.wrong:
            click.echo("\n".join(["", *wrong[-10:], f"its files are kept: {lobby}"]))
        else:
            shutil.rmtree(lobby)
        _say(kind, done, kills, both(tallies), time.monotonic() - begun)
    return Part(
        kind=kind,
        seed=seed,
        kills=done,
        starting=starting,
        tally=both(tallies),
        seconds=time.monotonic() - begun,
        wrong=tuple(wrong[:50]),
    )


def _whole(kind: str, kills: int, seed: int, folder: Path) -> Part:
    """Kills of whole processes."""
    begun = time.monotonic()
    taken, done, starting = list[float](), 0, 0
    tallies, wrong = list[Tally](), list[str]()
    chance = random.Random(f"{kind} {seed}")
    while done < kills:
        lobby = folder / f"{kind}-{done}"
        with whole_lobby(lobby, random.Random(chance.getrandbits(64))) as there:
            victims = {
                "server": (there.server,),
                "broker": (there.broker,),
                "all": (there.server, there.broker),
                "ended": (),
            }[kind]
            before = there.starting
            for _ in range(min(WHOLE_IN_ONE_LOBBY, kills - done)):
                if victims:
                    took = there.kill(*victims)
                    taken += [] if took is None else [took]
                elif code := there.end(while_it_starts=done % 4 == 3):
                    there.ledger.missing(f"the server ended by SIGTERM with {code}")
                done += 1
                _say(kind, done, kills, there.ledger.tally(), time.monotonic() - begun)
            if code := there.finish():
                there.ledger.missing(f"the server ended by SIGTERM with {code}")
            starting += there.starting - before
            tallies.append(there.ledger.tally())
            wrong += [one.what for one in there.ledger.wrong]
        if there.ledger.wrong:
            click.echo("\n".join(["", *wrong[-10:], f"its files are kept: {lobby}"]))
    return Part(
        kind=kind,
        seed=seed,
        kills=done,
        starting=starting,
        tally=both(tallies),
        seconds=time.monotonic() - begun,
        recovered=tuple(taken),
        wrong=tuple(wrong[:50]),
    )


def _say(kind: str, done: int, kills: int, tally: Tally, seconds: float) -> None:
    every = "\n" if done == kills or not sys.stdout.isatty() else ""
    if every and done % 400 and done != kills:
        return
    rate = done / seconds * 60
    click.echo(f"\r{kind}: {done:,} kills, {rate:,.0f} a minute; {tally}{every}", nl=False)


@click.command()
@click.option("--kills", default=1_000, show_default=True, help="Of forks of the server's core.")
@click.option("--whole", default=0, show_default=True, help="Of whole processes.")
@click.option("--seed", default=1, show_default=True, help="Another one is another run.")
@click.option("--fresh", is_flag=True, help="Forget what earlier parts have found.")
@click.option(
    "--results",
    type=click.Path(file_okay=False, path_type=Path),
    default=FOLDER,
    help="Where what was found is kept.  [default: build/reliability]",
)
def main(kills: int, whole: int, seed: int, results: Path, *, fresh: bool) -> None:
    """Kill, look, and keep what was found. Parts with other seeds add up."""
    parts = results / "chaos"
    if fresh:
        shutil.rmtree(parts, ignore_errors=True)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    for kind, share in FORK_SHARES.items():
        if count := round(kills * share):
            keep_part(_forks(kind, count, seed, folder), parts)
    for kind, share in SHARES.items():
        if count := round(whole * share):
            keep_part(_whole(kind, count, seed, folder), parts)
    if whole:
        keep(recovery_of(kept_parts(parts), restarting(SERVER_UNIT)), results)
    result = result_of(kept_parts(parts))
    keep(result, results)
    click.echo(f"all parts: {result.tally}")
    if not result.kept:
        raise SystemExit(f"what was promised does not hold; see {folder}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
