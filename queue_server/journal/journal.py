"""What every store of events can do, and the one that forgets (for tests and trying out).

Behind this small interface stands SQLite today and a replicated engine for cities that outgrow one
machine.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from queue_server.domain.events import Event


class PositionConflictError(Exception):
    """Somebody else has appended to this stream: whoever asks knows too little to decide."""


class Journal(Protocol):
    """An append-only stream of events, of one site. Positions count from 1."""

    def append(self, expected: int, events: Sequence[Event]) -> int:
        """Keep events durably, all or none, and return the position of the last.

        Raises:
            PositionConflictError: the stream does not end at `expected`.
        """

    def read(self, after: int = 0) -> Iterator[Event]:
        """The events after a position, in order."""

    def close(self) -> None:
        """Let go of the store."""


class MemoryJournal:
    """A journal that ends with the process."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def append(self, expected: int, events: Sequence[Event]) -> int:
        """Keep events until the process ends."""
        if expected != len(self._events):
            raise PositionConflictError(expected, len(self._events))
        self._events.extend(events)
        return len(self._events)

    def read(self, after: int = 0) -> Iterator[Event]:
        """The events after a position, in order."""
        yield from self._events[after:]

    def close(self) -> None:
        """Nothing to let go of."""
