"""Which number is given next, as steps of one transaction of the store."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from kiosk.alone.damage import id_of, known_of, moment_of
from kiosk.alone.wanted import Given, Wanted
from protocol.alone_messages import NumbersLeased, ReportIssued
from protocol.business_day import business_date
from protocol.messages import CheckIn
from protocol.passes import read_unproven

SEQUENCE_MAX: Final = 99_999
"""What a message can hold."""
CLOCK_TOLERANCE: Final = timedelta(minutes=1)
"""A clock that is set back so little is one that runs wrong, and not another day."""


def give(db: Database, wanted: Wanted) -> Given | None:
    """A number and the row that reports it; None where there is none left of any kind."""
    pass_id = None if wanted.pass_id is None else str(wanted.pass_id)
    before = db.execute(
        "SELECT visit, letter, sequence, issued_at FROM given WHERE id = ? OR pass = ?",
        (str(wanted.request.id), pass_id),
    ).fetchone()
    if before is not None:
        visit, letter, sequence, issued_at = before
        then = moment_of(issued_at)
        return Given(id_of(visit), letter, sequence, then, again=True)
    place, latest, heard = known_of(db, "place + 1, latest, heard")
    at, doubtful = wanted.now.at, False
    if wanted.now.clock == "own":
        # of an unknown day, too
        doubtful = not wanted.now.certain
        # set back, it may be that of a day that is over: a number of that day's lease could be on
        # somebody else's paper today. Those of the emergency letter never are
        doubtful = doubtful or (latest is not None and at < moment_of(latest) - CLOCK_TOLERANCE)
        # the server's time that was heard is over, whatever a clock says
        at = at if heard is None else max(at, moment_of(heard))
    day = business_date(at, ZoneInfo(wanted.time_zone), wanted.day_begins)
    number = None if doubtful else _from_lease(db, wanted.services, day, at)
    number = number or _emergency(db, wanted.emergency_letter, day)
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
    latest = at if latest is None else max(at, moment_of(latest))
    db.execute("UPDATE known SET place = ?, latest = ?", (place, latest.isoformat()))
    if wanted.now.clock == "server":
        db.execute("UPDATE known SET heard = ?", (at.isoformat(),))
    remember(db, report, wanted.pass_id)
    db.execute(
        "INSERT INTO outbox (place, id, report, boot, seconds, zone, day_begins)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(place, str(report.id), text, wanted.now.boot, wanted.now.seconds),
            *(wanted.time_zone, wanted.day_begins.isoformat()),
        ),
    )
    return Given(report.visit, *number, at, again=False)


def remember(db: Database, report: ReportIssued, pass_id: UUID | None) -> None:
    """Whoever asks again, or holds up the same pass, gets the same number."""
    db.execute(
        "INSERT OR IGNORE INTO given VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            str(report.id),
            None if pass_id is None else str(pass_id),
            report.day.isoformat(),
            report.letter,
            report.sequence,
            str(report.visit),
            report.issued_at.isoformat(),
        ),
    )


def pass_of(report: ReportIssued) -> UUID | None:
    """The id of the pass that brought a number."""
    if not isinstance(report.request, CheckIn):
        return None
    claims = read_unproven(report.request.pass_text)
    return None if claims is None else claims.pass_id


def keep_lease(db: Database, lent: NumbersLeased, *, late: bool) -> bool:
    """Keep the numbers of a lease, once; what is of days before is over. False, and nothing, for
    one that is `late` (it was not waited for) and of a day that is over itself.
    """
    day = lent.day.isoformat()
    (newest,) = known_of(db, "emergency_day")
    if late and newest is not None and day < newest:
        return False
    known = db.execute("SELECT 1 FROM leased WHERE id = ?", (str(lent.id),)).fetchone()
    if known is None:
        db.execute("INSERT INTO leased VALUES (?, ?)", (str(lent.id), day))
        for block in lent.blocks:
            db.execute(
                "INSERT INTO leases (day, until, service, letter, next, last)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (day, lent.until.isoformat(), block.service, block.letter, block.first, block.last),
            )
    for table in ("leases", "leased"):
        db.execute(f"DELETE FROM {table} WHERE day < ?", (day,))  # noqa: S608  names of ours
    # a pass of yesterday's that was reported is the server's to know
    db.execute("DELETE FROM given WHERE day < ? AND id NOT IN (SELECT id FROM outbox)", (day,))
    _heard_on(db, lent.day)
    return True


def _from_lease(
    db: Database, services: Sequence[str], day: date, at: datetime
) -> tuple[str, int] | None:
    for service in services:
        rows = db.execute(
            "SELECT place, letter, next, last, until FROM leases"
            " WHERE day = ? AND service = ? AND next <= last ORDER BY place",
            (day.isoformat(), service),
        ).fetchall()
        for place, letter, first, last, until in rows:
            if at >= moment_of(until):
                continue
            for sequence in range(first, last + 1):
                db.execute("UPDATE leases SET next = ? WHERE place = ?", (sequence + 1, place))
                # a server that was put back from a copy may lend what it has forgotten
                if not _is_given(db, day, letter, sequence):
                    return letter, sequence
    return None


def _emergency(db: Database, letter: str | None, day: date) -> tuple[str, int] | None:
    if letter is None:
        return None
    (before,) = known_of(db, "emergency")
    for sequence in range(before + 1, SEQUENCE_MAX + 1):
        if not _is_given(db, day, letter, sequence):
            db.execute("UPDATE known SET emergency = ?, emergency_since = 1", (sequence,))
            return letter, sequence
    return None


def _is_given(db: Database, day: date, letter: str, sequence: int) -> bool:
    return (
        db.execute(
            "SELECT 1 FROM given WHERE day = ? AND letter = ? AND sequence = ?",
            (day.isoformat(), letter, sequence),
        ).fetchone()
        is not None
    )


def _heard_on(db: Database, day: date) -> None:
    """The emergency numbers begin anew on a new day, but only where none was given since the server
    was heard before: nobody knows of which day those are."""
    since, before = known_of(db, "emergency_since, emergency_day")
    text = day.isoformat()
    if since:
        db.execute("UPDATE known SET emergency_since = 0, emergency_day = ?", (text,))
    elif before is None or before < text:
        db.execute("UPDATE known SET emergency = 0, emergency_day = ?", (text,))
