"""What the server knows about waits: learned from the journal, asked by tickets and boards."""

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from queue_server.domain.assignments import as_assigned
from queue_server.domain.business_day import as_of
from queue_server.domain.estimates import Forecast, Range, forecast
from queue_server.domain.events import Event, StopPlan, Told
from queue_server.domain.learned import Learned, expected, learn, open_counters
from queue_server.domain.policy import reserved_due
from queue_server.domain.site import Site
from queue_server.domain.state import State, Visit
from queue_server.domain.suggesting import next_stop, soonest_out
from queue_server.domain.waits import people_ahead, told

FRESH_SECONDS = 2.0
"""A forecast serves for so long. It costs some milliseconds, and in a rush everybody asks."""
TIMES_ITS_COST = 40
"""It serves so many times as long as it took, if that is longer: thousands in line take half a
second, and must not take it from every ticket.
"""


_Plan = tuple[tuple[StopPlan, ...], bool]
"""The stops of a newcomer, and whether they have a need."""


@dataclass(frozen=True, slots=True)
class _Kept:
    until: float
    forecast: Forecast
    plans: dict[_Plan, Mapping[str, Range]] = field(default_factory=dict)
    """What was said of newcomers since: in a rush many have the same to do."""


class Estimator:
    """Folds what was learned beside the state, and forecasts from it. Safe on any thread."""

    def __init__(
        self,
        site: Site,
        learned: Learned | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._site = site
        self._learned = Learned() if learned is None else learned
        self._monotonic = monotonic
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
        """Take in one event, in the order of the journal. Never called on two threads at once."""
        self._learned = learn(self._site, self._learned, before, event, after)

    @property
    def knows_slots(self) -> bool:
        """See `Teller`."""
        return True

    def order(self, state: State, plan: Sequence[StopPlan], now: datetime) -> tuple[StopPlan, ...]:
        """See `Teller`, and suggesting.py."""
        if len(plan) < 2:
            return tuple(plan)
        turns = _medians(self._recent(state, now).services)
        for stop in plan:
            if reserved_due(self._site, stop.due, now) is not None and stop.due is not None:
                turns[stop.service] = max(0.0, (stop.due - now) / timedelta(minutes=1))
        return soonest_out(self._site, plan, turns)

    def suggested(self, state: State, visit: Visit, now: datetime) -> str | None:
        """The service to which a visit should go next (after the counter where it is now), so as
        to be out of the building soonest; None where it waits nowhere.
        """
        recent = self._recent(state, now)
        turns = _medians(recent.services) | _medians(recent.visits.get(visit.id, {}))
        return next_stop(self._site, visit, turns)

    def tell_newcomer(
        self, state: State, plan: Sequence[StopPlan], now: datetime, *, needs: bool = False
    ) -> tuple[Told, ...]:
        """See `Teller`."""
        recent = self._recent(state, now)
        ranges = recent.services
        if len(plan) > 1 or needs or any(stop.due is not None for stop in plan):
            # a later stop waits until the one before is done, who has a need goes before others:
            # that can be said of this plan only
            ranges = self._newcomer(state, (tuple(plan), needs), now)
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
            return told(as_assigned(self._site, state), state, service, arrival)
        return Told(service, people_ahead(state, service, arrival), *_minutes(wait))

    def _newcomer(self, state: State, plan: _Plan, now: datetime) -> Mapping[str, Range]:
        with self._lock:
            kept = self._fresh(state, now)
            ranges = kept.plans.get(plan)
            if ranges is None:
                ranges = self._forecast(state, now, *plan).newcomer
                kept.plans[plan] = ranges
            return ranges

    def _recent(self, state: State, now: datetime) -> Forecast:
        with self._lock:
            return self._fresh(state, now).forecast

    def _fresh(self, state: State, now: datetime) -> _Kept:
        """What was said a moment ago, or else says it anew. With the lock."""
        kept, start = self._kept, self._monotonic()
        if kept is None or start > kept.until:
            made = self._forecast(state, now)
            cost = self._monotonic() - start
            kept = _Kept(start + max(FRESH_SECONDS, cost * TIMES_ITS_COST), made)
            self._kept = kept
        return kept

    def _forecast(
        self, state: State, now: datetime, plan: Sequence[StopPlan] = (), needs: bool = False
    ) -> Forecast:
        state = as_of(self._site, state, now)
        site, learned = as_assigned(self._site, state), self._learned
        counters = open_counters(site, state)
        return forecast(
            site,
            state,
            learned.times,
            now,
            open_counters=counters,
            courses=expected(site, learned, state, now, counters),
            plan=plan,
            needs=needs,
            about={None} if plan else None,
        )


def _minutes(wait: Range) -> tuple[int, int]:
    return math.floor(wait.low), math.ceil(wait.high)


def _medians(waits: Mapping[str, Range]) -> dict[str, float]:
    return {service: wait.median for service, wait in waits.items()}
