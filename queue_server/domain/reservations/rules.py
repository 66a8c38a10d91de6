"""The rules of reservations: what follows from a command about them.

A slot is never over its capacity, whoever books at once: every place is granted here, one command
after another, against what is claimed at that moment. Where staff lower a capacity below what is
booked, those who are booked stay, and nothing new is granted.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from queue_server.domain import tickets
from queue_server.domain.deciding import Decision, Situation
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.book import (
    Reservation,
    ReservationAnswer,
    ReservationState,
)
from queue_server.domain.reservations.check_in import not_booked
from queue_server.domain.reservations.commands import (
    BookReservation,
    CancelReservation,
    ChangeReservation,
    CheckInReservation,
    CloseBooking,
    HoldSlot,
    OpenBooking,
    ReservationCommand,
    SetSlotCapacity,
)
from queue_server.domain.reservations.events import (
    BookingClosed,
    BookingOpened,
    ReservationBooked,
    ReservationCancelled,
    ReservationChanged,
    SlotCapacitySet,
    SlotHeld,
)
from queue_server.domain.reservations.slots import Slot
from queue_server.domain.site import Site
from queue_server.domain.state import State


def decide_reservation(situation: Situation, command: ReservationCommand) -> Decision:
    """The events that a command about reservations leads to, or why it leads to none."""
    match command:
        case HoldSlot():
            return _hold(situation, command)
        case BookReservation():
            return _book(situation, command)
        case ChangeReservation():
            return _change(situation, command)
        case CancelReservation():
            return _cancel(situation, command)
        case CheckInReservation():
            return tickets.check_in_reservation(situation, command)
        case SetSlotCapacity():
            return _set_capacity(situation, command)
        case CloseBooking():
            return _close(situation, command)
        case OpenBooking():
            return _open(situation, command)
        case _:
            raise TypeError(f"not a command of this domain: {command!r}")


def repeats(command: ReservationCommand, answered: ReservationAnswer) -> bool:
    """Whether a command can be the one that was answered."""
    event = _LEADS_TO.get(type(command))
    # the id of a new reservation and a number are drawn anew for each try
    drawn = {"reservation", "number"} if isinstance(command, HoldSlot) else {"number"}
    said = [
        (getattr(command, name, None), getattr(answered, name))
        for name in ("reservation", "service", "start", "day")
        if name not in drawn
    ]
    return (
        event is not None
        and event.__name__ == answered.event
        and all(asked is None or asked == done for asked, done in said)
    )


_LEADS_TO: dict[type[ReservationCommand], type] = {
    HoldSlot: SlotHeld,
    BookReservation: ReservationBooked,
    ChangeReservation: ReservationChanged,
    CancelReservation: ReservationCancelled,
    SetSlotCapacity: SlotCapacitySet,
    CloseBooking: BookingClosed,
    OpenBooking: BookingOpened,
}


def bookable(
    site: Site, state: State, slot: Slot, now: datetime, *, at_short_notice: bool = False
) -> Refusal | None:
    """Why a place in a slot cannot be had now; None where it can."""
    book, plan = state.book, site.booking
    early = now if at_short_notice else now + plan.notice
    # a clock that jumped back does not bring back a day that is over
    if slot.start <= early or (state.day is not None and slot.day < state.day):
        return Refusal.SLOT_TOO_SOON
    if slot.day > local_date(site, now) + timedelta(days=plan.days_ahead):
        return Refusal.SLOT_TOO_FAR
    if book.closed(plan, slot.service, slot.day) is not None:
        return Refusal.SLOT_CLOSED
    if book.taken(slot.service, slot.start, now) >= book.capacity(slot):
        return Refusal.SLOT_FULL
    return None


def _hold(situation: Situation, command: HoldSlot) -> Decision:
    slot = _slot(situation, command.service, command.start)
    if isinstance(slot, Refusal):
        return slot
    if command.reservation in situation.state.book.reservations:
        return Refusal.ID_REUSED
    refusal = bookable(
        situation.site,
        situation.state,
        slot,
        situation.now,
        at_short_notice=command.at_short_notice,
    )
    if refusal is not None:
        return refusal
    return (
        SlotHeld(
            **situation.header,
            reservation=command.reservation,
            service=slot.service,
            start=slot.start,
            minutes=slot.minutes,
            day=slot.day,
            expires_at=situation.now + situation.site.booking.hold,
        ),
    )


def _book(situation: Situation, command: BookReservation) -> Decision:
    book = situation.state.book
    held = book.reservations.get(command.reservation)
    if held is None:
        return Refusal.UNKNOWN_RESERVATION
    match held.state:
        case ReservationState.CANCELLED:
            return Refusal.RESERVATION_CANCELLED
        case ReservationState.EXPIRED:
            return Refusal.HOLD_EXPIRED
        case ReservationState.BOOKED | ReservationState.CAME:
            return Refusal.ALREADY_BOOKED
        case ReservationState.HELD:
            pass
    # who confirms late still gets the place where nobody else took it meanwhile
    if not held.claims(situation.now):
        slot = _slot(situation, held.service, held.start)
        if isinstance(slot, Refusal) or bookable(
            situation.site, situation.state, slot, situation.now, at_short_notice=True
        ):
            return Refusal.HOLD_EXPIRED
    if any(procedure not in situation.site.procedures for procedure in command.procedures):
        return Refusal.UNKNOWN_PROCEDURE
    if command.number in book.numbers:
        return Refusal.RESERVATION_NUMBER_TAKEN
    return (
        ReservationBooked(
            **situation.header,
            reservation=held.id,
            number=command.number,
            procedures=tuple(dict.fromkeys(command.procedures)),
            language=command.language,
            needs=tuple(dict.fromkeys(command.needs)),
        ),
    )


def _change(situation: Situation, command: ChangeReservation) -> Decision:
    booked = _booked(situation, command.reservation)
    if isinstance(booked, Refusal):
        return booked
    procedures = booked.procedures if command.procedures is None else command.procedures
    if command.procedures is not None and any(
        procedure not in situation.site.procedures for procedure in procedures
    ):
        return Refusal.UNKNOWN_PROCEDURE
    start, minutes, day = booked.start, booked.minutes, booked.day
    if command.start is not None and command.start != booked.start:
        slot = _slot(situation, booked.service, command.start)
        if isinstance(slot, Refusal):
            return slot
        refusal = bookable(
            situation.site,
            situation.state,
            slot,
            situation.now,
            at_short_notice=command.at_short_notice,
        )
        if refusal is not None:
            return refusal
        start, minutes, day = slot.start, slot.minutes, slot.day
    changed = ReservationChanged(
        **situation.header,
        reservation=booked.id,
        start=start,
        minutes=minutes,
        day=day,
        procedures=tuple(dict.fromkeys(procedures)),
        language=booked.language if command.language is None else command.language,
        needs=booked.needs if command.needs is None else tuple(dict.fromkeys(command.needs)),
    )
    if all(
        getattr(changed, name) == getattr(booked, name)
        for name in ("start", "procedures", "language", "needs")
    ):
        return Refusal.NOTHING_CHANGES
    return (changed,)


def _cancel(situation: Situation, command: CancelReservation) -> Decision:
    known = situation.state.book.reservations.get(command.reservation)
    if known is not None and known.state is ReservationState.HELD:
        return (ReservationCancelled(**situation.header, reservation=known.id),)
    booked = _booked(situation, command.reservation)
    if isinstance(booked, Refusal):
        return booked
    return (ReservationCancelled(**situation.header, reservation=booked.id),)


def _set_capacity(situation: Situation, command: SetSlotCapacity) -> Decision:
    slot = _slot(situation, command.service, command.start)
    if isinstance(slot, Refusal):
        return slot
    if slot.end <= situation.now:
        return Refusal.DATE_OVER
    return (
        SlotCapacitySet(
            **situation.header,
            service=slot.service,
            start=slot.start,
            capacity=command.capacity,
        ),
    )


def _close(situation: Situation, command: CloseBooking) -> Decision:
    refusal = _no_such_date(situation, command.service, command.day)
    if refusal is not None:
        return refusal
    return (
        BookingClosed(
            **situation.header,
            day=command.day,
            service=command.service,
            reason=command.reason,
        ),
    )


def _open(situation: Situation, command: OpenBooking) -> Decision:
    refusal = _no_such_date(situation, command.service, command.day)
    if refusal is not None:
        return refusal
    return (BookingOpened(**situation.header, day=command.day, service=command.service),)


def _no_such_date(situation: Situation, service: str | None, day: date) -> Refusal | None:
    if service is not None and service not in situation.site.booking.templates:
        return Refusal.UNKNOWN_SERVICE
    return Refusal.DATE_OVER if day < local_date(situation.site, situation.now) else None


def _slot(situation: Situation, service: str, start: datetime) -> Slot | Refusal:
    site = situation.site
    if service not in site.booking.templates:
        return Refusal.UNKNOWN_SERVICE
    slot = site.booking.slot(site.zone, service, start)
    return Refusal.UNKNOWN_SLOT if slot is None else slot


def _booked(situation: Situation, wanted: UUID) -> Reservation | Refusal:
    """A reservation that is booked, has not come, and whose day is not over."""
    known = situation.state.book.reservations.get(wanted)
    if known is None:
        return Refusal.UNKNOWN_RESERVATION
    refusal = not_booked(known)
    if refusal is not None:
        return refusal
    if known.day < local_date(situation.site, situation.now):
        return Refusal.DATE_OVER
    return known


def local_date(site: Site, now: datetime) -> date:
    """The date on the site's calendar; unlike a business day it begins at midnight."""
    return now.astimezone(site.zone).date()
