"""Waiting for what happens on another thread or in another process."""

import time
from collections.abc import Callable

PATIENCE = 20.0
"""Seconds; the machine may be busy."""


def eventually(true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
