"""The camera's picture on the start screen, as a mirror, with a frame to hold the pass into."""

from kivy.graphics import Color, Line, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from kiosk.page import Box
from kiosk.preview import Preview, cropped
from kiosk.reading.camera import Frame
from kiosk.theme import FOCUS, PAPER, Theme


class CameraView(Widget):  # type: ignore[misc]  # Kivy has no types
    """Shows frames. The texture is made once: a new one for each frame would leak."""

    def __init__(self, theme: Theme, box: Box) -> None:
        super().__init__(
            pos=(box.x, theme.below + theme.height - box.y - box.height),
            size=(box.width, box.height),
            size_hint=(None, None),
        )
        self.box = box
        self._shape = (int(box.width), int(box.height))
        self._texture = Texture.create(size=self._shape, colorfmt="rgb")
        self._texture.flip_vertical()
        self._preview = Preview()
        self._drawn = False
        self._theme = theme

    def show(self, frame: Frame, now: float) -> None:
        """Show a frame, unless it is the one before or nothing moved in it."""
        if not self._preview.wants(frame, now):
            return
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
