"""Passes for trying out: what the portal will give residents, made with a data folder's key."""

import io
from datetime import datetime, timedelta
from uuid import UUID

import segno

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
        ConfigurationError: the catalogue has no such procedure, or there are too many of them.
    """
    unknown = [name for name in procedures if name not in lobby.site.procedures]
    if unknown or not procedures:
        raise ConfigurationError(f"--procedures: the catalogue has no {', '.join(unknown) or '…'}")
    claims = PassClaims(
        pass_id=pass_id,
        issuer=lobby.file.site.pass_issuer,
        issued_at=now,
        expires_at=now + valid,
        procedures=procedures,
        language=language,
    )
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
