"""Sessions that were signed out before their time, in a file: a restart must not bring one back."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from uuid import UUID

import structlog

ENDED_FILE = "ended-sessions"
"""In the data folder: a line each, the session's id and when it would have ended by itself."""


class EndedSessions:
    """Which sessions were signed out. Any thread may ask."""

    def __init__(self, path: Path | None, *, now: Callable[[], datetime]) -> None:
        """Read the file, and leave out of it what has ended by itself. None keeps no file."""
        self._path = path
        self._now = now
        self._lock = Lock()
        self._until: dict[UUID, datetime] = {}
        if path is not None and path.exists():
            self._until = dict(_read(path.read_text(encoding="ascii", errors="replace")))
            self._write_anew()

    def __contains__(self, session: UUID) -> bool:
        return session in self._until

    def add(self, session: UUID, until: datetime) -> None:
        """It is over now, and stays so. Durable where there is a file that can be written."""
        with self._lock:
            # also where the disk is full: whoever signs out is out
            self._until[session] = until
            if self._path is None:
                return
            try:
                self._append(session, until)
            except OSError as error:
                structlog.get_logger().error("sign_out_not_kept", error=error.strerror)

    def _append(self, session: UUID, until: datetime) -> None:
        if self._path is None:
            return
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            # a line that was torn before must not take this one with it
            out.write(f"\n{_line(session, until)}\n")
            out.flush()
            os.fsync(out.fileno())

    def _write_anew(self) -> None:
        if self._path is None:
            return
        now = self._now()
        self._until = {session: until for session, until in self._until.items() if until > now}
        unfinished = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as out:
                out.writelines(f"{_line(*entry)}\n" for entry in self._until.items())
                out.flush()
                os.fsync(out.fileno())
            unfinished.replace(self._path)
        except OSError as error:
            # the longer file says the same
            structlog.get_logger().warning("ended_sessions_not_shortened", error=error.strerror)


def _line(session: UUID, until: datetime) -> str:
    return f"{session} {int(until.timestamp())}"


def _read(text: str) -> list[tuple[UUID, datetime]]:
    found = list[tuple[UUID, datetime]]()
    for line in text.splitlines():
        name, _, until = line.partition(" ")
        try:
            found.append((UUID(name), datetime.fromtimestamp(int(until), UTC)))
        except (ValueError, OverflowError, OSError):
            # torn when the power went; the lines around it hold
            continue
    return found
