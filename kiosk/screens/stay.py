"""Shortly before a screen ends by itself: whether somebody still needs it."""

from functools import partial

from kiosk.page import Box
from kiosk.screens.common import Drawing, button
from kiosk.session.events import Control, ControlTouched
from kiosk.session.times import WARNING_SECONDS
from kiosk.theme import FOCUS, INK, INK_SOFT, LINE, PAPER, PRIMARY, Colour
from kiosk.words import N_

_SHADE: Colour = (0.0, 0.0, 0.0, 0.55)
"""Over what stands behind: it can still be seen, and is not what it is about now."""


def draw_stay(drawing: Drawing) -> None:
    """The question, over everything. A touch anywhere is a yes, and chooses nothing else."""
    seconds = drawing.view.seconds_left
    if seconds is None:
        return
    page, theme = drawing.page, drawing.theme
    # a picture that moves would lie on the question
    page.camera_box = None
    page.touch_edge = None
    # nor is anything of the page heard or gone through meanwhile
    page.script.clear()
    page.panel(Box(0, 0, theme.width, theme.height), _SHADE)
    wide = theme.width - 2 * drawing.margin
    if not theme.portrait:
        wide = min(wide, theme.grown(840, 840, 0.4))
    high = min(theme.grown(760, 480, 0.3), theme.height - theme.of(80, 40))
    box = Box((theme.width - wide) / 2, (theme.height - high) / 2, wide, high)
    page.panel(box, PAPER, line=INK, line_width=theme.px(5), radius=theme.px(24))
    page.panel(
        box.inset(theme.px(5)), PAPER, line=FOCUS, line_width=theme.px(6), radius=theme.px(20)
    )
    inner = box.inset(theme.of(56, 36))
    below = theme.of(170, 110)
    title, title_second = drawing.voice.pair(N_("まだ続けますか"))
    left, left_second = drawing.voice.pair(_LEFT, seconds=seconds)
    bar = theme.of(28, 18)
    gap = theme.of(36, 20)
    for words in (title, left):
        page.say(words, alert=True)
    with page.quietly():
        page.stacked(
            [
                (title, drawing.ink(theme.of(72, 46), True, align="center", line_height=1.15)),
                (title_second, drawing.second_ink(theme.of(36, 22), False, INK_SOFT, "center")),
                (left, drawing.ink(theme.of(42, 27), align="center")),
                (left_second, drawing.second_ink(theme.of(30, 18), False, INK_SOFT, "center")),
            ],
            Box(inner.x, inner.y, inner.width, inner.height - below - bar - 2 * gap),
            gap=theme.of(14, 6),
        )
    draw_time_left(
        drawing, Box(inner.x, inner.bottom - below - gap - bar, inner.width, bar), WARNING_SECONDS
    )
    with page.quietly():
        apart = inner.width / 6
        button(
            drawing,
            Control.STAY,
            Box(inner.x + apart, inner.bottom - below, inner.width - 2 * apart, below),
            N_("つづける"),
            kind="primary",
        )
    # the page below takes no touch meanwhile: all of it is that button
    page.targets.clear()
    page.target(
        f"control:{Control.STAY}",
        " ".join(filter(None, (title, left, drawing.voice.say(N_("つづける"))))),
        Box(0, 0, theme.width, theme.height),
        partial(drawing.touches.other, ControlTouched(Control.STAY)),
        said=drawing.voice.say(N_("つづける")),
    )


_LEFT = N_("あと{seconds}秒で、はじめの画面にもどります")


def draw_time_left(drawing: Drawing, box: Box, whole: float) -> None:
    """The time that is left of `whole` seconds, as a bar that grows shorter. Words say it too."""
    page, seconds = drawing.page, drawing.view.seconds_left or 0
    radius = box.height / 2
    page.panel(box, PAPER, line=LINE, line_width=drawing.theme.px(2), radius=radius)
    share = min(seconds / whole, 1.0)
    page.panel(Box(box.x, box.y, box.width * share, box.height), PRIMARY, radius=radius)
