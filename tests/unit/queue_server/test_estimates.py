"""Wait estimates: what a resident and a member of staff would expect of them."""

import math
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import NormalDist
from uuid import UUID

import pytest
from immutables import Map

from queue_server.domain.arrivals import Arrival
from queue_server.domain.commands import (
    CallNext,
    CheckIn,
    Command,
    Finish,
    NoShow,
    Park,
    SetService,
    TakeTicket,
)
from queue_server.domain.courses import Course
from queue_server.domain.decide import decide
from queue_server.domain.estimates import (
    Range,
    estimate,
    estimate_plan,
    estimate_visit,
    forecast,
)
from queue_server.domain.events import StopPlan
from queue_server.domain.evolve import evolve
from queue_server.domain.lives import ServiceStatus
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.book import Book, Reservation, ReservationState
from queue_server.domain.service_times import SPREAD, ServiceTimes, learn
from queue_server.domain.site import Counter
from queue_server.domain.state import State
from tests.sites import MORNING, Ids, small_site

TIMES = ServiceTimes()


class Lobby:
    """A lobby in which one thing happens after another, at a time that stands still."""

    def __init__(self, counters: dict[str, tuple[str, ...]] | None = None) -> None:
        site = small_site()
        if counters is not None:
            site = replace(site, counters={c: Counter(c, names) for c, names in counters.items()})
        self.site, self.state, self.ids, self.now = site, State(), Ids(), MORNING
        self.open = set(site.counters)

    def do(self, command: Command) -> None:
        decision = decide(self.site, self.state, command, self.now)
        assert not isinstance(decision, Refusal), decision
        for event in decision:
            self.state = evolve(self.state, event)

    def ticket(self, *services: str) -> UUID:
        visit = self.ids()
        self.do(TakeTicket(id=self.ids(), by="kiosk-1", visit=visit, services=services))
        return visit

    def check_in(self, *procedures: str) -> UUID:
        visit, later = self.ids(), self.now + timedelta(days=1)
        self.do(
            CheckIn(
                id=self.ids(),
                by="kiosk-1",
                visit=visit,
                pass_id=visit,
                pass_expires_at=later,
                procedures=procedures,
            )
        )
        return visit

    def call(self, counter: str) -> None:
        self.do(CallNext(id=self.ids(), by="staff:a", counter=counter))

    def finish(self, counter: str) -> None:
        self.do(Finish(id=self.ids(), by="staff:a", counter=counter))

    def newcomer(self, service: str, times: ServiceTimes = TIMES) -> Range:
        return estimate(self.site, self.state, times, self.now, open_counters=self.open)[service]

    def wait(self, visit: UUID) -> dict[str, Range]:
        return dict(
            estimate_visit(self.site, self.state, TIMES, visit, self.now, open_counters=self.open)
        )


def quantile(mean: float, share: float) -> float:
    """Of a service time of which only the mean in the site file is known."""
    return math.exp(NormalDist(math.log(mean) - SPREAD**2 / 2, SPREAD).inv_cdf(share))


def test_nobody_waiting_and_a_free_counter_is_no_wait() -> None:
    lobby = Lobby()
    for service in lobby.site.services:
        assert lobby.newcomer(service) == Range(0, 0, 0)


def test_a_service_without_an_open_counter_has_no_estimate() -> None:
    lobby = Lobby()
    lobby.open = {"1"}
    visit = lobby.ticket("kokuho")
    assert set(estimate(lobby.site, lobby.state, TIMES, MORNING, open_counters={"1"})) == {"shomei"}
    assert lobby.wait(visit) == {}


def test_one_counter_just_begun_is_the_service_time_itself() -> None:
    lobby = Lobby({"1": ("ido",)})
    lobby.ticket("ido")
    lobby.call("1")
    said = lobby.newcomer("ido")
    assert said.low == pytest.approx(quantile(15, 0.2), rel=0.1)
    assert said.median == pytest.approx(quantile(15, 0.5), rel=0.1)
    assert said.high == pytest.approx(quantile(15, 0.8), rel=0.1)


