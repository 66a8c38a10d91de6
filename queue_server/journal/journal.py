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

    def end(self) -> int:
        """The position of the last event; 0 where there is none."""

    def close(self) -> None:
        """Let go of the store."""


class History(Protocol):
    """Reads a stream beside its writer, on any thread, and never keeps that one waiting."""

    def end(self) -> int:
        """The position of the last event; 0 where there is none."""

    def between(self, after: int, until: int | None = None) -> Sequence[Event]:
        """The events after a position up to another, that one too; None is up to the end."""

    def find(
        self, kinds: Sequence[type[Event]], after: int, until: int
    ) -> Sequence[tuple[int, Event]]:
        """The events of some kinds between two positions as above, with their positions."""


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

    def end(self) -> int:
        """The position of the last event."""
        return len(self._events)

    def between(self, after: int, until: int | None = None) -> Sequence[Event]:
        """The events after a position up to another."""
        return self._events[after:until]

    def find(
        self, kinds: Sequence[type[Event]], after: int, until: int
    ) -> Sequence[tuple[int, Event]]:
        """The events of some kinds, with their positions."""
        wanted = tuple(kinds)
        return [
            (position, event)
            for position, event in enumerate(self._events[after:until], start=after + 1)
            if isinstance(event, wanted)
        ]
