"""Who will be open later today, as the days before say."""

from datetime import datetime, timedelta

from queue_server.domain.staffing import DAYS_KEPT, Staffing, likely, note
from tests.sites import TOKYO

MONDAY = datetime(2026, 3, 2, tzinfo=TOKYO)


def at(day: int, hour: float) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def with_lunch(staffing: Staffing, day: int, leaves: float, returns: float) -> Staffing:
    """A day on which counter 1 was away over lunch, and both left in the evening."""
    for hour, there in ((8.5, "12"), (leaves, "2"), (returns, "12"), (17.25, "2"), (17.5, "")):
        staffing = note(staffing, at(day, hour), there)
    return staffing


def test_without_a_past_nothing_is_said() -> None:
    assert likely(Staffing(), at(0, 9), {"1"}) == ()
    assert likely(with_lunch(Staffing(), 0, 12, 13), at(0, 9), {"1", "2"}) == (), "today is no past"


def test_lunch_is_expected_as_it_was_and_the_evening_serves_whoever_waits() -> None:
    past = with_lunch(Staffing(), 0, 12, 13)
    (course,) = likely(past, at(1, 10), {"1", "2"})
    assert course[0] == (at(1, 12), {"2"})
    assert {there for moment, there in course if moment > at(1, 12)} == {frozenset("12")}


def test_who_is_away_comes_back_when_the_others_did() -> None:
    past = with_lunch(Staffing(), 0, 12, 13)
    (course,) = likely(past, at(1, 12.5), {"2"})
    assert course[0] == (at(1, 13), {"1", "2"})


def test_a_counter_that_was_never_there_before_stays_as_it_is() -> None:
    past = with_lunch(Staffing(), 0, 12, 13)
    (course,) = likely(past, at(1, 10), {"1", "2", "9"})
    assert all("9" in there for _, there in course)


def test_the_days_that_look_like_today_count() -> None:
    past = Staffing()
    for day in range(10):
        early = day % 2 == 0
        past = with_lunch(past, day, 11 if early else 12, 13 if early else 14)
    courses = likely(past, at(10, 11.5), {"2"})
    assert len(courses) == 5
    assert all(course[0] == (at(10, 13), {"1", "2"}) for course in courses)


def test_old_days_are_forgotten() -> None:
    past = Staffing()
    for day in range(DAYS_KEPT + 5):
        past = with_lunch(past, day, 12, 13)
    assert len(past.days) == DAYS_KEPT
