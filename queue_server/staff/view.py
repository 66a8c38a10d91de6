"""What the console of a counter shows, made from the state. Pure."""

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from queue_server.domain.at_counters import can_undo
from queue_server.domain.business_day import as_of
from queue_server.domain.lives import CounterStatus, ServiceStatus, StopState
from queue_server.domain.policy import next_for, offered_again_at
from queue_server.domain.state import State, Stop, Visit
from queue_server.lobby import Lobby
from queue_server.staff.words import Words, language_words, need_words


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Named(_View):
    """A thing with an id and its name on signs."""

    id: str
    name: str


class ProcedureView(_View):
    """A procedure that the visitor came for."""

    id: str
    title: str
    title_en: str
    bring: tuple[str, ...]


class VisitView(_View):
    """A visit in a list: what helps to call it, and to be ready for it."""

    visit: UUID
    number: str
    service: Named
    issued_at: AwareDatetime
    """When the number was given: since then they have waited."""
    language: str
    language_words: Words
    needs: tuple[Words, ...]
    elsewhere: str | None
    """The sign of the other counter where they are just now: cannot be called yet."""


class StopView(_View):
    """Another stop of the visit that is being served."""

    service: Named
    state: StopState
    counters: tuple[Named, ...]


class ServingView(VisitView):
    """Who is at the counter, or on the way to it."""

    procedures: tuple[ProcedureView, ...]
    """None for a walk-in who chose a service only."""
    called_at: AwareDatetime
    """The latest call."""
    calls: int
    other_stops: tuple[StopView, ...]


class MissedView(VisitView):
    """Who was called and did not come (不在)."""

    missed_at: AwareDatetime
    calls: int
    offered_again_at: AwareDatetime | None
    """When they are next again by themselves; None where only staff bring them back."""


class ParkedView(VisitView):
    """Who fetches something, and comes back to their place (保留)."""

    parked_at: AwareDatetime


class UndoView(_View):
    """The step that this counter can still take back."""

    number: str
    until: AwareDatetime


class QueueView(_View):
    """One service of this counter and who waits in it, in the order in which they came."""

    service: Named
    name_en: str
    letter: str
    status: ServiceStatus
    waiting: tuple[VisitView, ...]


class OtherCounterView(_View):
    """What another counter is doing."""

    counter: Named
    status: CounterStatus
    number: str | None
    service: Named | None
    called_at: AwareDatetime | None
    shares_service: bool
    """Whether it serves one of this counter's services too."""


class CounterView(_View):
    """All that a console shows."""

    at: AwareDatetime
    """The server's time; the console counts on from it."""
    position: int
    """How many events the journal held."""
    counter: Named
    status: CounterStatus
    staff: str | None
    """The account that is on this counter."""
    serving: ServingView | None
    next: VisitView | None
    """Whom "call next" would call now."""
    queues: tuple[QueueView, ...]
    missed: tuple[MissedView, ...]
    """The latest first."""
    parked: tuple[ParkedView, ...]
    undo: UndoView | None
    others: tuple[OtherCounterView, ...]


def counter_view(lobby: Lobby, state: State, counter: str, now: datetime) -> CounterView:
    """The console of a counter as it is now.

    Raises:
        KeyError: the lobby has no such counter.
    """
    return _Viewer(lobby, as_of(lobby.site, state, now)).counter(counter, now)


