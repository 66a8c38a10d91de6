"""Where two rules meet: what follows when days, counters and services change under a visit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from queue_server.devices.call_pads import waiting
from queue_server.domain.commands import (
    AddStop,
    AssignCounter,
    CheckIn,
    Finish,
    NoShow,
    Park,
    SetCounter,
    Transfer,
    Undo,
)
from queue_server.domain.lives import CounterStatus
from queue_server.domain.policy import next_for
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.commands import ChangeReservation, SetSlotCapacity
from queue_server.domain.site import Counter, Site
from queue_server.domain.state import StaffAnswer
from tests.bookings import Desk, bookable_site
from tests.sites import small_site
from tests.unit.queue_server.test_domain import Lobby
from tests.unit.queue_server.test_operations import about, take

PASS = UUID(int=77)


def two_for_moving() -> Site:
    site = small_site()
    return replace(site, counters={**site.counters, "4": Counter("4", ("ido",))})


def handed_to_counter_4() -> Lobby:
    lobby = Lobby(two_for_moving())
    take(lobby, "ido")
    lobby.called("2")
    lobby.at(Transfer, "2", to_service="ido", to_counter="4")
    assert next_for(lobby.site, lobby.state, "2", lobby.clock()) is None
    return lobby


def test_who_was_handed_to_a_counter_that_serves_something_else_now_is_called_by_others() -> None:
    lobby = handed_to_counter_4()
    about(lobby, AssignCounter, counter="4", services=("kokuho",))
    assert waiting(lobby.site, lobby.state, "2") == 1
    assert lobby.called("2") == "B101"


def test_who_was_handed_to_a_counter_that_closed_is_called_by_others() -> None:
    lobby = handed_to_counter_4()
    for status, calls in (
        (CounterStatus.OPEN, False),
        (CounterStatus.PAUSED, False),
        (CounterStatus.CLOSED, True),
    ):
        about(lobby, SetCounter, counter="4", status=status)
        found = next_for(lobby.site, lobby.state, "2", lobby.clock())
        assert (found is not None) == calls


def test_who_was_handed_to_a_counter_that_the_site_has_no_more_is_called_by_others() -> None:
    lobby = handed_to_counter_4()
    lobby.site = small_site()
    assert lobby.called("2") == "B101"


def over_the_night(*services: str) -> tuple[Lobby, UUID]:
    """Somebody is being served when the next day begins, and has other things to do here."""
    lobby = Lobby()
    visit = lobby.do(
        CheckIn(
            id=lobby.ids(),
            by="kiosk-1",
            visit=lobby.ids(),
            pass_id=PASS,
            pass_expires_at=lobby.clock() + timedelta(days=30),
            procedures=services,
        )
    ).visit
    assert lobby.called("2") == "B101"
    lobby.clock.forward(days=1)
    take(lobby, "shomei")
    return lobby, visit


@pytest.mark.parametrize("kind", [Finish, NoShow])
def test_a_visit_of_yesterday_that_leaves_its_counter_is_over(kind: Any) -> None:
    lobby, visit = over_the_night("tennyu", "kokuho_kanyu")
    assert isinstance(lobby.at(kind, "2"), StaffAnswer)
    assert lobby.state.visits[visit].closed_at is not None
    # a number that nobody will call any more is not printed again
    again = lobby.check_in("tennyu", pass_id=PASS)
    assert again is Refusal.PASS_USED
    assert isinstance(lobby.at(Undo, "2"), StaffAnswer)
    assert lobby.state.at_counter["2"] == visit


def test_nobody_of_yesterday_is_sent_to_a_queue_in_which_they_would_wait_for_ever() -> None:
    lobby, visit = over_the_night("tennyu", "kokuho_kanyu")
    assert lobby.at(Park, "2") is Refusal.VISIT_OVER
    assert lobby.at(Transfer, "2", to_service="kokuho") is Refusal.VISIT_OVER
    assert about(lobby, AddStop, visit=visit, service="shomei") is Refusal.VISIT_OVER
    assert lobby.state.at_counter["2"] == visit


def test_who_comes_back_by_undo_to_a_counter_that_closed_meanwhile_opens_it() -> None:
    lobby = Lobby()
    take(lobby, "ido")
    lobby.called("2")
    lobby.at(Finish, "2")
    about(lobby, SetCounter, counter="2", status=CounterStatus.CLOSED)
    answer = lobby.at(Undo, "2")
    assert isinstance(answer, StaffAnswer)
    assert answer.event == "StepUndone"
    assert lobby.state.counter_status("2") is CounterStatus.OPEN


def test_who_was_missed_waits_again_for_what_must_come_first() -> None:
    lobby = Lobby()
    visit = lobby.check_in("tennyu", "kokuho_kanyu", pass_id=PASS).visit
    lobby.called("2")
    lobby.at(Finish, "2")
    lobby.called("3")
    lobby.at(NoShow, "3")
    # at the second counter it turned out that the first must be seen once more
    about(lobby, AddStop, visit=visit, service="ido")
    lobby.clock.forward(minutes=6)
    assert next_for(lobby.site, lobby.state, "3", lobby.clock()) is None
    lobby.called("2")
    lobby.at(Finish, "2")
    assert lobby.called("3") == "B101"


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
@pytest.mark.parametrize(
    "start", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)]
)
def test_a_slot_at_an_end_of_time_is_refused_and_does_not_end_the_server(
    start: datetime, zone: str
) -> None:
    desk = Desk(bookable_site(zone=ZoneInfo(zone)))
    booked = desk.book(datetime(2026, 11, 25, 10, tzinfo=desk.site.zone))
    assert desk.hold(start) is Refusal.UNKNOWN_SLOT
    moved = desk.give(ChangeReservation, reservation=booked, start=start)
    assert moved is Refusal.UNKNOWN_SLOT
    capacity = desk.give(SetSlotCapacity, service="ido", start=start, capacity=1)
    assert capacity is Refusal.UNKNOWN_SLOT
