"""`make storms`: lines that misbehave, kiosks that come back at once, days that are too busy."""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import structlog

from bench.measure import percentile
from bench.reliability.results import Result, Table, Tally, keep
from bench.storms.crowds import BUSIEST, MANY, TIMES, Day, Outage, Returns, day, outage, returns
from bench.storms.scenes import SCENES, Row, play

RATE: Final = 15.0
"""People a second in each scene: a lobby on its worst day has one in half a minute."""
KIOSKS: Final = 8
CUTS: Final = 20
"""How many times all kiosks are cut at once."""
OUTAGE_SECONDS: Final = 60.0

SAYS: Final = (
    "A real server and a real Mosquitto, with a TCP proxy of our own on the line between the "
    "kiosks and the broker, and on that between the server and the broker. Kiosks are our MQTT "
    "link and the protocol without a screen: they ask, after 1.5 s without an answer they give a "
    f"number that was lent to them, and they report it. {RATE:.0f} people a second come all the "
    "time, while the weather is fair, foul, and fair again. At the end every number that is on "
    "paper is looked up in the server's journal."
)


def scenes(found: list[Row], seconds: float) -> Table:
    """A row for each kind of weather."""
    return Table(
        title=f"{KIOSKS} kiosks, {seconds:.0f} s each before, during and after",
        columns=(
            *("weather", "people", "given alone", "server's numbers /s before", "during", "after"),
            *("p99 ms before", "after", "whole after s", "lost", "doubled"),
        ),
        rows=tuple(
            (
                *(row.says, row.people, row.alone, row.before, row.during, row.after),
                *(row.p99_before, row.p99_after, row.whole, row.tally.lost, row.tally.doubled),
            )
            for row in found
        ),
        note=(
            "Whole: from the moment that the weather is fair until the server knows every number. "
            "Loss and doubles are what they are to a program above TCP: pieces that come late, and "
            "messages that come twice."
        ),
    )


def crowds(back: Returns, hour: Outage, busy: Day) -> Iterator[Table]:
    """Too many at once."""
    yield Table(
        title=f"{MANY} kiosks lose their line in one moment, {len(back.connected)} times",
        columns=("what", "figure"),
        rows=(
            (
                "seconds until the last is back and has numbers, p50",
                percentile(back.connected, 0.5),
            ),
            ("the same, worst", max(back.connected)),
            ("people who came", back.tickets),
            ("of them, given alone", back.alone),
            ("touch → reply, p99 ms before", back.p99_before),
            ("touch → reply, p99 ms meanwhile", back.p99_meanwhile),
            ("lost", back.tally.lost),
            ("doubled", back.tally.doubled),
        ),
    )
    yield Table(
        title=f"An hour of outage at the busiest time: {TIMES} times the worst day's busiest hour",
        columns=("what", "figure"),
        rows=(
            (f"numbers given by {MANY} kiosks meanwhile", hour.numbers),
            ("seconds until the server had all of them", hour.whole),
            ("touch → reply, p99 ms before", hour.p99_before),
            ("touch → reply, p99 ms while they were reported", hour.p99_after),
            ("lost", hour.tally.lost),
            ("doubled", hour.tally.doubled),
        ),
        note=f"The hour's {BUSIEST:,} visits come within {OUTAGE_SECONDS:.0f} seconds.",
    )
    yield Table(
        title=f"All visits of {TIMES} worst days in {busy.minutes:g} minutes, at all counters",
        columns=("what", "figure"),
        rows=(
            ("visits", busy.visits),
            ("calls of a number", busy.calls),
            ("given alone, as no answer came in 1.5 s", busy.alone),
            ("touch → reply, p50 ms", busy.ticket_p50),
            ("touch → reply, p99 ms", busy.ticket_p99),
            ("call, p50 ms", busy.call_p50),
            ("call, p99 ms", busy.call_p99),
            ("server's memory before, MB", busy.memory_before),
            ("server's memory after, MB", busy.memory_after),
            ("lost", busy.tally.lost),
            ("doubled", busy.tally.doubled),
        ),
    )


def main() -> None:
    """Run, keep and print."""
    # a line for each of 200 connections says nothing
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    seconds, minutes, seed = float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    begun = time.monotonic()
    found = list[Row]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, scene in enumerate(SCENES):
            row = play(
                scene, folder / f"{number}", seconds=seconds, rate=RATE, kiosks=KIOSKS, seed=seed
            )
            print(f"{row.says}: {row.tally}, whole after {row.whole:.1f} s", flush=True)
            found.append(row)
        back = returns(folder / "returns", times=CUTS, seed=seed)
        print(
            f"{MANY} kiosks come back: {back.tally}, worst {max(back.connected):.1f} s", flush=True
        )
        hour = outage(folder / "outage", seconds=OUTAGE_SECONDS, seed=seed)
        print(f"outage: {hour.tally}, whole after {hour.whole:.1f} s", flush=True)
        busy = day(folder / "day", minutes=minutes, seed=seed)
        print(f"ten worst days: {busy.tally}, p99 {busy.ticket_p99:.0f} ms", flush=True)
    tallies = (*(row.tally for row in found), back.tally, hour.tally, busy.tally)
    whole = sum(tallies, Tally())
    made = Result(
        name="storms",
        title="Networks and crowds",
        command=f"make storms SECONDS={seconds:g} DAY_MINUTES={minutes:g} SEED={seed}",
        says=SAYS,
        kept=whole.kept,
        seconds=time.monotonic() - begun,
        tally=whole,
        tables=(scenes(found, seconds), *crowds(back, hour, busy)),
        not_covered=(
            "Packets below TCP: what the kernel makes of loss is imitated, not provoked.",
            "Kiosks on machines of their own: all share two cores with server and broker.",
        ),
        seed=seed,
    )
    print(f"{whole}: {keep(made)}")
    if not made.kept:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
