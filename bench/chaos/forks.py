"""Lives of a server's core, each in a fork of this process, each ended by SIGKILL at a moment that
chance chooses: while it starts, or under load.
"""

import gc
import os
import pickle
import random
import select
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from bench.chaos.ledger import Ledger
from bench.chaos.load import ByKiosk, ByPad, ByStaff, Load, Wish, has_effect
from bench.chaos.lobby import FILLED_IN, SITE, SMALL, clock_from, journal_in
from bench.chaos.server_life import MESSAGE_MAX, live, rehearse, state_digest
from protocol import alone_messages as wire
from protocol.messages import Refused, TicketReply
from protocol.ticket_messages import Cancelled, Rated
from queue_server.domain.commands import CallNext
from queue_server.domain.state import State
from queue_server.journal.sqlite_history import SqliteHistory

WINDOWS: Final = (1, 4, 8, 16, 40)
"""Wishes that wait for an answer at once, one of these in each life."""
AGAIN: Final = 3
"""Wishes that were answered already and are sent once more in every life."""
UNDER_LOAD: Final = 0.85
"""Of all kills; the others come while it starts."""
LOAD_SECONDS: Final = (0.01, 0.05, 0.15)
"""One of these in each life: at most so long from its first wish to its kill."""
WARM_UP: Final = 150
PATIENCE: Final = 20.0
TURN_SECONDS: Final = 0.002
ALONE: Final = 0.3
"""Of the numbers that were asked for and not answered at a kill, so many are given alone."""

replies: TypeAdapter[
    TicketReply
    | Refused
    | Cancelled
    | Rated
    | wire.NumbersLeased
    | wire.IssuedReported
    | wire.Withdrawn
] = TypeAdapter(
    TicketReply
    | Refused
    | Cancelled
    | Rated
    | wire.NumbersLeased
    | wire.IssuedReported
    | wire.Withdrawn
)


class LifeFailedError(Exception):
    """A server did not start, or ended by itself."""


@dataclass(frozen=True, slots=True)
class Life:
    """A server's core at work."""

    pid: int
    connection: socket.socket
    born: float


