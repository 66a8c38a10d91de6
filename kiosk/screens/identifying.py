"""Which kiosk this is, large enough to be seen across the lobby."""

from kiosk.page import Box
from kiosk.screens.common import Drawing, background_and_bar, button, footer_height
from kiosk.session.events import Control
from kiosk.session.screens import Identifying
from kiosk.theme import INK_SOFT
from kiosk.typesetting import Ink
from kiosk.words import N_


def draw_identifying(drawing: Drawing, screen: Identifying) -> None:
    """The name, and the way back for whoever comes meanwhile."""
    page, theme = drawing.page, drawing.theme
    top = background_and_bar(drawing)
    first, second = drawing.voice.pair(N_("この端末の名前"))
    wide = theme.width - 2 * drawing.margin
    high = theme.height - footer_height(theme) - top
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
    across = theme.of(560, 420)
    box = Box((theme.width - across) / 2, top + high * 0.78, across, theme.of(170, 110))
    button(drawing, Control.BACK, box, N_("はじめにもどる"), kind="primary")
