"""What can still be read of a damaged store: whose number is on paper shall not be forgotten."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from kiosk.alone.numbers import SEQUENCE_MAX
from kiosk.alone.wanted import Begin, Saved
from protocol.alone_messages import ReportIssued

PLACE_MAX: Final = 10**9
EMERGENCY_MAX: Final = SEQUENCE_MAX // 2


def saved_of(path: Path) -> Saved:
    """Whatever rows can be read, up to the damage. Nothing where it is no database."""
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn,
    ):
        rows = list[tuple[ReportIssued, str | None]]()
        for text, dead in _readable(conn, "SELECT report, dead FROM outbox ORDER BY place"):
            with suppress(ValidationError):
                rows.append((ReportIssued.model_validate_json(text), dead))
        known = next(_readable(conn, "SELECT place, emergency FROM known"), (0, 0))
        # what is damaged may say anything
        place, emergency = (
            each if isinstance(each, int) and 0 <= each <= most else 0
            for each, most in zip(known, (PLACE_MAX, EMERGENCY_MAX), strict=False)
        )
        reported = max((report.place for report, _ in rows), default=0)
        return Saved(tuple(rows), Begin(emergency=emergency, place=max(place, reported)))
    return Saved()


def _readable(conn: sqlite3.Connection, query: str) -> Iterator[Sequence[Any]]:
    with suppress(sqlite3.Error):
        yield from conn.execute(query)
