"""Makes what consoles show, from the state. What several of them show alike is made once."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property

from queue_server.domain.at_counters import can_undo
from queue_server.domain.business_day import as_of
from queue_server.domain.lives import CounterStatus, StopState
from queue_server.domain.policy import Candidate, callable_at, next_for, offered_again_at
from queue_server.domain.state import State, Stop, Visit
from queue_server.lobby import Lobby
from queue_server.staff.view import (
    CounterView,
    Found,
    FoundView,
    MissedView,
    NextView,
    OtherCounterView,
    ParkedView,
    ProcedureView,
    QueueView,
    RowView,
    ServingView,
    StaffView,
    UndoView,
    Why,
)
from queue_server.staff.view_parts import Parts

ROWS = 30
"""So many of each list that can be called. Whoever is further down is found by their number."""
FOUND = 10
"""So many visits that a search answers with."""
IDLE_AFTER = timedelta(minutes=2)
"""A counter that has been free so long while people wait needs acting on; a breath does not."""
SAME = timedelta(seconds=0.25)
"""Within it the passing of time changes nothing that a person would notice."""


class Views:
    """The views of all counters. For one thread: that of the event loop."""

    def __init__(self, lobby: Lobby, display_names: Callable[[], Mapping[str, str]]) -> None:
        """`display_names` knows what the accounts are called, by their staff ids."""
        self._lobby = lobby
        self._display_names = display_names
        self._moment: _Moment | None = None

    def of(self, counter: str, state: State, now: datetime) -> CounterView:
        """The console of a counter as it is now.

        Raises:
            KeyError: the lobby has no such counter.
        """
        return self._at(state, now).console(counter, now)

    def find(self, counter: str, number: str, state: State, now: datetime) -> Found:
        """The visits of today with a number (`B101`), or with its digits (`101`).

        Raises:
            KeyError: the lobby has no such counter.
        """
        return self._at(state, now).find(counter, number)

    def _at(self, state: State, now: datetime) -> "_Moment":
        seen = as_of(self._lobby.site, state, now)
        if self._moment is None or self._moment.state is not seen:
            self._moment = _Moment(self._lobby, seen, self._display_names())
        return self._moment


class _Moment(Parts):
    """One state, and what was made of it already."""

    def __init__(self, lobby: Lobby, state: State, names: Mapping[str, str]) -> None:
        super().__init__(lobby, state)
        self._names = names
        self._queues = dict[str, QueueView]()
        self._nexts = dict[str, tuple[datetime, Candidate | None]]()
        self._counters = dict[str, CounterView]()
        self._others = dict[tuple[str, bool], tuple[datetime, OtherCounterView]]()

    def console(self, counter: str, now: datetime) -> CounterView:
        made = self._counters.get(counter)
        if made is None or not made.at <= now < made.at + SAME:
            made = self._counters[counter] = self._counter_view(counter, now)
        return made

    def _counter_view(self, counter: str, now: datetime) -> CounterView:
        services = self.site.counters[counter].services
        parked = [stop for service in services for stop in self._parked.get(service, ())]
        parked.sort(key=lambda entry: (entry.parked_at, entry.number))
        return CounterView(
            at=now.astimezone(self.zone),
            position=self.state.position,
            counter=self.counter(counter),
            status=self.state.counter_status(counter),
            staff=self._staff(counter),
            assigned=services != self.lobby.site.counters[counter].services,
            idle_at=self._idle_at(counter, now),
            serving=self._serving(counter),
            next=self._next_view(counter, now),
            queues=tuple(self._queue(service) for service in services),
            waiting=self._waiting(services),
            missed=self._missed(services),
            missed_count=sum(len(self.state.missed.get(name, ())) for name in services),
            parked=tuple(parked[:ROWS]),
            parked_count=len(parked),
            undo=self._undo(counter, now),
            others=tuple(
                self._other(other, services, now)
                for other in self.site.counters
                if other != counter
            ),
        )

    def _waiting(self, services: tuple[str, ...]) -> int:
        queues = [queue for queue in map(self.state.waiting, services) if queue]
        if len(queues) <= 1:
            return sum(map(len, queues))
        return len({visit for queue in queues for visit in queue})

    def find(self, counter: str, number: str) -> Found:
        wanted = unicodedata.normalize("NFKC", number).strip().upper()
        found = sorted(
            (
                visit
                for visit in self.state.visits.values()
                if wanted in {visit.number, visit.number.lstrip("ABCDEFGHJKLMNPQRSTUVWXYZ")}
            ),
            key=lambda visit: visit.arrival,
        )
        return Found(visits=tuple(self._found(visit, counter) for visit in found[:FOUND]))

    def _found(self, visit: Visit, counter: str) -> FoundView:
        stop = callable_at(self.site, self.state, visit, counter)
        return FoundView(
            **self.visit(visit),
            closed_at=None if visit.closed_at is None else self.when(visit.closed_at),
            # a visit that is over may have been to a service that the site's file has no more
            stops=tuple(
                self.stop(one) for one in visit.stops if one.service in self.lobby.services
            ),
            callable_for=None if stop is None else self.service(stop.service),
        )

    def _next(self, counter: str, now: datetime) -> Candidate | None:
        known = self._nexts.get(counter)
        if known is None or not known[0] <= now < known[0] + SAME:
            known = (now, next_for(self.site, self.state, counter, now))
            self._nexts[counter] = known
        return known[1]

    def _next_view(self, counter: str, now: datetime) -> NextView | None:
        found = self._next(counter, now)
        if found is None:
            return None
        return NextView(
            **dict(self.row(found.visit, found.stop)),
            service=self.service(found.stop.service),
            why=self._why(found),
        )

    def _why(self, found: Candidate) -> Why:
        if found.returns:
            return Why.RETURNS
        if found.reserved:
            return Why.RESERVED
        waiting = (self.state.visits[visit] for visit in self.state.waiting(found.stop.service))
        first = next(visit for visit in waiting if visit.counter is None)
        return Why.NEEDS if found.visit.needs and first is not found.visit else Why.TURN

    def _idle_at(self, counter: str, now: datetime) -> datetime | None:
        status = self.state.counters.get(counter)
        if (
            status is None
            or status.status is not CounterStatus.OPEN
            or counter in self.state.at_counter
        ):
            return None
        found = self._next(counter, now)
        if found is None:
            return None
        step = self.state.last_steps.get(counter)
        free = status.since if step is None else max(status.since, step.at)
        return self.when(max(free, found.stop.since) + IDLE_AFTER)

    def _serving(self, counter: str) -> ServingView | None:
        called = self._called(counter)
        if called is None:
            return None
        visit, stop = called
        catalogue = {entry.id: entry for entry in self.lobby.catalogue.procedures}
        entries = [catalogue[name] for name in stop.procedures if name in catalogue]
        return ServingView(
            **self.visit(visit),
            service=self.service(stop.service),
            slot=self.maybe(stop.due),
            procedures=tuple(
                ProcedureView(id=e.id, title=e.title_ja, title_en=e.title_en, bring=e.bring)
                for e in entries
            ),
            called_at=self.when(_known(stop.called_at)),
            calls=stop.calls,
            has_request=visit.request is not None,
            order=tuple(other.service for other in visit.stops),
            other_stops=tuple(self.stop(other) for other in visit.stops if other is not stop),
        )

    def _called(self, counter: str) -> tuple[Visit, Stop] | None:
        visit_id = self.state.at_counter.get(counter)
        if visit_id is None:
            return None
        visit = self.state.visits[visit_id]
        return visit, next(stop for stop in visit.stops if stop.state is StopState.CALLED)

    def _queue(self, service: str) -> QueueView:
        made = self._queues.get(service)
        if made is None:
            made = self._queues[service] = QueueView(
                service=self.service(service),
                letter=self.lobby.services[service].letter,
                status=self.state.service_status(service),
                target_minutes=self.site.services[service].target_minutes,
                count=len(self.state.waiting(service)),
                waiting=tuple(self._first(service)),
            )
        return made

    def _first(self, service: str) -> Iterator[RowView]:
        """The first who can be called, and those between them who are at a counter just now."""
        callable_now = 0
        for visit_id in self.state.waiting(service):
            visit = self.state.visits[visit_id]
            stop = visit.stop(service)
            if stop is None:
                raise AssertionError("whoever waits in a queue has a stop there")
            yield self.row(visit, stop)
            callable_now += visit.counter is None
            if callable_now == ROWS:
                return

    def _missed(self, services: tuple[str, ...]) -> tuple[MissedView, ...]:
        missed = [
            (visit, stop)
            for service in services
            for _, visit_id in self.state.missed.get(service, ())
            for visit in (self.state.visits[visit_id],)
            for stop in visit.stops
            if stop.service == service
        ]
        missed.sort(key=lambda m: (_known(m[1].finished_at), m[0].number), reverse=True)
        return tuple(
            MissedView(
                **self.visit(visit),
                service=self.service(stop.service),
                slot=self.maybe(stop.due),
                missed_at=self.when(_known(stop.finished_at)),
                calls=stop.calls,
                offered_again_at=self.maybe(offered_again_at(self.site, stop)),
            )
            for visit, stop in missed[:ROWS]
        )

    @cached_property
    def _parked(self) -> Mapping[str, tuple[ParkedView, ...]]:
        parked = dict[str, tuple[ParkedView, ...]]()
        for visit in self.state.visits.values():
            if visit.closed_at is not None:
                continue
            for stop in visit.stops:
                if stop.state is StopState.PARKED:
                    entry = ParkedView(
                        **self.visit(visit),
                        service=self.service(stop.service),
                        slot=self.maybe(stop.due),
                        parked_at=self.when(_known(stop.finished_at)),
                    )
                    parked[stop.service] = (*parked.get(stop.service, ()), entry)
        return parked

    def _undo(self, counter: str, now: datetime) -> UndoView | None:
        step = self.state.last_steps.get(counter)
        if step is None or not can_undo(self.site, self.state, counter, now):
            return None
        until = step.at + self.site.policy.undo_within
        return UndoView(visit=step.after.id, number=step.after.number, until=self.when(until))

    def _other(self, counter: str, services: tuple[str, ...], now: datetime) -> OtherCounterView:
        shares = not {*services}.isdisjoint(self.site.counters[counter].services)
        made = self._others.get((counter, shares))
        if made is None or not made[0] <= now < made[0] + SAME:
            made = (now, self._other_view(counter, now, shares_service=shares))
            self._others[counter, shares] = made
        return made[1]

    def _other_view(self, counter: str, now: datetime, *, shares_service: bool) -> OtherCounterView:
        called = self._called(counter)
        visit, stop = (None, None) if called is None else called
        return OtherCounterView(
            counter=self.counter(counter),
            status=self.state.counter_status(counter),
            staff=self._staff(counter),
            number=None if visit is None else visit.number,
            service=None if stop is None else self.service(stop.service),
            called_at=None if stop is None else self.when(_known(stop.called_at)),
            idle_at=self._idle_at(counter, now),
            services=self.site.counters[counter].services,
            shares_service=shares_service,
        )

    def _staff(self, counter: str) -> StaffView | None:
        known = self.state.counters.get(counter)
        if known is None or known.staff is None:
            return None
        return StaffView(name=known.staff, display_name=self._names.get(known.staff, known.staff))


def _known(moment: datetime | None) -> datetime:
    if moment is None:
        raise AssertionError("a stop that was called has its times")
    return moment
