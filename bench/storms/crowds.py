"""Too many at once: all kiosks come back in one moment, an hour's numbers are reported together,
and ten worst days in ten minutes.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from bench.counters import connect, post, sign_in
from bench.days import ARRIVALS, MARCH
from bench.measure import percentile, resident
from bench.reliability.results import Tally
from bench.storms.lobby import Lobby, lobby, tally
from bench.storms.scenes import come, until_whole
from bench.storms.weather import CLEAR, Weather

MANY: Final = 200
"""Kiosks: a lobby has a handful."""
TIMES: Final = 10
"""How many worst days (the busiest kind of bench/days.py) come together."""
BUSIEST: Final = round(TIMES * MARCH.visits * max(ARRIVALS.values()) / 100)
"""Visits of the busiest hour of such days."""
BACK_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True)
class Returns:
    """Kiosks that all lost their line in one moment."""

    connected: list[float]
    """Seconds, of each time, until the last one was connected and lent numbers again."""
    tickets: int
    alone: int
    p99_before: float
    """Milliseconds from touch to reply."""
    p99_meanwhile: float
    tally: Tally


def returns(folder: Path, *, times: int, seed: int) -> Returns:
    """Cut all of them at once, so many times, while people come."""
    random = Random(seed)
    with lobby(folder, random, kiosks=MANY) as there:
        come(there, random, 5.0, 20.0)
        before = [took for _, took in there.crowd.answered]
        took = list[float]()
        for _ in range(times):
            there.kiosks.cut_all()
            begun = time.monotonic()
            # what is cut says so a moment later
            there.crowd.live(5, until=lambda: not there.crowd.all_there)
            while not there.crowd.all_there:
                come(there, random, 0.2, 20.0)
                if time.monotonic() > begun + BACK_SECONDS:
                    raise AssertionError("not every kiosk came back within two minutes")
            took.append(time.monotonic() - begun)
        until_whole(there)
        meanwhile = [each for _, each in there.crowd.answered][len(before) :]
    return Returns(
        took,
        len(there.crowd.papers),
        sum(paper.alone for paper in there.crowd.papers.values()),
        percentile(before, 0.99),
        percentile(meanwhile, 0.99),
        tally(there),
    )


@dataclass(frozen=True, slots=True)
class Outage:
    """What an hour without a broker leaves to do."""

    numbers: int
    """Given by kiosks meanwhile."""
    whole: float
    """Seconds from the moment that the line was back until the server had all of them."""
    p99_before: float
    p99_after: float
    """Milliseconds from touch to reply, of people who came while all was being reported."""
    doubts: dict[str, int]
    tally: Tally


def outage(folder: Path, *, seconds: float, seed: int) -> Outage:
    """The numbers of the busiest hour of ten worst days, within so many seconds."""
    random = Random(seed)
    with lobby(folder, random, kiosks=MANY) as there:
        come(there, random, 5.0, 20.0)
        before = [took for _, took in there.crowd.answered]
        there.kiosks.become(Weather("cut off", closed=True))
        come(there, random, seconds, BUSIEST / seconds)
        there.crowd.live(2.0)
        alone = there.crowd.waiting
        answered = len(there.crowd.answered)
        there.kiosks.become(CLEAR)
        begun = time.monotonic()
        come(there, random, 5.0, 20.0)
        until_whole(there)
        whole = max(there.crowd.reported_at.values()) - begun
        after = [took for _, took in there.crowd.answered][answered:]
    return Outage(
        alone, whole, percentile(before, 0.99), percentile(after, 0.99), there.crowd.doubts,
        tally(there),
    )  # fmt: skip


@dataclass(slots=True)
class Calls:
    """What the counters did."""

    took: list[float] = field(default_factory=list)
    """Milliseconds of each call of a number."""
    errors: list[BaseException] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Day:
    """Ten worst days, one upon the other."""

    visits: int
    calls: int
    alone: int
    minutes: float
    ticket_p50: float
    ticket_p99: float
    call_p50: float
    call_p99: float
    memory_before: float
    """MB."""
    memory_after: float
    tally: Tally


def day(folder: Path, *, minutes: float, seed: int) -> Day:
    """All of their visits in so many minutes, called and finished at every counter meanwhile."""
    random = Random(seed)
    with lobby(folder, random, kiosks=8) as there:
        memory = resident(there.process.pid).now
        visits = TIMES * MARCH.visits
        with _counters(there) as calls:
            come(there, random, minutes * 60, visits / (minutes * 60))
            until_whole(there)
        after = resident(there.process.pid).now
    if calls.errors:
        raise ExceptionGroup(
            "at the counters", [e for e in calls.errors if isinstance(e, Exception)]
        )
    took = [took for _, took in there.crowd.answered]
    return Day(
        len(there.crowd.papers),
        len(calls.took),
        sum(paper.alone for paper in there.crowd.papers.values()),
        minutes,
        percentile(took, 0.5),
        percentile(took, 0.99),
        percentile(calls.took, 0.5),
        percentile(calls.took, 0.99),
        memory,
        after,
        tally(there),
    )


@contextmanager
def _counters(there: Lobby) -> Iterator[Calls]:
    """Every counter calls whoever is next, and finishes, until the block ends."""
    calls, closing, cookie = Calls(), threading.Event(), sign_in(there.url)

    def work(counter: str) -> None:
        console = connect(there.url)
        try:
            while not closing.is_set():
                start = time.perf_counter()
                if post(console, cookie, counter, "call-next") == 409:
                    closing.wait(0.2)
                    continue
                calls.took.append((time.perf_counter() - start) * 1000)
                closing.wait(0.05)
                post(console, cookie, counter, "finish")
        except Exception as error:  # noqa: BLE001  the thread that waits for it says it
            calls.errors.append(error)
        finally:
            console.close()

    threads = [threading.Thread(target=work, args=(counter,)) for counter in there.counters]
    for thread in threads:
        thread.start()
    try:
        yield calls
    finally:
        closing.set()
        for thread in threads:
            thread.join()
