"""What the console of a counter shows."""

import pytest
from uuid6 import uuid7

from queue_server.domain.commands import Finish
from queue_server.staff.view import CounterView, counter_view
from tests.web import Web


def view(site: Web, counter: str) -> CounterView:
    return counter_view(site.lobby, site.engine.state, counter, site.clock())


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
    assert [visit.elsewhere for visit in shown.queues[0].waiting] == ["1番窓口", None]
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


def test_a_counter_that_is_not_there(site: Web) -> None:
    with pytest.raises(KeyError):
        view(site, "99")
