"""Every screen of the kiosk, drawn by Kivy into pictures.

`python -m tests.system.kiosk.every_screen WIDTHxHEIGHT DIR [LANGUAGE/NAME …]`

Writes a picture of each (`LANGUAGE/NAME.png`) whose name begins with one of those; of all where
none is given. Those that are laid out differently are also there in other looks:
`LANGUAGE/large/…`, `LANGUAGE/largest/…` and `LANGUAGE/contrast/…`.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import segno

from kiosk.keypad.focus import HEADING, box_of, moved
from kiosk.session.model import LANGUAGES, TextSize
from kiosk.speech.pages import spoken_page
from kiosk.view import View, view_of
from kiosk.window import prepare_kivy
from tests.unit.kiosk.every_maintenance import maintenance_sessions
from tests.unit.kiosk.every_session import DIFFERENT, sessions
from tests.unit.kiosk.samples import at, pass_text


def held_up() -> np.ndarray:
    """What a camera sees when somebody holds a pass into it."""
    code = segno.make(pass_text(), error="m", boost_error=False)
    modules = np.array([[255 - 255 * bit for bit in row] for row in code.matrix], np.uint8)
    edge = modules.shape[0] * 8
    frame = np.full((720, 1280, 3), (176, 172, 168), np.uint8)
    frame[:, :, :] -= np.linspace(0, 24, 720, dtype=np.uint8)[:, None, None]
    top, left = (720 - edge) // 2, (1280 - edge) // 2
    cv2.rectangle(frame, (left - 40, top - 40), (left + edge + 40, top + edge + 40), (250,) * 3, -1)
    large = cv2.resize(modules, (edge, edge), interpolation=cv2.INTER_NEAREST)
    frame[top : top + edge, left : left + edge] = large[:, :, None]
    return frame


LOOKS = (
    ("", TextSize.NORMAL, False),
    ("large/", TextSize.LARGE, False),
    ("largest/", TextSize.LARGEST, False),
    ("contrast/", TextSize.NORMAL, True),
)
"""A folder for each way in which somebody may want the screens to look."""


def views(wanted: Sequence[str] = ()) -> dict[str, View]:
    """Every screen in every language, by `LANGUAGE/NAME`.

    Only those that begin with one of `wanted`, where there are such.
    """
    found = dict[str, View]()
    for language in LANGUAGES:
        for folder, text, contrast in LOOKS:
            for name, (session, seconds) in sessions(language, text, contrast=contrast).items():
                full = f"{language}/{folder}{name}"
                plain = not folder or name in DIFFERENT
                if plain and (not wanted or full.startswith(tuple(wanted))):
                    found[full] = view_of(session, at(seconds))
    for name, (session, seconds) in maintenance_sessions().items():
        if not wanted or f"ja/{name}".startswith(tuple(wanted)):
            found[f"ja/{name}"] = view_of(session, at(seconds))
    return found


def draw_all(size: tuple[int, int], folder: Path, wanted: Mapping[str, View]) -> None:
    """Draw screens at a size into a folder."""
    prepare_kivy(home=folder / "kivy", size=size, fullscreen=False)
    # Kivy reads its settings when it is imported
    from kivy.base import runTouchApp, stopTouchApp
    from kivy.clock import Clock
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    from kiosk.reading.camera import Frame
    from kiosk.screens.common import Touches
    from kiosk.show import Show
    from kiosk.words import load_words

    show = Show(load_words(), Touches(lambda _: None, lambda _: None), None)
    todo = list(wanted.items())
    for name in wanted:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    pixels = held_up()
    turns = 0

    def turn(_passed: float) -> None:
        nonlocal turns
        drawing, shown = divmod(turns, 2)
        if drawing == len(todo):
            stopTouchApp()
            return
        name, view = todo[drawing]
        turns += 1
        show.update(view, Frame(pixels, float(turns), turns), float(turns))
        if view.session.keyed and show.page is not None:
            show.focus(box_of(moved(HEADING, spoken_page(show.page), 3), spoken_page(show.page)))
        if not shown:
            return
        wide, high = (int(edge) for edge in Window.system_size)
        raw = bytes(glReadPixels(0, 0, wide, high, GL_RGB, GL_UNSIGNED_BYTE))
        picture = np.frombuffer(raw, np.uint8).reshape(high, wide, 3)
        upright = cv2.flip(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), 0)
        quickly = [cv2.IMWRITE_PNG_COMPRESSION, 1]
        cv2.imwrite(str(folder / f"{name}.png"), upright, quickly)

    Clock.schedule_interval(turn, 0)
    runTouchApp(show.root)
    show.close()


if __name__ == "__main__":
    width, _, height = sys.argv[1].partition("x")
    out = Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    draw_all((int(width), int(height)), out, views(sys.argv[3:]))
