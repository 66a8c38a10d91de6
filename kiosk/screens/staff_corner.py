"""「職員用」 on a screen on which nobody is served yet: small, plain, in a corner."""

from functools import partial

from kiosk.maintenance.model import StaffTouch
from kiosk.page import Box
from kiosk.screens.common import (
    Drawing,
    bar_group,
    footer_height,
    low_control_width,
    staff_corner_width,
)
from kiosk.session.screens import Preparing
from kiosk.theme import EDGE, GROUND, INK_SOFT
from kiosk.typesetting import Ink
from kiosk.words import N_


def staff_corner_height(drawing: Drawing) -> float:
    """Of the line at the bottom on such a screen, in pixels."""
    theme = drawing.theme
    # a lying screen has no height to spare: there it stands in the bar
    return max(footer_height(theme), theme.px(100)) if theme.portrait else footer_height(theme)


def staff_corner(drawing: Drawing) -> None:
    """The control at the foot of the screen, beside what else stands there."""
    theme = drawing.theme
    wide, high = staff_corner_width(drawing), theme.of(80, 58)
    line = max(staff_corner_height(drawing), high + theme.px(6))
    beside = 0.0
    if theme.low_offered and not isinstance(drawing.view.session.screen, Preparing):
        beside = low_control_width(theme) + theme.of(20, 14)
    x = theme.width - drawing.margin - beside - wide
    staff_control(drawing, Box(x, theme.height - line + (line - high) / 2, wide, high))


def staff_control(drawing: Drawing, box: Box) -> None:
    """What leads to the PIN. It does not grow with the words: it is for staff."""
    page, theme = drawing.page, drawing.theme
    page.panel(box, GROUND, line=EDGE, line_width=theme.px(2), radius=theme.px(12))
    first, second = drawing.voice.pair(N_("職員用"))
    page.stacked(
        [
            (first, Ink(theme.of(24, 17), False, INK_SOFT, "center", 1.1)),
            (second, drawing.second_ink(theme.of(19, 13), False, INK_SOFT, "center", 1.1)),
        ],
        box.inset(theme.of(6, 4)),
    )
    said = f"{first} {second}".strip()
    page.target(
        f"staff:{StaffTouch.OPEN}",
        said,
        box,
        partial(drawing.touches.other, StaffTouch.OPEN),
        group=bar_group(drawing),
    )
