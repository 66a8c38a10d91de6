"""What all pages of maintenance share: a dark bar that no resident's screen has, rows, buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from kiosk.maintenance import words as w
from kiosk.maintenance.model import Maintenance, Page, StaffTouch
from kiosk.maintenance.words import Pair
from kiosk.page import BUTTON_COLOURS, Box
from kiosk.screens.common import Drawing
from kiosk.theme import DARK, GROUND, INK, INK_SOFT, LINE, PAPER, Colour
from kiosk.typesetting import Ink


@dataclass(frozen=True, slots=True)
class Row:
    """A name and what is known."""

    name: Pair
    value: Pair
    colour: Colour = INK


def frame(drawing: Drawing, maintenance: Maintenance) -> Box:
    """The ground and the bar. Where the page may draw, in pixels: `way_back` stands below."""
    page, theme = drawing.page, drawing.theme
    high, margin = theme.of(132, 84), drawing.margin
    page.panel(Box(0, 0, theme.width, theme.height), GROUND)
    page.panel(Box(0, 0, theme.width, high), DARK)
    title, english = w.PAGES[maintenance.page]
    page.stacked(
        [
            (title, Ink(theme.of(42, 28), True, PAPER, line_height=1.15, language="ja")),
            (
                f"{english}  {maintenance.facts.kiosk}".strip(),
                Ink(theme.of(26, 17), False, PAPER, line_height=1.15, language="en"),
            ),
        ],
        Box(margin, 0, theme.width - 2 * margin, high),
    )
    top = high + theme.of(40, 18)
    bottom = _foot(drawing).y - theme.of(40, 16)
    return Box(margin, top, theme.width - 2 * margin, bottom - top)


def way_back(drawing: Drawing, maintenance: Maintenance) -> None:
    """The way back, at the foot: gone through last."""
    box = _foot(drawing)
    match maintenance.page:
        case Page.PIN:
            staff_button(drawing, StaffTouch.CLOSE, box, w.LEAVE)
        case Page.MENU:
            staff_button(drawing, StaffTouch.CLOSE, box, w.CLOSE, kind="primary")
        case _:
            staff_button(drawing, StaffTouch.MENU, box, w.BACK, kind="quiet")


def _foot(drawing: Drawing) -> Box:
    theme = drawing.theme
    high = theme.of(140, 80)
    y = theme.height - high - theme.of(40, 18)
    return Box(drawing.margin, y, theme.width - 2 * drawing.margin, high)


def staff_button(
    drawing: Drawing,
    touch: StaffTouch,
    box: Box,
    words: Pair,
    *,
    kind: str = "plain",
    size: float | None = None,
    about: Pair = ("", ""),
) -> None:
    """A button with words in both languages, the Japanese ones of a `size` in pixels.

    `about`: what is read aloud before its words.
    """
    page, theme = drawing.page, drawing.theme
    fill, ink, line = BUTTON_COLOURS[kind]
    page.panel(box, fill, line=line, line_width=theme.px(3), radius=theme.px(16))
    page.stacked(
        [
            (words[0], Ink(size or theme.of(38, 25), True, ink, "center", 1.15, language="ja")),
            (words[1], Ink(theme.of(24, 15), False, ink, "center", 1.15, language="en")),
        ],
        box.inset(theme.of(10, 5)),
    )
    name, touched = f"staff:{touch}", partial(drawing.touches.other, touch)
    spoken = f"{about[0]} {words[0]}".strip()
    page.target(name, " ".join(filter(None, words)), box, touched, said=spoken)


def rows(drawing: Drawing, lines: Sequence[Row], box: Box, *, columns: bool = False) -> None:
    """Rows on a white panel, in one column or two, each as high as the others."""
    page, theme = drawing.page, drawing.theme
    page.panel(box, PAPER, line=LINE, line_width=theme.px(2), radius=theme.px(16))
    count = 2 if columns else 1
    gap = theme.of(40, 30)
    inner = Box(box.x + theme.of(32, 20), box.y, box.width - 2 * theme.of(32, 20), box.height)
    wide = (inner.width - (count - 1) * gap) / count
    deep = -(-len(lines) // count)
    tall = inner.height / deep
    for place, row in enumerate(lines):
        down, across = divmod(place, count)
        x, y = inner.x + across * (wide + gap), inner.y + down * tall
        if down > 0:
            page.panel(Box(x, y, wide, theme.px(1)), LINE)
        half = wide * 0.44
        left = Box(x, y + theme.px(3), half, tall - 2 * theme.px(3))
        right = Box(x + half + theme.px(12), left.y, wide - half - theme.px(12), left.height)
        _pair(drawing, row.name, left, theme.of(30, 19), colour=INK_SOFT, align="left", bold=False)
        _pair(
            drawing, row.value, right, theme.of(34, 21), colour=row.colour, align="right", bold=True
        )


def paragraph(drawing: Drawing, words: Pair, box: Box, *, size: float, bold: bool = False) -> None:
    """Words in both languages below each other. `size` of the Japanese ones, in pixels."""
    drawing.page.stacked(
        [
            (words[0], Ink(size, bold, INK, "left", 1.35, language="ja")),
            (words[1], Ink(size * 0.68, False, INK_SOFT, "left", 1.3, language="en")),
        ],
        box,
        gap=drawing.theme.of(8, 4),
    )


def _pair(
    drawing: Drawing,
    words: Pair,
    box: Box,
    size: float,
    *,
    colour: Colour,
    align: str,
    bold: bool,
) -> None:
    first, second = words
    drawing.page.stacked(
        [
            (first, Ink(size, bold, colour, align, 1.15, language="ja")),
            (
                "" if second == first else second,
                Ink(size * 0.7, False, INK_SOFT, align, 1.15, language="en"),
            ),
        ],
        box,
    )
