"""The calling policy run forward: a lobby as it stands, in plain numbers, played to its end.

The order is that of `next_for` in policy.py without its head starts: a free counter takes whoever
came first of all it serves, unless they are at another counter. Those who come later are left out:
they are behind everybody who is here. Draws are not random: every stop has its own fixed order of
the same evenly spread quantiles, so a result is a pure function of what goes in, and moves little
when little happens.
"""

import math
from bisect import insort
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from heapq import heapify, heappop, heappush
from statistics import NormalDist
from uuid import UUID

from queue_server.domain.events import StopPlan
from queue_server.domain.lives import StopState
from queue_server.domain.service_times import ServiceTimes
from queue_server.domain.site import Site
from queue_server.domain.staffing import Changes
from queue_server.domain.state import State

PACE = 0.1
"""How far a whole day's pace may be from the learned one: standard deviation of its logarithm.
Without it a long wait, being a sum of many stops, would look surer than it is. Fixed on simulated
days so that three in five of the true waits lie within the range (see bench/waits.py).
"""
ORDERS = 251
"""So many different orders of the quantiles; a prime, to spread neighbours."""

_MIX = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Lobby:
    """What a run needs to know. Stops are numbered in the order in which their visits came."""

    runs: int
    services: tuple[str, ...]
    counters: tuple[str, ...]
    serves: list[tuple[int, ...]]
    """By counter, its services in the order of the site file."""
    servers: list[tuple[int, ...]]
    """By service, its counters."""
    open: frozenset[int]
    courses: list[list[tuple[float, frozenset[int]]]]
    """When other counters than these will be open, in minutes from now: runs take them in turn."""
    visit: list[int]
    """By stop, its visit; both grow with the order of arrival."""
    service: list[int]
    needs: list[int]
    """By stop, how many others must be done before."""
    unlocks: list[list[int]]
    mates: list[list[int]]
    """By stop, the others of its visit."""
    queues: list[list[int]]
    """By service, the stops that are ready."""
    served: list[tuple[int, int, list[float]]]
    """Counter, stop, and minutes that are left of it in each run."""
    minutes: list[list[float]]
    """By service, how long a stop takes at each quantile."""
    orders: list[Sequence[int]]
    """By stop, which quantile it takes in each run."""
    pace: list[float]
    keys: list[tuple[UUID | None, str]]
    """By stop, its visit's id (None for the newcomer) and its service."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run: minutes from now, infinity for never."""

    called: list[float]
    """By stop."""
    free: list[float]
    """By service, when a counter would first have nobody to call: then a newcomer's turn comes."""


def lobby(
    site: Site,
    state: State,
    times: ServiceTimes,
    now: datetime,
    open_counters: Collection[str],
    *,
    runs: int,
    courses: Sequence[Changes] = (),
    newcomer: Sequence[StopPlan] = (),
) -> Lobby:
    """Put a lobby into numbers. `state` must be of today (see `as_of`); `newcomer` are the stops of
    somebody who would take a ticket now.
    """
    services = tuple(site.services)
    number = {name: index for index, name in enumerate(services)}
    counters = tuple(site.counters)
    place = {name: index for index, name in enumerate(counters)}
    hour = now.astimezone(site.zone).hour
    shares = _shares(runs)
    made = Lobby(
        runs=runs,
        services=services,
        counters=counters,
        serves=[tuple(number[s] for s in site.counters[c].services) for c in counters],
        servers=[tuple(place[c] for c in site.counters_for(name)) for name in services],
        open=frozenset(place[c] for c in open_counters),
        courses=[
            [
                ((at - now).total_seconds() / 60, frozenset(place[c] for c in there if c in place))
                for at, there in changes
                if at > now
            ]
            for changes in courses
        ],
        visit=[],
        service=[],
        needs=[],
        unlocks=[],
        mates=[],
        queues=[[] for _ in services],
        served=[],
        minutes=[times.minutes(site.services[name], hour, shares) for name in services],
        orders=[],
        pace=[math.exp(PACE * NormalDist().inv_cdf(shares[i])) for i in _order(0, runs)],
        keys=[],
    )
    present = {visit for queue in state.queues.values() for _, visit in queue}
    present.update(state.at_counter.values())
    for visit in sorted((state.visits[visit] for visit in present), key=lambda v: v.arrival):
        here = visit.day == state.day
        # a site file that changed over lunch may no longer have a service that somebody waits in
        known = [stop for stop in visit.stops if stop.service in number]
        to_do = {stop.service for stop in known if stop.state is not StopState.DONE}
        stops = [
            (number[stop.service], {number[name] for name in to_do.intersection(stop.after)})
            for stop in known
            if stop.state is StopState.CALLED or (here and stop.state is StopState.WAITING)
        ]
        called = next((stop for stop in known if stop.state is StopState.CALLED), None)
        service = None if called is None else number[called.service]
        at = _add(made, visit.id, visit.arrival, stops, service)
        if called is not None and called.called_at is not None and called.counter in place:
            law = times.of(site.services[called.service], hour)
            elapsed = (now - called.called_at).total_seconds() / 60
            left = [law.remaining(elapsed, shares[index]) for index in made.orders[at]]
            made.served.append((place[called.counter], at, left))
    wanted = {plan.service for plan in newcomer}
    _add(
        made,
        None,
        state.position,
        [
            (number[plan.service], {number[name] for name in wanted.intersection(plan.after)})
            for plan in newcomer
        ],
    )
    return made


