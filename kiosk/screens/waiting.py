"""A request is on its way."""

from kiosk.page import Box
from kiosk.screens.common import Drawing, background_and_bar
from kiosk.theme import INK_SOFT, PRIMARY, PRIMARY_LINE
from kiosk.words import N_
from protocol.messages import CheckIn, TakeTicket
from protocol.requests import Request


def draw_waiting(drawing: Drawing, request: Request) -> None:
    """Words, and three dots that show that something goes on."""
    page, theme = drawing.page, drawing.theme
    top = background_and_bar(drawing)
    box = Box(drawing.margin, top, theme.width - 2 * drawing.margin, theme.height - 2 * top)
    first, second = drawing.voice.pair(
        N_("受け付けています")
        if isinstance(request, TakeTicket | CheckIn)
        else N_("確認しています")
    )
    words = (
        N_("時間がかかっています。そのままお待ちください。")
        if drawing.view.slow
        else N_("少しお待ちください。")
    )
    more, more_second = drawing.voice.pair(words)
    half = box.height * 0.5
    page.stacked(
        [
            (first, drawing.ink(theme.of(84, 56), True, align="center")),
            (second, drawing.second_ink(theme.of(40, 26), False, INK_SOFT, "center")),
        ],
        Box(
            box.x,
            box.y + half - theme.of(110, 70) - theme.grown(220, 150, 0.7),
            box.width,
            theme.grown(220, 150, 0.7),
        ),
    )
    radius, gap = theme.of(22, 15), theme.of(90, 60)
    for place in range(3):
        page.disc(
            theme.width / 2 + (place - 1) * gap,
            box.y + half,
            radius,
            PRIMARY if place < drawing.view.steps else PRIMARY_LINE,
        )
    page.stacked(
        [
            (more, drawing.ink(theme.of(42, 28), align="center")),
            (more_second, drawing.second_ink(theme.of(30, 20), False, INK_SOFT, "center")),
        ],
        Box(box.x, box.y + half + theme.of(90, 60), box.width, theme.grown(220, 150, 0.7)),
        gap=theme.of(8, 4),
    )
