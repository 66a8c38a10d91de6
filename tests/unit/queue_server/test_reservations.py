"""Hold, book, change, cancel, check in; capacity and closed dates."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from queue_server.domain.business_day import as_of
from queue_server.domain.commands import CheckIn, SetService, TakeTicket
from queue_server.domain.in_use import gone
from queue_server.domain.lives import ServiceStatus
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.book import ReservationAnswer, ReservationState
from queue_server.domain.reservations.commands import (
    BookReservation,
    CancelReservation,
    ChangeReservation,
    CheckInReservation,
    CloseBooking,
    HoldSlot,
    OpenBooking,
    SetSlotCapacity,
)
from queue_server.domain.reservations.slots import ClosureReason
from queue_server.domain.state import Answer, TicketAnswer
from tests.bookings import PLAN, Desk, at, bookable_site

TEN, ELEVEN = at(10), at(11)
TOMORROW = at(9, days=1)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def check_in(desk: Desk, reservation: UUID) -> Answer | Refusal:
    return desk.give(CheckInReservation, reservation=reservation, visit=desk.ids())


def test_hold_then_book_then_cancel(desk: Desk) -> None:
    held = desk.hold(TOMORROW)
    assert isinstance(held, UUID)
    assert desk.reservation(held).state is ReservationState.HELD
    booked = desk.give(
        BookReservation,
        reservation=held,
        number="482913",
        procedures=("tennyu",),
        language="vi",
        needs=("wheelchair",),
    )
    assert isinstance(booked, ReservationAnswer)
    assert (booked.number, booked.service, booked.start) == ("482913", "ido", TOMORROW)
    kept = desk.reservation(held)
    assert (kept.procedures, kept.language, kept.needs) == (("tennyu",), "vi", ("wheelchair",))
    assert kept.by == "staff:a"
    assert desk.taken(TOMORROW) == 1
    desk.give(CancelReservation, reservation=held)
    assert desk.taken(TOMORROW) == 0
    assert desk.give(CancelReservation, reservation=held) is Refusal.RESERVATION_CANCELLED


def test_a_full_slot_is_refused_also_while_it_is_only_held(desk: Desk) -> None:
    desk.hold(TOMORROW)
    assert desk.hold(TOMORROW) is Refusal.SLOT_FULL


def test_a_hold_runs_out_by_itself(desk: Desk) -> None:
    first = desk.hold(TOMORROW)
    desk.clock.forward(minutes=9, seconds=59)
    assert desk.hold(TOMORROW) is Refusal.SLOT_FULL
    desk.clock.forward(seconds=1)
    assert desk.taken(TOMORROW) == 0
    assert isinstance(desk.hold(TOMORROW), UUID)
    assert desk.give(BookReservation, reservation=first, number="100001") is Refusal.HOLD_EXPIRED


def test_who_confirms_late_still_gets_what_nobody_else_took(desk: Desk) -> None:
    held = desk.hold(TOMORROW)
    desk.clock.forward(minutes=30)
    assert isinstance(
        desk.give(BookReservation, reservation=held, number="100001"), ReservationAnswer
    )
    assert desk.hold(TOMORROW) is Refusal.SLOT_FULL


def test_who_confirms_late_does_not_get_what_was_taken_away_meanwhile(desk: Desk) -> None:
    closed, full = desk.hold(TOMORROW), desk.hold(at(11, days=2))
    desk.clock.forward(minutes=11)
    desk.give(CloseBooking, day=date(2026, 11, 25), reason=ClosureReason.OTHER)
    desk.give(SetSlotCapacity, service="ido", start=at(11, days=2), capacity=0)
    for held in (closed, full):
        answer = desk.give(BookReservation, reservation=held, number="100001")
        assert answer is Refusal.HOLD_EXPIRED


def test_a_clock_that_jumps_back_revives_no_hold(desk: Desk) -> None:
    old = desk.hold(TOMORROW)
    desk.clock.forward(minutes=11)
    assert isinstance(desk.hold(TOMORROW), UUID)
    desk.clock.forward(minutes=-11)
    assert desk.give(BookReservation, reservation=old, number="100001") is Refusal.HOLD_EXPIRED
    assert desk.taken(TOMORROW) == 1


@pytest.mark.parametrize(
    ("start", "service", "said"),
    [
        (at(9, days=1), "shomei", Refusal.UNKNOWN_SERVICE),
        (at(9, 10, days=1), "ido", Refusal.UNKNOWN_SLOT),
        (at(9, days=4), "ido", Refusal.UNKNOWN_SLOT),
        (at(9, 30), "ido", Refusal.SLOT_TOO_SOON),
        (TEN, "ido", Refusal.SLOT_TOO_SOON),
        (at(9, days=31), "ido", Refusal.SLOT_TOO_FAR),
        (at(9, days=35), "ido", Refusal.SLOT_TOO_FAR),
    ],
)
def test_what_cannot_be_booked(desk: Desk, start: Any, service: str, said: Refusal) -> None:
    assert desk.hold(start, service) is said


def test_the_last_day_ahead_can_be_booked(desk: Desk) -> None:
    assert isinstance(desk.hold(at(11, 30, days=30)), UUID)


def test_staff_book_at_short_notice_but_not_what_has_begun(desk: Desk) -> None:
    assert isinstance(desk.hold(at(9, 30), at_short_notice=True), UUID)
    assert desk.hold(at(9), at_short_notice=True) is Refusal.SLOT_TOO_SOON


def test_a_number_that_lives_is_given_once(desk: Desk) -> None:
    one, two = desk.hold(TOMORROW), desk.hold(TEN + timedelta(days=1))
    command = BookReservation(id=desk.ids(), by="staff:a", reservation=one, number="482913")  # type: ignore[arg-type]  # it is held
    desk.tell(command)
    clash = BookReservation(id=desk.ids(), by="staff:a", reservation=two, number="482913")  # type: ignore[arg-type]  # it is held
    assert desk.tell(clash) is Refusal.RESERVATION_NUMBER_TAKEN
    # the same command with another number, as the sender tries again
    again = desk.tell(replace(clash, number="482914"))
    assert isinstance(again, ReservationAnswer)
    assert again.number == "482914"
    # repeated with one drawn anew, it is answered as before
    assert desk.tell(replace(clash, number="999999")) == again
    desk.give(CancelReservation, reservation=one)
    three = desk.hold(TOMORROW)
    assert isinstance(
        desk.give(BookReservation, reservation=three, number="482913"), ReservationAnswer
    )


def test_a_repeated_command_is_answered_as_before(desk: Desk) -> None:
    hold = HoldSlot(
        id=desk.ids(), by="staff:a", reservation=desk.ids(), service="ido", start=TOMORROW
    )
    first = desk.tell(hold)
    # its sender makes another id for the reservation each time
    assert desk.tell(replace(hold, reservation=desk.ids())) == first
    assert len(desk.state.book.reservations) == 1
    assert desk.tell(replace(hold, start=TOMORROW + timedelta(hours=1))) is Refusal.ID_REUSED
    cancel = CancelReservation(id=hold.id, by="staff:a", reservation=hold.reservation)
    assert desk.tell(cancel) is Refusal.ID_REUSED


def test_a_change_is_never_without_a_place(desk: Desk) -> None:
    mine, other = desk.book(TOMORROW), desk.book(TOMORROW + timedelta(minutes=30))
    full = desk.give(ChangeReservation, reservation=mine, start=TOMORROW + timedelta(minutes=30))
    assert full is Refusal.SLOT_FULL
    assert desk.reservation(mine).start == TOMORROW
    assert desk.taken(TOMORROW) == 1
    free = TOMORROW + timedelta(hours=1)
    assert isinstance(desk.give(ChangeReservation, reservation=mine, start=free), ReservationAnswer)
    assert (desk.taken(TOMORROW), desk.taken(free)) == (0, 1)
    assert desk.reservation(mine).number == "100001"
    assert isinstance(
        desk.give(ChangeReservation, reservation=other, start=TOMORROW), ReservationAnswer
    )


def test_a_change_of_words_keeps_the_slot_also_when_it_is_full(desk: Desk) -> None:
    mine = desk.book(TOMORROW, language="ja")
    assert desk.give(ChangeReservation, reservation=mine) is Refusal.NOTHING_CHANGES
    assert desk.give(ChangeReservation, reservation=mine, start=TOMORROW) is Refusal.NOTHING_CHANGES
    desk.give(ChangeReservation, reservation=mine, language="en", procedures=("tennyu",))
    kept = desk.reservation(mine)
    assert (kept.start, kept.language, kept.procedures) == (TOMORROW, "en", ("tennyu",))
    assert (
        desk.give(ChangeReservation, reservation=mine, procedures=("moon",))
        is Refusal.UNKNOWN_PROCEDURE
    )


def test_capacity_below_what_is_booked_sends_nobody_away(desk: Desk) -> None:
    one, two = desk.book(TOMORROW, "kokuho"), desk.book(TOMORROW, "kokuho")
    desk.give(SetSlotCapacity, service="kokuho", start=TOMORROW, capacity=1)
    assert desk.taken(TOMORROW, "kokuho") == 2
    assert desk.hold(TOMORROW, "kokuho") is Refusal.SLOT_FULL
    desk.give(CancelReservation, reservation=one)
    assert desk.hold(TOMORROW, "kokuho") is Refusal.SLOT_FULL
    desk.give(CancelReservation, reservation=two)
    assert isinstance(desk.hold(TOMORROW, "kokuho"), UUID)
    desk.give(SetSlotCapacity, service="kokuho", start=TOMORROW, capacity=None)
    assert isinstance(desk.hold(TOMORROW, "kokuho"), UUID)
    assert (
        desk.give(SetSlotCapacity, service="ido", start=at(9, 1), capacity=3)
        is Refusal.UNKNOWN_SLOT
    )
    desk.until(at(10))
    assert desk.give(SetSlotCapacity, service="ido", start=at(9), capacity=3) is Refusal.DATE_OVER


def test_staff_close_a_date_and_open_it_again(desk: Desk) -> None:
    day = date(2026, 11, 25)
    booked = desk.book(TOMORROW)
    held = desk.hold(TOMORROW + timedelta(minutes=30))
    desk.give(CloseBooking, day=day, service="ido", reason=ClosureReason.STAFF_SHORTAGE)
    assert desk.hold(at(11, days=1)) is Refusal.SLOT_CLOSED
    assert isinstance(desk.hold(TOMORROW, "kokuho"), UUID)
    assert desk.reservation(booked).state is ReservationState.BOOKED
    # what is held was promised
    assert isinstance(
        desk.give(BookReservation, reservation=held, number="200000"), ReservationAnswer
    )
    desk.give(CloseBooking, day=day, reason=ClosureReason.DISASTER)
    assert desk.hold(at(10, days=1), "kokuho") is Refusal.SLOT_CLOSED
    desk.give(OpenBooking, day=day, service="kokuho")
    assert isinstance(desk.hold(at(10, days=1), "kokuho"), UUID)
    assert desk.hold(at(11, days=1)) is Refusal.SLOT_CLOSED
    desk.give(OpenBooking, day=day)
    assert isinstance(desk.hold(at(11, days=1)), UUID)


def test_staff_open_a_holiday() -> None:
    holiday = date(2026, 11, 25)
    desk = Desk(site=bookable_site(replace(PLAN, holidays=frozenset({holiday}))))
    assert desk.hold(TOMORROW) is Refusal.SLOT_CLOSED
    desk.give(OpenBooking, day=holiday, service="ido")
    assert isinstance(desk.hold(TOMORROW), UUID)


def test_dates_that_are_over_and_services_without_slots_are_not_set(desk: Desk) -> None:
    over = desk.give(CloseBooking, day=date(2026, 11, 20), reason=ClosureReason.OTHER)
    assert over is Refusal.DATE_OVER
    assert desk.give(OpenBooking, day=date(2026, 11, 20)) is Refusal.DATE_OVER
    none = desk.give(OpenBooking, day=date(2026, 11, 30), service="shomei")
    assert none is Refusal.UNKNOWN_SERVICE


def test_check_in_opens_a_visit_that_is_due_at_the_slot(desk: Desk) -> None:
    booked = desk.book(TEN, procedures=("tennyu", "kokuho_kanyu"), language="vi", needs=("infant",))
    ticket = desk.ticket(check_in(desk, booked))
    assert ticket.number == "B101"
    visit = desk.state.visits[ticket.visit]
    assert (visit.language, visit.needs) == ("vi", ("infant",))
    assert [(stop.service, stop.due) for stop in visit.stops] == [("ido", TEN), ("kokuho", None)]
    came = desk.reservation(booked)
    assert (came.state, came.visit, came.ticket) == (ReservationState.CAME, visit.id, "B101")
    assert came.ended_at == desk.clock()
    # they keep their place in the slot
    assert desk.taken(TEN) == 1
    # it is 9 o'clock: the wait begins with the slot
    told = {entry.service: entry for entry in ticket.told}
    assert told["ido"].wait_from == 60
    assert told["ido"].people_ahead == 0


def test_a_reserved_service_without_procedures_is_a_stop_all_the_same(desk: Desk) -> None:
    booked = desk.book(TEN, procedures=("juminhyo",))
    ticket = desk.ticket(check_in(desk, booked))
    assert [stop.service for stop in ticket.stops] == ["ido", "shomei"]


def test_checking_in_again_is_refused_and_repeated_is_answered(desk: Desk) -> None:
    booked = desk.book(TEN)
    command = CheckInReservation(id=desk.ids(), by="staff:a", reservation=booked, visit=desk.ids())
    first = desk.tell(command)
    assert isinstance(first, TicketAnswer)
    assert desk.tell(replace(command, visit=desk.ids())) == first
    assert check_in(desk, booked) is Refusal.RESERVATION_USED
    other = desk.book(ELEVEN)
    assert desk.tell(replace(command, reservation=other)) is Refusal.ID_REUSED
    for kind in (CancelReservation, ChangeReservation):
        assert desk.give(kind, reservation=booked) is Refusal.RESERVATION_USED


def test_who_cannot_check_in(desk: Desk) -> None:
    cancelled, tomorrow = desk.book(TEN), desk.book(TOMORROW)
    desk.give(CancelReservation, reservation=cancelled)
    held = desk.hold(ELEVEN)
    assert check_in(desk, cancelled) is Refusal.RESERVATION_CANCELLED
    assert check_in(desk, tomorrow) is Refusal.RESERVATION_OTHER_DAY
    assert isinstance(held, UUID)
    assert check_in(desk, held) is Refusal.NOT_BOOKED
    assert check_in(desk, desk.ids()) is Refusal.UNKNOWN_RESERVATION
    desk.give(SetService, service="ido", status=ServiceStatus.CLOSED)
    today = desk.book(TEN)
    assert check_in(desk, today) is Refusal.SERVICE_CLOSED


def test_the_last_ticket_of_walk_ins_does_not_bind_who_booked(desk: Desk) -> None:
    booked = desk.book(TEN)
    desk.give(SetService, service="ido", status=ServiceStatus.LAST_TICKET)
    walk_in = desk.give(TakeTicket, visit=desk.ids(), services=("ido",))
    assert walk_in is Refusal.SERVICE_CLOSED
    assert isinstance(check_in(desk, booked), TicketAnswer)


def test_a_day_later_nothing_of_it_can_be_changed_and_it_shows_as_not_come(desk: Desk) -> None:
    booked = desk.book(TEN)
    desk.clock.forward(days=1)
    assert desk.give(CancelReservation, reservation=booked) is Refusal.DATE_OVER
    assert (
        desk.give(ChangeReservation, reservation=booked, start=ELEVEN + timedelta(days=1))
        is Refusal.DATE_OVER
    )
    assert check_in(desk, booked) is Refusal.RESERVATION_OTHER_DAY
    assert desk.reservation(booked).state is ReservationState.BOOKED


def test_a_service_that_somebody_booked_is_missed_when_the_site_file_drops_it(desk: Desk) -> None:
    desk.book(TOMORROW)
    cancelled = desk.book(TEN, "kokuho")
    desk.give(CancelReservation, reservation=cancelled)
    site = replace(desk.site, services={"shomei": desk.site.services["shomei"]})
    assert gone(desk.site, desk.state).reserved == {}
    assert gone(site, desk.state).reserved == {"ido": ("100001",)}
    desk.clock.forward(days=2)
    later = as_of(desk.site, desk.state, desk.clock())
    assert gone(site, later).reserved == {}


def test_who_is_late_today_can_be_moved(desk: Desk) -> None:
    booked = desk.book(at(9, 30))
    desk.until(at(10, 5))
    moved = desk.give(ChangeReservation, reservation=booked, start=ELEVEN, at_short_notice=True)
    assert isinstance(moved, ReservationAnswer)


def test_long_ago_is_forgotten_and_its_number_free(desk: Desk) -> None:
    booked = desk.book(TEN)
    held = desk.hold(ELEVEN)
    assert isinstance(held, UUID)
    desk.give(SetSlotCapacity, service="ido", start=ELEVEN, capacity=4)
    desk.give(OpenBooking, day=date(2026, 11, 24))
    desk.clock.forward(days=1)
    desk.give(TakeTicket, visit=desk.ids(), services=("ido",))
    assert held not in desk.state.book.reservations
    assert booked in desk.state.book.reservations
    desk.clock.forward(days=41)
    desk.give(TakeTicket, visit=desk.ids(), services=("ido",))
    book = desk.state.book
    assert not book.reservations
    assert not book.numbers
    assert not book.dates
    assert not any(book.slots.values())
    assert not any(book.capacities.values())


def show_pass(desk: Desk, pass_id: int, reservation: UUID | None) -> Answer | Refusal:
    return desk.give(
        CheckIn,
        by="kiosk-1",
        visit=desk.ids(),
        pass_id=UUID(int=pass_id),
        pass_expires_at=at(9, days=3),
        procedures=("tennyu",),
        reservation=reservation,
    )


def test_a_pass_carries_a_reservation(desk: Desk) -> None:
    booked = desk.book(TEN, needs=("wheelchair",))
    ticket = show_pass(desk, 1, booked)
    assert isinstance(ticket, TicketAnswer)
    visit = desk.state.visits[ticket.visit]
    assert (visit.stops[0].due, visit.needs) == (TEN, ("wheelchair",))
    assert desk.reservation(booked).visit == visit.id
    again = show_pass(desk, 1, booked)
    assert isinstance(again, TicketAnswer)
    assert (again.number, again.reissued) == (ticket.number, True)


def test_a_pass_whose_reservation_staff_checked_in_brings_the_same_number(desk: Desk) -> None:
    booked = desk.book(TEN)
    first = check_in(desk, booked)
    shown = show_pass(desk, 1, booked)
    assert isinstance(first, TicketAnswer)
    assert isinstance(shown, TicketAnswer)
    assert (shown.number, shown.reissued) == (first.number, True)


def test_a_pass_with_a_reservation_of_another_day_or_cancelled_is_refused(desk: Desk) -> None:
    tomorrow, cancelled = desk.book(TOMORROW), desk.book(TEN)
    desk.give(CancelReservation, reservation=cancelled)
    assert show_pass(desk, 1, tomorrow) is Refusal.RESERVATION_OTHER_DAY
    assert show_pass(desk, 2, cancelled) is Refusal.RESERVATION_CANCELLED
    assert show_pass(desk, 3, desk.ids()) is Refusal.UNKNOWN_RESERVATION
    assert isinstance(show_pass(desk, 1, None), TicketAnswer)
