"""What who reads a stream beside its writer gets: of the journal in memory, and on disk."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from queue_server.domain.events import DayOpened, Event, Recorded, StopRecalled
from queue_server.domain.lives import AuditKind
from queue_server.journal.journal import History, Journal, MemoryJournal
from queue_server.journal.sqlite import SqliteJournal
from queue_server.journal.sqlite_history import SqliteHistory
from queue_server.journal.troubles import JournalUnusableError
from tests.sites import MORNING

OPENED = DayOpened(at=MORNING, cause=UUID(int=1), by="kiosk-1", day=MORNING.date())
RECALLED = StopRecalled(
    at=MORNING, cause=UUID(int=2), by="pad-3", visit=UUID(int=3), service="ido", counter="3"
)
SIGNED_IN = Recorded(
    at=MORNING, cause=UUID(int=4), by="staff:a", kind=AuditKind.SIGNED_IN, about=None
)
TOMORROW = replace(OPENED, day=MORNING.date() + timedelta(days=1))
EVENTS: tuple[Event, ...] = (SIGNED_IN, OPENED, RECALLED, RECALLED, TOMORROW)


@dataclass
class Stream:
    """A stream with a writer and a reader."""

    journal: Journal
    history: History


@pytest.fixture(params=["memory", "sqlite"])
def stream(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stream]:
    if request.param == "memory":
        journal = MemoryJournal()
        yield Stream(journal, journal)
        return
    path = tmp_path / "窓口 #1?" / "journal.db"
    path.parent.mkdir()
    # another site's stream in the same file is not this one's
    other = SqliteJournal(path, "kitakata")
    other.append(0, EVENTS)
    other.close()
    written = SqliteJournal(path, "aizu")
    yield Stream(written, SqliteHistory(path, "aizu"))
    written.close()


def test_an_empty_stream_has_nothing_to_read(stream: Stream) -> None:
    assert (stream.history.end(), list(stream.history.between(0))) == (0, [])
    assert list(stream.history.find((DayOpened,), 0, 10)) == []


def test_events_between_two_positions_the_last_one_too(stream: Stream) -> None:
    stream.journal.append(0, EVENTS)
    assert stream.history.end() == 5
    assert tuple(stream.history.between(0)) == EVENTS
    assert tuple(stream.history.between(1, 3)) == EVENTS[1:3]
    assert tuple(stream.history.between(4, 9)) == EVENTS[4:]
    assert tuple(stream.history.between(5)) == ()


def test_events_of_some_kinds_come_in_order_with_their_positions(stream: Stream) -> None:
    stream.journal.append(0, EVENTS)
    wanted = (DayOpened, Recorded)
    found = [(1, SIGNED_IN), (2, OPENED), (5, TOMORROW)]
    assert list(stream.history.find(wanted, 0, 5)) == found
    assert list(stream.history.find(wanted, 1, 4)) == found[1:2]


def test_what_is_appended_later_is_read_later(stream: Stream) -> None:
    stream.journal.append(0, EVENTS[:2])
    assert stream.history.end() == 2
    stream.journal.append(2, EVENTS[2:])
    assert tuple(stream.history.between(2)) == EVENTS[2:]


def test_a_file_that_is_no_journal_is_named(tmp_path: Path) -> None:
    for name, content in (("none.db", None), ("text.db", b"no database " * 100)):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(JournalUnusableError, match=name):
            SqliteHistory(path, "aizu").end()
    assert not (tmp_path / "none.db").exists()
