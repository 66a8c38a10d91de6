"""Which counters will be open later today: learned from the days before.

Waits at lunch hang on who goes when, and comes back when. No plan is asked for: courses.py lets
today go on as earlier days did that look like it at this time of day.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAYS_KEPT = 21
"""Days, the latest ones: four weeks of open days, and today."""
SHIFTS = tuple(timedelta(minutes=minutes) for minutes in (0, -5, 5, -10, 10))
"""How much sooner or later things happen today than on another day."""
OVERDUE = timedelta(minutes=3)
"""What should have happened by now is expected in so long."""

Changes = Sequence[tuple[datetime, Collection[str]]]
"""Which counters are open from later moments on."""


@dataclass(frozen=True, slots=True)
class StaffedDay:
    """One day: from which moment on which counters were open, in order of time."""

    day: date
    changes: tuple[tuple[timedelta, frozenset[str]], ...]
    """Times since midnight by the site's clock."""

    def open_at(self, time: timedelta) -> frozenset[str]:
        """Who was open then."""
        there: frozenset[str] = frozenset()
        for at, counters in self.changes:
            if at > time:
                break
            there = counters
        return there

    def back_after(self, time: timedelta) -> frozenset[str]:
        """Who was open at any moment after."""
        return frozenset().union(*(counters for at, counters in self.changes if at > time))


@dataclass(frozen=True, slots=True)
class Staffing:
    """The last days, today at the end. Grows by `note` only."""

    days: tuple[StaffedDay, ...] = ()


def note(
    staffing: Staffing, day: date, time: timedelta, open_counters: Collection[str]
) -> Staffing:
    """With the counters that are open from a moment on: a business day, and the time since its
    midnight by the site's clock.
    """
    change, days = (time, frozenset(open_counters)), staffing.days
    if days and days[-1].day == day:
        return Staffing((*days[:-1], StaffedDay(day, (*days[-1].changes, change))))
    return Staffing((*days, StaffedDay(day, (change,)))[-DAYS_KEPT:])


def unlike(day: StaffedDay, time: timedelta, there: frozenset[str]) -> tuple[int, timedelta]:
    """How many counters differ between today and an earlier day at this time of day, and at which
    time it was most like: lunch begins some minutes sooner or later.
    """
    if day.open_at(time) == there:
        return 0, time
    return min(
        ((len(day.open_at(time + shift) ^ there), time + shift) for shift in SHIFTS),
        key=lambda found: (found[0], abs(found[1] - time)),
    )


def changes_after(
    day: StaffedDay, now: datetime, time: timedelta, as_at: timedelta, there: frozenset[str]
) -> Changes:
    """How today goes on if it goes on as that day did, which looked at `as_at` like today now.

    Only what changed on that day is carried over: a counter that is open today and was not there
    then stays. One that left for good stays open too, because whoever holds a ticket is served.
    """
    before, course, away = day.open_at(as_at), [], frozenset[str]()
    for at, counters in day.changes:
        if at > as_at:
            left = (before - counters) & day.back_after(at)
            away |= before - counters
            came = counters - (before - away)
            course.append((now + max(at - time, OVERDUE), (there - left) | came))
    return course
