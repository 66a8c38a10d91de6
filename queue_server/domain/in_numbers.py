"""A lobby as it stands, in plain numbers: what the forward runs (forward.py) need, and no more.
filling.py makes one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

ORDERS = 251
"""So many different orders of the quantiles; a prime, to spread neighbours."""
AGAIN = 89
"""From one call of a stop to the next its order moves on by so many."""

_MIX = (1 << 64) - 1

Place = tuple[int, int, int]
"""Of a stop in a queue: from when it counts as waiting (microseconds from now), its arrival, and
the stop.
"""


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who is expected."""

    minute: float
    """When, from now: with a reservation when its slot begins."""
    stops: tuple[tuple[str, tuple[str, ...]], ...]
    """Services, and those that must be done before."""
    needs: bool
    number: int
    """Which arrival of its day."""
    reserved: str | None = None
    """The service whose slot was reserved."""


@dataclass(frozen=True, slots=True)
class Lobby:
    """What a run needs to know. First come the stops of the visits in the order in which those
    came, then those of the newcomer who is asked about, then one probe for each service: somebody
    who takes no time, to see when a newcomer's turn there would come.
    """

    runs: int
    services: tuple[str, ...]
    number: dict[str, int]
    """By service, its place in `services`."""
    rank: list[int]
    """By service, its place in the order of names: what decides between equals."""
    serves: list[tuple[tuple[int, int], ...]]
    """By counter, its services in the order of the site file, and their head starts there."""
    servers: list[tuple[int, ...]]
    """By service, the counters that call for it."""
    open: frozenset[int]
    courses: list[list[tuple[float, frozenset[int]]]]
    """When other counters than these will be open, in minutes from now."""
    newcomers: list[list[Coming]]
    """By course, who comes of whom anybody here may notice something, in order of time."""
    busier: list[float]
    """By course, how many come for each of those."""
    course: list[int]
    """By run, its course; empty without any."""
    counts: list[bool]
    """By stop, whether its wait is asked for."""
    waits: list[list[bool]]
    """By course (one entry without any) and stop, whether a run goes on until it is called."""
    visit: list[int]
    """By stop, its visit; both grow with the order of arrival."""
    service: list[int]
    needs: list[int]
    """By stop, how many others must be done before."""
    unlocks: list[list[int]]
    mates: list[list[int]]
    """By stop, the others of its visit."""
    place: list[Place]
    only: list[int]
    """By stop, the one counter that may call it, or -1."""
    misses: list[int]
    """By stop, how often nobody came."""
    queues: list[list[Place]]
    """By service, the stops that are ready."""
    later: list[tuple[int, list[float]]]
    """Stops that will be ready without anything else being done, and in which minute by run: who
    did not come and is offered again, who fetches something.
    """
    reserved: set[int]
    """Stops that are called for a slot."""
    booked: list[Coming]
    """Who has reserved and did not come yet."""
    kept: float
    """The share of them who come."""
    dead: set[int]
    """Stops that only staff can bring back, and what has to wait for them."""
    served: list[tuple[int, int, list[float]]]
    """Counter, stop, and minutes that are left of it in each run."""
    minutes: list[list[float]]
    """By service, how long a first call takes at each quantile."""
    minutes_again: list[list[float]]
    """The same of a call to somebody who did not come before."""
    absent: int
    """At so many of the lowest quantiles nobody comes."""
    absent_again: int
    offered_after: float
    """Minutes until somebody who did not come is offered again."""
    offered_times: int
    head_start: int
    """Of those who have a need, microseconds."""
    reserved_head_start: int
    """Of those who have reserved."""
    orders: list[Sequence[int]]
    """By stop, which quantile it takes in each run."""
    seeds: list[int]
    """By stop, the number of its order."""
    pace: list[float]
    keys: list[tuple[UUID | None, str]]
    """By stop, its visit's id (None for the newcomer) and its service."""
    position: int

    @property
    def probes(self) -> int:
        """The first of the probes, one a service; they are the last of the stops."""
        return len(self.visit) - len(self.services)


def spread(weights: Sequence[float], runs: int) -> list[int]:
    """By run, one of the courses: as many runs each as it weighs, in no order."""
    if not weights:
        return []
    total, reached, ends = sum(weights), 0.0, list[float]()
    for weight in weights:
        reached += weight / total
        ends.append(reached)
    middles = shares(runs)
    return [
        next((i for i, end in enumerate(ends) if middles[index] <= end), len(ends) - 1)
        for index in order(1, runs)
    ]


@cache
def shares(runs: int) -> tuple[float, ...]:
    """The middle of each of so many equal parts of 0 to 1."""
    return tuple((index + 0.5) / runs for index in range(runs))


@cache
def _orders(runs: int) -> tuple[tuple[int, ...], ...]:
    """Fixed shuffles: each holds every quantile once, and no two go together."""
    made, word = [], 0x9E3779B97F4A7C15
    for _ in range(ORDERS):
        ordered = list(range(runs))
        for last in range(runs - 1, 0, -1):
            # a linear congruential generator (Knuth, MMIX); its upper bits are the good ones
            word = (word * 6364136223846793005 + 1442695040888963407) & _MIX
            chosen = (word >> 33) % (last + 1)
            ordered[last], ordered[chosen] = ordered[chosen], ordered[last]
        made.append(tuple(ordered))
    return tuple(made)


def order(seed: int, runs: int) -> tuple[int, ...]:
    """The quantile of each run, in the shuffle of this number."""
    return _orders(runs)[seed % ORDERS]
