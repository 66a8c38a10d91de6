"""The server's core and a kiosk that goes on alone, killed one at a time or both at once. The kiosk
gives numbers of its lease all the while; its reports are heard like everybody's requests.
"""

import os
import signal
import socket
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from uuid6 import uuid7

from bench.chaos.forks import PATIENCE, Killing, Life, LifeFailedError, what_is_there
from bench.chaos.kiosk_life import live
from bench.chaos.load import ByKiosk, Wish
from bench.chaos.lobby import ALONE_KIOSK, clock_from
from protocol.alone_messages import IssuedReported, LeaseNumbers, NumbersLeased, ReportIssued

NAME: Final = ALONE_KIOSK
AT_ONCE: Final = 0.5
"""Of the server's kills: those in which the kiosk ends at the same moment."""
ALONE: Final = 0.3
"""Of the other lives: those in which the kiosk ends somewhere in their midst."""
ASKED_MAX: Final = 3
"""Residents in front of it."""
WAITING_MAX: Final = 30
"""Nobody new comes to it while so much waits for the server."""


@dataclass
class BothKilling(Killing):
    """One lobby with a kiosk that keeps its own files."""

    kiosk_kills: int = 0
    given_up: set[UUID] = field(default_factory=set)
    """Papers in whose midst the kiosk ended twice: it says so, and prints them no third time."""
    _kiosk: Life | None = None
    _asked: set[UUID] = field(default_factory=set)
    """Whoever stands in front of it without a paper."""
    _given: dict[UUID, str] = field(default_factory=dict)
    """Numbers that it has said."""
    _unsent: list[ByKiosk] = field(default_factory=list)
    _open: bool = True
    """Whether somebody may still come."""
    _papers: Counter[str] = field(default_factory=Counter)

    def kill_once(self) -> None:
        """One life more of the server, and perhaps the end of one of the kiosk's."""
        self._open_kiosk()
        self._unsent.clear()
        super().kill_once()

    def end(self) -> None:
        """Everybody gets a number and a paper; then as `Killing.end`."""
        self._open = False
        self._open_kiosk()
        self._finish_kiosk()
        # it has said all; its reports are among the wishes that wait
        super().end()
        self._kill_kiosk()
        self._look_at_papers()

    def _strike(self, life: Life) -> None:
        # the two at once: nothing is between but the time of a system call
        both = self.chance.random() < AT_ONCE and self._kiosk is not None
        if both and self._kiosk is not None:
            os.kill(self._kiosk.pid, signal.SIGKILL)
            self.kiosk_kills += 1
        os.kill(life.pid, signal.SIGKILL)
        os.waitpid(life.pid, 0)
        if both:
            self._bury_kiosk()
        else:
            self._hear_kiosk()

    def _turn(self, life: Life) -> None:
        """Between the server's answers."""
        while self._open and len(self._asked) < ASKED_MAX and len(self._waiting) < WAITING_MAX:
            request = uuid7()
            self._asked.add(request)
            self._tell(b"g" + str(request).encode())
        if self._open and self.chance.random() < ALONE / 20:
            self._kill_kiosk()
            self.kiosk_kills += 1
            self._open_kiosk()
        self._hear_kiosk()
        while self._unsent:
            self._send(life, self._unsent.pop())

    def _heard(self, wish: Wish, answer: object) -> None:
        if not isinstance(wish, ByKiosk) or wish.kiosk != NAME:
            super()._heard(wish, answer)
            return
        match answer:
            case NumbersLeased():
                self._tell(b"l" + answer.to_json())
            case IssuedReported(id=request):
                self._tell(b"x" + str(request).encode())
            case _:
                raise LifeFailedError(f"the kiosk was answered {answer}")

    def _want(self, wish: ByKiosk) -> None:
        """For the server, in this life of it or the next."""
        self._waiting[wish.id] = wish
        self._unsent.append(wish)

    def _tell(self, message: bytes) -> None:
        if self._kiosk is not None:
            # one that was killed says all of it anew when it is back
            with suppress(BrokenPipeError, ConnectionResetError):
                self._kiosk.connection.send(message)

    def _open_kiosk(self) -> None:
        """Start it where it has ended; whoever stood there asks again, with the same id."""
        if self._kiosk is not None:
            return
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        born = time.monotonic()
        folder = self.folder / "kiosk"
        folder.mkdir(exist_ok=True)
        pid = os.fork()
        if pid == 0:
            ours.close()
            live(folder, theirs, clock_from(self._start))
        theirs.close()
        self._kiosk = Life(pid, ours, born)
        lease = LeaseNumbers(id=uuid7(), at=clock_from(self._start)())
        self._want(ByKiosk(NAME, lease, lease.id))
        for request in self._asked:
            self._tell(b"g" + str(request).encode())

    def _kill_kiosk(self) -> None:
        if self._kiosk is not None:
            os.kill(self._kiosk.pid, signal.SIGKILL)
            self._bury_kiosk()

    def _bury_kiosk(self) -> None:
        """It was killed: what had left it by then was said."""
        if self._kiosk is not None:
            os.waitpid(self._kiosk.pid, 0)
            self._hear_kiosk()
            self._kiosk.connection.close()
            self._kiosk = None

    def _hear_kiosk(self) -> None:
        while self._kiosk is not None:
            said = what_is_there(self._kiosk.connection)
            if not said:
                return
            self._hear_from_kiosk(said)

    def _hear_from_kiosk(self, said: bytes) -> None:
        kind, rest = said[:1], said[1:]
        if kind == b"!":
            raise LifeFailedError(rest.decode(errors="replace"))
        if kind == b"p":
            # until then somebody stands there, and asks again where the kiosk has ended
            self._asked.discard(UUID(rest.decode().split()[0]))
            self._papers[rest.decode()] += 1
        elif kind == b"f":
            self._asked.discard(UUID(rest.decode()))
            self.given_up.add(UUID(rest.decode()))
        elif kind == b"g":
            text, number = rest.decode().split()
            request = UUID(text)
            if self._given.setdefault(request, number) != number:
                self.ledger.twice(f"{request} got two numbers")
        elif kind == b"w":
            report = ReportIssued.model_validate_json(rest)
            self.ledger.papers[report.id] = report
            if report.id not in self.ledger.told:
                self._want(ByKiosk(NAME, report, report.id))
            else:
                # the server has it already, and it did not hear of that
                self._tell(b"x" + str(report.id).encode())

    def _finish_kiosk(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self._asked or any(map(self._is_paperless, self._given)):
            if time.monotonic() > deadline:
                raise LifeFailedError("somebody got no paper")
            self._open_kiosk()
            self._hear_kiosk()
            time.sleep(0.002)

    def _is_paperless(self, request: UUID) -> bool:
        words = f"{request} {self._given[request]}"
        return request not in self.given_up and not (
            self._papers[f"{words} first"] or self._papers[f"{words} again"]
        )

    def _look_at_papers(self) -> None:
        """Every number that somebody saw is on paper, unmarked once at most, and the server's."""
        for number, count in Counter(self._given.values()).items():
            if count > 1:
                self.ledger.twice(f"{number} was given by the kiosk {count} times")
        for words, count in self._papers.items():
            if words.endswith("first") and count > 1:
                self.ledger.twice(f"{words} came out {count} times")
            if UUID(words.split()[0]) not in self._given:
                self.ledger.missing(f"{words} is on paper and in no outbox")
        for request in self._given:
            if not isinstance(self.ledger.told.get(request), IssuedReported):
                self.ledger.missing(f"{request} was given alone and never heard of")
