"""Holidays that are loaded for one country are those that the library knows for it."""

import holidays
import pytest

from queue_server.booking_file import HOLIDAY_YEARS, ReservationsEntry, holiday_names


@pytest.mark.parametrize("country", ["JP", "JPN", "DE"])
def test_they_are_the_librarys(country: str) -> None:
    names = holiday_names(ReservationsEntry(national_holidays=country))
    assert set(names) == set(holidays.country_holidays(country, years=HOLIDAY_YEARS))


def test_japans_are_named_in_two_languages() -> None:
    names = holiday_names(ReservationsEntry())
    assert {
        (name.ja, name.en) for day, name in names.items() if (day.month, day.day) == (1, 1)
    } == {("元日", "New Year's Day")}


def test_a_city_may_have_none() -> None:
    assert holiday_names(ReservationsEntry(national_holidays="")) == {}
