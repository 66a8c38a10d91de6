"""Wait estimates against the truth of simulated days, beside people ahead × mean ÷ open counters.

Three sets of days that share no seed: the site learns on the first (`LEARNED_ON`), the constants
of the estimate are chosen on the second (`FITTED_ON`; `python -m bench.waits fit` prints how they
do there), and the table is made on the third (`SCORED_ON`), which nothing was ever chosen by.

`ideal` is how far off the median is of somebody who knows what nobody can: the true distributions
of service times, today's roster to the minute and how many come of what kind, but not the draws of
chance. What is left there cannot be estimated away.
"""

import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from immutables import Map

from bench.days import (
    GIVING_UP,
    LUNCH,
    MARCH,
    MONDAY,
    NO_SHOW,
    NORMAL,
    OTHER_SIGMA,
    SIGMA,
    Kind,
    Moment,
    play,
    with_crews,
)
from bench.measure import Row
from queue_server.domain.arrivals import ArrivalDay, Arrivals
from queue_server.domain.courses import Course
from queue_server.domain.estimates import Range, estimate_visit
from queue_server.domain.events import StopCalled, VisitOpened
from queue_server.domain.learned import Learned, expected, learn, open_counters
from queue_server.domain.service_times import ServiceTimes, Sums
from queue_server.domain.site import Site
from queue_server.lobby import load_lobby
from tests.sites import SAMPLE_SITE

Days = Sequence[tuple[Kind, Sequence[int]]]

_WEEK = (MONDAY, NORMAL, LUNCH, NORMAL, NORMAL)
LEARNED_ON: Sequence[tuple[Kind, int]] = tuple(
    (kind, seed)
    for seed, kind in enumerate(
        (
            *(MONDAY, LUNCH, NORMAL, NORMAL, NORMAL),
            *(MONDAY, NORMAL, LUNCH, NORMAL, LUNCH),
            *(MONDAY, NORMAL, NORMAL, LUNCH, NORMAL),
            *(MONDAY, MARCH, MARCH, MARCH, MARCH),
        ),
        1,
    )
)
"""Four weeks, from a Monday on."""
FITTED_ON: Days = (
    (NORMAL, range(501, 507)),
    (MONDAY, range(511, 517)),
    (LUNCH, range(521, 527)),
    (MARCH, range(531, 533)),
)
SCORED_ON: Days = (
    (NORMAL, range(101, 107)),
    (MONDAY, range(201, 207)),
    (LUNCH, range(301, 307)),
    (MARCH, range(401, 403)),
)
IDEAL_SEEDS = range(901, 905)
"""Days of the same kind whose arrivals stand for what the ideal knows of today's."""
EVERY, IDEAL_EVERY = 3, 6
"""One ticket in so many is estimated, and by the ideal: the scores hardly change, the time does."""
FIRST_DAY = datetime(2026, 2, 23, tzinfo=ZoneInfo("Asia/Tokyo"))
"""A Monday."""
DAY = {kind.name: datetime(2026, 3, 24, tzinfo=ZoneInfo("Asia/Tokyo")) for kind in (NORMAL, LUNCH)}
DAY |= {MONDAY.name: datetime(2026, 3, 23, tzinfo=ZoneInfo("Asia/Tokyo"))}
DAY |= {MARCH.name: datetime(2026, 3, 25, tzinfo=ZoneInfo("Asia/Tokyo"))}


@dataclass(frozen=True, slots=True)
class Sample:
    """What was said about one stop when the ticket was issued, and what came true; minutes."""

    kind: str
    first: bool
    """Whether it could be gone to at once: later stops have another before them."""
    said: Range
    floor: float
    ideal: float | None
    """What somebody would say who knew all but chance; one visit in so many is asked."""
    truth: float

    @property
    def waits(self) -> bool:
        """Whether there was anything to estimate: neither said nor found to be nothing."""
        return self.said.high > 0 or self.truth > 0

    @property
    def inside(self) -> bool:
        """Whether the truth lay inside the range."""
        return self.said.low <= self.truth <= self.said.high


