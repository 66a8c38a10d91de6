"""What speaks: whatever is said last is heard, and what was being said is cut off."""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from kiosk.speech.lines import Line


class SpeakerState(Enum):
    """How a speaker is. Closed."""

    READY = "ready"
    """What was last to be said was said, or nothing was yet."""
    BROKEN = "broken"
    """The last line could not be said: a program is missing, or the headphones' sound card is."""


class Speaker(Protocol):
    """Says lines, one after another. Safe to use from several threads; no call waits."""

    @property
    def state(self) -> SpeakerState:
        """How it is."""
        ...

    def speak(self, lines: Sequence[Line], volume: int, *, after: bool = False) -> None:
        """Say these lines, at a step of the volume. Cuts off whatever is being said.

        With `after`, it is said to its end first, and what then still waited is said no more.
        """
        ...

    def silence(self) -> None:
        """Be silent at once."""
        ...

    def close(self) -> None:
        """Be silent for good. A second call does nothing."""
        ...


class NoSpeaker:
    """The speaker of a kiosk that has none."""

    @property
    def state(self) -> SpeakerState:
        """Nothing is broken."""
        return SpeakerState.READY

    def speak(self, lines: Sequence[Line], volume: int, *, after: bool = False) -> None:
        """Nothing is heard."""

    def silence(self) -> None:
        """It is silent."""

    def close(self) -> None:
        """Nothing to end."""


class FakeSpeaker:
    """A speaker for tests: what it was told to say is kept, and heard in no time."""

    def __init__(self) -> None:
        self.heard = list[Line]()
        """Every line, in the order in which it was begun."""
        self.volume = 0
        """Of what was said last."""
        self.cut = False
        """Whether that cut off what was being said."""
        self.closed = False

    @property
    def state(self) -> SpeakerState:
        """Always ready."""
        return SpeakerState.READY

    def speak(self, lines: Sequence[Line], volume: int, *, after: bool = False) -> None:
        """Hear them."""
        if not self.closed:
            self.heard += lines
            self.volume = volume
            self.cut = not after

    def silence(self) -> None:
        """Nothing is being said: it was heard in no time."""

    def close(self) -> None:
        """Hear nothing more."""
        self.closed = True
