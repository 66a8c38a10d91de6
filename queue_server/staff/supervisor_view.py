"""What the supervisor's view shows of the whole lobby, made from the state. Pure.

What must be acted on is a moment (`late_at`, `idle_at`), so that a page that hears nothing for a
while still turns it into an alarm in time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from pydantic import AwareDatetime, BaseModel, ConfigDict

from queue_server.domain.assignments import as_assigned
from queue_server.domain.business_day import as_of
from queue_server.domain.curve import Point
from queue_server.domain.lives import CounterStatus, ServiceStatus, StopState
from queue_server.domain.policy import next_for, only_at, reserved_due
from queue_server.domain.site import Site
from queue_server.domain.state import State, Stop, Visit
from queue_server.lobby import Lobby
from queue_server.staff.alone_view import AloneView, alone_view

IDLE_AFTER = timedelta(minutes=2)
"""A counter that has been free so long while people wait needs acting on; a breath does not."""
UNKNOWN_STAFF = "登録のない職員"
"""On a counter whose account is gone. Their staff id is nobody's business here."""


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class LongestView(_View):
    """Who has waited longest in a service, and can be called."""

    number: str
    since: AwareDatetime
    """When their place in this queue was taken."""
    late_at: AwareDatetime
    """From then on they wait longer than the service's target."""


class ServiceOverview(_View):
    """One service, as it goes now."""

    id: str
    name: str
    name_en: str
    letter: str
    status: ServiceStatus
    waiting: int
    """Those included who are at another counter just now, as displays and consoles count."""
    late: int
    """How many of them wait longer than the target."""
    target_minutes: float
    longest: LongestView | None
    wait_minutes: tuple[int, int] | None
    """From and to, for somebody who would come now; None where nobody may or none is open."""
    counters: tuple[str, ...]
    """Those that serve it today."""
    open_counters: tuple[str, ...]
    uncovered: int
    """How many wait whom no counter that is open would call; none where the service is stopped."""


class CounterOverview(_View):
    """One counter, as it goes now."""

    id: str
    name: str
    name_en: str
    status: CounterStatus
    staff: str | None
    """The display name of the account that is on it."""
    number: str | None
    service: str | None
    """Whom it serves, and for which service."""
    called_at: AwareDatetime | None
    calls: int
    services: tuple[str, ...]
    """Those that it serves today …"""
    site_services: tuple[str, ...]
    """… and those of the site's file."""
    assigned: bool
    """Whether they were given to it for today."""
    idle_since: AwareDatetime | None
    """Since then it has been free while people wait whom it may call …"""
    idle_at: AwareDatetime | None
    """… and from then on that must be acted on."""


class TotalsView(_View):
    """The lobby in five numbers. A visit counts once in each."""

    waiting: int
    serving: int
    away: int
    """Parked, or called and not come, and waiting for nothing else."""
    ended: int
    """Visits of today that are over."""
    visits: int
    """Numbers given today."""


class Overview(_View):
    """All that the supervisor's view shows, but the curve."""

    at: AwareDatetime
    """The server's time; the page counts on from it."""
    position: int
    """How many events the journal held."""
    day: date | None
    """The business day; None before the first one."""
    totals: TotalsView
    services: tuple[ServiceOverview, ...]
    counters: tuple[CounterOverview, ...]
    would_end: int
    """How many visits end unserved if the day is closed now."""
    alone: AloneView
    """What kiosks gave while they were cut off."""


class CurveView(_View):
    """People waiting over the day. Each value holds from its moment until the next one."""

    at: AwareDatetime
    moments: tuple[AwareDatetime, ...]
    """Minutes in which something happened, and the one that runs."""
    people: tuple[int, ...]
    """Visits that wait at each moment; one that waits in two services counts once."""
    services: Mapping[str, tuple[int, ...]]
    """By service, as many values as there are moments. One that nobody waited for is left out."""


def overview(
    lobby: Lobby,
    state: State,
    now: datetime,
    *,
    waits: Mapping[str, tuple[int, int]],
    display_names: Mapping[str, str],
) -> Overview:
    """The lobby as it is now.

    `waits` are the minutes from and to for somebody who would come now, by service;
    `display_names` what accounts are called, by their staff ids.
    """
    return _Overviewer(lobby, as_of(lobby.site, state, now), now, waits, display_names).all()


