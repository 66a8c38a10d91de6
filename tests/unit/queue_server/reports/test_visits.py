"""A day's visits folded from its events: what became of each stop, and the figures of it all."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.days import NORMAL, play
from queue_server.domain.commands import (
    AddStop,
    CallMissed,
    CallNext,
    CancelVisit,
    CloseDay,
    DropStop,
    Finish,
    NoShow,
    Park,
    Recall,
    Resume,
    TakeTicket,
    Transfer,
    Undo,
)
from queue_server.domain.events import (
    DayOpened,
    StopCalled,
    StopFinished,
    StopPlan,
    VisitOpened,
)
from queue_server.domain.lives import Outcome, StopState
from queue_server.domain.state import State
from queue_server.reports.figures import figures_by_service
from queue_server.reports.visits import DayVisits, Ending, StopRecord, VisitRecord, day_visits
from tests.sites import MORNING, sample_lobby, small_site
from tests.unit.queue_server.test_domain import Lobby

MINUTE = timedelta(minutes=1)


def report(lobby: Lobby) -> DayVisits:
    """The report of the sample morning's day."""
    return day_visits(MORNING.date(), lobby.decided)


def only(lobby: Lobby) -> VisitRecord:
    """The report's only visit."""
    (visit,) = report(lobby).visits
    return visit


def stop(lobby: Lobby) -> StopRecord:
    """The only stop of the only visit."""
    (found,) = only(lobby).stops
    return found


def test_a_stop_from_its_number_to_its_end() -> None:
    lobby = Lobby()
    lobby.ticket("ido")
    lobby.clock.forward(minutes=12)
    lobby.at(CallNext, "2")
    lobby.clock.forward(minutes=1)
    lobby.at(Recall, "2")
    lobby.clock.forward(minutes=7)
    lobby.at(Finish, "2", outcome=Outcome.PAPERS_MISSING)
    found = stop(lobby)
    assert (only(lobby).number, only(lobby).counter) == ("B101", None)
    assert (found.wait, found.at_counter) == (12 * MINUTE, 8 * MINUTE)
    assert (found.calls, found.no_shows, found.counter) == (2, 0, "2")
    assert (found.ending, found.outcome) == (Ending.DONE, Outcome.PAPERS_MISSING)
    assert found.told == (0, 0)


def test_who_does_not_come_has_waited_until_the_first_call_and_is_served_from_the_last() -> None:
    lobby = Lobby()
    visit = lobby.ticket("ido").visit
    lobby.clock.forward(minutes=5)
    lobby.at(CallNext, "2")
    lobby.clock.forward(minutes=2)
    lobby.at(NoShow, "2")
    lobby.clock.forward(minutes=20)
    lobby.at(CallMissed, "2", visit=visit)
    lobby.clock.forward(minutes=4)
    lobby.at(Finish, "2")
    found = stop(lobby)
    assert (found.wait, found.at_counter) == (5 * MINUTE, 4 * MINUTE)
    assert (found.calls, found.no_shows) == (2, 1)


def test_parking_splits_the_time_at_the_counter() -> None:
    lobby = Lobby()
    visit = lobby.ticket("ido").visit
    lobby.at(CallNext, "2")
    lobby.clock.forward(minutes=3)
    lobby.at(Park, "2")
    lobby.clock.forward(minutes=30)
    lobby.do(Resume(id=lobby.ids(), by="staff:test", visit=visit, service="ido"))
    lobby.at(CallNext, "2")
    lobby.clock.forward(minutes=4)
    lobby.at(Finish, "2")
    assert stop(lobby).at_counter == 7 * MINUTE


def test_the_wait_for_the_next_counter_begins_where_the_one_before_ends() -> None:
    lobby = Lobby()
    lobby.ticket("ido", "shomei")
    lobby.clock.forward(minutes=10)
    lobby.at(CallNext, "2")
    lobby.clock.forward(minutes=15)
    lobby.at(Finish, "2")
    lobby.clock.forward(minutes=3)
    lobby.at(CallNext, "1")
    lobby.clock.forward(minutes=5)
    lobby.at(Finish, "1")
    first, second = only(lobby).stops
    assert (first.wait, second.wait) == (10 * MINUTE, 3 * MINUTE)
    whole = first.at_counter + second.at_counter + 13 * MINUTE
    assert whole == lobby.clock.moment - MORNING


def test_a_transfer_is_an_end_here_and_a_stop_there() -> None:
    lobby = Lobby()
    lobby.ticket("ido")
    lobby.at(CallNext, "2")
    lobby.clock.forward(minutes=6)
    lobby.at(Transfer, "2", to_service="kokuho")
    lobby.clock.forward(minutes=9)
    lobby.at(CallNext, "3")
    lobby.at(Finish, "3")
    here, there = only(lobby).stops
    assert (here.service, here.ending, here.at_counter) == ("ido", Ending.TRANSFERRED, 6 * MINUTE)
    assert (there.service, there.ending, there.wait) == ("kokuho", Ending.DONE, 9 * MINUTE)
    assert there.told is None


