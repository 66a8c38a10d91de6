"""What the steps of 簡単ゆびナビ share: how far one is, the title, the ways on and back, keys."""

from collections.abc import Callable, Sequence
from functools import partial

from kiosk.navi.steps import ORDER, Move, Moved, Navi, NaviTouch
from kiosk.page import BUTTON_COLOURS, Box, Group, Said
from kiosk.screens.bar import bar
from kiosk.screens.common import (
    Drawing,
    footer_height,
)
from kiosk.screens.navi_words import trouble_of
from kiosk.theme import EDGE, ERROR, INK, INK_SOFT, PAPER, PRIMARY, PRIMARY_LINE
from kiosk.typesetting import Ink
from kiosk.words import N_

BACK, NEXT = Moved(Move.BACK), Moved(Move.NEXT)


def frame(drawing: Drawing, navi: Navi, title: str) -> Box:
    """The page around a step. Where the step itself stands.

    What is wrong stands where the title was, so that nothing moves below a finger.
    """
    place = ORDER.index(navi.step) + 1

    def head(box: Box) -> None:
        if navi.trouble is None:
            heading(drawing, drawing.voice.pair(title), box)
        else:
            _wrong(drawing, navi, box)

    return stepped(drawing, (place, len(ORDER)), (150, 78), head)


def stepped(
    drawing: Drawing,
    step: tuple[int, int],
    high: tuple[float, float],
    head: Callable[[Box], None],
) -> Box:
    """The page around one step of several: how far one is, and a head. Where the rest stands.

    The head is so `high`, upright and lying, in units.
    """
    theme = drawing.theme
    top = bar(drawing)
    margin = drawing.margin
    wide = theme.width - 2 * margin
    progress = Box(margin, top + theme.of(26, 10), wide, theme.of(44, 24))
    _progress(drawing, step, progress)
    # lying, what is below needs all the height that there is
    grows = 0.5 if theme.portrait else 0.0
    above = Box(margin, progress.bottom + theme.of(16, 6), wide, theme.grown(*high, grows))
    head(above)
    place, count = step
    drawing.page.say(
        drawing.voice.say(N_("全{count}手順の{number}番目です。"), count=count, number=place)
    )
    foot = foot_box(drawing)
    y = above.bottom + theme.of(24, 8)
    return Box(margin, y, wide, foot.y - theme.of(36, 14) - y)


def foot_box(drawing: Drawing) -> Box:
    """Where the ways on and back stand."""
    theme = drawing.theme
    below = theme.of(150, 84)
    y = theme.height - footer_height(theme) - below
    return Box(drawing.margin, y, theme.width - 2 * drawing.margin, below)


def ways(drawing: Drawing, on: str | None) -> None:
    """Back, and on where the step is left by a button of its own. Drawn last."""
    theme, foot = drawing.theme, foot_box(drawing)
    side = theme.of(290, 250)
    back = Box(foot.x, foot.y, side, foot.height)
    key(drawing, BACK, "back", back, drawing.voice.pair(N_("もどる")), kind="plain")
    if on is not None:
        x = back.right + theme.of(30, 24)
        place = Box(x, foot.y, foot.right - x, foot.height)
        key(drawing, NEXT, "next", place, drawing.voice.pair(on), kind="primary")


def heading(drawing: Drawing, words: tuple[str, str], box: Box) -> None:
    """A step's title, in both languages."""
    theme = drawing.theme
    drawing.page.stacked(
        [
            (words[0], drawing.ink(theme.of(52, 32), True, line_height=1.15)),
            (words[1], drawing.second_ink(theme.of(29, 18), False, INK_SOFT, line_height=1.15)),
        ],
        box,
        gap=theme.of(4, 2),
    )


