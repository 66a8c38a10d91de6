"""What staff see of numbers that kiosks gave while they were cut off."""

from datetime import timedelta

import pytest
from httpx import Client
from uuid6 import uuid7

from queue_server.domain.commands import CallNext, CancelVisit
from queue_server.domain.lives import Doubt
from queue_server.domain.state import State
from queue_server.staff.alone_view import AloneView, alone_view
from queue_server.staff.alone_words import DOUBTS
from tests.given_alone import PASS, given_alone, lend
from tests.web import Web


@pytest.fixture
def outage(site: Web) -> Web:
    """Two kiosks were lent numbers, and twenty minutes have passed."""
    site.ticket("ido")
    lend(site)
    lend(site, "kiosk-2")
    site.clock.forward(minutes=20)
    site.ticket("ido")
    return site


def state(site: Web) -> State:
    return site.engine.state


def seen(site: Web) -> AloneView:
    return alone_view(site.lobby, state(site), site.clock())


def test_every_doubt_has_words() -> None:
    assert set(DOUBTS) == set(Doubt)


def test_a_number_given_alone_is_marked_calmly_wherever_it_is_shown(
    outage: Web, staff: Client
) -> None:
    given_alone(outage, 1, 990, ago=timedelta(minutes=15))
    view = staff.get("/api/staff/counters/3").json()
    waiting = {one["number"]: one for one in view["queues"][0]["waiting"]}
    assert list(waiting) == ["B101", "B990", "B102"]
    assert waiting["B101"]["alone"] is None
    assert waiting["B990"]["alone"]["short"]["ja"] == "通信断で受付"
    assert waiting["B990"]["doubts"] == []
    (found,) = staff.get("/api/staff/counters/3/find", params={"number": "990"}).json()["visits"]
    assert found["alone"]["kind"] == "alone"
    calm = seen(outage)
    assert (calm.given, calm.open, calm.doubtful) == (1, 0, ())


def test_a_pass_used_at_two_kiosks_marks_both_with_the_other_number(
    outage: Web, staff: Client
) -> None:
    first = given_alone(outage, 1, 990, procedures=("tennyu",), pass_id=PASS)
    second = given_alone(
        outage,
        1,
        980,
        kiosk="kiosk-2",
        procedures=("tennyu",),
        pass_id=PASS,
        ago=timedelta(minutes=2),
    )
    third = given_alone(outage, 2, 991, procedures=("tennyu",), pass_id=PASS, ago=timedelta())
    assert state(outage).visits[first].twins == (second, third)
    assert state(outage).visits[second].twins == (first,)
    view = staff.get("/api/staff/counters/3").json()
    waiting = {one["number"]: one for one in view["queues"][0]["waiting"]}
    (doubt,) = waiting["B980"]["doubts"]
    assert (doubt["kind"], doubt["short"]["ja"]) == ("pass_twice", "受付コードが2回")
    assert doubt["whole"]["ja"].endswith("もう一つの番号：B990")
    assert waiting["B990"]["doubts"][0]["whole"]["en"].endswith("The other number: B980, B991")
    now = seen(outage)
    assert [one.number for one in now.doubtful] == ["B991", "B980", "B990"]
    assert (now.given, now.open) == (3, 3)
    # one of them is cancelled: the others are told, and it stands at the end
    outage.do(CancelVisit(id=uuid7(), by="staff:a", visit=first))
    now = seen(outage)
    assert [(one.number, one.over) for one in now.doubtful] == [
        ("B991", False),
        ("B980", False),
        ("B990", True),
    ]
    assert "もう一つの番号：B990（終わっています）" in now.doubtful[0].doubts[0].whole.ja


def test_a_ticket_of_the_server_whose_pass_came_again_is_in_doubt_and_not_given_alone(
    outage: Web,
) -> None:
    own = outage.check_in("tennyu")
    (pass_id,) = state(outage).passes
    given_alone(outage, 1, 990, procedures=("tennyu",), pass_id=pass_id)
    visit = state(outage).visits[own]
    assert (visit.alone, visit.doubts) == (False, (Doubt.PASS_TWICE,))
    by_number = {one.number: one for one in seen(outage).doubtful}
    assert by_number[visit.number].kiosk == ""
    assert by_number["B990"].kiosk == "kiosk-1"


def test_who_is_called_is_explained_at_the_counter(outage: Web, staff: Client) -> None:
    given_alone(outage, 1, 990, ago=timedelta(minutes=19), doubts=(Doubt.PASS_REFUSED,))
    for _ in range(2):
        outage.engine.submit(CallNext(id=uuid7(), by="staff:a", counter="3")).result(5)
        if staff.get("/api/staff/counters/3").json()["serving"]["number"] == "B990":
            break
        staff.post("/api/staff/counters/3/finish", json={"id": str(uuid7())})
    serving = staff.get("/api/staff/counters/3").json()["serving"]
    assert serving["number"] == "B990"
    assert "用件を聞き取ってください" in serving["doubts"][0]["whole"]["ja"]
    (one,) = seen(outage).doubtful
    assert one.counter is not None
    assert one.counter.id == "3"


def test_a_clock_that_was_set_right_is_told_but_nobody_has_to_act(outage: Web) -> None:
    given_alone(outage, 1, 990, ago=-timedelta(hours=3))
    now = seen(outage)
    assert [one.doubts[0].kind for one in now.doubtful] == ["clock_off"]
    assert now.open == 0


def test_a_number_of_yesterday_is_listed_for_a_day(outage: Web) -> None:
    outage.clock.forward(hours=24)
    outage.ticket("ido")
    yesterday = state(outage).day
    assert yesterday is not None
    given_alone(outage, 1, 990, ago=timedelta(hours=24), day=yesterday - timedelta(days=1))
    (one,) = seen(outage).doubtful
    assert (one.over, one.to_check, one.doubts[0].kind) == (True, False, "another_day")
    outage.clock.forward(hours=24)
    outage.ticket("ido")
    assert seen(outage).doubtful == ()
