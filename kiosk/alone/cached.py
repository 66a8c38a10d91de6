"""The catalogue, kept for a start while the server cannot be heard."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog

CATALOGUE_FILE: Final = "catalogue.json"
"""In the data folder."""
CATALOGUE_BYTES_MAX: Final = 8 * 1024 * 1024

log = structlog.get_logger(__name__)


def cached_catalogue(folder: Path) -> bytes | None:
    """The message as it came last; None where there is none that can be read."""
    path = folder / CATALOGUE_FILE
    try:
        if path.stat().st_size > CATALOGUE_BYTES_MAX:
            return None
        return path.read_bytes()
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            log.warning("catalogue_unreadable", error=error.strerror)
        return None


def save_catalogue(folder: Path, payload: bytes) -> None:
    """Keep it, whole or not at all, where it is another. What cannot be kept is said in the log."""
    if cached_catalogue(folder) == payload:
        return
    unfinished = folder / f".{CATALOGUE_FILE}.{os.getpid()}"
    try:
        with unfinished.open("wb") as out:
            out.write(payload)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(folder / CATALOGUE_FILE)
    except OSError as error:
        log.warning("catalogue_not_kept", error=error.strerror)
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
