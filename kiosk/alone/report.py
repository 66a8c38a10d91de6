"""How a kiosk stands with what it did alone. Plain data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AloneReport:
    """How it stands with what the server lacks."""

    waiting: int = 0
    dead: int = 0
    trouble: str | None = None
    """Why this kiosk could not go on alone now; None: it could."""
