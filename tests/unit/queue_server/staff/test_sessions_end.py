"""When somebody is out: here, on every machine, after a restart, in streams that are open."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from httpx import Client
from structlog.testing import capture_logs

from queue_server.domain.events import Recorded
from queue_server.domain.lives import AuditKind
from queue_server.staff.ended import EndedSessions
from queue_server.staff.permissions import Role
from queue_server.staff.sessions import COOKIE, HOST_COOKIE
from queue_server.web import close_streams
from tests.sites import Clock
from tests.unit.queue_server.staff.conftest import UNENCRYPTED
from tests.unit.queue_server.staff.test_api import Events
from tests.web import NAME, PASSWORD, Web, served

COUNTER = "/api/staff/counters/3"
STREAM = "/api/staff/events?counter=3"
SIGN_IN = {"name": NAME, "password": PASSWORD}
ENCRYPTED = {"X-Forwarded-Proto": "https"}
"""As the proxy on this machine says it that ends TLS."""


def sign_in(client: Client) -> None:
    assert client.post("/staff/sign-in", data=SIGN_IN).status_code == 303


@contextmanager
def another_machine(visitor: Client) -> Iterator[Client]:
    """A browser that is signed in elsewhere."""
    with Client(base_url=visitor.base_url, verify=UNENCRYPTED) as client:
        sign_in(client)
        yield client


def test_signing_out_here_leaves_the_other_machine_alone(staff: Client) -> None:
    with another_machine(staff) as elsewhere:
        staff.post("/staff/sign-out")
        assert staff.get(COUNTER).status_code == 401
        assert elsewhere.get(COUNTER).status_code == 200


def test_signing_out_everywhere_ends_it_on_every_machine_and_in_open_streams(
    staff: Client, site: Web
) -> None:
    copied = staff.cookies[COOKIE]
    with another_machine(staff) as elsewhere, elsewhere.stream("GET", STREAM) as stream:
        events = Events(stream)
        assert events.next("beat") is not None
        answer = staff.post("/staff/sign-out-everywhere")
        assert answer.headers["location"] == "/staff/sign-in"
        assert COOKIE not in staff.cookies
        # at once, and not at the next change of the queue
        assert events.next("signed_out") == {}
        assert elsewhere.get(COUNTER).status_code == 401
    staff.cookies.set(COOKIE, copied)
    assert staff.get(COUNTER).status_code == 401
    recorded = [event for event in site.journal.read() if isinstance(event, Recorded)]
    assert (recorded[-1].kind, recorded[-1].about) == (AuditKind.SIGNED_OUT, "everywhere")
    staff.cookies.clear()
    sign_in(staff)
    assert 'action="/staff/sign-out-everywhere"' in staff.get("/staff").text


def test_another_password_ends_every_session_and_every_stream(staff: Client, site: Web) -> None:
    with staff.stream("GET", STREAM) as stream:
        events = Events(stream)
        assert events.next("beat") is not None
        site.accounts.set_password(NAME, "another-password")
        site.ticket("ido")
        assert events.next("signed_out") == {}
    assert staff.get(COUNTER).status_code == 401


def test_another_role_ends_what_it_may_not_see_in_open_streams_too(
    staff: Client, site: Web
) -> None:
    with staff.stream("GET", STREAM) as stream:
        events = Events(stream)
        assert events.next("beat") is not None
        site.accounts.set_role(NAME, Role.AUDITOR)
        site.ticket("ido")
        assert events.next("signed_out") == {}
    assert staff.get(COUNTER).status_code == 403


def test_who_signed_out_stays_out_after_a_restart(site: Web, tmp_path: Path) -> None:
    site.ended_sessions = tmp_path / "ended"
    before = site.new_app()
    with served(before) as url, Client(base_url=url, verify=UNENCRYPTED) as client:
        sign_in(client)
        copied = client.cookies[COOKIE]
        client.post("/staff/sign-out")
    assert site.ended_sessions.stat().st_mode & 0o777 == 0o600
    after = site.new_app()
    with served(after) as url, Client(base_url=url, verify=UNENCRYPTED) as client:
        client.cookies.set(COOKIE, copied)
        assert client.get(COUNTER).status_code == 401
    for app in (before, after):
        close_streams(app)


def test_the_cookie_of_an_encrypted_page_is_this_servers_alone(visitor: Client) -> None:
    answer = visitor.post("/staff/sign-in", data=SIGN_IN, headers=ENCRYPTED)
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{HOST_COOKIE}=")
    for word in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"):
        assert word in cookie.split("; ")
    assert "Domain" not in cookie
    out = visitor.post("/staff/sign-out", headers=ENCRYPTED).headers["set-cookie"]
    assert out.startswith(f'{HOST_COOKIE}=""')
    assert "Secure" in out.split("; ")


def test_a_cookie_from_an_unencrypted_page_is_none_on_an_encrypted_one(staff: Client) -> None:
    assert staff.get(COUNTER).status_code == 200
    assert staff.get(COUNTER, headers=ENCRYPTED).status_code == 401


def test_an_unencrypted_page_of_the_same_name_is_another_site(visitor: Client) -> None:
    host = visitor.base_url.netloc.decode()
    for scheme, status in (("http", 403), ("https", 303)):
        own = {**ENCRYPTED, "Origin": f"{scheme}://{host}"}
        assert visitor.post("/staff/sign-in", data=SIGN_IN, headers=own).status_code == status


@pytest.fixture
def clock() -> Clock:
    return Clock()


ONE, OTHER, TORN = (UUID(int=number) for number in (1, 2, 3))


def test_a_torn_line_takes_none_of_the_others_with_it(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "ended"
    until = clock() + timedelta(hours=1)
    EndedSessions(path, now=clock).add(ONE, until)
    with path.open("a") as file:
        file.write(f"{TORN} 17")
    EndedSessions(path, now=clock).add(OTHER, until)
    back = EndedSessions(path, now=clock)
    assert ONE in back
    assert OTHER in back


def test_what_has_ended_by_itself_is_left_out_at_the_next_start(
    tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "ended"
    kept = EndedSessions(path, now=clock)
    kept.add(ONE, clock() + timedelta(hours=1))
    kept.add(OTHER, clock() + timedelta(hours=3))
    clock.forward(hours=2)
    back = EndedSessions(path, now=clock)
    assert ONE not in back
    assert OTHER in back
    assert str(ONE) not in path.read_text()


def test_garbage_in_the_file_ends_nothing_and_stops_nothing(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "ended"
    path.write_bytes(b"\xff\x00\n1 2 3\n%s 99999999999999999999\n" % str(ONE).encode())
    assert ONE not in EndedSessions(path, now=clock)


def test_who_signs_out_is_out_also_where_it_cannot_be_written(tmp_path: Path, clock: Clock) -> None:
    kept = EndedSessions(tmp_path / "nowhere" / "ended", now=clock)
    with capture_logs() as logs:
        kept.add(ONE, datetime(2099, 1, 1, tzinfo=UTC))
    assert ONE in kept
    assert [entry["event"] for entry in logs] == ["sign_out_not_kept"]
