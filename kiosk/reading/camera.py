"""What a camera is to the kiosk: its newest frame and an honest state."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH_MAX = 1280
HEIGHT_MAX = 720
"""No frame is larger than this, in pixels: enough for a pass, and little enough for a Pi."""

Pixels = NDArray[np.uint8]
"""Height × width × 3, blue-green-red, 8 bits each, as OpenCV has them."""
Clock = Callable[[], float]
"""Monotonic seconds."""


class CameraState(Enum):
    """What a camera is doing. Closed: whoever matches on it handles all four."""

    STARTING = "starting"
    """Opened, and nothing seen yet."""
    SEEING = "seeing"
    """Frames arrive, are fresh, and change."""
    MISSING = "missing"
    """There is no such camera now. It is looked for again in the background."""
    STUCK = "stuck"
    """It is there, and sends no frames, or the same one again and again. It is being restarted."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture that a camera took."""

    pixels: Pixels
    """At most HEIGHT_MAX × WIDTH_MAX × 3, blue-green-red. Never written to again."""
    taken_at: float
    """Monotonic seconds."""
    serial: int
    """Grows by at least one with every frame of the same camera."""


class Camera(Protocol):
    """A camera that works in the background. Safe to use from several threads."""

    @property
    def state(self) -> CameraState:
        """What it is doing now."""
        ...

    def frame(self) -> Frame | None:
        """The newest frame, at once; None while the camera does not see."""
        ...

    def close(self) -> None:
        """End it, with its threads and processes. A second call does nothing."""
        ...


def fitted(pixels: Pixels, *, width: int = WIDTH_MAX, height: int = HEIGHT_MAX) -> Pixels:
    """The picture, made smaller where it is larger than the bounds (pixels), in its own shape."""
    high, wide = pixels.shape[:2]
    scale = min(width / wide, height / high)
    if scale >= 1:
        return pixels
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


class NoCamera:
    """The camera of a kiosk that has none."""

    @property
    def state(self) -> CameraState:
        """Always missing."""
        return CameraState.MISSING

    def frame(self) -> Frame | None:
        """Always None."""
        return None

    def close(self) -> None:
        """Nothing to end."""


class FakeCamera:
    """A camera that a test holds in its hand."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._state = CameraState.STARTING
        self._frame: Frame | None = None
        self._serial = 0

    @property
    def state(self) -> CameraState:
        """As last told."""
        return self._state

    def frame(self) -> Frame | None:
        """What was last shown, while the state is SEEING."""
        return self._frame if self._state is CameraState.SEEING else None

    def close(self) -> None:
        """From now on it is missing."""
        self.become(CameraState.MISSING)

    def show(self, pixels: Pixels) -> None:
        """Hold a picture up to it: one new frame."""
        self._serial += 1
        self._frame = Frame(fitted(pixels), self._clock(), self._serial)
        self._state = CameraState.SEEING

    def become(self, state: CameraState) -> None:
        """Fail, or come back."""
        self._state = state
