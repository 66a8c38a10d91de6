"""How the lobby's devices are: what the page, the API and the other screens are told."""

from typing import Any

import pytest
from httpx import Client

from kiosk.reading.camera import CameraState
from kiosk.scanners.scanner import ScannerState
from kiosk.speech.speaker import SpeakerState
from printer_drivers.status import PrinterState, PrinterStatus
from protocol.link import Received
from protocol.messages import DeviceStatus
from protocol.topics import Topics
from queue_server.broker.inventory import Standing
from queue_server.broker.standings import BROKER
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
