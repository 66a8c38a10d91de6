"""A picture of the screen that may leave the kiosk: small, and with nothing of somebody's own."""

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.page import Box

HIDDEN_GREY = 128
"""What is seen of a screen with somebody's name on it, and of the camera's picture."""
_EDGES = (1280, 960, 640)
"""The longer edge, in pixels: smaller where the picture would be too large to be sent."""
_QUALITY = 75


@dataclass(frozen=True, slots=True)
class Picture:
    """What the screen shows, without what is somebody's own."""

    jpeg: bytes
    hidden: bool
    """Whether it is all grey."""


def without(pixels: bytes, width: int, height: int, box: Box) -> bytes:
    """The pixels (RGB, lowest row first) with a box of the window in grey: whoever stands before
    the camera is nobody's to look at."""
    picture = np.frombuffer(pixels, np.uint8).reshape(height, width, 3).copy()
    top, bottom = max(0, int(box.y)), min(height, int(box.bottom) + 1)
    left, right = max(0, int(box.x)), min(width, int(box.right) + 1)
    picture[height - bottom : height - top, left:right] = HIDDEN_GREY
    return picture.tobytes()


def small_jpeg(pixels: bytes, width: int, height: int, bytes_max: int) -> bytes | None:
    """As a JPEG that is not larger than it may be; None where that cannot be."""
    picture = np.frombuffer(pixels, np.uint8).reshape(height, width, 3)
    upright = cv2.flip(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), 0)
    for edge in _EDGES:
        scale = min(1.0, edge / max(width, height))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(upright, size, interpolation=cv2.INTER_AREA)
        done, encoded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
        if done and len(encoded) <= bytes_max:
            return bytes(encoded.tobytes())
    return None
