"""Where speech is heard, as a setting says it."""

import re
import shutil
from dataclasses import dataclass

import structlog

from kiosk.speech.alsa import AlsaOutput
from kiosk.speech.process_speaker import ProcessSpeaker
from kiosk.speech.speaker import NoSpeaker, Speaker, SpeakerState
from kiosk.speech.voices import DICTIONARY, MEI

PROGRAMS = ("open_jtalk", "espeak-ng", "aplay")
log = structlog.get_logger(__name__)

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


def open_speaker(place: SpeechPlace | None, path: str | None = None) -> Speaker:
    """What speaks there. Nothing is started before something is to be said.

    A kiosk that lacks a program for it serves people all the same, and says at once that somebody
    should come. `path` is where programs are looked for; None: PATH.
    """
    if place is None:
        return NoSpeaker()
    lacks = [each for each in PROGRAMS if shutil.which(each, path=path) is None]
    lacks += [str(file) for file in (DICTIONARY, MEI) if not file.exists()]
    if lacks:
        log.error("speech_lacks", what=lacks)
    state = SpeakerState.BROKEN if lacks else SpeakerState.READY
    return ProcessSpeaker(AlsaOutput(place.device), state=state)
