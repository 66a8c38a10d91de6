"""A page to draw a screen on: words, panels, buttons, in pixels from the top left corner.

A screen is drawn whole when its view changes, which is seldom. Nothing moves by itself, so an idle
kiosk draws nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kivy.core.text import Label
from kivy.core.text.markup import MarkupLabel
from kivy.graphics import Color, Ellipse, Line, Rectangle, RoundedRectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget
from kivy.utils import escape_markup

from kiosk.text import broken, marked_up
from kiosk.theme import INK, LINE, PAPER, PRIMARY, PRIMARY_ACTIVE, Colour, Theme, Typeface
from printer_drivers.breaking import Phrases

NAME_LENGTH = 16
"""Characters of what is a name, rather than a sentence."""
NEARLY_FITS = 1.25


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, its corner at the top left."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in it."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def inset(self, by: float) -> "Box":
        """Smaller by so much on every side."""
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be touched."""

    name: str
    """`service:…`, `language:…` or `control:…`."""
    words: str
    """What it says, for whoever cannot see it."""
    box: Box
    touched: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Ink:
    """How words look. Sizes in pixels."""

    size: float
    bold: bool = False
    colour: Colour = INK
    align: str = "left"
    line_height: float = 1.25
    one_line: bool = False
    """Set smaller where it would need a second line: numbers and headings."""


@dataclass(frozen=True, slots=True)
class Set:
    """Words that have been set: ready to be put anywhere."""

    texture: Texture
    width: float
    height: float


class Typesetter:
    """Makes words into pictures of them."""

    def __init__(self, typeface: Typeface, phrases: Phrases) -> None:
        self._typeface = typeface
        self._phrases = phrases
        self._known: dict[str, bool] = {}

    def set(self, words: str, ink: Ink, width: float) -> Set:
        """Words in lines of at most `width` pixels."""
        face = self._typeface
        own = face.file(bold=ink.bold, fallback=False)
        # broken at phrases only where it must be; what a phrase leaves too long, Kivy breaks
        natural, _ = Label(font_name=own, font_size=ink.size).get_extents(words)
        # a name that is a little too long is better a little smaller than in two pieces
        nearly = (
            len(words) <= NAME_LENGTH
            and natural <= width * NEARLY_FITS
            and not words.isascii()  # breaks well at its spaces
        )
        if natural > width and (ink.one_line or nearly):
            return self.set(words, replace(ink, size=ink.size * width / natural * 0.98), width)
        text = words if natural <= width else broken(words, width, ink.size, self._phrases)
        label = MarkupLabel(
            text=marked_up(text, self._has, face.file(bold=ink.bold, fallback=True), escape_markup),
            font_name=own,
            font_size=ink.size,
            text_size=(width, None),
            halign=ink.align,
            color=ink.colour,
            line_height=ink.line_height,
        )
        label.refresh()
        texture = label.texture
        return Set(texture, float(texture.width), float(texture.height))

    def _has(self, character: str) -> bool:
        known = self._known.get(character)
        if known is None:
            known = self._known[character] = self._typeface.has(character)
        return known


