"""Reading a whole journal's file, whoever uses it: is every event there, as it was written?"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import ValidationError

from queue_server.domain.events import VisitOpened
from queue_server.domain.evolve import evolve
from queue_server.domain.state import State
from queue_server.journal.codec import EventCodec, UnknownEventError
from queue_server.journal.end_mark import End
from queue_server.journal.opening import MIGRATIONS, applied_steps
from queue_server.journal.sealing import first_seal
from queue_server.journal.sqlite import Row, sound_rows
from queue_server.journal.troubles import JournalDamagedError, JournalTooNewError, unusable


@dataclass(frozen=True, slots=True)
class Sound:
    """A stream that is whole, and what it leads to."""

    stream: str
    end: End
    last_at: datetime | None
    state: State
    busiest: int
    """The most numbers of one series that one day has seen."""


class Folding:
    """Takes in rows one after another: that they are sound, and that they lead to a state."""

    def __init__(self, stream: str) -> None:
        """Nothing was taken in yet."""
        self._codec = EventCodec()
        self._given = Counter[tuple[date, str]]()
        self._stream = stream
        self._end = End(0, first_seal(stream))
        self._last_at: datetime | None = None
        self._state = State()

    def take(self, row: Row) -> None:
        """One more.

        Raises:
            UnknownEventError: it was written by a later version.
            ValueError, LookupError, TypeError: it does not follow from what came before.
        """
        position, kind, body, sealed = row
        event = self._codec.decode(kind, body)
        self._state = evolve(self._state, event)
        self._end, self._last_at = End(position, sealed), event.at
        if isinstance(event, VisitOpened):
            self._given[event.day, event.series or event.letter] += 1

    @property
    def sound(self) -> Sound:
        """What was taken in."""
        busiest = max(self._given.values(), default=0)
        return Sound(self._stream, self._end, self._last_at, self._state, busiest)


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, also on a file system that lets nothing be changed.

    Raises:
        sqlite3.DatabaseError: it cannot be opened.
    """
    uri = path.resolve().as_uri()
    conn = sqlite3.connect(f"{uri}?mode=ro", uri=True)
    try:
        conn.execute("PRAGMA busy_timeout=5000")
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        conn.close()
        beside = path.with_name(path.name + "-wal")
        if beside.exists() and beside.stat().st_size:
            raise
        # in WAL mode a reader wants to make a file beside it, even where nothing is in the log
        conn = sqlite3.connect(f"{uri}?immutable=1", uri=True)
        try:
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            conn.close()
            raise
    except BaseException:
        conn.close()
        raise
    return conn


def streams_of(conn: sqlite3.Connection) -> list[str]:
    """The sites in a file, in order."""
    return [name for (name,) in conn.execute("SELECT DISTINCT stream FROM events ORDER BY stream")]


def check_shape(conn: sqlite3.Connection, path: Path) -> None:
    """Make sure that a file is a journal of this version's shape, and that SQLite finds it sound.

    Raises:
        JournalTooNewError: a later version has written it.
        JournalDamagedError: it is no journal, or damaged, or of an earlier shape.
    """
    applied = applied_steps(conn)
    later = applied - set(MIGRATIONS)
    if later:
        raise JournalTooNewError(path, later)
    if applied != set(MIGRATIONS):
        raise JournalDamagedError(
            path,
            "it is of an earlier version: start the server once, which brings it up to date"
            if applied
            else "it holds no journal",
        )
    (sound,) = conn.execute("PRAGMA quick_check(1)").fetchone()
    if sound != "ok":
        raise JournalDamagedError(path, sound)


def check_file(path: Path, *, fold: bool = True) -> tuple[Sound, ...]:
    """Every stream of a file, read to its end. A server may be at work on it meanwhile.

    `fold`: also that each event leads on, which takes some seconds for a hundred thousand; without,
    only that they are those that were written.

    Raises:
        JournalUnusableError: it is not whole. The message says where.
        UnknownEventError: an event was written by a later version.
    """
    try:
        with closing(read_only(path)) as conn:
            # one view of it, whatever is appended meanwhile
            conn.execute("BEGIN")
            check_shape(conn, path)
            return tuple(_checked(conn, stream, path, fold=fold) for stream in streams_of(conn))
    except (sqlite3.DatabaseError, OSError) as error:
        raise unusable(path, error) from error


def _checked(conn: sqlite3.Connection, stream: str, path: Path, *, fold: bool) -> Sound:
    if not fold:
        end = End(0, first_seal(stream))
        for position, _, _, sealed in sound_rows(conn, stream, 0, path):
            end = End(position, sealed)
        return Sound(stream, end, None, State(), 0)
    return _folded(conn, stream, path).sound


def fold_stream(path: Path, stream: str) -> Folding:
    """One stream of a file that nobody else uses, read to its end.

    Raises:
        JournalUnusableError: it is not whole.
        UnknownEventError: an event was written by a later version.
    """
    try:
        with closing(read_only(path)) as conn:
            check_shape(conn, path)
            return _folded(conn, stream, path)
    except (sqlite3.DatabaseError, OSError) as error:
        raise unusable(path, error) from error


def _folded(conn: sqlite3.Connection, stream: str, path: Path) -> Folding:
    folding = Folding(stream)
    for row in sound_rows(conn, stream, 0, path):
        try:
            folding.take(row)
        except (ValidationError, ValueError, LookupError, TypeError, AttributeError) as error:
            why = f"event {row[0]} does not follow from those before it ({error!r:.200})"
            raise JournalDamagedError(path, why) from error
    return folding


def sound_tail(path: Path, folding: Folding, after: int, before: bytes) -> Iterator[Row]:
    """The rows of a file that is damaged elsewhere, after a position: as long as each follows on
    the one before, whose seal was `before`. Takes them in.
    """
    stream = folding.sound.stream
    try:
        with closing(read_only(path)) as conn:
            there = conn.execute(
                "SELECT seal FROM events WHERE stream = ? AND position = ?", (stream, after)
            ).fetchone()
            if after and (there is None or there[0] != before):
                return
            for row in sound_rows(conn, stream, after, path):
                folding.take(row)
                yield row
    except (
        sqlite3.DatabaseError,
        OSError,
        JournalDamagedError,
        UnknownEventError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ):
        # what comes behind it cannot be trusted: the caller says where it ended
        return
