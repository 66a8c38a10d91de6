"""Waiting for what another thread or process does, with a deadline."""

import time
from collections.abc import Callable
from pathlib import Path

from kiosk.reading.camera import Camera, Frame


def eventually(condition: Callable[[], bool], *, within: float = 20.0) -> None:
    """Return as soon as the condition holds.

    Raises:
        AssertionError: it did not hold within so many seconds.
    """
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)


def seen(camera: Camera, happen: Callable[[], None] = lambda: None) -> Frame:
    """The next frame of a camera, for which `happen` is called until there is one.

    Raises:
        AssertionError: there was none in time.
    """
    frames: list[Frame] = []

    def look() -> bool:
        happen()
        frame = camera.frame()
        if frame is not None:
            frames.append(frame)
        return bool(frames)

    eventually(look)
    return frames[0]


def gone(pid: int) -> bool:
    """Whether a process has ended (its parent may not have noticed yet)."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"
