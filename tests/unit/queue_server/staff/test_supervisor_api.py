"""What the supervisor's view does, over HTTP: done, refused, and by whom."""

from typing import Any

import pytest
from httpx import Client, Response
from uuid6 import uuid7

from queue_server.domain.events import CounterAssigned, CounterSet, DayClosed, ServiceSet
from queue_server.domain.lives import CounterStatus, ServiceStatus
from queue_server.staff.permissions import Role
from tests.unit.queue_server.staff.test_api import Events, reason
from tests.web import NAME, PASSWORD, Web

BASE = "/api/staff/supervisor"
PAGE = {"Accept": "text/html"}
COMMANDS: dict[str, dict[str, object]] = {
    "counters/3/status": {"status": "open"},
    "counters/3/services": {"services": ["shomei"]},
    "services/ido/status": {"status": "last_ticket"},
    "close-day": {},
}
VIEWS = ["", "/curve", "/policy"]
OTHERS = [role for role in Role if role is not Role.SUPERVISOR]


def send(client: Client, path: str, **fields: object) -> Response:
    return client.post(f"{BASE}/{path}", json={"id": str(uuid7()), **fields})


def done(client: Client, path: str, **fields: object) -> Any:
    answer = send(client, path, **fields)
    assert answer.status_code == 200, answer.text
    return answer.json()["view"]


def of(rows: Any, wanted: str) -> Any:
    return next(row for row in rows if row["id"] == wanted)


@pytest.fixture
def boss(site: Web, staff: Client) -> Client:
    """A browser of a supervisor."""
    site.accounts.set_role(NAME, Role.SUPERVISOR)
    return staff


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_sees_or_does_any_of_it(site: Web, staff: Client, role: Role) -> None:
    site.accounts.set_role(NAME, role)
    site.ticket("ido")
    before = site.engine.state
    for path, fields in COMMANDS.items():
        assert reason(send(staff, path, **fields)) == (403, "not_allowed")
    # not even which counters there are
    assert reason(send(staff, "counters/99/status", status="open")) == (403, "not_allowed")
    for path in [*VIEWS, "/events"]:
        assert reason(staff.get(BASE + path)) == (403, "not_allowed")
    page = staff.get("/staff/supervisor", headers=PAGE)
    assert (page.status_code, "この画面は開けません" in page.text) == (403, True)
    assert "/staff/supervisor" not in staff.get("/staff").text
    assert site.engine.state is before


def test_nobody_at_all_without_signing_in(visitor: Client) -> None:
    for path, fields in COMMANDS.items():
        assert reason(send(visitor, path, **fields)) == (401, "not_signed_in")
    for path in [*VIEWS, "/events"]:
        assert reason(visitor.get(BASE + path)) == (401, "not_signed_in")
    page = visitor.get("/staff/supervisor", headers=PAGE)
    assert page.headers["location"] == "/staff/sign-in?next=/staff/supervisor"
    data = {"name": NAME, "password": PASSWORD, "after": "/staff/supervisor"}
    answer = visitor.post("/staff/sign-in", data=data)
    assert answer.headers["location"] == "/staff/supervisor"


def test_the_page_and_the_link_to_it(boss: Client) -> None:
    assert 'href="/staff/supervisor"' in boss.get("/staff").text
    page = boss.get("/staff/supervisor")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "5分後に、元の順番でもう一度呼びます" in page.text


def test_a_counter_is_opened_and_whoever_is_on_it_stays(site: Web, boss: Client) -> None:
    assert of(done(boss, "counters/3/status", status="open")["counters"], "3")["staff"] is None
    path = "/api/staff/counters/4/status"
    boss.post(path, json={"id": str(uuid7()), "status": "open"})
    paused = of(done(boss, "counters/4/status", status="paused")["counters"], "4")
    assert (paused["status"], paused["staff"]) == ("paused", "職員 0312")
    last = list(site.journal.read())[-1]
    assert isinstance(last, CounterSet)
    assert (last.by, last.staff, last.status) == (f"staff:{NAME}", NAME, CounterStatus.PAUSED)
    closed = of(done(boss, "counters/4/status", status="closed")["counters"], "4")
    assert (closed["status"], closed["staff"]) == ("closed", None)


def test_a_counter_that_serves_is_not_closed(site: Web, boss: Client) -> None:
    site.ticket("ido")
    site.call("3")
    answer = send(boss, "counters/3/status", status="closed")
    assert reason(answer) == (409, "counter_busy")


def test_a_counter_is_moved_and_comes_back(site: Web, boss: Client) -> None:
    site.ticket("ido")
    moved = of(done(boss, "counters/1/services", services=["ido", "shomei"])["counters"], "1")
    assert (moved["services"], moved["assigned"]) == (["ido", "shomei"], True)
    called = boss.post("/api/staff/counters/1/call-next", json={"id": str(uuid7())})
    assert called.json()["number"] == "B101"
    # the site's own services are no assignment
    back = of(done(boss, "counters/1/services", services=["shomei"])["counters"], "1")
    assert (back["services"], back["assigned"]) == (["shomei"], False)
    done(boss, "counters/3/services", services=["kokuho"])
    ticked = of(done(boss, "counters/3/services", services=["koseki", "ido"])["counters"], "3")
    assert (ticked["services"], ticked["assigned"]) == (["ido", "koseki"], False)
    last = list(site.journal.read())[-1]
    assert isinstance(last, CounterAssigned)
    assert last.services == ()


