"""What is asked of the store, and what it answers. Plain data."""

from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID

from kiosk.alone.clock import Moment
from protocol.alone_messages import ReportIssued
from protocol.business_day import BEGINS
from protocol.messages import CheckIn, TakeTicket


@dataclass(frozen=True, slots=True)
class Wanted:
    """A number that somebody needs now, and all that it depends on beside the file."""

    request: TakeTicket | CheckIn
    services: tuple[str, ...]
    """Of its stops, in their order: the number is of the first that has any left."""
    visit: UUID
    """For the visit, where it is a new one."""
    now: Moment
    time_zone: str
    emergency_letter: str | None
    """This kiosk's. None: the catalogue has none for it."""
    pass_id: UUID | None = None
    """The pass's own: it brings the same number again."""
    day_begins: time = BEGINS
    """By the clock on the wall of `time_zone`."""


@dataclass(frozen=True, slots=True)
class Given:
    """A number that was given alone."""

    visit: UUID
    letter: str
    sequence: int
    issued_at: datetime
    again: bool
    """The request or its pass had this number already."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Where a file begins that is new: beyond all that one before it can have given."""

    emergency: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """What could be read of a file that was damaged."""

    rows: tuple[tuple[ReportIssued, str | None], ...] = ()
    """What the server lacks, and why it is dead; None: it is not."""
    begin: Begin = field(default_factory=Begin)
    """How far it had come."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A number that the server has still to hear of."""

    id: UUID
    number: str
    issued_at: str
    """RFC 3339."""


@dataclass(frozen=True, slots=True)
class DeadRow:
    """A number that the server would not hear of, or that cannot be told."""

    id: UUID
    place: int
    reason: str
    number: str = ""
    """Empty where it cannot be read."""
    issued_at: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the server lacks."""

    waiting: int = 0
    dead: int = 0
