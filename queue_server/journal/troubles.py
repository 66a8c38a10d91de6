"""What keeps a file from being used, in words: the disk, or the file itself."""

import errno
import sqlite3
from pathlib import Path


class JournalUnusableError(Exception):
    """The file cannot be used as it is. The message says why; nothing was changed in it."""


class JournalTooNewError(JournalUnusableError):
    """The file was written by a later version of this program."""

    def __init__(self, path: Path, steps: set[str]) -> None:
        super().__init__(
            f"{path} was written by a later version of this program ({', '.join(sorted(steps))}). "
            "Nothing was changed in it. Install that version again."
        )


class JournalDamagedError(JournalUnusableError):
    """The file, or an event in it, cannot be read."""

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(
            f"{path}: the journal cannot be used: {why}. Nothing was changed in it. "
            "To go on from the latest backup: queue-server restore --from BACKUP --data "
            f"{path.parent}. It takes over what is still sound here."
        )


class DiskTroubleError(JournalUnusableError):
    """It is not the file's fault: the disk is full, read-only, or fails."""

    def __init__(self, path: Path, trouble: str) -> None:
        super().__init__(f"{path}: {trouble}")


FULL = (
    "the disk is full. Make room on it; the server starts again by itself then. "
    "Nothing that was answered is lost, and kiosks go on alone."
)
READ_ONLY = (
    "it cannot be written: the file system is read-only, or the file is not this user's own. "
    "A disk that fails is often made read-only by the system: look at `dmesg`."
)
FAILS = (
    "the disk does not read or write as it should: it may be full, worn out or unplugged. "
    "Look at `df` and `dmesg`; the server starts again by itself once it works."
)
CANNOT_OPEN = "it cannot be opened: look at the owner and the rights of the folder."
BUSY = "another program holds it."

_OF_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_IOERR: FAILS,
    sqlite3.SQLITE_CANTOPEN: CANNOT_OPEN,
    sqlite3.SQLITE_PERM: CANNOT_OPEN,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
}
"""By primary result code (sqlite.org/rescode.html)."""
_OF_THE_FILE = {
    sqlite3.SQLITE_IOERR_SHORT_READ,
    sqlite3.SQLITE_IOERR_CORRUPTFS,
    # SQLITE_IOERR_DATA, which Python 3.11 does not name
    sqlite3.SQLITE_IOERR | 32 << 8,
}
"""Extended codes of the disk's kind that say that the file is damaged."""
_OF_THE_SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EIO: FAILS,
    errno.EFBIG: FAILS,
    errno.EACCES: CANNOT_OPEN,
    errno.EPERM: CANNOT_OPEN,
}


def disk_trouble(error: BaseException) -> str | None:
    """What is wrong with the disk, and what to do; None for an error that is not the disk's."""
    if isinstance(error, sqlite3.Error):
        # one that the module itself raises has no code
        code: int = getattr(error, "sqlite_errorcode", 0)
        return None if code in _OF_THE_FILE else _OF_SQLITE.get(code & 0xFF)
    if isinstance(error, OSError):
        return _OF_THE_SYSTEM.get(error.errno or 0)
    return None


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file itself is damaged, or is none of its own."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code in _OF_THE_FILE or code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def unusable(path: Path, error: BaseException) -> JournalUnusableError:
    """The error to raise where a journal's file gave one."""
    trouble = disk_trouble(error)
    return JournalDamagedError(path, error) if trouble is None else DiskTroubleError(path, trouble)
