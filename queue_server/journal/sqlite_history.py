"""Reading a journal file beside its writer: each question on a connection of its own.

In WAL a reader sees the last commit, and keeps no writer waiting.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from pydantic import ValidationError

from queue_server.domain.events import Event
from queue_server.journal.codec import EventCodec, kind_of
from queue_server.journal.troubles import JournalDamagedError, unusable


class SqliteHistory:
    """One site's stream in a journal file, to read only. Used on any thread."""

    def __init__(self, path: Path, stream: str) -> None:
        """The file is opened for each question, so it may also come later."""
        self._path = path
        self._stream = stream
        self._codec = EventCodec()

    def end(self) -> int:
        """The position of the last event.

        Raises:
            JournalDamagedError: the file cannot be read.
        """
        with self._asking() as conn:
            row = conn.execute(
                "SELECT max(position) FROM events WHERE stream = ?", (self._stream,)
            ).fetchone()
        return int(row[0] or 0)

    def between(self, after: int, until: int | None = None) -> Sequence[Event]:
        """The events after a position up to another.

        Raises:
            JournalDamagedError: the file, or one of them, cannot be read.
            UnknownEventError: one was written by a later version.
        """
        with self._asking() as conn:
            rows = conn.execute(
                "SELECT kind, body FROM events WHERE stream = ? AND position > ?"
                " AND position <= ? ORDER BY position",
                (self._stream, after, 2**62 if until is None else until),
            ).fetchall()
        return [self._decode(kind, body) for kind, body in rows]

    def find(
        self, kinds: Sequence[type[Event]], after: int, until: int
    ) -> Sequence[tuple[int, Event]]:
        """The events of some kinds, with their positions.

        Raises:
            JournalDamagedError: the file, or one of them, cannot be read.
        """
        with self._asking() as conn:
            rows = [
                row
                for kind in kinds
                for row in conn.execute(
                    "SELECT position, kind, body FROM events WHERE stream = ? AND position > ?"
                    " AND position <= ? AND kind = ?",
                    (self._stream, after, until, kind_of(kind)),
                )
            ]
        return [(position, self._decode(kind, body)) for position, kind, body in sorted(rows)]

    @contextmanager
    def _asking(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(
                sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True)
            ) as c:
                c.execute("PRAGMA busy_timeout=5000")
                yield c
        except sqlite3.DatabaseError as error:
            raise unusable(self._path, error) from error

    def _decode(self, kind: str, body: str) -> Event:
        try:
            return self._codec.decode(kind, body)
        except ValidationError as error:
            raise JournalDamagedError(self._path, f"a {kind!r} is not of its shape") from error
