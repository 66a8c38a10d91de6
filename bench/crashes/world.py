"""One cell: a broker, a server, a kiosk, somebody who wants a number and somebody at a counter who
calls it; one of them is killed at one state, is started again, and the life goes on to its end.
"""

import json
import pickle
import select
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from uuid6 import uuid7

from bench.chaos.forks import what_is_there
from bench.chaos.ledger import Ledger
from bench.chaos.server_life import state_digest
from bench.crashes import kiosk, server
from bench.crashes.children import Child, fork
from bench.crashes.states import Cell, Life, Victim, Where
from bench.reliability.results import Tally
from protocol.messages import Catalogue
from queue_server.devices.catalogue import catalogue_message
from queue_server.domain.commands import CallNext, Command, Finish, Recall
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import StaffAnswer
from queue_server.journal.sqlite_history import SqliteHistory
from queue_server.storage.data_folder import JOURNAL_FILE
from tests.sites import sample_lobby
from tests.system.parts import free_port

KIOSK: Final = "kiosk-1"
PATIENCE: Final = 60.0
NOTED_SECONDS: Final = 30.0
AGAIN_SECONDS: Final = 0.1
"""So often whoever has no answer asks again."""
ALONE_AGAIN_SECONDS: Final = 1.0
"""A kiosk that gives a number alone is told so once more after so long, in case it was killed."""


