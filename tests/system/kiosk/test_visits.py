"""Visits at a real kiosk: a pass before the camera, a finger on the glass, paper in the hand."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import cv2
import pytest

from protocol.messages import CheckIn, Refused, TakeTicket
from protocol.reasons import Reason
from tests.system.kiosk.kiosks import LobbyKiosk, ScriptedServer, kiosk
from tests.system.parts import PATIENCE, mosquitto
from tests.unit.kiosk.samples import KEY, pass_text, ticket
from tests.unit.kiosk.scanners.hands import SerialHand
from tests.waiting import eventually


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SerialHand]:
    """A serial scanner that is plugged in."""
    hand = SerialHand(tmp_path_factory.mktemp("dev") / "ttyACM0")
    hand.plug_in()
    yield hand
    hand.unplug()


@pytest.fixture(scope="module")
def lobby(
    tmp_path_factory: pytest.TempPathFactory, scanner: SerialHand
) -> Iterator[tuple[LobbyKiosk, ScriptedServer]]:
    folder = tmp_path_factory.mktemp("lobby")
    with mosquitto(folder) as broker:
        server = ScriptedServer(broker.mqtt)
        try:
            server.publish_catalogue()
            under = f"serial://{scanner.path}"
            with kiosk(folder / "kiosk", broker.mqtt, scanner=under) as running:
                running.wait_for_screen("start")
                yield running, server
        finally:
            server.close()


def good_pass() -> str:
    """A pass that is good today, whatever day it is."""
    now = datetime.now(UTC)
    return pass_text(KEY, issued_at=now, expires_at=now + timedelta(days=1))


def test_a_pass_becomes_a_number_and_two_papers(
    lobby: tuple[LobbyKiosk, ScriptedServer],
) -> None:
    machine, server = lobby
    text = good_pass()
    before = len(list(machine.papers.glob("*.png")))
    machine.hold_up(text)
    request = server.next_request()
    assert isinstance(request, CheckIn)
    assert request.pass_text == text
    machine.wait_for_screen("waiting")
    repeated = server.next_request()
    assert repeated == request, "no reply came: it is asked again, with the same id"
    server.answer(ticket(request.id))
    machine.wait_for_screen("issued")
    assert len(machine.wait_for_papers(before + 2)) == before + 2
    status = server.wait_for_status(lambda status: bool(status.tickets_printed))
    assert (status.state, status.printer, status.camera) == ("ready", "ready", "seeing")
    machine.touch("control:done", until="start")


def test_a_touch_becomes_a_ticket(lobby: tuple[LobbyKiosk, ScriptedServer]) -> None:
    machine, server = lobby
    before = len(list(machine.papers.glob("*.png")))
    machine.touch("service:ido", until="waiting")
    request = server.next_request()
    assert isinstance(request, TakeTicket)
    assert request.services == ("ido",)
    server.answer(ticket(request.id, procedures=False))
    machine.wait_for_papers(before + 1)
    machine.touch("control:done", until="start")


def test_a_refusal_is_read_and_left(lobby: tuple[LobbyKiosk, ScriptedServer]) -> None:
    machine, server = lobby
    machine.touch("service:shomei", until="waiting")
    request = server.next_request()
    server.answer(Refused(id=request.id, reason=Reason.UNKNOWN_SERVICE))
    machine.wait_for_screen("trouble")
    machine.touch("control:all_services", until="services")
    machine.touch("control:back", until="start")


def test_a_code_of_somebody_else_is_refused_without_the_server(
    lobby: tuple[LobbyKiosk, ScriptedServer],
) -> None:
    machine, _ = lobby
    machine.hold_up("https://shop.example/coupon")
    machine.wait_for_screen("trouble")
    machine.touch("control:back", until="start")


def test_a_pass_under_a_scanner_that_is_then_unplugged(
    lobby: tuple[LobbyKiosk, ScriptedServer], scanner: SerialHand
) -> None:
    machine, server = lobby
    text = good_pass()
    scanner.send(text.encode() + b"\r\n")
    request = server.next_request()
    assert isinstance(request, CheckIn)
    assert request.pass_text == text
    server.answer(Refused(id=request.id, reason=Reason.PASS_FORGED))
    machine.wait_for_screen("trouble")
    machine.touch("control:back", until="start")
    scanner.unplug()
    lost = server.wait_for_status(lambda status: status.scanner == "missing")
    assert lost.state == "attention"


def test_the_mirror_is_a_picture_of_the_screen(
    lobby: tuple[LobbyKiosk, ScriptedServer],
) -> None:
    machine, _ = lobby
    shown = machine.wait_for_screen("start")
    width, height = shown["width"], shown["height"]

    def pictured() -> bool:
        """The bar at the top is white, the camera's lobby below it is not."""
        picture = cv2.imread(str(machine.mirror / "screen.jpg"))
        if picture is None:
            return False
        high, wide = picture.shape[:2]
        assert wide / high == pytest.approx(width / height, abs=0.01)
        return bool(picture[5, wide // 2].min() > 240 > picture[high // 3, wide // 4].max())

    eventually(pictured, "a picture of the start screen", within=PATIENCE)
