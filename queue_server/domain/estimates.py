"""How long people will wait, as a range: the calling policy run forward with learned times.

`forecast` answers for everybody in one go; `estimate`, `estimate_visit` and `estimate_plan` are
parts of it. All are pure: the same lobby at the same moment gives the same minutes.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from queue_server.domain.business_day import as_of
from queue_server.domain.courses import Course
from queue_server.domain.events import StopPlan
from queue_server.domain.filling import lobby
from queue_server.domain.forward import run
from queue_server.domain.service_times import ServiceTimes
from queue_server.domain.site import Site
from queue_server.domain.state import State

RUNS, RUNS_OF_CROWD = 31, 21
"""How often the lobby is run forward. A crowd needs fewer: its waits are sums of many stops."""
CROWD = 120
"""So many people in queues are a crowd."""
LOW, HIGH = 0.2, 0.8
"""The range's ends, as shares of the runs."""


@dataclass(frozen=True, slots=True)
class Range:
    """Minutes from now until a visit is called: one in five is called before `low`, half before
    `median`, four in five before `high`.
    """

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """All waits of a lobby at one moment. Whom no open counter will call is not in it."""

    services: Mapping[str, Range]
    """For somebody who would come now, by service."""
    visits: Mapping[UUID, Mapping[str, Range]]
    """For everybody here, by the services in which they have still to be called."""
    newcomer: Mapping[str, Range]
    """For the newcomer whose stops were asked about, by service."""


def forecast(
    site: Site,
    state: State,
    times: ServiceTimes,
    now: datetime,
    *,
    open_counters: Collection[str],
    courses: Sequence[Course] = (),
    plan: Sequence[StopPlan] = (),
    needs: bool = False,
    about: Collection[UUID | None] | None = None,
) -> Forecast:
    """Every wait at once.

    Args:
        open_counters: those that call now; one that serves but is not among them calls nobody
            after. Must all be counters of the site.
        courses: how the day may go on: other counters, and others who come. Those of courses.py, or
            a roster that is known. Without one the counters stay as they are, and nobody comes.
        plan: the stops of somebody who would take a ticket now, and `needs` whether they have a
            head start.
        about: the visits whose waits are wanted, None being the newcomer: less to do than all.
    """
    state = as_of(site, state, now)
    waiting = sum(len(queue) for queue in state.queues.values())
    here = lobby(
        site,
        state,
        times,
        now,
        open_counters,
        runs=RUNS if waiting < CROWD else RUNS_OF_CROWD,
        courses=courses,
        newcomer=plan,
        needs=needs,
        about=about,
    )
    outcomes = [run(here, number) for number in range(here.runs)]
    services: dict[str, Range] = {}
    visits: dict[UUID | None, dict[str, Range]] = {}
    for stop, called in enumerate(zip(*(outcome.called for outcome in outcomes), strict=True)):
        if not here.counts[stop]:
            continue
        if stop >= here.probes:
            _put(services, here.keys[stop][1], called)
        else:
            visit, service = here.keys[stop]
            _put(visits.setdefault(visit, {}), service, called)
    newcomer = visits.pop(None, {})
    return Forecast(services, {v: w for v, w in visits.items() if v is not None}, newcomer)


def estimate(
    site: Site,
    state: State,
    times: ServiceTimes,
    now: datetime,
    *,
    open_counters: Collection[str],
    courses: Sequence[Course] = (),
) -> Mapping[str, Range]:
    """How long somebody would wait in each service who came now for that service alone."""
    return forecast(site, state, times, now, open_counters=open_counters, courses=courses).services


def estimate_visit(
    site: Site,
    state: State,
    times: ServiceTimes,
    visit: UUID,
    now: datetime,
    *,
    open_counters: Collection[str],
    courses: Sequence[Course] = (),
) -> Mapping[str, Range]:
    """How long a visit waits from now for each stop that is still to be called."""
    found = forecast(
        site, state, times, now, open_counters=open_counters, courses=courses, about={visit}
    )
    return found.visits.get(visit, {})


def estimate_plan(
    site: Site,
    state: State,
    times: ServiceTimes,
    plan: Sequence[StopPlan],
    now: datetime,
    *,
    open_counters: Collection[str],
    courses: Sequence[Course] = (),
    needs: bool = False,
) -> Mapping[str, Range]:
    """How long each stop waits of somebody who would take a ticket with these stops now."""
    return forecast(
        site,
        state,
        times,
        now,
        open_counters=open_counters,
        courses=courses,
        plan=plan,
        needs=needs,
        about={None},
    ).newcomer


def _put(ranges: dict[str, Range], service: str, minutes: Sequence[float]) -> None:
    # runs in which they do not come when it is their turn before say nothing about this turn
    ordered = sorted(minute for minute in minutes if not math.isnan(minute))
    # never in some runs: whoever serves it left for good
    if ordered and not math.isinf(ordered[-1]):
        ranges[service] = Range(*(_quantile(ordered, share) for share in (LOW, 0.5, HIGH)))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Between the two values that are nearest, each in the middle of its part of 0 to 1."""
    place = min(max(share * len(ordered) - 0.5, 0.0), len(ordered) - 1.0)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
