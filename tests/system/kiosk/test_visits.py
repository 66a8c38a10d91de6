"""Visits at a real kiosk: a pass before the camera, a finger on the glass, paper in the hand."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

import cv2
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol.messages import (
    AnswerEntry,
    Ask,
    CheckIn,
    ChecklistLine,
    ChecklistRules,
    LifeEventEntry,
    QuestionEntry,
    Refused,
    TakeTicket,
)
from protocol.reasons import Reason
from protocol.sealed import OpeningKey, unseal
from tests.system.kiosk.kiosks import LobbyKiosk, ScriptedServer, kiosk
from tests.system.parts import PATIENCE, mosquitto
from tests.unit.kiosk.samples import KEY, catalogue, pass_text, ticket
from tests.unit.kiosk.scanners.hands import SerialHand
from tests.waiting import eventually

SEALED_FOR = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))


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
            sealing = {"sealing_key": SEALED_FOR.public.entry()}
            server.publish_catalogue(catalogue().model_copy(update=sealing | by_life_event()))
            under = f"serial://{scanner.path}"
            with kiosk(folder / "kiosk", broker.mqtt, scanner=under) as running:
                running.wait_for_screen("start")
                yield running, server
        finally:
            server.close()


def by_life_event() -> dict[str, object]:
    """What a catalogue needs for one life event with one question."""
    both = ("kokuho", "company")
    rules = ChecklistRules(
        service="ido",
        asks=(Ask(question="insurance", answers=both),),
        lines=(
            ChecklistLine(procedure="tennyu"),
            ChecklistLine(procedure="kokuho_kanyu", rule="insurance is kokuho"),
            ChecklistLine(procedure="juminhyo", offered=True),
        ),
    )
    names = {"ja": "引っ越してきた", "en": "Moved in"}
    event = LifeEventEntry(
        life_event="moving_in",
        title=names["ja"],
        title_en=names["en"],
        procedures=("tennyu", "kokuho_kanyu", "juminhyo"),
        words=names,
        checklist=rules,
    )
    asked = QuestionEntry(question="insurance", words={"ja": "健康保険は", "en": "Insurance?"})
    answers = tuple(AnswerEntry(answer=each, words={"ja": each, "en": each}) for each in both)
    return {"life_events": (event,), "questions": (asked,), "answers": answers}


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


def test_a_keyboard_that_somebody_plugs_in_opens_and_ends_nothing(
    lobby: tuple[LobbyKiosk, ScriptedServer],
) -> None:
    machine, server = lobby
    before = machine.screen()
    assert before["screen"] == "start"
    machine.type("Escape", "Escape", "F1", "F11", "F12", "Menu", "Print", "Super_L", "Tab")
    machine.type("alt+F4", "alt+Tab", "ctrl+c", "ctrl+q", "ctrl+w", "ctrl+shift+q", "ctrl+d")
    machine.type("ctrl+alt+Delete", "ctrl+alt+BackSpace", "ctrl+alt+F2", "ctrl+alt+t", "ctrl+z")
    machine.type(*"B101", "Return", "space")
    # somebody may still take a number, and nothing else has been asked for meanwhile
    machine.touch("service:ido", until="waiting")
    request = server.next_request()
    assert isinstance(request, TakeTicket)
    server.answer(ticket(request.id, procedures=False))
    machine.touch("control:done", until="start")
    assert machine.screen()["targets"] == before["targets"]


def test_a_life_event_becomes_one_number_with_a_checklist(
    lobby: tuple[LobbyKiosk, ScriptedServer],
) -> None:
    machine, server = lobby
    before = len(list(machine.papers.glob("*.png")))
    on = partial(machine.touch, again_after=5.0)
    on("control:life_events", until="life")
    on("life:event:moving_in", until="life-insurance")
    eventually(lambda: _is_grey(machine), "no picture of an answer", within=PATIENCE)
    on("life:answer:kokuho", until="life-checklist")
    on("life:next", until="waiting")
    request = server.next_request()
    assert isinstance(request, TakeTicket)
    assert request.procedures == ("tennyu", "kokuho_kanyu")
    assert request.services == ("ido", "kokuho")
    server.answer(ticket(request.id))
    assert len(machine.wait_for_papers(before + 2)) == before + 2
    machine.touch("control:done", until="start")


def test_a_certificate_is_asked_for_without_writing(
    lobby: tuple[LobbyKiosk, ScriptedServer],
) -> None:
    machine, server = lobby
    on = partial(machine.touch, again_after=5.0)
    on("service:shomei", until="navi-certificate")
    on("navi:choose:juminhyo", until="navi-whose")
    on("navi:choose:household", until="navi-details")
    on("navi:next", until="navi-name")
    machine.press("navi:key:か", "navi:key:voiced", "navi:key:space", "navi:key:つ")
    eventually(lambda: _is_grey(machine), "no picture of a name", within=PATIENCE)
    assert "ガ" not in (machine.mirror / "screen.json").read_text()
    on("navi:next", until="navi-birth")
    machine.press("navi:calendar:showa", *(f"navi:key:{digit}" for digit in "600501"))
    on("navi:next", until="navi-phone")
    on("navi:next", until="navi-review")
    on("navi:next", until="waiting")
    request = server.next_request()
    assert isinstance(request, TakeTicket)
    assert request.sealed is not None
    opened = unseal(request.sealed, SEALED_FOR, site="aizu", request_id=request.id)
    assert (opened.name_kana, opened.birth_date) == ("ガ\u3000ツ", date(1985, 5, 1))
    assert (opened.whose, opened.options, opened.phone) == ("household", (), None)
    server.answer(ticket(request.id, procedures=False))
    machine.wait_for_screen("issued")
    machine.touch("control:done", until="start")
    left = b"".join(
        path.read_bytes() for path in machine.mirror.parent.rglob("*") if path.is_file()
    )
    assert "ガ\u3000ツ".encode() not in left


def _is_grey(machine: LobbyKiosk) -> bool:
    picture = cv2.imread(str(machine.mirror / "screen.jpg"))
    return picture is not None and bool(picture.std() < 2)


def test_a_refusal_is_read_and_left(lobby: tuple[LobbyKiosk, ScriptedServer]) -> None:
    machine, server = lobby
    machine.touch("service:kokuho", until="waiting")
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
