"""Spoken words as samples: read from a WAV, made quieter, trimmed. Pure."""

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.speech.volume import LOUDEST

_DECIBELS_A_STEP: Final = 4.0


class NoSoundError(Exception):
    """What should be a WAV is none. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of one channel."""

    rate: int
    """Samples a second."""
    samples: NDArray[np.int16]

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / self.rate


def sound_of(wav: bytes) -> Sound:
    """The samples of a WAV with 16 bits and one channel.

    Its length is not believed: a program that writes into a pipe cannot know it beforehand.

    Raises:
        NoSoundError: it is no such WAV, or an empty one.
    """
    if wav[:4] != b"RIFF" or wav[8:12] != b"WAVE":
        raise NoSoundError(f"no WAV, but {len(wav)} other bytes")
    rate, place = 0, 12
    while place + 8 <= len(wav):
        kind, length = wav[place : place + 4], struct.unpack_from("<I", wav, place + 4)[0]
        body = place + 8
        if kind == b"fmt " and body + 16 <= len(wav):
            form, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", wav, body)
            if (form, channels, bits) != (1, 1, 16):
                raise NoSoundError(f"format {form}, {channels} channels, {bits} bits")
        if kind == b"data" and rate:
            data = wav[body : body + length]
            samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.int16)
            if not len(samples):
                raise NoSoundError("it is empty")
            return Sound(rate, samples)
        place = body + length + length % 2
    raise NoSoundError("it has no samples")


def gain(volume: int) -> float:
    """By how much samples are multiplied at a step of the volume: 1 at the loudest."""
    step = min(max(volume, 1), LOUDEST)
    return float(10 ** (-(LOUDEST - step) * _DECIBELS_A_STEP / 20))


def at_volume(sound: Sound, volume: int) -> bytes:
    """Samples as a sound card takes them (16 bits, little-endian), at a step of the volume."""
    return bytes((sound.samples * gain(volume)).astype("<i2").tobytes())
