"""What happened to slots and reservations. The journal keeps it: a field is never renamed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from queue_server.domain.events import Event
from queue_server.domain.reservations.slots import ClosureReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationEvent(Event):
    """What all of them have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotHeld(ReservationEvent):
    """A place is kept until a moment. Holds that had run out by now are over for good."""

    reservation: UUID
    service: str
    start: datetime
    minutes: int
    day: date
    """The slot's date on the site's calendar."""
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationBooked(ReservationEvent):
    """A hold became a reservation."""

    reservation: UUID
    number: str
    procedures: tuple[str, ...]
    language: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationChanged(ReservationEvent):
    """A reservation as it is from now on."""

    reservation: UUID
    start: datetime
    minutes: int
    day: date
    procedures: tuple[str, ...]
    language: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationCancelled(ReservationEvent):
    """A place was given back."""

    reservation: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotCapacitySet(ReservationEvent):
    """Staff changed how many a slot takes; None: as the site file has it."""

    service: str
    start: datetime
    capacity: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingClosed(ReservationEvent):
    """Staff closed a date, for a service or all (None)."""

    day: date
    service: str | None
    reason: ClosureReason


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingOpened(ReservationEvent):
    """Staff opened a date, for a service or all (None)."""

    day: date
    service: str | None


RESERVATION_EVENT_TYPES: tuple[type[Event], ...] = (
    SlotHeld,
    ReservationBooked,
    ReservationChanged,
    ReservationCancelled,
    SlotCapacitySet,
    BookingClosed,
    BookingOpened,
)
