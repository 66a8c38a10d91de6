"""What staff set at the kiosk and what stays when it is switched off. Pure."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

STEP: Final = 10
"""Percent that one touch makes louder or quieter."""

Percent = Annotated[int, Field(ge=0, le=100)]


class Kept(BaseModel):
    """Loudness and service, as staff set them."""

    model_config = ConfigDict(frozen=True)

    out_of_service: bool = False
    """Nobody is served here until staff say so."""
    loudspeaker: Percent = 80
    """How loud the chimes are, in percent."""
    private: Percent = 60
    """How loud the earphone or handset is at first, in percent; whoever listens may change it."""
