"""A ticket was held up: where it stands now, and what may be done with it."""

from collections.abc import Sequence
from functools import partial

from kiosk.page import BUTTON_COLOURS, Box
from kiosk.screens.bar import bar
from kiosk.screens.common import Drawing, button, footer_height, sentences
from kiosk.screens.satisfaction import draw_question
from kiosk.screens.stop_card import (
    counter_signs,
    counters_said,
    say_stop,
    stop_card,
    wait_said,
    wait_words,
)
from kiosk.session.events import Control, TicketWish
from kiosk.session.own_ticket import asks_how_it_was, may_cancel, may_reprint
from kiosk.session.screens import OwnTicket
from kiosk.speech.readings import number_said
from kiosk.theme import INK_SOFT, LINE, PAPER, PRIMARY, SUCCESS, WARNING, Colour
from kiosk.typesetting import Ink
from kiosk.words import N_
from protocol.ticket_messages import StopNow, TicketShown

_STOPS_SHOWN = {1.0: 4, 1.5: 3, 2.0: 2}
"""Stops on the screen by the size of its words."""


def draw_own_ticket(drawing: Drawing, screen: OwnTicket) -> None:
    """The number above (or left), its stops below (or right), and what may be done."""
    if screen.cancelling:
        _draw_cancelling(drawing, screen)
        return
    if asks_how_it_was(screen):
        draw_question(drawing, screen.shown.number)
        return
    theme = drawing.theme
    top = bar(drawing)
    bottom = theme.height - footer_height(theme)
    margin = drawing.margin
    if theme.portrait:
        wide = theme.width - 2 * margin
        tall = theme.px(600)
        _number(drawing, screen.shown, Box(margin, top + theme.px(40), wide, tall))
        foot = bottom - theme.px(330)
        y = top + theme.px(70) + tall
        _stops(drawing, screen.shown, Box(margin, y, wide, foot - theme.px(30) - y))
        _choices(drawing, screen, Box(margin, foot, wide, theme.px(320)))
    else:
        left = round(theme.width * 0.4) - margin
        foot = bottom - theme.px(104)
        y = top + theme.px(20)
        high = foot - theme.px(16) - y
        _number(drawing, screen.shown, Box(margin, y, left, high))
        x = margin + left + theme.px(28)
        _stops(drawing, screen.shown, Box(x, y, theme.width - margin - x, high))
        wide = theme.width - 2 * margin
        _choices(drawing, screen, Box(margin, foot, wide, theme.px(100)))


