"""Sheets with every screen of the kiosk, to look through: `make kiosk-pictures`.

`python -m tests.system.kiosk.contact_sheets DIR [LANGUAGE …]` writes `DIR/upright-LANGUAGE.png` and
`DIR/lying-LANGUAGE.png`, the same with `-large`, `-largest`, `-contrast`, `-low` and `-low-largest`
for the screens that are laid out differently, and `DIR/upright-NAME.png` and `DIR/lying-NAME.png`
with one of those in every language. `…-ja-staff.png` is what staff see.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np

from kiosk.session.model import LANGUAGES
from kiosk.view import View
from tests.system.kiosk.every_screen import draw_all, views
from tests.system.parts import virtual_screen
from tests.unit.kiosk.every_session import DIFFERENT
from tests.unit.kiosk.layouts import SHAPES

SHEETS = {"upright": (360, 8), "lying": (560, 5), "lying-high": (560, 5)}
"""Shape to how wide a picture of it is on a sheet, and how many are in a row."""
GAP = 12
GROUND = 0x88


def make_sheets(folder: Path, languages: Sequence[str]) -> None:
    """Draw everything in some languages, each shape in one process, and put it on sheets."""
    folder.mkdir(parents=True, exist_ok=True)
    for shape in SHEETS:
        width, height = SHAPES[shape].size
        with virtual_screen(f"{width}x{height}") as display:
            subprocess.run(
                [sys.executable, "-m", "tests.system.kiosk.contact_sheets", "--shape", shape,
                 folder, *languages],
                env={**os.environ, "DISPLAY": display},
                check=True,
            )  # fmt: skip


def make_sheets_of(shape: str, folder: Path, languages: Sequence[str]) -> None:
    """Draw one shape, on the screen that there is."""
    wide, columns = SHEETS[shape]
    wanted = {
        name: view
        for name, view in views([f"{language}/" for language in languages]).items()
        if _belongs(shape, view)
    }
    sheets = _Sheets(shape.removesuffix("-high"), folder, wanted, columns)

    def take(name: str, picture: np.ndarray) -> None:
        high = round(picture.shape[0] * wide / picture.shape[1])
        small = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA)
        sheets.add(name, np.asarray(small, np.uint8))

    with _folder() as home:
        draw_all(SHAPES[shape].size, home, wanted, take, SHAPES[shape].mounting)
    sheets.close()


def _belongs(shape: str, view: View) -> bool:
    """A lying screen that is high enough to be moved down is another one."""
    return shape == "upright" or view.session.low == (shape == "lying-high")


class _Sheets:
    """Small pictures on sheets. A sheet is written when its last picture has come."""

    def __init__(self, shape: str, folder: Path, wanted: dict[str, View], columns: int) -> None:
        self._shape, self._folder, self._columns = shape, folder, columns
        names = [(name, *_language_and_look(name)) for name in wanted]
        self._counts = {
            key: len(list(group))
            for key, group in groupby(names, key=lambda each: (each[1], each[2]))
        }
        self._open: dict[tuple[str, str], list[np.ndarray]] = {}
        self._by_name: dict[str, list[np.ndarray]] = {}

    def add(self, name: str, picture: np.ndarray) -> None:
        language, look = _language_and_look(name)
        pictures = self._open.setdefault((language, look), [])
        pictures.append(picture)
        if len(pictures) == self._counts[language, look]:
            self._write("-".join(filter(None, (language, look))), self._open.pop((language, look)))
        screen = name.rpartition("/")[2]
        if not look and screen in DIFFERENT:
            self._by_name.setdefault(screen, []).append(picture)

    def close(self) -> None:
        for name, pictures in self._by_name.items():
            self._write(name, pictures)

    def _write(self, name: str, pictures: Sequence[np.ndarray]) -> None:
        path = self._folder / f"{self._shape}-{name}.png"
        cv2.imwrite(str(path), sheet(pictures, self._columns), [cv2.IMWRITE_PNG_COMPRESSION, 4])


def _language_and_look(name: str) -> tuple[str, str]:
    """Of `LANGUAGE/NAME` or `LANGUAGE/LOOK/NAME`; no look is the usual one."""
    language, *look, _ = name.split("/")
    return language, "".join(look)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary)


def sheet(pictures: Sequence[np.ndarray], columns: int) -> np.ndarray:
    """Pictures of one size in rows."""
    high, wide, _ = pictures[0].shape
    rows = -(-len(pictures) // columns)
    shape = (rows * (high + GAP) + GAP, columns * (wide + GAP) + GAP, 3)
    made = np.full(shape, GROUND, np.uint8)
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        y, x = GAP + row * (high + GAP), GAP + column * (wide + GAP)
        made[y : y + high, x : x + wide] = picture
    return made


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--shape", shape, folder, *languages]:
            make_sheets_of(shape, Path(folder), languages)
        case [folder, *languages]:
            make_sheets(Path(folder), languages or LANGUAGES)
