"""Each role × each right, over HTTP: what is offered, what is done, what is refused."""

from collections.abc import Callable

import pytest
from httpx import Client, Response
from structlog.testing import capture_logs
from uuid6 import uuid7

from queue_server.domain.commands import AssignCounter, SetService
from queue_server.domain.lives import ServiceStatus
from queue_server.staff.permissions import RIGHTS, ROLE_WORDS, Right, Role, may, may_set_service
from tests.unit.queue_server.staff.test_api import COMMANDS, WITH_MORE, reason
from tests.web import NAME, PASSWORD, SECONDS, Web

PAGE = {"Accept": "text/html"}

TABLE: dict[Right, str] = {
    # right: staff, supervisor, facilities, auditor
    Right.LOOK: "yes yes yes no",
    Right.SERVE: "yes yes no no",
    Right.BOOK: "yes yes no no",
    Right.RUN_LOBBY: "no yes no no",
    Right.CHANGE_CALENDAR: "no yes no no",
    Right.READ_REPORTS: "no yes no yes",
    Right.READ_AUDIT: "no no no yes",
    Right.LOOK_AFTER_DEVICES: "no yes yes no",
}
"""As a city reads it, and not as the code says it."""

Become = Callable[[Role], Client]

ROLE_AND_RIGHT = [(role, right) for role in Role for right in Right]


def allowed(role: Role, right: Right) -> bool:
    return TABLE[right].split()[list(Role).index(role)] == "yes"


def command(client: Client, action: str, counter: str = "3", **fields: object) -> Response:
    body = {"id": str(uuid7()), **WITH_MORE.get(action, {}), **fields}
    if action == "call-missed":
        body.setdefault("visit", str(uuid7()))
    return client.post(f"/api/staff/counters/{counter}/{action}", json=body)


@pytest.fixture
def signed_in(site: Web, staff: Client) -> Become:
    """Gives whoever is signed in a role."""

    def become(role: Role) -> Client:
        site.accounts.set_role(NAME, role)
        return staff

    return become


@pytest.mark.parametrize(("role", "right"), ROLE_AND_RIGHT)
def test_every_role_has_the_rights_that_the_table_says(role: Role, right: Right) -> None:
    assert may(role, right) is allowed(role, right)


def test_every_role_has_rights_and_a_name() -> None:
    assert set(RIGHTS) == set(ROLE_WORDS) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_only_who_may_serve_sends_a_consoles_commands(
    site: Web, signed_in: Become, role: Role
) -> None:
    client = signed_in(role)
    for action in [*COMMANDS, *WITH_MORE]:
        site.ticket("ido")
        before = site.engine.state
        answer = command(client, action)
        if allowed(role, Right.SERVE) and not (action == "service-status" and role is Role.STAFF):
            assert answer.status_code in {200, 409}, action
        else:
            assert reason(answer) == (403, "not_allowed"), action
            assert answer.json()["words"]["ja"].startswith("この操作は、あなたの役割では")
            assert site.engine.state is before, action


@pytest.mark.nothing_changes
@pytest.mark.parametrize("path", ["counters/3", "events?counter=3"])
@pytest.mark.parametrize("role", Role)
def test_only_who_may_look_sees_a_counter(signed_in: Become, role: Role, path: str) -> None:
    with signed_in(role).stream("GET", f"/api/staff/{path}") as answer:
        assert answer.status_code == (200 if allowed(role, Right.LOOK) else 403)


@pytest.mark.nothing_changes
@pytest.mark.parametrize("role", Role)
def test_the_home_page_offers_what_the_role_may_open(
    site: Web, signed_in: Become, role: Role
) -> None:
    client = signed_in(role)
    home = client.get("/staff", headers=PAGE)
    assert home.status_code == 200
    assert ROLE_WORDS[role].ja in home.text
    assert ('href="/staff/counter/3"' in home.text) is allowed(role, Right.LOOK)
    console = client.get("/staff/counter/3", headers=PAGE)
    if allowed(role, Right.LOOK):
        assert console.status_code == 200
    else:
        assert console.status_code == 403
        assert "この画面は開けません" in console.text
        assert "Not for your role" in console.text


def test_who_tries_what_they_may_not_is_in_the_log(signed_in: Become) -> None:
    with capture_logs() as logs:
        signed_in(Role.AUDITOR).get("/staff/supervisor", headers=PAGE)
    assert {"event": "not_allowed", "account": NAME, "right": "run_lobby"} in [
        {key: entry[key] for key in entry if key != "log_level"} for entry in logs
    ]


def test_a_changed_role_counts_at_once(site: Web, signed_in: Become) -> None:
    site.ticket("ido")
    assert command(signed_in(Role.AUDITOR), "call-next").status_code == 403
    assert command(signed_in(Role.STAFF), "call-next").status_code == 200
    assert command(signed_in(Role.FACILITIES), "finish").status_code == 403


OPEN, LAST, CLOSED = ServiceStatus.OPEN, ServiceStatus.LAST_TICKET, ServiceStatus.CLOSED


@pytest.mark.parametrize(
    ("now", "wanted", "own", "staff_may"),
    [
        (OPEN, LAST, True, True),
        (LAST, OPEN, True, True),
        (OPEN, LAST, False, False),
        (OPEN, CLOSED, True, False),
        (LAST, CLOSED, True, False),
        (CLOSED, OPEN, True, False),
        (CLOSED, LAST, True, False),
    ],
)
def test_staff_end_the_numbers_of_their_own_services_only(
    now: ServiceStatus, wanted: ServiceStatus, own: bool, staff_may: bool
) -> None:
    def asked(role: Role) -> bool:
        return may_set_service(role, now=now, wanted=wanted, own_service=own)

    assert asked(Role.STAFF) is staff_may
    assert asked(Role.SUPERVISOR)
    assert not asked(Role.FACILITIES)
    assert not asked(Role.AUDITOR)


def test_the_last_ticket_of_a_service_over_http(site: Web, signed_in: Become) -> None:
    def ask(role: Role, service: str, status: str) -> Response:
        return command(signed_in(role), "service-status", service=service, status=status)

    assert ask(Role.STAFF, "ido", "last_ticket").status_code == 200
    assert ask(Role.STAFF, "ido", "open").status_code == 200
    # counter 3 does not serve it
    assert reason(ask(Role.STAFF, "kokuho", "last_ticket")) == (403, "not_allowed")
    assert reason(ask(Role.STAFF, "ido", "closed")) == (403, "not_allowed")
    assert ask(Role.SUPERVISOR, "ido", "closed").status_code == 200
    assert reason(ask(Role.STAFF, "ido", "open")) == (403, "not_allowed")
    assert site.engine.state.service_status("ido") is ServiceStatus.CLOSED


def test_what_was_stopped_or_moved_yesterday_does_not_bind_staff_in_the_morning(
    site: Web, staff: Client
) -> None:
    closed = SetService(id=uuid7(), by="staff:b", service="ido", status=ServiceStatus.CLOSED)
    moved = AssignCounter(id=uuid7(), by="staff:b", counter="3", services=("shomei",))
    for command in (closed, moved):
        site.engine.submit(command).result(SECONDS)
    site.clock.forward(hours=24)
    staff.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
    answer = staff.post(
        "/api/staff/counters/3/service-status",
        json={"id": str(uuid7()), "service": "ido", "status": "last_ticket"},
    )
    assert answer.status_code == 200, answer.text