@dataclass(frozen=True, slots=True)
class Said:
    """What was said about one stop when the ticket was issued."""

    at: datetime
    first: bool
    ours: Range
    floor: float
    ideal: float | None

    def came_true(self, kind: str, called_at: datetime) -> Sample:
        """With the truth beside it."""
        truth = (called_at - self.at) / timedelta(minutes=1)
        return Sample(kind, self.first, self.ours, self.floor, self.ideal, truth)


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of a set of samples."""

    samples: int
    ours: float
    """Mean absolute error of the median, minutes."""
    floor: float
    inside: float
    """Share of the truths inside p20 to p80, among those where there was something to estimate."""
    below: float
    """Share of the truths below the range; as many should be above."""
    mean_wait: float
    ideal: float | None
    """Mean absolute error of the ideal, as a share of ours for the same stops."""


def history(site: Site, days: Iterable[tuple[Kind, int]]) -> Learned:
    """What the site has learned after these days."""
    learned = Learned()
    for number, (kind, seed) in enumerate(days):
        there, date = (
            with_crews(site, kind),
            FIRST_DAY + timedelta(days=number // 5 * 7 + number % 5),
        )
        for moment in play(there, kind, date, Random(seed)):
            learned = learn(there, learned, moment.before, moment.event, moment.after)
    return learned


@cache
def before() -> tuple[Site, Learned]:
    """The sample site, and what it knows on the morning of every scored day."""
    site = load_lobby(SAMPLE_SITE).site
    return site, history(site, LEARNED_ON)


@dataclass(frozen=True, slots=True)
class Ideal:
    """Knows the day but for chance."""

    times: ServiceTimes
    changes: Sequence[tuple[datetime, frozenset[str]]]
    arrivals: Sequence[ArrivalDay]

    def courses(self, now: datetime) -> tuple[Course, ...]:
        """How today goes on: as its roster says, and with arrivals like those of its kind."""
        minute = (now - now.replace(hour=0, minute=0, second=0, microsecond=0)).seconds / 60
        return tuple(Course(self.changes, day.arrivals, minute) for day in self.arrivals)


def ideal(site: Site, day: Sequence[Moment], alike: Arrivals) -> Ideal:
    """Of a day that was lived through; `alike` are the arrivals of others of its kind."""
    exactly = 1e9  # so many stops leave nothing to doubt
    by_service = {}
    for name, service in site.services.items():
        sigma = SIGMA.get(name, OTHER_SIGMA)
        mu = math.log(service.mean_minutes) - sigma**2 / 2
        by_service[name] = Sums(exactly, exactly * mu, exactly * (mu**2 + sigma**2))
    times = ServiceTimes(
        by_service=Map(by_service),
        calls=exactly,
        missed=NO_SHOW,
        missed_minutes=GIVING_UP,
    )
    changes = [
        (moment.event.at, open_counters(site, moment.after))
        for moment in day
        if moment.before.counters != moment.after.counters
    ]
    return Ideal(times, changes, alike.days)


def arrivals_of(site: Site, kind: Kind) -> Arrivals:
    """Of days of a kind, none of which is scored."""
    learned = Learned()
    for number, seed in enumerate(IDEAL_SEEDS):
        for moment in play(site, kind, FIRST_DAY + timedelta(days=number), Random(seed)):
            learned = learn(site, learned, moment.before, moment.event, moment.after)
    return learned.arrivals


def samples(
    site: Site, learned: Learned, kind: Kind, seed: int, alike: Arrivals | None = None
) -> list[Sample]:
    """One day, estimated ticket by ticket while it is lived through; with `alike` some
    by the ideal too.
    """
    site, tickets = with_crews(site, kind), 0
    day = list(play(site, kind, DAY[kind.name], Random(seed)))
    knows = None if alike is None else ideal(site, day, alike)
    said: dict[tuple[UUID, str], Said] = {}
    made = list[Sample]()
    for moment in day:
        event, state = moment.event, moment.after
        learned = learn(site, learned, moment.before, event, state)
        if isinstance(event, VisitOpened):
            there, now = open_counters(site, state), event.at
            tickets += 1
            if tickets % EVERY:
                continue
            ours = estimate_visit(
                site,
                state,
                learned.times,
                event.visit,
                now,
                open_counters=there,
                courses=expected(site, learned, state, now, there),
            )
            best: Mapping[str, Range] = {}
            if knows is not None and tickets % IDEAL_EVERY == 0:
                best = estimate_visit(
                    site,
                    state,
                    knows.times,
                    event.visit,
                    now,
                    open_counters=there,
                    courses=knows.courses(now),
                )
            for plan in event.stops:
                open_here = [c for c in site.counters_for(plan.service) if c in there]
                ahead = len(moment.before.queues.get(plan.service, ()))
                said[event.visit, plan.service] = Said(
                    now,
                    not plan.after,
                    ours[plan.service],
                    ahead * site.services[plan.service].mean_minutes / len(open_here),
                    best[plan.service].median if plan.service in best else None,
                )
        elif isinstance(event, StopCalled):
            # only the first call counts: who did not come is called again when they like
            found = said.pop((event.visit, event.service), None)
            if found is not None:
                made.append(found.came_true(kind.name, event.at))
    return made


def score(of: Sequence[Sample]) -> Score:
    """Figures of these samples."""
    waiting = [sample for sample in of if sample.waits]
    known = [sample for sample in of if sample.ideal is not None]
    ours_there = sum(abs(sample.said.median - sample.truth) for sample in known)
    return Score(
        samples=len(of),
        ours=sum(abs(sample.said.median - sample.truth) for sample in of) / len(of),
        floor=sum(abs(sample.floor - sample.truth) for sample in of) / len(of),
        inside=sum(sample.inside for sample in waiting) / len(waiting),
        below=sum(sample.truth < sample.said.low for sample in waiting) / len(waiting),
        mean_wait=sum(sample.truth for sample in of) / len(of),
        ideal=sum(abs((sample.ideal or 0) - sample.truth) for sample in known) / ours_there
        if ours_there
        else None,
    )


def by_kind(days: Days, *, with_ideal: bool = True) -> dict[str, list[Sample]]:
    """All that was said on these days and what came true, by kind of day."""
    site, learned = before()
    made = dict[str, list[Sample]]()
    for kind, seeds in days:
        alike = arrivals_of(with_crews(site, kind), kind) if with_ideal else None
        made[kind.name] = [
            sample for seed in seeds for sample in samples(site, learned, kind, seed, alike)
        ]
    return made


def scored(of: Mapping[str, Sequence[Sample]]) -> dict[str, Score]:
    """Scores by kind of day, then of first stops, of later ones, and of all."""
    everything = [sample for samples in of.values() for sample in samples]
    groups = {
        **of,
        "all, stops to go to at once": [sample for sample in everything if sample.first],
        "all, later stops of a visit": [sample for sample in everything if not sample.first],
        "all": everything,
    }
    return {name: score(samples) for name, samples in groups.items()}


def measure() -> list[Row]:
    """The estimate beside its floor, by kind of day."""
    return [
        Row(
            f"wait estimate, {name}: mean absolute error",
            figures.ours,
            figures.floor,
            "min",
            "people ahead × mean ÷ open counters, same days",
            note=f"{figures.samples} stops, mean wait {figures.mean_wait:.0f} min; "
            f"{figures.inside:.0%} of the waits inside p20–p80; "
            f"who knows all but chance: {_ideal(figures)} of the floor",
        )
        for name, figures in scored(by_kind(SCORED_ON)).items()
    ]


def _ideal(figures: Score) -> str:
    ratio = figures.ours / figures.floor
    return "–" if figures.ideal is None else f"{figures.ideal * ratio:.2f}"


def main(arguments: Sequence[str]) -> None:
    """Print the scores; with `fit` those of the fitting days."""
    days = FITTED_ON if "fit" in arguments else SCORED_ON
    print("| days | stops | mean wait | ours, min | floor, min | ours ÷ floor | ideal ÷ floor "
          "| inside | below |")  # fmt: skip
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, figures in scored(by_kind(days, with_ideal="quick" not in arguments)).items():
        print(
            f"| {name} | {figures.samples} | {figures.mean_wait:.1f} | {figures.ours:.2f} "
            f"| {figures.floor:.2f} | {figures.ours / figures.floor:.2f} | {_ideal(figures)} "
            f"| {figures.inside:.0%} | {figures.below:.0%} |"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
