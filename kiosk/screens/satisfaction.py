"""How was it today? Five faces with words, one touch."""

from collections.abc import Sequence
from functools import partial
from math import cos, pi, sin

from kiosk.page import Box
from kiosk.screens.bar import bar
from kiosk.screens.common import (
    Drawing,
    Scored,
    background_and_bar,
    button,
    footer_height,
)
from kiosk.screens.languages import language_strip, strip_height
from kiosk.session.events import Control
from kiosk.theme import EDGE, INK, INK_SOFT, PAPER, PRIMARY, PRIMARY_SOFT, SUCCESS
from kiosk.typesetting import Ink
from kiosk.words import N_

ANSWERS: Sequence[tuple[int, str]] = (
    (5, N_("とても良い")),
    (4, N_("良い")),
    (3, N_("ふつう")),
    (2, N_("悪い")),
    (1, N_("とても悪い")),
)


def draw_exit(drawing: Drawing) -> None:
    """The start screen of a kiosk at the exit: the question, for everybody who goes."""
    theme = drawing.theme
    top = bar(drawing, languages=False)
    margin = drawing.margin
    strip = Box(margin, top + theme.of(20, 10), theme.width - 2 * margin, strip_height(theme))
    language_strip(drawing, strip)
    bottom = theme.height - footer_height(theme)
    _question(drawing, Box(margin, strip.bottom, strip.width, bottom - strip.bottom), None)


def draw_question(drawing: Drawing, number: str) -> None:
    """The same for somebody who held up the ticket of a visit that is over."""
    theme = drawing.theme
    top = bar(drawing)
    margin = drawing.margin
    wide = theme.width - 2 * margin
    foot = theme.height - footer_height(theme) - theme.of(150, 96)
    _question(drawing, Box(margin, top, wide, foot - top - theme.of(20, 12)), number)
    half = theme.of(480, 380)
    done = Box((theme.width - half) / 2, foot, half, theme.of(140, 88))
    button(drawing, Control.DONE, done, N_("おわる"))


def draw_thanks(drawing: Drawing) -> None:
    """Thanks, for a moment."""
    page, theme = drawing.page, drawing.theme
    top = background_and_bar(drawing)
    box = Box(drawing.margin, top, theme.width - 2 * drawing.margin, theme.height - 2 * top)
    radius = theme.of(110, 62)
    middle = box.y + box.height * 0.32
    page.disc(theme.width / 2, middle, radius, SUCCESS)
    x = theme.width / 2
    page.stroke(
        [
            (x - radius * 0.45, middle + radius * 0.02),
            (x - radius * 0.1, middle + radius * 0.38),
            (x + radius * 0.48, middle - radius * 0.34),
        ],
        radius * 0.16,
        PAPER,
    )
    first, second = drawing.voice.pair(N_("ありがとうございました"))
    more, more_second = drawing.voice.pair(N_("ご意見を、これからの窓口に生かします。"))
    y = middle + radius + theme.of(50, 24)
    page.stacked(
        [
            (first, drawing.ink(theme.of(72, 46), True, align="center")),
            (second, drawing.second_ink(theme.of(36, 24), False, INK_SOFT, "center")),
            (" ", Ink(theme.of(20, 8))),
            (more, drawing.ink(theme.of(40, 26), align="center")),
            (more_second, drawing.second_ink(theme.of(28, 18), False, INK_SOFT, "center")),
        ],
        Box(box.x, y, box.width, theme.height - footer_height(theme) - y - theme.px(20)),
        gap=theme.of(10, 5),
    )


