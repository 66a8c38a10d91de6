"""Backups: the journal and a few small files in one SQLite file, made while the server runs."""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from queue_server.journal.checking import Sound, check_file, read_only
from queue_server.journal.opening import migrate, sync_folder
from queue_server.journal.troubles import unusable


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself."""

    made_at: datetime
    files: Mapping[str, bytes]
    """By their path in the data folder."""


def write_copy(
    journal: Path, to: Path, files: Mapping[str, bytes], made_at: datetime
) -> Sequence[Sound]:
    """Make a backup, look through it, and only then give it its name. For its owner alone.

    Raises:
        JournalUnusableError: the journal, or the copy, is not whole. No copy is left.
        OSError: it cannot be written. No copy is left.
    """
    new = to.with_name(f".{to.name}.new")
    _remove(new)
    os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        _copy(journal, new, files, made_at)
        sound = check_file(new, fold=False)
        descriptor = os.open(new, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        new.replace(to)
    except sqlite3.Error as error:
        _remove(new)
        raise unusable(new, error) from error
    except BaseException:
        _remove(new)
        raise
    sync_folder(to.parent)
    return sound


def contents_of(path: Path) -> Contents | None:
    """What is in a backup beside the journal; None for a bare journal's file.

    Raises:
        JournalUnusableError: it cannot be read.
    """
    try:
        with closing(read_only(path)) as conn:
            known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'backup'"
            if conn.execute(known).fetchone() is None:
                return None
            (made_at,) = conn.execute("SELECT made_at FROM backup").fetchone()
            files = {name: bytes(content) for name, content in conn.execute("SELECT * FROM files")}
            return Contents(datetime.fromisoformat(made_at), files)
    except (sqlite3.DatabaseError, OSError, ValueError, TypeError) as error:
        raise unusable(path, error) from error


def bare_journal(conn: sqlite3.Connection) -> None:
    """Make a backup's file a journal again, with no byte of the other files left in it."""
    conn.execute("PRAGMA secure_delete=ON")
    conn.execute("DROP TABLE IF EXISTS files")
    conn.execute("DROP TABLE IF EXISTS backup")
    conn.commit()


def _copy(journal: Path, new: Path, files: Mapping[str, bytes], made_at: datetime) -> None:
    with closing(read_only(journal)) as source, closing(sqlite3.connect(new)) as copy:
        # in one go: the writer is not kept waiting, and what it appends meanwhile is not in it
        source.backup(copy)
        # one file, with nothing beside it
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA synchronous=FULL")
        migrate(copy, new)
        copy.execute("CREATE TABLE backup (made_at TEXT NOT NULL) STRICT")
        copy.execute("CREATE TABLE files (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT")
        copy.execute("INSERT INTO backup VALUES (?)", (made_at.isoformat(),))
        copy.executemany("INSERT INTO files VALUES (?, ?)", files.items())
        copy.commit()


def _remove(new: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            new.with_name(new.name + ending).unlink(missing_ok=True)
