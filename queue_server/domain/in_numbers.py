"""A lobby as it stands, in plain numbers: what the forward runs (forward.py) need, and no more.

Whom a counter calls is the rule of policy.py: a moment from which somebody counts as waiting, less
what the counter prefers. Here both are whole microseconds, so that nothing is lost by rounding.
"""

import math
from bisect import insort
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from statistics import NormalDist
from uuid import UUID

from queue_server.domain.courses import Course
from queue_server.domain.events import StopPlan
from queue_server.domain.lives import ServiceStatus, StopState
from queue_server.domain.policy import due, head_start, offered_again_at
from queue_server.domain.service_times import ServiceTimes
from queue_server.domain.site import Site
from queue_server.domain.state import State, Stop, Visit

PACE = 0.1
"""How far a whole day's pace may be from the learned one: standard deviation of its logarithm.
Without it a long wait, being a sum of many stops, would look surer than it is. Fixed on simulated
days so that three in five of the true waits lie within the range (see bench/waits.py).
"""
ORDERS = 251
"""So many different orders of the quantiles; a prime, to spread neighbours."""
AGAIN = 89
"""From one call of a stop to the next its order moves on by so many."""

_MIX = (1 << 64) - 1
_MICROSECOND = timedelta(microseconds=1)

Place = tuple[int, int, int]
"""Of a stop in a queue: from when it counts as waiting (microseconds from now), its arrival, and
the stop.
"""


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Who is expected to come after now, in one course of the day."""

    course: Course
    start: int
    """Which of its arrivals is the first after now."""
    minute: float
    """Now, in minutes of its day."""


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
    newcomers: list[Newcomers]
    """By course."""
    course: list[int]
    """By run, its course; empty without any."""
    takes: frozenset[int]
    """The services that give numbers."""
    crossed: set[int]
    """Where those who come matter even without a head start: at these services somebody here will
    be ready later, and a counter may then be busy with one of them.
    """
    counts: list[bool]
    """By stop, whether a run goes on until it is called."""
    waits: list[int]
    """By course, how many stops have to be called until all is known; one entry without any."""
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


def lobby(
    site: Site,
    state: State,
    times: ServiceTimes,
    now: datetime,
    open_counters: Collection[str],
    *,
    runs: int,
    courses: Sequence[Course] = (),
    newcomer: Sequence[StopPlan] = (),
    needs: bool = False,
    about: Collection[UUID | None] | None = None,
) -> Lobby:
    """Put a lobby into numbers. `state` must be of today (see `as_of`); `newcomer` are the stops of
    somebody who would take a ticket now, and `needs` whether they have a head start. A run ends
    when all visits are called that it is `about` (None in it is the newcomer), by default everybody
    and every probe.
    """
    services, counters = tuple(site.services), tuple(site.counters)
    number = {name: index for index, name in enumerate(services)}
    place = {name: index for index, name in enumerate(counters)}
    by_name = sorted(services)
    shares = _shares(runs)
    called = [s for s in services if state.service_status(s) is not ServiceStatus.CLOSED]
    hour = now.astimezone(site.zone).hour
    made = Lobby(
        runs=runs,
        services=services,
        number=number,
        rank=[by_name.index(name) for name in services],
        serves=[
            tuple(
                (number[s], head_start(site, c, s) // _MICROSECOND)
                for s in site.counters[c].services
                if s in called
            )
            for c in counters
        ],
        servers=[
            tuple(place[c] for c in site.counters_for(name)) if name in called else ()
            for name in services
        ],
        open=frozenset(place[c] for c in open_counters),
        courses=[
            [
                ((at - now) / timedelta(minutes=1), frozenset(place[c] for c in on if c in place))
                for at, on in course.changes
                if at > now
            ]
            for course in courses
        ],
        newcomers=[Newcomers(course, course.first_after(), course.minute) for course in courses],
        course=_spread([course.weight for course in courses], runs),
        takes=frozenset(
            number[s] for s in services if state.service_status(s) is ServiceStatus.OPEN
        ),
        crossed=set(),
        counts=[],
        waits=[],
        visit=[],
        service=[],
        needs=[],
        unlocks=[],
        mates=[],
        place=[],
        only=[],
        misses=[],
        queues=[[] for _ in services],
        later=[],
        dead=set(),
        served=[],
        minutes=[times.minutes(site.services[name], hour, shares) for name in services],
        minutes_again=[
            times.minutes(site.services[name], hour, shares, again=True) for name in services
        ],
        absent=sum(share <= times.missed for share in shares),
        absent_again=sum(share <= times.missed_again for share in shares),
        offered_after=site.policy.no_show_after / timedelta(minutes=1),
        offered_times=site.policy.no_show_times,
        head_start=site.policy.needs_head_start // _MICROSECOND,
        orders=[],
        seeds=[],
        pace=[math.exp(PACE * NormalDist().inv_cdf(shares[i])) for i in order(0, runs)],
        keys=[],
        position=state.position,
    )
    _Filling(site, state, times, now, made, place, about).fill(newcomer, needs=needs)
    return made


@dataclass(frozen=True, slots=True)
class _Filling:
    """Puts the people into a lobby that has none yet."""

    site: Site
    state: State
    times: ServiceTimes
    now: datetime
    made: Lobby
    counter: dict[str, int]
    about: Collection[UUID | None] | None

    def fill(self, newcomer: Sequence[StopPlan], *, needs: bool) -> None:
        state, made = self.state, self.made
        present = {visit for queue in state.queues.values() for _, visit in queue}
        present.update(visit for queue in state.missed.values() for _, visit in queue)
        present.update(state.at_counter.values())
        present.update(
            visit.id
            for visit in state.visits.values()
            if visit.closed_at is None
            and any(stop.state is StopState.PARKED for stop in visit.stops)
        )
        for visit in sorted((state.visits[visit] for visit in present), key=lambda v: v.arrival):
            self._visit(visit)
        self._one_after_another()
        wanted, start = {plan.service for plan in newcomer}, len(made.visit)
        arrival = state.position + 1
        earlier = made.head_start if needs else 0
        for plan in newcomer:
            before = wanted.intersection(plan.after)
            self._stop((None, plan.service), before, arrival, (-earlier, arrival))
        self._link(start, {plan.service: set(plan.after) for plan in newcomer})
        for stop in range(start, len(made.visit)):
            if not made.needs[stop]:
                insort(made.queues[made.service[stop]], made.place[stop])
        for name in made.services:
            start = len(made.visit)
            self._stop((None, name), set(), arrival, (0, arrival))
            self._link(start, {})
            made.queues[made.service[start]].append(made.place[start])
            made.queues[made.service[start]].sort()
        made.crossed.update(self._crossed())
        about, served = self.about, {stop for _, stop, _ in made.served}
        made.counts.extend(
            stop not in made.dead
            and stop not in served
            and (about is None or (stop < made.probes and made.keys[stop][0] in about))
            for stop in range(len(made.visit))
        )
        staffed = [made.open.union(*(on for _, on in course)) for course in made.courses]
        made.waits.extend(self._waits(there) for there in staffed or [made.open])

    def _crossed(self) -> set[int]:
        made = self.made
        later = {stop for stop, _ in made.later}
        crossed = {
            service
            for stop, service in enumerate(made.service)
            if stop in later or made.mates[stop]
        }
        # whoever may call for one of them may be busy with somebody of another service
        while True:
            more = {
                service
                for serves in made.serves
                if any(service in crossed for service, _ in serves)
                for service, _ in serves
            }
            if more <= crossed:
                return crossed
            crossed |= more

    def _waits(self, staffed: frozenset[int]) -> int:
        made = self.made
        serving = [not staffed.isdisjoint(servers) for servers in made.servers]
        return sum(
            serving[service] and (only < 0 or only in staffed) and made.counts[stop]
            for stop, (service, only) in enumerate(zip(made.service, made.only, strict=True))
        )

    def _visit(self, visit: Visit) -> None:
        made, here = self.made, visit.day == self.state.day
        # a site file that changed over lunch may no longer have a service that somebody waits in
        stops = [
            stop
            for stop in visit.stops
            if stop.service in made.number
            and not stop.ended
            and (here or stop.state is StopState.CALLED)
        ]
        start = len(made.visit)
        to_do = {stop.service for stop in visit.stops if not stop.ended}
        for stop in stops:
            waits = (due(self.site, visit, stop) - self.now) // _MICROSECOND
            place, before = (waits, stop.arrival), to_do.intersection(stop.after)
            at = self._stop((visit.id, stop.service), before, visit.arrival, place, stop)
            match stop.state:
                case StopState.CALLED:
                    self._served(stop, at)
                case StopState.MISSED:
                    again = offered_again_at(self.site, stop)
                    if again is None:
                        made.dead.add(at)
                    else:
                        minutes = max(0.0, (again - self.now) / timedelta(minutes=1))
                        made.later.append((at, [minutes] * made.runs))
                case StopState.PARKED:
                    # whoever fetches something may come back at any moment
                    mean = self.times.parked_minutes
                    shares = _shares(made.runs)
                    back = [-mean * math.log(1 - shares[index]) for index in made.orders[at]]
                    made.later.append((at, back))
                case _ if not before:
                    made.queues[made.service[at]].append(made.place[at])
        self._link(start, {stop.service: set(stop.after) for stop in stops})
        for _ in stops:
            made.dead.update(
                blocked
                for at in range(start, len(made.visit))
                if at in made.dead
                for blocked in made.unlocks[at]
            )

    def _served(self, stop: Stop, at: int) -> None:
        if stop.called_at is None or stop.counter not in self.counter:
            return
        hour = self.now.astimezone(self.site.zone).hour
        law = self.times.of(self.site.services[stop.service], hour)
        elapsed = (self.now - stop.called_at) / timedelta(minutes=1)
        shares = _shares(self.made.runs)
        left = [law.remaining(elapsed, shares[index]) for index in self.made.orders[at]]
        self.made.served.append((self.counter[stop.counter], at, left))

    def _stop(
        self,
        key: tuple[UUID | None, str],
        before: Collection[str],
        arrival: int,
        place: tuple[int, int],
        stop: Stop | None = None,
    ) -> int:
        made, at, service = self.made, len(self.made.visit), key[1]
        only = None if stop is None else stop.only_counter
        seed = arrival * 31 + made.number[service] + 1
        made.visit.append(at)  # until `_link` knows its visit
        made.service.append(made.number[service])
        made.needs.append(len(before))
        made.place.append((*place, at))
        made.only.append(-1 if only is None else self.counter.get(only, len(self.counter)))
        made.misses.append(0 if stop is None else stop.misses)
        made.orders.append(order(seed, made.runs))
        made.seeds.append(seed)
        made.keys.append(key)
        return at

    def _link(self, start: int, after: dict[str, set[str]]) -> None:
        """Make one visit of all stops from `start` on."""
        made, end = self.made, len(self.made.visit)
        number = made.visit[start - 1] + 1 if start else 0
        for at in range(start, end):
            made.visit[at] = number
            name = made.services[made.service[at]]
            made.unlocks.append(
                [i for i in range(start, end) if name in after.get(made.keys[i][1], ())]
            )
            made.mates.append([i for i in range(start, end) if i != at])

    def _one_after_another(self) -> None:
        """Sort each queue by when its people count from. Within one class of need the places
        decide, so nobody counts from earlier than those before (a clock may have jumped back).
        """
        made = self.made
        for queue in made.queues:
            latest = dict[bool, int]()
            for index, (since, arrival, at) in enumerate(sorted(queue, key=lambda p: p[1])):
                visit = self.state.visits[made.keys[at][0] or UUID(int=0)]
                kind = bool(visit.needs)
                latest[kind] = max(since, latest.get(kind, since))
                queue[index] = made.place[at] = (latest[kind], arrival, at)
            queue.sort()


def _spread(weights: Sequence[float], runs: int) -> list[int]:
    """By run, one of the courses: as many runs each as it weighs, in no order."""
    if not weights:
        return []
    total, reached, ends = sum(weights), 0.0, list[float]()
    for weight in weights:
        reached += weight / total
        ends.append(reached)
    shares = _shares(runs)
    return [
        next((i for i, end in enumerate(ends) if shares[index] <= end), len(ends) - 1)
        for index in order(1, runs)
    ]


@cache
def _shares(runs: int) -> tuple[float, ...]:
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