@dataclass(slots=True)
class Killing:
    """One lobby and its server, killed again and again."""

    folder: Path
    chance: random.Random
    ledger: Ledger = field(default_factory=lambda: Ledger(SITE))
    starting: int = 0
    """Kills while it started."""
    loaded: int = 0
    """Kills under load."""
    start_seconds: list[float] = field(default_factory=list)
    _waiting: dict[UUID, Wish] = field(default_factory=dict)
    _answered: list[Wish] = field(default_factory=list)
    _read: int = 0
    """The position up to which the ledger has the journal."""
    _start: float = field(default_factory=time.monotonic)
    _load: Load = field(init=False)

    def __post_init__(self) -> None:
        self._load = Load(SMALL, self.chance, clock_from(self._start))
        for wish in self._load.first():
            self._waiting[wish.id] = wish

    def kill_once(self) -> None:
        """One life more, and its end."""
        usual = self.start_seconds[-1] if self.start_seconds else 0.1
        with self._life() as life:
            if self.chance.random() > UNDER_LOAD and self._read:
                time.sleep(self.chance.uniform(0, usual))
                self.starting += 1
            else:
                self._ready(life)
                self._hold_up_old_wishes(life)
                self._work(
                    life,
                    time.monotonic() + self.chance.uniform(0, self.chance.choice(LOAD_SECONDS)),
                )
                self.loaded += 1
            self._strike(life)
            # what had left the process when it died
            self._take_answers(life)
        self._go_on_alone()

    def _strike(self, life: Life) -> None:
        os.kill(life.pid, signal.SIGKILL)
        os.waitpid(life.pid, 0)

    def _turn(self, life: Life) -> None:
        """What else is done while it works: nothing here."""
        del life

    def _heard(self, wish: Wish, answer: object) -> None:
        """Somebody was answered."""
        self._load.heard(wish, answer)

    def end(self) -> None:
        """One last life, in which all that was ever told is looked up, and N6 and N7 too."""
        with self._life() as life:
            self._ready(life)
            self._hold_up_old_wishes(life)
            self._work(life, time.monotonic() + PATIENCE, until_answered=True)
            life.connection.send(b"d")
            while (digest := self._next(life, PATIENCE))[:1] != b"d":
                self._answer(digest)
            self._catch_up()
            self.ledger.look(at_all=True)
            if digest != b"d" + state_digest(self.ledger.state).encode():
                self.ledger.missing("the journal replayed is not the state that was live")
            self._look_at_requests()
            self._look_for_names()
            os.kill(life.pid, signal.SIGKILL)
            os.waitpid(life.pid, 0)

    @contextmanager
    def _life(self) -> Iterator[Life]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        born = time.monotonic()
        pid = os.fork()
        if pid == 0:
            ours.close()
            live(self.folder, theirs, clock_from(self._start))
        theirs.close()
        with ours:
            try:
                yield Life(pid, ours, born)
            except BaseException:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                raise

    def _ready(self, life: Life) -> None:
        said = self._next(life, PATIENCE)
        if said[:1] != b"r":
            raise LifeFailedError(said.decode(errors="replace"))
        self.start_seconds.append(time.monotonic() - life.born)
        self._catch_up()
        self.ledger.look()

    def _catch_up(self) -> None:
        events = SqliteHistory(journal_in(self.folder), SITE.id).between(self._read)
        self._read += len(events)
        self.ledger.take(events)

    def _hold_up_old_wishes(self, life: Life) -> None:
        """Whoever had no answer asks again; some who had one do so too."""
        for wish in list(self._waiting.values()):
            self._send(life, wish)
            self._take_answers(life)
        for wish in self.chance.sample(self._answered, min(AGAIN, len(self._answered))):
            self._send(life, wish)

    def _work(self, life: Life, until: float, *, until_answered: bool = False) -> None:
        window = self.chance.choice(WINDOWS)
        while (left := until - time.monotonic()) > 0:
            while not until_answered and len(self._waiting) < window:
                wish = self._load.next(self.ledger.state)
                self._waiting[wish.id] = wish
                if isinstance(wish, ByStaff) and isinstance(wish.command, CallNext):
                    self.ledger.in_turn.add(wish.id)
                self._send(life, wish)
            if until_answered and not self._waiting:
                return
            self._turn(life)
            if select.select([life.connection], [], [], min(left, TURN_SECONDS))[0]:
                self._take_answers(life)
        if until_answered:
            raise LifeFailedError(f"{len(self._waiting)} were never answered")

    def _take_answers(self, life: Life) -> None:
        while True:
            said = what_is_there(life.connection)
            if not said:
                return
            self._answer(said)

    def _answer(self, said: bytes) -> None:
        kind, rest = said[:1], said[1:]
        if kind == b"k":
            reply = replies.validate_json(rest)
            asked, answer = reply.id, reply
        elif kind == b"s":
            asked, answer = pickle.loads(rest)  # noqa: S301  from a fork of this process
        elif kind == b"r":
            return
        else:
            raise LifeFailedError(said.decode(errors="replace"))
        # a refusal without an id would be of something that is no request
        wish = None if asked is None else self._waiting.pop(asked, None)
        if asked is not None and has_effect(answer):
            self.ledger.hear(asked, answer)
        if wish is not None:
            self._heard(wish, answer)
            if has_effect(answer):
                self._answered = [*self._answered[-200:], wish]

    def _next(self, life: Life, seconds: float) -> bytes:
        if not select.select([life.connection], [], [], seconds)[0]:
            raise LifeFailedError(f"no word for {seconds} s")
        said = life.connection.recv(MESSAGE_MAX)
        if not said:
            raise LifeFailedError("it ended")
        return said

    def _send(self, life: Life, wish: Wish) -> None:
        life.connection.send(as_message(wish))

    def _go_on_alone(self) -> None:
        for id_, wish in list(self._waiting.items()):
            if isinstance(wish, ByKiosk) and self.chance.random() < ALONE:
                report = self._load.give_alone(wish)
                if report is not None:
                    self.ledger.papers[report.id] = report
                    self._waiting[id_] = ByKiosk(wish.kiosk, report, report.id)

    def _look_at_requests(self) -> None:
        """What was filled in and acknowledged is there as long as its visit goes on."""
        with closing(sqlite3.connect(self.folder / "requests.db")) as conn:
            kept = {id_ for (id_,) in conn.execute("SELECT id FROM requests")}
        for told in self.ledger.told.values():
            if isinstance(told, TicketReply) and told.request_kept:
                visit = self.ledger.state.visit(told.visit)
                if visit is not None and visit.closed_at is None and str(visit.request) not in kept:
                    self.ledger.missing(f"the request of {told.number} is gone")

    def _look_for_names(self) -> None:
        """N7: nothing that somebody filled in stands in a file, but sealed."""
        for path in self.folder.rglob("*"):
            if path.is_file() and FILLED_IN.name_kana.encode() in path.read_bytes():
                self.ledger.missing(f"a name stands in {path.name}")


def what_is_there(connection: socket.socket) -> bytes:
    """The next message that has come; empty where there is none."""
    while True:
        try:
            return connection.recv(MESSAGE_MAX, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return b""
        except ConnectionResetError:
            # it died with messages that it had not read: that is said first, and what it had sent
            # itself by then comes after it
            continue


def as_message(wish: Wish) -> bytes:
    """As a life is told."""
    match wish:
        case ByKiosk(kiosk, message):
            return b"k" + kiosk.encode() + b"\n" + message.to_json()
        case ByStaff(command):
            return b"s" + pickle.dumps(command)
        case ByPad():
            raise ValueError("a fork has no call pads")


def warm_up(folder: Path) -> None:
    """Serve some hundred wishes in this process, of which all lives are forks."""
    now = clock_from(time.monotonic())
    load = Load(SMALL, random.Random(0), now)
    wishes = [*load.first(), *(load.next(State()) for _ in range(WARM_UP))]
    folder.mkdir(parents=True, exist_ok=True)
    rehearse(folder, now, map(as_message, wishes))
    # else every fork would look through all of it, and have a copy of it made
    gc.collect()
    gc.freeze()
