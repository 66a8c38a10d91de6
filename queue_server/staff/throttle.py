"""Slows down whoever guesses passwords. In memory; the clock is passed in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_TRIES = 5
"""For one name from one address; then each further failure doubles the wait."""
FREE_TRIES_WIDE = 20
"""For one name from anywhere, and for one address with any names: a hall may be behind one."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
"""Staff whose name is being guessed can still work once it is over."""
FORGET_AFTER = timedelta(hours=1)
KEYS_MAX = 10_000
"""A guesser with many names and addresses must not fill the memory."""


@dataclass(frozen=True, slots=True)
class _Tries:
    failures: int
    last: datetime


class SignInThrottle:
    """Counts failed sign-ins by name and address."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._tries: dict[tuple[str, str], _Tries] = {}

    @property
    def size(self) -> int:
        """How many names and addresses are remembered."""
        return len(self._tries)

    def wait(self, name: str, address: str) -> timedelta:
        """How long this try has to wait; zero when it may go on."""
        now = self._now()
        waits = [
            tries.last + _wait_after(tries.failures - free) - now
            for key, free in _keys(name, address)
            if (tries := self._tries.get(key)) is not None and tries.failures >= free
        ]
        return max([timedelta(0), *waits])

    def begin(self, name: str, address: str) -> None:
        """Count a try as failed before it is checked, so that many at once gain nothing."""
        now = self._now()
        if len(self._tries) >= KEYS_MAX:
            self._forget(now)
        for key, _ in _keys(name, address):
            tries = self._tries.get(key)
            known = 0 if tries is None or tries.last + FORGET_AFTER < now else tries.failures
            self._tries[key] = _Tries(known + 1, now)

    def succeeded(self, name: str, address: str) -> None:
        """The try was right after all."""
        for key, _ in _keys(name, address):
            tries = self._tries.pop(key, None)
            # what others failed at from the same address, or with the same name, still counts
            if tries is not None and tries.failures > 1 and "" in key:
                self._tries[key] = _Tries(tries.failures - 1, tries.last)

    def _forget(self, now: datetime) -> None:
        latest = sorted(self._tries.items(), key=lambda item: item[1].last)[KEYS_MAX // 2 :]
        self._tries = {key: t for key, t in latest if t.last + FORGET_AFTER >= now}


def _keys(name: str, address: str) -> Iterator[tuple[tuple[str, str], int]]:
    yield (name, address), FREE_TRIES
    yield (name, ""), FREE_TRIES_WIDE
    yield ("", address), FREE_TRIES_WIDE


def _wait_after(failures_beyond: int) -> timedelta:
    # bounded before it is shifted: a patient guesser would overflow the time
    doubled: int = 2 ** min(failures_beyond, 10)
    return min(LONGEST_WAIT, FIRST_WAIT * doubled)
