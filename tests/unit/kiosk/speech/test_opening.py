"""Where speech is heard, as a setting says it."""

from pathlib import Path

import pytest

from kiosk.speech.opening import SpeechPlace, open_speaker, place_of
from kiosk.speech.speaker import NoSpeaker, SpeakerState


def test_places() -> None:
    assert place_of("none") is None
    assert place_of("headphones:plughw:CARD=Headset") == SpeechPlace(
        "plughw:CARD=Headset", private=True
    )
    assert place_of("loudspeaker:default") == SpeechPlace("default", private=False)


@pytest.mark.parametrize("address", ["", "default", "headphones:", "headphones:-D", "loud:default"])
def test_what_is_no_place_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="one of headphones:PCM"):
        place_of(address)


def test_a_kiosk_without_speech_has_nothing_that_could_break() -> None:
    speaker = open_speaker(None)
    assert isinstance(speaker, NoSpeaker)
    assert speaker.state is SpeakerState.READY


def test_a_missing_program_is_known_before_anybody_needs_it(tmp_path: Path) -> None:
    place = SpeechPlace("default", private=True)
    assert open_speaker(place).state is SpeakerState.READY
    assert open_speaker(place, path=str(tmp_path)).state is SpeakerState.BROKEN
