"""Sealed requests in one SQLite file of their own. It holds nothing that can be read without the
site's private key.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from queue_server.configuration import ConfigurationError
from queue_server.journal.troubles import disk_trouble

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATION_SET = "requests"


def _requests(db: "Database") -> None:
    db.execute(
        """
        CREATE TABLE requests (
            id TEXT PRIMARY KEY,
            visit TEXT NOT NULL,
            blob BLOB NOT NULL,
            expires_at TEXT NOT NULL
        ) STRICT
        """,
    )


MIGRATIONS: Mapping[str, Callable[["Database"], None]] = {"0001_requests": _requests}
"""Every step that brought the file to its shape, in order. One that was released never changes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A sealed request, but for what is in it."""

    id: UUID
    """That of the `take_ticket` that brought it."""
    visit: UUID
    expires_at: datetime


class RequestStore:
    """The sealed requests of one site. Used on any thread."""

    def __init__(self, path: Path) -> None:
        """Open or make the file, and bring it to this version's shape.

        A file that is damaged goes, and a new one is begun: a lobby does not stay shut for what a
        counter can ask once more. It is not kept aside either: it would outlive the visits.

        Raises:
            ConfigurationError: it was written by a later version, or the disk does not take it.
        """
        self._lock = threading.Lock()
        try:
            self._conn, self._kept = _opened(path)
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            _not_the_disks(path, error)
            structlog.get_logger().error("requests_damaged", path=str(path), error=repr(error))
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            self._conn, self._kept = _new(path)
        except OSError as error:
            _not_the_disks(path, error)
            raise ConfigurationError(f"{path}: {error.strerror or error}") from error

    @property
    def kept(self) -> Iterable[Kept]:
        """All of them, without what is in them."""
        with self._lock:
            return tuple(self._kept.values())

    def keep(self, kept: Kept, blob: bytes) -> None:
        """Keep one durably. The same id again changes nothing.

        Raises:
            sqlite3.Error: it is not kept.
        """
        with self._lock:
            if kept.id in self._kept:
                return
            # as UTC, so that it reads the same whatever the site's clock is
            until = kept.expires_at.astimezone(UTC).isoformat()
            with self._conn as conn:
                conn.execute(
                    "INSERT INTO requests VALUES (?, ?, ?, ?)",
                    (str(kept.id), str(kept.visit), blob, until),
                )
            self._kept[kept.id] = kept

    def find(self, id_: UUID, visit: UUID) -> bytes | None:
        """The sealed bytes of a visit's request; None where they are not kept (any more)."""
        with self._lock:
            row = self._conn.execute(
                "SELECT blob FROM requests WHERE id = ? AND visit = ?", (str(id_), str(visit))
            ).fetchone()
        return None if row is None else bytes(row[0])

    def delete(self, ids: Iterable[UUID]) -> None:
        """Delete some, so that their bytes are gone from the file too.

        Raises:
            sqlite3.Error: they are not deleted.
        """
        with self._lock:
            gone = [id_ for id_ in ids if id_ in self._kept]
            if not gone:
                return
            with self._conn as conn:
                conn.executemany("DELETE FROM requests WHERE id = ?", [(str(id_),) for id_ in gone])
            # until then the log beside the file still holds what was inserted
            self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for id_ in gone:
                del self._kept[id_]

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._conn.close()


def _opened(path: Path) -> tuple[sqlite3.Connection, dict[UUID, Kept]]:
    """The file, sound, and what it holds."""
    conn = _open(path)
    try:
        _check(conn)
        rows = conn.execute("SELECT id, visit, expires_at FROM requests")
        kept = {
            UUID(id_): Kept(UUID(id_), UUID(visit), datetime.fromisoformat(expires_at))
            for id_, visit, expires_at in rows
        }
    except BaseException:
        conn.close()
        raise
    return conn, kept


def check_requests(path: Path) -> int:
    """Look whether the file is sound, and how many requests it has. Changes nothing.

    Raises:
        ConfigurationError: it is not.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as conn:
            _check(conn)
            return int(conn.execute("SELECT count(*) FROM requests").fetchone()[0])
    except sqlite3.DatabaseError as error:
        _not_the_disks(path, error)
        raise ConfigurationError(
            f"{path}: {error}. At its next start the server begins a new one, and counters ask for "
            "what was filled in"
        ) from error


def _check(conn: sqlite3.Connection) -> None:
    (sound,) = conn.execute("PRAGMA quick_check(1)").fetchone()
    if sound != "ok":
        raise sqlite3.DatabaseError(sound)


def _new(path: Path) -> tuple[sqlite3.Connection, dict[UUID, Kept]]:
    try:
        return _opened(path)
    except (sqlite3.DatabaseError, OSError) as error:
        _not_the_disks(path, error)
        raise ConfigurationError(f"{path}: {error}") from error


def _not_the_disks(path: Path, error: Exception) -> None:
    """Raise what the disk is to blame for: the file may be as good as it was."""
    trouble = disk_trouble(error)
    if trouble is not None:
        raise ConfigurationError(f"{path}: {trouble}") from error


def _open(path: Path) -> sqlite3.Connection:
    # SQLite gives the files beside it the same mode
    path.touch(mode=0o600)
    conn = sqlite3.connect(path, check_same_thread=False)
    try:
        conn.execute("PRAGMA journal_mode=WAL")
        # a kiosk is told that it is kept: a power cut must not make that untrue
        conn.execute("PRAGMA synchronous=FULL")
        conn.execute("PRAGMA busy_timeout=5000")
        # what is deleted is overwritten
        conn.execute("PRAGMA secure_delete=ON")
        _migrate(conn, path)
    except BaseException:
        conn.close()
        raise
    return conn


def _migrate(conn: sqlite3.Connection, path: Path) -> None:
    applied = set[str]()
    if conn.execute("PRAGMA table_info(_sqlite_migrations)").fetchall():
        applied = {
            name
            for (name,) in conn.execute(
                "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (MIGRATION_SET,)
            )
        }
    if applied - set(MIGRATIONS):
        raise ConfigurationError(f"{path}: was written by a later version")
    if applied == set(MIGRATIONS):
        return
    # loaded only for a file that has to change, as in the journal
    from sqlite_utils import Database, Migrations  # noqa: PLC0415  see above

    migrations = Migrations(MIGRATION_SET)
    for name, step in MIGRATIONS.items():
        migrations(name=name)(step)
    migrations.apply(Database(conn, execute_plugins=False))
