"""Waiting for what another thread or process does: on a condition, with a deadline."""

import time
from collections.abc import Callable

PATIENCE = 20.0
"""Seconds to wait for what normally takes a fraction of one: the machine may be busy."""


def eventually(
    true: Callable[[], object],
    what: str | Callable[[], str] = "what has to come about",
    *,
    within: float = PATIENCE,
    every: float = 0.02,
) -> None:
    """Return as soon as something is true. It is looked at every so many
    seconds; `what` is said where it does not become so.

    Raises:
        AssertionError: it was not true within so many seconds.
    """
    deadline = time.monotonic() + within
    while not true():
        if time.monotonic() >= deadline:
            raise AssertionError(f"waited for {what if isinstance(what, str) else what()}")
        time.sleep(every)
