"""How each event changes the state; `fold(events)` is the state. Total: all of it has happened."""

from collections.abc import Callable, Iterable
from uuid import UUID

from immutables import Map

from queue_server.domain.alone import changes as alone_changes
from queue_server.domain.alone.events import AloneEvent
from queue_server.domain.events import (
    CounterAssigned,
    CounterSet,
    DayClosed,
    DayOpened,
    Event,
    JournalRestored,
    Rated,
    Recorded,
    ServiceSet,
    StepUndone,
    StopAdded,
    StopCalled,
    StopDropped,
    StopFinished,
    StopMissed,
    StopParked,
    StopPlan,
    StopRecalled,
    StopResumed,
    StopsReordered,
    StopTransferred,
    TicketReissued,
    VisitCancelled,
    VisitClosed,
    VisitNoted,
    VisitOpened,
)
from queue_server.domain.lives import CounterStatus, Outcome, ServiceStatus, StopState
from queue_server.domain.number_text import number_text
from queue_server.domain.places import place_at
from queue_server.domain.queues import moved, places, put, waits
from queue_server.domain.ratings import with_rating
from queue_server.domain.replacing import replace
from queue_server.domain.reservations import changes
from queue_server.domain.reservations.events import ReservationEvent
from queue_server.domain.state import (
    ANSWERS_KEPT,
    Answer,
    CounterState,
    LastStep,
    PassUse,
    StaffAnswer,
    State,
    Stop,
    TicketAnswer,
    Visit,
)


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    if isinstance(event, VisitOpened):
        # first, and in one piece: most of a morning's rush is this
        return _visit_opened(state, event)
    state = replace(state, position=state.position + 1)
    match event:
        case DayOpened():
            return _day_opened(state, event)
        case TicketReissued():
            visit = state.visits[event.visit]
            times = state.reissued.get(visit.id, 0) + 1
            state = replace(state, reissued=state.reissued.set(visit.id, times))
            return _answered(state, event, _ticket(event, visit, _plans(visit)))
        case Rated():
            return _answered(with_rating(state, event), event, StaffAnswer.of(event))
        case CounterSet():
            now = CounterState(event.status, event.staff, event.at)
            state = replace(state, counters=state.counters.set(event.counter, now))
            return _answered(state, event, StaffAnswer.of(event))
        case ServiceSet():
            state = replace(
                state,
                services=state.services.set(event.service, event.status),
                services_since=state.services_since.set(event.service, event.at),
            )
            return _answered(state, event, StaffAnswer.of(event))
        case StepUndone():
            return _undone(state, event)
        case ReservationEvent():
            book = changes.change(state.book, event)
            return _answered(replace(state, book=book), event, changes.answer(book, event))
        case AloneEvent():
            return alone_changes.change(state, event)
        case CounterAssigned():
            return _answered(_assigned(state, event), event, StaffAnswer.of(event))
        case DayClosed():
            return _answered(_day_closed(state, event), event, StaffAnswer.of(event))
        case JournalRestored():
            passed = {numbers.series: numbers.last for numbers in event.passed}
            state = replace(state, last_sequence=state.last_sequence.update(passed))
            return _answered(state, event, StaffAnswer.of(event))
        case Recorded():
            return _answered(state, event, StaffAnswer.of(event))
        case _:
            return _about_visit(state, event)


def fold(events: Iterable[Event], state: State | None = None) -> State:
    """The state that events lead to."""
    state = State() if state is None else state
    for event in events:
        state = evolve(state, event)
    return state


