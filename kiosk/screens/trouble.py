"""Something did not work: calm words and a way on."""

from kiosk.page import Box
from kiosk.screens.bar import bar
from kiosk.screens.common import (
    Drawing,
    button,
    footer_height,
    sentences,
    stay_banner,
)
from kiosk.session.events import Control
from kiosk.session.screens import Trouble
from kiosk.theme import INK_SOFT, PAPER, WARNING
from kiosk.trouble_words import trouble_words
from kiosk.words import N_


def draw_trouble(drawing: Drawing, screen: Trouble) -> None:
    """What happened, what to do now, and buttons for it."""
    page, theme = drawing.page, drawing.theme
    top = bar(drawing)
    words = trouble_words(screen.why)
    margin = theme.of(90, 120) if theme.text == 1 else drawing.margin
    wide = theme.width - 2 * margin
    # the offer to stay has its place above
    centre = top + theme.of(290, 150)
    radius = theme.of(90, 50 if theme.text == 1 else 40)
    page.disc(theme.width / 2, centre, radius, WARNING)
    page.stroke(
        [(theme.width / 2, centre - radius * 0.5), (theme.width / 2, centre + radius * 0.08)],
        radius * 0.2,
        PAPER,
    )
    page.disc(theme.width / 2, centre + radius * 0.46, radius * 0.12, PAPER)
    title, title_second = drawing.voice.pair(words.title)
    body, body_second = drawing.voice.pair(words.body)
    y = centre + radius + theme.of(50, 16)
    foot = theme.height - footer_height(theme) - theme.of(180, 110)
    page.stacked(
        [
            (title, drawing.ink(theme.of(60, 40), True, align="center")),
            (title_second, drawing.second_ink(theme.of(32, 21), False, INK_SOFT, "center")),
            (" ", drawing.ink(theme.of(24, 10))),
            (sentences(body), drawing.ink(theme.of(44, 28), align="center")),
            (
                sentences(body_second),
                drawing.second_ink(theme.of(32, 20), False, INK_SOFT, "center"),
            ),
        ],
        Box(margin, y, wide, min(theme.grown(760, 380), foot - y - theme.px(20))),
        gap=theme.of(14, 6),
    )
    gap = theme.of(30, 24)
    box = Box(drawing.margin, foot, theme.width - 2 * drawing.margin, theme.of(160, 96))
    if words.ask_staff:
        half = theme.of(480, 380)
        back = Box((theme.width - half) / 2, box.y, half, box.height)
        button(drawing, Control.BACK, back, N_("はじめにもどる"), kind="primary")
    else:
        half = (box.width - gap) / 2
        back = Box(box.x, box.y, half, box.height)
        choose = Box(box.x + half + gap, box.y, half, box.height)
        button(drawing, Control.BACK, back, N_("はじめにもどる"))
        button(drawing, Control.ALL_SERVICES, choose, N_("手続きを選ぶ"), kind="primary")
    stay_banner(drawing)
