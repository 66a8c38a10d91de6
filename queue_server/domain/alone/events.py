"""What happened to kiosks that go on alone. The journal keeps it: a field is never renamed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from queue_server.domain.events import Event, StopPlan, Told
from queue_server.domain.lives import Doubt


@dataclass(frozen=True, slots=True)
class LentBlock:
    """Numbers of one service, first and last included."""

    service: str
    letter: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AloneEvent(Event):
    """What all of them have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersLent(AloneEvent):
    """A kiosk (`by`) may give these numbers when it is cut off, and nobody else may."""

    day: date
    blocks: tuple[LentBlock, ...]
    emergency: str = ""
    """The letter of the numbers that it gives when it has no others; none of before it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersReturned(AloneEvent):
    """A kiosk (`by`) gave numbers back that it did not need."""

    day: date
    blocks: tuple[LentBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReported(AloneEvent):
    """A number that a kiosk (`by`) gave alone. `cause` is the id of what was asked for."""

    visit: UUID
    paper: UUID
    """The visit's id in the code on the paper; another one than `visit` only where two papers
    claim the same."""
    day: date
    """The business day that the number is of. Of an earlier one, nobody waits with it any more."""
    letter: str
    sequence: int
    issued_at: datetime
    """When it was given, as far as that can be believed."""
    claimed_at: datetime
    """When it was given, by the kiosk's word."""
    place: int
    """How many numbers the kiosk has given alone."""
    after: int
    """The position in the journal that the visit's place in the queues follows."""
    stops: tuple[StopPlan, ...]
    told: tuple[Told, ...]
    language: str
    needs: tuple[str, ...] = ()
    pass_id: UUID | None = None
    pass_expires_at: datetime | None = None
    twin: UUID | None = None
    """The visit that its pass has opened already."""
    request: UUID | None = None
    """The id of the sealed request that came with it."""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRenumbered(AloneEvent):
    """A kiosk (`by`) gave a number alone for what the server had given one too, which was never
    heard: the visit has the number that is on the paper. `cause` is the id of what was asked for.
    """

    visit: UUID
    paper: UUID
    """The visit's id in the code on the paper."""
    day: date
    letter: str
    sequence: int
    issued_at: datetime
    claimed_at: datetime
    place: int
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWithdrawn(AloneEvent):
    """A kiosk (`by`) ended before anybody got a paper for a request: it has no effect any more."""

    request: UUID
    visit: UUID | None
    """The visit that it had opened and that ends now; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRevoked(AloneEvent):
    """Staff took a pass back before it expires."""

    pass_id: UUID


ALONE_EVENT_TYPES: tuple[type[Event], ...] = (
    NumbersLent,
    NumbersReturned,
    VisitReported,
    VisitRenumbered,
    RequestWithdrawn,
    PassRevoked,
)
