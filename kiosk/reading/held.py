"""Whether somebody holds up a code that cannot be read: too dim, too near, creased. Pure.

What a frame has of code-like places is known anyway. What hangs on the wall, or stands there all
day, is no help to be offered for: it does not move for a minute, as no hand can hold a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.reading.places import Place

UNREAD_SECONDS = 8.0
"""So long somebody tries before they are offered help."""
AGAIN_SECONDS = 30.0
"""And again after so long: at the first time they may have been doing something else."""
GAP_SECONDS = 1.0
"""A hand that lets the phone sink for so long still holds up the same."""
STILL_SECONDS = 60.0
"""What has stayed in its place for so long belongs to the lobby."""
FORGOTTEN_SECONDS = 600.0
"""What of the lobby was not in sight for so long is gone. People stand before it meanwhile."""
_STILL = 0.75
"""Of the area that both cover, what they have in common: less has moved."""


class Held:
    """Watches the places of one camera's frames in which something code-like was left unread."""

    def __init__(self) -> None:
        self._lobby = list[_Thing]()
        self._since: float | None = None
        self._last = float("-inf")
        self._told: float | None = None

    def look(self, places: Sequence[Place], now: float) -> bool:
        """One frame in which nothing was read: whether it is time to offer help."""
        self._learn(places, now)
        if any(not self._of_lobby(place) for place in places):
            if self._since is None:
                self._since = now
            self._last = now
        elif now - self._last > GAP_SECONDS:
            self._since, self._told = None, None
        if self._since is None or now - self._since < UNREAD_SECONDS:
            return False
        if self._told is not None and now - self._told < AGAIN_SECONDS:
            return False
        self._told = now
        return True

    def read(self) -> None:
        """Something was read: whoever holds it up needs no help."""
        self._since, self._told = None, None

    def _of_lobby(self, place: Place) -> bool:
        return any(
            thing.seconds >= STILL_SECONDS and thing.place.likeness(place) >= _STILL
            for thing in self._lobby
        )

    def _learn(self, places: Sequence[Place], now: float) -> None:
        kept = list[_Thing]()
        left = list(places)
        for thing in self._lobby:
            same = next((p for p in left if thing.place.likeness(p) >= _STILL), None)
            if same is not None:
                left.remove(same)
                # the place stays the first one: what creeps away has moved in the end
                kept.append(replace(thing, until=now))
            elif now - thing.until <= (
                FORGOTTEN_SECONDS if thing.seconds >= STILL_SECONDS else GAP_SECONDS
            ):
                kept.append(thing)
        self._lobby = kept + [_Thing(place, now, now) for place in left]


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something code-like that has stayed in one place."""

    place: Place
    since: float
    until: float

    @property
    def seconds(self) -> float:
        return self.until - self.since
