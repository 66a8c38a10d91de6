"""Before the first catalogue: nobody can be served yet."""

from kiosk.page import Box
from kiosk.screens.common import Drawing, background_and_bar
from kiosk.screens.staff_corner import staff_corner
from kiosk.theme import INK_SOFT
from kiosk.words import N_


def draw_preparing(drawing: Drawing) -> None:
    """Calm words in the middle."""
    page, theme = drawing.page, drawing.theme
    top = background_and_bar(drawing)
    first, second = drawing.voice.pair(N_("準備中です"))
    more, more_second = drawing.voice.pair(N_("しばらくお待ちいただくか、職員にお声がけください。"))
    page.stacked(
        [
            (first, drawing.ink(theme.of(96, 64), True, align="center")),
            (second, drawing.second_ink(theme.of(44, 28), False, INK_SOFT, "center")),
            (" ", drawing.ink(theme.of(30, 20))),
            (more, drawing.ink(theme.of(42, 28), align="center")),
            (more_second, drawing.second_ink(theme.of(30, 20), False, INK_SOFT, "center")),
        ],
        Box(drawing.margin, top, theme.width - 2 * drawing.margin, theme.height - 2 * top),
        gap=theme.of(10, 6),
    )
    # staff come when nothing works
    staff_corner(drawing)
