"""What happened. These are what the journal keeps, so a field is never renamed or dropped."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from queue_server.domain.lives import AuditKind, CounterStatus, Note, Outcome, ServiceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all events have: when, the id of the command that caused it, and who gave that."""

    at: datetime
    cause: UUID
    by: str


@dataclass(frozen=True, slots=True)
class StopPlan:
    """One stop of a new visit: its service, its procedures, and the services to be done before."""

    service: str
    procedures: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    due: datetime | None = None
    """When the slot begins that was reserved for it; None for a walk-in."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the resident was told about a stop when the ticket was printed (minutes from, to)."""

    service: str
    people_ahead: int
    wait_from: int
    wait_to: int
    counters: tuple[str, ...] = ()
    """Where they may be called, as counters were staffed then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOpened(Event):
    """A business day began: numbers start over, yesterday's waiting is gone."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitOpened(Event):
    """A number was given."""

    visit: UUID
    day: date
    letter: str
    sequence: int
    stops: tuple[StopPlan, ...]
    told: tuple[Told, ...]
    language: str
    needs: tuple[str, ...] = ()
    pass_id: UUID | None = None
    pass_expires_at: datetime | None = None
    reservation: UUID | None = None
    """What it had booked; with the number, that is used."""
    series: str | None = None
    """Which numbers it is one of (`A101-999`); None in journals of before there was more than one
    for a letter.
    """
    request: UUID | None = None
    """The id of the sealed request that came with it. What is in that stands nowhere here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReissued(Event):
    """A pass or a ticket was shown again: the same number is printed once more (再発行)."""

    visit: UUID
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopCalled(Event):
    """A visit was called to a counter."""

    visit: UUID
    service: str
    counter: str
    reason: str | None = None
    """Why it was called out of its turn; None where it was next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRecalled(Event):
    """It was called once more."""

    visit: UUID
    service: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopMissed(Event):
    """It did not come."""

    visit: UUID
    service: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopFinished(Event):
    """The stop is done."""

    visit: UUID
    service: str
    counter: str
    outcome: Outcome = Outcome.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitClosed(Event):
    """No stop is left: the visit is over."""

    visit: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StopParked(Event):
    """Who was at the counter fetches something."""

    visit: UUID
    service: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopResumed(Event):
    """A parked or missed stop waits again, at the place it had."""

    visit: UUID
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTransferred(Event):
    """Who was at the counter waits for another service, or for one certain counter."""

    visit: UUID
    service: str
    counter: str
    to_service: str
    to_counter: str | None
    keep_place: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAdded(Event):
    """A visit needs one more service."""

    visit: UUID
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDropped(Event):
    """A visit does not need a service after all."""

    visit: UUID
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopsReordered(Event):
    """Staff suggest another order."""

    visit: UUID
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCancelled(Event):
    """The visit ended before its stops did."""

    visit: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUndone(Event):
    """A counter took back its last step about a visit."""

    visit: UUID
    counter: str
    undone: UUID
    """The command whose step it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterSet(Event):
    """A counter opened, paused or closed."""

    counter: str
    status: CounterStatus
    staff: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSet(Event):
    """A service opened, gave its last ticket of the day, or closed."""

    service: str
    status: ServiceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterAssigned(Event):
    """A counter serves these services until the day ends; none: as the site's file says."""

    counter: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitNoted(Event):
    """What staff should know about a visit."""

    visit: UUID
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated(Event):
    """Somebody said how it was: 5 is very good, 1 is very bad."""

    score: int
    services: tuple[str, ...]
    """Where the visit was served; none where nobody knows which visit it was."""
    visit: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed(Event):
    """The lobby closed: these visits ended unserved, these services are closed."""

    visits: tuple[UUID, ...]
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumbersPassed:
    """Numbers of a series that count as given, because they may be on paper."""

    series: str
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRestored(Event):
    """The journal was put back from a backup. What happened since is not in it, except on paper."""

    restored: int
    """How many events there were in what it was put back from."""
    until: datetime | None
    """When the last of them was."""
    passed: tuple[NumbersPassed, ...] = ()
    """The next number of each series comes after these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Event):
    """Something for auditors that did not change the queue."""

    kind: AuditKind
    about: str | None
    """Which report, which days of it, which number at which counter, or which device and what it
    was told. Never a name."""


EVENT_TYPES: tuple[type[Event], ...] = (
    DayOpened,
    VisitOpened,
    TicketReissued,
    StopCalled,
    StopRecalled,
    StopMissed,
    StopFinished,
    VisitClosed,
    StopParked,
    StopResumed,
    StopTransferred,
    StopAdded,
    StopDropped,
    StopsReordered,
    VisitCancelled,
    StepUndone,
    CounterSet,
    ServiceSet,
    CounterAssigned,
    VisitNoted,
    Rated,
    DayClosed,
    JournalRestored,
    Recorded,
)