def _about_visit(state: State, event: Event) -> State:
    """Events that change one visit, where the queues follow from what the visit has become."""
    visit = state.visits[event.visit]  # type: ignore[attr-defined]  # each below has it
    counter: str | None = None
    match event:
        case StopCalled() | StopRecalled():
            counter, changed = event.counter, _called(visit, event)
        case StopMissed():
            counter, changed = event.counter, _left(visit, event, StopState.MISSED)
        case StopFinished():
            counter, changed = event.counter, _left(visit, event, StopState.DONE, event.outcome)
        case StopParked():
            counter, changed = event.counter, _left(visit, event, StopState.PARKED)
        case StopTransferred():
            counter, changed = event.counter, _transferred(visit, event, place_at(state.position))
        case StopResumed():
            changed = _with_stop(
                visit, event.service, lambda stop: replace(stop, state=StopState.WAITING, misses=0)
            )
        case StopAdded():
            added = Stop(event.service, (), (), place_at(state.position), event.at)
            others = (stop for stop in visit.stops if stop.service != event.service)
            changed = replace(visit, stops=(*others, added))
        case StopDropped():
            changed = _with_stop(
                visit,
                event.service,
                lambda stop: replace(stop, state=StopState.DROPPED, finished_at=event.at),
            )
        case StopsReordered():
            order = {service: place for place, service in enumerate(event.services)}
            changed = replace(
                visit, stops=tuple(sorted(visit.stops, key=lambda stop: order[stop.service]))
            )
        case VisitNoted():
            changed = replace(visit, notes=event.notes)
        case VisitClosed() | VisitCancelled():
            changed = replace(visit, closed_at=event.at, counter=None)
        case _:
            raise TypeError(f"not an event of this domain: {event!r}")
    state = put(state, changed)
    if counter is not None:
        step = LastStep(event.cause, event.at, visit, changed)
        state = replace(state, last_steps=state.last_steps.set(counter, step))
    if isinstance(event, VisitClosed):
        # it follows from another event, which is the answer
        return _step_went_on(state, event.cause, changed)
    return _answered(state, event, StaffAnswer.of(event))


def _step_went_on(state: State, cause: UUID, visit: Visit) -> State:
    """The last stop's end closed the visit too: both are one step, and are taken back together."""
    for counter, step in state.last_steps.items():
        if step.cause == cause:
            steps = state.last_steps.set(counter, replace(step, after=visit))
            return replace(state, last_steps=steps)
    return state


def _day_opened(state: State, event: DayOpened) -> State:
    staying = set(state.at_counter.values())
    alone = alone_changes.day_opened(state.alone, staying, event.at)
    return replace(
        state,
        day=event.day,
        last_sequence=Map(),
        # who is being served over midnight is finished where they are, and waits nowhere else
        visits=Map({key: visit for key, visit in state.visits.items() if key in staying}),
        queues=Map(),
        missed=Map(),
        counters=Map(),
        assigned=Map(),
        services=Map(),
        services_since=Map(),
        last_steps=Map(),
        reissued=Map(),
        rated=Map(),
        rated_at=Map(),
        passes=Map({k: use for k, use in state.passes.items() if use.expires_at > event.at}),
        answers=Map(
            {
                k: a
                for k, a in state.answers.items()
                if a.at > event.at - ANSWERS_KEPT or k in alone.reported
            }
        ),
        book=changes.day_opened(state.book, event.day, event.at),
        alone=alone,
    )


def _day_closed(state: State, event: DayClosed) -> State:
    for visit in event.visits:
        state = put(state, replace(state.visits[visit], closed_at=event.at))
    closed = CounterState(CounterStatus.CLOSED, None, event.at)
    return replace(
        state,
        counters=Map(dict.fromkeys(state.counters, closed)),
        services=state.services.update(dict.fromkeys(event.services, ServiceStatus.CLOSED)),
        services_since=state.services_since.update(dict.fromkeys(event.services, event.at)),
        last_steps=Map(),
    )


def _assigned(state: State, event: CounterAssigned) -> State:
    if event.services:
        return replace(state, assigned=state.assigned.set(event.counter, event.services))
    if event.counter not in state.assigned:
        return state
    return replace(state, assigned=state.assigned.delete(event.counter))


