"""The state of one site's queue, and how each event changes it: `fold(events)` is the state.

All of it is immutable, so a reader on another thread always holds a state that was really there.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from immutables import Map

from queue_server.domain.events import (
    DayOpened,
    Event,
    StopCalled,
    StopFinished,
    StopMissed,
    StopPlan,
    StopRecalled,
    TicketReissued,
    Told,
    VisitClosed,
    VisitOpened,
)


class StopState(StrEnum):
    """Where a stop is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    MISSED = "missed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Stop:
    """One service that a visit needs (立寄り先)."""

    service: str
    procedures: tuple[str, ...]
    after: tuple[str, ...]
    state: StopState = StopState.WAITING
    counter: str | None = None
    """The counter that called it last."""
    calls: int = 0
    called_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One party's time in the building (来庁): one number, one or more stops."""

    id: UUID
    number: str
    day: date
    arrival: int
    """Grows with each number given; the order in which people came."""
    issued_at: datetime
    language: str
    needs: tuple[str, ...]
    stops: tuple[Stop, ...]
    counter: str | None = None
    """Where it is being served now."""
    closed_at: datetime | None = None

    def stop(self, service: str) -> Stop | None:
        """Its stop at a service."""
        return next((stop for stop in self.stops if stop.service == service), None)

    def ready(self, stop: Stop) -> bool:
        """Whether a stop waits and all that must come before it is done."""
        return stop.state is StopState.WAITING and all(
            other.state is StopState.DONE for other in self.stops if other.service in stop.after
        )


