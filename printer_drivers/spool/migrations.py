"""The tables of the spool's file, and every step that brought them there."""

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlite_utils import Database, Migrations


class SpoolUnusableError(Exception):
    """The file cannot be used as it is. The message says why; nothing was changed in it."""


class SpoolTooNewError(SpoolUnusableError):
    """The file was written by a later version of this program."""


class SpoolInUseError(SpoolUnusableError):
    """Another process prints from it. Two would print everything twice."""


def _jobs_and_roll(db: Database) -> None:
    for statement in (
        """
        CREATE TABLE jobs (
            place INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            about TEXT NOT NULL,
            state TEXT NOT NULL
                CHECK (state IN ('queued', 'sending', 'confirmed', 'failed', 'expired')),
            created_at REAL NOT NULL,
            expires_at REAL NOT NULL,
            ended_at REAL,
            attempts INTEGER NOT NULL,
            done INTEGER NOT NULL,
            marked INTEGER NOT NULL,
            unwanted INTEGER NOT NULL,
            printer TEXT,
            detail TEXT,
            told INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE papers (
            job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            first TEXT NOT NULL,
            again TEXT NOT NULL,
            PRIMARY KEY (job, place)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE roll (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            used_mm REAL NOT NULL,
            known INTEGER NOT NULL,
            learned_mm REAL,
            left_at_near_end INTEGER NOT NULL,
            out INTEGER NOT NULL,
            opened INTEGER NOT NULL,
            rolls_left INTEGER
        ) STRICT
        """,
    ):
        db.execute(statement)


def _boot_of_jobs(db: Database) -> None:
    db.execute("ALTER TABLE jobs ADD COLUMN boot TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE jobs ADD COLUMN monotonic REAL NOT NULL DEFAULT 0")


MIGRATION_SET = "spool"
MIGRATIONS: Mapping[str, Callable[[Database], None]] = {
    "0001_jobs_and_roll": _jobs_and_roll,
    "0002_boot_of_jobs": _boot_of_jobs,
}
"""Every step that brought the file to its shape, in order. One that was released never changes."""


def is_spool(conn: sqlite3.Connection) -> bool:
    """Whether a database is a spool's, of whatever version. Changes nothing.

    Raises:
        sqlite3.DatabaseError: it is no database, or is damaged.
    """
    known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'"
    ours = "SELECT 1 FROM _sqlite_migrations WHERE migration_set = ?"
    return bool(conn.execute(known).fetchone() and conn.execute(ours, (MIGRATION_SET,)).fetchone())


def migrate(conn: sqlite3.Connection, path: Path) -> None:
    """Bring a file to this version's shape.

    Raises:
        SpoolTooNewError: it holds migrations that this version does not know.
        sqlite3.DatabaseError: it is no database, is damaged, or cannot be written.
    """
    migrations = Migrations(MIGRATION_SET)
    for name, step in MIGRATIONS.items():
        migrations(name=name)(step)
    db = Database(conn, execute_plugins=False)
    later = {applied.name for applied in migrations.applied(db)} - set(MIGRATIONS)
    if later:
        raise SpoolTooNewError(f"{path} was written by a later version: {sorted(later)}")
    migrations.apply(db)
