"""Which slots there are: the weekly template of the site file, and the days on which it rests.

A template is in the wall time of the site. Where the clocks go forward, a slot that would begin in
the hour that is skipped does not exist; where they go back, it begins the first time that the clock
shows its hour.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class ClosureReason(StrEnum):
    """Why nothing can be booked on a date. A closed list: free text would name people."""

    NATIONAL_HOLIDAY = "national_holiday"
    """国民の祝日に関する法律."""
    YEAR_END = "year_end"
    """年末年始: local ordinances under 地方自治法4条の2 close offices from 12-29 to 01-03."""
    SYSTEM_WORK = "system_work"
    STAFF_SHORTAGE = "staff_shortage"
    TRAINING = "training"
    EVENT = "event"
    ELECTION = "election"
    DISASTER = "disaster"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of time in which a service receives people who booked (予約枠)."""

    service: str
    start: datetime
    """In UTC, so that it is one key in memory and in the journal."""
    minutes: int
    capacity: int
    """As the template has it; staff may have changed it since."""
    day: date
    """The date on the site's calendar."""

    @property
    def end(self) -> datetime:
        """When the next one may begin."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Template:
    """When a service has slots: from a time of day to another, so many minutes each."""

    begins: time
    ends: time
    minutes: int
    capacity: int
    weekdays: frozenset[int] = frozenset()
    """0 is Monday."""
    dates: frozenset[date] = frozenset()
    """Single dates beside them (休日開庁): no holiday closes these."""

    def on(self, day: date) -> bool:
        """Whether it has slots on a date."""
        return day.weekday() in self.weekdays or day in self.dates


@dataclass(frozen=True, slots=True)
class Closure:
    """Dates on which the site file closes services; no service named means all of them."""

    dates: frozenset[date]
    reason: ClosureReason
    services: frozenset[str] = frozenset()

    def closes(self, service: str, day: date) -> bool:
        """Whether it closes a service on a date."""
        return day in self.dates and (not self.services or service in self.services)


@dataclass(frozen=True, slots=True)
class BookingPlan:
    """What can be booked, as the site file has it."""

    templates: Mapping[str, tuple[Template, ...]] = field(default_factory=dict)
    """By service; a service without takes no reservations."""
    holidays: frozenset[date] = frozenset()
    year_end: tuple[tuple[int, int], tuple[int, int]] | None = ((12, 29), (1, 3))
    """Month and day of the first and the last date; may go over the new year."""
    closures: tuple[Closure, ...] = ()
    days_ahead: int = 30
    """The last day that can be booked is so many after today."""
    notice: timedelta = timedelta(hours=1)
    """A resident books at least so long before the slot."""
    hold: timedelta = timedelta(minutes=10)
    """How long a slot is kept for somebody who has not yet confirmed."""

    def closed(self, service: str, day: date) -> ClosureReason | None:
        """Why the site file closes a service on a date; None where it does not."""
        for closure in self.closures:
            if closure.closes(service, day):
                return closure.reason
        if any(day in template.dates for template in self.templates.get(service, ())):
            return None
        if day in self.holidays:
            return ClosureReason.NATIONAL_HOLIDAY
        return ClosureReason.YEAR_END if self._at_year_end(day) else None

    def slots_on(self, zone: ZoneInfo, service: str, day: date) -> tuple[Slot, ...]:
        """A service's slots on a date, in order of time, whether it is closed then or not."""
        slots = {
            start: Slot(service, start, template.minutes, template.capacity, day)
            for template in self.templates.get(service, ())
            if template.on(day)
            for start in _starts(template, zone, day)
        }
        return tuple(slots[start] for start in sorted(slots))

    def slot(self, zone: ZoneInfo, service: str, start: datetime) -> Slot | None:
        """The slot of a service that begins at a moment."""
        # at either end of time there are moments that some zones cannot say
        if not MINYEAR < start.year < MAXYEAR:
            return None
        day = start.astimezone(zone).date()
        return next((s for s in self.slots_on(zone, service, day) if s.start == start), None)

    def _at_year_end(self, day: date) -> bool:
        if self.year_end is None:
            return False
        first, last = self.year_end
        here = (day.month, day.day)
        if first <= last:
            return first <= here <= last
        return here >= first or here <= last


def _starts(template: Template, zone: ZoneInfo, day: date) -> Iterator[datetime]:
    wall = datetime.combine(day, template.begins)
    end = datetime.combine(day, template.ends)
    step = timedelta(minutes=template.minutes)
    free: datetime | None = None
    while wall + step <= end:
        # fold=0: of an hour that comes twice, the first
        start = wall.replace(tzinfo=zone).astimezone(UTC)
        exists = start.astimezone(zone).replace(tzinfo=None) == wall
        # a slot that begins before the clocks go forward may last beyond the next one's beginning
        if exists and (free is None or free <= start):
            yield start
            free = start + step
        wall += step
