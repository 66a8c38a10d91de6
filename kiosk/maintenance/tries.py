"""Slows down whoever guesses the PIN. Pure: the clock is passed in.

The kiosk has one screen, so nobody is kept out by somebody else's guesses for longer than it takes
to walk there with the right PIN once the wait is over.
"""

from dataclasses import dataclass

FREE_TRIES = 5
"""Staff mistype as well; then each further wrong PIN doubles the wait."""
FIRST_WAIT_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 15 * 60.0
FORGET_SECONDS = 60 * 60.0
"""So long after the last wrong one, all are forgotten."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong PINs in a row."""

    wrong: int = 0
    last_at: float = 0.0
    """When the last one was (monotonic seconds)."""

    def wait(self, now: float) -> float:
        """Seconds until the next PIN is looked at; 0 where it is now."""
        if self.wrong < FREE_TRIES:
            return 0.0
        # bounded before it is doubled: a patient guesser would overflow it
        doublings = min(self.wrong - FREE_TRIES, 10)
        wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0**doublings)
        return max(0.0, self.last_at + wait - now)

    def suspicious(self, now: float) -> int | None:
        """How many there were, where they are too many for a mistake and not long ago."""
        many = self.wrong >= FREE_TRIES and now - self.last_at < FORGET_SECONDS
        return self.wrong if many else None

    def failed(self, now: float) -> "Tries":
        """One more was wrong."""
        before = 0 if now - self.last_at >= FORGET_SECONDS else self.wrong
        return Tries(before + 1, now)
