"""What a kiosk keeps to go on alone: SQLite in WAL mode with `synchronous=FULL`.

A number and the row that reports it are one transaction: no number is given that is not reported,
and none is given twice, whenever the process ends. What is said is on the disk.
"""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, Self, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlite_utils import Database

from kiosk.alone.clock import Moment
from kiosk.alone.migrations import migrate
from protocol.alone_messages import NumbersLeased, ReportIssued
from protocol.messages import MESSAGE_BYTES_MAX, CheckIn, TakeTicket

BUSY_SECONDS: Final = 5.0
"""How long one process waits for another's transaction, such as a person's command."""

UNREADABLE: Final = "unreadable"
"""Why a row is dead that this version cannot read, or that is too large to be sent."""

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A number that somebody needs now, and all that it depends on beside the file."""

    request: TakeTicket | CheckIn
    services: tuple[str, ...]
    """Of its stops, in their order: the number is of the first that has any left."""
    visit: UUID
    """For the visit, where it is a new one."""
    now: Moment
    time_zone: str
    emergency_letter: str | None
    """This kiosk's. None: the catalogue has none for it."""
    pass_id: UUID | None = None
    """The pass's own: it brings the same number again."""


@dataclass(frozen=True, slots=True)
class Given:
    """A number that was given alone."""

    report: ReportIssued
    again: bool
    """The request or its pass had this number already."""


@dataclass(frozen=True, slots=True)
class DeadRow:
    """A number that the server would not hear of, or that cannot be told."""

    id: UUID
    place: int
    reason: str


class AloneStore:
    """One kiosk's leases, emergency counter and outbox. From any thread."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        """Use an open connection to a migrated file."""
        self._lock = threading.Lock()
        self._db = Database(conn, execute_plugins=False)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open or make the file, and bring it to this version's shape.

        Raises:
            AloneTooNewError: it holds migrations that this version does not know.
            sqlite3.DatabaseError: it is no database, is damaged, or cannot be written.
        """
        conn = sqlite3.connect(path, check_same_thread=False, timeout=BUSY_SECONDS)
        try:
            conn.execute("PRAGMA journal_mode=WAL")
            # NORMAL would lose at a power cut the number that is on paper
            conn.execute("PRAGMA synchronous=FULL")
            migrate(conn, path)
        except BaseException:
            conn.close()
            raise
        return cls(conn)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.conn.close()

    def give(self, wanted: Wanted) -> Given | None:
        """Give a number, durably, and put its report into the outbox. None where there is none left
        and no emergency letter either."""
        return self._write(lambda db: _give(db, wanted))

    def leased(self, lent: NumbersLeased) -> None:
        """Keep the numbers of a lease, and that the server was heard on its day."""

        def keep(db: Database) -> None:
            for block in lent.blocks:
                # the same lease again must not give again what was given of it
                db.execute(
                    "INSERT OR IGNORE INTO leases (day, until, service, letter, next, last)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        lent.day.isoformat(),
                        lent.until.isoformat(),
                        block.service,
                        block.letter,
                        block.first,
                        block.last,
                    ),
                )
            db.execute("DELETE FROM leases WHERE day < ?", (lent.day.isoformat(),))
            _heard(db, lent.day)
            db.execute("UPDATE known SET latest = ?", (lent.at.isoformat(),))

        self._write(keep)

    def left(self, day: date) -> dict[str, int]:
        """How many numbers of a day are left, by service."""
        rows = self._read(
            lambda db: db.execute(
                "SELECT service, sum(last - next + 1) FROM leases WHERE day = ? AND next <= last"
                " GROUP BY service",
                (day.isoformat(),),
            ).fetchall()
        )
        return dict(rows)

    def waiting(self) -> Sequence[ReportIssued]:
        """What the server has still to hear, in the order in which it was given.

        A row that cannot be read, or is too large to be sent, is dead from now on: it holds up no
        other.
        """

        def read(db: Database) -> list[ReportIssued]:
            reports = list[ReportIssued]()
            rows = db.execute(
                "SELECT id, report FROM outbox WHERE dead IS NULL ORDER BY place"
            ).fetchall()
            for row_id, text in rows:
                report = _readable(text)
                if report is not None:
                    reports.append(report)
                else:
                    db.execute("UPDATE outbox SET dead = ? WHERE id = ?", (UNREADABLE, row_id))
            return reports

        return self._write(read)

    def reported(self, request: UUID) -> None:
        """The server has it, durably."""
        self._write(lambda db: db.execute("DELETE FROM outbox WHERE id = ?", (str(request),)))

    def refused(self, request: UUID, reason: str) -> None:
        """The server will not have it: facilities see it."""
        self._write(
            lambda db: db.execute("UPDATE outbox SET dead = ? WHERE id = ?", (reason, str(request)))
        )

    def retry(self, request: UUID) -> bool:
        """Send a dead row once more. False where there is none with this id."""
        found = self._write(
            lambda db: (
                db.execute(
                    "UPDATE outbox SET dead = NULL WHERE id = ? AND dead IS NOT NULL",
                    (str(request),),
                ).rowcount
            )
        )
        return found > 0

    def dead(self) -> Sequence[DeadRow]:
        """What the server would not hear of, oldest first."""
        rows = self._read(
            lambda db: db.execute(
                "SELECT id, place, dead FROM outbox WHERE dead IS NOT NULL ORDER BY place"
            ).fetchall()
        )
        return [DeadRow(UUID(row_id), place, why) for row_id, place, why in rows]

    def _read(self, act: Callable[[Database], _Found]) -> _Found:
        with self._lock:
            return act(self._db)

    def _write(self, act: Callable[[Database], _Found]) -> _Found:
        with self._lock:
            # IMMEDIATE: what is read decides what is written, and a person's command writes too
            self._db.conn.execute("BEGIN IMMEDIATE")
            try:
                found = act(self._db)
                self._db.conn.commit()
            except BaseException:
                self._db.conn.rollback()
                raise
            return found


