"""The server's data folder: what is in it, and the right to use it, which one process has."""

import fcntl
import os
from pathlib import Path
from typing import IO

from queue_server.broker.recovery import RECOVERY_FILE
from queue_server.configuration import ConfigurationError
from queue_server.journal.troubles import FULL, disk_trouble
from queue_server.keys import PASS_KEY_FILE, REQUEST_KEY_FILE, SESSION_KEY_FILE
from queue_server.staff.accounts import ACCOUNTS_FILE
from queue_server.staff.ended import ENDED_FILE

JOURNAL_FILE = "journal.db"
REQUESTS_FILE = "requests.db"
CHECKPOINT_FILE = "checkpoint"
LOCK_FILE = "lock"
KEYS_FOLDER = "keys"

ROOM_BYTES = 1 << 20
"""So much has to be free at a start: some thousand events. With less, the first who asks would end
the process again."""

BACKED_UP = (ACCOUNTS_FILE, f"{KEYS_FOLDER}/{PASS_KEY_FILE}")
"""Beside the journal. Residents have passes of that key at home, so it has to outlive a disk."""
BROKER_BACKED_UP = f"broker/{RECOVERY_FILE}"
"""From the broker's folder: sealed, so that whoever has a backup has no CA. Where a backup is put
back it lies here, for `queue-server device ca --from`."""
NOT_BACKED_UP = (
    REQUESTS_FILE,  # what residents filled in: it is to be gone when their visit is over
    f"{KEYS_FOLDER}/{REQUEST_KEY_FILE}",  # a backup of years would open it
    f"{KEYS_FOLDER}/{SESSION_KEY_FILE}",  # made anew, and staff sign in again
    ENDED_FILE,  # sessions of the same key
    CHECKPOINT_FILE,  # made anew from the journal
    LOCK_FILE,
)


class InUseError(ConfigurationError):
    """Another process uses the folder."""


def take_folder(data: Path) -> IO[str]:
    """Take the folder for this process, until the file that is returned is closed.

    Raises:
        InUseError: another process has it.
        ConfigurationError: it cannot be made or written, or has no room.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data / LOCK_FILE).open("w")
    except OSError as error:
        raise _unusable(data, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise InUseError(f"--data {data}: another server uses this folder") from error
    try:
        _try_room(data)
    except OSError as error:
        lock.close()
        raise _unusable(data, error) from error
    return lock


def _try_room(data: Path) -> None:
    """Write as much as has to be free. Only that shows quotas, and disks that only seem to work.

    Raises:
        OSError: it cannot be written.
    """
    trial = data / ".room"
    try:
        with trial.open("wb") as file:
            file.write(b"\0" * ROOM_BYTES)
            file.flush()
            os.fsync(file.fileno())
    finally:
        trial.unlink(missing_ok=True)


def _unusable(data: Path, error: OSError) -> ConfigurationError:
    trouble = disk_trouble(error) or f"{error.strerror or error}"
    if trouble == FULL:
        trouble = f"less than {ROOM_BYTES >> 20} MiB is free: {FULL}"
    return ConfigurationError(f"--data {data}: {trouble}")
