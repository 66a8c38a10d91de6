"""A birth date typed by touch, in the Japanese calendar (和暦) or the western one (西暦)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

EARLIEST: Final = date(1873, 1, 1)
"""明治6年1月1日: before it months followed the moon. Nobody living was born then."""


class Calendar(StrEnum):
    """Eras, the newest first, and the western count of years."""

    REIWA = "reiwa"
    HEISEI = "heisei"
    SHOWA = "showa"
    TAISHO = "taisho"
    MEIJI = "meiji"
    WESTERN = "western"


@dataclass(frozen=True, slots=True)
class Era:
    """From when to when an era is (JIS X 0301; the day of a change is the new era's)."""

    first: date
    last: date | None
    """None: it goes on."""
    before: int
    """The western year before its year 1 (元年)."""


ERAS: Final = {
    Calendar.REIWA: Era(date(2019, 5, 1), None, 2018),
    Calendar.HEISEI: Era(date(1989, 1, 8), date(2019, 4, 30), 1988),
    Calendar.SHOWA: Era(date(1926, 12, 25), date(1989, 1, 7), 1925),
    Calendar.TAISHO: Era(date(1912, 7, 30), date(1926, 12, 24), 1911),
    Calendar.MEIJI: Era(EARLIEST, date(1912, 7, 29), 1867),
}


class Part(StrEnum):
    """What of a date is being typed."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


class DateProblem(StrEnum):
    """Why what was typed is no birth date."""

    NO_CALENDAR = "no_calendar"
    INCOMPLETE = "incomplete"
    NO_SUCH_DAY = "no_such_day"
    BEFORE_ERA = "before_era"
    AFTER_ERA = "after_era"
    IN_THE_FUTURE = "in_the_future"
    TOO_EARLY = "too_early"


class DateKey(StrEnum):
    """Keys beside the digits."""

    FIRST_YEAR = "first_year"
    """元: an era's year 1."""
    DELETE = "delete"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class DateEntry:
    """A date as far as it is typed: digits only."""

    calendar: Calendar | None = None
    year: str = ""
    month: str = ""
    day: str = ""
    part: Part = Part.YEAR
    """Where the next digit goes."""

    def digits(self, part: Part) -> str:
        """What is typed of one part."""
        return {Part.YEAR: self.year, Part.MONTH: self.month, Part.DAY: self.day}[part]

    def room(self, part: Part) -> int:
        """How many digits a part has at most."""
        return 4 if part is Part.YEAR and self.calendar is Calendar.WESTERN else 2


def typed(entry: DateEntry, key: str) -> DateEntry:
    """A date after a key: a digit, or a `DateKey`. Other keys change nothing."""
    match key:
        case DateKey.FIRST_YEAR:
            if entry.calendar is Calendar.WESTERN:
                return entry
            return replace(entry, year="1", part=Part.MONTH)
        case DateKey.DELETE:
            return _deleted(entry)
        case DateKey.CLEAR:
            return DateEntry(entry.calendar)
        case _ if len(key) == 1 and key in "0123456789":
            return _digit(entry, key)
    return entry


def in_calendar(entry: DateEntry, calendar: Calendar) -> DateEntry:
    """What is typed, in another calendar: the same day where it is a day of both.

    Where it is none yet, only a year that was counted otherwise is taken back.
    """
    if calendar is entry.calendar:
        return entry
    day = _resolved(entry)
    if isinstance(day, date):
        other = entry_of(day, calendar)
        if other is not None:
            return other
    western = Calendar.WESTERN in {calendar, entry.calendar} and entry.calendar is not None
    return replace(
        entry,
        calendar=calendar,
        year="" if western else entry.year,
        part=Part.YEAR if western or not entry.year else entry.part,
    )


def entry_of(day: date, calendar: Calendar) -> DateEntry | None:
    """A day as it is typed; None where the era does not have it."""
    era = ERAS.get(calendar)
    if era is not None and not (era.first <= day <= (era.last or date.max)):
        return None
    year = day.year - (0 if era is None else era.before)
    return DateEntry(calendar, str(year), str(day.month), str(day.day), Part.DAY)


def calendar_of(day: date) -> Calendar:
    """The era of a day; the western calendar before all eras."""
    for calendar in ERAS:
        if entry_of(day, calendar) is not None:
            return calendar
    return Calendar.WESTERN


def birth_date(entry: DateEntry, today: date) -> date | DateProblem:
    """The day that was typed, or why it is none."""
    day = _resolved(entry)
    if isinstance(day, date) and day > today:
        return DateProblem.IN_THE_FUTURE
    return day


def _resolved(entry: DateEntry) -> date | DateProblem:
    if entry.calendar is None:
        return DateProblem.NO_CALENDAR
    if not (entry.year and entry.month and entry.day):
        return DateProblem.INCOMPLETE
    era = ERAS.get(entry.calendar)
    if int(entry.year) == 0:
        return DateProblem.NO_SUCH_DAY
    year = int(entry.year) + (0 if era is None else era.before)
    try:
        day = date(year, int(entry.month), int(entry.day))
    except ValueError:
        return DateProblem.NO_SUCH_DAY
    if era is None:
        return DateProblem.TOO_EARLY if day < EARLIEST else day
    if day < era.first:
        return DateProblem.BEFORE_ERA
    if era.last is not None and day > era.last:
        return DateProblem.AFTER_ERA
    return day


def _with(entry: DateEntry, part: Part, digits: str) -> DateEntry:
    match part:
        case Part.YEAR:
            return replace(entry, year=digits)
        case Part.MONTH:
            return replace(entry, month=digits)
        case Part.DAY:
            return replace(entry, day=digits)


def _digit(entry: DateEntry, digit: str) -> DateEntry:
    part, room = entry.part, entry.room(entry.part)
    before = entry.digits(part)
    # what is full is typed anew
    digits = digit if len(before) >= room else before + digit
    entry = _with(entry, part, digits)
    # no month begins with 2, no day with 4: nothing more can come
    whole = len(digits) == room or (part is Part.MONTH and digits > "1")
    if whole and part is not Part.DAY:
        return replace(entry, part=Part.MONTH if part is Part.YEAR else Part.DAY)
    return entry


def _deleted(entry: DateEntry) -> DateEntry:
    part = entry.part
    if not entry.digits(part):
        # into the part before, so that one key takes everything back
        part = Part.YEAR if part is not Part.DAY else Part.MONTH
    return replace(_with(entry, part, entry.digits(part)[:-1]), part=part)
