"""Everything at the panel's lower end: the control for it on every screen, and what stays above."""

from functools import partial
from math import cos, pi, sin

from kiosk.page import BUTTON_COLOURS, Box
from kiosk.screens.common import Drawing, bar_group, low_control_width
from kiosk.session.events import Control, ControlTouched
from kiosk.session.screens import Identifying, Maintaining, Preparing, Waiting
from kiosk.theme import GROUND, INK_SOFT, PRIMARY, Colour
from kiosk.typesetting import Ink
from kiosk.words import N_


def low_control(drawing: Drawing) -> None:
    """In the footer, where it is reached by whoever needs it. None where the panel is low enough,
    and none where nothing can be touched."""
    theme = drawing.theme
    without = Preparing | Waiting | Maintaining | Identifying
    if not theme.low_offered or isinstance(drawing.view.session.screen, without):
        return
    page = drawing.page
    wide, high = low_control_width(theme), theme.of(82, 60)
    x, y = theme.width - drawing.margin - wide, theme.height - theme.of(12, 8) - high
    box = Box(x, y, wide, high)
    low = drawing.view.session.low
    fill, colour, line = BUTTON_COLOURS["primary" if low else "quiet"]
    page.panel(box, fill, line=line, line_width=theme.px(2), radius=theme.px(14))
    edge = box.height * 0.8
    draw_wheelchair(drawing, Box(box.x + theme.of(18, 12), box.y + box.height * 0.1, edge, edge),
                    colour)  # fmt: skip
    x = box.x + edge + theme.of(34, 22)
    first, second = drawing.voice.pair(N_("元の位置に") if low else N_("低い位置に"))
    page.stacked(
        [
            (first, Ink(theme.of(32, 21), True, colour, "center", 1.1, one_line=True)),
            (second, drawing.second_ink(theme.of(22, 15), False, colour, "center", 1.1)),
        ],
        Box(x, box.y, box.right - theme.of(14, 10) - x, box.height).inset(theme.px(3)),
    )
    page.target(
        f"control:{Control.LOW}",
        f"{first} {second}".strip(),
        box,
        partial(drawing.touches.other, ControlTouched(Control.LOW)),
        group=bar_group(drawing),
    )


def draw_above(drawing: Drawing, unit: float) -> None:
    """What stands above a page at the panel's lower end: calm, and nothing to touch.

    `unit` is that page's. Where there is little room, only the way down is shown, or nothing.
    """
    page, theme, voice = drawing.page, drawing.theme, drawing.voice
    page.panel(Box(0, 0, theme.width, theme.height), GROUND)
    room = theme.height / unit
    said = voice.pair(N_("下の画面をお使いください"))
    lines = [
        (said[0], Ink(34 * unit, align="center")),
        (said[1], drawing.second_ink(24 * unit, False, INK_SOFT, "center")),
    ]
    catalogue = drawing.view.session.catalogue
    if catalogue is not None and room >= _ROOM_FOR_NAME:
        first, second = voice.names(catalogue.site_name, catalogue.site_name_en)
        name = Ink(46 * unit, True, align="center", language=voice.language_of(catalogue.site_name))
        below = drawing.second_ink(26 * unit, False, INK_SOFT, "center")
        lines = [(first, name), (second, below), (" ", Ink(20 * unit)), *lines]
    if room < _ROOM_FOR_WORDS:
        return
    arrow, space = 60 * unit, 20 * unit
    wide = theme.width - 2 * drawing.margin
    foot = theme.height - arrow - space
    page.stacked(lines, Box(drawing.margin, space, wide, foot - 2 * space))
    x, half = theme.width / 2, arrow * 0.55
    page.stroke([(x - half, foot), (x, foot + half), (x + half, foot)], 10 * unit, PRIMARY)


_ROOM_FOR_NAME = 420
_ROOM_FOR_WORDS = 220
"""Units of the design."""


def draw_wheelchair(drawing: Drawing, box: Box, colour: Colour) -> None:
    """Somebody in a wheelchair, from the side (after ISO 7001 PI PF 006)."""
    page = drawing.page
    unit = box.height / 20
    thick = 2.2 * unit

    def at(x: float, y: float) -> tuple[float, float]:
        return box.x + x * unit, box.y + y * unit

    page.disc(*at(7.4, 2.2), 2.1 * unit, colour)
    # back, seat, leg and foot
    page.stroke([at(7.6, 6.0), at(8.2, 12.0), at(13.6, 12.0), at(15.8, 17.2), at(17.8, 16.4)],
                thick, colour)  # fmt: skip
    page.stroke([at(8.0, 8.4), at(12.6, 8.4)], 1.8 * unit, colour)
    turns = [pi * (0.02 + 1.12 * step / 24) + 0.35 for step in range(25)]
    wheel = [at(8.0 + 5.6 * cos(turn), 13.4 + 5.6 * sin(turn)) for turn in turns]
    page.stroke(wheel, 1.8 * unit, colour)
