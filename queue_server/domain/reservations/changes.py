"""How events change the book of reservations. Total: all of it has happened."""

from datetime import date, datetime, timedelta
from uuid import UUID

from immutables import Map

from queue_server.domain.replacing import replace
from queue_server.domain.reservations.book import (
    ALL,
    CLAIMS,
    Book,
    DateSet,
    Reservation,
    ReservationAnswer,
    ReservationState,
)
from queue_server.domain.reservations.events import (
    BookingClosed,
    BookingOpened,
    ReservationBooked,
    ReservationCancelled,
    ReservationChanged,
    ReservationEvent,
    SlotCapacitySet,
    SlotHeld,
)

KEPT = timedelta(days=40)
"""So long after its day a reservation is still shown, and then forgotten."""


def change(book: Book, event: ReservationEvent) -> Book:
    """The book after an event."""
    match event:
        case SlotHeld():
            held = Reservation(
                id=event.reservation,
                service=event.service,
                start=event.start,
                minutes=event.minutes,
                day=event.day,
                state=ReservationState.HELD,
                by=event.by,
                made_at=event.at,
                expires_at=event.expires_at,
            )
            return _put(book, held, event.at)
        case ReservationBooked():
            booked = replace(
                book.reservations[event.reservation],
                state=ReservationState.BOOKED,
                number=event.number,
                procedures=event.procedures,
                language=event.language,
                needs=event.needs,
            )
            book = replace(book, numbers=book.numbers.set(event.number, booked.id))
            return _put(book, booked, event.at)
        case ReservationChanged():
            changed = replace(
                book.reservations[event.reservation],
                start=event.start,
                minutes=event.minutes,
                day=event.day,
                procedures=event.procedures,
                language=event.language,
                needs=event.needs,
            )
            return _put(book, changed, event.at)
        case ReservationCancelled():
            cancelled = replace(
                book.reservations[event.reservation],
                state=ReservationState.CANCELLED,
                ended_at=event.at,
            )
            if cancelled.number is not None:
                book = replace(book, numbers=book.numbers.delete(cancelled.number))
            return _put(book, cancelled, event.at)
        case SlotCapacitySet():
            slots = book.capacities.get(event.service, Map())
            if event.capacity is not None:
                slots = slots.set(event.start, event.capacity)
            elif event.start in slots:
                slots = slots.delete(event.start)
            return replace(book, capacities=book.capacities.set(event.service, slots))
        case BookingClosed():
            return _date_set(book, event.day, event.service, DateSet(event.reason))
        case BookingOpened():
            return _date_set(book, event.day, event.service, DateSet(None))
        case _:
            raise TypeError(f"not an event of this domain: {event!r}")


def came(book: Book, reservation: UUID, visit: UUID, ticket: str, at: datetime) -> Book:
    """The book after a check-in opened a visit."""
    here = replace(
        book.reservations[reservation],
        state=ReservationState.CAME,
        visit=visit,
        ticket=ticket,
        ended_at=at,
    )
    return _put(book, here, at)


def renumbered(book: Book, visit: UUID, ticket: str) -> Book:
    """The book after a visit got another number."""
    for one in book.reservations.values():
        if one.visit == visit:
            changed = book.reservations.set(one.id, replace(one, ticket=ticket))
            return replace(book, reservations=changed)
    return book


def did_not_come(book: Book, visit: UUID, at: datetime) -> Book:
    """The book after a check-in came to nothing: who booked may still come."""
    for one in book.reservations.values():
        if one.visit == visit and one.state is ReservationState.CAME:
            again = replace(
                one, state=ReservationState.BOOKED, visit=None, ticket=None, ended_at=None
            )
            return _put(book, again, at)
    return book


def day_opened(book: Book, day: date, at: datetime) -> Book:
    """The book on a new business day: what was of long ago, or came to nothing, is forgotten."""
    oldest = day - KEPT
    for reservation in tuple(book.reservations.values()):
        unmade = reservation.state is ReservationState.EXPIRED or (
            reservation.state is ReservationState.HELD and not reservation.claims(at)
        )
        if unmade or reservation.day < oldest:
            book = _forgotten(book, reservation)
    return replace(
        book,
        capacities=Map(
            {
                service: Map({start: n for start, n in slots.items() if start > at - KEPT})
                for service, slots in book.capacities.items()
            }
        ),
        dates=Map({on: said for on, said in book.dates.items() if on >= oldest}),
    )


def answer(book: Book, event: ReservationEvent) -> ReservationAnswer:
    """What whoever gave the command is told. `book` is as the event left it."""
    known: UUID | None = getattr(event, "reservation", None)
    about = None if known is None else book.reservations[known]
    return ReservationAnswer(
        at=event.at,
        event=type(event).__name__,
        reservation=known,
        number=None if about is None else about.number,
        service=getattr(event, "service", None) if about is None else about.service,
        start=getattr(event, "start", None) if about is None else about.start,
        day=getattr(event, "day", None) if about is None else about.day,
        expires_at=about.expires_at
        if about is not None and about.state is ReservationState.HELD
        else None,
    )


def _put(book: Book, reservation: Reservation, at: datetime) -> Book:
    """With a reservation as it has become; its place follows from that.

    Whoever gets a place ends the holds that have run out there. Otherwise a clock that jumps back
    would bring them to life again, beside whoever got their place.
    """
    old = book.reservations.get(reservation.id)
    if old is not None and old.state in CLAIMS:
        book = _without_place(book, old)
    known = book.reservations.set(reservation.id, reservation)
    if reservation.state not in CLAIMS:
        return replace(book, reservations=known)
    stay = list[UUID]()
    for claim in book.claimed(reservation.service, reservation.start):
        if claim.claims(at):
            stay.append(claim.id)
        else:
            known = known.set(
                claim.id, replace(claim, state=ReservationState.EXPIRED, ended_at=claim.expires_at)
            )
    book = replace(book, reservations=known)
    return _with_places(book, reservation, (*stay, reservation.id))


def _without_place(book: Book, reservation: Reservation) -> Book:
    there = book.slots[reservation.service][reservation.start]
    return _with_places(book, reservation, tuple(one for one in there if one != reservation.id))


def _with_places(book: Book, reservation: Reservation, places: tuple[UUID, ...]) -> Book:
    slots = book.slots.get(reservation.service, Map())
    slots = slots.set(reservation.start, places) if places else slots.delete(reservation.start)
    return replace(book, slots=book.slots.set(reservation.service, slots))


def _forgotten(book: Book, reservation: Reservation) -> Book:
    if reservation.state in CLAIMS:
        book = _without_place(book, reservation)
    numbers = book.numbers
    if reservation.number is not None and numbers.get(reservation.number) == reservation.id:
        numbers = numbers.delete(reservation.number)
    return replace(book, reservations=book.reservations.delete(reservation.id), numbers=numbers)


def _date_set(book: Book, day: date, service: str | None, said: DateSet) -> Book:
    """What is said of all services goes over what was said of one: the latest word counts."""
    services = (
        Map({ALL: said}) if service is None else book.dates.get(day, Map()).set(service, said)
    )
    return replace(book, dates=book.dates.set(day, services))