def key(
    drawing: Drawing,
    touch: NaviTouch,
    name: str,
    box: Box,
    words: tuple[str, str],
    *,
    kind: str = "quiet",
    size: tuple[float, float] = (40, 26),
    large: bool = False,
    said: str | Sequence[Said] = (),
    chosen: bool | None = None,
    group: Group | None = None,
) -> None:
    """Something to be touched, with words in both languages or a single sign (`large`).

    `size` is that of the words, upright and lying, in units.
    """
    page, theme = drawing.page, drawing.theme
    fill, colour, line = BUTTON_COLOURS[kind]
    page.panel(box, fill, line=line, line_width=theme.px(3 if kind != "quiet" else 2),
               radius=theme.px(14))  # fmt: skip
    pad_x, pad_y = theme.of(10, 6), theme.of(10, 6)
    room = Box(box.x + pad_x, box.y + pad_y, box.width - 2 * pad_x, box.height - 2 * pad_y)
    if large:
        # signs are large as they are
        first = Ink(theme.of(*size), True, colour, "center", 1.1, one_line=True)
        page.stacked([(words[0], first)], room)
    else:
        first = drawing.ink(theme.of(*size), True, colour, "center", 1.1)
        second = drawing.second_ink(theme.of(24, 15), False, colour, "center", 1.1)
        page.stacked([(words[0], first), (words[1], second)], room)
    shown = " ".join(word for word in words if word)
    touchable(drawing, touch, name, box, shown, said=said, chosen=chosen, group=group)


def touchable(
    drawing: Drawing,
    touch: NaviTouch,
    name: str,
    box: Box,
    words: str,
    *,
    said: str | Sequence[Said] = (),
    chosen: bool | None = None,
    group: Group | None = None,
    live: bool = False,
) -> None:
    """Make a box touchable."""
    touched = partial(drawing.touches.other, touch)
    drawing.page.target(
        f"navi:{name}", words, box, touched, said=said, chosen=chosen, group=group, live=live
    )


def card(drawing: Drawing, box: Box, *, chosen: bool = False) -> None:
    """The ground of a choice, marked where it is the chosen one."""
    theme = drawing.theme
    drawing.page.panel(
        box,
        PAPER,
        line=PRIMARY if chosen else EDGE,
        line_width=theme.px(6 if chosen else 3),
        radius=theme.px(16),
    )


def tick(drawing: Drawing, x: float, y: float, radius: float) -> None:
    """A tick in a disc: this is chosen. Seen without colour, too."""
    page = drawing.page
    page.disc(x, y, radius, PRIMARY)
    points = [(x - radius * 0.45, y), (x - radius * 0.1, y + radius * 0.36)]
    page.stroke([*points, (x + radius * 0.5, y - radius * 0.36)], radius * 0.2, PAPER)


def field(drawing: Drawing, box: Box, *, active: bool = True) -> None:
    """The ground of what is typed."""
    theme = drawing.theme
    drawing.page.panel(
        box,
        PAPER,
        line=PRIMARY if active else EDGE,
        line_width=theme.px(5 if active else 3),
        radius=theme.px(12),
    )


def _progress(drawing: Drawing, step: tuple[int, int], box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    place, count = step
    said = theme.of(110, 70)
    with page.quietly():
        page.stacked(
            [(f"{place}/{count}", Ink(theme.of(34, 21), True, PRIMARY, line_height=1.1))],
            Box(box.x, box.y, said, box.height),
        )
    gap = theme.of(10, 8)
    wide = (box.width - said - (count - 1) * gap) / count
    high = theme.of(16, 10)
    for number in range(count):
        x = box.x + said + number * (wide + gap)
        piece = Box(x, box.y + (box.height - high) / 2, wide, high)
        page.panel(piece, PRIMARY if number < place else PRIMARY_LINE, radius=high / 2)


def _wrong(drawing: Drawing, navi: Navi, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    page.panel(box, PAPER, line=ERROR, line_width=theme.px(4), radius=theme.px(14))
    radius = theme.of(40, 24)
    x, y = box.x + radius + theme.of(26, 16), box.y + box.height / 2
    page.disc(x, y, radius, ERROR)
    page.stroke([(x, y - radius * 0.5), (x, y + radius * 0.08)], radius * 0.2, PAPER)
    page.disc(x, y + radius * 0.48, radius * 0.12, PAPER)
    first, second = trouble_of(drawing.voice, navi)
    left = x + radius + theme.of(26, 16)
    page.stacked(
        [
            (first, drawing.ink(theme.of(36, 22), True, INK, line_height=1.15)),
            (second, drawing.second_ink(theme.of(25, 16), False, INK_SOFT, line_height=1.15)),
        ],
        Box(left, box.y + theme.of(10, 6), box.right - theme.of(20, 12) - left,
            box.height - 2 * theme.of(10, 6)),
        gap=theme.of(4, 2),
    )  # fmt: skip
