"""Who came while kiosks were cut off is learned of the time when they came."""

from datetime import timedelta
from uuid import UUID

import pytest

from queue_server.domain.alone.commands import LendNumbers, Report
from queue_server.domain.arrivals import BLOCK, Arrivals, came, had_come
from queue_server.domain.commands import Command, TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.events import StopPlan
from queue_server.domain.evolve import evolve
from queue_server.domain.learned import Learned, learn
from queue_server.domain.refusals import Refusal
from queue_server.domain.replacing import replace
from queue_server.domain.state import State
from tests.sites import Clock, Ids, small_site

SITE = replace(small_site(), kiosks=("kiosk-1",))
PASS = UUID("019ac000-0000-7000-8000-00000000a001")


class Learning:
    """A queue, and what is learned from it."""

    def __init__(self) -> None:
        self.clock, self.ids = Clock(), Ids()
        self.state, self.learned = State(), Learned()

    def give(self, command: Command) -> None:
        decided = decide(SITE, self.state, command, self.clock())
        assert not isinstance(decided, Refusal)
        for event in decided:
            before, self.state = self.state, evolve(self.state, event)
            self.learned = learn(SITE, self.learned, before, event, self.state)

    def take_ticket(self) -> None:
        ids = self.ids
        self.give(TakeTicket(id=ids(), by="kiosk-1", visit=ids(), services=("ido",)))

    def report(self, place: int, ago: timedelta, *, passed: bool = False, days: int = 0) -> None:
        assert self.state.day is not None
        self.give(
            Report(
                id=self.ids(),
                by="kiosk-1",
                paper=self.ids(),
                spare=self.ids(),
                letter="B",
                sequence=989 + place,
                day=self.state.day - timedelta(days=days),
                issued_at=self.clock() - ago,
                own_clock=False,
                place=place,
                services=("ido",),
                pass_id=PASS if passed else None,
                pass_expires_at=self.clock() + timedelta(days=9) if passed else None,
            )
        )

    def minutes(self, day: int = -1) -> list[float]:
        """When people came on a day, since midnight."""
        return [arrival.minute for arrival in self.learned.arrivals.days[day].arrivals]


@pytest.fixture
def lobby() -> Learning:
    made = Learning()
    made.take_ticket()
    made.give(LendNumbers(id=made.ids(), by="kiosk-1"))
    return made


def test_who_got_a_number_alone_came_when_it_was_given(lobby: Learning) -> None:
    lobby.clock.forward(minutes=60)
    lobby.take_ticket()
    lobby.report(1, timedelta(minutes=40))
    lobby.report(2, timedelta(minutes=10))
    assert lobby.minutes() == [540, 560, 590, 600]


def test_who_showed_one_pass_twice_came_once(lobby: Learning) -> None:
    lobby.clock.forward(minutes=60)
    lobby.report(1, timedelta(minutes=40), passed=True)
    lobby.report(2, timedelta(minutes=30), passed=True)
    assert lobby.minutes() == [540, 560]


def test_a_number_of_yesterday_is_learned_of_yesterday(lobby: Learning) -> None:
    lobby.clock.forward(hours=24)
    lobby.take_ticket()
    lobby.report(1, timedelta(hours=23), days=1)
    assert (lobby.minutes(-2), lobby.minutes(-1)) == ([540, 600], [540])
    # of a day of which nothing is known it would be the only one
    lobby.report(2, timedelta(days=7), days=7)
    assert len(lobby.learned.arrivals.days) == 2


def test_a_late_one_finds_its_place_among_many() -> None:
    known, day = Arrivals(), Clock()().date()
    plan = (StopPlan("ido"),)
    for minute in range(0, 6 * BLOCK, 2):
        known = came(known, day, minute, plan, needs=False)
    for late in (0.5, 301.0, 6.0 * BLOCK):
        known = had_come(known, day, late, plan, needs=False)
    (only,) = known.days
    minutes = [arrival.minute for arrival in only.arrivals]
    assert minutes == sorted(minutes)
    assert len(minutes) == 3 * BLOCK + 3
    assert max(len(block) for block in only.blocks) == BLOCK
