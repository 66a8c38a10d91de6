"""Birth dates in both calendars."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.navi.dates import (
    EARLIEST,
    ERAS,
    Calendar,
    DateEntry,
    DateKey,
    DateProblem,
    Part,
    birth_date,
    calendar_of,
    entry_of,
    in_calendar,
    typed,
)
from kiosk.screens.navi_words import japanese_date

TODAY = date(2026, 11, 24)
DAYS = st.dates(EARLIEST, TODAY)


def after(entry: DateEntry, *keys: str) -> DateEntry:
    for key in keys:
        entry = typed(entry, key)
    return entry


@pytest.mark.parametrize(
    ("calendar", "keys", "result"),
    [
        (Calendar.SHOWA, "600501", date(1985, 5, 1)),
        (Calendar.SHOWA, "640107", date(1989, 1, 7)),
        (Calendar.SHOWA, "640108", DateProblem.AFTER_ERA),
        (Calendar.HEISEI, "010107", DateProblem.BEFORE_ERA),
        (Calendar.HEISEI, "010108", date(1989, 1, 8)),
        (Calendar.HEISEI, "310430", date(2019, 4, 30)),
        (Calendar.HEISEI, "310501", DateProblem.AFTER_ERA),
        (Calendar.REIWA, "010501", date(2019, 5, 1)),
        (Calendar.REIWA, "010430", DateProblem.BEFORE_ERA),
        (Calendar.TAISHO, "010730", date(1912, 7, 30)),
        (Calendar.TAISHO, "151224", date(1926, 12, 24)),
        (Calendar.TAISHO, "151225", DateProblem.AFTER_ERA),
        (Calendar.SHOWA, "011225", date(1926, 12, 25)),
        (Calendar.MEIJI, "450729", date(1912, 7, 29)),
        (Calendar.MEIJI, "450730", DateProblem.AFTER_ERA),
        (Calendar.MEIJI, "060101", date(1873, 1, 1)),
        (Calendar.MEIJI, "050101", DateProblem.BEFORE_ERA),
        (Calendar.WESTERN, "20000229", date(2000, 2, 29)),
        (Calendar.WESTERN, "20010229", DateProblem.NO_SUCH_DAY),
        (Calendar.WESTERN, "18721231", DateProblem.TOO_EARLY),
        (Calendar.WESTERN, "20261124", TODAY),
        (Calendar.WESTERN, "20261125", DateProblem.IN_THE_FUTURE),
        (Calendar.WESTERN, "00000101", DateProblem.NO_SUCH_DAY),
        (Calendar.WESTERN, "19851301", DateProblem.NO_SUCH_DAY),
        (Calendar.SHOWA, "000501", DateProblem.NO_SUCH_DAY),
        (Calendar.SHOWA, "6005", DateProblem.INCOMPLETE),
        (Calendar.SHOWA, "", DateProblem.INCOMPLETE),
        (None, "600501", DateProblem.NO_CALENDAR),
    ],
)
def test_typing_digits(calendar: Calendar | None, keys: str, result: date | DateProblem) -> None:
    assert birth_date(after(DateEntry(calendar), *keys), TODAY) == result


def test_the_eras_follow_each_other_without_a_gap() -> None:
    newest_first = [ERAS[calendar] for calendar in Calendar if calendar is not Calendar.WESTERN]
    for newer, older in pairwise(newest_first):
        assert older.last == newer.first - timedelta(days=1)
    assert newest_first[0].last is None


@given(DAYS, st.sampled_from(Calendar))
def test_a_day_comes_back_from_every_calendar_that_has_it(day: date, calendar: Calendar) -> None:
    assert entry_of(day, calendar_of(day)) is not None
    entry = entry_of(day, calendar)
    if entry is None:
        assert calendar not in {Calendar.WESTERN, calendar_of(day)}
        return
    assert birth_date(entry, TODAY) == day
    # typed with zeros in front, as people write it
    year = entry.year.zfill(entry.room(Part.YEAR))
    digits = f"{year}{day.month:02}{day.day:02}"
    assert birth_date(after(DateEntry(calendar), *digits), TODAY) == day
    other = calendar_of(day) if calendar is Calendar.WESTERN else Calendar.WESTERN
    there = in_calendar(entry, other)
    assert there.calendar is other
    assert birth_date(there, TODAY) == day
    assert in_calendar(there, calendar) == entry


@given(
    st.lists(
        st.one_of(
            st.sampled_from([*"0123456789", *DateKey, "あ", ""]),
            st.sampled_from(Calendar).map(lambda calendar: ("calendar", calendar)),
            st.sampled_from(Part).map(lambda part: ("part", part)),
        ),
        max_size=40,
    )
)
def test_whatever_is_touched_it_is_digits_that_can_be_cleared(touches: list[object]) -> None:
    entry = DateEntry()
    for touch in touches:
        match touch:
            case ("calendar", Calendar() as calendar):
                entry = in_calendar(entry, calendar)
            case ("part", Part() as part):
                entry = DateEntry(entry.calendar, entry.year, entry.month, entry.day, part)
            case str():
                entry = typed(entry, touch)
        for part in Part:
            digits = entry.digits(part)
            assert digits == "" or digits.isdecimal()
            assert len(digits) <= entry.room(part)
        result = birth_date(entry, TODAY)
        if isinstance(result, date):
            assert EARLIEST <= result <= TODAY
    assert after(entry, DateKey.CLEAR) == DateEntry(entry.calendar)
    # the last key takes back everything, one digit after the other, from the day on
    entry = DateEntry(entry.calendar, entry.year, entry.month, entry.day, Part.DAY)
    assert after(entry, *[DateKey.DELETE] * 10) == DateEntry(entry.calendar)


def test_one_digit_months_and_days_need_no_zero() -> None:
    entry = after(DateEntry(Calendar.SHOWA), *"605")
    assert (entry.month, entry.part) == ("5", Part.DAY)
    entry = after(DateEntry(Calendar.SHOWA), *"601")
    assert entry.part is Part.MONTH
    # what is full is typed anew
    entry = after(DateEntry(Calendar.SHOWA, "60", "12", "31", Part.DAY), "3", "0")
    assert entry.day == "30"


def test_the_first_year_has_a_key_of_its_own() -> None:
    entry = after(DateEntry(Calendar.REIWA), DateKey.FIRST_YEAR, *"501")
    assert birth_date(entry, TODAY) == date(2019, 5, 1)
    assert after(DateEntry(Calendar.WESTERN), DateKey.FIRST_YEAR) == DateEntry(Calendar.WESTERN)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(1985, 5, 1), "昭和60年5月1日"),
        (date(1873, 1, 1), "明治6年1月1日"),
    ],
)
def test_a_day_is_said_in_its_era(day: date, words: str) -> None:
    assert japanese_date(day) == words


def test_a_year_counted_otherwise_is_taken_back() -> None:
    half = DateEntry(Calendar.SHOWA, "60", "5", "", Part.DAY)
    assert in_calendar(half, Calendar.WESTERN) == DateEntry(Calendar.WESTERN, "", "5", "")
    assert in_calendar(half, Calendar.HEISEI) == DateEntry(Calendar.HEISEI, "60", "5", "", Part.DAY)
