"""The journal in one SQLite file: WAL, `synchronous=FULL`, one transaction for each append."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from queue_server.domain.events import Event
from queue_server.journal.codec import EventCodec
from queue_server.journal.end_mark import End, EndMark, mark_path, read_mark
from queue_server.journal.journal import PositionConflictError
from queue_server.journal.opening import make_file, open_file
from queue_server.journal.sealing import first_seal, seal
from queue_server.journal.troubles import JournalDamagedError, is_damage, unusable

Row = tuple[int, str, str, bytes]
"""Position, kind, body, seal."""
LATEST = 5_000
"""So many of the last events are looked at in every start, before anybody is answered: more than a
day's. Those before are looked at later, while it serves (`storage/watching.py`)."""


class SqliteJournal:
    """One site's stream in a journal file. Used by one thread at a time."""

    def __init__(self, path: Path, stream: str) -> None:
        """Open or make the file, bring it to this version's shape, and look at its end.

        Raises:
            JournalTooNewError: it holds migrations that this version does not know.
            JournalDamagedError: it is no journal, or does not hold what it held.
            DiskTroubleError: the disk is full, read-only, or fails.
        """
        self._path = path
        self._stream = stream
        self._codec = EventCodec()
        try:
            marked = read_mark(mark_path(path, stream))
            if not path.exists():
                if marked is not None and marked.position:
                    raise JournalDamagedError(
                        path, f"the file is gone, though it had {marked.position} events"
                    )
                make_file(path)
            self._conn = open_file(path)
        except (sqlite3.DatabaseError, OSError) as error:
            raise unusable(path, error) from error
        try:
            self._check_end(marked)
            self._mark = EndMark(mark_path(path, stream))
            self._mark.write(self._end())
        except (sqlite3.DatabaseError, OSError) as error:
            self._conn.close()
            raise unusable(path, error) from error
        except BaseException:
            self._conn.close()
            raise

    def append(self, expected: int, events: Sequence[Event]) -> int:
        """Keep events durably, all or none, and return the position of the last.

        Raises:
            PositionConflictError: the stream does not end at `expected`.
            JournalDamagedError: the file is damaged where they would stand. They are not kept.
            sqlite3.Error: they are not kept.
        """
        rows, before = list[tuple[str, int, str, str, bytes]](), b""
        try:
            with self._conn as conn:
                # IMMEDIATE, because the position that is read here decides what is written
                conn.execute("BEGIN IMMEDIATE")
                end = self._end()
                if end.position != expected:
                    raise PositionConflictError(expected, end.position)
                before = end.seal
                for position, event in enumerate(events, start=expected + 1):
                    kind, body = self._codec.encode(event)
                    before = seal(before, position, kind, body)
                    rows.append((self._stream, position, kind, body, before))
                conn.executemany(
                    "INSERT INTO events (stream, position, kind, body, seal)"
                    " VALUES (?, ?, ?, ?, ?)",
                    rows,
                )
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                # what all reading passes by, as free pages are
                raise JournalDamagedError(self._path, error) from error
            raise
        if rows:
            self._mark.renew(End(expected + len(rows), before))
        return expected + len(rows)

    def read(self, after: int = 0) -> Iterator[Event]:
        """The events after a position, in order.

        Raises:
            UnknownEventError: one was written by a later version.
            JournalDamagedError: one is missing, is not as it was written, or cannot be read.
        """
        for position, kind, body, _ in self._rows(after):
            try:
                event = self._codec.decode(kind, body)
            except ValidationError as error:
                why = f"event {position} does not have the shape of its kind"
                raise JournalDamagedError(self._path, why) from error
            yield event

    def end(self) -> int:
        """The position of the last event; 0 where there is none."""
        return self._end().position

    @property
    def last(self) -> End:
        """The last event's position and seal."""
        return self._end()

    def close(self) -> None:
        """Let go of the file."""
        self._conn.close()
        self._mark.close()

    def _rows(self, after: int) -> Iterator[Row]:
        try:
            yield from sound_rows(self._conn, self._stream, after, self._path)
        except sqlite3.DatabaseError as error:
            raise unusable(self._path, error) from error

    def _end(self) -> End:
        row = self._conn.execute(
            "SELECT position, seal FROM events WHERE stream = ? ORDER BY position DESC LIMIT 1",
            (self._stream,),
        ).fetchone()
        if row is None:
            return End(0, first_seal(self._stream))
        position, sealed = row
        if not (isinstance(position, int) and isinstance(sealed, bytes)):
            raise sqlite3.DatabaseError("its last row is no event")
        return End(position, sealed)

    def _check_end(self, marked: End | None) -> None:
        end = self._end()
        for _ in self._rows(max(0, end.position - LATEST)):
            pass
        if marked is None or marked.position == 0:
            return
        if marked.position > end.position:
            raise JournalDamagedError(
                self._path,
                f"it ends at event {end.position}, but {marked.position} were acknowledged: its "
                "end is lost, or it is an older copy",
            )
        (there,) = self._conn.execute(
            "SELECT seal FROM events WHERE stream = ? AND position = ?",
            (self._stream, marked.position),
        ).fetchone() or (b"",)
        if there != marked.seal:
            raise JournalDamagedError(
                self._path, f"it is another journal: event {marked.position} is not the one it was"
            )


def sound_rows(conn: sqlite3.Connection, stream: str, after: int, path: Path) -> Iterator[Row]:
    """The rows of a stream after a position, in order, each looked at against its seal.

    Raises:
        JournalDamagedError: one is missing, or is not as it was written.
        sqlite3.DatabaseError: the file cannot be read.
    """
    (last,) = conn.execute(
        "SELECT max(position) FROM events WHERE stream = ?", (stream,)
    ).fetchone()
    before = first_seal(stream)
    if after:
        (before,) = conn.execute(
            "SELECT seal FROM events WHERE stream = ? AND position = ?", (stream, after)
        ).fetchone() or (b"",)
    expected = after
    rows = conn.execute(
        "SELECT position, kind, body, seal FROM events WHERE stream = ? AND position > ?"
        " ORDER BY position",
        (stream, after),
    )
    for position, kind, body, sealed in rows:
        expected += 1
        if position != expected:
            raise JournalDamagedError(path, f"event {expected} is missing")
        before = seal(before, position, kind, body)
        if before != sealed:
            raise JournalDamagedError(path, f"event {position} is not as it was written")
        yield position, kind, body, before
    # SQLite does not say that a damaged key is out of its order: what comes behind it is not found
    if isinstance(last, int) and expected < last:
        raise JournalDamagedError(
            path, f"event {expected + 1} is not found, though {last} is there"
        )