def _number(drawing: Drawing, shown: TicketShown, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    page.panel(box, PAPER, line=LINE, line_width=theme.px(2), radius=theme.px(24))
    band = theme.grown(200, 220, 0.5)
    inner = box.inset(theme.of(36, 20))
    label, label_second = drawing.voice.pair(N_("あなたの番号"))
    head = theme.of(70, 48)
    y = inner.y + head
    number = Box(inner.x, y, inner.width, box.bottom - band - y)
    size = min(number.height * 0.86, number.width / max(1, len(shown.number)) * 1.55)
    ink = Ink(size, True, PRIMARY, "center", 1.0, one_line=True)
    _say_number(drawing, shown.number)
    with page.quietly():
        page.beside(
            [
                (label, Ink(theme.of(34, 22), False, INK_SOFT)),
                (label_second, drawing.second_ink(theme.of(34, 22), False, INK_SOFT)),
            ],
            Box(inner.x, inner.y, inner.width, head),
            gap=theme.of(30, 16),
            middle=True,
        )
        page.stacked([(shown.number, ink)], number)
    words, counters, colour = _now(shown)
    base = Box(box.x, box.bottom - band, box.width, band)
    page.panel(base.inset(theme.of(20, 12)), colour, radius=theme.px(16))
    first, second = drawing.voice.pair(words, counter=counter_signs(drawing, counters))
    page.say(drawing.voice.say(words, counter=counters_said(drawing, counters)))
    with page.quietly():
        page.stacked(
            [
                (sentences(first), drawing.ink(theme.of(44, 27), True, PAPER, "center", 1.2)),
                (second, drawing.second_ink(theme.of(27, 17), False, PAPER, "center", 1.2)),
            ],
            base.inset(theme.of(34, 22)),
            gap=theme.of(6, 3),
        )


def _say_number(drawing: Drawing, number: str) -> None:
    called = number_said(number, drawing.voice.language)
    drawing.page.say(drawing.voice.say(N_("あなたの番号は、{number}です。"), number=called))


def _now(shown: TicketShown) -> tuple[str, Sequence[str], Colour]:
    """What to do now, at which counters, and the colour that goes with it."""
    standing = shown.standing
    if standing == "called":
        counters = _counters(shown, "called")
        return N_("お呼びしています。{counter}へお越しください。"), counters, SUCCESS
    if standing == "away":
        missed = _counters(shown, "missed")
        if missed:
            return N_("お呼びしました。{counter}の職員にお声がけください。"), missed, WARNING
        parked = _counters(shown, "parked")
        return N_("用意ができたら、{counter}の職員にお声がけください。"), parked, WARNING
    if standing == "waiting":
        return N_("番号が呼ばれるまで、お待ちください。"), (), PRIMARY
    if standing == "finished":
        return N_("手続きはすべて終わりました。"), (), SUCCESS
    return N_("この番号の受付は終わっています"), (), WARNING


def _counters(shown: TicketShown, standing: str) -> Sequence[str]:
    """Of the first stop that stands so."""
    return next((stop.counters for stop in shown.stops if stop.standing == standing), ())


def _stops(drawing: Drawing, shown: TicketShown, box: Box) -> None:
    theme = drawing.theme
    stops = _most_wanted(shown.stops, _STOPS_SHOWN[theme.text])
    # nobody needs to ask about what is done
    left_out = sum(stop not in stops and stop.standing not in _ENDED for stop in shown.stops)
    gap = theme.of(16, 10)
    line = theme.grown(70, 44, 0.6) + gap if left_out else 0
    places = max(len(stops), 2 if theme.portrait or theme.text > 1 else 3)
    high = min(
        (box.height - line - (places - 1) * gap) / places,
        theme.grown(200, 150),
    )
    for row, stop in enumerate(stops):
        place = shown.stops.index(stop) + 1
        card = Box(box.x, box.y + row * (high + gap), box.width, high)
        with drawing.page.quietly():
            stop_card(drawing, (place, stop.service, stop.counters), _right(drawing, stop), card)
        which = place if len(shown.stops) > 1 else None
        say_stop(drawing, (which, stop.service, stop.counters), _said(drawing, stop))
    if left_out:
        first, second = drawing.voice.pair(
            N_("ほかに{count}か所。窓口でおたずねください。"), count=left_out
        )
        drawing.page.stacked(
            [
                (first, drawing.ink(theme.of(30, 19), True, line_height=1.15)),
                (second, drawing.second_ink(theme.of(22, 14), False, INK_SOFT, line_height=1.15)),
            ],
            Box(box.x, box.bottom - line + gap, box.width, line - gap),
        )


def _most_wanted(stops: Sequence[StopNow], most: int) -> Sequence[StopNow]:
    """So many of them in their order, without those that somebody needs least to know about."""
    kept = sorted(stops, key=lambda stop: _LEAST_WANTED.get(stop.standing, 0))[:most]
    return [stop for stop in stops if stop in kept]


_ENDED = {"done", "dropped"}
_LEAST_WANTED = {"waiting": 1, "parked": 1, "later": 2, "done": 3, "dropped": 4}

_STANDINGS = {
    "later": N_("前の手続きのあと"),
    "called": N_("お呼びしています"),
    "missed": N_("お呼びしました"),
    "parked": N_("中断しています"),
    "done": N_("終わりました"),
    "dropped": N_("不要になりました"),
    "waiting": N_("呼ばれませんでした"),
}


def _right(drawing: Drawing, stop: StopNow) -> Sequence[tuple[str, Ink]]:
    theme = drawing.theme
    if stop.standing == "waiting" and stop.wait_minutes is not None:
        return wait_words(drawing, stop.people_ahead, stop.wait_minutes)
    first, second = drawing.voice.pair(_STANDINGS[stop.standing])
    return (
        (first, drawing.ink(theme.of(32, 20), True, align="right", line_height=1.15)),
        (second, drawing.second_ink(theme.of(22, 14), False, INK_SOFT, "right", 1.15)),
    )


def _said(drawing: Drawing, stop: StopNow) -> Sequence[str]:
    if stop.standing == "waiting" and stop.wait_minutes is not None:
        return wait_said(drawing, stop.people_ahead, stop.wait_minutes)
    return (drawing.voice.say(_STANDINGS[stop.standing]),)


def _choices(drawing: Drawing, screen: OwnTicket, box: Box) -> None:
    """Once more on paper, cancel, done: in one row where the screen lies."""
    theme = drawing.theme
    wishes = list[tuple[TicketWish, str]]()
    if may_reprint(drawing.view.session, screen):
        wishes.append((TicketWish.REPRINT, N_("もう一度印刷する")))
    if may_cancel(screen):
        wishes.append((TicketWish.CANCEL, N_("受付をとりやめる")))
    gap = theme.of(24, 20)
    if theme.portrait:
        high = (box.height - gap) / 2
        above = _row(Box(box.x, box.y, box.width, high), len(wishes), gap)
        half = (box.width - gap) / 2
        done = Box(box.x + (box.width - half) / 2, box.bottom - high, half, high)
    else:
        *above, done = _row(box, len(wishes) + 1, gap)
    for (wish, words), place in zip(wishes, above, strict=True):
        wish_button(drawing, wish, place, words)
    button(drawing, Control.DONE, done, N_("おわる"), kind="primary")


def _row(box: Box, count: int, gap: float) -> list[Box]:
    if not count:
        return []
    wide = (box.width - (count - 1) * gap) / count
    return [Box(box.x + place * (wide + gap), box.y, wide, box.height) for place in range(count)]


def wish_button(
    drawing: Drawing, wish: TicketWish, box: Box, words: str, kind: str = "plain"
) -> None:
    """A big button for something that somebody may want of their number."""
    page, theme = drawing.page, drawing.theme
    fill, ink, line = BUTTON_COLOURS[kind]
    page.panel(box, fill, line=line, line_width=theme.px(3), radius=theme.px(16))
    first, second = drawing.voice.pair(words)
    page.stacked(
        [
            (first, drawing.ink(theme.of(38, 24), True, ink, "center", 1.15)),
            (second, drawing.second_ink(theme.of(24, 15), False, ink, "center", 1.15)),
        ],
        Box(
            box.x + theme.px(12),
            box.y + theme.of(12, 5),
            box.width - 2 * theme.px(12),
            box.height - 2 * theme.of(12, 5),
        ),
    )
    said = f"{first} {second}".strip()
    page.target(f"ticket:{wish}", said, box, partial(drawing.touches.other, wish))


def _draw_cancelling(drawing: Drawing, screen: OwnTicket) -> None:
    """Whether they really want to. To keep the number is what stands out."""
    page, theme = drawing.page, drawing.theme
    top = bar(drawing)
    margin = drawing.margin
    wide = theme.width - 2 * margin
    high = theme.of(170, 100)
    foot = theme.height - footer_height(theme) - theme.of(200, 114)
    title, title_second = drawing.voice.pair(N_("受付をとりやめますか？"))
    body, body_second = drawing.voice.pair(
        N_("この番号は呼ばれなくなります。ご用のときは、新しい番号をお取りください。")
    )
    ink = Ink(theme.of(220, 110), True, PRIMARY, "center", 1.0)
    above = top + theme.of(220, 16)
    with page.quietly():
        page.stacked([(screen.shown.number, ink)], Box(margin, above, wide, theme.of(300, 150)))
    page.stacked(
        [
            (title, drawing.ink(theme.of(60, 38), True, align="center")),
            (title_second, drawing.second_ink(theme.of(32, 21), False, INK_SOFT, "center")),
            (" ", Ink(theme.of(24, 8))),
            (sentences(body), drawing.ink(theme.of(42, 26), align="center")),
            (
                sentences(body_second),
                drawing.second_ink(theme.of(30, 18), False, INK_SOFT, "center"),
            ),
        ],
        Box(
            margin,
            above + theme.of(300, 150),
            wide,
            min(foot - theme.of(40, 14) - above - theme.of(300, 150), theme.grown(700, 400)),
        ),
        gap=theme.of(12, 4),
    )
    surely, keep = _row(Box(margin, foot, wide, high), 2, theme.of(30, 24))
    wish_button(drawing, TicketWish.CANCEL_SURELY, surely, N_("とりやめる"))
    wish_button(drawing, TicketWish.KEEP, keep, N_("とりやめない"), "primary")


def draw_cancelled(drawing: Drawing) -> None:
    """That it is done, and that nothing else has to be."""
    page, theme = drawing.page, drawing.theme
    top = bar(drawing)
    margin = drawing.margin
    wide = theme.width - 2 * margin
    foot = theme.height - footer_height(theme) - theme.of(180, 110)
    title, title_second = drawing.voice.pair(N_("受付をとりやめました"))
    body, body_second = drawing.voice.pair(N_("ご用があれば、新しい番号をお取りください。"))
    page.stacked(
        [
            (title, drawing.ink(theme.of(68, 44), True, align="center")),
            (title_second, drawing.second_ink(theme.of(34, 22), False, INK_SOFT, "center")),
            (" ", Ink(theme.of(40, 14))),
            (sentences(body), drawing.ink(theme.of(44, 28), align="center")),
            (
                sentences(body_second),
                drawing.second_ink(theme.of(32, 20), False, INK_SOFT, "center"),
            ),
        ],
        Box(margin, top + theme.px(20), wide, foot - top - theme.px(40)),
        gap=theme.of(14, 6),
    )
    half = theme.of(480, 380)
    done = Box((theme.width - half) / 2, foot, half, theme.of(160, 96))
    button(drawing, Control.DONE, done, N_("おわる"), kind="primary")
