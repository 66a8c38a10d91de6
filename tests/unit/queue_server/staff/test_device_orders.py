"""What staff tell a device from its card: who may, what goes out, what comes back, what is kept."""

import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from httpx import Client, Response
from uuid6 import uuid7

from protocol.device_commands import (
    Command,
    CommandDone,
    CommandRefusal,
    CommandRefused,
    CommandResult,
    PaperReplaced,
    Ping,
    Pong,
    PutOutOfService,
    Restart,
    ScreenshotTaken,
    command_adapter,
)
from protocol.link import Received
from protocol.topics import Topics
from queue_server.devices.commands import DeviceCommands
from queue_server.domain.events import Recorded
from queue_server.domain.lives import AuditKind
from queue_server.reports.audit import Kind, audit_trail
from queue_server.reports.words import DEVICE_COMMANDS
from queue_server.staff.device_commands_api import REFUSED, DeviceOrder
from queue_server.staff.permissions import Role
from tests.unit.queue_server.staff.test_api import reason
from tests.waiting import eventually
from tests.web import NAME, Web

TOPICS = Topics.of("aizu")


def order(client: Client, what: str, device: str = "kiosk-2", **fields: object) -> Response:
    body = {"id": str(uuid7()), "order": what, **fields}
    return client.post(f"/api/staff/devices/{device}/orders", json=body)


def says(site: Web, result: CommandResult | Ping, device: str = "kiosk-2") -> None:
    site.commands.put(Received(TOPICS.device_result(device), result.to_json()))


def told(site: Web) -> list[Command | Pong]:
    """All that was sent to devices."""
    return [command_adapter.validate_json(payload) for _, payload in site.published]


@contextmanager
def device(site: Web, refusal: CommandRefusal | None = None) -> Iterator[None]:
    """A device that answers what it is told once, in its own time."""

    def answer() -> None:
        eventually(lambda: site.published, "something to be told", within=10)
        command = told(site)[-1]
        at = site.clock()
        if refusal is not None:
            says(site, CommandRefused(id=command.id, at=at, reason=refusal))
        elif command.kind == "screenshot":
            says(site, ScreenshotTaken(id=command.id, at=at, jpeg=b"\xff\xd8", hidden=True))
        else:
            says(site, CommandDone(id=command.id, at=at))

    thread = threading.Thread(target=answer)
    thread.start()
    yield
    thread.join()


@pytest.fixture
def supervisor(site: Web, staff: Client) -> Client:
    site.accounts.set_role(NAME, Role.SUPERVISOR)
    return staff


@pytest.fixture
def impatient(site: Web, request: pytest.FixtureRequest) -> Client:
    """A supervisor whose server does not wait long."""
    site.device_seconds = 0.05
    client: Client = request.getfixturevalue("supervisor")
    return client


@pytest.mark.parametrize("what", DeviceOrder)
def test_it_goes_out_with_an_end_comes_back_and_is_kept_for_auditors(
    site: Web, supervisor: Client, what: DeviceOrder
) -> None:
    with device(site):
        answer = order(supervisor, what)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    ((topic, _),) = site.published
    assert topic == "lobby/1/aizu/device/kiosk-2/command"
    (command,) = told(site)
    assert not isinstance(command, Pong)
    assert command.expires_at - command.at == timedelta(seconds=30)
    assert what.value in {command.kind, "in_service"}
    if isinstance(command, PutOutOfService):
        assert command.out is (what is DeviceOrder.OUT_OF_SERVICE)
    if what is DeviceOrder.SCREENSHOT:
        body = answer.json()
        assert (b64decode(body["picture"]), body["hidden"]) == (b"\xff\xd8", True)
    kept = [
        event
        for event in site.journal.read(0)
        if isinstance(event, Recorded) and event.kind is AuditKind.DEVICE_COMMAND
    ]
    assert [(event.by, event.about) for event in kept] == [
        (f"staff:{NAME}", f"kiosk-2 {what.value}")
    ]
    (entry,) = audit_trail(site.lobby, site.clock().date(), kept)
    assert entry.kind is Kind.DEVICES
    assert entry.detail is not None
    assert entry.detail.ja == f"kiosk-2 {DEVICE_COMMANDS[what].ja}"


