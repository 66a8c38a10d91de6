"""How the lobby's devices are: what the page, the API and the other screens are told."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Client
from uuid6 import uuid7

from kiosk.reading.camera import CameraState
from kiosk.scanners.scanner import ScannerState
from kiosk.speech.speaker import SpeakerState
from printer_drivers.status import PrinterState, PrinterStatus
from protocol.alone_messages import LeaseNumbers
from protocol.link import Received
from protocol.messages import DeviceStatus
from protocol.topics import Topics
from queue_server.broker.inventory import Standing
from queue_server.broker.standings import BROKER
from queue_server.devices.requests import Gate, RequestDesk
from queue_server.staff.device_words import (
    CAMERA,
    KEYPAD,
    PRINTER,
    SCANNER,
    SPEECH,
    Urgency,
    conditions,
)
from queue_server.staff.permissions import Role
from tests.given_alone import given_alone, lend
from tests.unit.queue_server.staff.test_api import Events, reason
from tests.web import NAME, Web

TOPICS = Topics.of("aizu")
BASE = "/api/staff/devices"


def says(site: Web, status: DeviceStatus) -> None:
    site.statuses.put(Received(TOPICS.device_status(status.device), status.to_json()))


def paper_out(device: str = "kiosk-2") -> DeviceStatus:
    return DeviceStatus(
        device=device,
        state="attention",
        printer="paper_out",
        printer_detail="the sensor at the roll",
        paper_metres_left=0.0,
        rolls_left=3,
        jobs_waiting=1,
        camera="seeing",
        tickets_printed=41,
    )


def device(view: Any, wanted: str) -> Any:
    return next(one for one in view["devices"] if one["id"] == wanted)


def test_every_state_of_a_printer_a_camera_and_a_scanner_has_words() -> None:
    assert set(PRINTER) == {state.value for state in PrinterState}
    assert set(CAMERA) == {state.name.lower() for state in CameraState}
    assert set(SCANNER) == {state.value for state in ScannerState}
    assert set(KEYPAD) == {state.value for state in ScannerState}
    assert set(SPEECH) == {state.value for state in SpeakerState}
    for state in ("missing", "stuck"):
        lost = DeviceStatus(device="kiosk-1", state="attention", printer="ready", scanner=state)
        assert conditions(lost) == (SCANNER[state],)


@pytest.mark.parametrize("state", PrinterState)
def test_a_printer_from_which_no_paper_comes_is_urgent(state: PrinterState) -> None:
    found = conditions(DeviceStatus(device="kiosk-1", state="attention", printer=state.value))
    recovers = state is PrinterState.OVERHEATED
    urgent = not PrinterStatus(state).can_print and not recovers
    assert (found[0].urgency is Urgency.NOW) is urgent
    assert all(one.do is not None for one in found if one.urgency is not Urgency.NONE)


def test_what_is_not_known_is_never_fine() -> None:
    for status in (
        DeviceStatus(device="kiosk-1", state="unknown"),
        DeviceStatus(device="kiosk-1", state="disconnected", printer="ready"),
        DeviceStatus(device="kiosk-1", state="ready", printer="a word of tomorrow"),
        DeviceStatus(device="kiosk-1", state="attention", printer="ready", camera="seeing"),
    ):
        assert conditions(status)[0].urgency is not Urgency.NONE, status


def test_the_sensor_for_a_thin_roll_is_told_whatever_the_state_is() -> None:
    printing = DeviceStatus(
        device="kiosk-1", state="attention", printer="printing", paper_near_end=True
    )
    assert [one.words.ja for one in conditions(printing)] == ["用紙が残りわずかです"]
    both = DeviceStatus(
        device="kiosk-1", state="attention", printer="cover_open", paper_near_end=True
    )
    assert [one.urgency for one in conditions(both)] == [Urgency.NOW, Urgency.SOON]


def test_all_devices_of_the_lobby_are_in_the_view(site: Web, staff: Client) -> None:
    says(site, paper_out())
    view = staff.get(BASE).json()
    assert [one["id"] for one in view["devices"]] == list(site.lobby.file.site.kiosks)
    empty = device(view, "kiosk-2")
    assert empty["urgency"] == "now"
    assert empty["conditions"][0]["do"]["ja"] == "新しい用紙を入れてください。"
    assert (empty["rolls_left"], empty["jobs_waiting"], empty["tickets_printed"]) == (3, 1, 41)
    silent = device(view, "kiosk-1")
    assert (silent["heard"], silent["since"], silent["urgency"]) == (False, None, "none")
    says(site, DeviceStatus(device="kiosk-2", state="disconnected"))
    gone = device(staff.get(BASE).json(), "kiosk-2")
    assert (gone["urgency"], gone["printer"], gone["rolls_left"]) == ("now", None, None)


def test_a_kiosk_that_was_shut_out_is_not_said_to_be_well(site: Web, staff: Client) -> None:
    """The broker ends its connection without its last will: it goes on to say that it is ready."""
    says(site, DeviceStatus(device="kiosk-2", state="ready", printer="ready", rolls_left=3))
    site.standings["kiosk-2"] = Standing.SHUT_OUT
    shut = device(staff.get(BASE).json(), "kiosk-2")
    assert [one["words"]["ja"] for one in shut["conditions"]] == ["締め出されています"]
    assert (shut["urgency"], shut["printer"], shut["rolls_left"]) == ("soon", None, None)


@pytest.mark.parametrize(
    ("credential", "broker", "urgencies"),
    [
        (Standing.GOOD, Standing.GOOD, ["none"]),
        (Standing.EXPIRES_SOON, Standing.GOOD, ["soon"]),
        (Standing.EXPIRED, Standing.EXPIRES_SOON, ["now", "soon"]),
        (Standing.GOOD, Standing.EXPIRED, ["now"]),
    ],
)
def test_certificates_that_end_are_seen_before(
    site: Web, staff: Client, credential: Standing, broker: Standing, urgencies: list[str]
) -> None:
    says(site, DeviceStatus(device="kiosk-2", state="ready", printer="ready"))
    site.standings.update({"kiosk-2": credential, BROKER: broker})
    view = device(staff.get(BASE).json(), "kiosk-2")
    assert [one["urgency"] for one in view["conditions"]] == urgencies
    assert all(one["do"] for one in view["conditions"] if one["urgency"] != "none")


def next_alarms(events: Events, *, differing_from: Any) -> Any:
    """Those of the next beat that has others: beats also come for other reasons."""
    while (beat := events.next("beat")) is not None:
        if beat["devices"] != differing_from:
            return beat["devices"]
    raise AssertionError("the stream has ended")


def test_every_screen_hears_at_once_where_no_paper_comes(site: Web, staff: Client) -> None:
    with staff.stream("GET", "/api/staff/events?counter=3") as answer:
        events = Events(answer)
        assert events.next("beat")["devices"] == []
        says(site, paper_out())
        (alarm,) = alarms = next_alarms(events, differing_from=[])
        assert (alarm["device"], alarm["words"]["ja"]) == ("kiosk-2", "用紙が切れています")
        says(site, DeviceStatus(device="kiosk-2", state="ready", printer="paper_near_end"))
        # it still prints: who calls numbers need not hear of it
        assert next_alarms(events, differing_from=alarms) == []


@pytest.mark.parametrize("role", Role)
def test_who_looks_at_the_lobby_sees_them_and_nobody_else(
    site: Web, staff: Client, role: Role
) -> None:
    site.accounts.set_role(NAME, role)
    page = staff.get("/staff/devices", headers={"Accept": "text/html"})
    if role is Role.AUDITOR:
        assert page.status_code == 403
        assert reason(staff.get(BASE)) == (403, "not_allowed")
    else:
        assert (page.status_code, "機器の様子" in page.text) == (200, True)
        assert staff.get(BASE).status_code == 200


def test_what_a_kiosk_has_for_when_it_is_cut_off_and_has_not_reported(
    site: Web, staff: Client
) -> None:
    site.ticket("ido")
    lend(site)
    site.clock.forward(minutes=5)
    given_alone(site, 1, 990, ago=timedelta(minutes=1))
    says(site, DeviceStatus(device="kiosk-1", state="ready", printer="ready", outbox_waiting=3))
    one = device(staff.get(BASE).json(), "kiosk-1")
    by_service = {lent["service"]: lent for lent in one["lent"]}
    assert by_service["ido"] == {"service": "ido", "letter": "B", "lent": 10, "left": 9}
    assert by_service["shomei"]["left"] == 10
    assert (one["given_alone"], one["outbox_waiting"], one["outbox_dead"]) == (1, 3, None)
    assert one["urgency"] == "none"
    silent = device(staff.get(BASE).json(), "kiosk-2")
    assert (silent["lent"], silent["given_alone"], silent["contact_at"]) == ([], 0, None)


def test_reports_that_the_server_does_not_take_need_somebody(site: Web, staff: Client) -> None:
    status = DeviceStatus(device="kiosk-1", state="attention", printer="ready", outbox_dead=2)
    says(site, status)
    one = device(staff.get(BASE).json(), "kiosk-1")
    assert one["urgency"] == "soon"
    assert one["conditions"][0]["words"]["ja"] == "届けられない報告があります"
    assert one["outbox_dead"] == 2
    broken = DeviceStatus(
        device="kiosk-1", state="attention", printer="ready", outbox_trouble="disk full"
    )
    (found,) = conditions(broken)
    assert found.words.ja == "通信が切れると受付ができません"


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(minutes=2), None),
        (timedelta(minutes=-2), None),
        (timedelta(minutes=3), "時計が3分進んでいます"),
        (timedelta(hours=-9), "時計が約9時間遅れています"),
        (timedelta(days=-365 * 20), "時計が約175200時間遅れています"),
    ],
)
def test_a_clock_that_is_wrong_by_more_than_two_minutes_is_told(
    site: Web, staff: Client, ahead: timedelta, words: str | None
) -> None:
    there = site.clock() + ahead
    says(site, DeviceStatus(device="kiosk-1", state="ready", printer="ready", at=there))
    one = device(staff.get(BASE).json(), "kiosk-1")
    if words is None:
        assert one["urgency"] == "none"
    else:
        assert one["urgency"] == "soon"
        assert one["conditions"][0]["words"]["ja"] == words
    assert one["contact_at"] == "2026-11-24T09:00:00+09:00"


def test_what_the_broker_kept_or_says_itself_is_no_contact(site: Web, staff: Client) -> None:
    old = DeviceStatus(
        device="kiosk-1", state="ready", printer="ready", at=site.clock() - timedelta(days=3)
    )
    site.statuses.put(Received(TOPICS.device_status("kiosk-1"), old.to_json(), retained=True))
    one = device(staff.get(BASE).json(), "kiosk-1")
    assert (one["contact_at"], one["urgency"], one["heard"]) == (None, "none", True)
    says(site, DeviceStatus(device="kiosk-1", state="ready", printer="ready", at=site.clock()))
    site.clock.forward(minutes=30)
    says(site, DeviceStatus(device="kiosk-1", state="disconnected"))
    assert device(staff.get(BASE).json(), "kiosk-1")["contact_at"] == "2026-11-24T09:00:00+09:00"


def test_a_wish_for_numbers_says_how_wrong_a_clock_is(site: Web, staff: Client) -> None:
    says(site, DeviceStatus(device="kiosk-1", state="ready", printer="ready"))
    contacts = site.statuses.contacts
    said = list[bytes]()
    desk = RequestDesk(
        site.engine,
        Gate(frozenset(site.lobby.file.site.kiosks), (), "aizu"),
        TOPICS,
        now=site.clock,
        new_id=uuid7,
        publish=lambda _topic, payload: said.append(payload),
        keep=lambda _ticket, _blob: None,
        contacts=contacts,
    )
    site.clock.forward(minutes=10)
    asked = LeaseNumbers(id=uuid7(), at=site.clock() + timedelta(hours=7))
    desk.put(Received(TOPICS.request("kiosk-1"), asked.to_json()))
    one = device(staff.get(BASE).json(), "kiosk-1")
    assert one["conditions"][0]["words"]["ja"] == "時計が約7時間進んでいます"
    assert one["contact_at"] == "2026-11-24T09:10:00+09:00"
    # what nobody understands, or whom nobody knows, says nothing
    desk.put(Received(TOPICS.request("kiosk-9"), asked.to_json()))
    site.clock.forward(minutes=10)
    desk.put(Received(TOPICS.request("kiosk-1"), b"{}"))
    assert contacts.of("kiosk-9") is None
    known = contacts.of("kiosk-1")
    assert known is not None
    assert known.at == site.clock() - timedelta(minutes=10)
