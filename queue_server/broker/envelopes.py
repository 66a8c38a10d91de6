"""Sealed envelopes that wait for their device: each is handed out once, within the hour."""

import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException

from protocol.enrolment import ENVELOPE_MAX, Envelope

ENVELOPES = "envelopes"
ENVELOPE_LIFE = timedelta(hours=1)
_NAME = r"^[0-9a-f]{32}$"


class EnvelopeWanted(BaseModel):
    """Which envelope. Who knows its code knows its name, and nobody else."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=_NAME)]


def envelope_file(folder: Path, name: str) -> Path:
    """Where the envelope of this name waits."""
    if not re.match(_NAME, name):
        raise ValueError("an envelope's name is hexadecimal")
    return folder / ENVELOPES / f"{name}.json"


def read_envelope(path: Path) -> Envelope | None:
    """The envelope in a file; None where there is none (any more), or something else.

    The folder is also the server's, so that nobody need believe what lies there.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            return Envelope.model_validate_json(file.read(2 * ENVELOPE_MAX))
    except (OSError, ValidationError):
        return None


def take_envelope(folder: Path, name: str, now: datetime) -> Envelope | None:
    """The envelope, which is gone from the folder then; None where it is not there (any more)."""
    path = envelope_file(folder, name)
    envelope = read_envelope(path)
    try:
        # of two that ask at once, one is the first to delete it
        path.unlink()
    except FileNotFoundError:
        return None
    return envelope if envelope is not None and now < envelope.expires_at else None


def enrolling(folder: Path, *, now: Callable[[], datetime]) -> APIRouter:
    """`POST /enrol`: a device fetches its envelope. Without its code nobody can ask for it."""
    router = APIRouter()

    @router.post("/enrol", include_in_schema=False)
    def enrol(wanted: EnvelopeWanted) -> Response:
        envelope = take_envelope(folder, wanted.name, now())
        if envelope is None:
            raise HTTPException(404)
        return Response(
            envelope.model_dump_json(),
            media_type="application/json",
            headers={"Cache-Control": "no-store"},
        )

    return router
