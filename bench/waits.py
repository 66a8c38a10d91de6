"""Wait estimates against the truth of simulated days, beside people ahead × mean ÷ open counters.

The parameters of the estimate are fixed on the days of seeds 1 to 20 (`python -m bench.waits fit`
prints how they do there), and scored on days of other seeds.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from bench.days import LUNCH, MARCH, MONDAY, NORMAL, Kind, play, roster, with_crews
from bench.measure import Row
from queue_server.domain.estimates import Range, estimate_visit
from queue_server.domain.events import StopCalled, VisitOpened
from queue_server.domain.service_times import ServiceTimes, observe
from queue_server.domain.site import Site
from queue_server.domain.staffing import Changes, Staffing, likely, note
from queue_server.lobby import load_lobby
from tests.sites import SAMPLE_SITE

FITTED_ON: Sequence[tuple[Kind, range]] = (
    (NORMAL, range(1, 9)),
    (MONDAY, range(9, 13)),
    (LUNCH, range(13, 17)),
    (MARCH, range(17, 21)),
)
SCORED_ON: Sequence[tuple[Kind, range]] = (
    (NORMAL, range(101, 107)),
    (MONDAY, range(201, 207)),
    (LUNCH, range(301, 307)),
    (MARCH, range(401, 403)),
)
FIRST_DAY = datetime(2026, 2, 24, tzinfo=ZoneInfo("Asia/Tokyo"))
DAY = datetime(2026, 3, 24, tzinfo=ZoneInfo("Asia/Tokyo"))


@dataclass(frozen=True, slots=True)
class Sample:
    """What was said about one stop when the ticket was issued, and what came true; minutes."""

    kind: str
    first: bool
    """Whether it could be gone to at once: later stops have another before them."""
    said: Range
    floor: float
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


@dataclass(frozen=True, slots=True)
class Known:
    """What a site has learned from the days before."""

    times: ServiceTimes = field(default_factory=ServiceTimes)
    staffing: Staffing = field(default_factory=Staffing)


def history(site: Site, days: Iterable[tuple[Kind, int]]) -> Known:
    """What the site has learned after these days."""
    times, staffing = ServiceTimes(), Staffing()
    for number, (kind, seed) in enumerate(days):
        there, staffed = with_crews(site, kind), frozenset[str]()
        day = FIRST_DAY + timedelta(days=number)
        for moment in play(there, kind, day, Random(seed)):
            times = observe(there, times, moment.before, moment.event)
            if moment.staffed != staffed:
                staffed = moment.staffed
                staffing = note(staffing, moment.event.at, staffed)
    return Known(times, staffing)


def samples(
    site: Site, known: Known, kind: Kind, seed: int, lunch: str = "learned"
) -> list[Sample]:
    """One day, estimated ticket by ticket while it is lived through."""
    site, times = with_crews(site, kind), known.times
    planned = roster(site, kind, DAY)
    said: dict[tuple[UUID, str], tuple[datetime, bool, Range, float]] = {}
    made = list[Sample]()
    for moment in play(site, kind, DAY, Random(seed)):
        event, state = moment.event, moment.after
        times = observe(site, times, moment.before, event)
        if isinstance(event, VisitOpened):
            courses: Sequence[Changes] = ()
            if lunch == "learned":
                courses = likely(known.staffing, event.at, moment.staffed)
            elif lunch == "roster":
                courses = (planned,)
            ranges = estimate_visit(
                site,
                state,
                times,
                event.visit,
                event.at,
                open_counters=moment.staffed,
                courses=courses,
            )
            for plan in event.stops:
                open_here = [c for c in site.counters_for(plan.service) if c in moment.staffed]
                ahead = len(moment.before.queues.get(plan.service, ()))
                floor = ahead * site.services[plan.service].mean_minutes / len(open_here)
                said[event.visit, plan.service] = (
                    event.at,
                    not plan.after,
                    ranges[plan.service],
                    floor,
                )
        elif isinstance(event, StopCalled):
            # only the first call counts: who did not come is called again when they like
            found = said.pop((event.visit, event.service), None)
            if found is not None:
                at, first, ours, floor = found
                truth = (event.at - at).total_seconds() / 60
                made.append(Sample(kind.name, first, ours, floor, truth))
    return made


def score(of: Sequence[Sample]) -> Score:
    """Figures of these samples."""
    waiting = [sample for sample in of if sample.waits]
    return Score(
        samples=len(of),
        ours=sum(abs(sample.said.median - sample.truth) for sample in of) / len(of),
        floor=sum(abs(sample.floor - sample.truth) for sample in of) / len(of),
        inside=sum(sample.inside for sample in waiting) / len(waiting),
        below=sum(sample.truth < sample.said.low for sample in waiting) / len(waiting),
        mean_wait=sum(sample.truth for sample in of) / len(of),
    )


def scored(days: Sequence[tuple[Kind, range]], lunch: str = "learned") -> dict[str, Score]:
    """Scores by kind of day, then of first stops, of later ones, and of all."""
    site = load_lobby(SAMPLE_SITE).site
    known = history(site, [(kind, seed) for kind, seeds in FITTED_ON for seed in seeds])
    by_kind = {
        kind.name: [sample for seed in seeds for sample in samples(site, known, kind, seed, lunch)]
        for kind, seeds in days
    }
    everything = [sample for of in by_kind.values() for sample in of]
    groups = by_kind | {
        "all, stops to go to at once": [sample for sample in everything if sample.first],
        "all, later stops of a visit": [sample for sample in everything if not sample.first],
        "all": everything,
    }
    return {name: score(of) for name, of in groups.items()}


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
            f"{figures.inside:.0%} of the waits inside p20–p80",
        )
        for name, figures in scored(SCORED_ON).items()
    ]


def main(arguments: Sequence[str]) -> None:
    """Print the scores: with `fit` those of the fitting days; with `unknown`, as if nobody knew
    about lunch; with `roster`, as if everybody knew the plan for it.
    """
    days = FITTED_ON if "fit" in arguments else SCORED_ON
    lunch = next((name for name in arguments if name in ("unknown", "roster")), "learned")
    print("| days | stops | mean wait | ours, min | floor, min | ours ÷ floor | inside | below |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, figures in scored(days, lunch).items():
        print(
            f"| {name} | {figures.samples} | {figures.mean_wait:.1f} | {figures.ours:.2f} "
            f"| {figures.floor:.2f} | {figures.ours / figures.floor:.2f} "
            f"| {figures.inside:.0%} | {figures.below:.0%} |"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
