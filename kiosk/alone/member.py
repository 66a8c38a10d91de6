"""Where what a kiosk does alone meets the rest of it. For Kivy's thread, but for `connection`."""

from collections.abc import Callable
from uuid import UUID

import structlog
from uuid6 import uuid7

from kiosk.alone.cached import cached_catalogue
from kiosk.alone.giving import Ask
from kiosk.alone.report import AloneReport
from kiosk.alone.worker import AloneWorker, Outside
from kiosk.incoming import AloneAnswered, NotUnderstoodError, event_of
from kiosk.line import Line
from kiosk.session.effects import GiveUp, IssueAlone, Send
from kiosk.session.events import (
    CatalogueArrived,
    Event,
    ReplyArrived,
    WaitsArrived,
)
from kiosk.settings import KioskSettings
from printer_drivers.spool.clock import system_clock
from protocol.link import Received
from protocol.messages import CheckIn, TakeTicket
from protocol.topics import Topics

log = structlog.get_logger(__name__)


class AloneMember:
    """Tells the worker what the kiosk hears and does, and asks it for numbers."""

    def __init__(
        self,
        settings: KioskSettings,
        line: Callable[[], Line],
        *,
        put: Callable[[Event], None],
        on_report: Callable[[AloneReport], None],
        is_printed: Callable[[UUID], bool],
    ) -> None:
        """`put` and `on_report` only enqueue. `line` gives the connection, which is made later."""
        self._settings = settings
        self._prints = settings.printer != "none"
        self._line = line
        self._topics = Topics.of(settings.site)
        self._worker = AloneWorker(
            settings.data,
            settings.kiosk,
            Outside(lambda message: line().ask(message), put, on_report, is_printed),
            system_clock(),
            uuid7,
        )

    def start(self) -> CatalogueArrived | None:
        """Begin. The catalogue as it was when this kiosk was last connected, if there is one."""
        self._worker.start()
        payload = cached_catalogue(self._settings.data)
        if payload is None:
            return None
        try:
            event = event_of(
                Received(self._topics.catalogue, payload), self._topics, self._settings.kiosk
            )
        except NotUnderstoodError as error:
            log.warning("catalogue_unreadable", error=str(error))
            return None
        if isinstance(event, CatalogueArrived) and event.catalogue.site == self._settings.site:
            return event
        return None

    def close(self) -> None:
        """End."""
        self._worker.close()

    def connection(self, connected: bool) -> None:
        """The broker is there, or gone. From any thread."""
        self._worker.connection(connected)

    def hears(
        self, event: CatalogueArrived | WaitsArrived | ReplyArrived | AloneAnswered, raw: bytes
    ) -> None:
        """Something that the server has said; `raw` as it came."""
        match event:
            case AloneAnswered(reply):
                self._worker.heard(reply)
            case CatalogueArrived():
                self._worker.catalogue(raw)
            case WaitsArrived(services, made_at, kept=False):
                takes = {entry.service: entry.status == "open" for entry in services}
                self._worker.services(takes, made_at)
            case ReplyArrived(reply_id=UUID() as reply_id, ticket=ticket, reason=reason):
                if reason is not None:
                    self._worker.refused(reply_id, reason)
                if ticket is not None and self._prints:
                    self._worker.ticketed(reply_id)
                elif ticket is not None or reason is not None:
                    self._worker.answered(reply_id)

    def do(self, effect: Send | IssueAlone | GiveUp) -> None:
        """Send a request, answer it, or give it up."""
        match effect:
            case Send(request):
                sent = self._line().ask(request)
                if sent and isinstance(request, TakeTicket | CheckIn):
                    self._worker.asked(request.id)
            case IssueAlone(request, catalogue, waits):
                self._worker.issue(Ask(request, catalogue, waits))
            case GiveUp(request_id):
                self._worker.give_up(request_id)
