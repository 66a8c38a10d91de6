"""The paper: lines of dots, cut into pictures, in a tray that numbers them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

MARGIN: Final = 32
"""White paper at both sides, in dots: 80 mm paper has 640 and prints 576."""
TOP: Final = 48
BOTTOM: Final = 32
LONGEST: Final = 24_000
"""Dots (3 m) after which a roll is cut by itself: an endless job must not fill the memory."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something on the line that is being filled."""

    x: int
    image: Image.Image
    """Mode L, 255 is black."""


class Roll:
    """The paper that comes out. `on_move` is told how many dots it went on."""

    def __init__(self, dots: int, on_move: Callable[[int], None] = lambda _: None) -> None:
        self.dots = dots
        self._on_move = on_move
        self._lock = threading.RLock()
        self._strips: list[tuple[int, int, Image.Image]] = []
        self._y = 0

    @property
    def blank(self) -> bool:
        """Whether nothing is on it."""
        return not self._strips

    @property
    def lines(self) -> int:
        """How much is on it, in pieces that were printed one after the other."""
        return len(self._strips)

    @property
    def dpi(self) -> int:
        """Dots of an inch: heads of 512 dots have wider ones."""
        return 180 if self.dots == 512 else 203

    @property
    def full(self) -> bool:
        """Whether it is so long that it has to be cut."""
        return self._y > LONGEST

    def line(self, items: list[Item], feed: int) -> None:
        """Print a line, its items standing on one base, and feed to the next."""
        height = max((item.image.height for item in items), default=0)
        with self._lock:
            for item in items:
                self._strips.append((item.x, self._y + height - item.image.height, item.image))
        self.feed(max(height, feed))

    def feed(self, dots: int) -> None:
        """Move the paper on; back where it is less than 0."""
        with self._lock:
            self._y = max(0, self._y + dots)
        self._on_move(dots)

    def picture(self) -> Image.Image:
        """The paper so far, with its white margins."""
        with self._lock:
            strips, end = list(self._strips), self._y
        drawn = max((y + image.height for _, y, image in strips), default=0)
        height = min(max(end, drawn), LONGEST * 2)
        page = Image.new("L", (self.dots + 2 * MARGIN, TOP + height + BOTTOM), 255)
        for x, y, image in strips:
            black = Image.new("L", image.size, 0)
            page.paste(black, (MARGIN + x, TOP + y), image)
        return page

    def cut(self) -> Image.Image:
        """The paper so far as a picture. The roll is blank again."""
        with self._lock:
            page = self.picture()
            self._strips.clear()
            self._y = 0
        self._on_move(TOP + BOTTOM)
        return page


class Tray:
    """A folder that tickets fall into: `000001.png` and on. Whole files only."""

    def __init__(self, folder: Path, on_paper: Callable[[Path], None] = lambda _: None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._on_paper = on_paper
        self._lock = threading.Lock()
        numbers = [int(path.stem) for path in folder.glob("*.png") if path.stem.isdecimal()]
        self._last = max(numbers, default=0)

    def papers(self) -> list[Path]:
        """The pictures in it, the newest first."""
        paths = [path for path in self._folder.glob("*.png") if path.stem.isdecimal()]
        return sorted(paths, key=lambda path: int(path.stem), reverse=True)

    def drop(self, page: Image.Image) -> Path:
        """Keep a picture under the next number.

        Raises:
            OSError: it cannot be written; the number is used up.
        """
        with self._lock:
            # somebody may have tidied the folder away while this runs
            self._folder.mkdir(parents=True, exist_ok=True)
            self._last += 1
            path = self._folder / f"{self._last:06}.png"
            unfinished = self._folder / f".{path.name}.part"
            page.save(unfinished, format="PNG")
            unfinished.replace(path)
        self._on_paper(path)
        return path