def test_a_service_ends_its_numbers_stops_and_opens(site: Web, boss: Client) -> None:
    for status in ("last_ticket", "closed", "open"):
        view = done(boss, "services/ido/status", status=status)
        assert of(view["services"], "ido")["status"] == status
    events = [event for event in site.journal.read() if isinstance(event, ServiceSet)]
    assert [event.status for event in events] == [
        ServiceStatus.LAST_TICKET,
        ServiceStatus.CLOSED,
        ServiceStatus.OPEN,
    ]


def test_the_day_is_closed_once_nobody_is_served(site: Web, boss: Client) -> None:
    site.ticket("ido")
    site.ticket("ido")
    site.call("3")
    assert reason(send(boss, "close-day")) == (409, "counter_busy")
    boss.post("/api/staff/counters/3/finish", json={"id": str(uuid7())})
    assert boss.get(BASE).json()["would_end"] == 1
    closed = done(boss, "close-day")
    assert (closed["would_end"], closed["totals"]["ended"]) == (0, 2)
    last = list(site.journal.read())[-1]
    assert isinstance(last, DayClosed)
    assert len(last.visits) == 1


@pytest.mark.parametrize("path", COMMANDS)
def test_the_same_id_twice_acts_once(site: Web, boss: Client, path: str) -> None:
    body = {"id": str(uuid7()), **COMMANDS[path]}
    first = boss.post(f"{BASE}/{path}", json=body)
    position = site.engine.state.position
    again = boss.post(f"{BASE}/{path}", json=body)
    assert (first.status_code, again.status_code) == (200, 200)
    assert site.engine.state.position == position
    assert reason(boss.post("/api/staff/counters/3/call-next", json={"id": body["id"]})) == (
        409,
        "id_reused",
    )


@pytest.mark.nothing_changes
@pytest.mark.parametrize(
    ("path", "fields", "expected"),
    [
        ("counters/99/status", {"status": "open"}, (404, "unknown_counter")),
        ("counters/99/services", {"services": []}, (404, "unknown_counter")),
        ("services/kami/status", {"status": "open"}, (404, "unknown_service")),
        ("counters/3/services", {"services": ["kami"]}, (409, "unknown_service")),
        ("counters/3/services", {"services": ["ido"] * 101}, (422, "malformed")),
        ("counters/3/services", {}, (422, "malformed")),
        ("counters/3/status", {"status": "away"}, (422, "malformed")),
        ("services/ido/status", {"status": "paused"}, (422, "malformed")),
        ("close-day", {"service": "ido"}, (422, "malformed")),
    ],
)
def test_what_is_not_there_or_not_of_the_shape_changes_nothing(
    site: Web, boss: Client, path: str, fields: dict[str, object], expected: tuple[int, str]
) -> None:
    before = site.engine.state
    assert reason(send(boss, path, **fields)) == expected
    assert site.engine.state is before


def test_another_sites_page_cannot_act(site: Web, boss: Client) -> None:
    before = site.engine.state
    for path, fields in COMMANDS.items():
        answer = boss.post(
            f"{BASE}/{path}",
            json={"id": str(uuid7()), **fields},
            headers={"Origin": "https://elsewhere.example"},
        )
        assert reason(answer) == (403, "cross_site")
    assert site.engine.state is before


def test_while_the_server_ends_nothing_is_promised(site: Web, boss: Client) -> None:
    site.engine.close()
    assert reason(send(boss, "close-day")) == (503, "closing")


def test_the_stream_begins_with_the_whole_lobby_and_follows_it(site: Web, boss: Client) -> None:
    site.ticket("ido")
    with boss.stream("GET", f"{BASE}/events") as answer:
        events = Events(answer)
        assert events.next("view")["totals"]["waiting"] == 1
        site.call("3")
        seen = events.next("view")
        assert of(seen["counters"], "3")["number"] == "B101"
        assert seen["totals"] == {
            "waiting": 0,
            "serving": 1,
            "away": 0,
            "ended": 0,
            "visits": 1,
        }


def test_the_stream_ends_with_the_role(site: Web, boss: Client) -> None:
    with boss.stream("GET", f"{BASE}/events") as answer:
        events = Events(answer)
        events.next("view")
        site.accounts.set_role(NAME, Role.STAFF)
        site.ticket("ido")
        assert events.next("signed_out") == {}


def test_the_curve_and_the_policy(site: Web, boss: Client) -> None:
    site.ticket("ido")
    curve = boss.get(f"{BASE}/curve").json()
    assert (curve["people"], curve["services"]) == ([1], {"ido": [1]})
    assert curve["moments"] == ["2026-11-24T09:00:00+09:00"]
    rules = boss.get(f"{BASE}/policy").json()
    assert {"title", "words"} == set(rules[0])


def test_every_route_is_documented(visitor: Client) -> None:
    paths = visitor.get("/openapi.json").json()["paths"]
    for path in COMMANDS:
        shape = path.replace("counters/3", "counters/{counter}").replace(
            "services/ido", "services/{service}"
        )
        answers = paths[f"{BASE}/{shape}"]["post"]["responses"]
        assert {"200", "401", "403", "409", "413", "415", "422", "503"} <= set(answers)
    for path in VIEWS:
        assert {"200", "401", "403"} <= set(paths[BASE + path]["get"]["responses"])
    stream = paths[f"{BASE}/events"]["get"]["responses"]["200"]["content"]
    assert "text/event-stream" in stream


def test_nobody_of_yesterday_is_on_a_counter_that_is_opened_today(site: Web, boss: Client) -> None:
    boss.post("/api/staff/counters/4/status", json={"id": str(uuid7()), "status": "open"})
    site.clock.forward(hours=24)
    # until then a session would have ended
    boss.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
    opened = of(done(boss, "counters/4/status", status="open")["counters"], "4")
    assert (opened["status"], opened["staff"]) == ("open", None)