def test_a_transfer_to_where_they_wait_already_is_one_stop() -> None:
    lobby = Lobby()
    lobby.ticket("ido", "shomei")
    lobby.at(CallNext, "2")
    lobby.at(Transfer, "2", to_service="shomei")
    lobby.at(CallNext, "1")
    lobby.at(Finish, "1")
    assert [(s.service, s.ending) for s in only(lobby).stops] == [
        ("ido", Ending.TRANSFERRED),
        ("shomei", Ending.DONE),
    ]


def test_a_step_that_was_taken_back_has_not_happened() -> None:
    lobby = Lobby()
    lobby.ticket("ido")
    lobby.at(CallNext, "2")
    before = only(lobby)
    lobby.at(Finish, "2")
    lobby.clock.forward(seconds=5)
    lobby.at(Undo, "2")
    assert only(lobby) == before


def test_stops_that_end_without_a_counter_say_how() -> None:
    lobby = Lobby()
    dropped = lobby.ticket("ido", "shomei").visit
    cancelled = lobby.ticket("ido").visit
    lobby.ticket("ido")
    lobby.do(DropStop(id=lobby.ids(), by="staff:test", visit=dropped, service="shomei"))
    lobby.do(CancelVisit(id=lobby.ids(), by="staff:test", visit=cancelled))
    lobby.do(CloseDay(id=lobby.ids(), by="staff:test"))
    endings = [[s.ending for s in visit.stops] for visit in report(lobby).visits]
    assert endings == [[Ending.LEFT, Ending.DROPPED], [Ending.CANCELLED], [Ending.LEFT]]


def test_an_added_stop_waits_from_then_on() -> None:
    lobby = Lobby()
    visit = lobby.ticket("ido").visit
    lobby.clock.forward(minutes=5)
    lobby.do(AddStop(id=lobby.ids(), by="staff:test", visit=visit, service="shomei"))
    lobby.clock.forward(minutes=2)
    lobby.at(CallNext, "1")
    assert [s.wait for s in only(lobby).stops] == [None, 2 * MINUTE]


def test_who_is_at_a_counter_when_the_day_ends_is_finished_and_the_others_have_left() -> None:
    lobby = Lobby()
    lobby.ticket("ido")
    lobby.ticket("ido")
    lobby.at(CallNext, "2")
    assert report(lobby).unfinished
    lobby.clock.forward(days=1)
    lobby.ticket("ido")
    lobby.at(Finish, "2")
    found = report(lobby)
    assert [visit.stops[0].ending for visit in found.visits] == [Ending.DONE, Ending.LEFT]
    assert not found.unfinished


def test_a_clock_that_jumps_back_makes_no_time_below_none() -> None:
    lobby = Lobby()
    lobby.ticket("ido")
    lobby.clock.forward(minutes=-30)
    lobby.at(CallNext, "2")
    lobby.clock.forward(minutes=-30)
    lobby.at(Finish, "2")
    assert (stop(lobby).wait, stop(lobby).at_counter) == (timedelta(), timedelta())


def test_who_reserved_and_comes_early_waits_from_their_slot_on() -> None:
    header: dict[str, Any] = {"cause": UUID(int=1), "by": "kiosk-1"}
    visit = UUID(int=2)
    opened = VisitOpened(
        **header,
        at=MORNING,
        visit=visit,
        day=MORNING.date(),
        letter="B",
        sequence=101,
        stops=(StopPlan("ido", due=MORNING + 20 * MINUTE), StopPlan("shomei")),
        told=(),
        language="ja",
        reservation=UUID(int=3),
    )
    called = [
        StopCalled(
            **header, at=MORNING + minutes * MINUTE, visit=visit, service=service, counter="2"
        )
        for minutes, service in ((5, "shomei"), (23, "ido"))
    ]
    finished = StopFinished(
        **header, at=MORNING + 9 * MINUTE, visit=visit, service="shomei", counter="2"
    )
    told = [opened, called[0], finished, called[1]]
    (found,) = day_visits(MORNING.date(), told).visits
    assert [s.wait for s in found.stops] == [3 * MINUTE, 5 * MINUTE]
    assert found.stops[0].reserved_for == MORNING + 20 * MINUTE


STEPS = [
    ("take", "shomei"), ("take", "ido"), ("take", "ido", "shomei"), ("take", "kokuho"),
    ("call", "1"), ("call", "2"), ("call", "3"), ("recall", "2"), ("no_show", "2"),
    ("no_show", "1"), ("finish", "1"), ("finish", "2"), ("finish", "3"), ("park", "2"),
    ("transfer", "2"), ("transfer", "1"), ("undo", "1"), ("undo", "2"), ("undo", "3"),
    ("add", "kokuho"), ("drop", "shomei"), ("resume", "ido"), ("cancel",), ("wait",),
]  # fmt: skip


