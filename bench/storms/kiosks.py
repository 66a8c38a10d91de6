"""Kiosks without a screen, as many as are wished, with people before them; and what is on paper.

They do what a kiosk does (docs/kiosk.md): ask, give a lent number where no answer comes in time,
and report it until that is heard.
"""

import queue
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from heapq import heappop, heappush
from typing import Final
from uuid import UUID

from uuid6 import uuid7

from protocol.alone_messages import (
    IssuedReported,
    LeaseNumbers,
    NumbersLeased,
    ReportIssued,
)
from protocol.link import Broker, MqttLink, Received
from protocol.messages import Catalogue, Message, Refused, TakeTicket, TicketReply
from protocol.requests import reply_adapter
from protocol.topics import Topics

ANSWER_SECONDS: Final = 1.5
"""So long somebody waits for the server's number."""
REPORT_SECONDS: Final = 5.0
"""After so long a report is sent again that was not answered."""
LEASE_SECONDS: Final = 10.0
"""The same of a question for numbers."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A number in somebody's hand."""

    request: UUID
    number: str
    visit: UUID
    alone: bool
    at: float
    """Monotonic seconds."""


@dataclass(slots=True)
class Asked:
    """Somebody who waits before a kiosk."""

    request: TakeTicket
    at: float


@dataclass(slots=True)
class Kiosk:
    """One kiosk: what it was lent, and what it has still to report."""

    name: str
    link: MqttLink
    lent: dict[str, deque[tuple[str, int]]] = field(default_factory=dict)
    """By service: letter and number, the next one first."""
    day: date | None = None
    place: int = 0
    emergency: int = 100
    waits: dict[UUID, Asked] = field(default_factory=dict)
    outbox: dict[UUID, ReportIssued] = field(default_factory=dict)
    there: bool = False
    leasing: tuple[UUID, float] | None = None
    """The question for numbers that is under way, and when it was asked."""


Heard = tuple[str, Received | bool]


