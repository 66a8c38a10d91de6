"""A pass was read: a big tick, at once."""

from kiosk.page import Box
from kiosk.screens.common import Drawing, background_and_bar
from kiosk.theme import INK_SOFT, PAPER, SUCCESS
from kiosk.words import N_


def draw_read(drawing: Drawing) -> None:
    """The tick, as large as the screen allows, and the words for it."""
    page, theme = drawing.page, drawing.theme
    top = background_and_bar(drawing)
    middle = theme.width / 2
    centre = top + (theme.height - top) * (0.40 if theme.portrait else 0.37)
    radius = theme.of(300, 170)
    page.disc(middle, centre, radius, SUCCESS)
    page.stroke(
        [
            (middle - radius * 0.46, centre + radius * 0.02),
            (middle - radius * 0.12, centre + radius * 0.36),
            (middle + radius * 0.48, centre - radius * 0.32),
        ],
        radius * 0.16,
        PAPER,
    )
    first, second = drawing.voice.pair(N_("受付コードを読み取りました"))
    y = centre + radius + theme.of(40, 20)
    page.stacked(
        [
            (first, drawing.ink(theme.of(64, 42), True, align="center", line_height=1.15)),
            (second, drawing.second_ink(theme.of(36, 24), False, INK_SOFT, "center")),
        ],
        Box(
            drawing.margin,
            y,
            theme.width - 2 * drawing.margin,
            min(theme.grown(260, 150, 0.8), theme.height - y - theme.of(60, 20)),
        ),
        gap=theme.of(10, 4),
    )
