"""Who has claimed which slot: the part of a site's state that reservations are."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from immutables import Map

from queue_server.domain.reservations.slots import BookingPlan, ClosureReason, Slot

ALL = "*"
"""Stands for every service where a date is opened or closed."""


class ReservationState(StrEnum):
    """Where a reservation is in its life."""

    HELD = "held"
    EXPIRED = "expired"
    """A hold that ran out, and whose place somebody else got."""
    BOOKED = "booked"
    CANCELLED = "cancelled"
    CAME = "came"
    """Checked in: from then on it is a visit."""


CLAIMS = frozenset({ReservationState.HELD, ReservationState.BOOKED, ReservationState.CAME})
"""These have a place in their slot."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """A claim on a slot (予約). It carries nothing that a person could be known by."""

    id: UUID
    service: str
    start: datetime
    """Of its slot, in UTC."""
    minutes: int
    day: date
    """Of its slot, on the site's calendar."""
    state: ReservationState
    by: str
    """Who made it."""
    made_at: datetime
    expires_at: datetime
    """When the hold runs out. Of no meaning once it is booked."""
    number: str | None = None
    """What is said on the phone (予約番号); None while it is held."""
    procedures: tuple[str, ...] = ()
    language: str = "ja"
    needs: tuple[str, ...] = ()
    visit: UUID | None = None
    """What it became at check-in."""
    ticket: str | None = None
    """The number of that visit."""
    ended_at: datetime | None = None
    """When it was cancelled, ran out, or came."""

    def claims(self, now: datetime) -> bool:
        """Whether it has a place in its slot now."""
        if self.state is ReservationState.HELD:
            return self.expires_at > now
        return self.state in CLAIMS


@dataclass(frozen=True, slots=True)
class DateSet:
    """What staff have said of a date: closed for a reason, or (None) open."""

    closed: ClosureReason | None


@dataclass(frozen=True, slots=True)
class ReservationAnswer:
    """The answer to a command about reservations: whole, so that a repeated id gets the same."""

    at: datetime
    event: str
    """The name of the event's class."""
    reservation: UUID | None
    """None where the command was about slots or dates."""
    number: str | None
    service: str | None
    start: datetime | None
    day: date | None
    expires_at: datetime | None
    visit: UUID | None = None
    """Always None: a check-in is answered with a ticket."""


@dataclass(frozen=True, slots=True)
class Book:
    """All reservations of a site, and what staff changed about slots and dates."""

    reservations: Map[UUID, Reservation] = field(default_factory=Map)
    """Cancelled ones too; those of long ago are forgotten."""
    numbers: Map[str, UUID] = field(default_factory=Map)
    """Those that live: no two have the same."""
    slots: Map[str, Map[datetime, tuple[UUID, ...]]] = field(default_factory=Map)
    """By service and start, who has a place. A hold stays here until its place is wanted."""
    capacities: Map[str, Map[datetime, int]] = field(default_factory=Map)
    """By service and start, where staff changed it."""
    dates: Map[date, Map[str, DateSet]] = field(default_factory=Map)
    """By date and service (or `ALL`), where staff opened or closed it."""

    def claimed(self, service: str, start: datetime) -> tuple[Reservation, ...]:
        """Those that have a place in a slot, or had one until their hold ran out."""
        there = self.slots.get(service, _NO_SLOTS).get(start, ())
        return tuple(self.reservations[reservation] for reservation in there)

    def taken(self, service: str, start: datetime, now: datetime) -> int:
        """How many places of a slot are taken now, holds included."""
        return sum(1 for claim in self.claimed(service, start) if claim.claims(now))

    def capacity(self, slot: Slot) -> int:
        """How many a slot takes."""
        return self.capacities.get(slot.service, _NO_CAPACITIES).get(slot.start, slot.capacity)

    def closed(self, plan: BookingPlan, service: str, day: date) -> ClosureReason | None:
        """Why a service cannot be booked on a date; what staff said of it goes before the plan."""
        found = self.said(service, day)
        return plan.closed(service, day) if found is None else found.closed

    def said(self, service: str, day: date) -> DateSet | None:
        """What staff said of a date; None where they said nothing."""
        said = self.dates.get(day, _NO_DATES)
        return said.get(service) or said.get(ALL)


_NO_SLOTS: Map[datetime, tuple[UUID, ...]] = Map()
_NO_CAPACITIES: Map[datetime, int] = Map()
_NO_DATES: Map[str, DateSet] = Map()
