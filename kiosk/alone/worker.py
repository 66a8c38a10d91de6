"""Owns what a kiosk needs to go on alone, in a thread of its own: the screen waits for no disk."""

import queue
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog

from kiosk.alone.cached import save_catalogue
from kiosk.alone.clock import Heard, is_set_by_a_time_server, moment
from kiosk.alone.damage import AloneDamagedError
from kiosk.alone.giving import Ask, ticket_of, wanted
from kiosk.alone.keeper import Keeper
from kiosk.alone.opening import Books
from kiosk.alone.report import AloneReport
from kiosk.alone.store import AloneStore
from kiosk.session.events import IssuedAlone
from kiosk.session.model import Now
from printer_drivers.spool.clock import Instant
from protocol.alone_messages import (
    IssuedReported,
    NumbersLeased,
    NumbersReturned,
    Withdrawn,
)
from protocol.messages import TicketReply
from protocol.reasons import Reason
from protocol.requests import AloneRequest

OPEN_AGAIN_SECONDS: Final = 15.0
"""So often a disk is tried again that could not be used."""
PRINT_LOOK_SECONDS: Final = 1.0
"""So often it is looked whether a paper is written down."""
PRINT_SECONDS: Final = 60.0
"""After so long it never will be: nobody stood there any more."""
CLOSE_SECONDS: Final = 5.0
"""Less than systemd waits before it kills (TimeoutStopSec)."""

AloneAnswer = NumbersLeased | NumbersReturned | IssuedReported | Withdrawn
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outside:
    """What the worker calls, from its own thread."""

    say: Callable[[AloneRequest], object]
    """Sends a message, where there is a broker."""
    on_issued: Callable[[IssuedAlone], None]
    on_report: Callable[[AloneReport], None]
    is_printed: Callable[[UUID], bool]
    """Whether the paper of a request's number was, or is to be, printed."""
    clock_is_set: Callable[[], bool] = is_set_by_a_time_server
    """Whether a time server has set this machine's clock."""