def test_one_counter_and_many_ahead_is_the_sum_of_their_times() -> None:
    lobby = Lobby({"1": ("ido",)})
    for _ in range(20):
        lobby.ticket("ido")
    said = lobby.newcomer("ido")
    assert said.median == pytest.approx(20 * 15, rel=0.05)
    # twenty times' variance, and the pace of the day on top
    alone = 15 * math.sqrt(20 * (math.exp(SPREAD**2) - 1))
    assert 0.7 < (said.high - said.low) / (2 * 0.84 * alone) < 2


def test_two_counters_halve_a_long_wait() -> None:
    one, two = Lobby({"1": ("ido",)}), Lobby({"1": ("ido",), "2": ("ido",)})
    for _ in range(30):
        one.ticket("ido")
        two.ticket("ido")
    ratio = two.newcomer("ido").median / one.newcomer("ido").median
    assert ratio == pytest.approx(0.5, abs=0.05)


def test_with_everybody_before_you_the_wait_grows() -> None:
    lobby, before = Lobby(), Range(0, 0, 0)
    for _ in range(40):
        lobby.ticket("shomei")
        said = lobby.newcomer("shomei")
        assert said.low <= said.median <= said.high
        assert said.median >= before.median
        before = said
    assert before.median > 30


def test_the_last_in_the_queue_waits_as_long_as_was_said_to_a_newcomer() -> None:
    lobby = Lobby()
    for _ in range(10):
        lobby.ticket("shomei")
    said = lobby.newcomer("shomei")
    plan = estimate_plan(
        lobby.site, lobby.state, TIMES, [StopPlan("shomei")], MORNING, open_counters=lobby.open
    )
    assert plan["shomei"].median == pytest.approx(said.median)
    assert lobby.wait(lobby.ticket("shomei"))["shomei"].median == pytest.approx(said.median)


def test_time_at_a_counter_shortens_the_wait() -> None:
    lobby, medians = Lobby({"1": ("ido",)}), []
    lobby.ticket("ido")
    lobby.call("1")
    visit = lobby.ticket("ido")
    for minutes in (0, 5, 10):
        lobby.now = MORNING + timedelta(minutes=minutes)
        medians.append(lobby.wait(visit)["ido"].median)
    assert medians == sorted(medians, reverse=True)
    assert medians[0] - medians[1] > 2


def test_a_counter_with_several_services_is_shared() -> None:
    lobby = Lobby({"1": ("ido", "kokuho"), "2": ("shomei",)})
    for _ in range(5):
        lobby.ticket("kokuho")
    assert lobby.newcomer("ido").median == pytest.approx(50, rel=0.1), "those before take the desk"
    assert lobby.newcomer("shomei").median == 0


def test_a_later_stop_comes_after_the_one_before_it() -> None:
    lobby = Lobby()
    said = lobby.wait(lobby.check_in("tennyu", "kokuho_kanyu"))
    assert said["ido"] == Range(0, 0, 0)
    assert said["kokuho"].median == pytest.approx(quantile(15, 0.5), rel=0.1)


def test_a_visit_is_at_one_counter_at_a_time() -> None:
    lobby = Lobby({"1": ("shomei",), "2": ("ido",)})
    said = lobby.wait(lobby.ticket("shomei", "ido"))
    assert said["shomei"].low == said["ido"].low == 0, "nobody knows which calls first"
    assert max(said["shomei"].high, said["ido"].high) > 3


def test_who_is_at_another_counter_keeps_the_place() -> None:
    lobby = Lobby({"1": ("shomei",), "2": ("ido",)})
    first = lobby.ticket("shomei", "ido")
    lobby.call("1")
    second = lobby.ticket("ido")
    assert lobby.wait(second)["ido"].median == 0, "a free counter takes who is there"
    lobby.call("2")
    third = lobby.ticket("ido")
    assert lobby.wait(first)["ido"].median < lobby.wait(third)["ido"].median