class Page(Widget):  # type: ignore[misc]  # Kivy has no types
    """One screen, drawn."""

    def __init__(self, theme: Theme, typesetter: Typesetter, **kwargs: Any) -> None:
        super().__init__(size=(theme.width, theme.height), size_hint=(None, None), **kwargs)
        self.theme = theme
        self.typesetter = typesetter
        self.targets: list[Target] = []
        self.camera_box: Box | None = None
        """Where the camera's picture stands, on a screen that has it."""
        self._pressed: tuple[Target, Any] | None = None

    def panel(
        self,
        box: Box,
        fill: Colour = PAPER,
        *,
        line: Colour | None = None,
        line_width: float = 1,
        radius: float = 0,
    ) -> None:
        """A filled rectangle, with round corners and a line around it where asked."""
        x, y = box.x, self._up(box)
        with self.canvas:
            if line is not None:
                Color(*line)
                RoundedRectangle(pos=(x, y), size=(box.width, box.height), radius=[radius])
                x, y = x + line_width, y + line_width
                box = box.inset(line_width)
                radius = max(0, radius - line_width)
            Color(*fill)
            RoundedRectangle(pos=(x, y), size=(box.width, box.height), radius=[radius])

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """A disc around a point."""
        with self.canvas:
            Color(*fill)
            Ellipse(pos=(x - radius, self.height - y - radius), size=(2 * radius, 2 * radius))

    def stroke(self, points: Sequence[tuple[float, float]], width: float, colour: Colour) -> None:
        """A line through points, with round ends."""
        flat = [value for x, y in points for value in (x, self.height - y)]
        with self.canvas:
            Color(*colour)
            Line(points=flat, width=width / 2, cap="round", joint="round")

    def words(self, words: str, x: float, y: float, width: float, ink: Ink) -> float:
        """Words below a point, in lines of at most `width`. How high they are."""
        done = self.typesetter.set(words, ink, width)
        self.place(done, x, y)
        return done.height

    def place(self, done: Set, x: float, y: float) -> None:
        """Put set words below a point."""
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(
                texture=done.texture,
                pos=(round(x), round(self.height - y - done.height)),
                size=(done.width, done.height),
            )

    def picture(self, texture: Texture, box: Box) -> None:
        """A picture, in the size of a box."""
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(
                texture=texture,
                pos=(round(box.x), round(self._up(box))),
                size=(box.width, box.height),
            )

    def stacked(self, lines: Sequence[tuple[str, Ink]], box: Box, gap: float = 0) -> None:
        """Lines of words below each other, in the middle of a box's height.

        Words that would be higher than the box are set smaller, never cut off.
        """
        scale = 1.0
        while True:
            done = [
                self.typesetter.set(words, _scaled(ink, scale), box.width)
                for words, ink in lines
                if words
            ]
            high = sum(one.height for one in done) + gap * (len(done) - 1)
            if high <= box.height or scale < 0.5:
                break
            scale *= 0.92
        y = box.y + (box.height - high) / 2
        for one in done:
            self.place(one, box.x, y)
            y += one.height + gap

    def target(self, name: str, words: str, box: Box, touched: Callable[[], None]) -> None:
        """Make a box touchable. `words` are what stands in it."""
        self.targets.append(Target(name, words, box, touched))

    def on_touch_down(self, touch: Any) -> bool:
        """A finger comes down: the button under it shows that it noticed."""
        # a wheel that is turned arrives as a touch, too
        if self._pressed is None and getattr(touch, "button", "left") == "left":
            # what was drawn last lies on top
            for target in reversed(self.targets):
                if target.box.holds(touch.x, self.height - touch.y):
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
        self.canvas.after.clear()
        if target.box.holds(touch.x, self.height - touch.y):
            target.touched()
        return True

    def _show_pressed(self, target: Target) -> None:
        box = target.box
        radius = self.theme.px(16)
        with self.canvas.after:
            Color(*PRIMARY_ACTIVE[:3], 0.18)
            RoundedRectangle(
                pos=(box.x, self._up(box)), size=(box.width, box.height), radius=[radius]
            )
            Color(*PRIMARY_ACTIVE)
            Line(
                rounded_rectangle=(box.x, self._up(box), box.width, box.height, radius),
                width=self.theme.px(3),
            )

    def _up(self, box: Box) -> float:
        """The box's lower edge as Kivy counts, from below."""
        return float(self.height - box.y - box.height)


def _scaled(ink: Ink, scale: float) -> Ink:
    return replace(ink, size=ink.size * scale)


BUTTON_COLOURS = {
    "primary": (PRIMARY, PAPER, PRIMARY),
    "plain": (PAPER, PRIMARY, PRIMARY),
    "quiet": (PAPER, INK, LINE),
}
"""Fill, words and line of each kind of button."""
