"""What the console does, over HTTP."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Client, Response
from uuid6 import uuid7

from tests.web import NAME, Web

COMMANDS = ["call-next", "call-missed", "recall", "no-show", "finish", "park", "undo"]
WITH_MORE: dict[str, dict[str, object]] = {
    "call-number": {"visit": str(uuid7()), "reason": "promised"},
    "transfer": {"to_service": "kokuho"},
    "resume": {"visit": str(uuid7()), "service": "ido"},
    "add-stop": {"visit": str(uuid7()), "service": "ido"},
    "drop-stop": {"visit": str(uuid7()), "service": "ido"},
    "reorder-stops": {"visit": str(uuid7()), "services": ["ido"]},
    "cancel-visit": {"visit": str(uuid7())},
    "notes": {"visit": str(uuid7()), "notes": ["checking"]},
    "status": {"status": "paused"},
    "service-status": {"service": "ido", "status": "closed"},
}


def send(client: Client, counter: str, action: str, **fields: object) -> Response:
    body = {"id": str(uuid7()), **{name: str(value) for name, value in fields.items()}}
    return client.post(f"/api/staff/counters/{counter}/{action}", json=body)


def reason(answer: Response) -> tuple[int, str]:
    body = answer.json()
    assert set(body) == {"reason", "words"}
    assert set(body["words"]) == {"ja", "en"}
    return answer.status_code, body["reason"]


def test_call_recall_no_show_call_again_finish(site: Web, staff: Client) -> None:
    visit = site.ticket("ido")
    called = send(staff, "3", "call-next").json()
    assert (called["visit"], called["number"]) == (str(visit), "B101")
    assert called["view"]["serving"]["calls"] == 1
    assert send(staff, "3", "recall", visit=visit).json()["view"]["serving"]["calls"] == 2
    missed = send(staff, "3", "no-show", visit=visit).json()["view"]
    assert (missed["serving"], missed["missed"][0]["number"]) == (None, "B101")
    again = send(staff, "3", "call-missed", visit=visit).json()["view"]
    assert (again["serving"]["number"], again["serving"]["calls"]) == ("B101", 3)
    finished = send(staff, "3", "finish", visit=visit).json()
    assert (finished["number"], finished["view"]["serving"]) == ("B101", None)


def test_the_same_id_twice_acts_once_and_is_answered_alike(site: Web, staff: Client) -> None:
    first = site.ticket("ido")
    site.ticket("ido")
    body = {"id": str(uuid7())}
    answers = [staff.post("/api/staff/counters/3/call-next", json=body) for _ in range(2)]
    assert [answer.json()["visit"] for answer in answers] == [str(first)] * 2
    assert answers[1].json()["view"]["serving"]["calls"] == 1
    done = {"id": str(uuid7()), "visit": str(first)}
    for _ in range(2):
        answer = staff.post("/api/staff/counters/3/finish", json=done)
        assert (answer.status_code, answer.json()["number"]) == (200, "B101")
    # repeated after the next person was called: answered, and nobody is sent away
    send(staff, "3", "call-next")
    late = staff.post("/api/staff/counters/3/finish", json=done)
    assert late.json()["view"]["serving"]["number"] == "B102"


def test_an_id_that_was_used_for_something_else_is_not_said_to_be_done(
    site: Web, staff: Client
) -> None:
    site.ticket("ido")
    other = site.ticket("shomei")
    used = str(uuid7())
    assert staff.post("/api/staff/counters/3/call-next", json={"id": used}).status_code == 200
    assert send(staff, "1", "call-next").json()["visit"] == str(other)
    for counter, action in [("1", "finish"), ("3", "finish"), ("4", "call-next")]:
        answer = staff.post(f"/api/staff/counters/{counter}/{action}", json={"id": used})
        assert reason(answer) == (409, "id_reused")
    assert set(site.engine.state.at_counter) == {"1", "3"}
    body = {"id": str(uuid7()), "visit": str(other)}
    assert staff.post("/api/staff/counters/1/finish", json=body).status_code == 200
    body["visit"] = str(uuid7())
    assert reason(staff.post("/api/staff/counters/1/finish", json=body)) == (409, "id_reused")


def test_the_journal_says_who(site: Web, staff: Client) -> None:
    site.ticket("ido")
    send(staff, "3", "call-next")
    assert list(site.journal.read())[-1].by == f"staff:{NAME}"


def test_refusals_are_said_in_words(site: Web, staff: Client) -> None:
    nobody = send(staff, "3", "call-next")
    assert reason(nobody) == (409, "nobody_waiting")
    assert nobody.json()["words"]["ja"] == "いまお待ちの方はいません。"
    assert reason(send(staff, "3", "finish")) == (409, "counter_empty")
    visit = site.ticket("ido", "shomei")
    assert reason(send(staff, "3", "call-missed", visit=visit)) == (409, "not_missed")
    send(staff, "3", "call-next")
    assert reason(send(staff, "3", "call-next")) == (409, "counter_busy")
    send(staff, "3", "no-show")
    send(staff, "1", "call-next")
    assert reason(send(staff, "3", "call-missed", visit=visit)) == (409, "visit_elsewhere")
    assert reason(send(staff, "8", "call-missed", visit=visit)) == (409, "visit_elsewhere")


def test_a_screen_that_is_behind_acts_on_nobody_else(site: Web, staff: Client) -> None:
    first, second = site.ticket("ido"), site.ticket("ido")
    send(staff, "3", "call-next")
    send(staff, "3", "finish")
    send(staff, "3", "call-next")
    for action in ("finish", "no-show", "recall"):
        assert reason(send(staff, "3", action, visit=first)) == (409, "visit_changed")
    assert site.engine.state.at_counter["3"] == second


@pytest.mark.nothing_changes
@pytest.mark.parametrize("action", COMMANDS)
def test_an_unknown_counter(staff: Client, action: str) -> None:
    fields = {} if action == "undo" else {"visit": uuid7()}
    assert reason(send(staff, "99", action, **fields)) == (404, "unknown_counter")


@pytest.mark.parametrize("action", COMMANDS)
def test_nobody_acts_without_signing_in(visitor: Client, site: Web, action: str) -> None:
    site.ticket("ido")
    assert reason(send(visitor, "3", action, visit=uuid7())) == (401, "not_signed_in")
    assert site.engine.state.at_counter.get("3") is None


@pytest.mark.nothing_changes
@pytest.mark.parametrize(
    "path", ["counters/3", "counters/99", "events?counter=3", "counters/3/find?number=1"]
)
def test_nobody_looks_without_signing_in(visitor: Client, path: str) -> None:
    assert reason(visitor.get(f"/api/staff/{path}")) == (401, "not_signed_in")


@pytest.mark.nothing_changes
@pytest.mark.parametrize(
    "path",
    ["counters/99", "events?counter=99", "counters/99/outlook", "counters/99/find?number=B1"],
)
def test_nothing_to_see_at_an_unknown_counter(staff: Client, path: str) -> None:
    assert reason(staff.get(f"/api/staff/{path}")) == (404, "unknown_counter")


@pytest.mark.parametrize(
    "body",
    [{}, {"id": "1"}, {"id": str(uuid7()), "counter": "4"}, {"id": str(uuid7()), "visit": "x"}, []],
)
def test_a_body_that_is_not_a_command_changes_nothing(
    site: Web, staff: Client, body: object
) -> None:
    site.ticket("ido")
    before = site.engine.state
    answer = staff.post("/api/staff/counters/3/finish", json=body)
    assert answer.status_code == 422
    assert site.engine.state is before


@pytest.mark.nothing_changes
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"\xff\xfe",
        b'{"id": NaN}',
        b'{"id": 1e999}',
        b'{"id": true}',
        b'{"id": "\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"id": ' + b"9" * 5000 + b"}",
        b'{"id": ' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"id": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
)
def test_odd_json_is_refused_in_words(staff: Client, body: bytes) -> None:
    answer = staff.post(
        "/api/staff/counters/3/call-next",
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert reason(answer) == (422, "malformed")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_page_cannot_act(site: Web, staff: Client, headers: dict[str, str]) -> None:
    site.ticket("ido")
    answer = staff.post(
        "/api/staff/counters/3/call-next", json={"id": str(uuid7())}, headers=headers
    )
    assert reason(answer) == (403, "cross_site")
    assert site.engine.state.at_counter.get("3") is None


def test_the_own_page_can(site: Web, staff: Client) -> None:
    site.ticket("ido")
    origin = str(staff.base_url).rstrip("/")
    answer = staff.post(
        "/api/staff/counters/3/call-next",
        json={"id": str(uuid7())},
        headers={"Origin": origin, "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 200


def test_only_json_is_taken(staff: Client) -> None:
    answer = staff.post(
        "/api/staff/counters/3/call-next",
        content=json.dumps({"id": str(uuid7())}),
        headers={"Content-Type": "text/plain"},
    )
    assert reason(answer) == (415, "not_json")


def test_a_body_that_is_too_long_is_not_read(staff: Client) -> None:
    path = "/api/staff/counters/3/call-next"
    kind = {"Content-Type": "application/json"}
    assert reason(staff.post(path, content=b" " * 20_000, headers=kind)) == (413, "too_large")
    without_length = staff.post(path, content=iter([b"{}"]), headers=kind)
    assert reason(without_length) == (413, "too_large")
    assert staff.post("/staff/sign-in", data={"name": "x" * 20_000}).status_code == 413


def test_while_the_server_ends_nothing_is_promised(site: Web, staff: Client) -> None:
    site.ticket("ido")
    site.engine.close()
    assert reason(send(staff, "3", "call-next")) == (503, "closing")


def test_every_route_of_the_console_is_documented(visitor: Client) -> None:
    document = visitor.get("/openapi.json").json()
    for action in [*COMMANDS, *WITH_MORE]:
        answers = document["paths"][f"/api/staff/counters/{{counter}}/{action}"]["post"][
            "responses"
        ]
        assert {"200", "401", "403", "404", "409", "413", "415", "422", "503"} <= set(answers)
    for path in ("", "/outlook", "/find"):
        assert "get" in document["paths"][f"/api/staff/counters/{{counter}}{path}"]
    stream = document["paths"]["/api/staff/events"]["get"]["responses"]["200"]["content"]
    assert "text/event-stream" in stream


def test_how_to_sign_in_is_documented(visitor: Client) -> None:
    document = visitor.get("/openapi.json").json()
    (scheme,) = document["components"]["securitySchemes"].values()
    assert (scheme["in"], scheme["name"]) == ("cookie", "madoguchi_staff")
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert ("security" in operation) is path.startswith("/api/staff/")


class Events:
    """The events of one stream, as a browser takes them in."""

    def __init__(self, answer: Response) -> None:
        self._lines: Iterator[str] = answer.iter_lines()

    def next(self, wanted: str) -> Any:
        """The next event of a kind."""
        kind = ""
        for line in self._lines:
            if line.startswith("event:"):
                kind = line.removeprefix("event:").strip()
            elif line.startswith("data:") and kind == wanted:
                return json.loads(line.removeprefix("data:"))
        return None


def test_the_stream_begins_with_the_whole_view_and_follows_every_counter(
    site: Web, staff: Client
) -> None:
    site.ticket("ido")
    with (
        staff.stream("GET", "/api/staff/events?counter=3") as one,
        staff.stream("GET", "/api/staff/events?counter=3") as other,
    ):
        streams = [Events(one), Events(other)]
        assert one.headers["content-type"].startswith("text/event-stream")
        for events in streams:
            assert events.next("view")["next"]["number"] == "B101"
        send(staff, "3", "call-next")
        for events in streams:
            assert events.next("view")["serving"]["number"] == "B101"


def test_a_beat_says_whether_displays_get_their_boards(site: Web, staff: Client) -> None:
    with staff.stream("GET", "/api/staff/events?counter=3") as answer:
        events = Events(answer)
        assert events.next("beat") == {"displays": True, "devices": [], "consoles": []}
        site.broker[0] = False
        site.ticket("ido")
        assert events.next("beat") == {"displays": False, "devices": [], "consoles": []}


def test_a_beat_says_who_else_has_the_counter_open(staff: Client) -> None:
    own = {"display_name": "職員 0312", "same_account": True}
    with staff.stream("GET", "/api/staff/events?counter=3") as one:
        events = Events(one)
        assert events.next("beat")["consoles"] == []
        with (
            staff.stream("GET", "/api/staff/events?counter=3") as two,
            staff.stream("GET", "/api/staff/events?counter=4") as three,
        ):
            # a stream that nobody holds is closed
            other, elsewhere = Events(two), Events(three)
            assert other.next("beat")["consoles"] == [own]
            assert elsewhere.next("beat")["consoles"] == []
            assert any(events.next("beat")["consoles"] == [own] for _ in range(9))
        assert any(events.next("beat")["consoles"] == [] for _ in range(9))


def test_the_stream_says_the_predicted_waits(site: Web, staff: Client) -> None:
    visits = [str(site.ticket("ido")) for _ in range(4)]
    with staff.stream("GET", "/api/staff/events?counter=3") as answer:
        outlook = Events(answer).next("outlook")
    assert set(outlook["newcomers"]) == {"ido", "koseki"}
    assert set(outlook["visits"]) == set(visits)
    low, high = outlook["visits"][visits[-1]]["ido"]
    assert 0 <= low <= high
    assert staff.get("/api/staff/counters/3/outlook").json() == outlook


def test_the_stream_ends_with_the_session(site: Web, staff: Client) -> None:
    with staff.stream("GET", "/api/staff/events?counter=3") as answer:
        events = Events(answer)
        assert events.next("view") is not None
        staff.post("/staff/sign-out")
        site.ticket("ido")
        assert events.next("signed_out") == {}
        assert events.next("view") is None
