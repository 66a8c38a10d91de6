"""Where what staff set is kept: a small file of the data folder."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog
from pydantic import ValidationError

from kiosk.maintenance.kept import Kept

KEPT_FILE: Final = "staff-settings.json"
"""In the data folder."""

log = structlog.get_logger(__name__)


def load_kept(data: Path) -> Kept:
    """What was kept; as it comes from the factory where there is nothing, or nothing readable."""
    try:
        return Kept.model_validate_json((data / KEPT_FILE).read_bytes())
    except FileNotFoundError:
        return Kept()
    except (OSError, ValidationError) as error:
        # people must be served all the same
        log.warning("staff_settings_unreadable", error=type(error).__name__)
        return Kept()


def save_kept(data: Path, kept: Kept) -> None:
    """Keep it, whole or not at all. Where it cannot be written, it counts until the next start."""
    unfinished = data / f".{KEPT_FILE}.{os.getpid()}"
    try:
        with unfinished.open("w", encoding="ascii") as out:
            out.write(kept.model_dump_json())
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(data / KEPT_FILE)
    except OSError as error:
        log.warning("staff_settings_not_kept", error=error.strerror)
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
