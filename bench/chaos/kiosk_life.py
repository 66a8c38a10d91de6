"""One life of what a kiosk keeps, in a process of its own: the numbers that it gives alone with its
outbox, and the spool. The printer's tray is the socket's other end, which outlives it.
"""

import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import structlog
from uuid6 import uuid7

from bench.chaos.lobby import ALONE_KIOSK, SMALL
from bench.chaos.server_life import MESSAGE_MAX, Silent
from kiosk.alone.clock import Moment
from kiosk.alone.opening import STORE_FILE
from kiosk.alone.store import AloneStore
from kiosk.alone.wanted import Given, Wanted
from printer_drivers.documents import Document, Text
from printer_drivers.spool.clock import system_clock
from printer_drivers.spool.jobs import Job, JobPaper, JobState, NewJob
from printer_drivers.spool.opening import open_store
from printer_drivers.spool.runner import Spool, SpoolEars
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult
from protocol.alone_messages import NumbersLeased
from protocol.messages import TakeTicket
from queue_server.domain.alone.letters import emergency_letters

LETTER = emergency_letters(SMALL.site)[ALONE_KIOSK]
"""Its emergency letter."""


class Tray:
    """A printer whose paper falls to the socket's other end."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def status(self) -> PrinterStatus:
        """It is well."""
        return PrinterStatus(PrinterState.READY)

    def print(self, document: Document) -> PrintResult:
        """A paper, whole once it is there."""
        [block] = document.blocks
        self._connection.send(b"p" + (block.text if isinstance(block, Text) else "").encode())
        return PrintResult(printed=True, status=self.status(), started=True)

    def prepare(self, document: Document) -> None:
        """Nothing is drawn here."""

    def expect_leftovers(self) -> None:
        """What hangs out of it is torn off."""

    def close(self) -> None:
        """Nothing to let go of."""


def live(folder: Path, connection: socket.socket, now: Callable[[], datetime]) -> NoReturn:
    """Open what the life before left, say what is in the outbox, and serve until the kill.

    It is told by messages: `g` and the id of a request, for which it gives a number and prints it;
    `l` and a lease; `x` and the id of a report that the server has. It answers with `g`, the id and
    the number once that is durable; `w` and a row of its outbox; `p` and a paper; `f` and the id of
    one that it has given up.
    """
    structlog.configure(logger_factory=lambda *_: Silent())
    try:
        _serve(folder, connection, now)
    except BaseException as error:  # noqa: BLE001  whatever it was, the run must say it
        connection.send(b"!" + repr(error).encode()[:2000])
        os._exit(70)


def _serve(folder: Path, connection: socket.socket, now: Callable[[], datetime]) -> NoReturn:
    store = AloneStore.open(folder / STORE_FILE)
    spool = Spool(
        open_store(folder / "spool.sqlite", wall=time.time()),
        Tray(connection),
        system_clock(),
        SpoolEars(partial(_say_end, connection), lambda _: None),
    )
    for report in store.waiting():
        # given before the kill, and perhaps not in the spool: its resident still stands there
        _say(connection, report.id, report.letter, report.sequence)
        connection.send(b"w" + report.to_json())
        spool.put(_job(report.id, report.visit, report.letter, report.sequence))
    spool.start()
    connection.send(b"r")
    while True:
        message = connection.recv(MESSAGE_MAX)
        kind, rest = message[:1], message[1:]
        if kind == b"g":
            request = UUID(rest.decode())
            given = _given(store, request, now())
            _say(connection, request, given.letter, given.sequence)
            spool.put(_job(request, given.visit, given.letter, given.sequence))
            for report in store.waiting():
                if report.id == request:
                    connection.send(b"w" + report.to_json())
        elif kind == b"l":
            store.leased(NumbersLeased.model_validate_json(rest))
        elif kind == b"x":
            store.reported(UUID(rest.decode()))
        else:
            # whoever asked is gone
            os._exit(0)


def _say_end(connection: socket.socket, job: Job) -> None:
    # as the screen says it, and sends whoever stands there to a counter
    if job.state.ended and job.state is not JobState.CONFIRMED:
        connection.send(b"f" + str(job.id).encode())


def _say(connection: socket.socket, request: UUID, letter: str, sequence: int) -> None:
    connection.send(b"g" + f"{request} {letter}{sequence:03d}".encode())


def _given(store: AloneStore, request: UUID, at: datetime) -> Given:
    given = store.give(
        Wanted(
            request=TakeTicket(id=request, at=at, services=(SMALL.services[0],)),
            services=(SMALL.services[0],),
            visit=uuid7(),
            now=Moment(at.astimezone(UTC), "server"),
            time_zone=str(SMALL.site.zone),
            emergency_letter=LETTER,
        )
    )
    if given is None:
        raise RuntimeError("a kiosk with an emergency letter always has a number")
    return given


def _job(request: UUID, visit: UUID, letter: str, sequence: int) -> NewJob:
    first, again = (
        Document(blocks=(Text(text=f"{request} {letter}{sequence:03d} {mark}"),))
        for mark in ("first", "again")
    )
    return NewJob(request, (JobPaper(first, again),), str(visit), lifetime=3600.0)
