"""The rules of the queue, one by one, as staff and residents would notice them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from queue_server.domain.business_day import as_of
from queue_server.domain.commands import (
    CallMissed,
    CallNext,
    CheckIn,
    Command,
    Finish,
    NoShow,
    Recall,
    TakeTicket,
)
from queue_server.domain.decide import decide
from queue_server.domain.events import Event
from queue_server.domain.evolve import evolve
from queue_server.domain.in_use import Gone, gone
from queue_server.domain.lives import StopState
from queue_server.domain.refusals import Refusal
from queue_server.domain.routing import plan_stops
from queue_server.domain.site import Procedure, Site
from queue_server.domain.state import StaffAnswer, State, TicketAnswer
from queue_server.domain.waits import wait_range
from tests.sites import MORNING, Clock, Ids, small_site


class Lobby:
    """A lobby in which one thing happens after another."""

    def __init__(self, site: Site | None = None, start: datetime = MORNING) -> None:
        self.site = site or small_site()
        self.clock = Clock(start)
        self.ids = Ids()
        self.state = State()
        self.decided = list[Event]()
        """All events, in order."""

    def do(self, command: Command) -> Any:
        decision = decide(self.site, self.state, command, self.clock())
        if isinstance(decision, Refusal):
            return decision
        for event in decision:
            self.state = evolve(self.state, event)
            self.decided.append(event)
        return self.state.answers[command.id]

    def ticket(self, *services: str) -> TicketAnswer:
        answer = self.do(
            TakeTicket(id=self.ids(), by="kiosk-1", visit=self.ids(), services=services)
        )
        assert isinstance(answer, TicketAnswer)
        return answer

    def check_in(self, *procedures: str, pass_id: UUID, days: float = 30) -> Any:
        return self.do(
            CheckIn(
                id=self.ids(),
                by="kiosk-1",
                visit=self.ids(),
                pass_id=pass_id,
                pass_expires_at=self.clock() + timedelta(days=days),
                procedures=procedures,
            )
        )

    def at(self, kind: Callable[..., Command], counter: str, **more: Any) -> Any:
        return self.do(kind(id=self.ids(), by="staff:test", counter=counter, **more))

    def called(self, counter: str) -> str:
        """The number that the counter's call-next gives."""
        answer = self.at(CallNext, counter)
        assert isinstance(answer, StaffAnswer), answer
        assert answer.visit is not None
        return self.state.visits[answer.visit].number


def test_what_an_open_visit_needs_cannot_go_from_the_site_until_the_day_is_over() -> None:
    lobby = Lobby()
    lobby.ticket("kokuho")
    lobby.ticket("ido", "shomei")
    lobby.called("3")
    smaller = replace(
        lobby.site,
        services={"ido": lobby.site.services["ido"]},
        counters={"2": lobby.site.counters["2"]},
    )
    assert gone(lobby.site, lobby.state) == Gone({}, {})
    assert gone(smaller, lobby.state) == Gone(
        {"3": ("E101",)}, {"kokuho": ("E101",), "shomei": ("B101",)}
    )
    lobby.clock.forward(days=1)
    # who is being served when the next day begins is still there
    tomorrow = as_of(smaller, lobby.state, lobby.clock())
    assert gone(smaller, tomorrow) == Gone({"3": ("E101",)}, {"kokuho": ("E101",)})


def test_numbers_of_a_service_count_up_from_its_first_number() -> None:
    lobby = Lobby()
    numbers = [lobby.ticket(service).number for service in ("shomei", "shomei", "ido")]
    assert numbers == ["A101", "A102", "B101"]


def test_people_are_called_in_the_order_in_which_they_came_over_all_services_of_a_counter() -> None:
    lobby = Lobby()
    for service in ("ido", "shomei", "ido"):
        lobby.ticket(service)
    calls = list[str]()
    for _ in range(3):
        calls.append(lobby.called("2"))
        lobby.at(Finish, "2")
    assert calls == ["B101", "A101", "B102"]


