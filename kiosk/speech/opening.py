"""Where speech is heard, as a setting says it."""

import re
from dataclasses import dataclass

from kiosk.speech.alsa import AlsaOutput
from kiosk.speech.process_speaker import ProcessSpeaker
from kiosk.speech.speaker import NoSpeaker, Speaker

KINDS = "one of headphones:PCM, loudspeaker:PCM (a name of `aplay -L`), none"


@dataclass(frozen=True, slots=True)
class SpeechPlace:
    """Who hears what is said."""

    device: str
    """The ALSA device, such as `plughw:CARD=Headset`."""
    private: bool
    """Only the person who stands there: headphones, or a handset."""


def place_of(address: str) -> SpeechPlace | None:
    """Where an address says that speech is heard; None for `none`. Nothing is opened.

    Raises:
        ValueError: it is no such address.
    """
    if address == "none":
        return None
    match = re.fullmatch(r"(headphones|loudspeaker):([^\s]+)", address)
    # aplay would take it for an option
    if match is None or match[2].startswith("-"):
        raise ValueError(KINDS)
    return SpeechPlace(match[2], match[1] == "headphones")


def open_speaker(place: SpeechPlace | None) -> Speaker:
    """What speaks there. Nothing is started before something is to be said."""
    return NoSpeaker() if place is None else ProcessSpeaker(AlsaOutput(place.device))
