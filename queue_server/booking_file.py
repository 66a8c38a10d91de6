"""What the site file says of reservations: slots of services, closed dates, holidays, times."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, Self

import holidays
from holidays.holiday_base import HolidayBase
from holidays.registry import COUNTRIES
from pydantic import AfterValidator, ConfigDict, Field, field_validator, model_validator

from protocol.messages import Name
from queue_server.configuration import Entry
from queue_server.domain.reservations.slots import BookingPlan, Closure, ClosureReason, Template

HOLIDAY_YEARS = range(2024, 2045)
"""Longer than any plan and any installation. A finite table keeps the rules pure; each of its years
takes some milliseconds of every start, while somebody may wait for a server that is back."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _month_and_day(text: str) -> str:
    # a leap year, so that 02-29 is a date
    try:
        date.fromisoformat(f"2024-{text}")
    except ValueError as error:
        raise ValueError(f"{text!r} is no month and day such as 12-29") from error
    return text


TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
MonthAndDay = Annotated[str, AfterValidator(_month_and_day)]


class SlotsEntry(Entry):
    """When a service can be booked: some days of the week, or single dates."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=False)

    days: tuple[Weekday, ...] = ()
    dates: tuple[date, ...] = ()
    """Beside them, such as a Sunday on which the office opens. No holiday closes these."""
    begins: Annotated[TimeOfDay, Field(alias="from")]
    ends: Annotated[TimeOfDay, Field(alias="to")]
    minutes: Annotated[int, Field(ge=5, le=480)]
    capacity: Annotated[int, Field(ge=1, le=100)]

    @model_validator(mode="after")
    def _has_slots(self) -> Self:
        if not self.days and not self.dates:
            raise ValueError("names neither days nor dates")
        length = _minutes(self.ends) - _minutes(self.begins)
        if length < self.minutes:
            raise ValueError(
                f"from {self.begins} to {self.ends} there is no room for {self.minutes} minutes"
            )
        if length % self.minutes:
            raise ValueError(
                f"from {self.begins} to {self.ends} is no multiple of {self.minutes} minutes"
            )
        return self

    def template(self) -> Template:
        """As the rules take it."""
        return Template(
            begins=time.fromisoformat(self.begins),
            ends=time.fromisoformat(self.ends),
            minutes=self.minutes,
            capacity=self.capacity,
            weekdays=frozenset(WEEKDAYS.index(day) for day in self.days),
            dates=frozenset(self.dates),
        )

    def meets(self, other: Self) -> bool:
        """Whether some slot of it overlaps one of another entry."""
        apart = _minutes(self.ends) <= _minutes(other.begins) or _minutes(other.ends) <= _minutes(
            self.begins
        )
        if apart:
            return False
        return bool(
            {*self.days} & {*other.days}
            or {*self.dates} & {*other.dates}
            or any(WEEKDAYS[day.weekday()] in other.days for day in self.dates)
            or any(WEEKDAYS[day.weekday()] in self.days for day in other.dates)
        )


class ClosureEntry(Entry):
    """Dates on which nothing can be booked."""

    dates: Annotated[tuple[date, ...], Field(min_length=1)]
    reason: ClosureReason = ClosureReason.OTHER
    services: tuple[Name, ...] = ()
    """None named: all."""


class ReservationsEntry(Entry):
    """How reservations are made, where the city wants it otherwise."""

    days_ahead: Annotated[int, Field(ge=0, le=366)] = 30
    notice_minutes: Annotated[float, Field(ge=0, le=14 * 24 * 60)] = 60
    """Residents book at least so long before the slot; staff may book until it begins."""
    hold_minutes: Annotated[float, Field(gt=0, le=120)] = 10
    """How long a slot is kept until it is confirmed."""
    national_holidays: str = "JP"
    """The country whose holidays close all slots (ISO 3166); nothing for none."""
    year_end: tuple[MonthAndDay, ...] = ("12-29", "01-03")
    """First and last day; `[]` where the city has none."""
    closures: tuple[ClosureEntry, ...] = ()

    @field_validator("year_end")
    @classmethod
    def _has_two_ends(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        if len(days) not in {0, 2}:
            raise ValueError("is a first and a last day, or nothing")
        return days

    @field_validator("national_holidays")
    @classmethod
    def _country_is_known(cls, country: str) -> str:
        # by its code, and not by asking the library, which loads every country to answer
        if country and not any(country in codes for _, *codes in COUNTRIES.values()):
            raise ValueError(f"there are no holidays of {country!r}")
        return country


@dataclass(frozen=True, slots=True)
class HolidayName:
    """What a holiday is called."""

    ja: str
    en: str


def holiday_names(entry: ReservationsEntry) -> Mapping[date, HolidayName]:
    """The national holidays that close slots, by date, for a span of years longer than any plan."""
    return _named(entry.national_holidays) if entry.national_holidays else {}


@cache
def _named(country: str) -> Mapping[date, HolidayName]:
    """Calculated once: it takes two thirds of the time in which a site is read."""
    # a country that has no Japanese names is named in its own language
    kept = _holidays_of(country)
    languages = kept().supported_languages
    ja, en = (
        kept(
            years=HOLIDAY_YEARS,
            language=next((one for one in languages if one.startswith(wanted)), None),
        )
        for wanted in ("ja", "en")
    )
    named = {day: HolidayName(name, en.get(day) or name) for day, name in ja.items()}
    return MappingProxyType(named)


def _holidays_of(country: str) -> type[HolidayBase]:
    """One country's holidays. Its file is loaded alone: by the library's own way in, all 250 of
    them are, which takes a third of a second at every start and 8 MB as long as the server runs.
    """
    name, classes = next((name, of) for name, of in COUNTRIES.items() if country in of)
    file = Path(holidays.__file__).parent / "countries" / f"{name}.py"
    spec = spec_from_file_location(f"holidays_of_{name}", file)
    if spec is None or spec.loader is None:
        raise AssertionError(f"{file} is no module")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: type[HolidayBase] = getattr(module, classes[0])
    return found


def booking_problems(
    entry: ReservationsEntry, slots: Mapping[str, Sequence[SlotsEntry]]
) -> Iterator[str]:
    """What does not fit together; `slots` are those of every service, by its id."""
    for service, entries in slots.items():
        for place, one in enumerate(entries):
            for other in range(place):
                if one.meets(entries[other]):
                    yield (
                        f"services › {service} › slots › entry {place + 1}: overlaps entry "
                        f"{other + 1}"
                    )
    for place, closure in enumerate(entry.closures, start=1):
        for service in closure.services:
            if service not in slots:
                yield (
                    f"reservations › closures › entry {place} › services: there is no {service!r}"
                )


def booking_plan(
    entry: ReservationsEntry,
    slots: Mapping[str, Sequence[SlotsEntry]],
    closed_on: Mapping[date, HolidayName],
) -> BookingPlan:
    """As the rules take it."""
    year_end = tuple((int(day[:2]), int(day[3:])) for day in entry.year_end)
    return BookingPlan(
        templates={
            service: tuple(one.template() for one in entries)
            for service, entries in slots.items()
            if entries
        },
        holidays=frozenset(closed_on),
        year_end=(year_end[0], year_end[1]) if len(year_end) == 2 else None,
        closures=tuple(
            Closure(frozenset(one.dates), one.reason, frozenset(one.services))
            for one in entry.closures
        ),
        days_ahead=entry.days_ahead,
        notice=timedelta(minutes=entry.notice_minutes),
        hold=timedelta(minutes=entry.hold_minutes),
    )


def _minutes(time_of_day: str) -> int:
    return int(time_of_day[:2]) * 60 + int(time_of_day[3:])