def test_a_pass_gives_one_number_with_a_stop_for_each_service_in_the_order_of_the_procedures() -> (
    None
):
    lobby = Lobby()
    answer = lobby.check_in("kokuho_kanyu", "tennyu", pass_id=UUID(int=7))
    assert answer.number == "B101"
    assert [(stop.service, stop.procedures) for stop in answer.stops] == [
        ("ido", ("tennyu",)),
        ("kokuho", ("kokuho_kanyu",)),
    ]


def test_the_next_stop_waits_for_the_one_before_and_calls_the_same_number() -> None:
    lobby = Lobby()
    lobby.check_in("tennyu", "kokuho_kanyu", pass_id=UUID(int=7))
    assert lobby.at(CallNext, "3") is Refusal.NOBODY_WAITING
    assert lobby.called("2") == "B101"
    lobby.at(Finish, "2")
    assert lobby.called("3") == "B101"
    lobby.at(Finish, "3")
    (visit,) = lobby.state.visits.values()
    assert visit.closed_at is not None


def test_a_pass_shown_again_gives_the_same_number_marked_as_reissued() -> None:
    lobby = Lobby()
    first = lobby.check_in("tennyu", pass_id=UUID(int=7))
    again = lobby.check_in("tennyu", pass_id=UUID(int=7))
    assert (again.visit, again.number, again.reissued) == (first.visit, first.number, True)
    assert not first.reissued
    assert len(lobby.state.visits) == 1


def test_a_pass_whose_visit_is_over_is_used() -> None:
    lobby = Lobby()
    lobby.check_in("tennyu", pass_id=UUID(int=7))
    lobby.called("2")
    lobby.at(Finish, "2")
    assert lobby.check_in("tennyu", pass_id=UUID(int=7)) is Refusal.PASS_USED


def test_a_pass_used_yesterday_stays_used_until_it_expires() -> None:
    lobby = Lobby()
    lobby.check_in("tennyu", pass_id=UUID(int=7))
    lobby.clock.forward(days=1)
    lobby.ticket("shomei")
    assert lobby.check_in("tennyu", pass_id=UUID(int=7)) is Refusal.PASS_USED


def test_a_visit_at_one_counter_keeps_its_place_elsewhere_and_is_not_called_there() -> None:
    lobby = Lobby()
    lobby.ticket("shomei", "ido")
    lobby.ticket("shomei")
    assert lobby.called("1") == "A101"
    assert lobby.called("2") == "A102"
    lobby.at(Finish, "2")
    # A101 is still at counter 1
    assert lobby.at(CallNext, "2") is Refusal.NOBODY_WAITING
    lobby.ticket("ido")
    lobby.at(Finish, "1")
    assert lobby.called("2") == "A101"


def test_nobody_is_called_to_a_counter_that_is_serving() -> None:
    lobby = Lobby()
    lobby.ticket("shomei")
    lobby.ticket("shomei")
    lobby.called("1")
    assert lobby.at(CallNext, "1") is Refusal.COUNTER_BUSY


def test_who_did_not_come_is_not_called_as_next_but_can_be_called_again() -> None:
    lobby = Lobby()
    visit = lobby.ticket("shomei").visit
    lobby.called("1")
    lobby.at(NoShow, "1")
    assert lobby.at(CallNext, "1") is Refusal.NOBODY_WAITING
    assert isinstance(lobby.at(CallMissed, "1", visit=visit), StaffAnswer)
    stop = lobby.state.visits[visit].stops[0]
    assert (stop.state, stop.calls, stop.counter) == (StopState.CALLED, 2, "1")


def test_a_recall_counts_the_calls() -> None:
    lobby = Lobby()
    visit = lobby.ticket("shomei").visit
    lobby.called("1")
    lobby.at(Recall, "1")
    assert lobby.state.visits[visit].stops[0].calls == 2


@pytest.mark.parametrize("kind", [Recall, NoShow, Finish])
def test_a_counter_that_serves_nobody_has_nothing_to_finish(kind: Callable[..., Command]) -> None:
    assert Lobby().at(kind, "1") is Refusal.COUNTER_EMPTY


@pytest.mark.parametrize("kind", [CallNext, Recall, NoShow, Finish])
def test_an_unknown_counter_is_refused(kind: Callable[..., Command]) -> None:
    assert Lobby().at(kind, "99") is Refusal.UNKNOWN_COUNTER


