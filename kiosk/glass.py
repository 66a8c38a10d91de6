"""A page on the glass: its marks drawn by Kivy, its targets touched.

It is drawn whole when its view changes, which is seldom. Nothing moves by itself, so an idle kiosk
draws nothing.
"""

from typing import Any, assert_never

import numpy as np
from kivy.graphics import Color, Ellipse, Line, Rectangle, RoundedRectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from kiosk.page import Box, Disc, Lettering, Mark, Page, Panel, Squares, Stroke, Target
from kiosk.theme import FOCUS, PRIMARY_ACTIVE

_BLACK = (0.0, 0.0, 0.0, 1.0)
_WHITE = (1.0, 1.0, 1.0, 1.0)


class Glass(Widget):  # type: ignore[misc]  # Kivy has no types
    """One page, drawn where it stands in the window."""

    def __init__(self, page: Page, below: float = 0) -> None:
        """`below`: how far above the window's lower edge the page ends, in pixels."""
        theme = page.theme
        super().__init__(pos=(0, below), size=(theme.width, theme.height), size_hint=(None, None))
        self._page = page
        self._pressed: tuple[Target, Any] | None = None
        self._focus: Box | None = None
        with self.canvas:
            for mark in page.marks:
                self._draw(mark)

    def take_over(self, before: "Glass") -> None:
        """Go on with a finger that is down on a button of the same name.

        Whoever types quickly is on the next key while the one before is still being drawn.
        """
        if before._pressed is None:
            return
        target, finger = before._pressed
        for own in self._page.targets:
            if own.name == target.name and own.box == target.box:
                self._pressed = (own, finger)
                self._show_pressed(own)

    def _draw(self, mark: Mark) -> None:
        match mark:
            case Panel(box, fill, radius):
                Color(*fill)
                RoundedRectangle(
                    pos=(box.x, self._up(box)), size=(box.width, box.height), radius=[radius]
                )
            case Disc(x, y, radius, fill):
                Color(*fill)
                Ellipse(pos=(x - radius, self.top - y - radius), size=(2 * radius, 2 * radius))
            case Stroke(points, width, colour):
                flat = [value for x, y in points for value in (x, self.top - y)]
                Color(*colour)
                Line(points=flat, width=width / 2, cap="round", joint="round")
            case Lettering():
                self._letter(mark)
            case Squares(box, rows):
                Color(1, 1, 1, 1)
                dots = b"".join(bytes(0 if dark else 255 for dark in row) for row in rows[::-1])
                texture = Texture.create(size=(len(rows[0]), len(rows)), colorfmt="luminance")
                texture.mag_filter = texture.min_filter = "nearest"
                texture.blit_buffer(dots, colorfmt="luminance", bufferfmt="ubyte")
                Rectangle(
                    texture=texture,
                    pos=(round(box.x), round(self._up(box))),
                    size=(box.width, box.height),
                )
            case _:
                assert_never(mark)

    def _letter(self, mark: Lettering) -> None:
        mask = self._page.typesetter.mask(mark.done)
        high, wide = mask.dots.shape
        # white dots, seen through the mask in the words' colour
        dots = np.full((high, wide, 2), 255, np.uint8)
        dots[:, :, 1] = mask.dots[::-1]
        texture = Texture.create(size=(wide, high), colorfmt="luminance_alpha")
        texture.blit_buffer(dots.tobytes(), colorfmt="luminance_alpha", bufferfmt="ubyte")
        Color(*mark.done.ink.colour)
        Rectangle(
            texture=texture,
            # on whole pixels: between them letters would be blurred
            pos=(
                round(mark.x) + mask.left,
                round(self.top) - round(mark.y) - mask.top - high,
            ),
            size=(wide, high),
        )

    def on_touch_down(self, touch: Any) -> bool:
        """A finger comes down: the button under it shows that it noticed."""
        # a wheel that is turned arrives as a touch, too
        if self._pressed is None and getattr(touch, "button", "left") == "left":
            # what was drawn last lies on top
            for target in reversed(self._page.targets):
                if target.box.holds(touch.x, self.top - touch.y):
                    self._pressed = (target, touch.uid)
                    self._show_pressed(target)
                    return True
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """It is lifted: where it still is on the button, that was a touch."""
        if self._pressed is None or self._pressed[1] != touch.uid:
            return True
        target, _ = self._pressed
        self._pressed = None
        self._draw_over()
        if target.box.holds(touch.x, self.top - touch.y):
            target.touched()
        return True

    def focus(self, box: Box | None) -> None:
        """Put the ring around a box, or take it away. It lies on everything."""
        if box != self._focus:
            self._focus = box
            self._draw_over()

    def _draw_over(self) -> None:
        """What lies on the page, anew."""
        self.canvas.after.clear()
        if self._focus is not None:
            self._show_focus(self._focus)
        if self._pressed is not None:
            self._show_pressed(self._pressed[0])

    def _show_focus(self, box: Box) -> None:
        """A black outline with a yellow ring in it, as in the Digital Agency's design system.

        Three times as thick: it is looked for from an arm's length, by people who see little.
        """
        theme = self._page.theme
        with self.canvas.after:
            # on black, white stands for the black
            outline = _WHITE if theme.contrast else _BLACK
            for colour, apart, width in ((outline, 8, 12), (FOCUS, 5, 6)):
                Color(*colour)
                by = theme.px(apart)
                around = Box(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by)
                Line(
                    rounded_rectangle=(
                        around.x, self._up(around), around.width, around.height, theme.px(16) + by
                    ),
                    width=theme.px(width) / 2,
                )  # fmt: skip

    def _show_pressed(self, target: Target) -> None:
        box = target.box
        radius = self._page.theme.px(16)
        with self.canvas.after:
            colour = self._page.theme.colour(PRIMARY_ACTIVE)
            Color(*colour[:3], 0.18)
            RoundedRectangle(
                pos=(box.x, self._up(box)), size=(box.width, box.height), radius=[radius]
            )
            Color(*colour)
            Line(
                rounded_rectangle=(box.x, self._up(box), box.width, box.height, radius),
                width=self._page.theme.px(3),
            )

    def _up(self, box: Box) -> float:
        """The box's lower edge as Kivy counts, from below."""
        return float(self.top - box.y - box.height)
