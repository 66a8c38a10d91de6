"""Backups of a data folder, numbered, the oldest ones removed."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from queue_server.broker.recovery import RECOVERY_FILE
from queue_server.configuration import ConfigurationError
from queue_server.journal.checking import Sound
from queue_server.journal.copies import write_copy
from queue_server.journal.troubles import FULL, DiskTroubleError, disk_trouble
from queue_server.storage.data_folder import BACKED_UP, BROKER_BACKED_UP, JOURNAL_FILE

KEEP = 48
"""Two days of every hour; what is older is kept elsewhere, if at all."""
RESERVE_BYTES = 64 << 20
"""What a backup leaves free: it must not be what fills the server's own disk."""

_NUMBERED = re.compile(r"madoguchi-(\d{6,})\.backup")


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made, and looked through."""

    path: Path
    streams: Sequence[Sound]
    files: Sequence[str]
    removed: Sequence[Path]
    broker_missing: str | None = None
    """Why the devices' credentials are not in it, where they should be."""


def back_up(
    data: Path,
    to: Path,
    *,
    now: datetime,
    broker: Path | None = None,
    keep: int = KEEP,
    with_keys: bool = True,
    reserve: int = RESERVE_BYTES,
) -> Made:
    """Copy what must not be lost, while a server may be at work.

    `to` is a folder, in which backups are numbered and the last `keep` are kept, or else a file,
    which is replaced. `reserve` bytes have to be left free. `broker` is the broker's folder, whose
    sealed recovery is taken too; a backup without it is better than none.

    Raises:
        ConfigurationError: there is no journal, or no backup can be written there.
        JournalUnusableError: the journal is not whole. The backups that there are stay.
    """
    journal = data / JOURNAL_FILE
    if not journal.is_file():
        raise ConfigurationError(f"--data {data}: there is no journal in it")
    folder = to if to.is_dir() else to.parent
    try:
        _leave_room(journal, folder, reserve)
        files = _files(data) if with_keys else {}
        missing = None
        if broker is not None and with_keys:
            try:
                files[BROKER_BACKED_UP] = (broker / RECOVERY_FILE).read_bytes()
            except OSError as error:
                missing = f"{broker / RECOVERY_FILE}: {error.strerror or error}"
        path = folder / f"madoguchi-{_next_number(to):06d}.backup" if to.is_dir() else to
        streams = write_copy(journal, path, files, now)
        removed = _remove_old(to, keep) if to.is_dir() else ()
    except (OSError, DiskTroubleError) as error:
        raise ConfigurationError(
            f"--to {to}: no backup was made: {_trouble(error)} Those that there are stay."
        ) from error
    return Made(path, streams, tuple(files), removed, missing)


def numbered(folder: Path) -> list[Path]:
    """The backups in a folder, the newest first."""
    found = [
        (int(match[1]), path)
        for path in folder.iterdir()
        if (match := _NUMBERED.fullmatch(path.name))
    ]
    return [path for _, path in sorted(found, reverse=True)]


def _next_number(folder: Path) -> int:
    # not by the clock: one that is set back would make the newest look old, and be removed
    newest = next(iter(numbered(folder)), None)
    match = None if newest is None else _NUMBERED.fullmatch(newest.name)
    return 1 if match is None else int(match[1]) + 1


def _remove_old(folder: Path, keep: int) -> Sequence[Path]:
    old = numbered(folder)[max(1, keep) :]
    for path in old:
        path.unlink()
    return old


def _files(data: Path) -> dict[str, bytes]:
    return {name: (data / name).read_bytes() for name in BACKED_UP if (data / name).is_file()}


def _leave_room(journal: Path, folder: Path, reserve: int) -> None:
    beside = journal.with_name(journal.name + "-wal")
    needed = journal.stat().st_size + (beside.stat().st_size if beside.exists() else 0) + reserve
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ConfigurationError(
            f"--to {folder}: {free >> 20} MiB are free, and a backup that leaves the server room "
            f"to work needs {-(-needed >> 20)} MiB. None was made; those that there are stay."
        )


def _trouble(error: Exception) -> str:
    if isinstance(error, OSError):
        said = disk_trouble(error) or f"{error.strerror or error}."
        return "the disk is full." if said == FULL else said
    return f"{error}"