@pytest.mark.parametrize("kind", [Recall, NoShow, Finish])
def test_a_screen_that_is_behind_cannot_act_on_somebody_else(kind: Callable[..., Command]) -> None:
    lobby = Lobby()
    first = lobby.ticket("shomei").visit
    lobby.ticket("shomei")
    lobby.called("1")
    lobby.at(Finish, "1", visit=first)
    lobby.called("1")
    assert lobby.at(kind, "1", visit=first) is Refusal.VISIT_CHANGED


def test_somebody_who_was_not_missed_cannot_be_called_as_missed() -> None:
    lobby = Lobby()
    visit = lobby.ticket("shomei").visit
    assert lobby.at(CallMissed, "1", visit=visit) is Refusal.NOT_MISSED


def test_a_missed_number_is_not_called_where_its_service_is_not_served() -> None:
    lobby = Lobby()
    visit = lobby.ticket("shomei").visit
    lobby.called("1")
    lobby.at(NoShow, "1")
    assert lobby.at(CallMissed, "3", visit=visit) is Refusal.NOT_SERVED_HERE


def test_a_missed_number_that_is_elsewhere_is_not_called() -> None:
    lobby = Lobby()
    visit = lobby.ticket("shomei", "ido").visit
    lobby.called("1")
    lobby.at(NoShow, "1")
    lobby.called("2")
    assert lobby.at(CallMissed, "1", visit=visit) is Refusal.VISIT_ELSEWHERE


def test_an_unknown_service_or_procedure_is_refused_and_changes_nothing() -> None:
    lobby = Lobby()
    ask = TakeTicket(id=lobby.ids(), by="kiosk-1", visit=lobby.ids(), services=("no-such",))
    assert lobby.do(ask) is Refusal.UNKNOWN_SERVICE
    assert lobby.check_in("no_such", pass_id=UUID(int=7)) is Refusal.UNKNOWN_PROCEDURE
    assert lobby.state == State()


def test_a_repeated_id_gets_the_first_answer_and_no_second_number() -> None:
    lobby = Lobby()
    ask = TakeTicket(id=lobby.ids(), by="kiosk-1", visit=lobby.ids(), services=("shomei",))
    first = lobby.do(ask)
    lobby.called("1")
    lobby.at(Finish, "1")
    lobby.clock.forward(hours=20)
    lobby.ticket("ido")
    assert lobby.do(ask) == first
    assert [visit.number for visit in lobby.state.visits.values()] == ["B101"]


def test_who_is_being_served_when_the_next_day_begins_is_finished_where_they_are() -> None:
    lobby = Lobby()
    lobby.ticket("shomei")
    lobby.called("1")
    lobby.clock.forward(hours=20)
    assert lobby.ticket("shomei").number == "A101"
    assert isinstance(lobby.at(Finish, "1"), StaffAnswer)
    assert lobby.called("1") == "A101"


def test_a_clock_that_jumps_back_does_not_give_a_number_twice() -> None:
    lobby = Lobby()
    lobby.ticket("shomei")
    lobby.clock.forward(days=-2)
    assert lobby.ticket("shomei").number == "A102"


def test_order_hints_that_form_a_circle_leave_nobody_without_a_first_stop() -> None:
    site = small_site()
    circle = Site(
        id=site.id,
        zone=site.zone,
        services=site.services,
        counters=site.counters,
        procedures={
            "a": Procedure("a", "shomei", ("b",)),
            "b": Procedure("b", "ido", ("c",)),
            "c": Procedure("c", "kokuho", ("a",)),
        },
    )
    stops = plan_stops(circle, ("a", "b", "c"))
    assert {stop.service for stop in stops} == {"shomei", "ido", "kokuho"}
    assert stops[0].after == ()


def test_the_told_wait_counts_those_before_and_is_nothing_while_a_counter_is_free() -> None:
    lobby = Lobby()
    assert lobby.ticket("kokuho").told[0].people_ahead == 0
    assert lobby.ticket("kokuho").told[0].people_ahead == 1
    assert wait_range(lobby.site, lobby.state, "kokuho", 0) == (0, 0)
    # 10 minutes on average for the one before, 0.6 to 1.4 times
    assert wait_range(lobby.site, lobby.state, "kokuho", 1) == (6, 14)
