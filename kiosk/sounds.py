"""The kiosk's chimes. Made by `scripts/make_sounds`."""

import os
from pathlib import Path
from typing import Any, Protocol

import structlog

from kiosk.session.effects import Sound

SOUNDS = Path(__file__).resolve().parent.parent / "assets" / "sounds"
DEVICES = Path("/dev/snd")

log = structlog.get_logger(__name__)


class Chimes(Protocol):
    """What plays sounds. Never the only sign of anything, so one that fails harms nobody."""

    @property
    def heard(self) -> bool:
        """Whether there is a loudspeaker."""

    def play(self, sound: Sound) -> None:
        """Begin to play, and return at once."""

    def loudness(self, percent: int) -> None:
        """Play as loud as this from now on."""


class Silence:
    """A kiosk without sound."""

    heard = False

    def play(self, sound: Sound) -> None:
        """Nothing is heard."""

    def loudness(self, percent: int) -> None:
        """As above."""


class _Loudspeaker:
    heard = True

    def __init__(self, loader: Any) -> None:
        self._sounds = {sound: loader.load(str(SOUNDS / f"{sound}.wav")) for sound in Sound}

    def play(self, sound: Sound) -> None:
        loaded = self._sounds[sound]
        if loaded is not None:
            loaded.stop()
            loaded.play()

    def loudness(self, percent: int) -> None:
        for loaded in self._sounds.values():
            if loaded is not None:
                # ears hear in proportion: half as loud is about a quarter of the amplitude
                loaded.volume = (percent / 100) ** 2


def open_chimes(*, wanted: bool) -> Chimes:
    """The loudspeaker, where sound is wanted and there is one. Kivy must have been prepared."""
    if not wanted:
        return Silence()
    if not any(DEVICES.glob("pcm*p")) and "SDL_AUDIODRIVER" not in os.environ:
        # SDL would look for one, in vain, at every sound
        log.info("no_loudspeaker")
        return Silence()
    # Kivy reads its settings when it is imported
    from kivy.core.audio import SoundLoader  # noqa: PLC0415

    return _Loudspeaker(SoundLoader)
