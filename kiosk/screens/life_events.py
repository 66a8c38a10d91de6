"""Choosing by life event: what happened, and the few questions that follow, one on a screen."""

from functools import partial

from kiosk.page import BUTTON_COLOURS, Box
from kiosk.screens.bar import bar
from kiosk.screens.common import Drawing, button
from kiosk.screens.navi_frame import card, foot_box, heading, stepped, tick
from kiosk.session.events import Control
from kiosk.session.life_events import (
    answers_offered,
    entry_of,
    event_page_of,
    event_pages,
    how_far,
    question_of,
)
from kiosk.session.life_touches import Answered, EventChosen, LifeTouch, Onward
from kiosk.session.screens import ByLifeEvent
from kiosk.theme import INK, INK_SOFT, PAPER, PRIMARY
from kiosk.words import N_
from protocol.messages import LifeEventEntry

HEAD = (196, 100)
"""How high the head of a step is, upright and lying: what happened, and the question."""


def draw_life_events(drawing: Drawing, screen: ByLifeEvent) -> None:
    """What happened, each in a button as large as a hand."""
    theme, session = drawing.theme, drawing.view.session
    top = bar(drawing)
    wide = theme.width - 2 * drawing.margin
    grows = 0.5 if theme.portrait else 0.0
    head = Box(drawing.margin, top + theme.of(30, 12), wide, theme.grown(150, 84, grows))
    heading(drawing, drawing.voice.pair(N_("どのようなことがありましたか")), head)
    y = head.bottom + theme.of(30, 12)
    body = Box(drawing.margin, y, wide, foot_box(drawing).y - theme.of(36, 14) - y)
    at, found = event_page_of(session, screen), event_pages(session)
    entries = found[at]
    columns = 2 if columns_are_narrow(drawing) or not theme.portrait else 1
    for entry, box in zip(entries, _places(drawing, body, len(entries), columns), strict=True):
        _life_event(drawing, entry, box)
    foot, gap = foot_box(drawing), theme.of(24, 20)
    side = theme.of(290, 250)
    button(drawing, Control.BACK, Box(foot.x, foot.y, side, foot.height), N_("もどる"))
    wide = theme.of(500, 420)
    if len(found) > 1:
        wide = (foot.width - side - 2 * gap) / 2
        turn = Box(foot.x + side + gap, foot.y, wide, foot.height)
        if at < len(found) - 1:
            button(drawing, Control.NEXT_PAGE, turn, N_("次のページ"))
        else:
            button(drawing, Control.PREVIOUS_PAGE, turn, N_("前のページ"))
    others = Box(foot.right - wide, foot.y, wide, foot.height)
    button(drawing, Control.ALL_SERVICES, others, N_("ほかの手続き"))


def _life_event(drawing: Drawing, entry: LifeEventEntry, box: Box) -> None:
    theme = drawing.theme
    card(drawing, box)
    first, second = drawing.voice.of_all(entry.words)
    # the word that the office uses stands below the plain ones, where it would not break by itself
    first = first.replace("（", "\n（") if columns_are_narrow(drawing) else first
    pad = theme.of(34, 22)
    arrow = theme.of(18, 11)
    x = box.right - pad
    drawing.page.stroke(
        [
            (x - arrow, box.y + box.height / 2 - arrow),
            (x, box.y + box.height / 2),
            (x - arrow, box.y + box.height / 2 + arrow),
        ],
        theme.of(7, 4),
        PRIMARY,
    )
    _words(
        drawing, (first, second), Box(box.x + pad, box.y, x - 2 * arrow - box.x - pad, box.height)
    )
    said = first.replace("\n", "")
    touchable(drawing, EventChosen(entry.life_event), f"event:{entry.life_event}", box, said)


def columns_are_narrow(drawing: Drawing) -> bool:
    """Whether life events stand beside each other on an upright screen."""
    return drawing.theme.portrait and drawing.theme.text == 1


def draw_question(drawing: Drawing, screen: ByLifeEvent) -> None:
    """One question, with its answers below each other."""
    theme, session = drawing.theme, drawing.view.session
    question = question_of(session, screen)
    if question is None:
        return  # the catalogue has lost it, and a new one is on its way to this session
    words = drawing.voice.of_all(question.words)
    body = stepped(
        drawing, how_far(session, screen), HEAD, lambda box: step_head(drawing, screen, words, box)
    )
    names = (
        {}
        if session.catalogue is None
        else {entry.answer: entry.words for entry in session.catalogue.answers}
    )
    given = dict(screen.answers).get(question.question, ())
    offered = answers_offered(session, screen)
    columns = 1 if theme.portrait or len(offered) < 4 else 2
    for answer, box in zip(offered, _places(drawing, body, len(offered), columns), strict=True):
        said = drawing.voice.of_all(names.get(answer, {"ja": answer, "en": answer}))
        _answer(drawing, answer, said, box, many=question.many, chosen=answer in given)
    on = None
    if question.many:
        on = N_("次へ") if given else N_("どれもない")
    ways(drawing, on)