def _question(drawing: Drawing, box: Box, number: str | None) -> None:
    page, theme = drawing.page, drawing.theme
    thanks, thanks_second = drawing.voice.pair(N_("本日はありがとうございました"))
    first, second = drawing.voice.pair(N_("きょうの窓口はいかがでしたか？"))
    head = theme.grown(430 if theme.portrait else 0, 190, 0.5)
    lines = [
        (thanks, drawing.ink(theme.of(46, 28), True, align="center", line_height=1.2)),
        (thanks_second, drawing.second_ink(theme.of(26, 16), False, INK_SOFT, "center")),
        (" ", Ink(theme.of(16, 4))),
        (first, drawing.ink(theme.of(62, 38), True, align="center", line_height=1.2)),
        (second, drawing.second_ink(theme.of(32, 20), False, INK_SOFT, "center")),
    ]
    above = theme.of(24, 8)
    if number is not None:
        high = theme.of(76, 36)
        with page.quietly():
            page.stacked(
                [(number, Ink(theme.of(60, 32), True, PRIMARY, "center", 1.1))],
                Box(box.x, box.y + above, box.width, high),
            )
        above += high
        head -= high
    page.stacked(lines, Box(box.x, box.y + above, box.width, head), gap=theme.of(8, 3))
    y = box.y + above + head + theme.of(24, 10)
    room = Box(box.x, y, box.width, box.bottom - theme.of(24, 12) - y)
    gap = theme.of(20, 16)
    count = len(ANSWERS)
    for place, (score, words) in enumerate(ANSWERS):
        if theme.portrait:
            high = min((room.height - (count - 1) * gap) / count, theme.px(200))
            _answer(
                drawing, score, words, Box(room.x, room.y + place * (high + gap), room.width, high)
            )
        else:
            wide = (room.width - (count - 1) * gap) / count
            high = min(room.height, theme.px(330))
            _answer(drawing, score, words, Box(room.x + place * (wide + gap), room.y, wide, high))


def _answer(drawing: Drawing, score: int, words: str, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    page.panel(box, PAPER, line=EDGE, line_width=theme.px(3), radius=theme.px(18))
    first, second = drawing.voice.pair(words)
    if theme.portrait:
        radius = box.height * 0.36
        _face(drawing, score, box.x + theme.px(60) + radius, box.y + box.height / 2, radius)
        x = box.x + theme.px(100) + 2 * radius
        room = Box(x, box.y + theme.px(8), box.right - theme.px(30) - x, box.height - theme.px(16))
        align = "left"
    else:
        radius = min(box.width * 0.3, box.height * 0.24)
        _face(drawing, score, box.x + box.width / 2, box.y + theme.px(18) + radius, radius)
        y = box.y + theme.px(26) + 2 * radius
        room = Box(box.x + theme.px(10), y, box.width - theme.px(20), box.bottom - theme.px(8) - y)
        align = "center"
    page.stacked(
        [
            (first, drawing.ink(theme.of(48, 28), True, INK, align, 1.15)),
            (second, drawing.second_ink(theme.of(28, 17), False, INK_SOFT, align, 1.15)),
        ],
        room,
        gap=theme.of(4, 3),
    )
    said = f"{first} {second}".strip()
    page.target(f"score:{score}", said, box, partial(drawing.touches.other, Scored(score)))


_SMILE = {5: 0.62, 4: 0.34, 3: 0.0, 2: -0.34, 1: -0.62}
"""How far the corners of the mouth are above its middle, in parts of half its width."""


def _face(drawing: Drawing, score: int, x: float, y: float, radius: float) -> None:
    """A round face. All have one colour: what they say is in the mouth, and in the words."""
    page = drawing.page
    page.disc(x, y, radius, PRIMARY)
    page.disc(x, y, radius * 0.92, PRIMARY_SOFT)
    for side in (-1, 1):
        page.disc(x + side * radius * 0.34, y - radius * 0.22, radius * 0.1, PRIMARY)
    half, bend = radius * 0.48, _SMILE[score] * radius * 0.48
    middle = y + radius * 0.34 + bend / 2
    steps = 12
    mouth = [
        (
            x - half * cos(pi * step / steps),
            middle + bend * (sin(pi * step / steps) - 0.5) if bend else middle,
        )
        for step in range(steps + 1)
    ]
    page.stroke(mouth, radius * 0.1, PRIMARY)
