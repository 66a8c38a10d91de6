"""The kiosk of the table: all of it that keeps something, but not its window. It stands still at
its states: a printer and callbacks that say when something was done.

The printer's tray is the socket's other end, which outlives the process.
"""

import json
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter
from uuid6 import uuid7

from bench.crashes.children import MESSAGE_MAX, At
from kiosk.alone.giving import Ask
from kiosk.alone.opening import STORE_FILE
from kiosk.alone.worker import AloneWorker, Outside
from kiosk.printing import PrintWorker
from kiosk.session.effects import Print
from kiosk.session.events import IssuedAlone, PaperChanged
from kiosk.session.screens import Paper
from printer_drivers.documents import Document, Text
from printer_drivers.spool.clock import Instant, system_clock
from printer_drivers.spool.opening import open_store
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult
from protocol import alone_messages as wire
from protocol.link import Broker, MqttLink, Received
from protocol.messages import Catalogue, Refused, TakeTicket, TicketReply
from protocol.requests import AloneRequest
from protocol.topics import Topics
from queue_server.compose import utc_now

PATIENCE: Final = 30.0
NOTED_SECONDS: Final = 30.0
FASTER: Final = 20
"""So many times as fast as the real one is the clock by which a kiosk repeats what nobody answered:
the table would wait two seconds in many cells else."""

_replies: TypeAdapter[
    TicketReply | Refused | wire.NumbersLeased | wire.IssuedReported | wire.Withdrawn
] = TypeAdapter(TicketReply | Refused | wire.NumbersLeased | wire.IssuedReported | wire.Withdrawn)


class TellingPrinter:
    """A printer whose paper falls to whoever holds the socket's other end."""

    def __init__(self, control: socket.socket, at: At) -> None:
        self._control = control
        self._at = at

    def status(self) -> PrinterStatus:
        """It is well."""
        return PrinterStatus(PrinterState.READY)

    def print(self, document: Document) -> PrintResult:
        """Print, a first byte and a last one."""
        [block] = document.blocks
        text = block.text if isinstance(block, Text) else ""
        self._at("taken_by_printer")
        self._control.send(b"f" + text.encode())
        self._at("first_byte")
        self._at("alone_first_byte")
        self._control.send(b"l" + text.encode())
        self._at("last_byte")
        self._at("paper_confirmed")
        return PrintResult(printed=True, status=self.status(), started=True)

    def prepare(self, document: Document) -> None:
        """Nothing is drawn here."""

    def expect_leftovers(self) -> None:
        """What hangs out of it is torn off."""

    def close(self) -> None:
        """Nothing to let go of."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a kiosk of the table lives."""

    folder: Path
    url: str
    """Of the broker."""
    name: str
    catalogue: Catalogue


