"""A lobby is put into numbers: everybody who is here, whoever has reserved, and what is learned.

Whom a counter calls is the rule of policy.py: a moment from which somebody counts as waiting, less
what the counter prefers. Here both are whole microseconds, so that nothing is lost by rounding.
"""

import math
from bisect import insort
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import NormalDist
from uuid import UUID

from queue_server.domain.courses import Course
from queue_server.domain.events import StopPlan
from queue_server.domain.in_numbers import Coming, Lobby, order, shares, spread
from queue_server.domain.lives import ServiceStatus, StopState
from queue_server.domain.places import ROOM, place_at, position_of
from queue_server.domain.policy import (
    counts_from,
    head_start,
    offered_again_at,
    only_at,
    reserved_due,
)
from queue_server.domain.reservations.book import ReservationState
from queue_server.domain.reservations.check_in import with_due
from queue_server.domain.routing import plan_stops
from queue_server.domain.service_times import ServiceTimes
from queue_server.domain.site import Site
from queue_server.domain.state import State, Stop, Visit

PACE = 0.13
"""How far a whole day's pace may be from the learned one: standard deviation of its logarithm.
Without it a long wait, being a sum of many stops, would look surer than it is. Fixed on simulated
days so that three in five of the true waits lie within the range (see bench/waits.py).
"""
EXPECTED_WITHIN = timedelta(hours=3)
"""Who comes later than this is not thought of."""