def step_head(drawing: Drawing, screen: ByLifeEvent, words: tuple[str, str], box: Box) -> None:
    """What happened, and what is to be done at this step."""
    theme = drawing.theme
    entry = entry_of(drawing.view.session, screen)
    event = "" if entry is None else drawing.voice.of_all(entry.words)[0]
    drawing.page.stacked(
        [
            (event, drawing.ink(theme.of(30, 18), True, PRIMARY, line_height=1.15)),
            (words[0], drawing.ink(theme.of(50, 31), True, line_height=1.15)),
            (words[1], drawing.second_ink(theme.of(28, 17), False, INK_SOFT, line_height=1.15)),
        ],
        box,
        gap=theme.of(5, 2),
    )


def ways(drawing: Drawing, on: str | None) -> None:
    """Back, and on where the step is left by a button of its own. Drawn last."""
    theme, foot = drawing.theme, foot_box(drawing)
    side = theme.of(290, 250)
    button(drawing, Control.BACK, Box(foot.x, foot.y, side, foot.height), N_("もどる"))
    if on is not None:
        x = foot.x + side + theme.of(30, 24)
        place = Box(x, foot.y, foot.right - x, foot.height)
        onward(drawing, place, drawing.voice.pair(on))


def onward(drawing: Drawing, box: Box, words: tuple[str, str]) -> None:
    """The button that leaves a step."""
    page, theme = drawing.page, drawing.theme
    fill, ink, line = BUTTON_COLOURS["primary"]
    page.panel(box, fill, line=line, line_width=theme.px(3), radius=theme.px(16))
    page.stacked(
        [
            (words[0], drawing.ink(theme.of(42, 27), True, ink, "center", 1.15)),
            (words[1], drawing.second_ink(theme.of(24, 16), False, ink, "center", 1.15)),
        ],
        Box(box.x + theme.px(14), box.y + theme.of(14, 10), box.width - 2 * theme.px(14),
            box.height - 2 * theme.of(14, 10)),
    )  # fmt: skip
    touchable(drawing, Onward(), "next", box, " ".join(word for word in words if word))


def touchable(
    drawing: Drawing,
    touch: LifeTouch,
    name: str,
    box: Box,
    words: str,
    *,
    chosen: bool | None = None,
) -> None:
    """Make a box touchable."""
    touched = partial(drawing.touches.other, touch)
    drawing.page.target(f"life:{name}", words, box, touched, chosen=chosen)


def check_mark(drawing: Drawing, x: float, y: float, radius: float, *, chosen: bool) -> None:
    """Whether something is chosen, seen without colour, too."""
    if chosen:
        tick(drawing, x, y, radius)
        return
    drawing.page.disc(x, y, radius, INK_SOFT)
    drawing.page.disc(x, y, radius - drawing.theme.of(4, 3), PAPER)


def _answer(
    drawing: Drawing, answer: str, said: tuple[str, str], box: Box, *, many: bool, chosen: bool
) -> None:
    theme = drawing.theme
    card(drawing, box, chosen=chosen)
    pad, radius = theme.of(36, 22), theme.of(34, 20)
    left = box.x + pad
    if many or chosen:
        check_mark(drawing, left + radius, box.y + box.height / 2, radius, chosen=chosen)
        left += 2 * radius + theme.of(30, 18)
    _words(drawing, said, Box(left, box.y, box.right - theme.of(24, 14) - left, box.height))
    state = chosen if many else chosen or None
    touchable(drawing, Answered(answer), f"answer:{answer}", box, said[0], chosen=state)


def _words(drawing: Drawing, words: tuple[str, str], box: Box) -> None:
    theme = drawing.theme
    pad, gap = theme.of(14, 10), theme.of(5, 2)
    room = Box(box.x, box.y + pad, box.width, box.height - 2 * pad)
    first = drawing.ink(theme.of(44, 27), True, INK, line_height=1.15)
    second = drawing.second_ink(theme.of(26, 16), False, INK_SOFT, line_height=1.15)
    lines = [(words[0], first), (words[1], second)]
    if theme.text > 1 and (first.size + second.size) * 1.15 + gap > room.height:
        # both would shrink to less than somebody has asked for: their own language stays large
        lines = lines[:1]
    drawing.page.stacked(lines, room, gap=gap)


def _places(drawing: Drawing, body: Box, count: int, columns: int) -> list[Box]:
    """As many places, row by row; few are not stretched over the whole screen."""
    theme = drawing.theme
    gap = theme.of(24, 12)
    rows = max(1, -(-count // columns))
    wide = (body.width - (columns - 1) * gap) / columns
    high = min(theme.of(230, 120), (body.height - (rows - 1) * gap) / rows)
    return [
        Box(
            round(body.x + place % columns * (wide + gap)),
            round(body.y + place // columns * (high + gap)),
            wide,
            high,
        )
        for place in range(count)
    ]