def act(lobby: Lobby, name: str, *where: str) -> None:
    """One of the steps, about the newest visit where it is about one."""
    newest = max(lobby.state.visits.values(), key=lambda v: v.arrival, default=None)
    visit = UUID(int=0) if newest is None else newest.id
    header: dict[str, Any] = {"id": lobby.ids(), "by": "staff:test"}
    match name, where:
        case "take", _:
            lobby.do(TakeTicket(**header, visit=lobby.ids(), services=where))
        case "call", (counter,):
            lobby.do(CallNext(**header, counter=counter))
        case "recall", (counter,):
            lobby.do(Recall(**header, counter=counter))
        case "no_show", (counter,):
            lobby.do(NoShow(**header, counter=counter))
        case "finish", (counter,):
            lobby.do(Finish(**header, counter=counter))
        case "park", (counter,):
            lobby.do(Park(**header, counter=counter))
        case "transfer", (counter,):
            lobby.do(Transfer(**header, counter=counter, to_service="kokuho"))
        case "undo", (counter,):
            lobby.do(Undo(**header, counter=counter))
        case "add", (service,):
            lobby.do(AddStop(**header, visit=visit, service=service))
        case "drop", (service,):
            lobby.do(DropStop(**header, visit=visit, service=service))
        case "resume", (service,):
            lobby.do(Resume(**header, visit=visit, service=service))
        case "cancel", _:
            lobby.do(CancelVisit(**header, visit=visit))
        case _:
            lobby.clock.forward(minutes=7)


def agrees(state: State, visits: DayVisits) -> None:
    """The report says of each visit what the state of the queue says."""
    assert {visit.id for visit in visits.visits} == set(state.visits)
    for record in visits.visits:
        visit = state.visits[record.id]
        assert (record.number, record.counter) == (visit.number, visit.counter)
        latest = {stop.service: stop for stop in record.stops}
        for one in visit.stops:
            found = latest[one.service]
            if visit.closed_at is None:
                assert (found.ending is Ending.OPEN) == (not one.ended), (visit, record)
            assert (found.ending is Ending.DONE) == (one.state is StopState.DONE), (visit, record)


@given(st.lists(st.sampled_from(STEPS), max_size=40))
def test_whatever_happens_the_report_agrees_with_the_queue(
    steps: list[tuple[str, ...]],
) -> None:
    lobby = Lobby()
    for step in [("take", "shomei"), *steps]:
        act(lobby, *step)
    agrees(lobby.state, report(lobby))


@pytest.fixture(scope="module")
def lived() -> tuple[State, DayVisits]:
    """A whole day of the sample lobby, and its report."""
    midnight = MORNING.replace(hour=0)
    moments = list(play(sample_lobby().site, NORMAL, midnight, random.Random(7)))
    found = day_visits(MORNING.date(), [moment.event for moment in moments])
    return moments[-1].after, found


def test_a_whole_day_is_told_in_full(lived: tuple[State, DayVisits]) -> None:
    state, visits = lived
    agrees(state, visits)
    assert sum(s.no_shows for visit in visits.visits for s in visit.stops) > 0


def test_the_figures_of_a_day_add_up(lived: tuple[State, DayVisits]) -> None:
    _, visits = lived
    services = sample_lobby().site.services
    by_service, everything = figures_by_service(visits, services)
    assert list(by_service) == list(services)
    assert everything.visits == len(visits.visits)
    assert sum(f.done for f in by_service.values()) == everything.done
    assert sum(f.no_shows for f in by_service.values()) == everything.no_shows
    for figures in [*by_service.values(), everything]:
        if figures.median_wait is not None:
            assert figures.median_wait <= (figures.p90_wait or 0) <= (figures.longest_wait or 0)
            assert 0 <= (figures.within_target or 0) <= 1


def test_the_figures_are_what_they_are_called() -> None:
    lobby = Lobby()
    for _ in range(10):
        lobby.ticket("shomei")
    for _ in range(10):
        lobby.clock.forward(minutes=4)
        lobby.at(CallNext, "1")
        lobby.clock.forward(minutes=1)
        lobby.at(Finish, "1")
    lobby.ticket("shomei")
    lobby.do(CloseDay(id=lobby.ids(), by="staff:test"))
    figures, _ = figures_by_service(report(lobby), small_site().services)
    shomei = figures["shomei"]
    # waits of 4, 9, … 49 minutes
    assert (shomei.visits, shomei.done, shomei.not_served) == (11, 10, 1)
    assert (shomei.mean_wait, shomei.median_wait) == (26.5, 26.5)
    assert (shomei.p90_wait, shomei.longest_wait) == (44, 49)
    # 30 minutes unless the site says otherwise: 4 to 29
    assert (shomei.within_target, shomei.mean_service) == (0.6, 1)
    assert figures["ido"].mean_wait is None


def test_a_day_in_which_nobody_came_has_figures() -> None:
    opened = DayOpened(at=MORNING, cause=UUID(int=1), by="kiosk-1", day=MORNING.date())
    by_service, everything = figures_by_service(
        day_visits(MORNING.date(), [opened]), small_site().services
    )
    assert (everything.visits, everything.mean_wait, everything.within_target) == (0, None, None)
    assert len(by_service) == 3
