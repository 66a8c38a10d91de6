"""The state of one site's queue. How events change it stands in `evolve.py`.

All of it is immutable, so a reader on another thread always holds a state that was really there.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from immutables import Map

from queue_server.domain.alone.known import Alone, LeaseAnswer
from queue_server.domain.events import Event, StopPlan, Told
from queue_server.domain.lives import (
    ENDED,
    CounterStatus,
    Doubt,
    Note,
    Outcome,
    ServiceStatus,
    StopState,
)
from queue_server.domain.reservations.book import Book, ReservationAnswer

Entry = tuple[int, UUID]
"""A place in a queue: the arrival that gives it, and the visit."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One service that a visit needs (立寄り先)."""

    service: str
    procedures: tuple[str, ...]
    after: tuple[str, ...]
    arrival: int
    """The place in the queue: grows with each number given, and with each place given up
    (places.py)."""
    since: datetime
    """When that place was taken."""
    state: StopState = StopState.WAITING
    counter: str | None = None
    """The counter that called it last."""
    only_counter: str | None = None
    """The one counter that it was handed to; None where any of the service may call it."""
    calls: int = 0
    misses: int = 0
    called_at: datetime | None = None
    """When it was called the last time, other than to say the same number again."""
    recalled_at: datetime | None = None
    """When that number was said again."""
    finished_at: datetime | None = None
    """When it was done, missed, parked or dropped."""
    due: datetime | None = None
    """When the slot begins that was reserved for it; None for a walk-in."""
    outcome: Outcome | None = None
    """How it ended, where it is done."""

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class Visit:
    """One party's time in the building (来庁): one number, one or more stops."""

    id: UUID
    number: str
    day: date
    arrival: int
    """Grows with each number given; the order in which people came (places.py)."""
    issued_at: datetime
    language: str
    needs: tuple[str, ...]
    stops: tuple[Stop, ...]
    counter: str | None = None
    """Where it is being served now."""
    closed_at: datetime | None = None
    notes: tuple[Note, ...] = ()
    request: UUID | None = None
    """The id of the sealed request that came with it."""
    alone: bool = False
    """Whether a kiosk that was cut off gave its number."""
    doubts: tuple[Doubt, ...] = ()
    """What does not fit about that."""
    twins: tuple[UUID, ...] = ()
    """The other visits that its pass has brought."""

    def stop(self, service: str) -> Stop | None:
        """Its stop at a service."""
        return next((stop for stop in self.stops if stop.service == service), None)

    def ready(self, stop: Stop) -> bool:
        """Whether a stop waits and all that must come before it is done."""
        return stop.state is StopState.WAITING and self.reachable(stop)

    def reachable(self, stop: Stop) -> bool:
        """Whether all that must come before a stop is done, and the visit goes on."""
        return self.closed_at is None and all(
            other.ended for other in self.stops if other.service in stop.after
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
    request: UUID | None = None
    """The id of the visit's sealed request."""
    alone: bool = False
    """Whether a kiosk that was cut off gave it."""


@dataclass(frozen=True, slots=True)
class StaffAnswer:
    """The answer to a command of staff: what was done, and about what."""

    at: datetime
    event: str
    """The name of the event's class."""
    visit: UUID | None
    counter: str | None
    service: str | None

    @classmethod
    def of(cls, event: Event) -> Self:
        """The answer that an event is."""
        return cls(
            event.at,
            type(event).__name__,
            getattr(event, "visit", None),
            getattr(event, "counter", None),
            getattr(event, "service", None),
        )


Answer = TicketAnswer | StaffAnswer | ReservationAnswer | LeaseAnswer

ANSWERS_KEPT = timedelta(days=1)
"""A sender that repeats a request later than this asks anew."""


@dataclass(frozen=True, slots=True)
class PassUse:
    """The visit that a pass opened. Kept until the pass expires, so that it opens only one."""

    visit: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CounterState:
    """Whether a counter calls people, and who is on it."""

    status: CounterStatus
    staff: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class LastStep:
    """The last thing that a counter did about a visit, as long as it can be taken back."""

    cause: UUID
    at: datetime
    before: Visit
    after: Visit


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the queue of one site is."""

    position: int = 0
    """How many events made it."""
    day: date | None = None
    last_sequence: Map[str, int] = field(default_factory=Map)
    """The last number given today, by series."""
    visits: Map[UUID, Visit] = field(default_factory=Map)
    """Of today, closed ones too."""
    queues: Map[str, tuple[Entry, ...]] = field(default_factory=Map)
    """By service, the visits whose stop there is ready, in the order of their places."""
    missed: Map[str, tuple[Entry, ...]] = field(default_factory=Map)
    """By service, those who were called and did not come, in the order of their places."""
    at_counter: Map[str, UUID] = field(default_factory=Map)
    counters: Map[str, CounterState] = field(default_factory=Map)
    """Those that were opened today."""
    assigned: Map[str, tuple[str, ...]] = field(default_factory=Map)
    """The services of those counters that were given others for today."""
    services: Map[str, ServiceStatus] = field(default_factory=Map)
    """Those that are not as they are in the morning: open."""
    services_since: Map[str, datetime] = field(default_factory=Map)
    """Since when they are so."""
    last_steps: Map[str, LastStep] = field(default_factory=Map)
    """By counter."""
    passes: Map[UUID, PassUse] = field(default_factory=Map)
    book: Book = field(default_factory=Book)
    """Reservations, of today and of other days."""
    alone: Alone = field(default_factory=Alone)
    """Kiosks that go on alone: numbers lent, and what was reported of them."""
    answers: Map[UUID, Answer] = field(default_factory=Map)
    reissued: Map[UUID, int] = field(default_factory=Map)
    """By visit of today, how often its ticket was printed again. Not part of the visit, because
    that would keep a counter from taking back its last step."""
    rated: Map[UUID, datetime] = field(default_factory=Map)
    """The visits of today that said how it was, and when."""
    rated_at: Map[str, tuple[datetime, ...]] = field(default_factory=Map)
    """By kiosk, when somebody said so there of whom nobody knows the visit: of the last hour."""

    def visit(self, wanted: UUID) -> Visit | None:
        """A visit of today, by its own id or by that in the code on its paper."""
        found = self.visits.get(wanted)
        if found is None and wanted in self.alone.papers:
            found = self.visits.get(self.alone.papers[wanted])
        return found

    def waiting(self, service: str) -> tuple[UUID, ...]:
        """Who waits in a service, in order, those included who are at another counter just now."""
        return tuple(visit for _, visit in self.queues.get(service, ()))

    def service_status(self, service: str) -> ServiceStatus:
        """Whether a service takes people now."""
        return self.services.get(service, ServiceStatus.OPEN)

    def counter_status(self, counter: str) -> CounterStatus:
        """Whether a counter calls people now."""
        known = self.counters.get(counter)
        return CounterStatus.CLOSED if known is None else known.status


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
