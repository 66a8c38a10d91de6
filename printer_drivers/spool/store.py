"""The spool's file: SQLite in WAL mode with `synchronous=FULL`. What is said is on the disk."""

import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self, TypeVar
from uuid import UUID

import structlog
from sqlite_utils import Database

from printer_drivers.documents import Document
from printer_drivers.spool.clock import Instant, KeptTimes
from printer_drivers.spool.jobs import Job, JobPaper, JobState
from printer_drivers.spool.migrations import SpoolUnusableError, is_spool, migrate
from printer_drivers.spool.paper import PaperRoll
from printer_drivers.status import PrinterState, PrinterStatus

_log = structlog.get_logger()

BUSY_SECONDS: Final = 5.0
"""How long one process waits for another's transaction, such as a person's command."""

_Found = TypeVar("_Found")


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

    def __init__(self, conn: sqlite3.Connection, *, path: Path | None = None) -> None:
        """Use an open connection. Without `path` it is one to memory."""
        self._path = path
        self.durable = path is not None
        """Whether jobs outlive the process."""
        self.goes_on = False
        """Whether it goes on in memory, and says so in the log, where the disk is full or breaks. A
        kiosk that ended instead would take somebody's number from the screen, and print nothing.
        Only for the process that prints: the file goes."""
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
            migrate(conn, path)
            _check(conn)
            store = cls(conn, path=path)
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
            with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as conn:
                if not is_spool(conn):
                    raise SpoolUnusableError(f"{path}: is no spool")
            return cls.open(path)
        except sqlite3.DatabaseError as error:
            raise SpoolUnusableError(f"{path}: {error}") from error

    @classmethod
    def in_memory(cls) -> Self:
        """A store that ends with the process, where no file can be had."""
        return cls(_new_in_memory())

    def add(self, job: Job, now: Instant) -> bool:
        """Keep a new job, durably. False where its id is known: then nothing changes."""

        def add(db: Database) -> bool:
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

        return self._write(add)

    def save(self, job: Job, wall: float) -> None:
        """Keep what a job has become, durably. The documents of one that ended are deleted."""

        def save(db: Database) -> None:
            changes = _changing(job) | {"ended_at": wall if job.state.ended else None}
            sets = ", ".join(f"{name} = :{name}" for name in changes)
            db.execute(f"UPDATE jobs SET {sets} WHERE id = :id", {**changes, "id": str(job.id)})  # noqa: S608  names of ours
            if job.state.ended:
                db.execute("DELETE FROM papers WHERE job = ?", (str(job.id),))

        self._write(save)

    def knows(self, job_id: UUID) -> bool:
        """Whether a job was put here, of the last while, whatever became of it."""
        return self._read(
            lambda db: (
                db.execute("SELECT 1 FROM jobs WHERE id = ?", (str(job_id),)).fetchone() is not None
            )
        )

    def waiting(self) -> list[tuple[Job, KeptTimes]]:
        """Jobs that have not ended, oldest first. Their own times are those of the wall clock."""
        return self._jobs_where("state IN ('queued', 'sending')")

    def untold(self) -> list[Job]:
        """Jobs that have ended and of which nobody was told."""
        found = self._jobs_where("told = 0 AND state NOT IN ('queued', 'sending')")
        return [job for job, _ in found]

    def told(self, job: Job) -> None:
        """The sender knows what became of a job."""
        self._write(lambda db: db.execute("UPDATE jobs SET told = 1 WHERE id = ?", (str(job.id),)))

    def forget(self, before: float) -> None:
        """Forget the jobs that ended before a moment, and were told."""
        self._write(
            lambda db: db.execute("DELETE FROM jobs WHERE ended_at < ? AND told = 1", (before,))
        )

    def counts(self, since: float) -> Counts:
        """The jobs that wait, and those that ended since a moment."""
        found = self._read(
            lambda db: db.execute(
                "SELECT CASE WHEN ended_at IS NULL THEN 'waiting' ELSE state END, count(*)"
                " FROM jobs WHERE ended_at IS NULL"
                " OR (ended_at >= ? AND NOT (state = 'expired' AND unwanted)) GROUP BY 1",
                (since,),
            ).fetchall()
        )
        return Counts(**dict(found))

    def roll(self) -> PaperRoll:
        """What is known of the paper."""
        return self._read(_roll)

    def change_roll(self, change: Callable[[PaperRoll], PaperRoll]) -> PaperRoll:
        """Change what is known of the paper: read and written in one, since others write too."""

        def write(db: Database) -> PaperRoll:
            new = change(_roll(db))
            row: dict[str, Any] = {name: getattr(new, name) for name in _ROLL}
            db.table("roll").upsert({"only": 1, **row}, pk="only")
            return new

        return self._write(write)

    def tidy(self) -> None:
        """Empty the write-ahead log: it holds what was deleted from the file itself."""
        # another process that is reading keeps it until the next time; that is no error
        self._read(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.conn.close()
        self.on_close()

    def _read(self, act: Callable[[Database], _Found]) -> _Found:
        """Do something with the file, or with memory where the file fails."""
        with self._lock:
            try:
                return act(self._db)
            except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
                raise  # a mistake of ours, which memory would not mend
            except sqlite3.DatabaseError as error:
                if self._path is None or not self.goes_on:
                    raise
                self._go_on_in_memory(self._path, error)
                return act(self._db)

    def _write(self, act: Callable[[Database], _Found]) -> _Found:
        """The same in one transaction."""

        def transaction(db: Database) -> _Found:
            # IMMEDIATE: what is read decides what is written, and a person's command writes too
            db.conn.execute("BEGIN IMMEDIATE")
            try:
                found = act(db)
                db.conn.commit()
            except BaseException:
                db.conn.rollback()
                raise
            return found

        return self._read(transaction)

    def _go_on_in_memory(self, path: Path, error: Exception) -> None:
        """With all that the file still tells. The file goes: it does not know what happens from now
        on, and the next process would print again what it has as waiting."""
        _log.error("spool_not_durable", path=str(path), error=str(error))
        self._path, self.durable = None, False
        memory = sqlite3.connect(":memory:", check_same_thread=False)
        try:
            self._db.conn.backup(memory)
            memory.execute("PRAGMA foreign_keys=ON")
            SpoolStore(memory).waiting()
        except (sqlite3.Error, ValueError):
            # it tells nothing: what waits is still known to whoever put it
            memory.close()
            memory = _new_in_memory()
        with suppress(sqlite3.Error):
            self._db.conn.close()
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                path.with_name(path.name + ending).unlink(missing_ok=True)
        self._db = Database(memory, execute_plugins=False)

    def _jobs_where(self, where: str) -> list[tuple[Job, KeptTimes]]:
        def jobs(db: Database) -> list[tuple[Job, KeptTimes]]:
            rows = list(db.table("jobs").rows_where(where, order_by="place"))
            return [(_job(db, row), _times(row)) for row in rows]

        return self._read(jobs)


def _new_in_memory() -> sqlite3.Connection:
    conn = sqlite3.connect(":memory:", check_same_thread=False)
    conn.execute("PRAGMA foreign_keys=ON")
    migrate(conn, Path(":memory:"))
    return conn


def _job(db: Database, row: Mapping[str, Any]) -> Job:
    papers = db.table("papers").rows_where("job = ?", [row["id"]], order_by="place")
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


def _roll(db: Database) -> PaperRoll:
    rows = list(db.table("roll").rows)
    if not rows:
        return PaperRoll()
    row = rows[0]
    flags = ("known", "left_at_near_end", "out", "opened")
    kept = {name: bool(row[name]) if name in flags else row[name] for name in _ROLL}
    return PaperRoll(**kept)


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
