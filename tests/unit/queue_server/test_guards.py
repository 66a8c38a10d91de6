"""What stands before the pages: the pace of an address, and failures said without their inside."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
from httpx import Client, RemoteProtocolError
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send
from structlog.testing import capture_logs

from queue_server.guards import AddressPace, Failing
from queue_server.headers import URL_MAX, SecurityHeaders
from queue_server.pacing import Buckets, Pace
from queue_server.pages import Pages
from tests.unit.queue_server.staff.conftest import UNENCRYPTED
from tests.unit.queue_server.test_pacing import Seconds
from tests.web import served

PAGE = {"Accept": "text/html"}
SECRET = "0242-000000"


async def hello(request: Request) -> Response:
    return PlainTextResponse(request.url.scheme)


async def failing(_request: Request) -> Response:
    raise ExceptionGroup("a task", [ValueError(f"cannot read {SECRET}")])


async def half(_request: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"half"
        raise ValueError(SECRET)

    return StreamingResponse(chunks())


@contextmanager
def guarded(pace: Pace, seconds: Seconds, hosts: frozenset[str] = frozenset()) -> Iterator[Client]:
    pages = Pages(site="aizu", site_name="見本", site_name_en="Sample")
    app = Starlette(
        routes=[Route("/", hello), Route("/failing", failing), Route("/half", half)],
    )
    app.add_middleware(Failing, pages=pages)
    app.add_middleware(AddressPace, buckets=Buckets(pace, seconds), pages=pages)
    app.add_middleware(SecurityHeaders, mqtt_websocket="ws://*:9001", hosts=hosts)
    with served(app) as url, Client(base_url=url, verify=UNENCRYPTED) as client:
        yield client


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def client(seconds: Seconds) -> Iterator[Client]:
    with guarded(Pace(at_once=2, each_second=1), seconds) as made:
        yield made


def from_address(address: str) -> dict[str, str]:
    """As the proxy on this machine says whose a request is."""
    return {"X-Forwarded-For": address}


def test_an_address_that_asks_too_often_waits(client: Client, seconds: Seconds) -> None:
    busy = from_address("203.0.113.9")
    assert [client.get("/", headers=busy).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get("/", headers=busy)
    assert refused.headers["retry-after"] == "1"
    assert refused.json()["reason"] == "too_fast"
    assert refused.headers["content-security-policy"].startswith("default-src 'none'")
    assert "少しお待ちください" in client.get("/", headers={**busy, **PAGE}).text
    # others are not held up
    assert client.get("/", headers=from_address("203.0.113.10")).status_code == 200
    seconds.now = 1
    assert client.get("/", headers=busy).status_code == 200


def test_many_addresses_of_one_ipv6_network_are_one(client: Client) -> None:
    asked = [
        client.get("/", headers=from_address(f"2001:db8:0:1::{n}")).status_code for n in range(3)
    ]
    assert asked == [200, 200, 429]
    assert client.get("/", headers=from_address("2001:db8:0:2::1")).status_code == 200


def test_this_machine_may_ask_as_often_as_it_likes(client: Client) -> None:
    assert {client.get("/").status_code for _ in range(9)} == {200}


def test_what_fails_is_said_in_words_and_its_message_nowhere(client: Client) -> None:
    with capture_logs() as logs:
        answer = client.get("/failing")
        page = client.get("/failing", headers=PAGE)
    assert (answer.status_code, answer.json()["reason"]) == (500, "failed")
    assert "サーバーに問題が起きました" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    (entry, _) = [entry for entry in logs if entry["event"] == "page_failed"]
    assert entry["error"] == "ExceptionGroup"
    assert "test_guards.py" in entry["at"][-1]
    assert SECRET not in f"{logs} {answer.text} {page.text}"


def test_an_answer_that_fails_half_way_does_not_look_whole(client: Client) -> None:
    with capture_logs() as logs, pytest.raises(RemoteProtocolError):
        client.get("/half")
    assert [entry["event"] for entry in logs] == ["page_failed"]
    assert SECRET not in str(logs)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("host", ["lobby.example", "LOBBY.example:8080", "127.0.0.1:1", "[::1]"])
def test_the_servers_own_names_are_answered(seconds: Seconds, host: str) -> None:
    with guarded(Pace(9, 9), seconds, frozenset({"lobby.example"})) as client:
        assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "lobby.example.elsewhere.example", "", "[", "lobby.example@x"]
)
def test_a_name_that_leads_here_and_is_not_ours_gets_nothing(seconds: Seconds, host: str) -> None:
    with guarded(Pace(9, 9), seconds, frozenset({"lobby.example"})) as client:
        answer = client.get("/", headers={"Host": host})
        assert (answer.status_code, answer.json()["reason"]) == (421, "other_host")


def test_an_address_that_is_too_long_is_not_looked_at(client: Client) -> None:
    assert client.get("/?" + "x" * URL_MAX).status_code == 414


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_only_reads_sends_nothing(client: Client, method: str) -> None:
    answer = client.request(method, "/", content=b"x")
    assert answer.status_code == 413


def test_a_body_without_a_length_is_not_read(client: Client) -> None:
    answer = client.post("/", content=iter([b"x"]))
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


def test_an_encrypted_page_is_asked_for_encrypted_from_then_on(client: Client) -> None:
    plain = client.get("/")
    behind = client.get("/", headers={"X-Forwarded-Proto": "https"})
    assert "strict-transport-security" not in plain.headers
    assert (behind.text, behind.headers["strict-transport-security"]) == (
        "https",
        "max-age=31536000",
    )


@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "?"]),
    path=st.text(max_size=40),
    headers=st.lists(
        st.tuples(
            st.sampled_from(
                [b"host", b"origin", b"sec-fetch-site", b"content-length", b"content-type"]
            ),
            st.binary(max_size=40) | st.sampled_from([b"http://[", b"[::1", b"//", b"9" * 5000]),
        ),
        max_size=6,
    ),
)
def test_whatever_a_head_says_it_is_answered_or_refused(
    method: str, path: str, headers: list[tuple[bytes, bytes]]
) -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await PlainTextResponse("hello")(_scope, _receive, send)

    sent = list[Message]()

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope: Scope = {
        "type": "http",
        "method": method,
        "path": path,
        "scheme": "http",
        "query_string": b"",
        "headers": headers,
    }
    whole = SecurityHeaders(app, mqtt_websocket="ws://*:9001", hosts={"lobby.example"})
    asyncio.run(whole(scope, receive, send))
    assert sent[0]["status"] in {200, 403, 413, 414, 415, 421}
    assert any(name == b"content-security-policy" for name, _ in sent[0]["headers"])
