"""What it costs to forecast the waits of everybody in a crowd."""

import itertools
import time
from collections.abc import Callable
from datetime import timedelta
from heapq import heappop, heappush
from random import Random
from uuid import UUID

from bench.days import NORMAL
from bench.measure import Row
from bench.waits import DAY, before
from queue_server.domain.commands import TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.estimates import RUNS_OF_CROWD, forecast
from queue_server.domain.evolve import fold
from queue_server.domain.learned import expected
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Site
from queue_server.domain.state import State
from queue_server.estimator import FRESH_SECONDS

CROWDED = 300
"""So many stops wait."""


def crowd(site: Site, people: int) -> State:
    """A lobby in which so many stops wait, and nobody is called."""
    state, random, ids = State(), Random(1), (UUID(int=number) for number in itertools.count(1))
    while sum(map(len, state.queues.values())) < people:
        services = tuple(random.choices(list(site.services), k=1 + (random.random() < 0.25)))
        command = TakeTicket(id=next(ids), by="kiosk-1", visit=next(ids), services=services)
        decision = decide(site, state, command, DAY[NORMAL.name] + timedelta(hours=10))
        assert not isinstance(decision, Refusal)
        state = fold(decision, state)
    return state


def measure() -> list[Row]:
    """A forecast for everybody in a crowd: it is made again every two seconds at most."""
    site, learned = before()
    now = DAY[NORMAL.name] + timedelta(hours=10)
    state, there = crowd(site, CROWDED), frozenset(site.counters)
    courses = expected(site, learned, state, now, there)

    def seconds(work: Callable[[], object]) -> float:
        def once() -> float:
            start = time.process_time()
            work()
            return time.process_time() - start

        return min(once() for _ in range(5))

    def floor() -> None:
        for _ in range(RUNS_OF_CROWD):
            ahead = list[tuple[float, int, int]]()
            for stop in range(CROWDED):
                heappush(ahead, (stop * 0.37 % 1, 0, stop))
            while ahead:
                heappop(ahead)

    return [
        Row(
            f"forecast for {CROWDED} who wait, CPU time",
            1000
            * seconds(
                lambda: forecast(
                    site, state, learned.times, now, open_counters=there, courses=courses
                )
            ),
            1000 * seconds(floor),
            "ms",
            "as many calls in as many runs, each only put on a heap and taken off",
            note=f"made anew every {FRESH_SECONDS:.0f} s at most",
        )
    ]