def _readable(text: str) -> ReportIssued | None:
    """A report; None for one that this version cannot read, or that no message may hold."""
    if len(text.encode()) > MESSAGE_BYTES_MAX:
        return None
    try:
        return ReportIssued.model_validate_json(text)
    except ValidationError:
        return None


def _give(db: Database, wanted: Wanted) -> Given | None:
    pass_id = None if wanted.pass_id is None else str(wanted.pass_id)
    before = db.execute(
        "SELECT report FROM given WHERE id = ? OR pass = ?", (str(wanted.request.id), pass_id)
    ).fetchone()
    if before is not None:
        return Given(ReportIssued.model_validate_json(before[0]), again=True)
    place, latest = db.execute("SELECT place + 1, latest FROM known").fetchone()
    at = wanted.now.at
    if latest is not None and wanted.now.clock == "own":
        # a clock that was set back would give the numbers of a day that is over
        at = max(at, datetime.fromisoformat(latest))
    day = at.astimezone(ZoneInfo(wanted.time_zone)).date()
    number = _from_lease(db, wanted.services, day, at) or _emergency(db, wanted.emergency_letter)
    if number is None:
        return None
    report = ReportIssued(
        id=wanted.request.id,
        visit=wanted.visit,
        letter=number[0],
        sequence=number[1],
        day=day,
        issued_at=at,
        clock=wanted.now.clock,
        place=place,
        request=wanted.request,
    )
    text = report.to_json().decode()
    db.execute("UPDATE known SET place = ?, latest = ?", (place, at.isoformat()))
    db.execute("INSERT INTO given VALUES (?, ?, ?)", (str(report.id), pass_id, text))
    db.execute("INSERT INTO outbox VALUES (?, ?, ?, NULL)", (place, str(report.id), text))
    return Given(report, again=False)


def _from_lease(
    db: Database, services: Sequence[str], day: date, at: datetime
) -> tuple[str, int] | None:
    for service in services:
        rows = db.execute(
            "SELECT place, letter, next, until FROM leases"
            " WHERE day = ? AND service = ? AND next <= last ORDER BY place",
            (day.isoformat(), service),
        ).fetchall()
        for place, letter, sequence, until in rows:
            if at < datetime.fromisoformat(until):
                db.execute("UPDATE leases SET next = next + 1 WHERE place = ?", (place,))
                return letter, sequence
    return None


def _emergency(db: Database, letter: str | None) -> tuple[str, int] | None:
    if letter is None:
        return None
    db.execute("UPDATE known SET emergency = emergency + 1, emergency_since = 1")
    (sequence,) = db.execute("SELECT emergency FROM known").fetchone()
    return letter, sequence


def _heard(db: Database, day: date) -> None:
    """The emergency numbers begin anew on a new day, but only where none was given since the server
    was heard before: nobody knows of which day those are."""
    since, before = db.execute("SELECT emergency_since, emergency_day FROM known").fetchone()
    text = day.isoformat()
    if since:
        db.execute("UPDATE known SET emergency_since = 0, emergency_day = ?", (text,))
    elif before is None or before < text:
        db.execute("UPDATE known SET emergency = 0, emergency_day = ?", (text,))