class Crowd:
    """Some kiosks at one broker, driven by one thread: `live` lets time pass."""

    def __init__(self, site: str, names: list[str], services: tuple[str, ...]) -> None:
        self._topics = Topics.of(site)
        self._services = services
        self._heard: queue.SimpleQueue[Heard] = queue.SimpleQueue()
        self._names = names
        self.kiosks = dict[str, Kiosk]()
        self.papers = dict[UUID, Paper]()
        """By request."""
        self.answered = list[tuple[float, float]]()
        """Of each number that the server gave in time: when, and after how many milliseconds."""
        self.reported = dict[UUID, UUID]()
        """By request: the visit that the server says has its number."""
        self.reported_at = dict[UUID, float]()
        """When it said so, in monotonic seconds."""
        self.doubts = dict[str, int]()
        self.refused = list[str]()
        """Reports and requests that were refused: there should be none."""
        self._letters: Mapping[str, str] = {}
        self._due = list[tuple[float, int, str, UUID]]()
        self._count = 0

    @contextmanager
    def open(self, url: str) -> Iterator[None]:
        """Connect all of them."""
        for name in self._names:
            link = MqttLink(
                Broker.of(url),
                client_id=f"storm-{name}",
                subscriptions=(self._topics.reply(name), self._topics.catalogue),
                on_message=self._put(name),
                on_connected=self._put(name),
            )
            self.kiosks[name] = Kiosk(name, link)
            link.open()
        try:
            yield
        finally:
            for kiosk in self.kiosks.values():
                kiosk.link.close()

    def ask(self, name: str, service: str) -> None:
        """Somebody touches a kiosk."""
        kiosk, request = self.kiosks[name], TakeTicket(id=uuid7(), services=(service,))
        now = time.monotonic()
        kiosk.waits[request.id] = Asked(request, now)
        self._count += 1
        heappush(self._due, (now + ANSWER_SECONDS, self._count, name, request.id))
        self._send(kiosk, request)

    def live(self, seconds: float, *, until: Callable[[], bool] = lambda: False) -> bool:
        """Hear and do what is to be done for so long, or until something is so: whether it is."""
        end = time.monotonic() + seconds
        while not until():
            now = time.monotonic()
            if now >= end:
                return False
            self._on_time(now)
            wait = min(end, self._due[0][0] if self._due else end, now + 0.05) - now
            try:
                self._hear(*self._heard.get(timeout=max(0.0005, wait)))
            except queue.Empty:
                continue
        return True

    @property
    def waiting(self) -> int:
        """People without a number, and numbers that the server has not heard of."""
        return sum(len(kiosk.waits) + len(kiosk.outbox) for kiosk in self.kiosks.values())

    @property
    def all_there(self) -> bool:
        """Whether every kiosk is connected and has been lent what it asked for."""
        return all(
            k.there and k.day is not None and k.leasing is None for k in self.kiosks.values()
        )

    def _put(self, name: str) -> Callable[[Received | bool], None]:
        return lambda heard: self._heard.put((name, heard))

    def _send(self, kiosk: Kiosk, message: Message) -> None:
        kiosk.link.publish(self._topics.request(kiosk.name), message.model_dump_json().encode())

    def _hear(self, name: str, heard: Received | bool) -> None:
        kiosk = self.kiosks[name]
        if isinstance(heard, bool):
            if heard and not kiosk.there:
                self._lease(kiosk)
                for report in kiosk.outbox.values():
                    self._send(kiosk, report)
            kiosk.there = heard
            return
        if heard.topic == self._topics.catalogue:
            self._letters = Catalogue.model_validate_json(heard.payload).emergency_letters
            return
        reply = reply_adapter.validate_json(heard.payload)
        match reply:
            case TicketReply():
                asked = kiosk.waits.pop(reply.id, None)
                if asked is not None:
                    now = time.monotonic()
                    self.answered.append((now, (now - asked.at) * 1000))
                    self._print(reply.id, reply.number, reply.visit, alone=False)
            case NumbersLeased():
                kiosk.leasing = None
                kiosk.day = reply.day
                for block in reply.blocks:
                    numbers = kiosk.lent.setdefault(block.service, deque())
                    held = set(numbers)
                    numbers.extend(
                        (block.letter, n)
                        for n in range(block.first, block.last + 1)
                        if (block.letter, n) not in held
                    )
            case IssuedReported():
                if kiosk.outbox.pop(reply.id, None) is not None:
                    self.reported[reply.id] = reply.visit
                    self.reported_at[reply.id] = time.monotonic()
                for doubt in reply.doubts:
                    self.doubts[doubt] = self.doubts.get(doubt, 0) + 1
            case Refused():
                if reply.id is not None and (reply.id in kiosk.outbox or reply.id in kiosk.waits):
                    self.refused.append(reply.reason)
            case _:
                pass

    def _on_time(self, now: float) -> None:
        while self._due and self._due[0][0] <= now:
            _, _, name, request = heappop(self._due)
            kiosk = self.kiosks[name]
            if (asked := kiosk.waits.pop(request, None)) is not None:
                self._alone(kiosk, asked)
            elif request in kiosk.outbox:
                self._report(kiosk, kiosk.outbox[request])
        for kiosk in self.kiosks.values():
            if kiosk.there and kiosk.leasing and now - kiosk.leasing[1] > LEASE_SECONDS:
                self._lease(kiosk)

    def _alone(self, kiosk: Kiosk, asked: Asked) -> None:
        assert kiosk.day is not None, "nobody comes before the kiosks have numbers"
        lent = kiosk.lent.get(asked.request.services[0])
        if lent:
            letter, sequence = lent.popleft()
            if len(lent) == 0 and kiosk.there:
                self._lease(kiosk)
        else:
            kiosk.emergency += 1
            letter, sequence = self._letters[kiosk.name], kiosk.emergency
        kiosk.place += 1
        report = ReportIssued(
            id=asked.request.id,
            visit=uuid7(),
            letter=letter,
            sequence=sequence,
            day=kiosk.day,
            issued_at=datetime.now(UTC),
            clock="server",
            place=kiosk.place,
            request=asked.request,
        )
        kiosk.outbox[report.id] = report
        self._print(report.id, f"{letter}{sequence}", report.visit, alone=True)
        self._report(kiosk, report)

    def _report(self, kiosk: Kiosk, report: ReportIssued) -> None:
        if kiosk.there:
            self._send(kiosk, report)
        self._count += 1
        due = time.monotonic() + REPORT_SECONDS
        heappush(self._due, (due, self._count, kiosk.name, report.id))

    def _lease(self, kiosk: Kiosk) -> None:
        question = LeaseNumbers(
            id=uuid7(),
            at=datetime.now(UTC),
            left={service: len(numbers) for service, numbers in kiosk.lent.items()},
        )
        kiosk.leasing = (question.id, time.monotonic())
        self._send(kiosk, question)

    def _print(self, request: UUID, number: str, visit: UUID, *, alone: bool) -> None:
        self.papers[request] = Paper(request, number, visit, alone, time.monotonic())
