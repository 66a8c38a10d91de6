"""What staff set at the kiosk and what stays when it is switched off. Pure."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from kiosk.speech.volume import FIRST_VOLUME, LOUDEST

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
    private: Annotated[int, Field(ge=1, le=LOUDEST)] = FIRST_VOLUME
    """The step of the volume with which everybody's speech begins; whoever listens may change it.
    """
