"""The spool's file: SQLite in WAL mode with `synchronous=FULL`. What is said is on the disk."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self
from uuid import UUID

from sqlite_utils import Database, Migrations

from printer_drivers.documents import Document
from printer_drivers.spool.clock import Instant, KeptTimes
from printer_drivers.spool.jobs import Job, JobPaper, JobState
from printer_drivers.spool.paper import PaperRoll
from printer_drivers.status import PrinterState, PrinterStatus

BUSY_SECONDS: Final = 5.0
"""How long one process waits for another's transaction, such as a person's command."""


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


@dataclass(frozen=True, slots=True)
class Counts:
    """Jobs by what became of them."""

    waiting: int = 0
    confirmed: int = 0
    failed: int = 0
    expired: int = 0
    """Without those that their sender took back."""


class SpoolStore:
    """One printer's jobs and paper. From any thread; times are seconds of the wall clock."""

    def __init__(self, conn: sqlite3.Connection, *, durable: bool) -> None:
        """Use an open connection."""
        self.durable = durable
        """Whether jobs outlive the process."""
        self.on_close: Callable[[], None] = lambda: None
        """Done once the file has been let go of."""
        self._lock = threading.RLock()
        self._db = Database(conn, execute_plugins=False)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open or make the file, and bring it to this version's shape.

        Raises:
            SpoolTooNewError: it holds migrations that this version does not know.
            sqlite3.DatabaseError: it is no spool, is damaged, or cannot be written.
        """
        conn = sqlite3.connect(path, check_same_thread=False, timeout=BUSY_SECONDS)
        try:
            conn.execute("PRAGMA journal_mode=WAL")
            # NORMAL would lose at a power cut what was said to be kept
            conn.execute("PRAGMA synchronous=FULL")
            conn.execute("PRAGMA foreign_keys=ON")
            # a document that was deleted is overwritten, and not only forgotten
            conn.execute("PRAGMA secure_delete=ON")
            _migrate(conn, path)
            _check(conn)
            store = cls(conn, durable=True)
            # both find out now what would else be found out with a person at the printer
            store.waiting()
            store.change_roll(lambda roll: roll)
        except BaseException:
            conn.close()
            raise
        return store

    @classmethod
    def open_existing(cls, path: Path) -> Self:
        """The file of a spool that may be at work, for a person's command.

        Raises:
            SpoolUnusableError: there is none, or it cannot be used.
        """
        if not path.is_file():
            raise SpoolUnusableError(f"{path}: there is no spool")
        try:
            return cls.open(path)
        except sqlite3.DatabaseError as error:
            raise SpoolUnusableError(f"{path}: {error}") from error

    @classmethod
    def in_memory(cls) -> Self:
        """A store that ends with the process, where no file can be had."""
        conn = sqlite3.connect(":memory:", check_same_thread=False)
        conn.execute("PRAGMA foreign_keys=ON")
        _migrate(conn, Path(":memory:"))
        return cls(conn, durable=False)

    def add(self, job: Job, now: Instant) -> bool:
        """Keep a new job, durably. False where its id is known: then nothing changes."""
        with self._transaction() as db:
            if db.execute("SELECT 1 FROM jobs WHERE id = ?", (str(job.id),)).fetchone():
                return False
            times = {
                "created_at": now.wall,
                "expires_at": now.wall + job.expires_at - job.created_at,
                "monotonic": now.seconds,
            }
            row = {"id": str(job.id), "told": 0, "boot": now.boot, **times, **_changing(job)}
            db.table("jobs").insert(row)
            db.table("papers").insert_all(
                {
                    "job": str(job.id),
                    "place": place,
                    "first": paper.first.model_dump_json(),
                    "again": paper.again.model_dump_json(),
                }
                for place, paper in enumerate(job.papers)
            )
        return True

    def save(self, job: Job, wall: float) -> None:
        """Keep what a job has become, durably. The documents of one that ended are deleted."""
        with self._transaction() as db:
            changes = _changing(job) | {"ended_at": wall if job.state.ended else None}
            sets = ", ".join(f"{name} = :{name}" for name in changes)
            db.execute(f"UPDATE jobs SET {sets} WHERE id = :id", {**changes, "id": str(job.id)})  # noqa: S608  names of ours
            if job.state.ended:
                db.execute("DELETE FROM papers WHERE job = ?", (str(job.id),))

    def waiting(self) -> list[tuple[Job, KeptTimes]]:
        """Jobs that have not ended, oldest first. Their own times are those of the wall clock."""
        return self._read("state IN ('queued', 'sending')")

    def untold(self) -> list[Job]:
        """Jobs that have ended and of which nobody was told."""
        found = self._read("told = 0 AND state NOT IN ('queued', 'sending')")
        return [job for job, _ in found]

    def told(self, job: Job) -> None:
        """The sender knows what became of a job."""
        with self._transaction() as db:
            db.execute("UPDATE jobs SET told = 1 WHERE id = ?", (str(job.id),))

    def forget(self, before: float) -> None:
        """Forget the jobs that ended before a moment, and were told."""
        with self._transaction() as db:
            db.execute("DELETE FROM jobs WHERE ended_at < ? AND told = 1", (before,))

    def counts(self, since: float) -> Counts:
        """The jobs that wait, and those that ended since a moment."""
        with self._lock:
            found = self._db.execute(
                "SELECT CASE WHEN ended_at IS NULL THEN 'waiting' ELSE state END, count(*)"
                " FROM jobs WHERE ended_at IS NULL"
                " OR (ended_at >= ? AND NOT (state = 'expired' AND unwanted)) GROUP BY 1",
                (since,),
            ).fetchall()
        return Counts(**dict(found))

    def roll(self) -> PaperRoll:
        """What is known of the paper."""
        with self._lock:
            rows = list(self._db.table("roll").rows)
        if not rows:
            return PaperRoll()
        row = rows[0]
        flags = ("known", "left_at_near_end", "out", "opened")
        kept = {name: bool(row[name]) if name in flags else row[name] for name in _ROLL}
        return PaperRoll(**kept)

    def change_roll(self, change: Callable[[PaperRoll], PaperRoll]) -> PaperRoll:
        """Change what is known of the paper: read and written in one, since others write too."""
        with self._transaction() as db:
            old = self.roll()
            new = change(old)
            row: dict[str, Any] = {name: getattr(new, name) for name in _ROLL}
            db.table("roll").upsert({"only": 1, **row}, pk="only")
        return new

    def tidy(self) -> None:
        """Empty the write-ahead log: it holds what was deleted from the file itself."""
        with self._lock:
            # another process that is reading keeps it until the next time; that is no error
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.conn.close()
        self.on_close()

    @contextmanager
    def _transaction(self) -> Iterator[Database]:
        with self._lock:
            # IMMEDIATE: what is read decides what is written, and a person's command writes too
            self._db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.conn.rollback()
                raise
            self._db.conn.commit()

    def _read(self, where: str) -> list[tuple[Job, KeptTimes]]:
        with self._lock:
            rows = list(self._db.table("jobs").rows_where(where, order_by="place"))
            return [(self._job(row), _times(row)) for row in rows]

    def _job(self, row: Mapping[str, Any]) -> Job:
        papers = self._db.table("papers").rows_where("job = ?", [row["id"]], order_by="place")
        printer = row["printer"]
        return Job(
            id=UUID(row["id"]),
            papers=tuple(
                JobPaper(
                    Document.model_validate_json(paper["first"]),
                    Document.model_validate_json(paper["again"]),
                )
                for paper in papers
            ),
            about=row["about"],
            created_at=row["created_at"],
            expires_at=row["expires_at"],
            state=JobState(row["state"]),
            attempts=row["attempts"],
            done=row["done"],
            marked=bool(row["marked"]),
            unwanted=bool(row["unwanted"]),
            status=None
            if printer is None
            else PrinterStatus(PrinterState(printer), row["detail"] or ""),
        )


def _times(row: Mapping[str, Any]) -> KeptTimes:
    put_at = Instant(row["monotonic"], row["created_at"], row["boot"])
    return KeptTimes(put_at, row["expires_at"] - row["created_at"])


_ROLL: Final = tuple(PaperRoll.__dataclass_fields__)


def _changing(job: Job) -> dict[str, Any]:
    """The columns that change while a job goes on."""
    return {
        "state": job.state.value,
        "attempts": job.attempts,
        "done": job.done,
        "marked": int(job.marked),
        "unwanted": int(job.unwanted),
        "about": job.about,
        "printer": None if job.status is None else job.status.state.value,
        "detail": None if job.status is None else job.status.detail,
    }


def _check(conn: sqlite3.Connection) -> None:
    (sound,) = conn.execute("PRAGMA quick_check(1)").fetchone()
    if sound != "ok":
        raise sqlite3.DatabaseError(sound)


def _migrate(conn: sqlite3.Connection, path: Path) -> None:
    migrations = Migrations(MIGRATION_SET)
    for name, step in MIGRATIONS.items():
        migrations(name=name)(step)
    db = Database(conn, execute_plugins=False)
    later = {applied.name for applied in migrations.applied(db)} - set(MIGRATIONS)
    if later:
        raise SpoolTooNewError(f"{path} was written by a later version: {sorted(later)}")
    migrations.apply(db)
