"""What a site learns of its own service times."""

import math
from dataclasses import replace
from datetime import timedelta
from random import Random
from statistics import NormalDist

import pytest
from immutables import Map

from queue_server.domain.commands import CallNext, Finish, NoShow, TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.events import DayOpened
from queue_server.domain.evolve import evolve
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.book import Book, Reservation, ReservationState
from queue_server.domain.service_times import (
    LONGEST,
    Lognormal,
    ServiceTimes,
    learn,
    learn_missed,
    observe,
)
from queue_server.domain.state import State
from tests.sites import MORNING, Ids, small_site

SITE = small_site()
IDO = SITE.services["ido"]


def test_nothing_learned_is_the_mean_of_the_site_file() -> None:
    assert ServiceTimes().of(IDO, 9).mean == pytest.approx(15)


def test_what_is_learned_takes_over_from_the_site_file() -> None:
    random, times = Random(1), ServiceTimes()
    means = []
    for _ in range(500):
        times = learn(times, "ido", random.lognormvariate(3, 0.3), 10)
        means.append(times.of(IDO, 15).mean)
    truth = Lognormal(3, 0.3)
    assert abs(means[0] - 15) < abs(means[0] - truth.mean), "one stop says little"
    assert means[-1] == pytest.approx(truth.mean, rel=0.05)
    assert times.of(IDO, 15).sigma == pytest.approx(0.3, rel=0.1)
    assert times.of(SITE.services["shomei"], 10).mean == pytest.approx(4), "others stay"


def test_an_hour_differs_once_it_has_enough_stops_of_its_own() -> None:
    times = ServiceTimes()
    for _ in range(300):
        times = learn(times, "ido", 10, 9)
        times = learn(times, "ido", 20, 12)
    nine, noon, never = (times.of(IDO, hour).quantile(0.5) for hour in (9, 12, 16))
    assert nine < never < noon
    assert nine == pytest.approx(10, rel=0.2)
    assert noon == pytest.approx(20, rel=0.2)


def test_a_change_is_learned_in_spite_of_a_long_past() -> None:
    times = ServiceTimes()
    for _ in range(5000):
        times = learn(times, "ido", 20, 9)
    for _ in range(3000):
        times = learn(times, "ido", 10, 9)
    assert times.of(IDO, 9).quantile(0.5) < 12.5


def test_a_stop_left_open_over_night_does_not_spoil_the_mean() -> None:
    assert learn(ServiceTimes(), "ido", 900, 9) == learn(ServiceTimes(), "ido", LONGEST, 9)


@pytest.mark.parametrize("elapsed", [0.5, 3, 10, 30, 90])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_what_is_left_of_a_stop_is_what_the_distribution_says(elapsed: float, share: float) -> None:
    law, normal = Lognormal(2.5, 0.5), NormalDist(2.5, 0.5)
    end = math.log(elapsed + law.remaining(elapsed, share))
    over = normal.cdf(math.log(elapsed))
    assert (normal.cdf(end) - over) / (1 - over) == pytest.approx(share, abs=1e-6)


def test_a_stop_that_nobody_finished_may_be_over_any_moment() -> None:
    assert Lognormal(2, 0.2).remaining(1e9, 0.5) == 0


def test_observing_learns_from_call_to_finish_and_who_did_not_come() -> None:
    ids, state, times, now = Ids(), State(), ServiceTimes(), MORNING
    step = timedelta(minutes=6)
    for command in (
        TakeTicket(id=ids(), by="kiosk-1", visit=ids(), services=("ido",)),
        CallNext(id=ids(), by="staff:a", counter="2"),
        Finish(id=ids(), by="staff:a", counter="2"),
        TakeTicket(id=ids(), by="kiosk-1", visit=ids(), services=("shomei",)),
        CallNext(id=ids(), by="staff:a", counter="1"),
        NoShow(id=ids(), by="staff:a", counter="1"),
    ):
        decision = decide(SITE, state, command, now)
        assert not isinstance(decision, Refusal)
        for event in decision:
            times, state = observe(SITE, times, state, event), evolve(state, event)
        now += step
    assert times == learn_missed(learn(ServiceTimes(), "ido", 6, 9), 6)
    assert times.missed == pytest.approx(0.5)
    assert times.minutes(IDO, 9, [0.2, 0.4])[0] == times.missed_minutes == 6


def test_the_share_of_those_who_do_not_come_stays_right_for_ever() -> None:
    times = ServiceTimes()
    for number in range(10_000):
        times = learn_missed(times, 2) if number % 20 == 0 else learn(times, "ido", 15, 9)
    assert times.missed == pytest.approx(0.05, abs=0.005)
    assert times.missed_minutes == pytest.approx(2)


@pytest.mark.parametrize("calls", range(1, 12))
def test_any_share_of_those_who_do_not_come_leaves_a_time_for_every_quantile(calls: int) -> None:
    shares = [(index + 0.5) / 31 for index in range(31)]
    times = learn_missed(ServiceTimes(), 2)
    for _ in range(calls):
        assert all(0 < minutes < math.inf for minutes in times.minutes(IDO, 9, shares))
        times = learn(times, "ido", 12, 9)


def test_a_day_that_is_over_teaches_how_many_come_for_their_slot() -> None:
    ids, day = Ids(), MORNING.date()
    states = [ReservationState.CAME, ReservationState.BOOKED, ReservationState.CANCELLED]
    made = [
        Reservation(ids(), "ido", MORNING, 15, day, state, "x", MORNING, MORNING)
        for state in states
    ]
    later = replace(made[1], id=ids(), day=day + timedelta(days=1))
    book = Book(reservations=Map({one.id: one for one in (*made, later)}))
    opened = DayOpened(at=MORNING, cause=ids(), by="x", day=day + timedelta(days=1))
    times = observe(SITE, ServiceTimes(), State(day=day, book=book), opened)
    assert times.booked == 12
    assert times.kept == pytest.approx(10 / 12)
