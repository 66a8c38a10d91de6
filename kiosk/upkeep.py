"""Does what maintenance and the server ask for, and knows what maintenance shows.

For Kivy's thread, but for the callbacks that say so: they only enqueue.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, assert_never
from uuid import UUID

import structlog
from uuid6 import uuid7

from kiosk.alone.report import AloneReport
from kiosk.commands import CommandDesk
from kiosk.maintenance.digits import PinAnswer
from kiosk.maintenance.facts import Facts
from kiosk.maintenance.keeping import load_kept, save_kept
from kiosk.maintenance.kept import Kept
from kiosk.maintenance.model import Page
from kiosk.maintenance.pin import StaffPin
from kiosk.maintenance.wishes import (
    Answer,
    ChangeRoll,
    CheckPin,
    CountRolls,
    Keep,
    PrintTest,
    RestartKiosk,
    Wish,
)
from kiosk.reading.camera import CameraState
from kiosk.scanners.scanner import ScannerState
from kiosk.screenshot import Picture
from kiosk.session.effects import Sound
from kiosk.session.events import Commanded, Event, FactsKnown, PinChecked, TestPrinted
from kiosk.session.maintaining import maintenance_of, nobody_is_there
from kiosk.session.model import Now, Session
from kiosk.settings import KioskSettings
from kiosk.sounds import Chimes
from kiosk.versions import versions
from printer_drivers.spool.report import SpoolReport
from printer_drivers.status import PrinterStatus
from protocol.device_commands import (
    SCREENSHOT_BYTES_MAX,
    Command,
    CommandDone,
    CommandRefusal,
    CommandRefused,
    CommandResult,
    Identify,
    OpenMaintenance,
    PaperReplaced,
    Ping,
    Pong,
    PutOutOfService,
    Restart,
    Screenshot,
    ScreenshotTaken,
    TestPrint,
)
from protocol.link import Broker, Link, Received
from protocol.topics import Topics

PING_SECONDS = 3.0
"""Between two questions whether the server hears us, while somebody looks at the answer."""
TRIAL_SECONDS = 25.0
"""How long a test print is wanted: whoever asked for it stands there, or looks at a button."""

log = structlog.get_logger(__name__)


class TrialPrinter(Protocol):
    """What of the printers is asked for here."""

    @property
    def has_tickets(self) -> bool:
        """Whether there is a printer for tickets."""

    def trial(self, job_id: UUID, at: datetime, seconds: float) -> None:
        """Print a test; returns at once."""

    def change_roll(self, rolls_left: int | None) -> None:
        """A whole roll was put in."""

    def count_rolls(self, rolls_left: int) -> None:
        """So many rolls are in the cupboard."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What the rest of the kiosk does for its upkeep."""

    put: Callable[[Event], None]
    """Into the session's queue; from any thread."""
    picture: Callable[[Callable[[Picture | None], None]], None]
    """Has the next drawing of the screen handed over; None where it could not be read."""
    restart: Callable[[], None]
    """Ends the process so that it is started again."""


