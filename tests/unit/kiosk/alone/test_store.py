"""What a kiosk gives while it is cut off, kept over every end of its process."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.alone.clock import Heard, Moment, moment
from kiosk.alone.migrations import AloneTooNewError
from kiosk.alone.store import UNREADABLE, AloneStore
from kiosk.alone.wanted import DeadRow, Wanted
from protocol.alone_messages import NumberBlock, NumbersLeased
from protocol.messages import TakeTicket

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AloneStore]:
    with closing(AloneStore.open(tmp_path / "alone.sqlite")) as opened:
        yield opened


def lease(first: int, last: int, day: date = DAY) -> NumbersLeased:
    at = NOW + (day - DAY)
    block = NumberBlock(service="ido", letter="B", first=first, last=last)
    return NumbersLeased(
        id=UUID(int=day.toordinal() * 10**6 + first * 1000 + last),
        at=at,
        day=day,
        until=at + timedelta(hours=14),
        blocks=(block,),
    )


def wanted(
    number: int,
    at: datetime = NOW,
    *,
    own: bool = False,
    pass_id: UUID | None = None,
    letter: str | None = "Z",
) -> Wanted:
    request = TakeTicket(id=UUID(int=number), services=("ido",))
    now = Moment(at, "own" if own else "server")
    visit = UUID(int=1000 + number)
    return Wanted(request, ("ido",), visit, now, "Asia/Tokyo", letter, pass_id)


def given(store: AloneStore, want: Wanted) -> str:
    found = store.give(want)
    assert found is not None
    return f"{found.letter}{found.sequence}"


def test_leased_numbers_come_first_and_then_those_of_the_emergency_letter(
    store: AloneStore,
) -> None:
    store.leased(lease(990, 991))
    assert [given(store, wanted(n)) for n in range(1, 5)] == ["B990", "B991", "Z1", "Z2"]
    reports = store.waiting()
    assert [(report.place, report.id.int) for report in reports] == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert store.left() == {}


def test_after_midnight_numbers_are_those_of_the_business_day_that_goes_on(
    store: AloneStore,
) -> None:
    store.leased(lease(990, 999).model_copy(update={"until": NOW + timedelta(hours=18)}))
    late = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)  # half past midnight in Tokyo
    assert given(store, wanted(1, late)) == "B990"
    early = replace(wanted(2, late), day_begins=time(0))
    assert given(store, early) == "Z1"
    assert [report.day for report in store.waiting()] == [DAY, DAY + timedelta(days=1)]


def test_without_a_lease_and_a_letter_there_is_no_number(store: AloneStore) -> None:
    assert store.give(wanted(1, letter=None)) is None
    assert store.waiting() == []


def test_the_same_request_and_the_same_pass_get_the_same_number_also_once_it_is_reported(
    store: AloneStore,
) -> None:
    store.leased(lease(990, 999))
    first = store.give(wanted(1, pass_id=UUID(int=7)))
    assert first is not None
    store.reported(UUID(int=1))
    for again in (wanted(1), wanted(2, pass_id=UUID(int=7))):
        repeated = store.give(again)
        assert repeated is not None
        assert repeated == replace(first, again=True)
    assert store.waiting() == []


def test_the_same_lease_again_gives_no_number_again(store: AloneStore) -> None:
    store.leased(lease(990, 999))
    assert given(store, wanted(1)) == "B990"
    store.leased(lease(990, 999))
    assert given(store, wanted(2)) == "B991"
    assert store.left() == {"ido": 8}


def test_a_new_process_goes_on_where_the_one_before_ended(tmp_path: Path) -> None:
    file = tmp_path / "alone.sqlite"
    numbers = []
    for number in range(1, 5):
        with closing(AloneStore.open(file)) as store:
            if number == 1:
                store.leased(lease(990, 991))
            numbers.append(given(store, wanted(number)))
    assert numbers == ["B990", "B991", "Z1", "Z2"]
    with closing(AloneStore.open(file)) as store:
        assert [report.place for report in store.waiting()] == [1, 2, 3, 4]


def test_a_lease_of_another_day_is_not_used(store: AloneStore) -> None:
    store.leased(lease(990, 999))
    assert given(store, wanted(1, NOW + timedelta(days=1))) == "Z1"


def test_a_clock_that_was_set_back_gives_no_number_of_a_day_that_is_over(
    store: AloneStore,
) -> None:
    store.leased(lease(990, 999))
    assert given(store, wanted(1, NOW + timedelta(days=1))) == "Z1"
    assert given(store, wanted(2, NOW - timedelta(hours=5), own=True)) == "Z2"
    assert store.waiting()[1].issued_at == NOW + timedelta(days=1)


def test_emergency_numbers_begin_anew_only_where_the_server_was_heard_since_the_last_one(
    store: AloneStore,
) -> None:
    tomorrow = DAY + timedelta(days=1)
    assert given(store, wanted(1)) == "Z1"
    assert given(store, wanted(2, NOW + timedelta(days=1))) == "Z2"
    store.leased(lease(990, 990, tomorrow))
    assert given(store, wanted(3, NOW + timedelta(days=1))) == "B990"
    assert given(store, wanted(4, NOW + timedelta(days=1))) == "Z3", "Z2 may be of that day"
    store.leased(lease(991, 991, tomorrow))
    store.leased(lease(990, 990, tomorrow + timedelta(days=1)))
    assert given(store, wanted(5, NOW + timedelta(days=2))) == "B990"
    assert given(store, wanted(6, NOW + timedelta(days=2))) == "Z1"


def test_a_refused_row_and_one_that_cannot_be_read_hold_up_no_other(tmp_path: Path) -> None:
    file = tmp_path / "alone.sqlite"
    with closing(AloneStore.open(file)) as store:
        for number in (1, 2, 3):
            store.give(wanted(number))
        store.refused(UUID(int=1), "unknown_kiosk")
        with closing(sqlite3.connect(file)) as other:
            other.execute("UPDATE outbox SET report = '{}' WHERE place = 2")
            other.commit()
        assert [report.place for report in store.waiting()] == [3]
        assert store.dead() == [
            DeadRow(UUID(int=1), 1, "unknown_kiosk", "Z001", "2026-11-25T01:00:00+00:00"),
            DeadRow(UUID(int=2), 2, UNREADABLE),
        ]
        assert store.retry(UUID(int=1))
        assert not store.retry(UUID(int=3))
        assert [report.place for report in store.waiting()] == [1, 3]


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "alone.sqlite"
    AloneStore.open(file).close()
    with closing(sqlite3.connect(file)) as other:
        other.execute("UPDATE _sqlite_migrations SET name = '0002_later'")
        other.commit()
    with pytest.raises(AloneTooNewError, match="0002_later"):
        AloneStore.open(file)


def test_time_that_passed_is_added_to_what_the_server_said() -> None:
    wrong = NOW - timedelta(hours=7)
    assert moment(None, 50.0, wrong) == Moment(wrong, "own", seconds=50.0)
    later = Moment(NOW + timedelta(seconds=20), "server", seconds=50.0)
    assert moment(Heard(NOW, 30.0), 50.0, wrong) == later