def curve_view(lobby: Lobby, points: Sequence[Point], now: datetime) -> CurveView:
    """The curve of the day so far."""
    zone = lobby.site.zone
    seen = [
        service
        for service in lobby.services
        if any(service in point.waiting.by_service for point in points)
    ]
    return CurveView(
        at=now.astimezone(zone),
        moments=tuple(point.minute.astimezone(zone) for point in points),
        people=tuple(point.waiting.people for point in points),
        services={
            service: tuple(point.waiting.by_service.get(service, 0) for point in points)
            for service in seen
        },
    )


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Somebody who waits in a service and is at no counter."""

    since: datetime
    number: str
    only_counter: str | None

    def may_be_called_at(self, counters: Sequence[str]) -> bool:
        """Whether any of these counters, which serve what they wait for, may call them."""
        return bool(counters) if self.only_counter is None else self.only_counter in counters


@dataclass(frozen=True)
class _Overviewer:
    lobby: Lobby
    state: State
    now: datetime
    waits: Mapping[str, tuple[int, int]]
    display_names: Mapping[str, str]

    def all(self) -> Overview:
        left = [visit for visit in self.state.visits.values() if visit.closed_at is None]
        return Overview(
            at=self._when(self.now),
            position=self.state.position,
            day=self.state.day,
            totals=self._totals(left),
            services=tuple(self._service(service) for service in self.lobby.services),
            counters=tuple(self._counter(counter) for counter in self.lobby.counters),
            would_end=len(left),
            alone=alone_view(self.lobby, self.state, self.now),
        )

    @cached_property
    def _site(self) -> Site:
        return as_assigned(self.lobby.site, self.state)

    def _totals(self, left: Sequence[Visit]) -> TotalsView:
        today = [v for v in self.state.visits.values() if v.day == self.state.day]
        waiting = {visit for queue in self.state.queues.values() for _, visit in queue}
        away = [v for v in left if v.counter is None and v.id not in waiting]
        return TotalsView(
            waiting=len(waiting),
            serving=len(self.state.at_counter),
            away=len(away),
            ended=sum(1 for visit in today if visit.closed_at is not None),
            visits=len(today),
        )

    def _service(self, service: str) -> ServiceOverview:
        entry = self.lobby.services[service]
        target = timedelta(minutes=self._site.services[service].target_minutes)
        free = self._free(service)
        counters = self._site.counters_for(service)
        there = tuple(name for name in counters if self._is_open(name))
        status = self.state.service_status(service)
        return ServiceOverview(
            id=service,
            name=entry.name,
            name_en=entry.name_en,
            letter=entry.letter,
            status=status,
            waiting=len(self.state.waiting(service)),
            late=sum(1 for one in free if self.now >= one.since + target),
            target_minutes=self._site.services[service].target_minutes,
            longest=self._longest(free, target),
            wait_minutes=self.waits.get(service)
            if there and status is ServiceStatus.OPEN
            else None,
            counters=counters,
            open_counters=there,
            uncovered=0
            if status is ServiceStatus.CLOSED
            else sum(1 for one in free if not one.may_be_called_at(there)),
        )

    def _free(self, service: str) -> list[_Waiting]:
        """Who waits and could be called now."""
        waiting = [
            _Waiting(self._waits_since(stop), visit.number, only_at(self._site, self.state, stop))
            for visit_id in self.state.waiting(service)
            for visit in (self.state.visits[visit_id],)
            for stop in visit.stops
            if stop.service == service and visit.counter is None
        ]
        return [one for one in waiting if one.since <= self.now]

    def _waits_since(self, stop: Stop) -> datetime:
        """Who reserved and came early waits for their slot, and not for a counter, until then."""
        due = reserved_due(self._site, stop.due, stop.since)
        return stop.since if due is None else max(stop.since, due)

    def _longest(self, free: Sequence[_Waiting], target: timedelta) -> LongestView | None:
        if not free:
            return None
        first = min(free, key=lambda one: (one.since, one.number))
        return LongestView(
            number=first.number,
            since=self._when(first.since),
            late_at=self._when(first.since + target),
        )

    def _counter(self, counter: str) -> CounterOverview:
        known = self.state.counters.get(counter)
        called = self._called(counter)
        visit, stop = (None, None) if called is None else called
        idle = self._idle_since(counter)
        return CounterOverview(
            id=counter,
            name=self.lobby.counters[counter].name,
            name_en=f"Counter {counter}",
            status=self.state.counter_status(counter),
            staff=None
            if known is None or known.staff is None
            else self.display_names.get(known.staff, UNKNOWN_STAFF),
            number=None if visit is None else visit.number,
            service=None if stop is None else stop.service,
            called_at=None
            if stop is None or stop.called_at is None
            else self._when(stop.called_at),
            calls=0 if stop is None else stop.calls,
            services=tuple(self._site.counters[counter].services),
            site_services=tuple(self.lobby.site.counters[counter].services),
            assigned=counter in self.state.assigned,
            idle_since=idle,
            idle_at=None if idle is None else idle + IDLE_AFTER,
        )

    def _called(self, counter: str) -> tuple[Visit, Stop] | None:
        visit_id = self.state.at_counter.get(counter)
        if visit_id is None:
            return None
        visit = self.state.visits[visit_id]
        return visit, next(stop for stop in visit.stops if stop.state is StopState.CALLED)

    def _idle_since(self, counter: str) -> datetime | None:
        known = self.state.counters.get(counter)
        if known is None or not self._is_open(counter) or counter in self.state.at_counter:
            return None
        found = next_for(self._site, self.state, counter, self.now)
        if found is None:
            return None
        step = self.state.last_steps.get(counter)
        free = known.since if step is None else max(known.since, step.at)
        return self._when(max(free, self._waits_since(found.stop)))

    def _is_open(self, counter: str) -> bool:
        return self.state.counter_status(counter) is CounterStatus.OPEN

    def _when(self, moment: datetime) -> datetime:
        return moment.astimezone(self.lobby.site.zone)
