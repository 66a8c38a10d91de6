"""The journal in one SQLite file: WAL, `synchronous=FULL`, one transaction for each append."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from queue_server.domain.events import Event
from queue_server.journal.codec import EventCodec
from queue_server.journal.journal import PositionConflictError

if TYPE_CHECKING:
    from sqlite_utils import Database


class JournalUnusableError(Exception):
    """The file cannot be used as it is. The message says why; nothing was changed in it."""


class JournalTooNewError(JournalUnusableError):
    """The file was written by a later version of this program."""


class JournalDamagedError(JournalUnusableError):
    """The file, or an event in it, cannot be read."""

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(
            f"{path}: the journal cannot be used: {why}. Nothing was changed in it. "
            "Put a good copy in its place, or mend what keeps it from being opened."
        )


def _events(db: "Database") -> None:
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


MIGRATION_SET = "journal"
MIGRATIONS: Mapping[str, Callable[["Database"], None]] = {"0001_events": _events}
"""Every step that brought the file to its shape, in order. One that was released never changes."""


def _migrate(conn: sqlite3.Connection, path: Path) -> None:
    applied = _applied(conn)
    later = applied - set(MIGRATIONS)
    if later:
        raise JournalTooNewError(f"{path} was written by a later version: {sorted(later)}")
    if applied == set(MIGRATIONS):
        return
    # loaded only for a file that has to change: where numpy is installed, it brings that along,
    # which takes a tenth of a second at every start and 11 MB as long as the server runs
    from sqlite_utils import Database, Migrations  # noqa: PLC0415  see above

    migrations = Migrations(MIGRATION_SET)
    for name, step in MIGRATIONS.items():
        migrations(name=name)(step)
    migrations.apply(Database(conn, execute_plugins=False))


def _applied(conn: sqlite3.Connection) -> set[str]:
    """The steps that a file has behind it, in the table in which sqlite-utils keeps them."""
    if not conn.execute("PRAGMA table_info(_sqlite_migrations)").fetchall():
        return set()
    names = conn.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (MIGRATION_SET,)
    )
    return {name for (name,) in names}


class SqliteJournal:
    """One site's stream in a journal file. Used by one thread at a time."""

    def __init__(self, path: Path, stream: str) -> None:
        """Open or make the file, and bring it to this version's shape.

        Raises:
            JournalTooNewError: it holds migrations that this version does not know.
            JournalDamagedError: it is no journal, or cannot be opened and written.
        """
        self._path = path
        self._stream = stream
        self._codec = EventCodec()
        # SQLite would take it for a new file, and the day's numbers would be given twice
        if path.exists() and path.stat().st_size == 0:
            raise JournalDamagedError(path, "the file is empty, so it was cut off")
        try:
            self._conn = self._open(path)
        except sqlite3.DatabaseError as error:
            raise JournalDamagedError(path, error) from error

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        # opened where the process is put together, used on whichever thread decides
        conn = sqlite3.connect(path, check_same_thread=False)
        try:
            conn.execute("PRAGMA journal_mode=WAL")
            # NORMAL would lose acknowledged tickets when the power fails
            conn.execute("PRAGMA synchronous=FULL")
            conn.execute("PRAGMA busy_timeout=5000")
            _migrate(conn, path)
        except BaseException:
            conn.close()
            raise
        return conn

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
            end = self.end()
            if end != expected:
                raise PositionConflictError(expected, end)
            conn.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", rows)
        return expected + len(rows)

    def read(self, after: int = 0) -> Iterator[Event]:
        """The events after a position, in order.

        Raises:
            UnknownEventError: one was written by a later version.
            JournalDamagedError: one is missing, or cannot be read.
        """
        expected = after
        try:
            rows = self._conn.execute(
                "SELECT position, kind, body FROM events WHERE stream = ? AND position > ?"
                " ORDER BY position",
                (self._stream, after),
            )
            for position, kind, body in rows:
                expected += 1
                if position != expected:
                    raise JournalDamagedError(self._path, f"event {expected} is missing")
                yield self._codec.decode(kind, body)
        except ValidationError as error:
            why = f"event {expected} does not have the shape of its kind"
            raise JournalDamagedError(self._path, why) from error
        except sqlite3.DatabaseError as error:
            raise JournalDamagedError(self._path, error) from error

    def end(self) -> int:
        """The position of the last event; 0 where there is none."""
        row = self._conn.execute(
            "SELECT max(position) FROM events WHERE stream = ?", (self._stream,)
        ).fetchone()
        return int(row[0] or 0)

    def close(self) -> None:
        """Let go of the file."""
        self._conn.close()
