"""What every journal does: the one that forgets and the one on disk."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from queue_server.domain.events import DayOpened, Event, StopPlan, Told, VisitOpened
from queue_server.journal.journal import Journal, MemoryJournal, PositionConflictError
from queue_server.journal.sqlite import SqliteJournal
from tests.sites import MORNING

EVENTS: tuple[Event, ...] = (
    DayOpened(at=MORNING, cause=UUID(int=1), by="kiosk-1", day=MORNING.date()),
    VisitOpened(
        at=MORNING,
        cause=UUID(int=1),
        by="kiosk-1",
        visit=UUID(int=2),
        day=MORNING.date(),
        letter="B",
        sequence=101,
        stops=(StopPlan("ido", ("tennyu",), ()), StopPlan("kokuho", (), ("ido",))),
        told=(Told("ido", 3, 4, 5), Told("kokuho", 0, 0, 0)),
        language="vi",
        needs=("infant",),
        pass_id=UUID(int=3),
        pass_expires_at=MORNING,
    ),
)


@pytest.fixture(params=["memory", "sqlite"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    make: dict[str, Callable[[], Journal]] = {
        "memory": MemoryJournal,
        "sqlite": lambda: SqliteJournal(tmp_path / "journal.db", "aizu"),
    }
    made = make[request.param]()
    yield made
    made.close()


def test_what_was_appended_is_read_in_order(journal: Journal) -> None:
    assert journal.end() == 0
    assert journal.append(0, EVENTS[:1]) == 1
    assert journal.end() == 1
    assert journal.append(1, EVENTS[1:]) == 2
    assert tuple(journal.read()) == EVENTS
    assert tuple(journal.read(after=1)) == EVENTS[1:]


def test_who_expects_another_end_appends_nothing(journal: Journal) -> None:
    journal.append(0, EVENTS[:1])
    with pytest.raises(PositionConflictError):
        journal.append(0, EVENTS[1:])
    with pytest.raises(PositionConflictError):
        journal.append(2, EVENTS[1:])
    assert tuple(journal.read()) == EVENTS[:1]
