"""What a kiosk keeps to go on alone: SQLite in WAL mode with `synchronous=FULL`.

A number and the row that reports it are one transaction: no number is given that is not reported,
and none is given twice, whenever the process ends. What is said is on the disk.
"""

import sqlite3
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Final, Self, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlite_utils import Database

from kiosk.alone.clock import Heard
from kiosk.alone.damage import AloneDamagedError, id_of, known_of, moment_of
from kiosk.alone.migrations import migrate
from kiosk.alone.numbers import give, keep_lease, pass_of, remember
from kiosk.alone.wanted import (
    Begin,
    Counts,
    DeadRow,
    Given,
    Saved,
    WaitingRow,
    Wanted,
)
from protocol.alone_messages import NumberBlock, NumbersLeased, ReportIssued
from protocol.business_day import business_date
from protocol.messages import MESSAGE_BYTES_MAX

BUSY_SECONDS: Final = 5.0
"""How long one process waits for another's transaction, such as a person's command."""

UNREADABLE: Final = "unreadable"
"""Why a row is dead that this version cannot read, or that is too large to be sent."""

ROOM_BYTES: Final = 32 * 1024
"""More than a number and its report need."""

_Found = TypeVar("_Found")


class AloneStore:
    """One kiosk's leases, emergency counter and outbox. From any thread."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        """Use an open connection to a migrated file."""
        self._lock = threading.Lock()
        self._db = Database(conn, execute_plugins=False)

    @classmethod
    def open(cls, path: Path, begin: Begin | None = None) -> Self:
        """Open or make the file, and bring it to this version's shape.

        `begin`: where a file begins that was not there.

        Raises:
            AloneTooNewError: it holds migrations that this version does not know.
            AloneDamagedError: it is damaged, and SQLite found that out by looking for it.
            sqlite3.DatabaseError: it is no database, is damaged, or cannot be written.
        """
        conn = sqlite3.connect(path, check_same_thread=False, timeout=BUSY_SECONDS)
        try:
            conn.execute("PRAGMA journal_mode=WAL")
            # NORMAL would lose at a power cut the number that is on paper
            conn.execute("PRAGMA synchronous=FULL")
            # pages: the log beside a file of a few kilobytes need not be megabytes
            conn.execute("PRAGMA wal_autocheckpoint=100")
            # a request that was reported is overwritten, and not only forgotten
            conn.execute("PRAGMA secure_delete=ON")
            if migrate(conn, path) and begin is not None:
                conn.execute(
                    "UPDATE known SET emergency = ?, place = ?, emergency_since = 1",
                    (begin.emergency, begin.place),
                )
                conn.commit()
            # found out now, and not with somebody at the kiosk
            _check(conn)
            store = cls(conn)
            store.counts()
            store.left()
            store.try_room()
        except BaseException:
            conn.close()
            raise
        return store

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.conn.close()

    def try_room(self) -> None:
        """Write more than a number needs, and take it back.

        Raises:
            sqlite3.OperationalError: the disk is full or read-only.
        """
        fill = "INSERT OR REPLACE INTO room VALUES (1, zeroblob(?))"
        self._write(lambda db: db.execute(fill, (ROOM_BYTES,)))
        self._write(lambda db: db.execute("DELETE FROM room"))
        # what was tried takes no room itself
        self.tidy()

    def tidy(self) -> None:
        """Nothing of what was deleted is left in the log beside the file."""
        self._read(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())

    def give(self, wanted: Wanted, withdraw: UUID | None = None) -> Given | None:
        """Give a number, durably, and put its report into the outbox. None where there is none left
        and no emergency letter either.

        `withdraw`: the id of the message that withdraws the request where its pass had a number
        already. The server may hear of it first, and would open a second visit.
        """

        def act(db: Database) -> Given | None:
            given = give(db, wanted)
            request = str(wanted.request.id)
            if given is not None:
                db.execute("DELETE FROM asked WHERE id = ?", (request,))
            mine = db.execute("SELECT 1 FROM given WHERE id = ?", (request,)).fetchone()
            if given is not None and mine is None and withdraw is not None:
                _withdraw(db, withdraw, request)
            return given

        return self._write(act)

    def take_back(self, request: UUID) -> None:
        """Nobody got the number that was given for this request: it is not reported."""

        def act(db: Database) -> None:
            for table in ("outbox", "given"):
                db.execute(f"DELETE FROM {table} WHERE id = ?", (str(request),))  # noqa: S608  names of ours

        self._write(act)

    def leased(self, lent: NumbersLeased, heard: Heard | None = None, boot: str = "") -> None:
        """Keep the numbers of a lease, and that the server was heard on its day.

        `heard`: when, on the monotonic clock of this `boot` of the machine; None for what came so
        late that it says nothing about the time.
        """

        def act(db: Database) -> None:
            if keep_lease(db, lent, late=heard is None) and heard is not None:
                text = heard.server.isoformat()
                db.execute(
                    "UPDATE known SET latest = ?, heard = ?, heard_boot = ?, heard_seconds = ?",
                    (text, text, boot, heard.seconds),
                )

        self._write(act)

    def heard(self, boot: str) -> Heard | None:
        """The server's time, where it was heard since this machine was switched on."""
        at, then, seconds = self._read(lambda db: known_of(db, "heard, heard_boot, heard_seconds"))
        if at is None or seconds is None or then != boot:
            return None
        return Heard(moment_of(at), seconds)

    def left(self) -> Mapping[str, int]:
        """How many leased numbers are left, by service."""
        rows = self._read(
            lambda db: db.execute(
                "SELECT service, sum(last - next + 1) FROM leases WHERE next <= last"
                " GROUP BY service"
            ).fetchall()
        )
        return dict(rows)

    def give_up(self, services: Collection[str]) -> Mapping[date, Sequence[NumberBlock]]:
        """Forget what is left of services' leases: none of it is given here any more."""

        def act(db: Database) -> Mapping[date, Sequence[NumberBlock]]:
            found: dict[date, list[NumberBlock]] = {}
            for service in services:
                for day, letter, first, last in db.execute(
                    "SELECT day, letter, next, last FROM leases"
                    " WHERE service = ? AND next <= last ORDER BY place",
                    (service,),
                ).fetchall():
                    block = NumberBlock(service=service, letter=letter, first=first, last=last)
                    found.setdefault(date.fromisoformat(day), []).append(block)
                db.execute("DELETE FROM leases WHERE service = ?", (service,))
            return found

        return self._write(act)

    def waiting(self, heard: Heard | None = None, boot: str = "") -> Sequence[ReportIssued]:
        """What the server has still to hear, in the order in which it was given.

        A row that cannot be read, or is too large to be sent, is dead from now on: it holds up no
        other. Where the server was `heard` since this `boot` of the machine, what was given by the
        machine's own clock has the server's time all the same.
        """

        def act(db: Database) -> list[ReportIssued]:
            reports = list[ReportIssued]()
            rows = db.execute(
                "SELECT id, report, boot, seconds, zone, day_begins FROM outbox WHERE dead IS NULL"
                " ORDER BY place"
            ).fetchall()
            for row_id, text, then, seconds, zone, begins in rows:
                report = _sendable(text)
                if report is not None:
                    known = heard is not None and then == boot and seconds is not None
                    reports.append(
                        _set_right(report, heard.at(seconds), zone, begins)
                        if heard is not None and known
                        else report
                    )
                else:
                    db.execute("UPDATE outbox SET dead = ? WHERE id = ?", (UNREADABLE, row_id))
            return reports

        return self._write(act)

    def adopt(self, saved: Saved) -> None:
        """Go on from what could be read of a file that was damaged."""

        def act(db: Database) -> None:
            db.execute(
                "UPDATE known SET place = max(place, ?), emergency = max(emergency, ?)",
                (saved.begin.place, saved.begin.emergency),
            )
            for report, dead in saved.rows:
                db.execute(
                    "INSERT OR IGNORE INTO outbox (place, id, report, dead) VALUES (?, ?, ?, ?)",
                    (report.place, str(report.id), report.to_json().decode(), dead),
                )
                remember(db, report, pass_of(report))

        self._write(act)

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

    def rows(self) -> Sequence[WaitingRow]:
        """What waits, oldest first, for whoever looks."""
        rows = self._read(
            lambda db: db.execute(
                "SELECT id, report FROM outbox WHERE dead IS NULL ORDER BY place"
            ).fetchall()
        )
        return [WaitingRow(id_of(row_id), *_told(text)) for row_id, text in rows]

    def dead(self) -> Sequence[DeadRow]:
        """What the server would not hear of, oldest first."""
        rows = self._read(
            lambda db: db.execute(
                "SELECT id, place, dead, report FROM outbox WHERE dead IS NOT NULL ORDER BY place"
            ).fetchall()
        )
        return [
            DeadRow(id_of(row_id), place, why, *_told(text)) for row_id, place, why, text in rows
        ]

    def counts(self) -> Counts:
        """How much the server lacks."""
        waiting, dead, withdrawals = self._read(
            lambda db: db.execute(
                "SELECT (SELECT count(*) FROM outbox WHERE dead IS NULL),"
                " (SELECT count(*) FROM outbox WHERE dead IS NOT NULL),"
                " (SELECT count(*) FROM withdrawals)"
            ).fetchone()
        )
        return Counts(waiting + withdrawals, dead)

    def asked(self, request: UUID) -> None:
        """Somebody waits for the answer to a request that was sent."""
        self._write(
            lambda db: db.execute("INSERT OR IGNORE INTO asked VALUES (?)", (str(request),))
        )

    def answered(self, request: UUID) -> None:
        """Nobody waits for it any more: it was answered, or they have gone."""
        self._write(lambda db: db.execute("DELETE FROM asked WHERE id = ?", (str(request),)))

    def unanswered(self) -> Sequence[UUID]:
        """Requests that were not answered when the process before this one ended."""
        rows = self._read(lambda db: db.execute("SELECT id FROM asked ORDER BY id").fetchall())
        return [id_of(row_id) for (row_id,) in rows]

    def withdraw(self, request: UUID, message: UUID) -> None:
        """A request shall have no effect any more; `message` says so to the server."""

        def act(db: Database) -> None:
            db.execute("DELETE FROM asked WHERE id = ?", (str(request),))
            _withdraw(db, message, str(request))

        self._write(act)

    def withdrawals(self) -> Sequence[tuple[UUID, UUID]]:
        """Messages that the server has still to hear, and which request each withdraws."""
        rows = self._read(
            lambda db: db.execute("SELECT id, request FROM withdrawals ORDER BY id").fetchall()
        )
        return [(id_of(row_id), id_of(request)) for row_id, request in rows]

    def withdrawn(self, message: UUID) -> None:
        """The server has heard it."""
        self._write(lambda db: db.execute("DELETE FROM withdrawals WHERE id = ?", (str(message),)))

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