_MICROSECOND = timedelta(microseconds=1)


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
    quantiles = shares(runs)
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
        newcomers=[],
        busier=[course.busier for course in courses],
        course=spread([course.weight for course in courses], runs),
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
        reserved=set(),
        booked=_booked(site, state, now),
        kept=times.kept,
        dead=set(),
        served=[],
        minutes=[times.minutes(site.services[name], hour, quantiles) for name in services],
        minutes_again=[
            times.minutes(site.services[name], hour, quantiles, again=True) for name in services
        ],
        absent=sum(share <= times.missed for share in quantiles),
        absent_again=sum(share <= times.missed_again for share in quantiles),
        offered_after=site.policy.no_show_after / timedelta(minutes=1),
        offered_times=site.policy.no_show_times,
        head_start=site.policy.needs_head_start // _MICROSECOND,
        reserved_head_start=site.policy.reserved_head_start // _MICROSECOND,
        orders=[],
        seeds=[],
        pace=[math.exp(PACE * NormalDist().inv_cdf(quantiles[i])) for i in order(0, runs)],
        keys=[],
        position=state.position,
    )
    _Filling(site, state, times, now, made, place, about, courses).fill(newcomer, needs=needs)
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
    courses: Sequence[Course]

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
        arrival = place_at(state.position + 1)
        earlier = made.head_start if needs else 0
        for plan in newcomer:
            before = wanted.intersection(plan.after)
            slot = reserved_due(self.site, plan.due, self.now)
            since, begins = 0, 0.0
            if slot is not None:
                begins = (slot - self.now) / timedelta(minutes=1)
                since = (slot - self.now) // _MICROSECOND - made.reserved_head_start
            at = self._stop((None, plan.service), before, arrival, (since - earlier, arrival))
            if begins > 0:
                made.later.append((at, [begins] * made.runs))
        self._link(start, {plan.service: set(plan.after) for plan in newcomer})
        later = {stop for stop, _ in made.later}
        for stop in range(start, len(made.visit)):
            if not made.needs[stop] and stop not in later:
                insort(made.queues[made.service[stop]], made.place[stop])
        for name in made.services:
            start = len(made.visit)
            self._stop((None, name), set(), arrival, (0, arrival))
            self._link(start, {})
            made.queues[made.service[start]].append(made.place[start])
            made.queues[made.service[start]].sort()
        crossed = self._crossed()
        made.newcomers.extend(self._coming(course, crossed) for course in self.courses)
        about, served = self.about, {stop for _, stop, _ in made.served}
        made.counts.extend(
            stop not in made.dead
            and stop not in served
            and (about is None or (stop < made.probes and made.keys[stop][0] in about))
            for stop in range(len(made.visit))
        )
        staffed = [made.open.union(*(on for _, on in course)) for course in made.courses]
        made.waits.extend(self._waits(there) for there in staffed or [made.open])

    def _coming(self, course: Course, crossed: set[int]) -> list[Coming]:
        """Who is noticed by somebody here: who has a head start, and others at `crossed`."""
        number, coming = self.made.number, list[Coming]()
        takes = {
            name: number[name]
            for name in self.site.services
            if self.state.service_status(name) is ServiceStatus.OPEN
        }
        for index in range(course.first_after(), len(course.arrivals)):
            who = course.arrivals[index]
            minute = who.minute - course.minute
            if minute > EXPECTED_WITHIN / timedelta(minutes=1):
                break
            stops = tuple((name, after) for name, after in who.stops if name in takes)
            if stops and (who.needs or any(takes[name] in crossed for name, _ in stops)):
                coming.append(Coming(minute, stops, who.needs, index))
        return coming

    def _crossed(self) -> set[int]:
        """Where those who come matter even without a head start: at these services somebody here
        will be ready later, and a counter may then be busy with one of them.
        """
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

    def _waits(self, staffed: frozenset[int]) -> list[bool]:
        made = self.made
        serving = [not staffed.isdisjoint(servers) for servers in made.servers]
        return [
            counts and serving[service] and (only < 0 or only in staffed)
            for counts, service, only in zip(made.counts, made.service, made.only, strict=True)
        ]

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
            slot = reserved_due(self.site, stop.due, stop.since)
            since = (counts_from(self.site, visit, stop, slot) - self.now) // _MICROSECOND
            place, before = (since, stop.arrival), to_do.intersection(stop.after)
            at = self._stop((visit.id, stop.service), before, visit.arrival, place, stop)
            if slot is not None:
                made.reserved.add(at)
            begins = 0.0 if slot is None else (slot - self.now) / timedelta(minutes=1)
            match stop.state:
                case StopState.CALLED:
                    self._served(stop, at)
                    continue
                case StopState.MISSED:
                    again = offered_again_at(self.site, stop)
                    if again is None:
                        made.dead.add(at)
                        continue
                    ready = [max(begins, (again - self.now) / timedelta(minutes=1))] * made.runs
                case StopState.PARKED:
                    # whoever fetches something may come back at any moment
                    mean, quantiles = self.times.parked_minutes, shares(made.runs)
                    ready = [-mean * math.log(1 - quantiles[index]) for index in made.orders[at]]
                    ready = [max(begins, minutes) for minutes in ready]
                case _:
                    ready = [begins] * made.runs
            if max(ready) > 0:
                made.later.append((at, ready))
            elif not before:
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
        quantiles = shares(self.made.runs)
        left = [law.remaining(elapsed, quantiles[index]) for index in self.made.orders[at]]
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
        only = None if stop is None else only_at(self.site, self.state, stop)
        # a place that follows a position would else always lead to one and the same order
        seed = (position_of(arrival) + arrival % ROOM) * 31 + made.number[service] + 1
        made.visit.append(at)  # until `_link` knows its visit
        made.service.append(made.number[service])
        made.needs.append(len(before))
        made.place.append((*place, at))
        made.only.append(-1 if only is None else self.counter[only])
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
            latest, in_order = dict[bool, int](), sorted(queue, key=lambda place: place[1])
            for since, arrival, at in in_order:
                if at in made.reserved:
                    # among themselves they are called in the order of their slots
                    continue
                visit = self.state.visits[made.keys[at][0] or UUID(int=0)]
                kind = bool(visit.needs)
                latest[kind] = max(since, latest.get(kind, since))
                made.place[at] = (latest[kind], arrival, at)
            queue[:] = sorted(made.place[at] for _, _, at in queue)


def _booked(site: Site, state: State, now: datetime) -> list[Coming]:
    """Slots of today that somebody has booked and not come for; late ones still may."""
    made = list[Coming]()
    latest = now + EXPECTED_WITHIN
    for service, slots in state.book.slots.items():
        if state.service_status(service) is ServiceStatus.CLOSED or service not in site.services:
            continue
        for start in slots:
            if now < start < latest:
                for claim in state.book.claimed(service, start):
                    if claim.state is ReservationState.BOOKED:
                        known = [name for name in claim.procedures if name in site.procedures]
                        plan = with_due(plan_stops(site, known), claim)
                        stops = tuple((stop.service, stop.after) for stop in plan)
                        minute = (start - now) / timedelta(minutes=1)
                        made.append(Coming(minute, stops, bool(claim.needs), len(made), service))
    return made
