"""The journal in one SQLite file: WAL, `synchronous=FULL`, one transaction for each append."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from sqlite_utils import Database, Migrations

from queue_server.domain.events import Event
from queue_server.journal.codec import EventCodec
from queue_server.journal.journal import PositionConflictError


class JournalTooNewError(Exception):
    """The file was written by a later version of this program. Nothing was changed in it."""


def _events(db: Database) -> None:
    db.execute(
        """
        CREATE TABLE events (
            stream TEXT NOT NULL,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (stream, position)
        ) STRICT, WITHOUT ROWID
        """,
    )


MIGRATIONS: Mapping[str, Callable[[Database], None]] = {"0001_events": _events}
"""Every step that brought the file to its shape, in order. One that was released never changes."""


def _migrations() -> Migrations:
    migrations = Migrations("journal")
    for name, step in MIGRATIONS.items():
        migrations(name=name)(step)
    return migrations


class SqliteJournal:
    """One site's stream in a journal file. Used by one thread at a time."""

    def __init__(self, path: Path, stream: str) -> None:
        """Open or make the file, and bring it to this version's shape.

        Raises:
            JournalTooNewError: it holds migrations that this version does not know.
        """
        # opened where the process is put together, used on the engine's thread
        self._conn = sqlite3.connect(path, check_same_thread=False)
        self._conn.execute("PRAGMA journal_mode=WAL")
        # NORMAL would lose acknowledged tickets when the power fails
        self._conn.execute("PRAGMA synchronous=FULL")
        self._conn.execute("PRAGMA busy_timeout=5000")
        db = Database(self._conn, execute_plugins=False)
        migrations = _migrations()
        applied = {migration.name for migration in migrations.applied(db)}
        later = applied - set(MIGRATIONS)
        if later:
            self._conn.close()
            raise JournalTooNewError(f"{path} was written by a later version: {sorted(later)}")
        migrations.apply(db)
        self._stream = stream
        self._codec = EventCodec()

    def append(self, expected: int, events: Sequence[Event]) -> int:
        """Keep events durably, all or none, and return the position of the last.

        Raises:
            PositionConflictError: the stream does not end at `expected`.
            sqlite3.Error: they are not kept.
        """
        rows = [
            (self._stream, position, *self._codec.encode(event))
            for position, event in enumerate(events, start=expected + 1)
        ]
        with self._conn as conn:
            # IMMEDIATE, because the position that is read here decides what is written
            conn.execute("BEGIN IMMEDIATE")
            end = self._end()
            if end != expected:
                raise PositionConflictError(expected, end)
            conn.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", rows)
        return expected + len(rows)

    def read(self, after: int = 0) -> Iterator[Event]:
        """The events after a position, in order.

        Raises:
            UnknownEventError: one was written by a later version.
        """
        rows = self._conn.execute(
            "SELECT kind, body FROM events WHERE stream = ? AND position > ? ORDER BY position",
            (self._stream, after),
        )
        for kind, body in rows:
            yield self._codec.decode(kind, body)

    def _end(self) -> int:
        row = self._conn.execute(
            "SELECT max(position) FROM events WHERE stream = ?", (self._stream,)
        ).fetchone()
        return int(row[0] or 0)

    def close(self) -> None:
        """Let go of the file."""
        self._conn.close()
