"""What staff do beside calling and finishing, and the policy by which people are called."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.commands import (
    AddStop,
    CallNext,
    CallNumber,
    CallReason,
    CancelVisit,
    DropStop,
    Finish,
    NoShow,
    Park,
    ReorderStops,
    Resume,
    SetCounter,
    SetService,
    TakeTicket,
    Transfer,
    Undo,
)
from queue_server.domain.events import StopCalled
from queue_server.domain.lives import CounterStatus, ServiceStatus, StopState
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Counter, Site
from queue_server.domain.state import StaffAnswer, TicketAnswer
from tests.sites import small_site
from tests.unit.queue_server.test_domain import Lobby


def take(lobby: Lobby, service: str, *needs: str) -> TicketAnswer:
    answer = lobby.do(
        TakeTicket(
            id=lobby.ids(), by="kiosk-1", visit=lobby.ids(), services=(service,), needs=needs
        )
    )
    assert isinstance(answer, TicketAnswer)
    return answer


def about(lobby: Lobby, kind: Any, **fields: Any) -> Any:
    return lobby.do(kind(id=lobby.ids(), by="staff:test", **fields))


def states(lobby: Lobby, visit: UUID) -> dict[str, StopState]:
    return {stop.service: stop.state for stop in lobby.state.visits[visit].stops}


def test_a_need_is_a_head_start_of_ten_minutes_and_no_more() -> None:
    lobby = Lobby()
    take(lobby, "shomei")
    lobby.clock.forward(minutes=6)
    take(lobby, "shomei")
    lobby.clock.forward(minutes=6)
    take(lobby, "shomei", "wheelchair")
    calls = list[str]()
    for _ in range(3):
        calls.append(lobby.called("1"))
        lobby.at(Finish, "1")
    # twelve minutes before them is too early to be passed, six is not
    assert calls == ["A101", "A103", "A102"]


@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.booleans(), st.sampled_from(["shomei", "ido"])),
        min_size=2,
        max_size=12,
    )
)
def test_nobody_is_passed_over_by_somebody_who_came_more_than_the_head_start_later(
    arrivals: list[tuple[int, bool, str]],
) -> None:
    lobby = Lobby()
    came = dict[UUID, Any]()
    for minutes, needs, service in arrivals:
        lobby.clock.forward(minutes=minutes)
        came[take(lobby, service, *(["infant"] if needs else [])).visit] = lobby.clock()
    order = list[UUID]()
    while isinstance(answer := lobby.at(CallNext, "2"), StaffAnswer):
        assert answer.visit is not None
        order.append(answer.visit)
        lobby.at(Finish, "2")
    assert sorted(order) == sorted(came)
    for place, visit in enumerate(order):
        for later in order[place + 1 :]:
            assert came[visit] - came[later] <= timedelta(minutes=10)


def test_a_counter_prefers_a_service_by_its_head_start() -> None:
    site = small_site()
    counters = {
        **site.counters,
        "2": Counter("2", ("shomei", "ido"), head_starts={"ido": timedelta(minutes=3)}),
    }
    lobby = Lobby(Site(site.id, site.zone, site.services, counters, site.procedures))
    take(lobby, "shomei")
    lobby.clock.forward(minutes=2)
    take(lobby, "ido")
    assert lobby.called("2") == "B101"


def test_who_did_not_come_is_offered_again_after_five_minutes_at_their_place_twice() -> None:
    lobby = Lobby()
    take(lobby, "shomei")
    for _ in range(2):
        assert lobby.called("1") == "A101"
        lobby.at(NoShow, "1")
        assert lobby.at(CallNext, "1") is Refusal.NOBODY_WAITING
        lobby.clock.forward(minutes=5)
    take(lobby, "shomei")
    assert lobby.called("1") == "A101"
    visit = lobby.state.at_counter["1"]
    lobby.at(NoShow, "1")
    lobby.clock.forward(minutes=30)
    # a third time nobody offers; staff can still bring them back, to the place they had
    assert lobby.called("1") == "A102"
    lobby.at(Finish, "1")
    about(lobby, Resume, visit=visit, service="shomei")
    assert lobby.called("1") == "A101"


def test_a_number_is_called_out_of_turn_with_its_reason_kept() -> None:
    lobby = Lobby()
    take(lobby, "shomei")
    second = take(lobby, "shomei").visit
    about(lobby, CallNumber, counter="1", visit=second, reason=CallReason.PROMISED)
    assert lobby.state.at_counter["1"] == second
    decided = lobby.decided[-1]
    assert isinstance(decided, StopCalled)
    assert decided.reason == "promised"


@pytest.mark.parametrize(
    ("counter", "refusal"), [("1", Refusal.VISIT_ELSEWHERE), ("3", Refusal.VISIT_ELSEWHERE)]
)
def test_who_is_at_a_counter_is_called_by_no_other(counter: str, refusal: Refusal) -> None:
    lobby = Lobby()
    visit = lobby.ticket("shomei", "kokuho").visit
    lobby.called("2")
    assert about(lobby, CallNumber, counter=counter, visit=visit, reason=CallReason.OTHER) is (
        refusal
    )


def test_who_fetches_something_comes_back_to_their_place() -> None:
    lobby = Lobby()
    first = take(lobby, "shomei").visit
    take(lobby, "shomei")
    lobby.called("1")
    lobby.at(Park, "1")
    assert states(lobby, first) == {"shomei": StopState.PARKED}
    about(lobby, Resume, visit=first, service="shomei")
    assert lobby.called("1") == "A101"


@pytest.mark.parametrize(("keep_place", "calls"), [(True, "A101"), (False, "B101")])
def test_a_transfer_keeps_the_place_or_goes_behind(keep_place: bool, calls: str) -> None:
    lobby = Lobby()
    take(lobby, "shomei")
    lobby.called("1")
    lobby.clock.forward(minutes=5)
    take(lobby, "ido")
    lobby.at(Transfer, "1", to_service="ido", keep_place=keep_place)
    assert lobby.called("2") == calls
    assert states(lobby, lobby.state.at_counter["2"])["ido"] is StopState.CALLED


def test_a_transfer_to_one_counter_is_called_by_that_counter_only() -> None:
    lobby = Lobby()
    take(lobby, "ido")
    lobby.called("2")
    lobby.at(Transfer, "2", to_service="shomei", to_counter="1")
    assert lobby.at(CallNext, "2") is Refusal.NOBODY_WAITING
    assert lobby.called("1") == "B101"


def test_a_transfer_joins_the_stop_that_waits_there_already() -> None:
    lobby = Lobby()
    lobby.check_in("tennyu", "kokuho_kanyu", pass_id=UUID(int=7))
    lobby.called("2")
    lobby.at(Transfer, "2", to_service="kokuho")
    assert lobby.called("3") == "B101"
    (visit,) = lobby.state.visits.values()
    assert [(stop.service, stop.procedures) for stop in visit.stops] == [
        ("kokuho", ("kokuho_kanyu", "tennyu"))
    ]


def test_a_stop_is_added_behind_those_who_wait_and_dropped_again() -> None:
    lobby = Lobby()
    visit = take(lobby, "shomei").visit
    lobby.clock.forward(minutes=1)
    take(lobby, "kokuho")
    about(lobby, AddStop, visit=visit, service="kokuho")
    assert about(lobby, AddStop, visit=visit, service="kokuho") is Refusal.STOP_EXISTS
    assert lobby.called("3") == "E101"
    about(lobby, DropStop, visit=visit, service="kokuho")
    lobby.at(Finish, "3")
    assert lobby.at(CallNext, "3") is Refusal.NOBODY_WAITING
    # the last stop that is dropped ends the visit
    about(lobby, DropStop, visit=visit, service="shomei")
    assert lobby.state.visits[visit].closed_at is not None


def test_stops_are_put_in_another_order_within_what_must_come_first() -> None:
    lobby = Lobby()
    visit = lobby.check_in("tennyu", "kokuho_kanyu", "juminhyo", pass_id=UUID(int=7)).visit
    order = ("ido", "kokuho", "shomei")
    assert isinstance(about(lobby, ReorderStops, visit=visit, services=order), StaffAnswer)
    assert tuple(stop.service for stop in lobby.state.visits[visit].stops) == order
    for wrong in (("kokuho", "ido", "shomei"), ("ido", "kokuho"), (*order, "ido")):
        assert about(lobby, ReorderStops, visit=visit, services=wrong) is Refusal.WRONG_ORDER


def test_a_cancelled_visit_leaves_every_queue_and_the_counter() -> None:
    lobby = Lobby()
    visit = lobby.ticket("shomei", "ido").visit
    lobby.called("1")
    about(lobby, CancelVisit, visit=visit)
    assert lobby.at(Finish, "1") is Refusal.COUNTER_EMPTY
    assert lobby.at(CallNext, "2") is Refusal.NOBODY_WAITING
    assert about(lobby, CancelVisit, visit=visit) is Refusal.VISIT_OVER


@pytest.mark.parametrize("step", [CallNext, NoShow, Park, Finish])
def test_the_last_step_is_taken_back_for_fifteen_seconds(step: Any) -> None:
    lobby = Lobby()
    visit = take(lobby, "shomei").visit
    if step is not CallNext:
        lobby.called("1")
    before = lobby.state
    lobby.at(step, "1")
    lobby.clock.forward(seconds=15)
    lobby.at(Undo, "1")
    after = lobby.state
    assert after.visits[visit] == before.visits[visit]
    assert (after.queues, after.at_counter) == (before.queues, before.at_counter)
    assert lobby.at(Undo, "1") is Refusal.NOTHING_TO_UNDO


def test_a_step_is_not_taken_back_later_or_once_something_followed() -> None:
    lobby = Lobby()
    visit = lobby.ticket("shomei", "ido").visit
    lobby.called("1")
    lobby.clock.forward(seconds=16)
    assert lobby.at(Undo, "1") is Refusal.NOTHING_TO_UNDO
    lobby.at(Finish, "1")
    assert lobby.called("2") == "A101"
    assert lobby.at(Undo, "1") is Refusal.NOTHING_TO_UNDO
    assert dict(lobby.state.at_counter) == {"2": visit}


def test_a_finish_is_not_taken_back_into_a_counter_that_serves_the_next() -> None:
    lobby = Lobby()
    take(lobby, "shomei")
    take(lobby, "shomei")
    lobby.called("1")
    lobby.at(Finish, "1")
    lobby.called("1")
    lobby.at(Undo, "1")
    # the call was the last step; what was before it stays
    assert not lobby.state.at_counter
    assert lobby.at(Undo, "1") is Refusal.NOTHING_TO_UNDO


def test_a_counter_that_calls_is_open_and_known_to_be_somebodys() -> None:
    lobby = Lobby()
    take(lobby, "shomei")
    assert lobby.state.counter_status("1") is CounterStatus.CLOSED
    lobby.called("1")
    assert lobby.state.counter_status("1") is CounterStatus.OPEN
    assert lobby.state.counters["1"].staff == "test"
    closing = about(lobby, SetCounter, counter="1", status=CounterStatus.CLOSED)
    assert closing is Refusal.COUNTER_BUSY
    lobby.at(Finish, "1")
    closing = about(lobby, SetCounter, counter="1", status=CounterStatus.CLOSED, staff="test")
    assert isinstance(closing, StaffAnswer)
    assert lobby.state.counters["1"].staff is None


def test_after_the_last_ticket_who_waits_is_served_and_nobody_new() -> None:
    lobby = Lobby()
    take(lobby, "shomei")
    about(lobby, SetService, service="shomei", status=ServiceStatus.LAST_TICKET)
    ask = TakeTicket(id=lobby.ids(), by="kiosk-1", visit=lobby.ids(), services=("shomei",))
    assert lobby.do(ask) is Refusal.SERVICE_CLOSED
    assert lobby.called("1") == "A101"
    about(lobby, SetService, service="ido", status=ServiceStatus.CLOSED)
    # of several services one is open: its counter explains the rest
    assert lobby.ticket("ido", "kokuho").number == "B101"
    assert lobby.at(CallNext, "2") is Refusal.NOBODY_WAITING


def test_on_the_next_day_everything_is_open_again() -> None:
    lobby = Lobby()
    about(lobby, SetService, service="shomei", status=ServiceStatus.CLOSED)
    lobby.clock.forward(days=1)
    assert lobby.ticket("shomei").number == "A101"


@pytest.mark.parametrize(
    ("kind", "fields", "refusal"),
    [
        (Resume, {"service": "shomei"}, Refusal.NOT_RESUMABLE),
        (AddStop, {"service": "cake"}, Refusal.UNKNOWN_SERVICE),
        (DropStop, {"service": "ido"}, Refusal.NO_SUCH_STOP),
        (SetCounter, {"counter": "9", "status": CounterStatus.OPEN}, Refusal.UNKNOWN_COUNTER),
        (SetService, {"service": "x", "status": ServiceStatus.OPEN}, Refusal.UNKNOWN_SERVICE),
        (Undo, {"counter": "9"}, Refusal.UNKNOWN_COUNTER),
        (CallNumber, {"counter": "3", "reason": CallReason.OTHER}, Refusal.NOT_WAITING_HERE),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    kind: Any, fields: dict[str, Any], refusal: Refusal
) -> None:
    lobby = Lobby()
    visit = take(lobby, "shomei").visit
    before = lobby.state
    if kind not in {SetCounter, SetService, Undo}:
        fields = {**fields, "visit": visit}
    assert about(lobby, kind, **fields) is refusal
    assert lobby.state == before


def test_an_unknown_visit_is_refused() -> None:
    lobby = Lobby()
    take(lobby, "shomei")
    assert about(lobby, CancelVisit, visit=UUID(int=99)) is Refusal.UNKNOWN_VISIT
