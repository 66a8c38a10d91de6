"""Looks after the data folder while the server runs: is there room, is the journal still whole?"""

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

import structlog

from queue_server.journal.checking import read_only
from queue_server.journal.sqlite import sound_rows
from queue_server.journal.troubles import JournalDamagedError, disk_trouble

DISK_SECONDS = 30.0
"""So often it is looked how much is free."""
JOURNAL_SECONDS = 24 * 3600.0
"""So often the whole journal is read: a disk that fails does it where nobody reads."""
SLICE = 500
"""Events that are read at once, some milliseconds' work …"""
PAUSE_SECONDS = 0.05
"""… before the counters have the processor again: a million takes two minutes."""
LOW_BYTES = 200 << 20
"""With less, facilities staff should know while there still is time."""


class JournalHealth(StrEnum):
    """What is known of the whole journal. Its last events were looked at before the start."""

    UNCHECKED = "unchecked"
    SOUND = "sound"
    DAMAGED = "damaged"


class DiskHealth(StrEnum):
    """What is known of the disk."""

    UNKNOWN = "unknown"
    OK = "ok"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class StorageHealth:
    """How the data folder is."""

    journal: JournalHealth = JournalHealth.UNCHECKED
    disk: DiskHealth = DiskHealth.UNKNOWN

    @property
    def needs_attention(self) -> bool:
        """Whether somebody should look."""
        return self.journal is JournalHealth.DAMAGED or self.disk is DiskHealth.LOW


class StorageWatch:
    """Watches one data folder, on a thread of its own. Damage in an old part does not end the
    server: what people wait for does not follow from it any more, and the lobby goes on.
    """

    def __init__(
        self,
        journal: Path,
        stream: str,
        *,
        free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        """`free` says how many bytes are free on a folder's disk."""
        self._journal = journal
        self._stream = stream
        self._free = free
        self._health = StorageHealth()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="storage-watch", daemon=True)
        self._log = structlog.get_logger()

    @property
    def health(self) -> StorageHealth:
        """What is known now. On any thread."""
        return self._health

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def close(self) -> None:
        """End."""
        self._closing.set()
        if self._thread.ident is not None:
            self._thread.join()

    def look_at_disk(self) -> None:
        """Look how much is free, and say when it becomes little."""
        try:
            free = self._free(self._journal.parent)
        except OSError as error:
            self._log.warning("disk_unknown", error=repr(error))
            self._health = replace(self._health, disk=DiskHealth.UNKNOWN)
            return
        disk = DiskHealth.LOW if free < LOW_BYTES else DiskHealth.OK
        if disk is DiskHealth.LOW and self._health.disk is not DiskHealth.LOW:
            self._log.error(
                "disk_nearly_full",
                path=str(self._journal.parent),
                free_mib=free >> 20,
                help="Make room. Once it is full the server ends, and kiosks go on alone.",
            )
        self._health = replace(self._health, disk=disk)

    def look_at_journal(self, *, pause: float = PAUSE_SECONDS) -> None:
        """Read all of the journal, little by little, up to where it ended when this began."""
        after = 0
        try:
            while not self._closing.wait(pause):
                # anew each time: a reader that stays keeps the log from being emptied
                with closing(read_only(self._journal)) as conn:
                    rows = sound_rows(conn, self._stream, after, self._journal)
                    read = sum(1 for _ in islice(rows, SLICE))
                after += read
                if read < SLICE:
                    self._health = replace(self._health, journal=JournalHealth.SOUND)
                    return
        except JournalDamagedError as error:
            self._damaged(str(error))
        except sqlite3.DatabaseError as error:
            if disk_trouble(error) is not None:
                # the writer meets it too, and ends
                self._log.warning("journal_not_checked", error=repr(error))
                return
            self._damaged(str(JournalDamagedError(self._journal, error)))

    def _damaged(self, said: str) -> None:
        self._health = replace(self._health, journal=JournalHealth.DAMAGED)
        self._log.critical("journal_damaged", error=said)

    def _run(self) -> None:
        rounds = 0
        while not self._closing.is_set():
            self.look_at_disk()
            if rounds % round(JOURNAL_SECONDS / DISK_SECONDS) == 0:
                self.look_at_journal()
            rounds += 1
            self._closing.wait(DISK_SECONDS)
