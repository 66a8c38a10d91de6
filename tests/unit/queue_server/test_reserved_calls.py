"""When those who reserved are called: at their slot, before walk-ins, within bounds."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.commands import (
    CallNext,
    CallNumber,
    CallReason,
    Finish,
    NoShow,
    Resume,
    TakeTicket,
    Transfer,
)
from queue_server.domain.policy import next_for
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.commands import CheckInReservation, SetSlotCapacity
from queue_server.domain.state import StaffAnswer
from tests.bookings import Desk, at

COUNTER = "2"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def walk_in(desk: Desk, service: str = "ido", *needs: str) -> UUID:
    answer = desk.give(TakeTicket, visit=desk.ids(), services=(service,), needs=needs)
    return desk.ticket(answer).visit


def arrive(desk: Desk, reservation: UUID) -> UUID:
    answer = desk.give(CheckInReservation, reservation=reservation, visit=desk.ids())
    return desk.ticket(answer).visit


def call(desk: Desk, counter: str = COUNTER) -> UUID | Refusal:
    """Call whoever is next, and be done with them at once."""
    answer = desk.give(CallNext, counter=counter)
    if isinstance(answer, Refusal):
        return answer
    desk.give(Finish, counter=counter)
    assert isinstance(answer, StaffAnswer)
    assert answer.visit is not None
    return answer.visit


def test_who_is_early_waits_for_the_slot_and_goes_then_before_walk_ins(desk: Desk) -> None:
    booked = desk.book(at(9, 30))
    reserved = arrive(desk, booked)
    assert call(desk) is Refusal.NOBODY_WAITING
    first, second = walk_in(desk), walk_in(desk)
    assert call(desk) == first
    desk.until(at(9, 29))
    third = walk_in(desk)
    desk.until(at(9, 30))
    found = next_for(desk.site, desk.state, COUNTER, desk.clock())
    assert found is not None
    assert (found.visit.id, found.reserved) == (reserved, True)
    assert [call(desk) for _ in range(3)] == [reserved, second, third]


def test_who_is_early_can_be_called_by_number(desk: Desk) -> None:
    reserved = arrive(desk, desk.book(at(10)))
    answer = desk.give(CallNumber, counter=COUNTER, visit=reserved, reason=CallReason.PROMISED)
    assert isinstance(answer, StaffAnswer)


def test_walk_ins_who_waited_longer_than_the_head_start_go_first(desk: Desk) -> None:
    booked = desk.book(at(11))
    before = walk_in(desk)
    desk.until(at(10, 1))
    after = walk_in(desk)
    reserved = arrive(desk, booked)
    desk.until(at(11))
    assert [call(desk) for _ in range(3)] == [before, reserved, after]


def test_within_the_grace_time_the_slot_is_kept_and_later_it_is_not(desk: Desk) -> None:
    on_time, late = desk.book(at(9, 30)), desk.book(at(10))
    desk.until(at(9, 20))
    early_walk_in = walk_in(desk)
    desk.until(at(9, 40))
    kept = arrive(desk, on_time)
    assert call(desk) == kept
    desk.until(at(10, 10, days=0) + timedelta(seconds=1))
    lost = arrive(desk, late)
    assert [call(desk) for _ in range(2)] == [early_walk_in, lost]


def test_who_came_on_time_keeps_the_slot_however_long_the_counter_takes(desk: Desk) -> None:
    reserved = arrive(desk, desk.book(at(9, 30)))
    desk.until(at(9, 10))
    other = walk_in(desk)
    desk.until(at(10, 20))
    assert [call(desk) for _ in range(2)] == [reserved, other]


def test_those_who_reserved_are_called_by_their_slots(desk: Desk) -> None:
    later, sooner = desk.book(at(10)), desk.book(at(9, 30))
    came_first, came_then = arrive(desk, later), arrive(desk, sooner)
    desk.until(at(10))
    assert [call(desk) for _ in range(2)] == [came_then, came_first]


def test_who_did_not_come_when_called_is_offered_again_as_reserved(desk: Desk) -> None:
    reserved = arrive(desk, desk.book(at(9, 30)))
    desk.until(at(9, 30))
    desk.give(CallNext, counter=COUNTER)
    desk.give(NoShow, counter=COUNTER)
    other = walk_in(desk)
    desk.until(at(9, 36))
    assert [call(desk) for _ in range(2)] == [reserved, other]


def test_a_missed_one_that_staff_bring_back_keeps_the_slot(desk: Desk) -> None:
    reserved = arrive(desk, desk.book(at(9, 30)))
    desk.until(at(9, 20))
    other = walk_in(desk)
    desk.until(at(9, 30))
    desk.give(CallNext, counter=COUNTER)
    desk.give(NoShow, counter=COUNTER)
    desk.give(Resume, visit=reserved, service="ido")
    assert [call(desk) for _ in range(2)] == [reserved, other]


@pytest.mark.parametrize(
    ("to_service", "keep_place", "due"),
    [("ido", True, at(9, 30)), ("ido", False, None), ("kokuho", True, None)],
)
def test_a_transfer_keeps_the_slot_in_its_service_only(
    desk: Desk, to_service: str, keep_place: bool, due: datetime | None
) -> None:
    reserved = arrive(desk, desk.book(at(9, 30)))
    desk.until(at(9, 30))
    desk.give(CallNext, counter=COUNTER)
    desk.give(Transfer, counter=COUNTER, to_service=to_service, keep_place=keep_place)
    (stop,) = desk.state.visits[reserved].stops
    assert (stop.service, stop.due) == (to_service, due)


def test_what_comes_first_is_done_first_and_the_slot_still_counts(desk: Desk) -> None:
    booked = desk.book(at(10), "kokuho", procedures=("tennyu", "kokuho_kanyu"))
    visit = arrive(desk, booked)
    assert [stop.service for stop in desk.state.visits[visit].stops] == ["ido", "kokuho"]
    desk.until(at(10))
    assert call(desk, "3") is Refusal.NOBODY_WAITING
    assert call(desk, COUNTER) == visit
    other = walk_in(desk, "kokuho")
    assert [call(desk, "3") for _ in range(2)] == [visit, other]


ARRIVALS = st.lists(
    st.tuples(
        st.integers(0, 90),
        st.sampled_from(["walk_in", "walk_in", "needs", "reserved"]),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=14,
)


@given(arrivals=ARRIVALS, opens=st.integers(0, 240))
def test_everybody_is_called_in_order_of_class_and_nobody_waits_for_ever(
    arrivals: list[tuple[int, str, int]], opens: int
) -> None:
    """Nobody is passed by who came, or whose slot began, later than their own bound."""
    desk = Desk()
    starts = [at(9, 30) + timedelta(minutes=30 * place) for place in range(5)]
    for start in starts:
        desk.give(SetSlotCapacity, service="ido", start=start, capacity=20)
    booked = {
        index: desk.book(starts[slot % 5])
        for index, (_, kind, slot) in enumerate(arrivals)
        if kind == "reserved"
    }
    for minute, kind, index in sorted(
        (minute, kind, index) for index, (minute, kind, _) in enumerate(arrivals)
    ):
        desk.until(at(9) + timedelta(minutes=minute))
        if kind == "reserved":
            arrive(desk, booked[index])
        else:
            walk_in(desk, "ido", *(("infant",) if kind == "needs" else ()))
    desk.until(at(10, 30) + timedelta(minutes=opens))
    came = dict(desk.state.visits)
    policy, called = desk.site.policy, list[UUID]()
    while isinstance(visit := call(desk), UUID):
        assert (due := came[visit].stops[0].due) is None or due <= desk.clock() or late(desk, visit)
        called.append(visit)
    left = set(came) - set(called)
    # only who is early is left, and they are called as soon as their slot begins
    for visit in left:
        assert (due := came[visit].stops[0].due) is not None
        assert due > desk.clock()
    desk.until(at(13))
    while isinstance(visit := call(desk), UUID):
        left.remove(visit)
    assert not left

    bound = policy.reserved_head_start + policy.needs_head_start
    for place, visit in enumerate(called):
        for passed in called[place + 1 :]:
            # N5 within one class, and a head start that is bounded across them
            if kind_of(desk, visit) == kind_of(desk, passed):
                assert moment(desk, visit) <= moment(desk, passed)
            assert moment(desk, visit) <= moment(desk, passed) + bound


def late(desk: Desk, visit: UUID) -> bool:
    stop = desk.state.visits[visit].stops[0]
    return stop.due is not None and stop.since > stop.due + desk.site.policy.late_grace


def kind_of(desk: Desk, visit: UUID) -> tuple[bool, bool]:
    known = desk.state.visits[visit]
    return bool(known.needs), known.stops[0].due is not None and not late(desk, visit)


def moment(desk: Desk, visit: UUID) -> datetime:
    stop = desk.state.visits[visit].stops[0]
    return stop.since if stop.due is None or late(desk, visit) else stop.due


def test_no_grace_and_no_head_start_make_reserved_ones_walk_ins_of_their_slot() -> None:
    desk = Desk()
    desk.site = replace(
        desk.site,
        policy=replace(desk.site.policy, reserved_head_start=timedelta(), late_grace=timedelta()),
    )
    reserved = arrive(desk, desk.book(at(9, 30)))
    desk.until(at(9, 29))
    before = walk_in(desk)
    desk.until(at(9, 31))
    after = walk_in(desk)
    assert [call(desk) for _ in range(3)] == [before, reserved, after]
