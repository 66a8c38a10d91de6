"""The tables of what a kiosk keeps to go on alone, and every step that brought them there."""

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from sqlite_utils import Database, Migrations


class AloneTooNewError(Exception):
    """The file was written by a later version of this program. Nothing was changed in it."""


def _numbers_and_outbox(db: Database) -> None:
    for statement in (
        """
        CREATE TABLE leases (
            place INTEGER PRIMARY KEY AUTOINCREMENT,
            day TEXT NOT NULL,
            until TEXT NOT NULL,
            service TEXT NOT NULL,
            letter TEXT NOT NULL,
            next INTEGER NOT NULL,
            last INTEGER NOT NULL
        ) STRICT
        """,
        # the same lease again must not give again what was given of it, or was given back
        "CREATE TABLE leased (id TEXT PRIMARY KEY, day TEXT NOT NULL) STRICT, WITHOUT ROWID",
        """
        CREATE TABLE outbox (
            place INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            report TEXT NOT NULL,
            dead TEXT,
            boot TEXT,
            seconds REAL,
            zone TEXT,
            day_begins TEXT
        ) STRICT
        """,
        # ids outlive their rows: whoever asks again gets the same number
        """
        CREATE TABLE given (
            id TEXT PRIMARY KEY,
            pass TEXT,
            day TEXT NOT NULL,
            letter TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            visit TEXT NOT NULL,
            issued_at TEXT NOT NULL,
            UNIQUE (day, letter, sequence)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX given_by_pass ON given (pass) WHERE pass IS NOT NULL",
        """
        CREATE TABLE asked (
            id TEXT PRIMARY KEY
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE withdrawals (
            id TEXT PRIMARY KEY,
            request TEXT NOT NULL UNIQUE
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE known (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            place INTEGER NOT NULL DEFAULT 0,
            emergency INTEGER NOT NULL DEFAULT 0,
            emergency_day TEXT,
            emergency_since INTEGER NOT NULL DEFAULT 0,
            latest TEXT,
            heard TEXT,
            heard_boot TEXT,
            heard_seconds REAL
        ) STRICT
        """,
        "INSERT INTO known (only) VALUES (1)",
        "CREATE TABLE room (only INTEGER PRIMARY KEY CHECK (only = 1), bytes BLOB) STRICT",
    ):
        db.execute(statement)


MIGRATION_SET: Final = "alone"
MIGRATIONS: Mapping[str, Callable[[Database], None]] = {
    "0001_numbers_and_outbox": _numbers_and_outbox,
}
"""Every step that brought the file to its shape, in order. One that was released never changes."""


def migrate(conn: sqlite3.Connection, path: Path) -> bool:
    """Bring a file to this version's shape. Whether there was nothing in it before.

    Raises:
        AloneTooNewError: it holds migrations that this version does not know.
        sqlite3.DatabaseError: it is no database, is damaged, or cannot be written.
    """
    migrations = Migrations(MIGRATION_SET)
    for name, step in MIGRATIONS.items():
        migrations(name=name)(step)
    db = Database(conn, execute_plugins=False)
    later = {applied.name for applied in migrations.applied(db)} - set(MIGRATIONS)
    if later:
        raise AloneTooNewError(f"{path} was written by a later version: {sorted(later)}")
    new = not migrations.applied(db)
    migrations.apply(db)
    return new
