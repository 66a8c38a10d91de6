"""What stands on the glass: the page of the view, the camera's picture, and their mirror."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
from kivy.uix.widget import Widget

from kiosk.camera_view import CameraView
from kiosk.glass import Glass
from kiosk.maintenance.model import StaffTouch
from kiosk.mirror import SECONDS_BETWEEN, Mirror
from kiosk.page import Box, Page, Target
from kiosk.reach import Mounting
from kiosk.reading.camera import Frame
from kiosk.screens.common import Drawing, Touches
from kiosk.screens.draw import draw, theme_of
from kiosk.screens.low import draw_above
from kiosk.screenshot import HIDDEN_GREY, Picture, small_jpeg, without
from kiosk.session.model import LANGUAGES, Sight
from kiosk.theme import GROUND, Theme
from kiosk.touch_board import TouchBoard
from kiosk.typefaces import find_typefaces
from kiosk.typesetting import Typesetter
from kiosk.view import View
from kiosk.words import Voice, Words
from protocol.device_commands import SCREENSHOT_BYTES_MAX

PREVIEW_SECONDS = 0.12
"""Between two pictures of the camera on the screen: smooth enough to aim by, and little work."""


class Show:
    """Draws a view when it differs from the one before. For Kivy's thread only."""

    def __init__(
        self,
        words: Words,
        touches: Touches,
        mirror: Path | None,
        *,
        mirror_entries: bool = False,
        mounting: Mounting | None = None,
    ) -> None:
        """`mirror_entries`: the mirror shows what people type, too. `mounting`: where the panel
        hangs; None for the usual place."""
        self.root = Widget()
        self._words = words
        self._touches = touches
        self._typesetter = Typesetter(find_typefaces(LANGUAGES))
        self._mirror = None if mirror is None else Mirror(mirror)
        self._mirror_entries = mirror_entries
        self._mounting = mounting
        self._page: Page | None = None
        self._glass: Glass | None = None
        self._drawn: tuple[View, Theme] | None = None
        self._camera: CameraView | None = None
        self._touch_board: TouchBoard | None = None
        self._previewed_at = float("-inf")
        self._mirrored_at = float("-inf")
        self._now = 0.0
        self._owes_mirror = False
        self._wanted_pictures: list[Callable[[Picture | None], None]] = []
        if self._mirror is not None:
            Window.bind(on_flip=self._on_flip)

    def update(self, view: View, frame: Frame | None, now: float) -> None:
        """Show a view, and the camera's newest frame where its screen has a place for it."""
        self._now = now
        theme = theme_of(view, int(Window.width), int(Window.height), self._mounting)
        if self._drawn != (view, theme):
            self._draw(view, theme)
            self._drawn = (view, theme)
        if (
            self._camera is not None
            and frame is not None
            and now - self._previewed_at >= PREVIEW_SECONDS
        ):
            self._previewed_at = now
            self._camera.show(frame, now)
        if self._owes_mirror and now - self._mirrored_at >= SECONDS_BETWEEN:
            Window.canvas.ask_update()

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._page

    def focus(self, box: Box | None) -> None:
        """Show where somebody is who goes through the page by keys."""
        if self._glass is not None:
            self._glass.focus(box)

    @property
    def targets(self) -> tuple[Target, ...]:
        """What can be touched on the page that is shown."""
        return () if self._page is None else tuple(self._page.targets)

    def take_picture(self, taken: Callable[[Picture | None], None]) -> None:
        """Hand over what is drawn next, for whoever looks from the server.

        A screen on which somebody enters what is their own is grey; so is the camera's picture.
        """
        self._wanted_pictures.append(taken)
        Window.bind(on_flip=self._on_flip_for_picture)
        Window.canvas.ask_update()

    def _on_flip_for_picture(self, *_: object) -> None:
        Window.unbind(on_flip=self._on_flip_for_picture)
        wanted, self._wanted_pictures = self._wanted_pictures, []
        width, height = (int(edge) for edge in Window.system_size)
        # also with --mirror-entries: this picture leaves the house's kiosk
        hidden = self._drawn is None or self._drawn[0].unpictured
        if hidden:
            pixels = bytes([HIDDEN_GREY]) * (3 * width * height)
        else:
            pixels = bytes(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE))
            if self._camera is not None:
                box = self._camera.box
                above = 0 if self._page is None else self._page.theme.above
                pixels = without(pixels, width, height, replace(box, y=box.y + above))
        jpeg = small_jpeg(pixels, width, height, SCREENSHOT_BYTES_MAX)
        for taken in wanted:
            taken(None if jpeg is None else Picture(jpeg, hidden))

    def close(self) -> None:
        """End the mirror."""
        if self._mirror is not None:
            Window.unbind(on_flip=self._on_flip)
            self._mirror.close()

    def _draw(self, view: View, theme: Theme) -> None:
        voice = self._words.voice(view.session.language)
        page = self._page = Page(theme, self._typesetter, voice.language)
        draw(Drawing(page, view, voice, self._touches))
        glass = Glass(page, theme.below)
        if (
            self._glass is not None
            and self._drawn is not None
            and (self._drawn[0].name == view.name)
        ):
            glass.take_over(self._glass)
        self._glass = glass
        self.root.clear_widgets()
        self.root.add_widget(glass)
        self._draw_beyond(view, theme, voice)
        box = page.camera_box
        if box is None or view.session.camera is not Sight.SEES:
            self._camera = None
        else:
            if self._camera is None or self._camera.box != box:
                self._camera = CameraView(theme, box)
            self.root.add_widget(self._camera)
        self._draw_touch_board(page, theme)
        if self._mirror is not None:
            self._mirror.describe(
                view.name, theme.width, theme.window_height, self._mirrored(view, page)
            )

    def _draw_touch_board(self, page: Page, theme: Theme) -> None:
        if page.touch_edge is None:
            self._touch_board = None
            return
        if self._touch_board is None:
            stay = partial(self._touches.other, StaffTouch.STAY)
            alone = tuple(
                replace(target.box, y=target.box.y + theme.above) for target in page.targets
            )
            self._touch_board = TouchBoard(theme, page.touch_edge, alone, stay)
        # below the glass, whose button stays whole, but touched before it
        self.root.add_widget(self._touch_board)

    def _draw_beyond(self, view: View, theme: Theme, voice: Voice) -> None:
        """What stands above a page at the panel's lower end, and below it on a very low panel."""
        if theme.above:
            page = Page(replace(theme, height=theme.above, above=0, below=0), self._typesetter,
                        voice.language)  # fmt: skip
            draw_above(Drawing(page, view, voice, self._touches), theme.unit)
            self.root.add_widget(Glass(page, theme.below + theme.height))
        if theme.below:
            page = Page(replace(theme, height=theme.below, above=0, below=0), self._typesetter)
            page.panel(Box(0, 0, theme.width, theme.below), GROUND)
            self.root.add_widget(Glass(page))

    def _mirrored(self, view: View, page: Page) -> list[Target]:
        """What can be touched, in the window's pixels; without words that are somebody's own."""
        return [
            replace(
                each,
                box=replace(each.box, y=each.box.y + page.theme.above),
                words="" if self._hides(view) else each.words,
            )
            for each in page.targets
        ]

    def _hides(self, view: View) -> bool:
        return view.unpictured and not self._mirror_entries

    def _on_flip(self, *_: object) -> None:
        """Just before what was drawn is shown: the only moment when it can be read back."""
        if self._mirror is None:
            return
        if self._now - self._mirrored_at < SECONDS_BETWEEN:
            self._owes_mirror = True
            return
        self._owes_mirror = False
        self._mirrored_at = self._now
        width, height = (int(edge) for edge in Window.system_size)
        if self._drawn is not None and self._hides(self._drawn[0]):
            # personal data in no picture: whoever looks from elsewhere sees that somebody is there
            self._mirror.show(bytes([HIDDEN_GREY]) * (3 * width * height), width, height)
            return
        pixels = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
        self._mirror.show(bytes(pixels), width, height)
