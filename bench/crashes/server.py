"""The server of the table: journal, engine and desk behind a real broker; counters ask by a socket.
It stands still at its states: a journal and a link that say when something was done.
"""

import json
import os
import pickle
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from uuid6 import uuid7

from bench.chaos.server_life import state_digest
from bench.crashes.children import MESSAGE_MAX, At
from protocol.link import Broker, MqttLink, Received
from protocol.topics import Topics
from queue_server.compose import utc_now
from queue_server.devices.requests import Gate, RequestDesk
from queue_server.domain.alone.events import VisitRenumbered, VisitReported
from queue_server.domain.commands import Command
from queue_server.domain.events import (
    Event,
    StopCalled,
    StopFinished,
    StopRecalled,
    VisitOpened,
)
from queue_server.engine import Engine, Outcome
from queue_server.journal.sqlite import SqliteJournal
from queue_server.storage.data_folder import JOURNAL_FILE
from tests.sites import sample_lobby

JOURNALED: Final[Mapping[type[Event], Sequence[str]]] = {
    VisitOpened: ("journaled",),
    StopCalled: ("called", "alone_called"),
    StopRecalled: ("recalled",),
    StopFinished: ("served",),
    VisitReported: ("report_journaled",),
    VisitRenumbered: ("report_journaled",),
}
REPLIED: Final = {"ticket": "replied", "issued_reported": "report_answered"}
HEARD: Final = {"take_ticket": "heard", "report_issued": "report_heard"}
TOLD: Final = {
    "CallNext": ("call_told",),
    "Finish": ("finished", "alone_finished"),
}


class TellingJournal:
    """A journal that says before and after it has kept something."""

    def __init__(self, journal: SqliteJournal, at: At) -> None:
        self._journal = journal
        self._at = at

    def append(self, expected: int, events: Sequence[Event]) -> int:
        """See `Journal.append`."""
        if any(isinstance(event, VisitOpened) for event in events):
            self._at("decided")
        end = self._journal.append(expected, events)
        for event in events:
            for state in JOURNALED.get(type(event), ()):
                self._at(state)
        return end

    def read(self, after: int = 0) -> Iterator[Event]:
        """See `Journal.read`."""
        return self._journal.read(after)

    def end(self) -> int:
        """See `Journal.end`."""
        return self._journal.end()

    def close(self) -> None:
        """See `Journal.close`."""
        self._journal.close()


def serve(folder: Path, url: str, control: socket.socket, at: At) -> None:
    """Serve until it is killed. `control` brings pickled commands of counters, or `d`, which asks
    for the state's digest."""
    lobby = sample_lobby()
    topics = Topics.of(lobby.id)

    def fail(error: BaseException) -> None:
        control.send(b"!" + repr(error).encode()[:1000])
        os._exit(70)

    journal = TellingJournal(SqliteJournal(folder / JOURNAL_FILE, lobby.id), at)
    engine = Engine(lobby.site, journal, now=utc_now, fatal=fail)

    def publish(topic: str, payload: bytes) -> None:
        link.publish(topic, payload)
        at(REPLIED.get(json.loads(payload)["kind"], ""))

    desk = RequestDesk(
        engine,
        Gate(frozenset(lobby.file.site.kiosks), (), lobby.file.site.pass_issuer),
        topics,
        now=utc_now,
        new_id=uuid7,
        publish=publish,
        keep=lambda _ticket, _blob: None,
    )

    def received(message: Received) -> None:
        at(HEARD.get(json.loads(message.payload)["kind"], ""))
        desk.put(message)

    def connected(there: bool) -> None:
        control.send(b"c%d" % there)

    link = MqttLink(
        Broker.of(url),
        client_id=f"server-{uuid7()}",
        subscriptions=(topics.request("+"),),
        on_message=received,
        on_connected=connected,
        after_reading=engine.decide_waiting,
    )
    engine.start()
    link.open()

    def told(command: Command) -> Callable[[Outcome], None]:
        def tell(outcome: Outcome) -> None:
            control.send(b"s" + pickle.dumps((command.id, outcome)))
            for state in TOLD.get(type(command).__name__, ()):
                at(state)

        return tell

    while message := control.recv(MESSAGE_MAX):
        if message == b"d":
            state = engine.state
            control.send(b"d%d %s" % (state.position, state_digest(state).encode()))
        else:
            command = pickle.loads(message)  # noqa: S301  from the process that made this one
            engine.enqueue(command, told(command))
            engine.decide_waiting()
