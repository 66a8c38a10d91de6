"""What the server knows about waits: learned from the journal, asked by tickets and boards."""

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from queue_server.domain.estimates import Forecast, Range, forecast
from queue_server.domain.events import Event, StopPlan, Told
from queue_server.domain.lives import CounterStatus
from queue_server.domain.service_times import ServiceTimes, observe
from queue_server.domain.site import Site
from queue_server.domain.staffing import Staffing, likely, note
from queue_server.domain.state import State, Visit
from queue_server.domain.waits import people_ahead, told

FRESH_SECONDS = 2.0
"""A forecast serves for so long. It costs some milliseconds, and in a rush everybody asks."""
TIMES_ITS_COST = 40
"""It serves so many times as long as it took, if that is longer: thousands in line take half a
second, and must not take it from every ticket.
"""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a site's days have taught."""

    times: ServiceTimes = field(default_factory=ServiceTimes)
    staffing: Staffing = field(default_factory=Staffing)


@dataclass(frozen=True, slots=True)
class _Kept:
    until: float
    forecast: Forecast


class Estimator:
    """Folds what was learned beside the state, and forecasts from it. Safe on any thread."""

    def __init__(self, site: Site, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._site = site
        self._monotonic = monotonic
        self._learned = Learned()
        self._kept: _Kept | None = None
        self._lock = threading.Lock()

    @property
    def learned(self) -> Learned:
        """All of it, as a checkpoint keeps it."""
        return self._learned

    def resume(self, learned: Learned) -> None:
        """Go on from what was learned before."""
        self._learned = learned

    def learn(self, before: State, event: Event, after: State) -> None:
        """Take in one event, in the order of the journal. Called on one thread."""
        times, staffing = self._learned.times, self._learned.staffing
        times = observe(self._site, times, before, event)
        if before.counters != after.counters or before.day != after.day:
            at = event.at.astimezone(self._site.zone)
            staffing = note(staffing, at, _open(self._site, after))
        if times is not self._learned.times or staffing is not self._learned.staffing:
            self._learned = Learned(times, staffing)

    def tell_newcomer(
        self, state: State, plan: Sequence[StopPlan], now: datetime
    ) -> tuple[Told, ...]:
        """What somebody is told who takes a number now: one entry a stop, in the plan's order."""
        if len(plan) == 1:
            ranges: Mapping[str, Range] = self._recent(state, now).services
        else:
            # a later stop waits until the one before is done: that can be said of this plan only
            ranges = self._forecast(state, now, plan).newcomer
        return tuple(self._told(state, stop.service, None, ranges) for stop in plan)

    def tell_visit(self, state: State, visit: Visit, now: datetime) -> tuple[Told, ...]:
        """What somebody is told who has a number already."""
        ranges = self._recent(state, now).visits.get(visit.id, {})
        return tuple(self._told(state, stop.service, stop.arrival, ranges) for stop in visit.stops)

    def services(self, state: State, now: datetime) -> Mapping[str, tuple[int, int]]:
        """Minutes from and to, for somebody who would come now, by service that is served."""
        return {name: _minutes(wait) for name, wait in self._recent(state, now).services.items()}

    def visits(self, state: State, now: datetime) -> Mapping[UUID, Mapping[str, tuple[int, int]]]:
        """Minutes from and to for everybody here, by visit and the services in which they have
        still to be called. Whom no open counter will call is not in it.
        """
        return {
            visit: {name: _minutes(wait) for name, wait in waits.items()}
            for visit, waits in self._recent(state, now).visits.items()
        }

    def _told(
        self, state: State, service: str, arrival: int | None, ranges: Mapping[str, Range]
    ) -> Told:
        wait = ranges.get(service)
        if wait is None:
            return told(self._site, state, service, arrival)
        return Told(service, people_ahead(state, service, arrival), *_minutes(wait))

    def _recent(self, state: State, now: datetime) -> Forecast:
        with self._lock:
            kept, start = self._kept, self._monotonic()
            if kept is None or start > kept.until:
                made = self._forecast(state, now)
                cost = self._monotonic() - start
                kept = _Kept(start + max(FRESH_SECONDS, cost * TIMES_ITS_COST), made)
                self._kept = kept
            return kept.forecast

    def _forecast(self, state: State, now: datetime, plan: Sequence[StopPlan] = ()) -> Forecast:
        counters = _open(self._site, state)
        return forecast(
            self._site,
            state,
            self._learned.times,
            now,
            open_counters=counters,
            courses=likely(self._learned.staffing, now.astimezone(self._site.zone), counters),
            plan=plan,
        )


def _open(site: Site, state: State) -> frozenset[str]:
    """The counters that call people. Where none of a service has said so, any of it may."""
    there = {
        counter for counter in site.counters if state.counter_status(counter) is CounterStatus.OPEN
    }
    for service in site.services:
        serving = site.counters_for(service)
        if not there & set(serving):
            there |= set(serving)
    return frozenset(there)


def _minutes(wait: Range) -> tuple[int, int]:
    return math.floor(wait.low), math.ceil(wait.high)
