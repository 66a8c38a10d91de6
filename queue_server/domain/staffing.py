"""Which counters will be open later today: learned from the days before.

Waits at lunch hang on who goes when, and comes back when. No plan is asked for: today goes on as
those earlier days did that look most like it at this time of day.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAYS_KEPT = 40
"""Days, the latest ones."""
DAYS_ALIKE = 5
"""So many of them at least are looked at, if there are as many."""

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


def note(staffing: Staffing, at: datetime, open_counters: Collection[str]) -> Staffing:
    """With the counters that are open from a moment on; `at` is in the site's zone."""
    change = (_since_midnight(at), frozenset(open_counters))
    days = staffing.days
    if days and days[-1].day == at.date():
        return Staffing((*days[:-1], StaffedDay(at.date(), (*days[-1].changes, change))))
    return Staffing((*days, StaffedDay(at.date(), (change,)))[-DAYS_KEPT:])


def likely(
    staffing: Staffing, now: datetime, open_counters: Collection[str]
) -> tuple[Changes, ...]:
    """How the rest of today may go, one course for each earlier day that was like it.

    Only what changed on that day is carried over: a counter that is open today and was not there
    then stays. One that left for good stays open too, because whoever holds a ticket is served.
    `now` is in the site's zone.
    """
    time, there = _since_midnight(now), frozenset(open_counters)
    earlier = [day for day in staffing.days if day.day < now.date()]
    unlike = {day: len(day.open_at(time) ^ there) for day in earlier}
    ranked = sorted(earlier, key=lambda day: (unlike[day], -day.day.toordinal()))
    if not ranked:
        return ()
    furthest = unlike[ranked[min(DAYS_ALIKE, len(ranked)) - 1]]
    return tuple(_course(day, now, time, there) for day in ranked if unlike[day] <= furthest)


def _course(
    day: StaffedDay, now: datetime, time: timedelta, there: frozenset[str]
) -> list[tuple[datetime, frozenset[str]]]:
    before, course = day.open_at(time), []
    for at, counters in day.changes:
        if at > time:
            left = (before - counters) & day.back_after(at)
            came = counters - before
            course.append((now + (at - time), (there - left) | came))
    return course


def _since_midnight(moment: datetime) -> timedelta:
    return timedelta(
        hours=moment.hour,
        minutes=moment.minute,
        seconds=moment.second,
        microseconds=moment.microsecond,
    )
