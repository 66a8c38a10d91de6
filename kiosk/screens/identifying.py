"""Which kiosk this is, large enough to be seen across the lobby."""

from functools import partial

from kiosk.page import Box
from kiosk.screens.common import Drawing, background_and_bar, footer_height
from kiosk.session.events import Control, ControlTouched
from kiosk.session.screens import Identifying
from kiosk.theme import INK_SOFT
from kiosk.typesetting import Ink
from kiosk.words import N_


def draw_identifying(drawing: Drawing, screen: Identifying) -> None:
    """The name. A touch anywhere leads back."""
    page, theme = drawing.page, drawing.theme
    top = background_and_bar(drawing)
    first, second = drawing.voice.pair(N_("この端末の名前"))
    again, again_second = drawing.voice.pair(N_("画面にさわると、はじめにもどります"))
    wide = theme.width - 2 * drawing.margin
    bottom = theme.height - footer_height(theme)
    high = bottom - top
    page.stacked(
        [
            (first, drawing.ink(theme.of(48, 30), True, align="center")),
            (second, drawing.second_ink(theme.of(30, 19), False, INK_SOFT, "center")),
        ],
        Box(drawing.margin, top + high * 0.06, wide, high * 0.2),
    )
    page.stacked(
        [(screen.name, Ink(theme.of(220, 190), True, align="center", one_line=True))],
        Box(drawing.margin, top + high * 0.28, wide, high * 0.4),
    )
    page.stacked(
        [
            (again, drawing.ink(theme.of(36, 22), align="center")),
            (again_second, drawing.second_ink(theme.of(26, 16), False, INK_SOFT, "center")),
        ],
        Box(drawing.margin, top + high * 0.74, wide, high * 0.2),
    )
    page.target(
        f"control:{Control.BACK}",
        f"{again} {again_second}".strip(),
        Box(0, 0, theme.width, theme.height),
        partial(drawing.touches.other, ControlTouched(Control.BACK)),
    )
