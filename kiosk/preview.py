"""Which of the camera's frames are shown, and how they are cut. Pure."""

import cv2
import numpy as np

from kiosk.reading.camera import Frame, Pixels

STILL_SECONDS = 3.0
"""A picture in which nothing moves is drawn this often; one in which something does, at once."""
_THUMBNAIL = (48, 27)
_MOTION = 10
"""The largest difference (of 255) on a thumbnail: a sensor's noise is below, a fingertip above."""


class Preview:
    """Says which frames are worth the work of drawing them: an empty lobby is not."""

    def __init__(self) -> None:
        self._serial: int | None = None
        self._shown_at = float("-inf")
        self._thumbnail: Pixels | None = None

    def wants(self, frame: Frame, now: float) -> bool:
        """Whether to draw a frame at this moment (monotonic seconds). It is then the shown one."""
        if frame.serial == self._serial:
            return False
        self._serial = frame.serial
        small = cv2.resize(frame.pixels, _THUMBNAIL, interpolation=cv2.INTER_AREA)
        thumbnail = np.asarray(small, np.uint8)
        moved = (
            self._thumbnail is None
            or int(np.max(cv2.absdiff(thumbnail, self._thumbnail))) >= _MOTION
        )
        if not moved and now - self._shown_at < STILL_SECONDS:
            return False
        self._thumbnail, self._shown_at = thumbnail, now
        return True


def cropped(pixels: Pixels, width: int, height: int) -> Pixels:
    """The middle of a frame in the shape width × height, of that size, mirrored, red-green-blue.

    Only for the eye: codes are read from the whole frame.
    """
    high, wide = pixels.shape[:2]
    take_wide = min(wide, round(high * width / height))
    take_high = min(high, round(wide * height / width))
    top, left = (high - take_high) // 2, (wide - take_wide) // 2
    part = pixels[top : top + take_high, left : left + take_wide]
    sized = cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR)
    # people hold things to where they see themselves: as in a mirror
    return np.asarray(cv2.cvtColor(cv2.flip(sized, 1), cv2.COLOR_BGR2RGB), np.uint8)
