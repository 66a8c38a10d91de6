"""The journal's file: durable, one stream a site, and never reset."""

import sqlite3
from pathlib import Path

import pytest

from queue_server.journal.codec import UnknownEventError
from queue_server.journal.sealing import seal
from queue_server.journal.sqlite import SqliteJournal
from queue_server.journal.troubles import JournalDamagedError, JournalTooNewError
from tests.contract.test_journals import EVENTS


def test_events_are_there_after_the_process_has_gone(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.db", "aizu")
    journal.append(0, EVENTS)
    # the process is killed here: nothing is closed
    assert tuple(SqliteJournal(tmp_path / "journal.db", "aizu").read()) == EVENTS


def test_the_file_is_in_wal_mode(tmp_path: Path) -> None:
    SqliteJournal(tmp_path / "journal.db", "aizu").close()
    with sqlite3.connect(tmp_path / "journal.db") as conn:
        assert conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    conn.close()


def test_sites_share_a_file_and_nothing_else(tmp_path: Path) -> None:
    aizu = SqliteJournal(tmp_path / "journal.db", "aizu")
    other = SqliteJournal(tmp_path / "journal.db", "kitakata")
    aizu.append(0, EVENTS)
    assert tuple(other.read()) == ()
    assert other.append(0, EVENTS[:1]) == 1


def test_a_later_versions_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = SqliteJournal(path, "aizu")
    journal.append(0, EVENTS)
    journal.close()
    with sqlite3.connect(path) as conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('journal', '9999_later', '2030-01-01')"
        )
    conn.close()
    with pytest.raises(JournalTooNewError, match="9999_later"):
        SqliteJournal(path, "aizu")
    with sqlite3.connect(path) as conn:
        assert conn.execute("SELECT count(*) FROM events").fetchone() == (2,)
    conn.close()


def test_an_event_of_a_later_version_is_not_passed_over(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.db", "aizu")
    journal.append(0, EVENTS)
    with sqlite3.connect(tmp_path / "journal.db") as conn:
        (before,) = conn.execute("SELECT seal FROM events WHERE position = 2").fetchone()
        sealed = seal(before, 3, "visit_teleported", "{}")
        conn.execute(
            "INSERT INTO events VALUES ('aizu', 3, 'visit_teleported', '{}', ?)", (sealed,)
        )
    conn.close()
    with pytest.raises(UnknownEventError, match="visit_teleported"):
        tuple(journal.read())


def spoilt(path: Path, spoil: str) -> None:
    """A journal with events, closed, and then changed by one statement."""
    journal = SqliteJournal(path, "aizu")
    journal.append(0, EVENTS)
    journal.close()
    with sqlite3.connect(path) as conn:
        conn.execute(spoil)
    conn.close()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("DELETE FROM events WHERE position = 1", "event 1 is missing"),
        ("UPDATE events SET body = '{}' WHERE position = 2", "event 2 is not as it was written"),
        ("UPDATE events SET kind = 'rated' WHERE position = 1", "event 1 is not as it was"),
        ("UPDATE events SET seal = x'00' WHERE position = 1", "event 1 is not as it was"),
        ("DELETE FROM events WHERE position = 2", "ends at event 1, but 2 were acknowledged"),
    ],
)
def test_an_event_that_is_missing_or_unreadable_is_named(
    tmp_path: Path, spoil: str, said: str
) -> None:
    spoilt(tmp_path / "journal.db", spoil)
    with pytest.raises(JournalDamagedError, match=rf"journal\.db.*{said}"):
        SqliteJournal(tmp_path / "journal.db", "aizu")


@pytest.mark.parametrize("content", [b"", b"no database, but some other file" * 200])
def test_a_file_that_is_no_journal_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(content)
    with pytest.raises(JournalDamagedError, match=r"journal\.db"):
        SqliteJournal(path, "aizu")
    assert path.read_bytes() == content


def test_a_file_that_was_cut_off_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = SqliteJournal(path, "aizu")
    journal.append(0, EVENTS)
    journal.close()
    content = path.read_bytes()[:5000]
    path.write_bytes(content)
    with pytest.raises(JournalDamagedError, match=r"journal\.db"):
        SqliteJournal(path, "aizu")
    assert path.read_bytes() == content
