"""What the calendar shows of slots and reservations, made from the state. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from queue_server.domain.business_day import as_of
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.book import Reservation, ReservationState
from queue_server.domain.reservations.rules import bookable
from queue_server.domain.reservations.slots import ClosureReason, Slot
from queue_server.domain.state import State
from queue_server.lobby import Lobby
from queue_server.staff.words import Words, language_words, need_words

CLOSURE_WORDS: dict[ClosureReason, Words] = {
    ClosureReason.NATIONAL_HOLIDAY: Words(ja="祝日", en="National holiday"),
    ClosureReason.YEAR_END: Words(ja="年末年始", en="Year-end holidays"),
    ClosureReason.SYSTEM_WORK: Words(ja="システム作業", en="System work"),
    ClosureReason.STAFF_SHORTAGE: Words(ja="職員の都合", en="Staffing"),
    ClosureReason.TRAINING: Words(ja="研修", en="Staff training"),
    ClosureReason.EVENT: Words(ja="行事", en="Event"),
    ClosureReason.ELECTION: Words(ja="選挙事務", en="Election"),
    ClosureReason.DISASTER: Words(ja="災害対応", en="Disaster response"),
    ClosureReason.OTHER: Words(ja="その他の理由", en="Other reason"),
}


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Standing(StrEnum):
    """Where a reservation stands, as staff see it."""

    HELD = "held"
    BOOKED = "booked"
    MISSING = "missing"
    """Booked, and not come by the end of the grace time."""
    CAME = "came"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class ClosedView(_View):
    """Why a date cannot be booked."""

    reason: ClosureReason
    words: Words
    by_staff: bool
    """Else the site file says so."""


class SlotView(_View):
    """One slot at a glance."""

    start: AwareDatetime
    end: AwareDatetime
    capacity: int
    usual_capacity: int
    """As the site file has it; 0 where it has the slot no more."""
    booked: int
    """Those who came among them."""
    held: int
    came: int
    missing: int
    free: int
    refusal: Refusal | None
    """Why staff cannot book it now."""
    refusal_for_residents: Refusal | None
    """Why residents cannot, who are bound by the shortest notice."""


class DayView(_View):
    """One date of a service."""

    day: date
    closed: ClosedView | None
    """It may have slots all the same, with those who had booked before."""
    opened_by_staff: bool
    """Though the site file closes it."""
    slots: tuple[SlotView, ...]


class ServiceSlots(_View):
    """A service's slots over some dates."""

    at: AwareDatetime
    """The server's time."""
    position: int
    """How many events the journal held."""
    service: str
    today: date
    last_day: date
    """The last that can be booked now."""
    days: tuple[DayView, ...]


class ProcedureName(_View):
    """A procedure that somebody will come for."""

    id: str
    title: str
    title_en: str


class ReservationView(_View):
    """A reservation. It says nothing that a person could be known by."""

    reservation: UUID
    number: str | None
    """予約番号; None while it is only held."""
    service: str
    start: AwareDatetime
    end: AwareDatetime
    standing: Standing
    language: str
    language_words: Words
    needs: tuple[str, ...]
    needs_words: tuple[Words, ...]
    procedures: tuple[ProcedureName, ...]
    by: str
    made_at: AwareDatetime
    expires_at: AwareDatetime | None
    """Of a hold."""
    ticket: str | None
    """The queue number that it got at check-in."""
    today: bool
    """Whether it can be checked in today."""


