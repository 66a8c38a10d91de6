"""Until when: each way of counting, on real calendars."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.navigator.calendar import open_days
from queue_server.navigator.deadlines import Closed, FirstDay, Rule, Step, due
from tests.sites import sample_lobby

IS_OPEN = open_days(sample_lobby().site.booking)
BIRTH = Rule(14, FirstDay.SAME, Closed.NEXT_OPEN)
ALLOWANCE = Rule(15, FirstDay.NEXT, Closed.NEXT_OPEN)
FUNERAL = Rule(730, FirstDay.NEXT)
MOVING = Rule(14)
WATER = Rule(3, before=True)


@pytest.mark.parametrize(
    ("rule", "start", "last", "come_by", "sure"),
    [
        # 2026-11-24 is a Tuesday, the 23rd a holiday (勤労感謝の日)
        (BIRTH, "2026-11-11", "2026-11-24", "2026-11-24", True),
        (BIRTH, "2026-11-10", "2026-11-24", "2026-11-24", True),
        (BIRTH, "2026-12-16", "2027-01-04", "2027-01-04", True),
        (ALLOWANCE, "2026-11-10", "2026-11-25", "2026-11-25", True),
        (ALLOWANCE, "2026-11-08", "2026-11-24", "2026-11-24", True),
        # nothing says that it moves on: one comes before
        (MOVING, "2026-11-10", "2026-11-23", "2026-11-20", False),
        (MOVING, "2026-11-12", "2026-11-25", "2026-11-25", False),
        (FUNERAL, "2026-11-25", "2028-11-25", "2028-11-24", False),
        (FUNERAL, "2024-02-29", "2026-02-28", "2026-02-27", False),
        # three open days before a Wednesday, over a holiday and a weekend
        (WATER, "2026-11-25", "2026-11-19", "2026-11-19", True),
        (WATER, "2027-01-05", "2026-12-25", "2026-12-25", True),
    ],
)
def test_a_deadline(rule: Rule, start: str, last: str, come_by: str, sure: bool) -> None:
    found = due(rule, date.fromisoformat(start), IS_OPEN)
    assert (found.last.isoformat(), found.come_by.isoformat(), found.sure) == (last, come_by, sure)


def test_it_says_how_it_was_computed() -> None:
    assert due(BIRTH, date(2026, 11, 10), IS_OPEN).steps == (
        Step.FIRST_DAY_COUNTS,
        Step.ROLLED_ON,
    )
    assert Step.FIRST_DAY_NOT_SAID in due(MOVING, date(2026, 11, 12), IS_OPEN).steps


@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.builds(Rule, st.integers(0, 800), st.sampled_from(FirstDay), st.sampled_from(Closed)),
)
def test_one_can_always_come_on_the_last_day_to_come(start: date, rule: Rule) -> None:
    found = due(rule, start, IS_OPEN)
    assert IS_OPEN(found.come_by)
    assert found.come_by <= found.last


def test_an_office_that_never_opens_does_not_keep_one_waiting() -> None:
    due(MOVING, date(2026, 11, 10), lambda _: False)
    due(WATER, date(2026, 11, 10), lambda _: False)
