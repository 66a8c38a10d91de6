"""Every screen of the kiosk, drawn by Kivy into pictures.

`python -m tests.system.kiosk.every_screen WIDTHxHEIGHT DIR [LANGUAGE/NAME …]`

Writes a picture of each (`LANGUAGE/NAME.png`) whose name begins with one of those; of all where
none is given. Those that are laid out differently are also there in other looks:
`LANGUAGE/large/…`, `LANGUAGE/largest/…`, `LANGUAGE/contrast/…`, `LANGUAGE/low/…` and
`LANGUAGE/low-largest/…`.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import segno

from kiosk.keypad.focus import HEADING, box_of, moved
from kiosk.reach import Mounting
from kiosk.session.model import LANGUAGES, TextSize
from kiosk.speech.pages import spoken_page
from kiosk.view import View, view_of
from kiosk.window import prepare_kivy
from tests.unit.kiosk.every_maintenance import maintenance_sessions
from tests.unit.kiosk.every_session import DIFFERENT, sessions
from tests.unit.kiosk.layouts import Look
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


LOOKS = {
    "": Look(),
    "large/": Look(text=TextSize.LARGE),
    "largest/": Look(text=TextSize.LARGEST),
    "contrast/": Look(contrast=True),
    "low/": Look(low=True),
    "low-largest/": Look(text=TextSize.LARGEST, low=True),
}
"""A folder for each way in which somebody may want the screens to look."""


def views(wanted: Sequence[str] = ()) -> dict[str, View]:
    """Every screen in every language, by `LANGUAGE/NAME`.

    Only those that begin with one of `wanted`, where there are such.
    """
    found = dict[str, View]()
    for language in LANGUAGES:
        for folder, look in LOOKS.items():
            if wanted and not any(
                each.startswith(f"{language}/{folder}") or f"{language}/{folder}".startswith(each)
                for each in wanted
            ):
                continue
            seen = sessions(language, look.text, contrast=look.contrast, low=look.low)
            for name, (session, seconds) in seen.items():
                full = f"{language}/{folder}{name}"
                plain = not folder or name in DIFFERENT
                if plain and (not wanted or full.startswith(tuple(wanted))):
                    found[full] = view_of(session, at(seconds))
    for name, (session, seconds) in maintenance_sessions().items():
        full = f"ja/staff/{name}"
        if not wanted or full.startswith(tuple(wanted)):
            found[full] = view_of(session, at(seconds))
    return found


def draw_all(
    size: tuple[int, int],
    home: Path,
    wanted: Mapping[str, View],
    take: Callable[[str, np.ndarray], None],
    mounting: Mounting | None = None,
) -> None:
    """Draw screens at a size. `take` gets each with its name: rows × columns × blue-green-red.

    `home` is a folder for Kivy's own files.
    """
    prepare_kivy(home=home, size=size, fullscreen=False)
    # Kivy reads its settings when it is imported
    from kivy.config import Config

    # nobody watches: as fast as it can
    Config.set("graphics", "maxfps", "0")
    from kivy.base import runTouchApp, stopTouchApp
    from kivy.clock import Clock
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    from kiosk.reading.camera import Frame
    from kiosk.screens.common import Touches
    from kiosk.show import Show
    from kiosk.words import load_words

    show = Show(load_words(), Touches(lambda _: None, lambda _: None), None, mounting=mounting)
    todo = iter(wanted.items())
    pixels = held_up()
    turns = 0

    def turn(_passed: float) -> None:
        nonlocal turns
        name, view = next(todo, ("", None))
        if view is None:
            stopTouchApp()
            return
        turns += 1
        show.update(view, Frame(pixels, float(turns), turns), float(turns))
        if view.session.keyed and show.page is not None:
            show.focus(box_of(moved(HEADING, spoken_page(show.page), 3), spoken_page(show.page)))
        # drawn now, and read before it is shown to nobody
        Window.dispatch("on_draw")
        wide, high = (int(edge) for edge in Window.system_size)
        raw = bytes(glReadPixels(0, 0, wide, high, GL_RGB, GL_UNSIGNED_BYTE))
        picture = np.frombuffer(raw, np.uint8).reshape(high, wide, 3)
        take(name, np.asarray(cv2.flip(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), 0), np.uint8))

    Clock.schedule_interval(turn, 0)
    runTouchApp(show.root)
    show.close()


def write_all(size: tuple[int, int], folder: Path, wanted: Mapping[str, View]) -> None:
    """Draw screens at a size into a folder."""

    def write(name: str, picture: np.ndarray) -> None:
        path = folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])

    draw_all(size, folder / "kivy", wanted, write)


if __name__ == "__main__":
    width, _, height = sys.argv[1].partition("x")
    out = Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    write_all((int(width), int(height)), out, views(sys.argv[3:]))
