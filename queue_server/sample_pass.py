"""Passes for trying out: what the portal will give residents, made with a data folder's key."""

import io
from datetime import datetime, timedelta
from uuid import UUID

import segno
from pydantic import ValidationError

from protocol.passes import PassClaims, SigningKey, sign_pass
from queue_server.configuration import ConfigurationError
from queue_server.lobby import Lobby


def sample_pass(
    lobby: Lobby,
    key: SigningKey,
    *,
    procedures: tuple[str, ...],
    now: datetime,
    valid: timedelta,
    pass_id: UUID,
    language: str = "ja",
) -> str:
    """A pass's text.

    Raises:
        ConfigurationError: the catalogue has no such procedure, there are too many of them, or
            the language is no language tag.
    """
    unknown = [name for name in procedures if name not in lobby.site.procedures]
    if not procedures:
        raise ConfigurationError("--procedures: names none")
    if unknown:
        raise ConfigurationError(f"--procedures: the catalogue has no {', '.join(unknown)}")
    try:
        claims = PassClaims(
            pass_id=pass_id,
            issuer=lobby.file.site.pass_issuer,
            issued_at=now,
            expires_at=now + valid,
            procedures=procedures,
            language=language,
        )
    except ValidationError as error:
        lines = [f"--{problem['loc'][0]}: {problem['msg']}" for problem in error.errors()]
        raise ConfigurationError("\n".join(lines)) from error
    try:
        return sign_pass(claims, key)
    except ValueError as error:
        raise ConfigurationError(f"--procedures: {error}") from error


def pass_picture(text: str) -> bytes:
    """The QR code as a PNG: error correction M, 8 pixels a module, quiet zone of 4 (ISO 18004)."""
    picture = io.BytesIO()
    code = segno.make_qr(text, error="m", boost_error=False)
    code.save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()
