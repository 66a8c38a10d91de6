"""The camera's picture on the start screen, as a mirror, with a frame to hold the pass into."""

from typing import Any

import cv2
import numpy as np
from kivy.graphics import Color, Line, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from kiosk.page import Box
from kiosk.reading.camera import Frame, Pixels
from kiosk.theme import FOCUS, PAPER, Theme

STILL_SECONDS = 1.0
"""A picture in which nothing moves is drawn this often; one in which something does, at once."""
_MOTION = 2.0
"""Mean difference of grey levels (of 255) on a thumbnail: noise is below, a hand above."""


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


class CameraView(Widget):  # type: ignore[misc]  # Kivy has no types
    """Shows frames. The texture is made once: a new one for each frame would leak."""

    def __init__(self, theme: Theme, box: Box) -> None:
        super().__init__(
            pos=(box.x, theme.height - box.y - box.height),
            size=(box.width, box.height),
            size_hint=(None, None),
        )
        self.box = box
        self._shape = (int(box.width), int(box.height))
        self._texture = Texture.create(size=self._shape, colorfmt="rgb")
        self._texture.flip_vertical()
        self._serial: int | None = None
        self._shown_at = float("-inf")
        self._thumbnail: Any = None
        self._drawn = False
        self._theme = theme

    def show(self, frame: Frame, now: float) -> None:
        """Show a frame, unless it is the one before or nothing moved in it."""
        if frame.serial == self._serial:
            return
        self._serial = frame.serial
        thumbnail = cv2.resize(frame.pixels, (48, 27), interpolation=cv2.INTER_AREA)
        still = (
            self._thumbnail is not None
            and float(np.mean(cv2.absdiff(thumbnail, self._thumbnail))) < _MOTION
        )
        if still and now - self._shown_at < STILL_SECONDS:
            return
        self._thumbnail = thumbnail
        self._shown_at = now
        picture = cropped(frame.pixels, *self._shape)
        self._texture.blit_buffer(picture.tobytes(), colorfmt="rgb", bufferfmt="ubyte")
        if not self._drawn:
            self._draw()
            self._drawn = True
        self.canvas.ask_update()

    def _draw(self) -> None:
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(texture=self._texture, pos=self.pos, size=self.size)
            edge = min(self.width, self.height) * 0.74
            x, y = self.center_x - edge / 2, self.center_y - edge / 2
            arm = edge * 0.18
            for colour, width in ((PAPER, 8), (FOCUS, 5)):
                Color(*colour)
                for corner_x, corner_y, right, up in (
                    (x, y, 1, 1),
                    (x + edge, y, -1, 1),
                    (x, y + edge, 1, -1),
                    (x + edge, y + edge, -1, -1),
                ):
                    Line(
                        points=[
                            corner_x + right * arm, corner_y,
                            corner_x, corner_y,
                            corner_x, corner_y + up * arm,
                        ],
                        width=self._theme.px(width),
                        cap="round",
                        joint="round",
                    )  # fmt: skip
