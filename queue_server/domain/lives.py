"""The lives of stops, counters and services: closed lists of where each can be."""

from enum import StrEnum


class StopState(StrEnum):
    """Where a stop is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    MISSED = "missed"
    PARKED = "parked"
    DONE = "done"
    DROPPED = "dropped"


ENDED = frozenset({StopState.DONE, StopState.DROPPED})
"""Nothing more happens to such a stop."""


class CounterStatus(StrEnum):
    """Whether a counter calls people."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class ServiceStatus(StrEnum):
    """Whether a service takes people."""

    OPEN = "open"
    LAST_TICKET = "last_ticket"
    """No more numbers; who waits is served (受付終了)."""
    CLOSED = "closed"
    """Nobody is called either."""
