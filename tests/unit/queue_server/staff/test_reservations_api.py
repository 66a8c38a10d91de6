"""Slots and reservations over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, count
from typing import Any

import pytest
from httpx import Client, Response
from uuid6 import uuid7

from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.events import SlotHeld
from queue_server.domain.reservations.slots import ClosureReason
from queue_server.staff.permissions import Role
from queue_server.staff.reservation_numbers import reservation_number
from queue_server.staff.reservations_view import CLOSURE_WORDS, Calendar
from tests.web import NAME, PASSWORD, Web

NINE = "2026-11-25T09:00:00+09:00"
HALF_PAST = "2026-11-25T09:30:00+09:00"
TODAY = "2026-11-24T10:00:00+09:00"
BASE = "/api/staff/reservations"


def send(client: Client, action: str, **fields: object) -> Response:
    return client.post(f"{BASE}/{action}", json={"id": str(uuid7()), **fields})


def reason(answer: Response) -> tuple[int, str]:
    body = answer.json()
    assert set(body) == {"reason", "words"}
    return answer.status_code, body["reason"]


def hold(client: Client, start: str = NINE, service: str = "ido") -> str:
    answer = send(client, "hold", service=service, start=start)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["reservation"])


def book(client: Client, start: str = NINE, service: str = "ido", **more: object) -> dict[str, Any]:
    answer = send(client, "book", reservation=hold(client, start, service), **more)
    assert answer.status_code == 200, answer.text
    booked: dict[str, Any] = answer.json()
    return booked


def slot(client: Client, start: str = NINE, service: str = "ido") -> dict[str, Any]:
    answer = client.get(f"{BASE}/slots", params={"service": service, "from": start[:10], "days": 1})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = next(
        s for s in answer.json()["days"][0]["slots"] if s["start"] == start
    )
    return found


def of_slot(client: Client, start: str = NINE, service: str = "ido") -> list[dict[str, Any]]:
    answer = client.get(f"{BASE}/in-slot", params={"service": service, "start": start})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["reservations"]
    return found


@pytest.fixture
def supervisor(site: Web, visitor: Client) -> Client:
    """A browser of a supervisor."""
    site.accounts.add("s-0001", PASSWORD, "責任者 0001", Role.SUPERVISOR)
    answer = visitor.post("/staff/sign-in", data={"name": "s-0001", "password": PASSWORD})
    assert answer.status_code == 303
    return visitor


def test_a_week_of_slots_says_what_is_taken(staff: Client) -> None:
    answer = staff.get(f"{BASE}/slots", params={"service": "ido", "from": "2026-11-23"}).json()
    assert (answer["today"], answer["last_day"]) == ("2026-11-24", "2026-12-24")
    days = answer["days"]
    assert [len(day["slots"]) for day in days] == [13, 13, 13, 13, 13, 0, 0]
    assert days[0]["closed"] == {
        "reason": "national_holiday",
        "words": {"ja": "勤労感謝の日", "en": "Labor Thanksgiving Day"},
        "by_staff": False,
    }
    assert days[2]["closed"] is None
    hold(staff)
    book(staff)
    first = days[2]["slots"][0]
    assert (first["start"], first["end"]) == (NINE, HALF_PAST)
    assert (first["capacity"], first["free"], first["refusal"]) == (2, 2, None)
    now = slot(staff)
    assert (now["booked"], now["held"], now["free"], now["refusal"]) == (1, 1, 0, "slot_full")


def test_hold_book_find_change_cancel(staff: Client) -> None:
    held = send(staff, "hold", service="ido", start=NINE).json()
    assert held["expires_at"] == "2026-11-24T09:10:00+09:00"
    assert held["number"] is None
    booked = send(
        staff,
        "book",
        reservation=held["reservation"],
        procedures=["tennyu"],
        language="vi",
        needs=["wheelchair"],
    ).json()
    assert booked["number"] == "482913"
    (found,) = staff.get(f"{BASE}/find", params={"number": "482913"}).json()["reservations"]
    assert found["reservation"] == held["reservation"]
    assert (found["start"], found["standing"], found["today"]) == (NINE, "booked", False)
    assert found["language_words"] == {"ja": "ベトナム語", "en": "Vietnamese"}
    assert found["procedures"][0]["title"] == "転入届"
    moved = send(staff, "change", reservation=held["reservation"], start=HALF_PAST).json()
    assert (moved["start"], moved["number"]) == (HALF_PAST, "482913")
    assert (slot(staff)["booked"], slot(staff, HALF_PAST)["booked"]) == (0, 1)
    changed = send(staff, "change", reservation=held["reservation"], needs=[], language="ja")
    assert changed.status_code == 200
    (shown,) = of_slot(staff, HALF_PAST)
    assert (shown["needs"], shown["language"]) == ([], "ja")
    assert send(staff, "cancel", reservation=held["reservation"]).status_code == 200
    (gone,) = of_slot(staff, HALF_PAST)
    assert gone["standing"] == "cancelled"
    # who calls about it is told so
    (found,) = staff.get(f"{BASE}/find", params={"number": "482913"}).json()["reservations"]
    assert found["standing"] == "cancelled"
    answer = staff.get(f"{BASE}/find", params={"number": "482914"})
    assert reason(answer) == (404, "unknown_reservation")


def test_check_in_gives_a_ticket_once(site: Web, staff: Client) -> None:
    booked = book(staff, TODAY, procedures=["tennyu"])
    came = send(staff, "check-in", reservation=booked["reservation"]).json()
    assert came["ticket"] == "B101"
    (shown,) = of_slot(staff, TODAY)
    assert (shown["standing"], shown["ticket"], shown["today"]) == ("came", "B101", False)
    again = send(staff, "check-in", reservation=booked["reservation"])
    assert reason(again) == (409, "reservation_used")
    assert again.json()["words"]["ja"] == "この予約はすでに受付済みです。"
    # an hour before the slot the counter calls nobody
    visit = site.engine.state.visits[next(iter(site.engine.state.visits))]
    assert visit.stops[0].due is not None
    called = staff.post("/api/staff/counters/3/call-next", json={"id": str(uuid7())})
    assert reason(called) == (409, "nobody_waiting")
    site.clock.forward(hours=1)
    called = staff.post("/api/staff/counters/3/call-next", json={"id": str(uuid7())})
    assert called.json()["number"] == "B101"


def test_who_does_not_come_is_seen(site: Web, staff: Client) -> None:
    book(staff, TODAY)
    assert slot(staff, TODAY)["missing"] == 0
    site.clock.forward(hours=1, minutes=11)
    assert slot(staff, TODAY)["missing"] == 1
    (shown,) = of_slot(staff, TODAY)
    assert shown["standing"] == "missing"
    site.clock.forward(days=1)
    staff.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
    assert slot(staff, TODAY)["missing"] == 1


def test_a_hold_that_ran_out_is_not_shown(site: Web, staff: Client) -> None:
    hold(staff)
    assert [one["standing"] for one in of_slot(staff)] == ["held"]
    site.clock.forward(minutes=10)
    assert of_slot(staff) == []
    assert slot(staff)["free"] == 2


def test_the_same_id_twice_is_answered_alike(site: Web, staff: Client) -> None:
    body: dict[str, object] = {"id": str(uuid7()), "service": "ido", "start": NINE}
    first, second = (staff.post(f"{BASE}/hold", json=body).json() for _ in range(2))
    assert first == second
    held = [event for event in site.journal.read() if isinstance(event, SlotHeld)]
    assert len(held) == 1
    body = {"id": str(uuid7()), "reservation": first["reservation"]}
    answers = [staff.post(f"{BASE}/book", json=body).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert slot(staff)["booked"] == 1
    assert reason(send(staff, "book", reservation=first["reservation"])) == (409, "already_booked")


def test_a_number_that_is_taken_is_drawn_again(site: Web, staff: Client) -> None:
    site.numbers = chain([111_111, 111_111, 111_111, 222_222], count(300_000))
    numbers = [book(staff, start)["number"] for start in (NINE, NINE)]
    assert numbers == ["111111", "222222"]


def test_eight_at_once_for_one_place_get_it_once(site: Web, staff: Client) -> None:
    """N4 through the real server and engine."""
    start, cookies = "2026-11-25T13:00:00+09:00", dict(staff.cookies)

    def ask(_turn: int) -> Response:
        with Client(base_url=staff.base_url, cookies=cookies) as client:
            return send(client, "hold", service="koseki", start=start)

    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(ask, range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    refused = [answer for answer in answers if answer.status_code == 409]
    assert {reason(answer)[1] for answer in refused} == {"slot_full"}
    assert len([event for event in site.journal.read() if isinstance(event, SlotHeld)]) == 1


def test_a_supervisor_closes_and_opens_dates_and_changes_capacity(supervisor: Client) -> None:
    book(supervisor)
    assert send(supervisor, "capacity", service="ido", start=NINE, capacity=0).status_code == 200
    now = slot(supervisor)
    assert (now["capacity"], now["usual_capacity"], now["booked"], now["free"]) == (0, 2, 1, 0)
    assert reason(send(supervisor, "hold", service="ido", start=NINE)) == (409, "slot_full")
    send(supervisor, "capacity", service="ido", start=NINE, capacity=None)
    assert slot(supervisor)["free"] == 1
    send(supervisor, "close", day="2026-11-25", service="ido", reason="training")
    days = supervisor.get(f"{BASE}/slots", params={"service": "ido", "from": "2026-11-25"}).json()
    closed = days["days"][0]["closed"]
    assert (closed["reason"], closed["by_staff"], closed["words"]["ja"]) == (
        "training",
        True,
        "研修",
    )
    assert reason(send(supervisor, "hold", service="ido", start=NINE)) == (409, "slot_closed")
    assert send(supervisor, "open", day="2026-11-25", service="ido").status_code == 200
    assert slot(supervisor)["refusal"] is None
    assert reason(send(supervisor, "close", day="2026-11-20", reason="other")) == (409, "date_over")


def test_a_holiday_can_be_opened(supervisor: Client) -> None:
    send(supervisor, "open", day="2026-12-29", service="ido")
    query: dict[str, Any] = {"service": "ido", "from": "2026-12-29", "days": 2}
    opened, year_end = supervisor.get(f"{BASE}/slots", params=query).json()["days"]
    assert (opened["closed"], opened["opened_by_staff"]) == (None, True)
    assert (year_end["closed"]["reason"], year_end["opened_by_staff"]) == ("year_end", False)


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("capacity", {"service": "ido", "start": NINE, "capacity": 1}),
        ("close", {"day": "2026-11-25", "reason": "other"}),
        ("open", {"day": "2026-11-25"}),
    ],
)
def test_counter_staff_do_not_change_the_calendar(
    staff: Client, action: str, fields: dict[str, object]
) -> None:
    assert reason(send(staff, action, **fields)) == (403, "not_allowed")


def test_who_may_not_book_sees_nothing(site: Web, visitor: Client) -> None:
    query = {"service": "ido"}
    assert reason(visitor.get(f"{BASE}/slots", params=query)) == (401, "not_signed_in")
    site.accounts.add("f-0001", PASSWORD, "設備 0001", Role.FACILITIES)
    visitor.post("/staff/sign-in", data={"name": "f-0001", "password": PASSWORD})
    assert reason(visitor.get(f"{BASE}/slots", params=query)) == (403, "not_allowed")
    assert reason(send(visitor, "hold", service="ido", start=NINE)) == (403, "not_allowed")


@pytest.mark.nothing_changes
@pytest.mark.parametrize(
    ("action", "fields", "said"),
    [
        ("hold", {"service": "ido", "start": "2026-11-25T09:00:00"}, (422, "malformed")),
        ("hold", {"service": "ido", "start": "tomorrow"}, (422, "malformed")),
        ("hold", {"service": "shomei", "start": NINE}, (409, "unknown_service")),
        ("hold", {"service": "ido", "start": "2026-11-25T09:10:00+09:00"}, (409, "unknown_slot")),
        ("book", {"reservation": str(uuid7())}, (409, "unknown_reservation")),
        ("book", {"reservation": str(uuid7()), "name": "somebody"}, (422, "malformed")),
        ("book", {"reservation": str(uuid7()), "needs": ["gold"]}, (422, "malformed")),
        ("cancel", {"reservation": str(uuid7())}, (409, "unknown_reservation")),
        ("check-in", {"reservation": str(uuid7())}, (409, "unknown_reservation")),
    ],
)
def test_what_is_wrong_changes_nothing(
    site: Web, staff: Client, action: str, fields: dict[str, object], said: tuple[int, str]
) -> None:
    before = site.engine.state.book
    assert reason(send(staff, action, **fields)) == said
    assert site.engine.state.book == before


@pytest.mark.nothing_changes
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"service": "moon"}, (404, "unknown_service")),
        ({"service": "shomei"}, (404, "unknown_service")),
        ({"service": "ido", "days": 63}, (422, "malformed")),
        ({"service": "ido", "from": "9999-12-31"}, (404, "unknown_slot")),
        ({"service": "ido", "from": "0001-01-01"}, (404, "unknown_slot")),
    ],
)
def test_slots_of_nothing(staff: Client, query: dict[str, Any], said: tuple[int, str]) -> None:
    assert reason(staff.get(f"{BASE}/slots", params=query)) == said


def test_a_slot_that_the_site_file_dropped_still_shows_who_booked_it(
    site: Web, staff: Client
) -> None:
    book(staff)
    plan = site.lobby.site.booking
    less = replace(plan, templates={**plan.templates, "ido": plan.templates["ido"][1:]})
    lobby = replace(site.lobby, site=replace(site.lobby.site, booking=less))
    shown = Calendar.of(lobby, site.engine.state, site.clock()).slots("ido", date(2026, 11, 25), 1)
    first = shown.days[0].slots[0]
    assert (first.capacity, first.booked, first.refusal) == (0, 1, Refusal.SLOT_FULL)


def test_numbers_have_six_digits_and_every_draw_its_own() -> None:
    assert reservation_number(lambda _below: 0) == "100000"
    assert reservation_number(lambda below: below - 1) == "999999"


def test_every_reason_for_a_closed_date_has_words() -> None:
    assert set(CLOSURE_WORDS) == set(ClosureReason)


def test_the_hold_time_is_the_sites(site: Web, staff: Client) -> None:
    held = send(staff, "hold", service="ido", start=NINE).json()
    until = site.clock() + timedelta(minutes=site.lobby.file.reservations.hold_minutes)
    assert held["expires_at"] == until.astimezone(site.lobby.site.zone).isoformat()


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59Z"])
def test_a_slot_at_an_end_of_time_is_no_slot(site: Web, supervisor: Client, start: str) -> None:
    booked = book(supervisor)["reservation"]
    for action, fields in (
        ("hold", {"service": "ido"}),
        ("change", {"reservation": booked}),
        ("capacity", {"service": "ido", "capacity": 1}),
    ):
        assert reason(send(supervisor, action, start=start, **fields)) == (422, "malformed")
    answer = supervisor.get(f"{BASE}/in-slot", params={"service": "ido", "start": start})
    assert reason(answer) == (422, "malformed")
    # and the engine goes on
    site.ticket("ido")
