"""A kiosk through days of outages, new processes, reboots and clocks that are set at random.

What is on paper is on one paper only, and all of it reaches the server.
"""

import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from protocol.alone_messages import (
    IssuedReported,
    LeaseNumbers,
    NumberBlock,
    NumbersLeased,
    NumbersReturned,
    ReportIssued,
    ReturnNumbers,
    Withdraw,
    Withdrawn,
)
from protocol.requests import AloneReply
from tests.unit.kiosk.alone.lobby import NOW, Cut

ZONE = ZoneInfo("Asia/Tokyo")
BLOCK = 3


class Outages(RuleBasedStateMachine):
    """The kiosk's clock may be wrong; `true` is the time, which the server has."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.true = NOW
        self.papers: list[tuple[UUID, str, date]] = []
        """Every number that somebody has: its request, the number, the day on which they got it."""
        self.reported: dict[UUID, ReportIssued] = {}
        self.replies: list[AloneReply] = []
        """What the server has said; any of it may come again."""
        self.lent = Counter[date]()
        self.answers: dict[UUID, AloneReply] = {}
        self.boots = self.processes = self.requests = 0
        self.connected = False

    @initialize()
    def is_new(self) -> None:
        self._process(timedelta(0))
        self.connects()
        self.server_answers()

    def _process(self, off: timedelta) -> None:
        self.processes += 1
        self.kiosk = Cut(
            Path(self._folder.name),
            boot=f"boot-{self.boots}",
            at=self.true + off,
            seconds=(self.true - NOW).total_seconds() + 10**6 * self.boots,
            first_id=10**9 * self.processes,
        )
        self.heard = 0
        self.connected = False

    @rule(number=st.integers(1, 4))
    def somebody_comes(self, number: int) -> None:
        """`number`: of the pass that they hold up; 4: they have none."""
        self.requests += 1
        before = len(self.kiosk.issued)
        if number < 4:
            self.kiosk.holds_up(self.requests, pass_id=number)
        else:
            self.kiosk.takes(self.requests)
        assert len(self.kiosk.issued) == before + 1
        ticket = self.kiosk.ticket()
        if not ticket.reissued:
            day = self.true.astimezone(ZONE).date()
            self.papers.append((ticket.id, ticket.number, day))

    @rule(hours=st.sampled_from([0.02, 1, 5, 24]))
    def time_passes(self, hours: float) -> None:
        self.true += timedelta(hours=hours)
        self.kiosk.passes(hours * 3600)

    @rule()
    def connects(self) -> None:
        self.kiosk.connects()
        self.connected = True

    @rule()
    def is_cut_off(self) -> None:
        self.kiosk.loses_the_broker()
        self.connected = False

    @rule(closed=st.booleans())
    @precondition(lambda self: self.connected)
    def a_service_closes_or_opens(self, closed: bool) -> None:
        self.kiosk.worker.services({"ido": not closed}, self.true)
        self.kiosk.run()

    @rule()
    @precondition(lambda self: self.connected)
    def server_answers(self) -> None:
        """It hears all that was sent, and answers a repeated id as before."""
        news, self.heard = self.kiosk.said[self.heard :], len(self.kiosk.said)
        for message in news:
            if message.id not in self.answers:
                self.answers[message.id] = self._answer(message)
            self.replies.append(self.answers[message.id])
            self._hears(self.answers[message.id])

    @rule(data=st.data())
    @precondition(lambda self: self.connected and self.replies)
    def an_answer_comes_twice(self, data: st.DataObject) -> None:
        self._hears(data.draw(st.sampled_from(self.replies[-12:])))

    @rule()
    def is_killed(self) -> None:
        self._process(timedelta(0))

    @rule(minutes=st.sampled_from([-60 * 24 * 40, -90, 0, 0, 90, 60 * 24 * 40]))
    def is_switched_off_and_on(self, minutes: int) -> None:
        """Its clock may have been set by whatever hand."""
        self.boots += 1
        self._process(timedelta(minutes=minutes))

    @rule(
        hours=st.sampled_from([1, 24]),
        minutes=st.sampled_from([None, -60 * 24 * 40, -60 * 24, -90, 0, 60 * 24]),
        before=st.integers(0, 5),
        after=st.integers(0, 5),
    )
    def an_outage(self, hours: int, minutes: int | None, before: int, after: int) -> None:
        """What takes many steps, in one: else it would hardly be tried."""
        self.is_cut_off()
        self.time_passes(hours)
        if minutes is not None:
            self.is_switched_off_and_on(minutes)
        for _ in range(before):
            self.somebody_comes(4)
        self.connects()
        self.server_answers()
        for _ in range(after):
            self.somebody_comes(4)

    def teardown(self) -> None:
        try:
            self._all_is_well()
        finally:
            self.kiosk.worker.close()
            self.kiosk.run()
            self._folder.cleanup()

    def _all_is_well(self) -> None:
        self.connects()
        for _ in range(3):
            self.server_answers()
            self.kiosk.passes(120)
        numbers = Counter((number, day) for _, number, day in self.papers)
        twice = [number for number, count in numbers.items() if count > 1]
        assert not twice, "on two papers of one day"
        labels = Counter((one.letter, one.sequence, one.day) for one in self.reported.values())
        assert all(count == 1 for count in labels.values())
        assert {request for request, *_ in self.papers} == set(self.reported)
        places = [self.reported[request].place for request, *_ in self.papers]
        assert places == sorted(places), "in the order in which they came"
        assert (self.kiosk.reports[-1].waiting, self.kiosk.reports[-1].dead) == (0, 0)

    def _answer(self, message: object) -> AloneReply:
        match message:
            case LeaseNumbers():
                day = self.true.astimezone(ZONE).date()
                top = 999 - self.lent[day]
                self.lent[day] += BLOCK
                block = NumberBlock(service="ido", letter="B", first=top - BLOCK + 1, last=top)
                return NumbersLeased(
                    id=message.id, at=self.true, day=day, until=_midnight(day), blocks=(block,)
                )
            case ReturnNumbers():
                return NumbersReturned(id=message.id)
            case ReportIssued():
                assert message.id not in self.reported
                self.reported[message.id] = message
                return IssuedReported(id=message.id, visit=message.visit)
            case Withdraw():
                return Withdrawn(id=message.id)
        raise TypeError(message)

    def _hears(self, reply: AloneReply) -> None:
        if isinstance(reply, NumbersLeased | NumbersReturned | IssuedReported | Withdrawn):
            self.kiosk.worker.heard(reply)
            self.kiosk.run()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(days=1)


TestOutages = Outages.TestCase
TestOutages.settings = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
