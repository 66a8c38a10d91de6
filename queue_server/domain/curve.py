"""How many people waited, minute by minute of the day: folded from the events, replayed at a start.

A point is what the lobby looked like when its minute was over. Between two points nothing changed
at a minute's end, so a quiet hour costs nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from immutables import Map

from queue_server.domain.events import Event
from queue_server.domain.state import State

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits at one moment, those included who are at another counter just now."""

    people: int = 0
    """Visits; one that waits in two services counts once."""
    by_service: Map[str, int] = field(default_factory=Map)
    """Services without anybody are left out."""


@dataclass(frozen=True, slots=True)
class Point:
    """One minute, and who waited at its end."""

    minute: datetime
    """When it began."""
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class Curve:
    """The day so far. Grows by `learn` only."""

    day: date | None = None
    points: tuple[Point, ...] = ()
    """Only minutes in which something happened, in order; the one that runs is not among them."""
    running: datetime | None = None
    """The minute of the last event."""


def waiting_now(state: State) -> Waiting:
    """Who waits in a state."""
    people = {visit for queue in state.queues.values() for _, visit in queue}
    lengths: Mapping[str, int] = {
        service: len(queue) for service, queue in state.queues.items() if queue
    }
    return Waiting(len(people), Map(lengths))


def learn(curve: Curve, before: State, event: Event, after: State) -> Curve:
    """The curve after one event of the journal. Costs one comparison in most cases."""
    if before.day != after.day:
        return Curve(after.day, running=_minute(event.at))
    # a clock that jumps back adds to the minute that runs
    if curve.running is None or event.at - curve.running < MINUTE:
        return curve
    points = (*curve.points, Point(curve.running, waiting_now(before)))
    return Curve(curve.day, points, _minute(event.at))


def until(curve: Curve, state: State, now: datetime) -> tuple[Point, ...]:
    """The whole curve as somebody sees it who looks now; `state` is the day's, as of now.

    The last point is the minute of `now`. Empty before anything has happened on the state's day.
    """
    if curve.running is None or curve.day != state.day:
        return ()
    latest = Point(max(_minute(now), curve.running), waiting_now(state))
    if latest.minute == curve.running:
        return (*curve.points, latest)
    return (*curve.points, Point(curve.running, latest.waiting), latest)


def minutes(points: tuple[Point, ...]) -> Iterator[Point]:
    """Every minute from the first point to the last, quiet ones too."""
    for point, following in pairwise(points):
        minute = point.minute
        while minute < following.minute:
            yield Point(minute, point.waiting)
            minute += MINUTE
    yield from points[-1:]


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