class Upkeep:
    """The kiosk's upkeep, by its staff and from the server."""

    def __init__(
        self,
        settings: KioskSettings,
        link: Callable[[], Link],
        printers: TrialPrinter,
        chimes: Chimes,
        hands: Hands,
        *,
        started_at: datetime,
    ) -> None:
        """`link` gives the connection, which is made later than this."""
        self.kept: Kept = load_kept(settings.data)
        self.outbox = AloneReport()
        """What was given while it was cut off, as it was said last."""
        self._settings = settings
        self._link = link
        self._printers = printers
        self._chimes = chimes
        self._hands = hands
        self._topics = Topics.of(settings.site)
        broker = Broker.of(settings.mqtt)
        self._broker = f"{broker.host}:{broker.port}"
        self._pin = StaffPin(settings.data)
        self._desk = CommandDesk(started_at)
        self._tests: dict[UUID, UUID] = {}
        """Test prints that the server waits for, and its commands."""
        self._asked: dict[UUID, float] = {}
        self._asked_at = float("-inf")
        self._heard_at: float | None = None
        self._round_trip_ms: int | None = None
        self._clock_off: int | None = None
        self._versions: tuple[tuple[str, str], ...] = ()
        chimes.loudness(self.kept.loudspeaker)
        problem = self._pin.problem()
        if problem is not None:
            log.error("staff_pin_unusable", problem=problem)

    def do(self, wish: Wish, now: Now) -> None:
        """Do what maintenance asks for."""
        match wish:
            case CheckPin(digits):
                self._check(digits)
            case PrintTest(job_id):
                self._printers.trial(job_id, now.wall, TRIAL_SECONDS)
            case ChangeRoll(rolls_left):
                self._printers.change_roll(rolls_left)
            case CountRolls(rolls_left):
                self._printers.count_rolls(rolls_left)
            case Keep(kept, sounds):
                self.kept = kept
                save_kept(self._settings.data, kept)
                self._chimes.loudness(kept.loudspeaker)
                if sounds:
                    self._chimes.play(Sound.ISSUED)
            case RestartKiosk():
                log.info("restart_wanted")
                self._hands.restart()
            case Answer(command, refused):
                if refused is None:
                    self._say(CommandDone(id=command, at=now.wall))
                else:
                    self._refuse(command, CommandRefusal(refused), now)
            case _:
                assert_never(wish)

    def heard(self, now: Now) -> None:
        """The server has said something to this kiosk."""
        self._heard_at = now.seconds

    def told(
        self, received: Received, session: Session, report: SpoolReport | None, now: Now
    ) -> None:
        """A message on this kiosk's topic of commands."""
        asked = self._desk.take(received, now.wall)
        match asked:
            case None:
                return
            case Pong():
                self._pong(asked, now)
            case CommandDone() | ScreenshotTaken() | CommandRefused():
                self._publish(asked)
            case _:
                log.info("told_by_server", kind=asked.kind)
                self._carry_out(asked, session, report, now)

    def test_printed(self, event: TestPrinted, now: Now) -> None:
        """A test print has ended."""
        command = self._tests.pop(event.job_id, None)
        if command is None:
            return
        if event.printed:
            self._say(CommandDone(id=command, at=now.wall))
        else:
            self._refuse(command, CommandRefusal.NOT_PRINTED, now)

    def look(
        self,
        session: Session,
        report: SpoolReport | None,
        camera: CameraState,
        scanner: ScannerState,
        now: Now,
    ) -> None:
        """While maintenance is open: tell it what it shows."""
        open_ = maintenance_of(session)
        if open_ is None:
            return
        if open_.page is Page.NETWORK and now.seconds - self._asked_at >= PING_SECONDS:
            self._ping(now)
        facts = self.facts(
            report, camera, scanner, now, page=open_.page, connected=session.connected
        )
        if facts != open_.facts:
            self._hands.put(FactsKnown(facts))

    def facts(
        self,
        report: SpoolReport | None,
        camera: CameraState,
        scanner: ScannerState,
        now: Now,
        *,
        page: Page,
        connected: bool,
    ) -> Facts:
        """What a page shows. What changes all the time only where it is shown."""
        settings = self._settings
        if not self._versions:
            self._versions = versions(settings.printer)
        network = page is Page.NETWORK
        heard = self._heard_at
        status = None if report is None else report.status
        return Facts(
            kiosk=settings.kiosk,
            site=settings.site,
            kept=self.kept,
            printer=self._printer_state(status),
            printer_detail="" if status is None else status.detail,
            metres_left=None
            if report is None or report.metres_left is None
            else round(report.metres_left, 1),
            rolls_left=None if report is None else report.rolls_left,
            jobs_waiting=0 if report is None else report.waiting,
            jobs_failed=0 if report is None else report.failed_today,
            camera=None if settings.camera == "none" else camera.name.lower(),
            scanner=None if settings.scanner == "none" else scanner.value,
            broker=self._broker,
            own_address=self._link().local_address if network else None,
            connected=connected,
            reply_age=int(now.seconds - heard) if network and heard is not None else None,
            round_trip_ms=self._round_trip_ms if network else None,
            clock_off=self._clock_off if network else None,
            versions=self._versions,
            outbox=self.outbox,
            loudspeaker=self._chimes.heard,
        )

    def _printer_state(self, status: PrinterStatus | None) -> str | None:
        if not self._printers.has_tickets:
            return None
        return "unknown" if status is None else status.state.value

    def _check(self, digits: str | None) -> None:
        if digits is None:
            if not self._pin.is_set():
                self._hands.put(PinChecked(PinAnswer.NONE_SET))
            return

        def check() -> None:
            answer = self._pin.check(digits)
            if answer is PinAnswer.WRONG:
                # how often and when, and never which
                log.warning("staff_pin_wrong")
            self._hands.put(PinChecked(answer))

        # it takes a third of a second, in which a screen that stands still looks broken
        threading.Thread(target=check, name="staff-pin", daemon=True).start()

    def _carry_out(
        self, command: Command, session: Session, report: SpoolReport | None, now: Now
    ) -> None:
        match command:
            case TestPrint():
                self._test_print(command, session, report, now)
            case PaperReplaced() if not self._printers.has_tickets:
                self._refuse(command.id, CommandRefusal.NO_PRINTER, now)
            case PaperReplaced(rolls_left=rolls_left):
                self._printers.change_roll(rolls_left)
                self._say(CommandDone(id=command.id, at=now.wall))
            case Screenshot():
                self._hands.picture(lambda picture: self._pictured(command.id, picture))
            case Identify() | OpenMaintenance() | PutOutOfService() | Restart():
                facts = Facts(kiosk=self._settings.kiosk, site=self._settings.site, kept=self.kept)
                self._hands.put(Commanded(command, self.kept, facts))
            case _:
                assert_never(command)

    def _test_print(
        self, command: TestPrint, session: Session, report: SpoolReport | None, now: Now
    ) -> None:
        if not self._printers.has_tickets:
            self._refuse(command.id, CommandRefusal.NO_PRINTER, now)
        elif not nobody_is_there(session) and maintenance_of(session) is None:
            # somebody would take it for theirs
            self._refuse(command.id, CommandRefusal.IN_USE, now)
        elif report is not None and not report.status.can_print:
            self._refuse(command.id, CommandRefusal.NOT_PRINTED, now)
        else:
            self._tests[command.id] = command.id
            self._printers.trial(command.id, now.wall, TRIAL_SECONDS)

    def _pictured(self, command: UUID, picture: Picture | None) -> None:
        at = datetime.now(UTC)
        if picture is None or len(picture.jpeg) > SCREENSHOT_BYTES_MAX:
            self._say(CommandRefused(id=command, at=at, reason=CommandRefusal.NO_PICTURE))
        else:
            self._say(ScreenshotTaken(id=command, at=at, jpeg=picture.jpeg, hidden=picture.hidden))

    def _ping(self, now: Now) -> None:
        self._asked_at = now.seconds
        if not self._link().connected:
            self._round_trip_ms = self._clock_off = None
            return
        ping = Ping(id=uuid7(), at=now.wall)
        # only the newest: an answer that took longer than the next question is no measure
        self._asked = {ping.id: now.seconds}
        self._publish(ping)

    def _pong(self, pong: Pong, now: Now) -> None:
        sent = self._asked.pop(pong.id, None)
        if sent is None:
            return
        self._round_trip_ms = round((now.seconds - sent) * 1000)
        self._clock_off = round((now.wall - pong.at).total_seconds())

    def _refuse(self, command: UUID, reason: CommandRefusal, now: Now) -> None:
        self._say(CommandRefused(id=command, at=now.wall, reason=reason))

    def _say(self, result: CommandResult) -> None:
        self._desk.answered(result)
        self._publish(result)

    def _publish(self, message: CommandResult | Ping) -> None:
        # what waited for a broker would be an answer to nobody
        if self._link().connected:
            topic = self._topics.device_result(self._settings.kiosk)
            self._link().publish(topic, message.to_json())
