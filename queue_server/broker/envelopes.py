"""Sealed envelopes that wait for their device: each is handed out once, within the hour."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from protocol.enrolment import Envelope

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


def take_envelope(folder: Path, name: str, now: datetime) -> Envelope | None:
    """The envelope, which is gone from the folder then; None where it is not there (any more)."""
    path = envelope_file(folder, name)
    try:
        text = path.read_text(encoding="utf-8")
        # of two that ask at once, one is the first to delete it
        path.unlink()
    except FileNotFoundError:
        return None
    envelope = Envelope.model_validate_json(text)
    return envelope if now < envelope.expires_at else None


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
