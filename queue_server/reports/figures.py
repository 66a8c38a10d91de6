"""A day's key figures, by service. Pure.

Waits are those of stops that were called at least once, until their first call; times at the
counter are those of stops that were done. All in minutes.
"""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from queue_server.domain.site import Service
from queue_server.reports.visits import DayVisits, Ending, StopRecord


@dataclass(frozen=True, slots=True)
class Figures:
    """What a day was like in one service, or in the whole lobby."""

    visits: int
    """Parties that came for it."""
    done: int
    """Stops that were done or sent on."""
    not_served: int
    """Stops that ended without: cancelled, dropped, or left at closing."""
    open: int
    """Stops that have not ended: the day goes on."""
    no_shows: int
    """Calls that nobody followed."""
    mean_wait: float | None
    median_wait: float | None
    p90_wait: float | None
    """Nine of ten were called within it."""
    longest_wait: float | None
    mean_service: float | None
    """From call to end."""
    within_target: float | None
    """The share of waits that were not longer than the target, 0 to 1."""


def figures_by_service(
    day: DayVisits, services: Mapping[str, Service]
) -> tuple[dict[str, Figures], Figures]:
    """The figures of each service, in the site's order, and of the whole lobby.

    A service that the site no longer has comes last, without a target.
    """
    targets = {name: service.target_minutes for name, service in services.items()}
    stops = [(visit.id, stop) for visit in day.visits for stop in visit.stops]
    seen = dict.fromkeys([*services, *(stop.service for _, stop in stops)])
    by_service = {
        name: _figures(
            len({visit for visit, stop in stops if stop.service == name}),
            [stop for _, stop in stops if stop.service == name],
            targets,
        )
        for name in seen
    }
    return by_service, _figures(len(day.visits), [stop for _, stop in stops], targets)


def minutes(time: timedelta) -> float:
    """In minutes, to a tenth."""
    return round(time / timedelta(minutes=1), 1)


def _figures(visits: int, stops: Sequence[StopRecord], targets: Mapping[str, float]) -> Figures:
    waits = sorted(minutes(stop.wait) for stop in stops if stop.wait is not None)
    served = [minutes(stop.at_counter) for stop in stops if stop.ending is Ending.DONE]
    on_time = [
        stop.wait <= timedelta(minutes=targets[stop.service])
        for stop in stops
        if stop.wait is not None and stop.service in targets
    ]
    return Figures(
        visits=visits,
        done=sum(stop.ending in {Ending.DONE, Ending.TRANSFERRED} for stop in stops),
        not_served=sum(
            stop.ending in {Ending.CANCELLED, Ending.DROPPED, Ending.LEFT} for stop in stops
        ),
        open=sum(stop.ending is Ending.OPEN for stop in stops),
        no_shows=sum(stop.no_shows for stop in stops),
        mean_wait=_mean(waits),
        median_wait=round(statistics.median(waits), 1) if waits else None,
        p90_wait=waits[math.ceil(0.9 * len(waits)) - 1] if waits else None,
        longest_wait=waits[-1] if waits else None,
        mean_service=_mean(served),
        within_target=round(sum(on_time) / len(on_time), 3) if on_time else None,
    )


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.fmean(values), 1) if values else None
