"""Out of service: that it is so, and where to go instead, in whichever language."""

from kiosk.page import Box
from kiosk.screens.bar import bar
from kiosk.screens.common import Drawing, sentences
from kiosk.screens.languages import language_strip, strip_height
from kiosk.screens.staff_corner import staff_corner
from kiosk.theme import INK_SOFT, PAPER, WARNING
from kiosk.words import N_


def draw_out_of_service(drawing: Drawing) -> None:
    """A sign, calm words, and the languages."""
    page, theme = drawing.page, drawing.theme
    top = bar(drawing, languages=False)
    margin = drawing.margin
    wide = theme.width - 2 * margin
    strip = Box(margin, top + theme.of(20, 10), wide, strip_height(theme))
    language_strip(drawing, strip)
    radius = theme.of(110, 52 if theme.text == 1 else 36)
    centre = strip.bottom + theme.of(120, 34) + radius
    page.disc(theme.width / 2, centre, radius, WARNING)
    bar_high = radius * 0.28
    page.panel(
        Box(theme.width / 2 - radius * 0.6, centre - bar_high / 2, radius * 1.2, bar_high),
        PAPER,
        radius=bar_high / 3,
    )
    title, title_second = drawing.voice.pair(N_("この端末は使えません"))
    body, body_second = drawing.voice.pair(
        N_("ほかの端末をお使いになるか、職員に声をかけてください。")
    )
    y = centre + radius + theme.of(50, 14)
    foot = theme.height - theme.of(130, 76)
    page.stacked(
        [
            (title, drawing.ink(theme.of(76, 48), True, align="center")),
            (title_second, drawing.second_ink(theme.of(38, 24), False, INK_SOFT, "center")),
            (" ", drawing.ink(theme.of(24, 8))),
            (sentences(body), drawing.ink(theme.of(46, 29), align="center")),
            (
                sentences(body_second),
                drawing.second_ink(theme.of(32, 20), False, INK_SOFT, "center"),
            ),
        ],
        Box(margin, y, wide, min(theme.grown(700, 330), foot - y - theme.px(16))),
        gap=theme.of(14, 6),
    )
    if theme.portrait:
        staff_corner(drawing)