def test_a_served_stop_is_not_waited_for() -> None:
    lobby = Lobby()
    visit = lobby.check_in("tennyu", "kokuho_kanyu")
    lobby.call("2")
    assert set(lobby.wait(visit)) == {"kokuho"}
    lobby.finish("2")
    assert lobby.wait(visit) == {"kokuho": Range(0, 0, 0)}
    lobby.call("3")
    lobby.finish("3")
    assert lobby.wait(visit) == {}


def test_a_slower_site_tells_longer_waits() -> None:
    lobby, slow = Lobby({"1": ("ido",)}), ServiceTimes()
    for _ in range(200):
        slow = learn(slow, "ido", 30, 9)
    for _ in range(5):
        lobby.ticket("ido")
    assert lobby.newcomer("ido", slow).median > 1.5 * lobby.newcomer("ido").median


def test_a_counter_that_comes_back_soon_shortens_the_wait() -> None:
    lobby = Lobby({"1": ("ido",), "2": ("ido",)})
    for _ in range(10):
        lobby.ticket("ido")

    def median(*changes: tuple[datetime, set[str]]) -> float:
        said = estimate(
            lobby.site, lobby.state, TIMES, MORNING, open_counters={"1"}, courses=(Course(changes),)
        )
        return said["ido"].median

    soon = (MORNING + timedelta(minutes=5), {"1", "2"})
    late = (MORNING + timedelta(minutes=60), {"1", "2"})
    assert median(soon) < median(late) < median()


def test_a_counter_that_closes_ends_what_it_has_begun_and_takes_nobody_else() -> None:
    lobby = Lobby({"1": ("ido",), "2": ("ido",)})
    lobby.ticket("ido")
    lobby.call("1")
    lobby.open = {"2"}
    assert lobby.newcomer("ido") == Range(0, 0, 0)
    lobby.ticket("ido")
    lobby.ticket("ido")
    assert lobby.newcomer("ido").median == pytest.approx(30, rel=0.15), "counter 1 is no help"


def test_the_same_lobby_has_the_same_estimate_and_is_left_as_it_was() -> None:
    lobby = Lobby()
    for number in range(20):
        lobby.ticket("shomei" if number % 3 else "ido")
        lobby.check_in("tennyu", "kokuho_kanyu")
    state = lobby.state
    one, other = (
        forecast(lobby.site, state, TIMES, MORNING, open_counters=lobby.open) for _ in range(2)
    )
    assert one == other
    assert lobby.state is state
    assert set(one.visits) == set(state.visits)


def test_yesterdays_queue_is_not_waited_for() -> None:
    lobby = Lobby()
    for _ in range(10):
        lobby.ticket("shomei")
    lobby.now += timedelta(days=1)
    assert lobby.newcomer("shomei") == Range(0, 0, 0)


def arrivals(every: float, *services: str, needs: bool = False) -> tuple[Arrival, ...]:
    """Somebody comes every so many minutes from nine on, for three hours."""
    stops = tuple((service, ()) for service in services)
    return tuple(Arrival(9 * 60 + every * n, stops, needs) for n in range(1, int(180 / every)))


def median(lobby: Lobby, visit: UUID, service: str, coming: tuple[Arrival, ...] = ()) -> float:
    course = Course(arrivals=coming, minute=9 * 60)
    said = estimate_visit(
        lobby.site, lobby.state, TIMES, visit, MORNING, open_counters=lobby.open, courses=[course]
    )
    return said[service].median


def test_who_comes_later_delays_only_a_later_stop() -> None:
    lobby = Lobby({"1": ("ido",), "2": ("kokuho",)})
    lobby.ticket("ido")
    visit = lobby.check_in("tennyu", "kokuho_kanyu")
    many = arrivals(4, "kokuho")
    assert median(lobby, visit, "ido", many) == median(lobby, visit, "ido")
    # when they are done with moving in, the other counter has long begun with somebody
    assert median(lobby, visit, "kokuho", many) > median(lobby, visit, "kokuho") + 1