def _add(
    made: Lobby,
    key: UUID | None,
    arrival: int,
    stops: Sequence[tuple[int, set[int]]],
    called: int | None = None,
) -> int:
    """Add a visit: by stop, its service and those that must be done before. `called` is the service
    where it is now. Returns the number of the stop there, or of its first one.
    """
    start, at = len(made.visit), len(made.visit)
    visit = made.visit[-1] + 1 if made.visit else 0
    for stop, (service, before) in enumerate(stops, start):
        made.visit.append(visit)
        made.service.append(service)
        made.needs.append(len(before))
        made.unlocks.append([i for i, (_, needs) in enumerate(stops, start) if service in needs])
        made.mates.append([i for i in range(start, start + len(stops)) if i != stop])
        made.orders.append(_order(arrival * 31 + service + 1, made.runs))
        made.keys.append((key, made.services[service]))
        if service == called:
            at = stop
        elif not before:
            made.queues[service].append(stop)
    return at


@cache
def _shares(runs: int) -> tuple[float, ...]:
    """The middle of each of so many equal parts of 0 to 1."""
    return tuple((index + 0.5) / runs for index in range(runs))


@cache
def _orders(runs: int) -> tuple[tuple[int, ...], ...]:
    """Fixed shuffles: each holds every quantile once, and no two go together."""
    made, word = [], 0x9E3779B97F4A7C15
    for _ in range(ORDERS):
        order = list(range(runs))
        for last in range(runs - 1, 0, -1):
            # a linear congruential generator (Knuth, MMIX); its upper bits are the good ones
            word = (word * 6364136223846793005 + 1442695040888963407) & _MIX
            chosen = (word >> 33) % (last + 1)
            order[last], order[chosen] = order[chosen], order[last]
        made.append(tuple(order))
    return tuple(made)


def _order(key: int, runs: int) -> tuple[int, ...]:
    return _orders(runs)[key % ORDERS]


def run(here: Lobby, number: int) -> Outcome:
    """Play one run from now until nobody is left whom an open counter serves."""
    visit, service, serves = here.visit, here.service, here.serves
    unlocks, mates, orders, minutes = here.unlocks, here.mates, here.orders, here.minutes
    queues = [queue.copy() for queue in here.queues]
    needs, pace, opened = here.needs.copy(), here.pace[number], here.open
    called, free = [math.inf] * len(visit), [math.inf] * len(here.services)
    away = bytearray(visit[-1] + 1 if visit else 0)
    # (minute, counter, stop); a change of who is open has counter -1 and its index for a stop
    ahead = [(left[number], counter, stop) for counter, stop, left in here.served]
    course = here.courses[number % len(here.courses)] if here.courses else []
    ahead += [(at, -1, index) for index, (at, _) in enumerate(course)]
    heapify(ahead)
    for _, stop, _ in here.served:
        away[visit[stop]] = 1
    busy = {counter for counter, _, _ in here.served}
    # of counters that stand idle nobody knows who calls first: it differs from run to run
    turned = number % 2 == 1
    minute, asked, resting = 0.0, sorted(opened - busy, reverse=turned), set[int]()
    while True:
        for counter in asked:
            best = -1
            for name in serves[counter]:
                for stop in queues[name]:
                    if not away[visit[stop]]:
                        if best < 0 or visit[stop] < visit[best]:
                            best = stop
                        break
            if best < 0:
                resting.add(counter)
                for name in serves[counter]:
                    free[name] = min(free[name], minute)
                continue
            resting.discard(counter)
            name = service[best]
            queues[name].remove(best)
            called[best] = minute
            away[visit[best]] = 1
            heappush(ahead, (minute + minutes[name][orders[best][number]] * pace, counter, best))
        if not ahead:
            return Outcome(called, free)
        minute, counter, stop = heappop(ahead)
        if counter < 0:
            opened = course[stop][1]
            asked = sorted(opened - {at for _, at, _ in ahead}, reverse=turned)
            resting.clear()
            continue
        away[visit[stop]] = 0
        asked = [counter] if counter in opened else []
        for unlocked in unlocks[stop]:
            needs[unlocked] -= 1
            if not needs[unlocked]:
                insort(queues[service[unlocked]], unlocked)
        for mate in mates[stop]:
            # whoever stood by may now have somebody to call
            if resting and not needs[mate] and called[mate] == math.inf:
                asked += [c for c in here.servers[service[mate]] if c in resting]
