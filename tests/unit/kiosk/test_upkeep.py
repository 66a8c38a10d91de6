"""What the server tells a kiosk, and what it hears of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.maintenance.facts import Facts
from kiosk.maintenance.keeping import load_kept
from kiosk.maintenance.kept import Kept
from kiosk.maintenance.model import Maintenance, Page
from kiosk.maintenance.wishes import Answer, Keep, RestartKiosk
from kiosk.page import Box
from kiosk.reading.camera import CameraState
from kiosk.scanners.scanner import ScannerState
from kiosk.screenshot import HIDDEN_GREY, Picture, small_jpeg, without
from kiosk.session.effects import Sound
from kiosk.session.events import Commanded, Event, FactsKnown, TestPrinted
from kiosk.session.model import Session
from kiosk.session.screens import Maintaining, Start
from kiosk.settings import KioskSettings
from kiosk.upkeep import PING_SECONDS, Hands, Upkeep
from kiosk.versions import printer_words, versions
from printer_drivers.spool.report import SpoolReport
from printer_drivers.status import PrinterState, PrinterStatus
from protocol.device_commands import (
    CommandRefused,
    CommandResult,
    Identify,
    PaperReplaced,
    Ping,
    Pong,
    PutOutOfService,
    Restart,
    Screenshot,
    ScreenshotTaken,
    TestPrint,
    result_adapter,
)
from protocol.link import Received
from protocol.messages import Message
from protocol.topics import Topics
from tests.unit.kiosk.samples import WALL, at

TOPICS = Topics.of("aizu")
COMMAND = TOPICS.device_command("kiosk-1")
ORDER = UUID(int=50)
TIMES = {"id": ORDER, "at": WALL, "expires_at": WALL + timedelta(seconds=30)}
REPORT = SpoolReport(
    PrinterStatus(PrinterState.READY),
    waiting=0,
    failed_today=0,
    metres_left=31.64,
    rolls_left=3,
    out=False,
    durable=True,
)
SESSION = Session(Start(0.0), connected=True)


@dataclass
class Around:
    """The rest of a kiosk: it remembers what it was asked for."""

    has_tickets: bool = True
    connected: bool = True
    local_address: str | None = "192.0.2.112"
    heard: bool = True
    sent: list[CommandResult | Ping] = field(default_factory=list)
    done: list[object] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    pictures: list[Callable[[Picture | None], None]] = field(default_factory=list)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        assert topic == TOPICS.device_result("kiosk-1")
        assert not retain
        self.sent.append(result_adapter.validate_json(payload))

    def close(self) -> None: ...

    def trial(self, job_id: UUID, at: datetime, seconds: float) -> None:
        self.done.append(("trial", job_id))

    def change_roll(self, rolls_left: int | None) -> None:
        self.done.append(("roll", rolls_left))

    def count_rolls(self, rolls_left: int) -> None:
        self.done.append(("rolls", rolls_left))

    def play(self, sound: Sound) -> None:
        self.done.append(sound)

    def loudness(self, percent: int) -> None:
        self.done.append(("loudness", percent))


@dataclass
class Cared:
    """An upkeep and what is around it."""

    around: Around
    upkeep: Upkeep
    data: Path

    def told(self, message: Message, *, after: float = 1.0, session: Session = SESSION) -> None:
        """The server says something."""
        received = Received(COMMAND, message.to_json())
        self.upkeep.told(received, session, REPORT, at(after))

    def answer(self) -> str:
        """What was said last."""
        (said,) = self.around.sent
        self.around.sent.clear()
        assert not isinstance(said, Ping)
        return said.reason.value if isinstance(said, CommandRefused) else said.kind


@pytest.fixture
def kiosk(tmp_path: Path) -> Cared:
    return made(tmp_path, Around())


def made(data: Path, around: Around) -> Cared:
    settings = KioskSettings(
        site="aizu", kiosk="kiosk-1", data=data, mqtt="mqtt://kiosk-1:secret@192.0.2.10:1883"
    )
    hands = Hands(around.events.append, around.pictures.append, lambda: around.done.append("end"))
    upkeep = Upkeep(settings, lambda: around, around, around, hands, started_at=WALL)
    around.done.clear()
    return Cared(around, upkeep, data)


def test_a_test_print_is_answered_once_it_is_on_paper(kiosk: Cared) -> None:
    kiosk.told(TestPrint(**TIMES))
    kiosk.told(TestPrint(**TIMES))
    assert kiosk.around.done == [("trial", ORDER)], "the same one once"
    assert kiosk.around.sent == []
    kiosk.upkeep.test_printed(TestPrinted(ORDER, printed=True), at(3))
    assert kiosk.answer() == "done"
    kiosk.told(TestPrint(**TIMES), after=4)
    assert kiosk.answer() == "done", "the same answer to the same command"
    assert kiosk.around.done == [("trial", ORDER)]


def test_paper_that_did_not_come_out_is_not_done(kiosk: Cared) -> None:
    kiosk.told(TestPrint(**TIMES))
    kiosk.upkeep.test_printed(TestPrinted(UUID(int=1), printed=True), at(3))
    kiosk.upkeep.test_printed(TestPrinted(ORDER, printed=False), at(3))
    assert kiosk.answer() == "not_printed"


def test_an_old_command_is_not_carried_out_and_a_late_restart_has_happened(kiosk: Cared) -> None:
    kiosk.told(TestPrint(**TIMES), after=31)
    assert kiosk.answer() == "expired"
    before = WALL - timedelta(seconds=5)
    kiosk.told(Restart(id=ORDER, at=before, expires_at=WALL + timedelta(seconds=25)))
    assert kiosk.answer() == "done"
    assert (kiosk.around.done, kiosk.around.events) == ([], [])


@pytest.mark.parametrize(
    ("payload", "reason"),
    [(b"{", "malformed"), (b'{"kind":"dance"}', "malformed"), (b"x" * 20_000, "malformed")],
)
def test_what_is_no_command_changes_nothing(kiosk: Cared, payload: bytes, reason: str) -> None:
    kiosk.upkeep.told(Received(COMMAND, payload), SESSION, REPORT, at(1))
    assert kiosk.answer() == reason
    kiosk.upkeep.told(
        Received(COMMAND, Restart(**TIMES).to_json(), retained=True), SESSION, REPORT, at(1)
    )
    assert (kiosk.around.sent, kiosk.around.done, kiosk.around.events) == ([], [], [])


def test_a_kiosk_without_a_printer_says_so(tmp_path: Path) -> None:
    kiosk = made(tmp_path, Around(has_tickets=False))
    for command in (TestPrint(**TIMES), PaperReplaced(**{**TIMES, "id": UUID(int=51)})):
        kiosk.told(command)
        assert kiosk.answer() == "no_printer"


def test_no_test_comes_out_where_the_printer_cannot_or_somebody_waits_for_paper(
    kiosk: Cared,
) -> None:
    out = replace(REPORT, status=PrinterStatus(PrinterState.PAPER_OUT))
    kiosk.upkeep.told(Received(COMMAND, TestPrint(**TIMES).to_json()), SESSION, out, at(1))
    assert kiosk.answer() == "not_printed"
    there = replace(SESSION, language="en", language_chosen=True)
    kiosk.told(TestPrint(**{**TIMES, "id": UUID(int=51)}), session=there)
    assert kiosk.answer() == "in_use"


def test_paper_is_told_and_the_screen_is_asked_about_the_rest(kiosk: Cared) -> None:
    kiosk.told(PaperReplaced(**TIMES, rolls_left=5))
    assert (kiosk.answer(), kiosk.around.done) == ("done", [("roll", 5)])
    identify = Identify(**{**TIMES, "id": UUID(int=52)})
    kiosk.told(identify)
    assert kiosk.around.events == [Commanded(identify, Kept(), Facts("kiosk-1", "aizu"))]
    kiosk.upkeep.do(Answer(identify.id, "in_use"), at(1))
    assert kiosk.answer() == "in_use"
    kiosk.upkeep.do(RestartKiosk(), at(1))
    assert kiosk.around.done[-1] == "end"


def test_what_staff_set_outlives_the_process(kiosk: Cared) -> None:
    kept = Kept(out_of_service=True, loudspeaker=30)
    kiosk.upkeep.do(Keep(kept, sounds=True), at(1))
    assert kiosk.around.done == [("loudness", 30), Sound.ISSUED]
    again = made(kiosk.data, Around())
    assert again.upkeep.kept == kept
    out = PutOutOfService(**TIMES, out=False)
    again.told(out)
    assert again.around.events == [Commanded(out, kept, Facts("kiosk-1", "aizu", kept))]
    (kiosk.data / "staff-settings.json").write_text("?")
    assert load_kept(kiosk.data) == Kept()


def test_a_picture_of_the_screen(kiosk: Cared) -> None:
    kiosk.told(Screenshot(**TIMES))
    kiosk.around.pictures[0](Picture(b"jpeg", hidden=True))
    (said,) = kiosk.around.sent
    assert isinstance(said, ScreenshotTaken)
    assert (said.jpeg, said.hidden) == (b"jpeg", True)
    kiosk.around.sent.clear()
    kiosk.told(Screenshot(**TIMES))
    assert kiosk.around.sent == []
    assert len(kiosk.around.pictures) == 1, "it is kept nowhere, and not taken twice"
    kiosk.told(Screenshot(**{**TIMES, "id": UUID(int=53)}))
    kiosk.around.pictures[1](None)
    assert kiosk.answer() == "no_picture"


def test_whoever_stands_before_the_camera_is_not_on_it() -> None:
    white = bytes([255]) * (3 * 40 * 30)
    grey = without(white, 40, 30, Box(10, 0, 20, 10))
    rows = [grey[row * 120 : (row + 1) * 120] for row in range(30)]
    # the lowest row comes first
    assert rows[0] == bytes([255]) * 120
    assert rows[29] == bytes([255] * 30 + [HIDDEN_GREY] * 63 + [255] * 27)
    assert small_jpeg(white, 40, 30, 10) is None
    small = small_jpeg(white, 40, 30, 10_000)
    assert small is not None
    assert small.startswith(b"\xff\xd8")


def test_the_network_page_knows_how_far_the_server_is(kiosk: Cared) -> None:
    network = Session(Maintaining(0.0, Maintenance(Page.NETWORK)), connected=True)

    def looks(seconds: float) -> Facts:
        kiosk.around.events.clear()
        kiosk.upkeep.look(network, REPORT, CameraState.SEEING, ScannerState.READY, at(seconds))
        (event,) = kiosk.around.events
        assert isinstance(event, FactsKnown)
        return event.facts

    facts = looks(10)
    (ping,) = kiosk.around.sent
    assert isinstance(ping, Ping)
    assert (facts.broker, facts.own_address) == ("192.0.2.10:1883", "192.0.2.112")
    assert (facts.round_trip_ms, facts.reply_age) == (None, None)
    assert (facts.printer, facts.metres_left, facts.rolls_left) == ("ready", 31.6, 3)
    kiosk.upkeep.heard(at(10.25))
    pong = Pong(id=ping.id, at=WALL + timedelta(seconds=10.25 - 90))
    kiosk.told(pong, after=10.25)
    facts = looks(12)
    assert (facts.round_trip_ms, facts.clock_off, facts.reply_age) == (250, 90, 1)
    assert len(kiosk.around.sent) == 1, "not asked without a pause"
    looks(10 + PING_SECONDS)
    assert len(kiosk.around.sent) == 2
    assert "secret" not in repr(facts)


def test_versions_hold_no_password() -> None:
    assert dict(versions("none")).keys() == {
        "Madoguchi", "Python", "Kivy", "OS", "Kernel", "Printer",
    }  # fmt: skip
    said = printer_words("tcp://user:secret@192.0.2.21:9100?model=TM-T88VII")
    assert said == "TM-T88VII tcp://192.0.2.21"