@pytest.mark.parametrize("refusal", CommandRefusal)
def test_what_a_device_refuses_is_said_in_words(
    site: Web, supervisor: Client, refusal: CommandRefusal
) -> None:
    with device(site, refusal):
        answer = order(supervisor, "restart")
    assert reason(answer) == (409, REFUSED[refusal].value)
    assert answer.json()["words"]["ja"].endswith("。")


def test_the_same_id_again_is_one_order_with_one_answer(site: Web, supervisor: Client) -> None:
    body = {"id": str(uuid7()), "order": "paper_changed", "rolls_left": 5}
    path = "/api/staff/devices/kiosk-2/orders"
    with device(site):
        first = supervisor.post(path, json=body)
    assert supervisor.post(path, json=body).json() == first.json()
    (command,) = told(site)
    assert isinstance(command, PaperReplaced)
    assert command.rolls_left == 5
    other = supervisor.post(path, json={**body, "order": "restart"})
    assert reason(other) == (409, "id_reused")
    assert reason(supervisor.post(path, json={**body, "rolls_left": 6})) == (409, "id_reused")
    assert len(site.published) == 1


def test_the_opposite_with_the_same_id_is_not_said_to_be_done(
    site: Web, supervisor: Client
) -> None:
    body = {"id": str(uuid7()), "order": "out_of_service"}
    path = "/api/staff/devices/kiosk-2/orders"
    with device(site):
        assert supervisor.post(path, json=body).status_code == 200
    other = supervisor.post(path, json={**body, "order": "in_service"})
    assert reason(other) == (409, "id_reused")


def test_an_order_that_comes_twice_at_once_is_sent_once_and_both_are_answered(site: Web) -> None:
    at = site.clock()
    command = Restart(id=uuid7(), at=at, expires_at=at + timedelta(seconds=30))
    first, second = (site.commands.send("kiosk-2", command) for _ in range(2))
    assert len(site.published) == 1
    says(site, CommandDone(id=command.id, at=at))
    assert first.result(1) == second.result(1)


def test_a_device_that_does_not_answer(site: Web, impatient: Client) -> None:
    supervisor = impatient
    assert reason(order(supervisor, "identify")) == (504, "device_silent")
    assert reason(order(supervisor, "identify", device="kiosk-99")) == (404, "unknown_device")
    site.broker[0] = False
    assert reason(order(supervisor, "identify")) == (503, "devices_away")
    assert len(site.published) == 1


@pytest.mark.parametrize("role", Role)
def test_who_may_tell_a_device_anything(site: Web, staff: Client, role: Role) -> None:
    site.accounts.set_role(NAME, role)
    may = role in {Role.SUPERVISOR, Role.FACILITIES}
    page = staff.get("/staff/devices", headers={"Accept": "text/html"})
    assert ("data-may-order" in page.text) is may
    if may:
        with device(site):
            assert order(staff, "identify").status_code == 200
    else:
        assert reason(order(staff, "identify")) == (403, "not_allowed")
        assert site.published == []


def test_a_device_that_asks_whether_it_is_heard_is_told_the_time(site: Web) -> None:
    ping = Ping(id=uuid7(), at=site.clock())
    says(site, ping)
    (pong,) = told(site)
    assert pong == Pong(id=ping.id, at=site.clock())


def test_nobody_answers_for_another_device_and_nothing_else_does_harm(
    site: Web, impatient: Client
) -> None:
    order(impatient, "identify")
    (command,) = told(site)
    assert not isinstance(command, Pong)
    done = CommandDone(id=command.id, at=site.clock())
    says(site, done, device="kiosk-3")
    says(site, done, device="kiosk-99")
    commands: DeviceCommands = site.commands
    topic = TOPICS.device_result("kiosk-2")
    commands.put(Received(topic, b"{"))
    commands.put(Received(topic, b"x" * 300_000))
    commands.put(Received(topic, done.to_json(), retained=True))
    earlier = commands.earlier("kiosk-2", command)
    assert earlier is not None
    assert not earlier.done()
    says(site, done)
    says(site, done)
    assert earlier.result(1) == done
