"""The kiosk put together: camera, printer, broker and screen around one session.

Other threads only put events into a queue; everything else happens on Kivy's thread.
"""

import queue
import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from types import FrameType

import structlog
from kivy.base import runTouchApp, stopTouchApp
from kivy.clock import Clock
from kivy.core.window import Window
from uuid6 import uuid7

from kiosk.alone.member import AloneMember
from kiosk.alone.report import AloneReport
from kiosk.forgetting import Forgetting
from kiosk.incoming import AloneAnswered, NotUnderstoodError, event_of
from kiosk.keypad.pad import Pad, open_pad
from kiosk.line import Line
from kiosk.narrator import Narrator
from kiosk.navi.form import CertificateForm
from kiosk.papers import load_papers
from kiosk.printers import OpenedPrinters, Printers
from kiosk.readiness import sight_of, supply_of
from kiosk.reading.admission import FOREIGN, admitted
from kiosk.reading.camera import Camera
from kiosk.reading.cameras import open_camera
from kiosk.reading.live_reader import LiveReader
from kiosk.reading.watch import PassWatcher
from kiosk.reporting import Reporting
from kiosk.scanners.opening import open_scanner
from kiosk.scanners.scanner import Scanner
from kiosk.screens.common import Touched, Touches
from kiosk.screens.services import PER_PAGE
from kiosk.screenshot import Picture
from kiosk.session.effects import (
    CancelPrint,
    Chime,
    Effect,
    GiveUp,
    IssueAlone,
    Print,
    PrintLarge,
    Seal,
    Send,
)
from kiosk.session.events import (
    CameraChanged,
    CodeUnread,
    ConnectionChanged,
    Event,
    KeyPressed,
    PaperChanged,
    PassSeen,
    Sealed,
    ServiceTouched,
    SupplyChanged,
    TestPrinted,
    Tick,
)
from kiosk.session.model import Now, Sight, Supply
from kiosk.session.step import new_session, step
from kiosk.settings import KioskSettings
from kiosk.show import Show
from kiosk.sounds import open_chimes
from kiosk.speech.opening import open_speaker, place_of
from kiosk.touching import event_of_touch
from kiosk.upkeep import Hands, Upkeep
from kiosk.view import view_of
from kiosk.words import load_words
from printer_drivers.spool.clock import system_clock
from printer_drivers.spool.report import SpoolReport
from protocol.link import Broker, Received
from protocol.sealed import seal
from protocol.topics import Topics

TICK_SECONDS = 0.1
PRINT_FIRST_SECONDS = 0.05
"""So long the screen waits when a number is to be printed: drawing and printing at the same time
would bring the number later on both."""

log = structlog.get_logger(__name__)


class KioskFailedError(Exception):
    """A part of the kiosk ended that must not. The process ends too, and is started again."""