class _Viewer:
    def __init__(self, lobby: Lobby, state: State) -> None:
        self._lobby = lobby
        self._state = state
        self._zone = lobby.site.zone

    def counter(self, counter: str, now: datetime) -> CounterView:
        services = self._lobby.site.counters[counter].services
        found = next_for(self._lobby.site, self._state, counter, now)
        return CounterView(
            at=now.astimezone(self._zone),
            position=self._state.position,
            counter=self._counter(counter),
            status=self._state.counter_status(counter),
            staff=self._state.counters[counter].staff if counter in self._state.counters else None,
            serving=self._serving(counter),
            next=None if found is None else self._visit(found.visit, found.stop.service, counter),
            queues=tuple(self._queue(service, counter) for service in services),
            missed=self._missed(services, counter),
            parked=self._parked(services, counter),
            undo=self._undo(counter, now),
            others=tuple(
                self._other(other, services)
                for other in self._lobby.site.counters
                if other != counter
            ),
        )

    def _serving(self, counter: str) -> ServingView | None:
        called = self._called(counter)
        if called is None:
            return None
        visit, stop = called
        catalogue = {entry.id: entry for entry in self._lobby.catalogue.procedures}
        entries = [catalogue[name] for name in stop.procedures if name in catalogue]
        return ServingView(
            **dict(self._visit(visit, stop.service, counter)),
            procedures=tuple(
                ProcedureView(id=e.id, title=e.title_ja, title_en=e.title_en, bring=e.bring)
                for e in entries
            ),
            called_at=self._when(stop.called_at),
            calls=stop.calls,
            other_stops=tuple(self._stop(other) for other in visit.stops if other is not stop),
        )

    def _called(self, counter: str) -> tuple[Visit, Stop] | None:
        visit_id = self._state.at_counter.get(counter)
        if visit_id is None:
            return None
        visit = self._state.visits[visit_id]
        return visit, next(stop for stop in visit.stops if stop.state is StopState.CALLED)

    def _stop(self, stop: Stop) -> StopView:
        return StopView(
            service=self._service(stop.service),
            state=stop.state,
            counters=tuple(
                self._counter(name) for name in self._lobby.site.counters_for(stop.service)
            ),
        )

    def _queue(self, service: str, counter: str) -> QueueView:
        entry = self._lobby.services[service]
        return QueueView(
            service=self._service(service),
            name_en=entry.name_en,
            letter=entry.letter,
            status=self._state.service_status(service),
            waiting=tuple(
                self._visit(self._state.visits[visit], service, counter)
                for visit in self._state.waiting(service)
            ),
        )

    def _missed(self, services: tuple[str, ...], counter: str) -> tuple[MissedView, ...]:
        missed = [
            MissedView(
                **dict(self._visit(visit, stop.service, counter)),
                missed_at=self._when(stop.finished_at),
                calls=stop.calls,
                offered_again_at=self._maybe(offered_again_at(self._lobby.site, stop)),
            )
            for service in services
            for _, visit_id in self._state.missed.get(service, ())
            for visit in (self._state.visits[visit_id],)
            for stop in visit.stops
            if stop.service == service
        ]
        return tuple(sorted(missed, key=lambda m: (m.missed_at, m.number), reverse=True))

    def _parked(self, services: tuple[str, ...], counter: str) -> tuple[ParkedView, ...]:
        parked = [
            ParkedView(
                **dict(self._visit(visit, stop.service, counter)),
                parked_at=self._when(stop.finished_at),
            )
            for visit in self._state.visits.values()
            if visit.closed_at is None
            for stop in visit.stops
            if stop.state is StopState.PARKED and stop.service in services
        ]
        return tuple(sorted(parked, key=lambda entry: (entry.parked_at, entry.number)))

    def _undo(self, counter: str, now: datetime) -> UndoView | None:
        step = self._state.last_steps.get(counter)
        if step is None or not can_undo(self._lobby.site, self._state, counter, now):
            return None
        until = step.at + self._lobby.site.policy.undo_within
        return UndoView(number=step.after.number, until=self._when(until))

    def _other(self, counter: str, services: tuple[str, ...]) -> OtherCounterView:
        called = self._called(counter)
        visit, stop = (None, None) if called is None else called
        return OtherCounterView(
            counter=self._counter(counter),
            status=self._state.counter_status(counter),
            number=None if visit is None else visit.number,
            service=None if stop is None else self._service(stop.service),
            called_at=None if stop is None else self._when(stop.called_at),
            shares_service=bool({*self._lobby.site.counters[counter].services} & {*services}),
        )

    def _visit(self, visit: Visit, service: str, counter: str) -> VisitView:
        away = visit.counter is not None and visit.counter != counter
        return VisitView(
            visit=visit.id,
            number=visit.number,
            service=self._service(service),
            issued_at=visit.issued_at.astimezone(self._zone),
            language=visit.language,
            language_words=language_words(visit.language),
            needs=tuple(need_words(need) for need in visit.needs),
            elsewhere=self._counter(visit.counter).name if away and visit.counter else None,
        )

    def _service(self, service: str) -> Named:
        return Named(id=service, name=self._lobby.services[service].name)

    def _counter(self, counter: str) -> Named:
        return Named(id=counter, name=self._lobby.counters[counter].name)

    def _maybe(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else self._when(moment)

    def _when(self, moment: datetime | None) -> datetime:
        if moment is None:
            raise AssertionError("a stop that was called has its times")
        return moment.astimezone(self._zone)
