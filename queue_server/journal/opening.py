"""Opening a journal's file: made in one piece, and brought to this version's shape."""

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from queue_server.journal.sealing import first_seal, seal
from queue_server.journal.troubles import JournalDamagedError, JournalTooNewError

if TYPE_CHECKING:
    from sqlite_utils import Database


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


def _seals(db: "Database") -> None:
    """Seals what there is as it stands: from here on it cannot change unnoticed."""
    db.execute("ALTER TABLE events ADD COLUMN seal BLOB NOT NULL DEFAULT x''")
    streams = [name for (name,) in db.execute("SELECT DISTINCT stream FROM events").fetchall()]
    for stream in streams:
        before = first_seal(stream)
        rows = db.execute(
            "SELECT position, kind, body FROM events WHERE stream = ? ORDER BY position", (stream,)
        ).fetchall()
        sealed = list[tuple[bytes, str, int]]()
        for position, kind, body in rows:
            before = seal(before, position, kind, body)
            sealed.append((before, stream, position))
        db.conn.executemany("UPDATE events SET seal = ? WHERE stream = ? AND position = ?", sealed)


MIGRATION_SET = "journal"
MIGRATIONS: Mapping[str, Callable[["Database"], None]] = {
    "0001_events": _events,
    "0002_seals": _seals,
}
"""Every step that brought the file to its shape, in order. One that was released never changes."""


def make_file(path: Path) -> None:
    """Make an empty journal, all of it or nothing: whoever is ended meanwhile leaves no file that
    looks as if it had been cut off.

    Raises:
        sqlite3.Error: the disk does not take it.
        OSError: likewise.
    """
    new = path.with_name(path.name + ".new")
    for leftover in (new, new.with_name(new.name + "-journal")):
        leftover.unlink(missing_ok=True)
    with closing(sqlite3.connect(new)) as conn:
        conn.execute("PRAGMA synchronous=FULL")
        migrate(conn, new)
    new.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names of a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_file(path: Path) -> sqlite3.Connection:
    """Open a journal's file to write, and bring it to this version's shape.

    Raises:
        JournalTooNewError: it holds migrations that this version does not know.
        JournalDamagedError: it is empty.
        sqlite3.DatabaseError: it is no database, is damaged, or cannot be written.
    """
    # SQLite would take it for a new file, and the day's numbers would be given twice
    if path.stat().st_size == 0:
        raise JournalDamagedError(path, "the file is empty, so it was cut off")
    # opened where the process is put together, used on whichever thread decides
    conn = sqlite3.connect(path, check_same_thread=False)
    try:
        conn.execute("PRAGMA journal_mode=WAL")
        # NORMAL would lose acknowledged tickets when the power fails
        conn.execute("PRAGMA synchronous=FULL")
        conn.execute("PRAGMA busy_timeout=5000")
        migrate(conn, path)
    except BaseException:
        conn.close()
        raise
    return conn


def migrate(conn: sqlite3.Connection, path: Path) -> None:
    """Bring a file to this version's shape.

    Raises:
        JournalTooNewError: it holds migrations that this version does not know.
        sqlite3.DatabaseError: as above.
    """
    applied = applied_steps(conn)
    later = applied - set(MIGRATIONS)
    if later:
        raise JournalTooNewError(path, later)
    if applied == set(MIGRATIONS):
        return
    if applied:
        # what is sealed now counts as sound for ever
        (sound,) = conn.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(sound)
    # loaded only for a file that has to change: where numpy is installed, it brings that along,
    # which takes a tenth of a second at every start and 11 MB as long as the server runs
    from sqlite_utils import Database, Migrations  # noqa: PLC0415  see above

    migrations = Migrations(MIGRATION_SET)
    for name, step in MIGRATIONS.items():
        migrations(name=name)(step)
    migrations.apply(Database(conn, execute_plugins=False))


def applied_steps(conn: sqlite3.Connection) -> set[str]:
    """The steps that a file has behind it, in the table in which sqlite-utils keeps them."""
    if not conn.execute("PRAGMA table_info(_sqlite_migrations)").fetchall():
        return set()
    names = conn.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (MIGRATION_SET,)
    )
    return {name for (name,) in names}
