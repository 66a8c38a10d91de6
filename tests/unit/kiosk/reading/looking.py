"""Looking through a camera until there is something to see."""

from collections.abc import Callable

from kiosk.reading.camera import Camera, Frame
from tests.waiting import eventually


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

    eventually(look, "a frame")
    return frames[0]
