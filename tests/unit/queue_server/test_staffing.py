"""How the rest of today may go, as the days before say: who will be open, and who comes."""

from datetime import date, datetime, timedelta

from queue_server.domain.arrivals import Arrivals, came
from queue_server.domain.courses import Course, courses
from queue_server.domain.events import StopPlan
from queue_server.domain.staffing import DAYS_KEPT, Staffing, note
from tests.sites import TOKYO

MONDAY = date(2026, 3, 2)


def at(day: int, hour: float) -> datetime:
    return datetime.combine(MONDAY, datetime.min.time(), TOKYO) + timedelta(days=day, hours=hour)


def with_lunch(staffing: Staffing, day: int, leaves: float, returns: float) -> Staffing:
    """A day on which counter 1 was away over lunch, and both left in the evening."""
    for hour, there in ((8.5, "12"), (leaves, "2"), (returns, "12"), (17.25, "2"), (17.5, "")):
        staffing = note(staffing, MONDAY + timedelta(days=day), timedelta(hours=hour), there)
    return staffing


def likely(
    past: Staffing, now: datetime, there: set[str], arrivals: Arrivals | None = None
) -> tuple[Course, ...]:
    return courses(past, arrivals or Arrivals(), now.date(), now, there)


def test_without_a_past_nothing_is_said() -> None:
    assert likely(Staffing(), at(0, 9), {"1"}) == ()
    assert likely(with_lunch(Staffing(), 0, 12, 13), at(0, 9), {"1", "2"}) == (), "today is no past"


def test_lunch_is_expected_as_it_was_and_the_evening_serves_whoever_waits() -> None:
    past = with_lunch(Staffing(), 0, 12, 13)
    (course,) = likely(past, at(1, 10), {"1", "2"})
    assert course.changes[0] == (at(1, 12), {"2"})
    assert {there for moment, there in course.changes if moment > at(1, 12)} == {frozenset("12")}


def test_who_is_away_comes_back_when_the_others_did() -> None:
    past = with_lunch(Staffing(), 0, 12, 13)
    (course,) = likely(past, at(1, 12.5), {"2"})
    assert course.changes[0] == (at(1, 13), {"1", "2"})


def test_who_is_late_for_lunch_goes_soon() -> None:
    past = with_lunch(Staffing(), 0, 12, 13)
    (course,) = likely(past, at(1, 12) + timedelta(minutes=5), {"1", "2"})
    (first, there), *_ = course.changes
    assert there == {"2"}
    assert at(1, 12) + timedelta(minutes=5) < first < at(1, 12) + timedelta(minutes=15)


def test_a_counter_that_was_never_there_before_stays_as_it_is() -> None:
    past = with_lunch(Staffing(), 0, 12, 13)
    (course,) = likely(past, at(1, 10), {"1", "2", "9"})
    assert all("9" in there for _, there in course.changes)


def test_the_days_that_look_like_today_weigh_more() -> None:
    past = Staffing()
    for day in range(10):
        early = day % 2 == 0
        past = with_lunch(past, day, 11 if early else 12, 13 if early else 14)
    weight = dict.fromkeys((13, 14), 0.0)
    for course in likely(past, at(10, 11.5), {"2"}):
        back = next(moment for moment, there in course.changes if "1" in there)
        weight[back.hour] += course.weight
    assert weight[13] > 2 * weight[14] > 0


def test_a_busy_day_expects_more_than_came_on_a_quiet_one() -> None:
    staffing, arrivals = Staffing(), Arrivals()
    for day, each in enumerate((10, 10, 3)):
        staffing = with_lunch(staffing, day, 12, 13)
        for minute in range(9 * 60, 10 * 60 if day == 2 else 17 * 60, each):
            arrivals = came(
                arrivals,
                MONDAY + timedelta(days=day),
                minute,
                [StopPlan("ido", ("tennyu",))],
                needs=False,
            )
    for course in likely(staffing, at(2, 10), {"1", "2"}, arrivals):
        assert 1.4 < course.busier <= 2.5
        first = course.arrivals[course.first_after()]
        assert first.minute > 10 * 60
        assert first.stops == (("ido", ()),)


def test_old_days_are_forgotten() -> None:
    past, arrivals = Staffing(), Arrivals()
    for day in range(DAYS_KEPT + 5):
        past = with_lunch(past, day, 12, 13)
        arrivals = came(arrivals, MONDAY + timedelta(days=day), 540, [], needs=False)
    assert len(past.days) == len(arrivals.days) == DAYS_KEPT
