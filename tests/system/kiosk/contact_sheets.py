"""Sheets with every screen of the kiosk, to look through: `make kiosk-pictures`.

`python -m tests.system.kiosk.contact_sheets DIR` writes `DIR/upright-LANGUAGE.png` and
`DIR/lying-LANGUAGE.png`, the same with `-large`, `-largest` and `-contrast`, `upright-NAME.png` and
`lying-NAME.png` with one screen in every language, and `…-maintenance.png` with what staff see.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from kiosk.session.model import LANGUAGES
from tests.system.parts import virtual_screen
from tests.unit.kiosk.every_maintenance import maintenance_sessions
from tests.unit.kiosk.every_session import DIFFERENT, sessions

SHAPES = {"upright": ("1080x1920", 360, 8), "lying": ("1280x800", 560, 5)}
"""Name to the screen's size, how wide a picture of it is on a sheet, and how many are in a row."""
GAP = 12
GROUND = "#888888"


def make_sheets(folder: Path) -> None:
    """Draw everything, and put it on sheets in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for shape, (size, wide, columns) in SHAPES.items():
        with tempfile.TemporaryDirectory() as temporary, virtual_screen(size) as display:
            subprocess.run(
                [sys.executable, "-m", "tests.system.kiosk.every_screen", size, temporary],
                env={**os.environ, "DISPLAY": display},
                check=True,
            )
            drawn = Path(temporary)
            for language in LANGUAGES:
                paths = [drawn / language / f"{name}.png" for name in sessions(language)]
                sheet(paths, wide, columns).save(folder / f"{shape}-{language}.png")
                for look in ("large", "largest", "contrast"):
                    paths = [drawn / language / look / f"{name}.png" for name in DIFFERENT]
                    sheet(paths, wide, columns).save(folder / f"{shape}-{language}-{look}.png")
            paths = [drawn / "ja" / f"{name}.png" for name in maintenance_sessions()]
            sheet(paths, wide, columns).save(folder / f"{shape}-maintenance.png")
            for name in sessions():
                paths = [drawn / language / f"{name}.png" for language in LANGUAGES]
                sheet(paths, wide, columns).save(folder / f"{shape}-{name}.png")


def sheet(paths: Sequence[Path], wide: int, columns: int) -> Image.Image:
    """Pictures of one shape in rows, each `wide` pixels wide."""
    pictures = list[Image.Image]()
    for path in paths:
        with Image.open(path) as opened:
            high = round(opened.height * wide / opened.width)
            pictures.append(opened.convert("RGB").resize((wide, high)))
    high = pictures[0].height
    rows = -(-len(pictures) // columns)
    made = Image.new("RGB", (columns * (wide + GAP) + GAP, rows * (high + GAP) + GAP), GROUND)
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        made.paste(picture, (GAP + column * (wide + GAP), GAP + row * (high + GAP)))
    return made


if __name__ == "__main__":
    make_sheets(Path(sys.argv[1]))