class Kiosk:
    """One kiosk: made, run once, and gone."""

    def __init__(
        self,
        settings: KioskSettings,
        opened: OpenedPrinters,
        broker: Broker,
        *,
        forms: tuple[CertificateForm, ...],
        on_ready: Callable[[str], None],
    ) -> None:
        """`forms` can be asked for by touch. `on_ready` gets one line, once the first screen is up.
        The kiosk closes the printers and their spools."""
        self._settings = settings
        self._on_ready = on_ready
        self._topics = Topics.of(settings.site)
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._messages: queue.SimpleQueue[Received] = queue.SimpleQueue()
        self._reports: queue.SimpleQueue[SpoolReport] = queue.SimpleQueue()
        self._outboxes: queue.SimpleQueue[AloneReport] = queue.SimpleQueue()
        self._wake = Clock.create_trigger(lambda _passed: self._work())
        self._draw_from = float("-inf")
        """Nothing is drawn before (monotonic seconds)."""
        self._forgetting = Forgetting()
        self._ending = self._restarting = False
        self._failure: BaseException | None = None
        words = load_words()
        papers = load_papers(settings.papers)
        for problem in papers.problems():
            # said once and early, not when the first resident needs a number
            log.error("paper_template_broken", problem=problem)
        self._printers = Printers(
            opened,
            papers,
            settings,
            system_clock(),
            on_paper=self._put,
            on_trial=self._put,
            on_report=self._printer_says,
        )
        self._chimes = open_chimes(wanted=settings.sound)
        self._upkeep = Upkeep(
            settings,
            lambda: self._line.link,
            self._printers,
            self._chimes,
            Hands(self._put, self._take_picture, self._restart),
            started_at=self._now().wall,
        )
        self._session = new_session(
            self._now(),
            services_per_page=PER_PAGE,
            forms=forms,
            large_print=self._printers.has_large,
            at_exit=settings.exit,
            kept=self._upkeep.kept,
            can_speak=settings.speech != "none",
        )
        self._camera: Camera = open_camera(settings.camera, optics=settings.optics)
        self._reader = LiveReader()
        self._watcher = PassWatcher(
            self._camera,
            self._reader,
            self._code_read,
            time.monotonic,
            foreign=lambda text: text == FOREIGN,
            on_unread=lambda: self._put(CodeUnread()),
        )
        self._scanner: Scanner = open_scanner(settings.scanner, self._code_read)
        self._line = Line(settings, broker, on_message=self._received, on_connected=self._connected)
        self._alone = AloneMember(
            settings,
            lambda: self._line,
            put=self._put,
            on_report=self._alone_says,
            is_printed=self._printers.has_printed,
        )
        self._pad: Pad = open_pad(settings.keypad, lambda key: self._put(KeyPressed(key)))
        place = place_of(settings.speech)
        self._narrator = Narrator(
            words, open_speaker(place), private=place is None or place.private
        )
        self._reporting = Reporting(settings, self._line.link)
        self._show = Show(
            words,
            Touches(
                service=lambda service: self._put(ServiceTouched(service, uuid7())),
                other=self._touched,
            ),
            settings.mirror,
            mirror_entries=settings.mirror_entries,
            mounting=settings.mounting,
        )

    def run(self) -> None:
        """Serve people until SIGTERM, SIGINT or `stop`. Called on the main thread.

        Raises:
            KioskFailedError: a part ended that must not.
        """
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, self._on_signal)
        # a thread that is gone would leave a kiosk that looks alive and serves nobody
        threading.excepthook = self._thread_failed
        with ExitStack() as parts:
            parts.callback(self._show.close)
            parts.callback(self._camera.close)
            parts.callback(self._reader.close)
            parts.callback(self._watcher.close)
            parts.callback(self._scanner.close)
            parts.callback(self._narrator.close)
            parts.callback(self._pad.close)
            parts.callback(self._printers.close)
            parts.callback(self._goodbye)
            self._printers.start()
            self._watcher.start()
            remembered = self._alone.start()
            parts.callback(self._alone.close)
            if remembered is not None:
                self._put(remembered)
            self._line.link.open()
            ticking = Clock.schedule_interval(lambda _passed: self._work(), TICK_SECONDS)
            parts.callback(ticking.cancel)
            Clock.schedule_once(lambda _passed: self._work(), 0)
            Window.bind(on_flip=self._first_screen)
            parts.callback(Window.unbind, on_flip=self._first_screen)
            runTouchApp(self._show.root)
        if self._failure is not None:
            raise KioskFailedError(str(self._failure)) from self._failure

    @property
    def wants_restart(self) -> bool:
        """Whether it has ended so that it is started again."""
        return self._restarting

    def stop(self) -> None:
        """Have `run` end, from any thread."""
        self._ending = True

    def _put(self, event: Event) -> None:
        self._events.put(event)
        self._wake()

    def _code_read(self, text: str) -> None:
        self._put(PassSeen(admitted(text), uuid7()))

    def _received(self, received: Received) -> None:
        self._messages.put(received)
        self._wake()

    def _connected(self, there: bool) -> None:
        self._alone.connection(there)
        self._put(ConnectionChanged(there))

    def _alone_says(self, report: AloneReport) -> None:
        self._outboxes.put(report)
        self._wake()

    def _printer_says(self, report: SpoolReport) -> None:
        self._reports.put(report)
        self._wake()

    def _thread_failed(self, args: threading.ExceptHookArgs) -> None:
        log.critical(
            "thread_ended", thread=args.thread and args.thread.name, error=repr(args.exc_value)
        )
        self._failure = args.exc_value or KioskFailedError("a thread ended")
        self._ending = True

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()

    def _take_picture(self, taken: Callable[[Picture | None], None]) -> None:
        self._show.take_picture(taken)

    def _restart(self) -> None:
        self._restarting = True
        self.stop()

    def _touched(self, touch: Touched) -> None:
        self._put(event_of_touch(touch, uuid7()))

    def _first_screen(self, *_: object) -> None:
        Window.unbind(on_flip=self._first_screen)
        self._forgetting.begin()
        width, height = Window.size
        self._on_ready(
            f"kiosk ready: {self._settings.kiosk} at {self._settings.site},"
            f" {int(width)}x{int(height)}, camera {self._settings.camera},"
            f" printer {self._settings.printer}"
        )

    def _work(self) -> None:
        """Take in all that happened, and show what came of it."""
        if self._ending:
            stopTouchApp()
            return
        while not self._messages.empty():
            self._understand(self._messages.get())
        while not self._reports.empty():
            self._reporting.printer = self._reports.get()
        while not self._outboxes.empty():
            self._reporting.outbox = self._upkeep.outbox = self._outboxes.get()
        sight, supply = self._sight(), self._supply()
        if sight is not self._session.camera:
            self._step(CameraChanged(sight))
        if supply is not self._session.supply:
            self._step(SupplyChanged(supply))
        while not self._events.empty():
            self._step(self._events.get())
        self._step(Tick())
        now = self._now()
        self._upkeep.look(
            self._session, self._reporting.printer, self._camera.state, self._scanner.state, now
        )
        if now.seconds >= self._draw_from:
            view = view_of(self._session, now)
            self._show.update(view, self._watcher.frame(), now.seconds)
            self._narrator.update(view, self._show.page)
            self._show.focus(self._narrator.focus)
            self._forgetting.shown(self._session.screen)
            if self._narrator.waits:
                self._wake()
        self._reporting.update(
            self._camera.state,
            self._scanner.state,
            self._session,
            now,
            keypad=self._pad.state,
            speech=self._narrator.speaker,
        )

    def _sight(self) -> Sight:
        has_camera, has_scanner = (
            self._settings.camera != "none",
            self._settings.scanner != "none",
        )
        return sight_of(
            self._camera.state if has_camera else None,
            self._scanner.state if has_scanner else None,
        )

    def _supply(self) -> Supply:
        return supply_of(self._reporting.printer, has_printer=self._printers.has_tickets)

    def _understand(self, received: Received) -> None:
        now = self._now()
        self._upkeep.heard(now)
        if received.topic == self._topics.device_command(self._settings.kiosk):
            self._upkeep.told(received, self._session, self._reporting.printer, now)
            return
        try:
            event = event_of(received, self._topics, self._settings.kiosk)
        except NotUnderstoodError as error:
            log.warning("message_not_understood", error=str(error))
            return
        self._alone.hears(event, received.payload)
        if not isinstance(event, AloneAnswered):
            self._step(event)

    def _step(self, event: Event) -> None:
        if isinstance(event, TestPrinted):
            self._upkeep.test_printed(event, self._now())
        if isinstance(event, PaperChanged) and event.paper.ended and event.paper.ticket_out:
            self._reporting.tickets_printed += 1
        if isinstance(event, KeyPressed) and self._session.guided:
            # the first key only begins to read the screen
            self._narrator.press(event.key)
        self._session, effects = step(self._session, event, self._now())
        for effect in effects:
            self._do(effect)

    def _do(self, effect: Effect) -> None:
        match effect:
            case Send() | IssueAlone() | GiveUp():
                self._alone.do(effect)
            case Seal(request_id, request, key, site):
                self._put(Sealed(request_id, seal(request, key, site=site, request_id=request_id)))
            case Print() | PrintLarge() | CancelPrint():
                self._printers.put(effect)
                if isinstance(effect, Print):
                    self._draw_from = self._now().seconds + PRINT_FIRST_SECONDS
                    Clock.schedule_once(lambda _passed: self._work(), PRINT_FIRST_SECONDS)
            case Chime(sound):
                self._chimes.play(sound)
            case _:
                self._upkeep.do(effect, self._now())

    def _goodbye(self) -> None:
        self._reporting.goodbye()
        self._line.link.close()

    @staticmethod
    def _now() -> Now:
        return Now(time.monotonic(), datetime.now(UTC))