def _visit_opened(state: State, event: VisitOpened) -> State:
    position = state.position + 1
    arrival = place_at(position)
    visit = Visit(
        id=event.visit,
        number=number_text(event.letter, event.sequence),
        day=event.day,
        arrival=arrival,
        issued_at=event.at,
        language=event.language,
        needs=event.needs,
        stops=tuple(
            Stop(plan.service, plan.procedures, plan.after, arrival, event.at, due=plan.due)
            for plan in event.stops
        ),
        request=event.request,
    )
    passes, book, queues = state.passes, state.book, state.queues
    if event.pass_id is not None and event.pass_expires_at is not None:
        passes = passes.set(event.pass_id, PassUse(event.visit, event.pass_expires_at))
    if event.reservation is not None:
        book = changes.came(book, event.reservation, visit.id, visit.number, event.at)
    if visit.day == state.day:
        queues = moved(queues, {}, places(visit, waits))
    series = event.series or event.letter
    return replace(
        state,
        position=position,
        last_sequence=state.last_sequence.set(series, event.sequence),
        visits=state.visits.set(visit.id, visit),
        queues=queues,
        passes=passes,
        book=book,
        answers=state.answers.set(event.cause, _ticket(event, visit, event.stops)),
    )


def _called(visit: Visit, event: StopCalled | StopRecalled) -> Visit:
    again = isinstance(event, StopRecalled)
    return _with_stop(
        replace(visit, counter=event.counter),
        event.service,
        lambda stop: replace(
            stop,
            state=StopState.CALLED,
            counter=event.counter,
            calls=stop.calls + 1,
            called_at=stop.called_at if again else event.at,
            recalled_at=event.at if again else None,
        ),
    )


def _left(
    visit: Visit,
    event: StopMissed | StopFinished | StopParked,
    state: StopState,
    outcome: Outcome | None = None,
) -> Visit:
    missed = 1 if state is StopState.MISSED else 0
    return _with_stop(
        replace(visit, counter=None),
        event.service,
        lambda stop: replace(
            stop,
            state=state,
            finished_at=event.at,
            misses=stop.misses + missed,
            outcome=outcome,
        ),
    )


def _transferred(visit: Visit, event: StopTransferred, place: int) -> Visit:
    """The stop waits in another queue. Where the visit waits there already, both become one."""
    moved = visit.stop(event.service)
    if moved is None:
        raise KeyError(event.service)
    there = visit.stop(event.to_service) if event.to_service != event.service else None
    arrival = visit.arrival if event.keep_place else place
    # what was reserved is a place in one service, and goes where that place is given up
    reserved = there if event.to_service != event.service else moved
    due = reserved.due if event.keep_place and reserved is not None else None
    became = replace(
        moved,
        service=event.to_service,
        procedures=(*(there.procedures if there is not None else ()), *moved.procedures),
        # the visit stands here and is sent there: nothing comes before any more
        after=(),
        arrival=arrival,
        since=visit.issued_at if event.keep_place else event.at,
        state=StopState.WAITING,
        only_counter=event.to_counter,
        calls=0,
        misses=0,
        called_at=None,
        due=due,
        recalled_at=None,
    )
    return replace(
        visit,
        counter=None,
        stops=tuple(
            # what waited for the service that was left waits for the one that took it over
            became if stop is moved else replace(stop, after=_renamed(stop.after, event))
            for stop in visit.stops
            if stop is not there
        ),
    )


def _renamed(after: tuple[str, ...], event: StopTransferred) -> tuple[str, ...]:
    return tuple(event.to_service if name == event.service else name for name in after)


def _undone(state: State, event: StepUndone) -> State:
    step = state.last_steps[event.counter]
    state = replace(state, last_steps=state.last_steps.delete(event.counter))
    state = put(state, step.before)
    return _answered(state, event, StaffAnswer.of(event))


def _answered(state: State, event: Event, answer: Answer) -> State:
    return replace(state, answers=state.answers.set(event.cause, answer))


def _ticket(
    event: VisitOpened | TicketReissued, visit: Visit, stops: tuple[StopPlan, ...]
) -> TicketAnswer:
    return TicketAnswer(
        at=event.at,
        visit=visit.id,
        number=visit.number,
        issued_at=visit.issued_at,
        reissued=isinstance(event, TicketReissued),
        stops=stops,
        told=event.told,
        request=visit.request,
    )


def _plans(visit: Visit) -> tuple[StopPlan, ...]:
    return tuple(
        StopPlan(stop.service, stop.procedures, stop.after, stop.due) for stop in visit.stops
    )


def _with_stop(visit: Visit, service: str, change: Callable[[Stop], Stop]) -> Visit:
    return replace(
        visit,
        stops=tuple(change(stop) if stop.service == service else stop for stop in visit.stops),
    )
