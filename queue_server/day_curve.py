"""The curve of today's waiting: fed by the engine, read by the supervisor's view."""

from datetime import datetime

from queue_server.domain.curve import Curve, Point, learn, until
from queue_server.domain.events import Event
from queue_server.domain.state import State


class DayCurve:
    """Keeps the curve beside the state. Written by the engine, read on any thread."""

    def __init__(self) -> None:
        self._curve = Curve()

    @property
    def learned(self) -> Curve:
        """All of it, as a checkpoint keeps it."""
        return self._curve

    def resume(self, learned: Curve) -> None:
        """Go on from what was learned before."""
        self._curve = learned

    def learn(self, before: State, event: Event, after: State) -> None:
        """Take in one event, in the order of the journal. Never called on two threads at once."""
        self._curve = learn(self._curve, before, event, after)

    def until(self, state: State, now: datetime) -> tuple[Point, ...]:
        """The day so far; `state` is the day's, as of now."""
        return until(self._curve, state, now)
