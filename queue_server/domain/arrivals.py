"""Who came on the days before, and when: what is to be expected of the rest of today."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from queue_server.domain.events import StopPlan

DAYS_KEPT = 21
"""Days, the latest ones: four weeks of open days, and today."""

BLOCK = 64


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody came."""

    minute: float
    """Since midnight by the site's clock."""
    stops: tuple[tuple[str, tuple[str, ...]], ...]
    """Services, and those that had to be done before."""
    needs: bool


def come_by(arrivals: Sequence[Arrival], minute: float) -> int:
    """How many of them, in order of time, had come by then."""
    return bisect_right(arrivals, minute, key=lambda arrival: arrival.minute)


@dataclass(frozen=True, slots=True)
class ArrivalDay:
    """One day, in order of time."""

    day: date
    blocks: tuple[tuple[Arrival, ...], ...] = ()
    """Of `BLOCK` arrivals each, but for the last: in one tuple, each of a busy day's arrivals would
    copy all before it.
    """

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """All of them."""
        return tuple(chain.from_iterable(self.blocks))

    def until(self, minute: float) -> int:
        """How many had come by then."""
        return come_by(self.arrivals, minute)

    def adding(self, arrival: Arrival) -> "ArrivalDay":
        """With one more, not before the others."""
        if not self.blocks or len(self.blocks[-1]) == BLOCK:
            return ArrivalDay(self.day, (*self.blocks, (arrival,)))
        return ArrivalDay(self.day, (*self.blocks[:-1], (*self.blocks[-1], arrival)))

    def with_late(self, arrival: Arrival) -> "ArrivalDay":
        """With one more, at its time among the others."""
        if not self.blocks or arrival.minute >= self.blocks[-1][-1].minute:
            return self.adding(arrival)
        known = list(self.arrivals)
        known.insert(come_by(known, arrival.minute), arrival)
        starts = range(0, len(known), BLOCK)
        return ArrivalDay(self.day, tuple(tuple(known[at : at + BLOCK]) for at in starts))


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The last days, today at the end. Grows by `came` only."""

    days: tuple[ArrivalDay, ...] = ()


def came(
    known: Arrivals, day: date, minute: float, stops: Sequence[StopPlan], *, needs: bool
) -> Arrivals:
    """With one visit more; `minute` is since midnight of the business day."""
    days = known.days
    if not days or days[-1].day != day:
        days = (*days, ArrivalDay(day))[-DAYS_KEPT:]
    last = days[-1]
    if last.blocks:
        # a clock that jumps back must not put them out of order
        minute = max(minute, last.blocks[-1][-1].minute)
    who = Arrival(minute, tuple((plan.service, plan.after) for plan in stops), needs)
    return Arrivals((*days[:-1], last.adding(who)))


def had_come(
    known: Arrivals, day: date, minute: float, stops: Sequence[StopPlan], *, needs: bool
) -> Arrivals:
    """With one visit more that is heard of late: it came at its time, and maybe on an earlier day.

    Of a day of which nothing is known it is left out: that day would look like one on which next to
    nobody came.
    """
    who = Arrival(minute, tuple((plan.service, plan.after) for plan in stops), needs)
    if not known.days or known.days[-1].day < day:
        return Arrivals((*known.days, ArrivalDay(day).adding(who))[-DAYS_KEPT:])
    return Arrivals(tuple(one.with_late(who) if one.day == day else one for one in known.days))
