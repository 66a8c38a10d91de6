"""Which slots there are: templates, closed days, holidays, clocks put forward and back."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from queue_server.domain.reservations.slots import (
    BookingPlan,
    Closure,
    ClosureReason,
    Template,
)
from tests.bookings import PLAN, WORKDAYS, starts
from tests.sites import TOKYO

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = BookingPlan(
    templates={"ido": (Template(time(1), time(4), 30, 1, frozenset(range(7))),)}, year_end=None
)


def test_slots_follow_one_another_from_the_first_to_the_last_that_fits() -> None:
    plan = replace(PLAN, templates={"ido": (Template(time(9), time(10, 50), 30, 2, WORKDAYS),)})
    slots = plan.slots_on(TOKYO, "ido", date(2026, 11, 25))
    assert starts(slots, TOKYO) == ["09:00+0900", "09:30+0900", "10:00+0900"]
    assert {slot.capacity for slot in slots} == {2}
    assert {slot.day for slot in slots} == {date(2026, 11, 25)}
    assert plan.slots_on(TOKYO, "ido", date(2026, 11, 28)) == ()
    assert plan.slots_on(TOKYO, "shomei", date(2026, 11, 25)) == ()


def test_a_slot_is_found_by_its_service_and_beginning() -> None:
    start = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
    slot = PLAN.slot(TOKYO, "ido", start)
    assert slot is not None
    assert (slot.start, slot.end) == (start, start + timedelta(minutes=30))
    assert PLAN.slot(TOKYO, "ido", start.astimezone(BERLIN)) == slot
    assert PLAN.slot(TOKYO, "ido", start + timedelta(minutes=1)) is None
    assert PLAN.slot(TOKYO, "kokuho", start) is None


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 23), ClosureReason.NATIONAL_HOLIDAY),
        (date(2026, 11, 24), None),
        (date(2026, 12, 28), None),
        (date(2026, 12, 29), ClosureReason.YEAR_END),
        (date(2026, 12, 31), ClosureReason.YEAR_END),
        (date(2027, 1, 3), ClosureReason.YEAR_END),
        (date(2027, 1, 4), None),
    ],
)
def test_offices_rest_on_holidays_and_at_the_turn_of_the_year(
    day: date, reason: ClosureReason | None
) -> None:
    assert PLAN.closed("ido", day) is reason
    open_all_year = replace(PLAN, year_end=None, holidays=frozenset())
    assert open_all_year.closed("ido", day) is None


def test_the_days_of_rest_may_lie_within_one_year() -> None:
    plan = replace(PLAN, year_end=((8, 13), (8, 15)))
    closed = [day for day in range(11, 18) if plan.closed("ido", date(2026, 8, day))]
    assert closed == [13, 14, 15]


def test_a_closure_may_name_services() -> None:
    day = date(2026, 11, 25)
    some = replace(
        PLAN,
        closures=(Closure(frozenset({day}), ClosureReason.TRAINING, frozenset({"ido"})),),
    )
    assert (some.closed("ido", day), some.closed("kokuho", day)) == (ClosureReason.TRAINING, None)
    every = replace(PLAN, closures=(Closure(frozenset({day}), ClosureReason.DISASTER),))
    assert every.closed("kokuho", day) is ClosureReason.DISASTER


def test_single_dates_are_open_though_they_are_holidays() -> None:
    sunday = date(2026, 12, 6)
    special = Template(time(9), time(12), 60, 1, dates=frozenset({sunday, date(2026, 11, 23)}))
    plan = replace(PLAN, templates={"ido": (*PLAN.templates["ido"], special)})
    assert len(plan.slots_on(TOKYO, "ido", sunday)) == 3
    assert plan.closed("ido", date(2026, 11, 23)) is None
    assert plan.closed("kokuho", date(2026, 11, 23)) is ClosureReason.NATIONAL_HOLIDAY


def test_what_the_clocks_skip_is_no_slot() -> None:
    slots = NIGHT.slots_on(BERLIN, "ido", date(2026, 3, 29))
    assert starts(slots, BERLIN) == ["01:00+0100", "01:30+0100", "03:00+0200", "03:30+0200"]


def test_what_the_clocks_show_twice_is_one_slot() -> None:
    slots = NIGHT.slots_on(BERLIN, "ido", date(2026, 10, 25))
    assert starts(slots, BERLIN) == [
        "01:00+0200",
        "01:30+0200",
        "02:00+0200",
        "02:30+0200",
        "03:00+0100",
        "03:30+0100",
    ]


@cache
def moved_clocks(zone: str) -> list[date]:
    """The dates on which a zone's clocks are moved, on about a day in two hundred."""
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(7 * 365)]
    offsets = [datetime.combine(day, time(0), ZoneInfo(zone)).utcoffset() for day in days]
    return [day for day, (now, then) in zip(days, pairwise(offsets), strict=False) if now != then]


ZONES = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Gaza"]


@given(
    place=st.sampled_from(ZONES).flatmap(
        lambda zone: st.tuples(
            st.just(zone),
            st.sampled_from(moved_clocks(zone)) | st.dates(date(2024, 1, 1), date(2030, 12, 31)),
        )
    ),
    minutes=st.sampled_from([5, 20, 30, 45, 60, 90]),
)
@settings(max_examples=50)
@example(place=("Europe/Berlin", date(2024, 3, 31)), minutes=45)
def test_in_no_zone_two_slots_overlap_and_each_is_found_again(
    place: tuple[str, date], minutes: int
) -> None:
    zone, day = place
    where = ZoneInfo(zone)
    template = Template(time(0), time(23, 55), minutes, 1, frozenset(range(7)))
    plan = BookingPlan(templates={"ido": (template,)})
    slots = plan.slots_on(where, "ido", day)
    assert slots
    for before, after in pairwise(slots):
        assert before.end <= after.start
    for slot in slots:
        assert plan.slot(where, "ido", slot.start) == slot
        assert slot.start.astimezone(where).date() == day


def test_a_date_that_a_zone_never_had_has_no_slots() -> None:
    # Samoa went over the date line: there was no 30 December 2011
    assert NIGHT.slots_on(ZoneInfo("Pacific/Apia"), "ido", date(2011, 12, 30)) == ()
