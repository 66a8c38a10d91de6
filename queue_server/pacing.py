"""How often somebody may ask: a bucket of tokens each, which fills again by itself. In memory."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

KEYS_MAX = 10_000
"""Whoever asks by many names must not fill the memory."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is fine at once, and how much for good."""

    at_once: int
    each_second: float


class Buckets:
    """A bucket for each key. `clock` is in seconds and never goes back (`time.monotonic`)."""

    def __init__(self, pace: Pace, clock: Callable[[], float]) -> None:
        self._pace = pace
        self._clock = clock
        self._left: dict[Hashable, tuple[float, float]] = {}
        """By key: tokens, and when there were so many."""

    @property
    def size(self) -> int:
        """How many keys are remembered."""
        return len(self._left)

    def wait(self, key: Hashable) -> float:
        """Take a token; 0.0 where there was one, else the seconds until there will be."""
        now = self._clock()
        tokens, since = self._left.get(key, (float(self._pace.at_once), now))
        tokens = min(float(self._pace.at_once), tokens + (now - since) * self._pace.each_second)
        if tokens < 1:
            self._left[key] = tokens, now
            return (1 - tokens) / self._pace.each_second
        if key not in self._left and len(self._left) >= KEYS_MAX:
            self._forget(now)
        self._left[key] = tokens - 1, now
        return 0.0

    def _forget(self, now: float) -> None:
        """Those whose bucket is full again; where too many are not, those who asked least."""
        full = self._pace.at_once
        filled = {
            key: tokens + (now - since) * self._pace.each_second
            for key, (tokens, since) in self._left.items()
        }
        kept = sorted(filled, key=lambda key: filled[key])[: KEYS_MAX // 2]
        self._left = {key: (filled[key], now) for key in kept if filled[key] < full}
