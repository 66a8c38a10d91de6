"""Opening the store, whatever has happened to its file: a lobby goes on."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from kiosk.alone.damage import AloneDamagedError
from kiosk.alone.migrations import AloneTooNewError
from kiosk.alone.saving import saved_of
from kiosk.alone.store import AloneStore
from kiosk.alone.wanted import Begin

STORE_FILE: Final = "alone.sqlite"
"""In the data folder."""
NUMBERS_A_MINUTE: Final = 10
"""More than any kiosk gives."""
MINUTES_APART: Final = 800
"""More than a business day has."""
_SINCE: Final = datetime(2026, 1, 1, tzinfo=UTC)

_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
"""Primary codes of a file that no other disk and no waiting would mend."""

log = structlog.get_logger(__name__)


def begin_at(wall: datetime) -> Begin:
    """Where a store begins of whose forerunner nobody knows anything.

    Its emergency numbers have four digits, which those of an outage that begin with 1 do not come
    to, and are no others' that begin anew on the same day. Its places are beyond all before.
    """
    minutes = max(0, (wall - _SINCE) // timedelta(minutes=1))
    emergency = 1000 + minutes % MINUTES_APART * NUMBERS_A_MINUTE
    return Begin(emergency, minutes * NUMBERS_A_MINUTE)


class Books:
    """The store as it can be had now: opened again after a trouble, begun anew after damage.

    For one thread.
    """

    def __init__(self, folder: Path, wall: Callable[[], datetime]) -> None:
        """`wall` is the time of day, with an offset."""
        self.trouble: str | None = None
        """Why there is none, for whoever mends it."""
        self._path = folder / STORE_FILE
        self._wall = wall
        self._store: AloneStore | None = None

    def open(self) -> AloneStore | None:
        """The store; None where it cannot be used now."""
        if self._store is not None:
            return self._store
        try:
            self._store = self._opened()
        except (sqlite3.Error, OSError, AloneTooNewError, AloneDamagedError) as error:
            if str(error) != self.trouble:
                log.error("alone_store_unusable", path=str(self._path), error=str(error))  # noqa: TRY400  a disk, not a fault of ours
            self.trouble = str(error)
        else:
            self.trouble = None
        return self._store

    def failed(self, error: sqlite3.Error | AloneDamagedError) -> None:
        """Something could not be read or written: the file is opened again next time, and a new one
        is begun where it is damaged."""
        if str(error) != self.trouble:
            log.error("alone_store_failed", path=str(self._path), error=str(error))
        self.close()
        self.trouble = str(error)
        if is_damage(error):
            try:
                self._store = self._anew(error)
                self.trouble = None
            except (sqlite3.Error, OSError, AloneDamagedError) as second:
                log.error("alone_store_unusable", path=str(self._path), error=str(second))  # noqa: TRY400  as above

    def close(self) -> None:
        """Let go of the file."""
        if self._store is not None:
            with suppress(sqlite3.Error):
                self._store.close()
        self._store = None

    def _opened(self) -> AloneStore:
        if self._path.exists() and self._path.stat().st_size == 0:
            # SQLite would take it for a new file, which it is: only not of a new kiosk
            self._path.unlink()
        try:
            return AloneStore.open(self._path, self._begin())
        except (sqlite3.DatabaseError, AloneDamagedError) as error:
            if not is_damage(error, opening=True):
                raise
            return self._anew(error)

    def _anew(self, error: Exception) -> AloneStore:
        """A new file, with what the damaged one still says the server lacks."""
        saved = saved_of(self._move_aside(error))
        store = AloneStore.open(self._path, self._begin())
        store.adopt(saved)
        log.error("alone_store_begun_anew", saved=len(saved.rows))
        return store

    def _begin(self) -> Begin:
        return begin_at(self._wall())

    def _move_aside(self, error: Exception) -> Path:
        aside = self._path.with_name(f"{self._path.name}.damaged-{int(self._wall().timestamp())}")
        for ending in ("", "-wal", "-shm"):
            beside = self._path.with_name(self._path.name + ending)
            if beside.exists():
                beside.replace(aside.with_name(aside.name + ending))
        log.error("alone_store_damaged", path=str(self._path), aside=str(aside), error=str(error))
        return aside


def is_damage(error: Exception, *, opening: bool = False) -> bool:
    """Whether the file itself is wrong, and not the disk that it is on. `opening`: it also is where
    it has not the tables that it should have.
    """
    if isinstance(error, AloneDamagedError):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return False
    return (code & 0xFF) in _DAMAGED or (opening and code & 0xFF == sqlite3.SQLITE_ERROR)
