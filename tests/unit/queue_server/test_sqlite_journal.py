"""The journal's file: durable, one stream a site, and never reset."""

import sqlite3
from pathlib import Path

import pytest

from queue_server.journal.codec import UnknownEventError
from queue_server.journal.sqlite import JournalTooNewError, SqliteJournal
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
        conn.execute("INSERT INTO events VALUES ('aizu', 3, 'visit_teleported', '{}')")
    conn.close()
    with pytest.raises(UnknownEventError, match="visit_teleported"):
        tuple(journal.read())