def test_who_comes_with_a_need_goes_before_whoever_came_a_little_earlier() -> None:
    lobby = Lobby({"1": ("ido",)})
    lobby.ticket("ido")
    visit = lobby.ticket("ido")
    assert median(lobby, visit, "ido", arrivals(4, "ido", needs=True)) > (
        median(lobby, visit, "ido") + 5
    )
    assert median(lobby, visit, "ido", arrivals(4, "ido")) == median(lobby, visit, "ido")


def test_who_does_not_come_makes_the_others_wait_less_and_is_called_again() -> None:
    lobby = Lobby({"1": ("ido",)})
    for _ in range(9):
        lobby.ticket("ido")
    visit = lobby.ticket("ido")
    none = replace(TIMES, missed=0.4, missed_again=1.0, missed_minutes=2.0)
    said = estimate_visit(lobby.site, lobby.state, none, visit, MORNING, open_counters=lobby.open)[
        "ido"
    ]
    assert said.median < lobby.wait(visit)["ido"].median - 20
    # those who are called three times for nothing take six minutes each
    assert said.median > 9 * (0.6 * 12 + 0.4 * 2)


def test_who_did_not_come_is_called_again_and_who_fetches_something_comes_back() -> None:
    lobby = Lobby({"1": ("ido",)})
    visit = lobby.ticket("ido")
    lobby.call("1")
    lobby.do(NoShow(id=lobby.ids(), by="staff:a", counter="1"))
    assert lobby.wait(visit)["ido"] == Range(5, 5, 5)
    other = lobby.ticket("ido")
    lobby.call("1")
    lobby.do(Park(id=lobby.ids(), by="staff:a", counter="1"))
    away = lobby.wait(other)["ido"]
    assert 0 < away.low < away.median < away.high


def test_who_was_missed_too_often_has_no_wait() -> None:
    lobby = Lobby({"1": ("ido",)})
    visit = lobby.ticket("ido")
    for _ in range(lobby.site.policy.no_show_times + 1):
        lobby.call("1")
        lobby.do(NoShow(id=lobby.ids(), by="staff:a", counter="1"))
        lobby.now += lobby.site.policy.no_show_after
    assert lobby.wait(visit) == {}


def test_a_closed_service_has_no_wait() -> None:
    lobby = Lobby()
    visit = lobby.ticket("kokuho")
    closed = ServiceStatus.CLOSED
    lobby.do(SetService(id=lobby.ids(), by="staff:a", service="kokuho", status=closed))
    assert lobby.wait(visit) == {}
    assert "kokuho" not in estimate(
        lobby.site, lobby.state, TIMES, lobby.now, open_counters=lobby.open
    )


def test_who_has_reserved_is_expected_and_waits_for_the_slot() -> None:
    lobby = Lobby({"1": ("ido",)})
    lobby.ticket("ido")
    visit = lobby.ticket("ido")
    before = lobby.wait(visit)["ido"].median
    slot = MORNING + timedelta(minutes=5)
    plan = [replace(StopPlan("ido"), due=slot)]
    said = estimate_plan(lobby.site, lobby.state, TIMES, plan, MORNING, open_counters=lobby.open)[
        "ido"
    ]
    assert said.low >= 5
    assert said.median < before + 1, "before whoever came a little earlier"
    booked = Reservation(
        lobby.ids(), "ido", slot, 15, slot.date(), ReservationState.BOOKED, "x", MORNING, slot
    )
    book = Book(
        reservations=Map({booked.id: booked}),
        slots=Map({"ido": Map({slot: (booked.id,)})}),
    )
    lobby.state = replace(lobby.state, book=book)
    assert lobby.wait(visit)["ido"].median > before + 10, "somebody with a slot will come"
