"""Screens in both shapes, as Kivy draws them. All layouts are measured in tests/unit/kiosk."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import cv2
import numpy as np
import pytest
import zxingcpp

from kiosk.navi.steps import Step
from kiosk.page import Lettering, Page
from kiosk.paper_context import VISIT_PREFIX
from kiosk.screens.common import Drawing, Touches, bar_height
from kiosk.screens.draw import draw, theme_of
from kiosk.session.model import LANGUAGES
from kiosk.theme import INK
from kiosk.typefaces import find_typefaces
from kiosk.typesetting import Typesetter
from kiosk.view import view_of
from kiosk.words import load_words
from tests.system.parts import PATIENCE, virtual_screen
from tests.unit.kiosk.every_session import sessions
from tests.unit.kiosk.samples import at

SETTER = Typesetter(find_typefaces(LANGUAGES))
WITHOUT_TICKET = ("issued-paper_out", "issued-stuck-many", "issued-failed", "issued-no_printer")
NAMES = [
    name
    for name in sessions()
    # all refusals look the same but for their words, and so do all papers
    if not name.startswith(("trouble-", "issued-", "navi-"))
    or name in {"trouble-no_answer", "trouble-ending", "issued-printed", *WITHOUT_TICKET}
    # and the steps of a form but for what is entered
    or name.removeprefix("navi-") in set(Step)
]


@pytest.mark.parametrize("size", ["1080x1920", "1280x800"])
def test_every_screen_is_drawn(tmp_path: Path, size: str) -> None:
    width, height = (int(edge) for edge in size.split("x"))
    with virtual_screen(size) as display:
        _draw(
            display,
            size,
            tmp_path,
            [*(f"ja/{name}" for name in NAMES), *(f"{language}/start" for language in LANGUAGES)],
        )
    for name in NAMES:
        picture = _picture(tmp_path / "ja" / f"{name}.png")
        assert picture.shape == (height, width, 3)
        assert picture.std() > 10, f"{name} is empty"
    for name in WITHOUT_TICKET:
        # a telephone's camera reads what would be on the ticket
        (code,) = zxingcpp.read_barcodes(_picture(tmp_path / "ja" / f"{name}.png"))
        assert code.text == f"{VISIT_PREFIX}{UUID(int=1)}"
    assert zxingcpp.read_barcodes(_picture(tmp_path / "ja" / "issued-printed.png")) == []
    for language in LANGUAGES:
        _words_stand_where_they_were_measured(
            _picture(tmp_path / language / "start.png"), language, (width, height)
        )


def _words_stand_where_they_were_measured(
    picture: np.ndarray, language: str, size: tuple[int, int]
) -> None:
    """Every black word is on the glass, dot by dot, as the typesetter has drawn it."""
    session, seconds = sessions(language)["start"]
    view = view_of(session, at(seconds))
    # with the control for a low page, where the usual panel has it
    theme = theme_of(view, *size)
    page = Page(theme, SETTER, language)
    voice = load_words().voice(language)
    nothing = Touches(lambda _: None, lambda _: None)
    draw(Drawing(page, view, voice, nothing))
    words = [mark for mark in page.marks if isinstance(mark, Lettering)]
    # the bar's letters are so near to the edge that their masks stand out of the picture
    black = [mark for mark in words if mark.done.ink.colour == INK and mark.y > bar_height(theme)]
    assert len(black) >= 5
    for mark in black:
        mask = SETTER.mask(mark.done)
        top, left = int(mark.y) + mask.top, int(mark.x) + mask.left
        high, wide = mask.dots.shape
        seen = 255 - picture[top : top + high, left : left + wide].min(axis=2)
        inked = mask.dots > 200
        said = [line.text for line in mark.done.lines]
        assert inked.any(), said
        assert (seen[inked] > 150).mean() > 0.99, said


def _draw(display: str, size: str, folder: Path, wanted: list[str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.system.kiosk.every_screen", size, folder, *wanted],
        env={**os.environ, "DISPLAY": display},
        check=True,
        timeout=4 * PATIENCE,
    )


def _picture(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path))
    assert picture is not None, path
    return np.asarray(picture, np.uint8)