class ReservationList(_View):
    """Reservations, in the order in which they were made."""

    at: AwareDatetime
    reservations: tuple[ReservationView, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The book of a lobby as somebody sees it who looks at a moment."""

    lobby: Lobby
    state: State
    now: datetime

    @property
    def services(self) -> tuple[str, ...]:
        """Those that can be booked, and those that cannot any more but somebody booked."""
        return tuple(
            name
            for name in self.lobby.services
            if name in self.lobby.site.booking.templates or self.state.book.slots.get(name)
        )

    @classmethod
    def of(cls, lobby: Lobby, state: State, now: datetime) -> "Calendar":
        """The calendar at a moment."""
        return cls(lobby, as_of(lobby.site, state, now), now)

    def slots(self, service: str, first: date, days: int) -> ServiceSlots:
        """A service's slots on some dates, from the first on."""
        site = self.lobby.site
        today = self._local(self.now).date()
        return ServiceSlots(
            at=self._local(self.now),
            position=self.state.position,
            service=service,
            today=today,
            last_day=today + timedelta(days=site.booking.days_ahead),
            days=tuple(self._day(service, first + timedelta(days=n)) for n in range(days)),
        )

    def in_slot(self, service: str, start: datetime) -> ReservationList:
        """The reservations of one slot: those that live, and those that came to nothing."""
        found = [
            one
            for one in self.state.book.reservations.values()
            if one.service == service
            and one.start == start
            and (one.number is not None or one.claims(self.now))
        ]
        found.sort(key=lambda one: (one.made_at, str(one.id)))
        return self._list(found)

    def by_number(self, number: str) -> ReservationList:
        """The reservation that a number stands for, or the last that did: so that who calls about
        a cancelled one is told so.
        """
        book = self.state.book
        known = book.numbers.get(number)
        if known is not None:
            return self._list([book.reservations[known]])
        had = [one for one in book.reservations.values() if one.number == number]
        had.sort(key=lambda one: (one.made_at, str(one.id)))
        return self._list(had[-1:])

    def _list(self, found: list[Reservation]) -> ReservationList:
        return ReservationList(
            at=self._local(self.now), reservations=tuple(self._reservation(one) for one in found)
        )

    def _day(self, service: str, day: date) -> DayView:
        book, plan = self.state.book, self.lobby.site.booking
        reason, planned = book.closed(plan, service, day), plan.closed(service, day)
        by_staff = book.said(service, day) is not None
        return DayView(
            day=day,
            closed=None if reason is None else self._closed(reason, day, by_staff=by_staff),
            opened_by_staff=by_staff and reason is None and planned is not None,
            slots=tuple(self._slot(slot) for slot in self._all_slots(service, day)),
        )

    def _closed(self, reason: ClosureReason, day: date, *, by_staff: bool) -> ClosedView:
        words = CLOSURE_WORDS[reason]
        holiday = self.lobby.holidays.get(day)
        if reason is ClosureReason.NATIONAL_HOLIDAY and holiday is not None:
            words = Words(ja=holiday.ja, en=holiday.en)
        return ClosedView(reason=reason, words=words, by_staff=by_staff)

    def _all_slots(self, service: str, day: date) -> Iterator[Slot]:
        """Those of the site file, and those that it has no more but somebody booked."""
        site = self.lobby.site
        slots = {slot.start: slot for slot in site.booking.slots_on(site.zone, service, day)}
        for start, there in self.state.book.slots.get(service, {}).items():
            if start not in slots and self._local(start).date() == day:
                minutes = self.state.book.reservations[there[0]].minutes
                slots[start] = Slot(service, start, minutes, 0, day)
        yield from (slots[start] for start in sorted(slots))

    def _slot(self, slot: Slot) -> SlotView:
        book, site = self.state.book, self.lobby.site
        claims = book.claimed(slot.service, slot.start)
        standing = [self._standing(claim) for claim in claims if claim.claims(self.now)]
        capacity = book.capacity(slot)
        held = standing.count(Standing.HELD)
        return SlotView(
            start=self._local(slot.start),
            end=self._local(slot.end),
            capacity=capacity,
            usual_capacity=slot.capacity,
            booked=len(standing) - held,
            held=held,
            came=standing.count(Standing.CAME),
            missing=standing.count(Standing.MISSING),
            free=max(0, capacity - len(standing)),
            refusal=bookable(site, self.state, slot, self.now, at_short_notice=True),
            refusal_for_residents=bookable(site, self.state, slot, self.now),
        )

    def _standing(self, reservation: Reservation) -> Standing:
        match reservation.state:
            case ReservationState.HELD:
                return Standing.HELD if reservation.claims(self.now) else Standing.EXPIRED
            case ReservationState.BOOKED:
                grace = self.lobby.site.policy.late_grace
                late = self.now > reservation.start + grace
                return Standing.MISSING if late else Standing.BOOKED
            case ReservationState.CAME:
                return Standing.CAME
            case ReservationState.CANCELLED:
                return Standing.CANCELLED
            case ReservationState.EXPIRED:
                return Standing.EXPIRED

    def _reservation(self, one: Reservation) -> ReservationView:
        entries = {entry.id: entry for entry in self.lobby.catalogue.procedures}
        standing = self._standing(one)
        today = self._local(one.start).date() == self._local(self.now).date()
        return ReservationView(
            reservation=one.id,
            number=one.number,
            service=one.service,
            start=self._local(one.start),
            end=self._local(one.start + timedelta(minutes=one.minutes)),
            standing=standing,
            language=one.language,
            language_words=language_words(one.language),
            needs=one.needs,
            needs_words=tuple(need_words(need) for need in one.needs),
            procedures=tuple(
                ProcedureName(id=e.id, title=e.title_ja, title_en=e.title_en)
                for name in one.procedures
                if (e := entries.get(name)) is not None
            ),
            by=one.by,
            made_at=self._local(one.made_at),
            expires_at=self._local(one.expires_at) if standing is Standing.HELD else None,
            ticket=one.ticket,
            today=today and standing in {Standing.BOOKED, Standing.MISSING},
        )

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.lobby.site.zone)