def _check(conn: sqlite3.Connection) -> None:
    (sound,) = conn.execute("PRAGMA quick_check(1)").fetchone()
    if sound != "ok":
        raise AloneDamagedError(str(sound))
    # the shape that this version wants, and not only its name
    conn.execute("SELECT boot, seconds, zone, day_begins FROM outbox LIMIT 0")
    conn.execute("SELECT visit FROM given LIMIT 0")


def _withdraw(db: Database, message: UUID, request: str) -> None:
    db.execute("INSERT OR IGNORE INTO withdrawals VALUES (?, ?)", (str(message), request))


def _sendable(text: str) -> ReportIssued | None:
    """A report; None for one that this version cannot read, or that no message may hold."""
    return _readable(text) if len(text.encode()) <= MESSAGE_BYTES_MAX else None


def _set_right(report: ReportIssued, at: datetime, zone: str, begins: str) -> ReportIssued:
    if report.clock == "server":
        return report
    day = business_date(at, ZoneInfo(zone), time.fromisoformat(begins))
    return report.model_copy(update={"issued_at": at, "day": day, "clock": "server"})


def _readable(text: str) -> ReportIssued | None:
    try:
        return ReportIssued.model_validate_json(text)
    except ValidationError:
        return None


def _told(text: str) -> tuple[str, str]:
    """A row's number and its time, as far as they can be read."""
    report = _readable(text)
    if report is None:
        return "", ""
    return f"{report.letter}{report.sequence:03d}", report.issued_at.isoformat(timespec="seconds")
