"""Waiting for what another thread or process does, with a deadline."""

import time
from collections.abc import Callable
from pathlib import Path


def eventually(condition: Callable[[], bool], *, within: float = 20.0) -> None:
    """Return as soon as the condition holds.

    Raises:
        AssertionError: it did not hold within so many seconds.
    """
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)


def gone(pid: int) -> bool:
    """Whether a process has ended (its parent may not have noticed yet)."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"
