"""What the console of a counter shows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from uuid6 import uuid7

from queue_server.domain.commands import (
    AddStop,
    AssignCounter,
    Finish,
    Park,
    SetCounter,
    SetService,
)
from queue_server.domain.lives import CounterStatus, Outcome, ServiceStatus
from queue_server.staff.view import CounterView, StaffView, Why
from queue_server.staff.viewer import IDLE_AFTER, ROWS, Views
from tests.web import NAME, Web


def view(site: Web, counter: str) -> CounterView:
    views = Views(site.lobby, site.accounts.display_names)
    return views.of(counter, site.engine.state, site.clock())


def test_an_empty_lobby(site: Web) -> None:
    shown = view(site, "3")
    assert (shown.counter.name, shown.serving, shown.next, shown.missed) == (
        "3番窓口",
        None,
        None,
        (),
    )
    assert [(queue.letter, queue.service.name) for queue in shown.queues] == [
        ("B", "住所変更・届出"),
        ("C", "戸籍"),
    ]
    assert len(shown.others) == 14
    assert shown.at.isoformat() == "2026-11-24T09:00:00+09:00"


def test_who_waits_is_shown_in_order_with_what_helps_to_call_them(site: Web) -> None:
    site.ticket("ido", language="vi", needs=("wheelchair",))
    site.clock.forward(minutes=3)
    site.ticket("koseki")
    site.ticket("ido")
    shown = view(site, "3")
    assert [[visit.number for visit in queue.waiting] for queue in shown.queues] == [
        ["B101", "B102"],
        ["C101"],
    ]
    assert shown.next is not None
    assert shown.next.number == "B101"
    assert shown.next.language_words.ja == "ベトナム語"
    assert [need.ja for need in shown.next.needs] == ["車いす"]
    assert shown.next.issued_at.isoformat() == "2026-11-24T09:00:00+09:00"


def test_who_is_being_served_with_procedures_and_other_stops(site: Web) -> None:
    site.check_in("tennyu", "kokuho_kanyu")
    site.call("3")
    serving = view(site, "3").serving
    assert serving is not None
    assert (serving.number, serving.calls) == ("B101", 1)
    assert [procedure.title for procedure in serving.procedures] == ["転入届"]
    [stop] = serving.other_stops
    assert (stop.service.name, stop.state) == ("国民健康保険", "waiting")
    assert [counter.name for counter in stop.counters] == ["6番窓口", "7番窓口"]


def test_another_counter_is_shown_with_its_number(site: Web) -> None:
    site.ticket("ido")
    site.call("4")
    others = {other.counter.id: other for other in view(site, "3").others}
    assert (others["4"].number, others["4"].shares_service) == ("B101", True)
    assert (others["1"].number, others["1"].shares_service) == (None, False)


def test_who_waits_here_too_but_is_elsewhere_is_marked_and_not_next(site: Web) -> None:
    site.ticket("shomei", "ido")
    site.ticket("ido")
    site.call("1")
    shown = view(site, "3")
    places = [visit.at for visit in shown.queues[0].waiting]
    assert [None if at is None else at.name for at in places] == ["1番窓口", None]
    assert shown.next is not None
    assert shown.next.number == "B101"


def test_who_did_not_come_is_listed_the_latest_first(site: Web) -> None:
    for _ in range(2):
        site.ticket("ido")
        site.call("3")
        site.clock.forward(minutes=1)
        site.no_show("3")
    assert [(missed.number, missed.calls) for missed in view(site, "4").missed] == [
        ("B102", 1),
        ("B101", 1),
    ]
    assert view(site, "1").missed == ()


def test_on_the_next_morning_yesterdays_people_are_gone(site: Web) -> None:
    site.ticket("ido")
    site.ticket("ido")
    site.call("3")
    site.no_show("3")
    site.clock.forward(hours=24)
    shown = view(site, "3")
    assert (shown.next, shown.missed, shown.queues[0].waiting) == (None, (), ())


def test_who_is_done_is_gone(site: Web) -> None:
    site.ticket("ido")
    site.call("3")
    site.do(Finish(id=uuid7(), by="staff:other", counter="3"))
    shown = view(site, "3")
    assert (shown.serving, shown.next, shown.missed) == (None, None, ())


def test_who_is_parked_is_listed_where_they_will_come_back(site: Web) -> None:
    site.ticket("ido")
    site.call("3")
    site.clock.forward(minutes=2)
    site.do(Park(id=uuid7(), by="staff:other", counter="3"))
    [parked] = view(site, "4").parked
    assert (parked.number, parked.parked_at.isoformat()) == ("B101", "2026-11-24T09:02:00+09:00")
    assert view(site, "1").parked == ()


def test_the_last_step_is_offered_to_its_own_counter_for_15_seconds(site: Web) -> None:
    site.ticket("ido")
    site.call("3")
    undo = view(site, "3").undo
    assert undo is not None
    assert (undo.number, undo.until.isoformat()) == ("B101", "2026-11-24T09:00:15+09:00")
    assert view(site, "4").undo is None
    site.clock.forward(seconds=16)
    assert view(site, "3").undo is None


def test_when_somebody_who_did_not_come_is_offered_again(site: Web) -> None:
    site.ticket("ido")
    for again in ("2026-11-24T09:05:00+09:00", "2026-11-24T09:11:00+09:00", None):
        site.call("3")
        site.no_show("3")
        [missed] = view(site, "3").missed
        shown = missed.offered_again_at
        assert (None if shown is None else shown.isoformat()) == again
        site.clock.forward(minutes=6)


def test_counters_and_services_say_whether_they_are_open(site: Web) -> None:
    assert (view(site, "3").status, view(site, "3").staff) == ("closed", None)
    site.ticket("ido")
    site.call("3")
    shown = view(site, "3")
    assert shown.status == "open"
    assert shown.staff == StaffView(name="other", display_name="other")
    others = {other.counter.id: other.status for other in view(site, "4").others}
    assert (others["3"], others["1"]) == ("open", "closed")
    last = ServiceStatus.LAST_TICKET
    outcome = site.engine.submit(
        SetService(id=uuid7(), by="staff:other", service="koseki", status=last)
    )
    outcome.result(10)
    assert [queue.status for queue in view(site, "3").queues] == ["open", "last_ticket"]


def test_a_stop_that_was_added_is_shown_to_who_serves(site: Web) -> None:
    visit = site.ticket("ido")
    site.call("3")
    site.do(AddStop(id=uuid7(), by="staff:other", visit=visit, service="shomei"))
    serving = view(site, "3").serving
    assert serving is not None
    assert [(stop.service.id, stop.state) for stop in serving.other_stops] == [
        ("shomei", "waiting")
    ]


def test_a_counter_that_is_not_there(site: Web) -> None:
    with pytest.raises(KeyError):
        view(site, "99")


def test_a_long_queue_is_counted_and_its_first_are_shown(site: Web) -> None:
    for _ in range(ROWS + 3):
        site.ticket("ido", "shomei")
    site.call("1")
    queue = view(site, "3").queues[0]
    # whoever is elsewhere keeps the place, and does not take a row from who can be called
    assert [visit.number for visit in queue.waiting] == [f"B{101 + n}" for n in range(ROWS + 1)]
    assert (queue.count, view(site, "3").waiting) == (ROWS + 3, ROWS + 3)


def test_a_visit_in_two_queues_of_a_counter_counts_once(site: Web) -> None:
    site.ticket("ido", "koseki")
    shown = view(site, "3")
    assert ([queue.count for queue in shown.queues], shown.waiting) == ([1, 1], 1)


def test_from_when_somebody_has_waited_too_long(site: Web) -> None:
    site.ticket("ido")
    [row] = view(site, "3").queues[0].waiting
    assert row.waits_since.isoformat() == "2026-11-24T09:00:00+09:00"
    assert row.late_at.isoformat() == "2026-11-24T09:30:00+09:00"


def test_who_reserved_is_late_from_their_slot_on(site: Web) -> None:
    visit = site.ticket("ido")
    before = site.engine.state
    slot = (site.clock() + timedelta(minutes=20)).astimezone(site.lobby.site.zone)
    walk_in = before.visits[visit]
    booked = replace(walk_in, stops=(replace(walk_in.stops[0], due=slot),))
    state = replace(before, visits=before.visits.set(visit, booked))
    views = Views(site.lobby, dict)
    shown = views.of("3", state, site.clock())
    [row] = shown.queues[0].waiting
    assert (row.slot, row.late_at) == (slot, slot + timedelta(minutes=30))
    assert shown.next is None
    due = views.of("3", state, slot).next
    assert due is not None
    assert (due.number, due.why, due.slot) == ("B101", Why.RESERVED, slot)


def test_why_somebody_is_next(site: Web) -> None:
    def next_and_why() -> tuple[str, str]:
        shown = view(site, "3").next
        assert shown is not None
        return shown.number, shown.why

    site.ticket("ido")
    assert next_and_why() == ("B101", "turn")
    site.clock.forward(minutes=1)
    site.ticket("ido", needs=("wheelchair",))
    assert next_and_why() == ("B102", "needs")
    site.call("3")
    site.no_show("3")
    assert next_and_why() == ("B101", "turn")
    site.clock.forward(minutes=6)
    assert next_and_why() == ("B102", "returns")


def test_a_counter_that_is_free_while_people_wait_is_idle_after_a_while(site: Web) -> None:
    site.ticket("ido")
    # one that was not opened is not idle: nobody sits there
    assert view(site, "3").idle_at is None
    command = SetCounter(id=uuid7(), by="staff:x", counter="3", status=CounterStatus.OPEN)
    site.engine.submit(command).result(10)
    since = view(site, "3").idle_at
    assert since == site.clock() + IDLE_AFTER
    assert [other.idle_at for other in view(site, "4").others if other.counter.id == "3"] == [since]
    site.call("3")
    assert view(site, "3").idle_at is None
    site.clock.forward(minutes=7)
    site.do(Finish(id=uuid7(), by="staff:other", counter="3"))
    assert view(site, "3").idle_at is None
    site.clock.forward(minutes=7)
    site.ticket("ido")
    # not before there was somebody to call
    assert view(site, "3").idle_at == site.clock() + IDLE_AFTER


def test_the_services_of_a_counter_are_those_of_today(site: Web) -> None:
    site.ticket("shomei")
    assert view(site, "3").assigned is False
    command = AssignCounter(id=uuid7(), by="staff:lead", counter="3", services=("shomei", "zei"))
    site.engine.submit(command).result(10)
    shown = view(site, "3")
    assert [queue.service.id for queue in shown.queues] == ["shomei", "zei"]
    assert shown.assigned is True
    assert shown.next is not None
    assert {o.counter.id for o in view(site, "1").others if o.shares_service} == {"2", "3"}


def test_staff_are_named_as_their_account_says(site: Web) -> None:
    command = SetCounter(
        id=uuid7(), by=f"staff:{NAME}", counter="3", status=CounterStatus.OPEN, staff=NAME
    )
    site.engine.submit(command).result(10)
    named = StaffView(name=NAME, display_name="職員 0312")
    assert view(site, "3").staff == named
    assert [o.staff for o in view(site, "4").others if o.counter.id == "3"] == [named]


def test_consoles_of_one_counter_share_a_view_while_nothing_changes(site: Web) -> None:
    site.ticket("ido")
    views = Views(site.lobby, site.accounts.display_names)
    state, now = site.engine.state, site.clock()
    first = views.of("3", state, now)
    assert views.of("3", state, now) is first
    assert views.of("4", state, now).queues[0] is first.queues[0]
    later = views.of("3", state, now + timedelta(seconds=5))
    assert later == first.model_copy(update={"at": later.at})
    site.ticket("ido")
    assert views.of("3", site.engine.state, now).waiting == 2


def test_numbers_are_found_whatever_became_of_them(site: Web) -> None:
    site.ticket("ido")
    site.ticket("shomei")
    site.call("3")
    site.do(Finish(id=uuid7(), by="staff:other", counter="3", outcome=Outcome.PAPERS_MISSING))
    views = Views(site.lobby, site.accounts.display_names)

    def found(number: str, counter: str = "3") -> list[tuple[str, str | None]]:
        visits = views.find(counter, number, site.engine.state, site.clock()).visits
        return [
            (visit.number, None if visit.callable_for is None else visit.callable_for.id)
            for visit in visits
        ]

    assert found("101") == [("B101", None), ("A101", None)]
    assert found(" ａ１０１ ", "1") == [("A101", "shomei")]
    assert found("a101") == [("A101", None)]
    assert found("999") == []
    [over] = views.find("3", "B101", site.engine.state, site.clock()).visits
    assert over.closed_at is not None
    assert [stop.outcome for stop in over.stops] == ["papers_missing"]
