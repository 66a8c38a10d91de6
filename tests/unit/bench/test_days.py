"""A simulated day, lived through the real rules, keeps what the design promises."""

from collections import Counter
from datetime import datetime
from functools import cache
from random import Random

import pytest

from bench.days import (
    ARRIVALS,
    LUNCH,
    MARCH,
    NORMAL,
    Kind,
    Moment,
    lunch_turns,
    missed,
    play,
    roster,
    with_crews,
)
from queue_server.domain.events import StopCalled, StopFinished, StopMissed, VisitOpened
from queue_server.domain.evolve import fold
from queue_server.domain.lives import StopState
from queue_server.domain.site import Site
from queue_server.domain.state import canonical
from tests.sites import TOKYO, sample_lobby

DAY = datetime(2026, 3, 24, tzinfo=TOKYO)


@pytest.fixture(scope="module")
def site() -> Site:
    return sample_lobby().site


@cache
def lived(kind: Kind, seed: int) -> tuple[Moment, ...]:
    """A day of the sample site. Days are frozen, so tests can share them."""
    site = sample_lobby().site
    return tuple(play(with_crews(site, kind), kind, DAY, Random(seed)))


@pytest.mark.parametrize(("kind", "seed"), [(NORMAL, 1), (LUNCH, 2), (MARCH, 3)])
def test_a_day_keeps_numbers_apart_and_serves_everybody(kind: Kind, seed: int) -> None:
    day = lived(kind, seed)
    given = [
        (moment.event.letter, moment.event.sequence)
        for moment in day
        if isinstance(moment.event, VisitOpened)
    ]
    assert len(given) == len(set(given)), "N1: a number was given twice"
    assert len(given) == pytest.approx(kind.visits, rel=0.25)
    for moment in day:
        served = list(moment.after.at_counter.values())
        assert len(served) == len(set(served)), "N2: a visit was at two counters"
        if isinstance(moment.event, StopCalled):
            assert moment.event.counter not in moment.before.at_counter, "N2: a counter had two"
            assert moment.event.counter in moment.staffed
            assert moment.before.visits[moment.event.visit].counter is None
    end = day[-1].after
    assert not end.at_counter
    left = missed(end)
    assert len(left) < 0.1 * len(given)
    for visit in end.visits.values():
        if visit.id not in left:
            assert visit.closed_at is not None, f"{visit.number} was never served"
            assert all(stop.state is StopState.DONE for stop in visit.stops)
    assert canonical(fold(moment.event for moment in day)) == canonical(end), "N6"


def test_a_day_looks_like_the_published_counts() -> None:
    hours, services, stops, visits = Counter[int](), Counter[str](), 0, 0
    for seed in (1, 4, 5):
        for moment in lived(NORMAL, seed):
            if isinstance(moment.event, VisitOpened):
                visits += 1
                hours[moment.event.at.hour] += 1
                services[moment.event.stops[0].service] += 1
                stops += len(moment.event.stops)
    assert visits / 3 == pytest.approx(NORMAL.visits, rel=0.1)
    for hour, share in ARRIVALS.items():
        assert hours[hour] / visits == pytest.approx(share / sum(ARRIVALS.values()), abs=0.03)
    assert services["shomei"] / visits == pytest.approx(0.60, abs=0.04)
    assert services["ido"] / visits == pytest.approx(0.15, abs=0.03)
    assert stops > 1.1 * visits, "moving brings stops at several counters"


def test_service_times_have_the_means_of_the_site_file(site: Site) -> None:
    minutes: dict[str, list[float]] = {}
    for seed in (1, 4, 5):
        for moment in lived(NORMAL, seed):
            if isinstance(moment.event, StopFinished):
                stop = moment.before.visits[moment.event.visit].stop(moment.event.service)
                assert stop is not None
                assert stop.called_at is not None
                took = (moment.event.at - stop.called_at).total_seconds() / 60
                minutes.setdefault(moment.event.service, []).append(took)
    for service in ("shomei", "ido"):
        mean = sum(minutes[service]) / len(minutes[service])
        assert mean == pytest.approx(site.services[service].mean_minutes, rel=0.15)


def test_some_do_not_come_and_some_of_them_come_back() -> None:
    day = lived(NORMAL, 4)
    missing = [m.event.visit for m in day if isinstance(m.event, StopMissed)]
    done = {m.event.visit for m in day if isinstance(m.event, StopFinished)}
    assert 0 < len(missing) < 30
    assert any(visit in done for visit in missing)


def test_lunch_never_leaves_a_service_alone(site: Site) -> None:
    assert lunch_turns(site)["1"] != lunch_turns(site)["2"]
    for kind in (NORMAL, MARCH):
        busy = with_crews(site, kind)
        for _, staffed in roster(busy, kind, DAY):
            assert all(staffed & set(busy.counters_for(name)) for name in busy.services)
        assert any(len(staffed) < len(busy.counters) for _, staffed in roster(busy, kind, DAY))


def test_the_same_seed_makes_the_same_day(site: Site) -> None:
    again = play(site, NORMAL, DAY, Random(5))
    assert [moment.event for moment in again] == [moment.event for moment in lived(NORMAL, 5)]
    assert lived(NORMAL, 5)[0].event != lived(NORMAL, 4)[0].event
