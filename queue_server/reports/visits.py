"""A business day's visits, folded from its events. Pure.

The state of the queue forgets what it needs no more (who was transferred away, how often somebody
did not come before they were brought back); a report does not, so it has a fold of its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from queue_server.domain.alone.events import VisitRenumbered, VisitReported
from queue_server.domain.events import (
    DayClosed,
    DayOpened,
    Event,
    StepUndone,
    StopAdded,
    StopCalled,
    StopDropped,
    StopFinished,
    StopMissed,
    StopParked,
    StopRecalled,
    StopTransferred,
    VisitCancelled,
    VisitOpened,
)
from queue_server.domain.lives import Doubt, Outcome
from queue_server.domain.number_text import number_text


class Ending(StrEnum):
    """How a stop ended."""

    OPEN = "open"
    """It has not: the day goes on."""
    DONE = "done"
    TRANSFERRED = "transferred"
    """Served here, and sent on; where it was sent to is a stop of its own."""
    DROPPED = "dropped"
    """It was not needed after all."""
    CANCELLED = "cancelled"
    """The visit was ended before it came to it."""
    LEFT = "left_at_closing"
    """The day ended before it came to it."""


@dataclass(frozen=True, slots=True)
class StopRecord:
    """What became of one stop."""

    service: str
    waiting_since: datetime
    """From when they could be called here: the number, the slot that they had reserved and came
    early for, or the end of what they did before at another counter. So the waits of one visit
    never count the same minute twice.
    """
    told: tuple[int, int] | None = None
    """The minutes that the ticket said, from and to; None for a stop that came later."""
    reserved_for: datetime | None = None
    """When the slot begins that was reserved for it; None for a walk-in."""
    counter: str | None = None
    """Which called it last."""
    first_called_at: datetime | None = None
    called_at: datetime | None = None
    """The call that was followed, other than to say the same number again."""
    at_counter: timedelta = timedelta()
    """How long they were being served, from call to the end; what they missed does not count."""
    calls: int = 0
    """In all, those included that said the same number again."""
    no_shows: int = 0
    ended_at: datetime | None = None
    ending: Ending = Ending.OPEN
    outcome: Outcome | None = None

    @property
    def wait(self) -> timedelta | None:
        """Until the first call; None where there was none."""
        if self.first_called_at is None:
            return None
        # a clock that jumped back makes no wait that is less than none
        return max(timedelta(), self.first_called_at - self.waiting_since)


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """What became of one visit."""

    id: UUID
    day: date
    number: str
    letter: str
    issued_at: datetime
    language: str
    needs: tuple[str, ...]
    with_pass: bool
    """They prepared at home, and showed a pass."""
    stops: tuple[StopRecord, ...]
    counter: str | None = None
    """Where it is now, which is nowhere once it has ended."""
    alone: bool = False
    """A kiosk gave the number that was cut off."""
    doubts: tuple[Doubt, ...] = ()
    """What does not fit about that."""


@dataclass(frozen=True, slots=True)
class DayVisits:
    """The visits of a day, in the order of their numbers being given."""

    day: date
    visits: tuple[VisitRecord, ...]

    @property
    def unfinished(self) -> bool:
        """Whether somebody was still at a counter when the events ended."""
        return any(visit.counter is not None for visit in self.visits)


def day_visits(day: date, events: Iterable[Event], *, over: bool = False) -> DayVisits:
    """The visits of a business day, from its events on.

    `events` begin with the day's `DayOpened`. They may go on into the next day, where somebody who
    was at a counter at the end is finished; what that day opens itself is left out. `over` says
    that the day has ended, although no later one has begun yet.
    """
    fold = _Fold(day)
    for event in events:
        fold.take(event)
    if over:
        fold.leave(None, lambda visit: visit.counter is None)
    return DayVisits(day, tuple(fold.visits.values()))


@dataclass(slots=True)
class _Fold:
    day: date
    visits: dict[UUID, VisitRecord] = field(default_factory=dict)
    before: dict[UUID, VisitRecord] = field(default_factory=dict)
    """By the command that changed it: what a visit was before."""

    def take(self, event: Event) -> None:
        match event:
            case DayOpened():
                if event.day != self.day:
                    self.leave(event, lambda visit: visit.counter is None)
            case DayClosed():
                closed = {*event.visits}
                self.leave(event, lambda visit: visit.id in closed)
            case VisitOpened() | VisitReported():
                if event.day == self.day:
                    self.visits[event.visit] = _opened(event)
            case StepUndone():
                if event.undone in self.before:
                    self.visits[event.visit] = self.before[event.undone]
            case _:
                visit = self.visits.get(getattr(event, "visit", UUID(int=0)))
                changed = None if visit is None else _changed(visit, event)
                if visit is not None and changed is not None:
                    self.before.setdefault(event.cause, visit)
                    self.visits[visit.id] = changed

    def leave(self, event: Event | None, who: Callable[[VisitRecord], bool]) -> None:
        """Some go home; None for the event where nobody noted when."""
        for visit in self.visits.values():
            if who(visit):
                self.visits[visit.id] = _ended(visit, event, Ending.LEFT)


def _opened(event: VisitOpened | VisitReported) -> VisitRecord:
    reported = isinstance(event, VisitReported)
    issued_at = event.issued_at if isinstance(event, VisitReported) else event.at
    told = {entry.service: (entry.wait_from, entry.wait_to) for entry in event.told}
    return VisitRecord(
        id=event.visit,
        day=event.day,
        number=number_text(event.letter, event.sequence),
        letter=event.letter,
        issued_at=issued_at,
        language=event.language,
        needs=event.needs,
        with_pass=event.pass_id is not None,
        stops=tuple(
            StopRecord(
                plan.service,
                issued_at if plan.due is None else max(issued_at, plan.due),
                told.get(plan.service),
                plan.due,
            )
            for plan in event.stops
        ),
        alone=reported,
        doubts=event.doubts if isinstance(event, VisitReported) else (),
    )


def _changed(visit: VisitRecord, event: Event) -> VisitRecord | None:
    """The visit after an event about it; None where that is nothing to a report."""
    match event:
        case StopCalled():
            visit = replace(visit, counter=event.counter)
            return _with_stop(visit, event.service, lambda stop: _called(stop, event))
        case StopRecalled():
            return _with_stop(
                visit, event.service, lambda stop: replace(stop, calls=stop.calls + 1)
            )
        case StopMissed():
            return _left_counter(
                visit, event, lambda stop: replace(stop, no_shows=stop.no_shows + 1)
            )
        case StopParked():
            return _left_counter(visit, event, lambda stop: _served(stop, event))
        case StopFinished():
            return _left_counter(
                visit,
                event,
                lambda stop: replace(
                    _served(stop, event),
                    ended_at=event.at,
                    ending=Ending.DONE,
                    outcome=event.outcome,
                ),
            )
        case StopTransferred():
            return _transferred(visit, event)
        case StopAdded():
            return replace(visit, stops=(*visit.stops, StopRecord(event.service, event.at)))
        case StopDropped():
            return _with_stop(
                visit,
                event.service,
                lambda stop: replace(stop, ended_at=event.at, ending=Ending.DROPPED),
            )
        case VisitRenumbered():
            return replace(
                visit,
                number=number_text(event.letter, event.sequence),
                letter=event.letter,
                alone=True,
                doubts=event.doubts,
                stops=tuple(_goes_on(stop) for stop in visit.stops),
            )
        case VisitCancelled():
            return _ended(visit, event, Ending.CANCELLED)
        case _:
            return None


def _goes_on(stop: StopRecord) -> StopRecord:
    """A number that had been withdrawn is on paper after all."""
    if stop.ending is not Ending.CANCELLED:
        return stop
    return replace(stop, ended_at=None, ending=Ending.OPEN)


def _called(stop: StopRecord, event: StopCalled) -> StopRecord:
    return replace(
        stop,
        counter=event.counter,
        first_called_at=stop.first_called_at or event.at,
        called_at=event.at,
        calls=stop.calls + 1,
    )


def _served(stop: StopRecord, event: Event) -> StopRecord:
    if stop.called_at is None:
        return stop
    return replace(stop, at_counter=stop.at_counter + max(timedelta(), event.at - stop.called_at))


def _left_counter(
    visit: VisitRecord,
    event: StopMissed | StopParked | StopFinished | StopTransferred,
    change: Callable[[StopRecord], StopRecord],
) -> VisitRecord:
    """They are free again: from now on they wait for what they have not been called to yet."""
    visit = replace(_with_stop(visit, event.service, change), counter=None)
    return replace(
        visit,
        stops=tuple(
            replace(stop, waiting_since=max(stop.waiting_since, event.at))
            if stop.ending is Ending.OPEN and stop.first_called_at is None
            else stop
            for stop in visit.stops
        ),
    )


def _transferred(visit: VisitRecord, event: StopTransferred) -> VisitRecord:
    visit = _left_counter(
        visit,
        event,
        lambda stop: replace(_served(stop, event), ended_at=event.at, ending=Ending.TRANSFERRED),
    )
    if any(stop.service == event.to_service and _is_open(stop) for stop in visit.stops):
        # they waited there already: both are one
        return visit
    return replace(visit, stops=(*visit.stops, StopRecord(event.to_service, event.at)))


def _ended(visit: VisitRecord, event: Event | None, ending: Ending) -> VisitRecord:
    at = None if event is None else event.at
    return replace(
        visit,
        counter=None,
        stops=tuple(
            replace(stop, ended_at=at, ending=ending) if _is_open(stop) else stop
            for stop in visit.stops
        ),
    )


def _is_open(stop: StopRecord) -> bool:
    return stop.ending is Ending.OPEN


def _with_stop(
    visit: VisitRecord, service: str, change: Callable[[StopRecord], StopRecord]
) -> VisitRecord:
    """With its open stop at a service changed. It never has two."""
    return replace(
        visit,
        stops=tuple(
            change(stop) if stop.service == service and _is_open(stop) else stop
            for stop in visit.stops
        ),
    )