def live(home: Home, control: socket.socket, at: At) -> None:  # noqa: PLR0915  one place wires all
    """Live until it is killed. `control` brings what somebody in front of it does: `t` and the id
    of a request for a number, `a`, by which the kiosk has waited long enough and goes on alone,
    `p`, by which it looks whether something is due, and `k` and an id, which asks whether there is,
    or will be, a paper for it.
    """
    folder, name, catalogue = home.folder, home.name, home.catalogue
    topics, clock = Topics.of(catalogue.site), system_clock()
    begun = clock()

    def faster() -> Instant:
        now = clock()
        return Instant(begun.seconds + (now.seconds - begun.seconds) * FASTER, now.wall, now.boot)

    def compose(
        reply: TicketReply,
        catalogue: Catalogue,  # noqa: ARG001  a `Compose`
        language: str,  # noqa: ARG001  as above
        *,
        again: bool = False,
    ) -> Document:
        text = json.dumps(
            [str(reply.id), str(reply.visit), reply.number, again, reply.alone],
            separators=(",", ":"),
        )
        return Document(blocks=(Text(text=text),))

    def print_number(ticket: TicketReply) -> None:
        compose(ticket, catalogue, "ja")
        at("composed")
        printing.put(Print(ticket, catalogue, "ja"))
        _until(lambda: store.knows(ticket.id))
        at("spooled")
        if ticket.alone:
            at("alone_spooled")

    def on_paper(event: PaperChanged) -> None:
        if event.paper in {Paper.PRINTED, Paper.REPRINTED}:
            at("printed")
            at("alone_printed")
            control.send(b"e" + str(event.ticket_id).encode())

    def say(message: AloneRequest) -> None:
        if link.connected:
            link.publish(topics.request(name), message.to_json())
            if isinstance(message, wire.ReportIssued):
                at("report_sent")

    def issued(event: IssuedAlone) -> None:
        at("alone_given")
        if event.ticket is not None:
            threading.Thread(target=print_number, args=(event.ticket,), daemon=True).start()

    store = open_store(folder / "spool.sqlite", wall=time.time())
    printing = PrintWorker(
        TellingPrinter(control, at),
        store,
        (compose,),
        (),
        clock,
        on_paper=on_paper,
        on_report=lambda _: None,
        paper_minutes=3,
        roll_metres=80,
    )
    alone = AloneWorker(
        folder,
        name,
        Outside(say, issued, lambda report: _say_waiting(control, report.waiting), store.knows),
        faster,
        uuid7,
    )

    going_alone = set[UUID]()

    def received(message: Received) -> None:
        reply = _replies.validate_json(message.payload)
        match reply:
            case TicketReply() if reply.id in going_alone:
                # too late, as in the session: the number on the paper is another one
                return
            case TicketReply():
                if not reply.alone:
                    _wait_until_noted(folder, reply.id, store.knows)
                at("reply_received")
                # crossed out once its paper is in the spool
                alone.ticketed(reply.id)
                if not store.knows(reply.id):
                    threading.Thread(target=print_number, args=(reply,), daemon=True).start()
            case Refused():
                if reply.id is not None:
                    alone.refused(reply.id, reply.reason)
            case _:
                if isinstance(reply, wire.IssuedReported):
                    control.send(b"i")
                alone.heard(reply)
                if isinstance(reply, wire.IssuedReported):
                    at("report_reply_received")
                if isinstance(reply, wire.NumbersLeased):
                    control.send(b"n")

    def connected(there: bool) -> None:
        alone.connection(there)
        control.send(b"c%d" % there)

    link = MqttLink(
        Broker.of(home.url),
        client_id=name,
        subscriptions=(topics.reply(name),),
        on_message=received,
        on_connected=connected,
    )
    printing.start()
    alone.start()
    link.open()

    def send(asked: TakeTicket) -> None:
        # as `AloneMember` does it
        link.publish(topics.request(name), asked.to_json())
        at("sent")
        alone.asked(asked.id)
        _wait_until_noted(folder, asked.id, store.knows)
        control.send(b"b")
        at("noted")
        at("alone_asked")

    service, asked = catalogue.services[0].service, None
    while message := control.recv(MESSAGE_MAX):
        kind, rest = message[:1], message[1:].decode()
        if kind == b"t":
            if asked is None or str(asked.id) != rest:
                at("asked")
                asked = TakeTicket(id=UUID(rest), at=utc_now(), services=(service,))
            if link.connected:
                send(asked)
        elif kind == b"a" and asked is not None:
            going_alone.add(asked.id)
            alone.issue(Ask(asked, catalogue))
        elif kind == b"p":
            alone.services({}, utc_now())
        elif kind == b"k":
            control.send(b"k%d" % store.knows(UUID(rest)))


def _is_noted(folder: Path, request: UUID) -> bool:
    with suppress(sqlite3.OperationalError), closing(_reader(folder / STORE_FILE)) as conn:
        row = conn.execute("SELECT 1 FROM asked WHERE id = ?", (str(request),)).fetchone()
        return row is not None
    return False


def _wait_until_noted(folder: Path, request: UUID, knows: Callable[[UUID], bool]) -> None:
    """Until the worker has written it down, or it was answered meanwhile."""
    deadline = time.monotonic() + NOTED_SECONDS
    while not (_is_noted(folder, request) or knows(request)) and time.monotonic() < deadline:
        time.sleep(0.001)


def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _say_waiting(control: socket.socket, waiting: int) -> None:
    control.send(b"o%d" % waiting)


def _until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not there():
        if time.monotonic() > deadline:
            sys.exit("the spool does not have it")
        time.sleep(0.001)
