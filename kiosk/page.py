"""A page that a screen is described on: words, panels, buttons, in pixels from the top left corner.

Pure: whoever draws it (`glass.py`) and whoever measures it (the tests) read its marks.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from kiosk.theme import EDGE, INK, PAPER, PRIMARY, Colour, Theme
from kiosk.typesetting import Ink, Set, Typesetter


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, its corner at the top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in it."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def inset(self, by: float) -> "Box":
        """Smaller by so much on every side."""
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


@dataclass(frozen=True, slots=True)
class Said:
    """Words that are read aloud, where they do not stand on the page or not in this way."""

    words: str
    language: str
    alert: bool = False
    """They break into what is being read: something is about to happen."""
    personal: bool = False
    """They are nobody else's to hear."""


@dataclass(frozen=True, slots=True)
class Group:
    """Targets that belong together, for whoever goes through them by keys: a row of kana."""

    words: str
    language: str
    last: bool = False
    """After everything else, wherever it stands: what seldom matters, such as the bar."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be touched."""

    name: str
    """`service:…`, `language:…` or `control:…`."""
    words: str
    """What it says, for whoever cannot see it, in both languages."""
    box: Box
    touched: Callable[[], None]
    said: tuple[Said, ...] = ()
    """What is read aloud. Empty: the words that stand on it, in the person's language."""
    chosen: bool | None = None
    """Whether it is the chosen one; None where it only leads on."""
    group: Group | None = None
    live: bool = False
    """What stands on it is read aloud again when it changes: it shows what is being typed."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A filled rectangle, with round corners."""

    box: Box
    fill: Colour
    radius: float


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled disc."""

    x: float
    y: float
    radius: float
    fill: Colour


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points, with round ends."""

    points: tuple[tuple[float, float], ...]
    width: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Lettering:
    """Set words, below a point."""

    done: Set
    x: float
    y: float
    room: Box
    """Where they have to stay."""


@dataclass(frozen=True, slots=True)
class Squares:
    """Dark and light squares in rows from the top, such as a QR code."""

    box: Box
    rows: tuple[bytes, ...]
    """A byte a square: not 0 is dark."""


Mark = Panel | Disc | Stroke | Lettering | Squares


class Page:
    """One screen. Marks that were made later lie on those before."""

    def __init__(self, theme: Theme, typesetter: Typesetter, language: str = "ja") -> None:
        """`language` is that of its words, where their ink says no other."""
        self.theme = theme
        self.typesetter = typesetter
        self.language = language
        self.marks: list[Mark] = []
        self.targets: list[Target] = []
        self.script: list[Lettering | Said | Target] = []
        """What is read aloud, in reading order: `kiosk.speech.pages` makes lines of it."""
        self._quiet = False
        self.camera_box: Box | None = None
        """Where the camera's picture stands, on a screen that has it."""
        self.touch_edge: float | None = None
        """How large the cells of a touch test are (pixels), on the screen that is one."""

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
        if line is not None:
            self.marks.append(Panel(box, self.theme.colour(line), radius))
            box = box.inset(line_width)
            radius = max(0, radius - line_width)
        self.marks.append(Panel(box, self.theme.colour(fill), radius))

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """A disc around a point."""
        self.marks.append(Disc(x, y, radius, self.theme.colour(fill)))

    def stroke(self, points: Sequence[tuple[float, float]], width: float, colour: Colour) -> None:
        """A line through points, with round ends."""
        self.marks.append(Stroke(tuple(points), width, self.theme.colour(colour)))

    def squares(self, rows: Sequence[bytes], box: Box) -> None:
        """Dark and light squares (a byte each), in the size of a box."""
        self.marks.append(Squares(box, tuple(rows)))

    def set(self, words: str, ink: Ink, width: float) -> Set:
        """Words in lines of at most `width` pixels."""
        ink = replace(
            ink, language=ink.language or self.language, colour=self.theme.colour(ink.colour)
        )
        return self.typesetter.set(words, ink, width)

    def place(self, done: Set, x: float, y: float, room: Box | None = None) -> None:
        """Put set words below a point. They have to stay in `room`, else in the window."""
        window = Box(0, 0, self.theme.width, self.theme.height)
        mark = Lettering(done, round(x), round(y), room or window)
        self.marks.append(mark)
        if not self._quiet:
            self.script.append(mark)

    def say(
        self,
        words: str,
        language: str | None = None,
        *,
        alert: bool = False,
        personal: bool = False,
    ) -> None:
        """Words that are read aloud at this place, and not written."""
        if words:
            self.script.append(Said(words, language or self.language, alert, personal))

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """What is written within is not read aloud: `say` has said it, or nobody needs it."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def stacked(self, lines: Sequence[tuple[str, Ink]], box: Box, gap: float = 0) -> None:
        """Lines of words below each other, in the middle of a box's height.

        Words that would be higher than the box are set smaller, never cut off.
        """
        scale = 1.0
        while True:
            done = [
                self.set(words, self._scaled(ink, scale), box.width)
                for words, ink in lines
                if words
            ]
            high = sum(one.height for one in done) + gap * (len(done) - 1)
            if high <= box.height or scale < SMALLEST_SCALE:
                break
            scale *= 0.94
        y = box.y + (box.height - high) / 2
        for one in done:
            if any(line.text.strip() for line in one.lines):  # else it is a space between two
                self.place(one, box.x, y, box)
            y += one.height + gap

    def beside(
        self, lines: Sequence[tuple[str, Ink]], box: Box, gap: float, *, middle: bool = False
    ) -> None:
        """Words next to each other on one line, set smaller where they would be too long.

        From the left, or with `middle` in the middle of the box.
        """
        scale = 1.0
        while True:
            done = [
                self.set(words, self._scaled(replace(ink, one_line=True), scale), box.width)
                for words, ink in lines
                if words
            ]
            wide = sum(one.right - one.left for one in done) + gap * (len(done) - 1)
            if wide <= box.width or scale < SMALLEST_SCALE:
                break
            scale *= 0.94
        x = box.x + ((box.width - wide) / 2 if middle else 0)
        for one in done:
            self.place(one, x - one.left, box.y + (box.height - one.height) / 2, box)
            x += one.right - one.left + gap

    def _scaled(self, ink: Ink, scale: float) -> Ink:
        if scale == 1:
            return ink
        smallest = min(ink.size, self.theme.smallest)
        return replace(ink, size=max(ink.size * scale, smallest))

    def target(
        self,
        name: str,
        words: str,
        box: Box,
        touched: Callable[[], None],
        *,
        said: str | Sequence[Said] = (),
        chosen: bool | None = None,
        group: Group | None = None,
        live: bool = False,
    ) -> None:
        """Make a box touchable. `words` are what stands in it; `said` is read aloud instead."""
        aloud = (Said(said, self.language),) if isinstance(said, str) else tuple(said)
        made = Target(name, words, box, touched, aloud, chosen, group, live)
        self.targets.append(made)
        self.script.append(made)


SMALLEST_SCALE = 0.3


BUTTON_COLOURS = {
    "primary": (PRIMARY, PAPER, PRIMARY),
    "plain": (PAPER, PRIMARY, PRIMARY),
    "quiet": (PAPER, INK, EDGE),
}
"""Fill, words and line of each kind of button."""