class StuckError(Exception):
    """A life did not go on to its end."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What fell into the tray, whole."""

    request: UUID
    visit: UUID
    number: str
    again: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a cell has shown."""

    tally: Tally
    unclaimed: int
    """Numbers that wait and that nobody has on paper: they would be called in vain."""
    reached: bool
    """Whether the state was reached, so that somebody was killed in it."""
    wrong: tuple[str, ...]
    seconds: float


@dataclass(slots=True)
class World:
    """All of it, in one thread."""

    cell: Cell
    folder: Path
    port: int = field(default_factory=free_port)
    papers: list[Paper] = field(default_factory=list)
    reached: bool = False
    _broker: "subprocess.Popen[bytes] | None" = None
    _server: Child | None = None
    _kiosk: Child | None = None
    _connected: dict[Where, bool] = field(default_factory=dict)
    _leased: bool = False
    _waiting: int | None = None
    """In the kiosk's outbox; None where it has not said so since it started."""
    _noted: bool = False
    """Whether the kiosk has noted its request."""
    _report_answered: bool = False
    _known: bool | None = None
    _answers: dict[UUID, object] = field(default_factory=dict)
    _digest: bytes = b""
    _asked_at: float = 0.0
    _catalogue: Catalogue = field(default_factory=lambda: catalogue_message(sample_lobby(), ()))

    def live(self) -> Found:
        """The whole life, and what is left of it."""
        begun = time.monotonic()
        target = self.cell.state.name
        try:
            self._start_broker()
            self._start_server(target if self.cell.state.where is Where.SERVER else None)
            self._start_kiosk(target if self.cell.state.where is Where.KIOSK else None)
            self._until(lambda: all(map(self._there, Where)), "both connected")
            ledger = self._play()
            return self._look(ledger, time.monotonic() - begun)
        finally:
            for child in (self._server, self._kiosk):
                if child is not None:
                    child.kill()
            self._kill_broker()

    def _play(self) -> Ledger:
        """A number, on paper, called, called again, served. What everybody was told."""
        alone = self.cell.state.life is Life.ALONE
        if alone:
            self._until(lambda: self._leased, "numbers are lent", poke=True)
            self._some(Where.SERVER).stop()
        paper = self._number(alone=alone)
        # what was cut off is there again
        self._wake_server()
        if self.cell.state.where is Where.KIOSK:
            # the paper may be in somebody's hand before the kiosk knows
            self._until(lambda: self.reached, "its state", poke=True)
        self._until(
            lambda: self._is_told() and (self._report_answered or not paper.alone),
            "the server has heard of all that the kiosk did",
            poke=True,
        )
        ledger = Ledger(sample_lobby().site)
        counter = next(
            name
            for name, one in sorted(sample_lobby().site.counters.items())
            if self._catalogue.services[0].service in one.services
        )
        while True:
            call = CallNext(id=uuid7(), by="staff:a", counter=counter)
            answer = self._staff(call, ledger)
            if isinstance(answer, Refusal):
                raise StuckError(f"{paper.number} is not called: {answer}")
            if self._is_of(answer.visit, paper):
                break
            # whom nobody has on paper is called in vain
            self._staff(Finish(id=uuid7(), by="staff:a", counter=counter), ledger)
        self._staff(Recall(id=uuid7(), by="staff:a", counter=counter), ledger)
        self._staff(Finish(id=uuid7(), by="staff:a", counter=counter), ledger)
        self._until(lambda: self.reached, "its state", poke=True)
        return ledger

    def _is_told(self) -> bool:
        return self._waiting == 0 and all(map(self._there, Where))

    def _is_of(self, visit: UUID | None, paper: Paper) -> bool:
        """Whether a visit is the one that is on a paper, which may have another id for it."""
        found = self._fold().state.visit(paper.visit)
        return found is not None and found.id == visit

    def _number(self, *, alone: bool) -> Paper:
        """Somebody stands at the kiosk until they have a paper. Where it ended and knows nothing of
        them any more, they touch it again."""
        while True:
            request = uuid7()
            life = self._some(Where.KIOSK)
            self._some(Where.KIOSK).say(b"t" + str(request).encode())
            deadline = time.monotonic() + PATIENCE
            # a kiosk waits for an answer first
            said_alone = time.monotonic() - ALONE_AGAIN_SECONDS + AGAIN_SECONDS
            while True:
                self._pump()
                own = [paper for paper in self.papers if paper.request == request]
                if own:
                    return own[0]
                now = time.monotonic()
                if now > deadline:
                    raise StuckError("no paper came out")
                if self._some(Where.KIOSK) is not life:
                    # it was killed: is there a paper for them, or will there be?
                    life = self._some(Where.KIOSK)
                    self._known = None
                    life.say(b"k" + str(request).encode())
                    self._until(lambda: self._known is not None, "the kiosk says what it knows")
                    if not self._known:
                        break
                if alone:
                    if now - said_alone > ALONE_AGAIN_SECONDS:
                        said_alone = now
                        life.say(b"a")
                elif now - self._asked_at > AGAIN_SECONDS and self._there(Where.KIOSK):
                    self._asked_at = now
                    life.say(b"t" + str(request).encode())
            # whoever stood there touches it once more, and by now it is heard
            alone = False

    def _wake_server(self) -> None:
        self._some(Where.SERVER).wake()

    def _staff(self, command: Command, ledger: Ledger) -> "StaffAnswer | Refusal":
        """Somebody at a counter asks until they are answered."""
        asked = 0.0
        deadline = time.monotonic() + PATIENCE
        while command.id not in self._answers:
            now = time.monotonic()
            if now > deadline:
                raise StuckError(f"no answer to {command}")
            if now - asked > AGAIN_SECONDS:
                asked = now
                self._some(Where.SERVER).say(pickle.dumps(command))
            self._pump()
        answer = self._answers[command.id]
        if not isinstance(answer, StaffAnswer | Refusal):
            raise TypeError(answer)
        if isinstance(answer, StaffAnswer):
            ledger.hear(command.id, answer)
        return answer

    def _look(self, ledger: Ledger, seconds: float) -> Found:
        """What is in the journal of all that was told and printed."""
        self._some(Where.SERVER).say(b"d")
        self._until(lambda: bool(self._digest), "the server's digest")
        folded = self._fold()
        ledger.state = folded.state
        ledger.wrong = folded.wrong
        ledger.look(at_all=True)
        position, _, digest = self._digest[1:].partition(b" ")
        if digest != state_digest(self._fold(int(position)).state).encode():
            ledger.missing("the journal replayed is not the state that was live (N6)")
        numbers = dict[str, UUID]()
        first = set[UUID]()
        for paper in self.papers:
            visit = folded.state.visit(paper.visit)
            if visit is None or visit.number != paper.number:
                ledger.missing(f"{paper.number} is on paper and nowhere else")
            if numbers.setdefault(paper.number, paper.request) != paper.request:
                ledger.twice(f"{paper.number} is on the papers of two")
            if not paper.again:
                if paper.request in first:
                    ledger.twice(f"{paper.number} came out twice, and the second says not that")
                first.add(paper.request)
        held = {found.id for paper in self.papers if (found := folded.state.visit(paper.visit))}
        unclaimed = [
            visit
            for visit in folded.state.visits.values()
            if visit.id not in held
            and (visit.closed_at is None or any(stop.calls for stop in visit.stops))
        ]
        told = ledger.tally()
        papers = len({paper.request for paper in self.papers})
        return Found(
            tally=Tally(
                acknowledged=told.acknowledged + papers,
                found=told.found + papers,
                lost=told.lost,
                doubled=told.doubled,
            ),
            unclaimed=len(unclaimed),
            reached=self.reached,
            wrong=tuple(wrong.what for wrong in ledger.wrong),
            seconds=seconds,
        )

    def _fold(self, until: int | None = None) -> Ledger:
        """The journal as another reader finds it. (Its writer goes on meanwhile.)"""
        ledger = Ledger(sample_lobby().site)
        history = SqliteHistory(self.folder / JOURNAL_FILE, sample_lobby().id)
        ledger.take(history.between(0, until))
        return ledger

    # -- the processes

    def _start_broker(self) -> None:
        config = self.folder / "mosquitto.conf"
        config.write_text(
            f"listener {self.port} 127.0.0.1\nset_tcp_nodelay true\nallow_anonymous true\n"
            "persistence false\nlog_type none\n"
        )
        self._broker = subprocess.Popen(
            ["mosquitto", "-c", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _kill_broker(self) -> None:
        if self._broker is not None:
            self._broker.kill()
            self._broker.wait()

    def _start_server(self, target: str | None = None) -> None:
        self._connected[Where.SERVER] = False
        url = f"mqtt://127.0.0.1:{self.port}"
        self._server = fork(partial(server.serve, self.folder, url), target)

    def _start_kiosk(self, target: str | None = None) -> None:
        self._connected[Where.KIOSK] = False
        self._waiting = None
        own = self.folder / "kiosk"
        own.mkdir(exist_ok=True)
        home = kiosk.Home(own, f"mqtt://127.0.0.1:{self.port}", KIOSK, self._catalogue)
        self._kiosk = fork(partial(kiosk.live, home), target)

    def _some(self, where: Where) -> Child:
        child = self._server if where is Where.SERVER else self._kiosk
        if child is None:
            raise StuckError(f"there is no {where}")
        return child

    def _there(self, where: Where) -> bool:
        return self._connected.get(where, False)

    def _strike(self) -> None:
        """Kill whom the cell says, now that somebody stands still at its state."""
        self.reached = True
        victim = self.cell.victim
        stands = self._some(self.cell.state.where)
        if victim in {Victim.BROKER, Victim.ALL}:
            self._kill_broker()
            self._start_broker()
        if victim in {Victim.SERVER, Victim.ALL}:
            self._some(Where.SERVER).kill()
            self._start_server()
        if victim in {Victim.KIOSK, Victim.SPOOL, Victim.ALL}:
            # what it had put into the tray is there
            self._drain(Where.KIOSK)
            if self.cell.state.where is Where.SERVER:
                # it notes while the server works; that it may not have is a state of its own
                deadline = time.monotonic() + NOTED_SECONDS
                while not self._noted and time.monotonic() < deadline:
                    self._drain(Where.KIOSK)
            self._some(Where.KIOSK).kill()
            self._start_kiosk()
        if stands.alive:
            stands.go_on()
        # whoever was cut off is heard again from now on
        self._wake_server()

    # -- what is said

    def _pump(self) -> None:
        """Hear what there is."""
        children = [child for child in (self._server, self._kiosk) if child is not None]
        sockets = [child.control for child in children if child.alive]
        hooks = {child.hook: child for child in children if child.alive}
        ready, _, _ = select.select([*sockets, *hooks], [], [], 0.01)
        for where in Where:
            if self._some(where).control in ready:
                self._drain(where)
        if any(hook in ready for hook in hooks):
            for hook in hooks:
                if hook in ready and hook.recv(100):
                    self._strike()
                    return

    def _drain(self, where: Where) -> None:
        child = self._some(where)
        while said := what_is_there(child.control):
            self._hear(where, said)

    def _hear(self, where: Where, said: bytes) -> None:
        kind, rest = said[:1], said[1:]
        if kind == b"!":
            raise StuckError(f"{where}: {rest.decode(errors='replace')}")
        if kind == b"c":
            self._connected[where] = rest == b"1"
        elif kind == b"l":
            request, visit, *others = json.loads(rest)
            self.papers.append(Paper(UUID(request), UUID(visit), *others))
        elif kind == b"i":
            self._report_answered = True
        elif kind == b"b":
            self._noted = True
        elif kind == b"n":
            self._leased = True
        elif kind == b"o":
            self._waiting = int(rest)
        elif kind == b"k":
            self._known = rest == b"1"
        elif kind == b"s":
            asked, answer = pickle.loads(rest)  # noqa: S301  from a fork of this process
            self._answers.setdefault(asked, answer)
        elif kind == b"d":
            self._digest = said

    def _until(self, there: Callable[[], bool], what: str, *, poke: bool = False) -> None:
        deadline, poked = time.monotonic() + PATIENCE, 0.0
        while not there():
            if time.monotonic() > deadline:
                raise StuckError(f"waited for: {what}")
            if poke and time.monotonic() - poked > AGAIN_SECONDS:
                poked = time.monotonic()
                self._some(Where.KIOSK).say(b"p")
            self._pump()
