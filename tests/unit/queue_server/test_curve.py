"""The curve of the day's waiting."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.day_curve import DayCurve
from queue_server.domain.business_day import as_of
from queue_server.domain.commands import CallNext, Command, Finish, TakeTicket
from queue_server.domain.curve import MINUTE, Point, minutes, waiting_now
from queue_server.domain.state import State
from queue_server.engine import Engine
from queue_server.journal.journal import MemoryJournal
from tests.sites import MORNING, Clock, Ids, small_site

SITE = small_site()


class Day:
    """A day in a lobby: its engine, and the curve that it feeds."""

    def __init__(self, journal: MemoryJournal | None = None, clock: Clock | None = None) -> None:
        self.clock = Clock() if clock is None else clock
        self.journal = MemoryJournal() if journal is None else journal
        self.curve = DayCurve()
        self._new_id = Ids()
        self.engine = Engine(
            SITE, self.journal, now=self.clock, fatal=_never, learners=(self.curve,)
        )

    def do(self, *commands: Command) -> None:
        for command in commands:
            self.engine.submit(command).result(5)

    def ticket(self, *services: str) -> TakeTicket:
        return TakeTicket(id=self._new_id(), by="kiosk-1", visit=self._new_id(), services=services)

    def call(self, counter: str) -> CallNext:
        return CallNext(id=self._new_id(), by="staff:a", counter=counter)

    def finish(self, counter: str) -> Finish:
        return Finish(id=self._new_id(), by="staff:a", counter=counter)

    @property
    def points(self) -> tuple[Point, ...]:
        now = self.clock()
        return self.curve.until(as_of(SITE, self.engine.state, now), now)

    def people(self) -> list[tuple[int, int]]:
        """Minutes since the morning, and who waited."""
        return [
            (int((point.minute - MORNING) / MINUTE), point.waiting.people) for point in self.points
        ]


def _never(error: BaseException) -> None:
    raise AssertionError("the engine failed") from error


@pytest.fixture
def day() -> Iterator[Day]:
    made = Day()
    made.engine.start()
    yield made
    made.engine.close()


def test_nothing_has_happened_yet(day: Day) -> None:
    assert not day.points


def test_each_minute_shows_who_waited_at_its_end(day: Day) -> None:
    day.do(day.ticket("ido"), day.ticket("ido"), day.ticket("shomei"))
    day.clock.forward(minutes=3, seconds=20)
    day.do(day.call("2"), day.call("1"))
    day.clock.forward(minutes=2)
    assert day.people() == [(0, 3), (3, 1), (5, 1)]
    assert dict(day.points[0].waiting.by_service) == {"ido": 2, "shomei": 1}
    assert [point.waiting.people for point in minutes(day.points)] == [3, 3, 3, 1, 1, 1]


def test_who_waits_in_two_services_is_one_person(day: Day) -> None:
    day.do(day.ticket("ido", "shomei"))
    (point,) = day.points
    assert (point.waiting.people, dict(point.waiting.by_service)) == (1, {"ido": 1, "shomei": 1})


def test_a_new_day_starts_a_new_curve(day: Day) -> None:
    day.do(day.ticket("ido"))
    day.clock.forward(days=1)
    assert not day.points
    day.do(day.ticket("shomei"))
    (point,) = day.points
    assert point.minute == MORNING + timedelta(days=1)
    assert point.waiting.people == 1


def test_a_clock_that_jumps_back_adds_to_the_minute_that_runs(day: Day) -> None:
    day.clock.forward(minutes=10)
    day.do(day.ticket("ido"))
    day.clock.forward(minutes=-5)
    day.do(day.ticket("ido"))
    assert day.people() == [(10, 2)]
    day.clock.forward(minutes=6)
    day.do(day.ticket("ido"))
    assert day.people() == [(10, 2), (11, 3)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ticket", "both", "call", "finish", "wait", "long", "night"]),
            st.sampled_from(["1", "2", "3"]),
        ),
        max_size=40,
    )
)
def test_the_curve_is_what_somebody_saw_who_looked_at_each_minutes_end(
    steps: list[tuple[str, str]],
) -> None:
    """Against the plain way: the state is looked at whenever time passes."""
    day = Day()
    day.engine.start()
    seen = dict[datetime, State]()
    for step, counter in steps:
        match step:
            case "ticket":
                day.do(day.ticket("ido"))
            case "both":
                day.do(day.ticket("ido", "shomei"))
            case "call":
                day.do(day.call(counter))
            case "finish":
                day.do(day.finish(counter))
            case _:
                seconds = {"wait": 25, "long": 600, "night": 50_000}[step]
                day.clock.forward(seconds=seconds)
        now = day.clock()
        seen[now.replace(second=0)] = as_of(SITE, day.engine.state, now)
    shown = day.points
    for point in minutes(shown):
        looked = [moment for moment in seen if moment <= point.minute]
        assert point.waiting == waiting_now(seen[max(looked)])
    assert [point.minute for point in shown] == sorted({point.minute for point in shown})
    day.engine.close()
    # a restart replays the journal to the same curve
    assert Day(day.journal, day.clock).points == shown
