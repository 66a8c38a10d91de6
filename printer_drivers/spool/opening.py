"""Opening a spool to print from: one process a file, and a lobby that prints whatever happens."""

import fcntl
import sqlite3
from pathlib import Path
from typing import NoReturn

import structlog

from printer_drivers.spool.migrations import SpoolInUseError, SpoolTooNewError
from printer_drivers.spool.store import SpoolStore

_log = structlog.get_logger()


class Owned:
    """The right to print from a file, which one process has; the system ends it with the process.

    A file beside it is locked, and not the file itself: closing that would end SQLite's own locks.
    """

    def __init__(self, path: Path) -> None:
        """Take it.

        Raises:
            SpoolInUseError: another process has it.
            OSError: no file can be made beside it.
        """
        self._file = path.with_name(path.name + ".owner").open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise SpoolInUseError(f"{path}: another process prints from it") from error

    def give_back(self) -> None:
        """Let another process print."""
        self._file.close()


def open_store(path: Path, *, wall: float) -> SpoolStore:
    """The spool's file, to print from; a lobby goes on printing whatever has happened to it.

    A file that is torn or damaged is moved aside, for whoever wants to look at it, and a new one is
    begun. Where nothing can be written, now or later, the spool works in memory. Both are said in
    the log.

    Raises:
        SpoolTooNewError: it was written by a later version, and is left alone.
        SpoolInUseError: another process prints from it.
    """
    try:
        owned = Owned(path)
    except OSError as error:
        return _in_memory(path, error)
    try:
        store = _open_or_begin(path, wall)
    except SpoolTooNewError:
        owned.give_back()
        raise
    store.on_close = owned.give_back
    store.goes_on = True
    return store


def _open_or_begin(path: Path, wall: float) -> SpoolStore:
    try:
        if path.exists() and path.stat().st_size == 0:
            _cut_off()  # SQLite would take it for a new file
        return SpoolStore.open(path)
    except (sqlite3.OperationalError, OSError) as error:
        # a full disk, a read-only one, no right to write
        return _in_memory(path, error)
    except (sqlite3.DatabaseError, ValueError) as error:
        try:
            aside = _move_aside(path, wall)
            _log.error("spool_damaged", path=str(path), aside=str(aside), error=str(error))
            return SpoolStore.open(path)
        except (sqlite3.DatabaseError, OSError) as second:
            return _in_memory(path, second)


def _cut_off() -> NoReturn:
    raise sqlite3.DatabaseError("the file is empty")


def _in_memory(path: Path, error: Exception) -> SpoolStore:
    _log.error("spool_not_durable", path=str(path), error=str(error))
    return SpoolStore.in_memory()


def _move_aside(path: Path, wall: float) -> Path:
    aside = path.with_name(f"{path.name}.damaged-{int(wall)}")
    for ending in ("", "-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + ending))
    return aside
