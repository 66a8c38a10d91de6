"""Until when something is to be done, and how that day was computed. Pure.

The rules are those of the domain's facts: what they do not say is not invented. Where they do not
say whether the first day counts, the earlier day is given; where they do not say that a closed day
moves the deadline on, the day stands and one comes on an open day before it. Both are marked as
unsure.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

YEAR_DAYS = 365
"""The catalogue writes years as days: 730 is two years."""


class FirstDay(StrEnum):
    """Whether the day itself is the first one that counts."""

    SAME = "same"
    """当日を1日目と数える (出生, 死亡)."""
    NEXT = "next"
    """翌日から数える (児童手当, 葬祭費)."""
    NOT_SAID = "not_said"


class Closed(StrEnum):
    """What becomes of a deadline that falls on a day on which the office is closed."""

    NEXT_OPEN = "next_open"
    """It rolls to the next open day, where the law says so (出生, 児童手当)."""
    NOT_SAID = "not_said"


class Step(StrEnum):
    """One step of the calculation, for whoever wants to know how."""

    FIRST_DAY_COUNTS = "first_day_counts"
    NEXT_DAY_COUNTS = "next_day_counts"
    FIRST_DAY_NOT_SAID = "first_day_not_said"
    YEARS = "years"
    ROLLED_ON = "rolled_on"
    CLOSED_COME_BEFORE = "closed_come_before"
    OPEN_DAYS_BEFORE = "open_days_before"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a deadline is counted."""

    days: int
    """From the day; with `before`, open days before it."""
    first_day: FirstDay = FirstDay.NOT_SAID
    closed: Closed = Closed.NOT_SAID
    before: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline: the day, and how it came about."""

    start: date
    last: date
    """The deadline itself."""
    come_by: date
    """The last open day on which somebody is in time."""
    steps: tuple[Step, ...]
    sure: bool
    """False: the facts leave a part of the rule open (要確認)."""


def due(rule: Rule, start: date, is_open: Callable[[date], bool]) -> Due:
    """The deadline that counts from a day. `is_open`: whether the office is, on a date."""
    if rule.before:
        last = _open_days_before(start, rule.days, is_open)
        return Due(start, last, last, (Step.OPEN_DAYS_BEFORE,), sure=True)
    steps = list[Step]()
    years, rest = divmod(rule.days, YEAR_DAYS)
    if rule.days and not rest:
        steps.append(Step.YEARS)
        last = _years_later(start, years)
    else:
        last = start + timedelta(days=rule.days)
    match rule.first_day:
        case FirstDay.NEXT:
            steps.insert(0, Step.NEXT_DAY_COUNTS)
        case FirstDay.SAME:
            steps.insert(0, Step.FIRST_DAY_COUNTS)
        case FirstDay.NOT_SAID:
            steps.insert(0, Step.FIRST_DAY_NOT_SAID)
    if rule.first_day is not FirstDay.NEXT and rule.days:
        last -= timedelta(days=1)
    sure = rule.first_day is not FirstDay.NOT_SAID
    if is_open(last):
        return Due(start, last, last, tuple(steps), sure)
    if rule.closed is Closed.NEXT_OPEN:
        last = _walk(last, 1, is_open)
        return Due(start, last, last, (*steps, Step.ROLLED_ON), sure)
    come_by = _walk(last, -1, is_open)
    return Due(start, last, come_by, (*steps, Step.CLOSED_COME_BEFORE), sure=False)


def _walk(day: date, step: int, is_open: Callable[[date], bool]) -> date:
    # an office that is closed for two months on end has a calendar that nobody has filled in
    for _ in range(60):
        if is_open(day):
            return day
        day += timedelta(days=step)
    return day


def _open_days_before(day: date, count: int, is_open: Callable[[date], bool]) -> date:
    for _ in range(count):
        day = _walk(day - timedelta(days=1), -1, is_open)
    return day


def _years_later(day: date, years: int) -> date:
    year = day.year + years
    # from 29 February to 28 February, where there is no such day
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
