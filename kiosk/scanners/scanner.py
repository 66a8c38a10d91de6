"""What a scanner is to the kiosk: texts that it read, and an honest state."""

from collections.abc import Callable
from enum import Enum
from typing import Protocol

OnText = Callable[[str], None]
"""Is told each text, in the scanner's own thread: it only puts it in a queue."""


class ScannerState(Enum):
    """What a scanner is doing. Closed: whoever matches on it handles all four."""

    STARTING = "starting"
    """Not looked for yet."""
    READY = "ready"
    """It is there and ours. Whether its light is on, nobody can ask it."""
    MISSING = "missing"
    """There is no such scanner now. It is looked for again in the background."""
    STUCK = "stuck"
    """It is there and cannot be used: not allowed, taken by another program, or it sends without
    an end. It is opened again in the background."""


class Scanner(Protocol):
    """A scanner that is listened to in the background. Safe to use from several threads."""

    @property
    def state(self) -> ScannerState:
        """What it is doing now."""
        ...

    def close(self) -> None:
        """Let go of it, and end its thread. A second call does nothing."""
        ...


class NoScanner:
    """The scanner of a kiosk that has none."""

    @property
    def state(self) -> ScannerState:
        """Always missing."""
        return ScannerState.MISSING

    def close(self) -> None:
        """Nothing to end."""


class FakeScanner:
    """A scanner that a test holds in its hand."""

    def __init__(self, on_text: OnText) -> None:
        self._on_text = on_text
        self._state = ScannerState.READY

    @property
    def state(self) -> ScannerState:
        """As last told."""
        return self._state

    def close(self) -> None:
        """From now on it is missing."""
        self.become(ScannerState.MISSING)

    def scan(self, text: str) -> None:
        """Hold a code under it."""
        self._on_text(text)

    def become(self, state: ScannerState) -> None:
        """Fail, or come back."""
        self._state = state