class AloneWorker:
    """Gives numbers when nobody answers, and tells the server when it is there again.

    All but `run_due` may be called from any thread, and return at once.
    """

    def __init__(
        self,
        folder: Path,
        kiosk: str,
        outside: Outside,
        clock: Callable[[], Instant],
        new_id: Callable[[], UUID],
    ) -> None:
        """`folder` is the data folder; `clock` counts over the ends of processes."""
        self._folder = folder
        self._kiosk = kiosk
        self._outside = outside
        self._clock = clock
        self._new_id = new_id
        self._books = Books(folder, lambda: _wall(clock()))
        self._store: AloneStore | None = None
        self._keeper: Keeper | None = None
        self._connected = False
        self._takes: Mapping[str, bool] = {}
        self._heard: Heard | None = None
        self._began = False
        self._reported: AloneReport | None = None
        self._to_print: dict[UUID, float] = {}
        """Requests with a number whose paper is not written down yet, and until when that is looked
        for."""
        self._work: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="alone", daemon=True)

    def start(self) -> None:
        """Work in a thread of its own, until `close`."""
        self._thread.start()

    def close(self) -> None:
        """End, with the file let go of. A disk that hangs does not hold up the end."""
        self._work.put(None)
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS)
        if self._thread.is_alive():
            log.warning("alone_store_hangs")

    def issue(self, ask: Ask) -> None:
        """Give a number; the answer is `on_issued`."""
        self._work.put(lambda: self._issue(ask))

    def give_up(self, request: UUID) -> None:
        """Nobody got a number for this request: it shall have no effect."""
        self._work.put(
            lambda: self._keep(lambda keeper, _: keeper.give_up(request, self._new_id()))
        )

    def asked(self, request: UUID) -> None:
        """A number was asked for at the server."""
        self._work.put(lambda: self._with(lambda store: store.asked(request)))

    def answered(self, request: UUID) -> None:
        """The server has answered that, or nobody waits for it any more."""
        self._work.put(lambda: self._with(lambda store: store.answered(request)))

    def ticketed(self, request: UUID) -> None:
        """The server has given a number: nobody waits once its paper is written down to be printed.

        Forgotten before, a request would be withdrawn by nobody whose paper never came.
        """
        until = self._clock().seconds + PRINT_SECONDS
        self._work.put(lambda: self._to_print.update({request: until}))

    def heard(self, reply: AloneAnswer) -> None:
        """The server has answered a message of this worker's."""
        self._work.put(lambda: self._hear(reply))

    def refused(self, message: UUID, reason: Reason) -> None:
        """The server has refused something."""
        self._work.put(lambda: self._keep(lambda keeper, now: keeper.refused(message, reason, now)))

    def connection(self, connected: bool) -> None:
        """The broker is there, or gone."""
        self._work.put(lambda: self._connection(connected))

    def services(self, takes: Mapping[str, bool], at: datetime) -> None:
        """Which services take people, as the server says just now, `at` by its clock."""
        seconds = self._clock().seconds
        self._work.put(lambda: self._services(takes, Heard(at, seconds)))

    def catalogue(self, payload: bytes) -> None:
        """Keep the catalogue for a start without the server."""
        self._work.put(lambda: save_catalogue(self._folder, payload))

    def run_due(self) -> float:
        """Do what is due now; the seconds until there may be more. Only for the thread itself, and
        for tests that have none."""
        while not self._work.empty():
            act = self._work.get()
            if act is None:
                self._books.close()
                return -1.0
            act()
        return self._look()

    def _run(self) -> None:
        wait = self.run_due()
        while wait >= 0:
            try:
                act = self._work.get(timeout=wait)
            except queue.Empty:
                act = _nothing
            if act is None:
                break
            act()
            wait = self.run_due()
        self._books.close()

    def _now(self) -> Now:
        now = self._clock()
        return Now(now.seconds, _wall(now))

    def _opened(self) -> AloneStore | None:
        """The store, with what has to be done once it can be used (again)."""
        store = self._books.open()
        if store is None or store is self._store:
            return store
        boot = self._clock().boot
        if not self._began:
            self._began = True
            for request in store.unanswered():
                if self._outside.is_printed(request):
                    store.answered(request)
                else:
                    store.withdraw(request, self._new_id())
        self._keeper = Keeper(store, self._outside.say, self._new_id, boot)
        now = self._now()
        self._keeper.connection(self._connected, now)
        self._keeper.services(self._takes, now)
        self._heard = self._heard or store.heard(boot)
        self._store = store
        return store

    def _with(self, act: Callable[[AloneStore], object]) -> bool:
        """Do something with the store. False where it cannot be used."""
        try:
            store = self._opened()
            if store is None:
                return False
            act(store)
        except (sqlite3.Error, AloneDamagedError) as error:
            self._store = self._keeper = None
            self._books.failed(error)
            return False
        return True

    def _keep(self, act: Callable[[Keeper, Now], object]) -> None:
        keeper = self._keeper
        if keeper is not None:
            self._with(lambda _: act(keeper, self._now()))

    def _issue(self, ask: Ask) -> None:
        ticket: TicketReply | None = None

        def give(store: AloneStore) -> None:
            nonlocal ticket
            now = self._now()
            want = wanted(
                ask,
                self._kiosk,
                self._new_id(),
                moment(
                    self._heard,
                    now.seconds,
                    now.wall,
                    certain=self._outside.clock_is_set(),
                    boot=self._clock().boot,
                ),
            )
            given = store.give(want, withdraw=self._new_id())
            ticket = None if given is None else ticket_of(ask, given)

        if not self._with(give) and self._books.trouble is None:
            # a file that was damaged has been put aside, and a new one may be had
            self._with(give)
        log.info("number_given_alone", number=None if ticket is None else ticket.number)
        self._outside.on_issued(IssuedAlone(ask.request.id, ticket))
        self._keep(lambda keeper, now: keeper.given(now))

    def _hear(self, reply: AloneAnswer) -> None:
        self._with(lambda _: None)
        keeper = self._keeper
        if isinstance(reply, NumbersLeased) and keeper is not None and keeper.waits_for(reply.id):
            self._heard = Heard(reply.at, self._clock().seconds)
        self._keep(lambda keeper, now: keeper.heard(reply, now))

    def _connection(self, connected: bool) -> None:
        self._connected = connected
        self._keep(lambda keeper, now: keeper.connection(connected, now))

    def _services(self, takes: Mapping[str, bool], heard: Heard) -> None:
        self._heard = heard
        if takes != self._takes:
            self._takes = takes
            self._keep(lambda keeper, now: keeper.services(takes, now))

    def _look(self) -> float:
        self._with(lambda _: None)
        wait = OPEN_AGAIN_SECONDS
        # of a file that cannot be read now, what was known of it
        counts = self._reported or AloneReport()

        def look(store: AloneStore) -> None:
            nonlocal wait, counts
            if self._keeper is not None:
                self._keeper.time(self._heard)
                wait = self._keeper.look(self._now())
            found = store.counts()
            counts = AloneReport(found.waiting, found.dead)

        self._with(look)
        if self._forget_printed():
            wait = min(wait, PRINT_LOOK_SECONDS)
        report = replace(counts, trouble=self._books.trouble)
        if report != self._reported:
            self._reported = report
            self._outside.on_report(report)
        return wait

    def _forget_printed(self) -> bool:
        """Whether there is a number whose paper is still to be written down."""
        now = self._clock().seconds
        for request, until in list(self._to_print.items()):
            printed = self._outside.is_printed(request)
            if now > until or (printed and self._with(partial(_answered, request))):
                del self._to_print[request]
        return bool(self._to_print)


def _wall(now: Instant) -> datetime:
    return datetime.fromtimestamp(now.wall, UTC)


def _answered(request: UUID, store: AloneStore) -> None:
    store.answered(request)


def _nothing() -> None:
    return
