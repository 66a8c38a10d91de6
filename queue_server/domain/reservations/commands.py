"""What somebody wants to happen to a slot or a reservation."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from queue_server.domain.commands import Command
from queue_server.domain.reservations.slots import ClosureReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationCommand(Command):
    """What all commands about reservations have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSlot(ReservationCommand):
    """Keep a place for a moment, until its details are known. `reservation` is the id it gets."""

    reservation: UUID
    service: str
    start: datetime
    at_short_notice: bool = False
    """Staff may: the shortest notice binds residents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookReservation(ReservationCommand):
    """Make a hold a reservation. `number` is drawn by the sender, and drawn again on a clash."""

    reservation: UUID
    number: str
    procedures: tuple[str, ...] = ()
    language: str = "ja"
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReservation(ReservationCommand):
    """Move a reservation to another slot of its service, or change what it says. None: as it is."""

    reservation: UUID
    start: datetime | None = None
    procedures: tuple[str, ...] | None = None
    language: str | None = None
    needs: tuple[str, ...] | None = None
    at_short_notice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelReservation(ReservationCommand):
    """Give a place back, held or booked."""

    reservation: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInReservation(ReservationCommand):
    """Somebody who booked is here. `visit` is the id their visit gets."""

    reservation: UUID
    visit: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSlotCapacity(ReservationCommand):
    """How many one slot takes; None as the site file has it."""

    service: str
    start: datetime
    capacity: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBooking(ReservationCommand):
    """Nothing more can be booked on a date, in a service or (None) in all."""

    day: date
    reason: ClosureReason
    service: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBooking(ReservationCommand):
    """A date that staff or the site file closed can be booked, in a service or (None) in all."""

    day: date
    service: str | None = None
