"""How the rest of today may go: as days before did that look like it.

Nobody is asked for a plan. What is taken from an earlier day is when its counters opened and
closed, and who came; a day weighs the more, the more its morning looked like today's.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from queue_server.domain.arrivals import Arrival, ArrivalDay, Arrivals, come_by
from queue_server.domain.staffing import Changes, StaffedDay, Staffing, changes_after, unlike

PER_COUNTER = 1.0
"""A day with one counter more or less open at this time weighs less by this much (logarithm)."""
PER_DEVIATION = 0.5
"""The same for each standard deviation by which more or fewer had come by now."""
LEAST = 3.0
"""A day that weighs less than the best by more than this (logarithm) is left out."""
SAME_WEEKDAY = 0.5
"""So much more weighs the same day of the week."""
SURE_OF = 15.0
"""How much busier today is than another day shows once about so many have come."""
BUSIER = (0.4, 2.5)
"""As much busier than an earlier day may today be, for its arrivals to be a guide."""


@dataclass(frozen=True, slots=True)
class Course:
    """One way in which the day may go on."""

    changes: Changes = ()
    """Which counters are open from later moments on."""
    arrivals: tuple[Arrival, ...] = ()
    """Who comes, by the clock of their day."""
    minute: float = 0.0
    """Now, by that clock (minutes since midnight)."""
    busier: float = 1.0
    """So many come today for each who came then."""
    weight: float = 1.0

    def first_after(self) -> int:
        """Which arrival is the first after now."""
        return come_by(self.arrivals, self.minute)


def courses(
    staffing: Staffing,
    arrivals: Arrivals,
    today: date,
    now: datetime,
    open_counters: Collection[str],
) -> tuple[Course, ...]:
    """One course for each earlier day. `today` is the business day, `now` in the site's zone."""
    came = {day.day: day for day in arrivals.days}
    here = came.get(today, ArrivalDay(today))
    midnight = datetime.combine(today, datetime.min.time())
    time = now.replace(tzinfo=None) - midnight
    minute = time.total_seconds() / 60
    so_far, there = here.until(minute), frozenset(open_counters)
    found = list[tuple[float, StaffedDay, timedelta, ArrivalDay, int]]()
    for day in staffing.days:
        if day.day < today:
            then = came.get(day.day, ArrivalDay(day.day))
            differing, as_at = unlike(day, time, there)
            by_now = then.until(minute)
            deviations = math.sqrt(2) * abs(math.sqrt(so_far) - math.sqrt(by_now))
            log = -PER_COUNTER * differing - PER_DEVIATION * deviations
            log += SAME_WEEKDAY * (day.day.weekday() == today.weekday())
            found.append((log, day, as_at, then, by_now))
    best = max((log for log, *_ in found), default=0.0)
    return tuple(
        Course(
            changes_after(day, now, time, as_at, there),
            then.arrivals,
            minute,
            min(BUSIER[1], max(BUSIER[0], (so_far + SURE_OF) / (by_now + SURE_OF))),
            math.exp(log - best),
        )
        for log, day, as_at, then, by_now in found
        if log > best - LEAST
    )