@dataclass(frozen=True, slots=True)
class TicketAnswer:
    """The answer to a request for a number: all of it, so that a repeated id gets the same one
    even when the visit has moved on since.
    """

    at: datetime
    visit: UUID
    number: str
    issued_at: datetime
    reissued: bool
    stops: tuple[StopPlan, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class CounterAnswer:
    """The answer to a counter's command: the visit that it was about, and what was done where."""

    at: datetime
    visit: UUID
    counter: str
    event: str
    """The name of the event's class."""

    @classmethod
    def of(cls, event: StopCalled | StopRecalled | StopMissed | StopFinished) -> Self:
        """The answer that an event is."""
        return cls(event.at, event.visit, event.counter, type(event).__name__)


Answer = TicketAnswer | CounterAnswer

ANSWERS_KEPT = timedelta(days=1)
"""A sender that repeats a request later than this asks anew."""


@dataclass(frozen=True, slots=True)
class PassUse:
    """The visit that a pass opened. Kept until the pass expires, so that it opens only one."""

    visit: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the queue of one site is."""

    position: int = 0
    """How many events made it."""
    day: date | None = None
    last_sequence: Map[str, int] = field(default_factory=Map)
    """The last number given today, by letter."""
    visits: Map[UUID, Visit] = field(default_factory=Map)
    """Of today, closed ones too."""
    queues: Map[str, tuple[tuple[int, UUID], ...]] = field(default_factory=Map)
    """By service, the visits whose stop there is ready, as (arrival, visit) in that order."""
    at_counter: Map[str, UUID] = field(default_factory=Map)
    passes: Map[UUID, PassUse] = field(default_factory=Map)
    answers: Map[UUID, Answer] = field(default_factory=Map)

    def waiting(self, service: str) -> tuple[UUID, ...]:
        """Who waits in a service, in order, those included who are at another counter just now."""
        return tuple(visit for _, visit in self.queues.get(service, ()))


def evolve(state: State, event: Event) -> State:
    """The state after an event. Total: whatever the journal holds has happened."""
    state = replace(state, position=state.position + 1)
    match event:
        case DayOpened():
            return _day_opened(state, event)
        case VisitOpened():
            return _visit_opened(state, event)
        case TicketReissued():
            return _ticket_answered(state, event, state.visits[event.visit], reissued=True)
        case StopCalled() | StopRecalled():
            return _called(state, event)
        case StopMissed():
            return _left_counter(state, event, StopState.MISSED)
        case StopFinished():
            return _left_counter(state, event, StopState.DONE)
        case VisitClosed():
            visit = state.visits[event.visit]
            return _with_visit(state, replace(visit, closed_at=event.at))
        case _:
            raise TypeError(f"not an event of this domain: {event!r}")


def fold(events: Iterable[Event], state: State | None = None) -> State:
    """The state that events lead to."""
    state = State() if state is None else state
    for event in events:
        state = evolve(state, event)
    return state


def canonical(value: Any) -> Any:
    """Plain data (dict, list, str, int, None) that is equal exactly where two states are equal."""
    match value:
        case Map():
            return {str(key): canonical(value[key]) for key in sorted(value, key=str)}
        case tuple():
            return [canonical(item) for item in value]
        case None | bool() | int() | float():
            return value
        case StrEnum() | str() | UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return {name: canonical(getattr(value, name)) for name in value.__dataclass_fields__}


def _day_opened(state: State, event: DayOpened) -> State:
    staying = set(state.at_counter.values())
    return replace(
        state,
        day=event.day,
        last_sequence=Map(),
        visits=Map({key: visit for key, visit in state.visits.items() if key in staying}),
        # who is being served over midnight is finished where they are, and waits nowhere else
        queues=Map(),
        passes=Map({k: use for k, use in state.passes.items() if use.expires_at > event.at}),
        answers=Map({k: a for k, a in state.answers.items() if a.at > event.at - ANSWERS_KEPT}),
    )


def _visit_opened(state: State, event: VisitOpened) -> State:
    visit = Visit(
        id=event.visit,
        number=f"{event.letter}{event.sequence:03d}",
        day=event.day,
        arrival=state.position,
        issued_at=event.at,
        language=event.language,
        needs=event.needs,
        stops=tuple(Stop(plan.service, plan.procedures, plan.after) for plan in event.stops),
    )
    passes = state.passes
    if event.pass_id is not None and event.pass_expires_at is not None:
        passes = passes.set(event.pass_id, PassUse(event.visit, event.pass_expires_at))
    state = replace(
        state,
        last_sequence=state.last_sequence.set(event.letter, event.sequence),
        passes=passes,
    )
    state = _ticket_answered(state, event, visit, reissued=False)
    return _queued(_with_visit(state, visit), visit)


def _called(state: State, event: StopCalled | StopRecalled) -> State:
    visit = state.visits[event.visit]
    visit = _with_stop(
        replace(visit, counter=event.counter),
        event.service,
        lambda stop: replace(
            stop,
            state=StopState.CALLED,
            counter=event.counter,
            calls=stop.calls + 1,
            called_at=event.at,
        ),
    )
    state = replace(
        state,
        at_counter=state.at_counter.set(event.counter, visit.id),
        queues=_without(state.queues, event.service, visit),
    )
    return _answered(_with_visit(state, visit), event, CounterAnswer.of(event))


def _left_counter(state: State, event: StopMissed | StopFinished, becomes: StopState) -> State:
    visit = _with_stop(
        replace(state.visits[event.visit], counter=None),
        event.service,
        lambda stop: replace(stop, state=becomes, finished_at=event.at),
    )
    state = replace(state, at_counter=state.at_counter.delete(event.counter))
    state = _answered(_with_visit(state, visit), event, CounterAnswer.of(event))
    # what was done may be what another stop of this visit waited for
    return _queued(state, visit) if visit.day == state.day else state


def _with_visit(state: State, visit: Visit) -> State:
    return replace(state, visits=state.visits.set(visit.id, visit))


def _answered(state: State, event: Event, answer: Answer) -> State:
    return replace(state, answers=state.answers.set(event.cause, answer))


def _ticket_answered(
    state: State, event: VisitOpened | TicketReissued, visit: Visit, *, reissued: bool
) -> State:
    answer = TicketAnswer(
        at=event.at,
        visit=visit.id,
        number=visit.number,
        issued_at=visit.issued_at,
        reissued=reissued,
        stops=tuple(StopPlan(stop.service, stop.procedures, stop.after) for stop in visit.stops),
        told=event.told,
    )
    return _answered(state, event, answer)


def _with_stop(visit: Visit, service: str, change: Any) -> Visit:
    return replace(
        visit,
        stops=tuple(change(stop) if stop.service == service else stop for stop in visit.stops),
    )


def _queued(state: State, visit: Visit) -> State:
    """With the visit in every queue that it can go to now, at the place of its arrival."""
    entry = (visit.arrival, visit.id)
    queues = state.queues
    for stop in visit.stops:
        queue = queues.get(stop.service, ())
        # a queue is sorted, and may be long: looked into by halves, never from end to end
        place = bisect_left(queue, entry)
        if not visit.ready(stop) or queue[place : place + 1] == (entry,):
            continue
        queues = queues.set(stop.service, (*queue[:place], entry, *queue[place:]))
    return replace(state, queues=queues)


def _without(
    queues: Map[str, tuple[tuple[int, UUID], ...]],
    service: str,
    visit: Visit,
) -> Map[str, tuple[tuple[int, UUID], ...]]:
    queue = queues.get(service, ())
    return queues.set(service, tuple(entry for entry in queue if entry[1] != visit.id))
