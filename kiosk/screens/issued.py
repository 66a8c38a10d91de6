"""A number was given: the number, large; where to go; what became of the paper."""

from kiosk.occasion import life_event_of
from kiosk.page import Box
from kiosk.paper_context import context_of
from kiosk.screens.bar import bar
from kiosk.screens.code import draw_code
from kiosk.screens.common import (
    Drawing,
    button,
    footer_height,
    sentences,
)
from kiosk.screens.stay import draw_time_left
from kiosk.screens.stop_card import say_stop, stop_card, wait_said, wait_words
from kiosk.session.events import Control
from kiosk.session.numbers import offers_large_print
from kiosk.session.screens import Issued, Paper
from kiosk.session.times import NUMBER_WARNING_SECONDS
from kiosk.speech.readings import number_said
from kiosk.theme import INK_SOFT, LINE, PAPER, PRIMARY, PRIMARY_SOFT, SUCCESS, WARNING, Colour
from kiosk.typesetting import Ink
from kiosk.words import N_
from protocol.messages import LifeEventEntry, StopOnTicket

STOPS_SHOWN = {1.0: 4, 1.5: 3, 2.0: 2}
"""Stops on the screen by the size of its words; the checklist on paper has all of them."""
STOPS_BELOW_CODE = {1.0: 3, 1.5: 2, 2.0: 2}


def draw_issued(drawing: Drawing, screen: Issued) -> None:
    """The number above (or left), the stops below (or right).

    Where there is no ticket, its code stands between them, to be photographed.
    """
    theme = drawing.theme
    top = bar(drawing)
    bottom = theme.height - footer_height(theme)
    margin = drawing.margin
    coded = _coded(screen)
    most = (STOPS_BELOW_CODE if coded else STOPS_SHOWN)[theme.text]
    if theme.portrait:
        wide = theme.width - 2 * margin
        tall = theme.px(760 if not coded else 590 if _event(drawing, screen) else 700)
        _number(drawing, screen, Box(margin, top + theme.px(40), wide, tall))
        foot = bottom - theme.px(160)
        y = top + theme.px(80) + tall
        if coded:
            _code(drawing, screen, Box(margin, y, wide, theme.px(250)))
            y += theme.px(270)
        _stops(drawing, screen, Box(margin, y, wide, foot - theme.px(30) - y), most)
        _leaving(drawing, screen, Box(margin, foot, wide, theme.px(150)))
        return
    left = round(theme.width * 0.47) - margin
    y, high = top + theme.px(24), bottom - top - theme.px(24)
    _number(drawing, screen, Box(margin, y, left, high))
    x = margin + left + theme.px(32)
    wide = theme.width - margin - x
    foot = bottom - theme.px(92)
    if coded:
        _code(drawing, screen, Box(x, y, wide, theme.px(190)))
        y += theme.px(206)
    _stops(drawing, screen, Box(x, y, wide, foot - theme.px(20) - y), most)
    _leaving(drawing, screen, Box(x, foot, wide, theme.px(92)))


def _code(drawing: Drawing, screen: Issued, box: Box) -> None:
    """What the ticket's code would be, and what it is for."""
    page, theme = drawing.page, drawing.theme
    page.panel(box, PAPER, line=LINE, line_width=theme.px(2), radius=theme.px(16))
    inner = box.inset(theme.of(16, 10))
    catalogue = drawing.view.session.catalogue
    if catalogue is not None:
        # the same as on the paper, whatever that is
        code = context_of(screen.ticket, catalogue, drawing.voice.language).code
        draw_code(drawing, code, Box(inner.x, inner.y, inner.height, inner.height))
    x = inner.x + inner.height + theme.of(24, 16)
    first, second = drawing.voice.pair(N_("写真をとると、番号札のかわりになります"))
    page.stacked(
        [
            (first, drawing.ink(theme.of(38, 24), bold=True)),
            (second, drawing.second_ink(theme.of(26, 17), colour=INK_SOFT)),
        ],
        Box(x, inner.y, inner.x + inner.width - x, inner.height),
        gap=theme.of(10, 6),
    )


def _number(drawing: Drawing, screen: Issued, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    page.panel(box, PAPER, line=LINE, line_width=theme.px(2), radius=theme.px(24))
    says, colour = _PAPER_WORDS[screen.paper]
    band = theme.grown(230, 190, 0.6)
    inner = box.inset(theme.of(36, 24))
    label, label_second = drawing.voice.pair(N_("あなたの番号"))
    head = theme.of(80, 56)
    called = number_said(screen.ticket.number, drawing.voice.language)
    page.say(drawing.voice.say(N_("あなたの番号は、{number}です。"), number=called))
    with page.quietly():
        page.beside(
            [
                (label, Ink(theme.of(34, 22), False, INK_SOFT)),
                (label_second, drawing.second_ink(theme.of(34, 22), False, INK_SOFT)),
            ],
            Box(inner.x, inner.y, inner.width, head),
            gap=theme.of(30, 20),
            middle=True,
        )
    y = inner.y + head
    marks = [_REISSUED] if screen.ticket.reissued else []
    if screen.ticket.alone:
        marks.append(_ALONE)
    for words in marks:
        _mark(drawing, words, Box(inner.x, y, inner.width, theme.of(64, 44)))
        y += theme.of(70, 48)
    number = Box(inner.x, y, inner.width, box.y + box.height - band - y)
    size = min(number.height * 0.86, number.width / max(1, len(screen.ticket.number)) * 1.55)
    ink = Ink(size, True, PRIMARY, "center", 1.0, one_line=True)
    with page.quietly():
        page.stacked([(screen.ticket.number, ink)], number)
    base = Box(box.x, box.y + box.height - band, box.width, band)
    page.panel(base.inset(theme.of(20, 14)), colour, radius=theme.px(16))
    first, second = drawing.voice.pair(says)
    page.stacked(
        [
            (
                first if theme.portrait else sentences(first),
                drawing.ink(theme.of(44, 27), True, PAPER, "center", 1.2),
            ),
            (second, drawing.second_ink(theme.of(27, 17), False, PAPER, "center", 1.2)),
        ],
        base.inset(theme.of(36, 24)),
        gap=theme.of(6, 3),
    )


_PAPER_WORDS: dict[Paper, tuple[str, Colour]] = {
    Paper.PRINTING: (N_("印刷しています"), PRIMARY),
    Paper.PAPER_OUT: (
        N_("紙が切れています。番号をひかえてください。職員が紙を入れると印刷されます。"),
        WARNING,
    ),
    Paper.STUCK: (
        N_("いま印刷できません。番号をひかえてください。プリンターが直ると印刷されます。"),
        WARNING,
    ),
    Paper.CHECKLIST_PAPER_OUT: (
        N_("番号札をお取りください。手続き一覧は、職員が紙を入れると印刷されます。"),
        WARNING,
    ),
    Paper.CHECKLIST_STUCK: (
        N_("番号札をお取りください。手続き一覧は、プリンターが直ると印刷されます。"),
        WARNING,
    ),
    Paper.PRINTED: (N_("番号札をお取りください"), SUCCESS),
    Paper.REPRINTED: (N_("「再発行」と書かれた番号札をお取りください"), SUCCESS),
    Paper.PARTLY: (
        N_("番号札をお取りください。手続き一覧は印刷できませんでした。"),
        WARNING,
    ),
    Paper.FAILED: (
        N_("印刷できませんでした。番号をおぼえるか、写真をとってください。"),
        WARNING,
    ),
    Paper.NO_PRINTER: (N_("番号をおぼえるか、写真をとってください。"), PRIMARY),
}


_REISSUED = N_("再発行")
_ALONE = N_("通信なしで発行")


def _mark(drawing: Drawing, words: str, box: Box) -> None:
    """What staff have to know of the number, and others need not mind."""
    page, theme = drawing.page, drawing.theme
    first, second = drawing.voice.pair(words)
    wide = theme.of(640, 400)
    chip = Box(box.x + (box.width - wide) / 2, box.y, wide, box.height)
    colour = PRIMARY if words == _REISSUED else INK_SOFT
    page.panel(chip, PAPER, line=colour, line_width=theme.px(3), radius=theme.px(12))
    size = theme.of(30, 20)
    page.beside(
        [
            (first, Ink(size, True, colour)),
            (second, drawing.second_ink(size, True, colour)),
        ],
        chip.inset(theme.px(6)),
        gap=size,
        middle=True,
    )


def _stops(drawing: Drawing, screen: Issued, box: Box, most: int) -> None:
    page, theme = drawing.page, drawing.theme
    below = _occasion(drawing, screen, box)
    box = Box(box.x, below, box.width, box.bottom - below)
    head = theme.grown(90, 64, 0.5)
    stops = screen.ticket.stops
    words = N_("行き先") if len(stops) == 1 else N_("この順番でまわります")
    first, second = drawing.voice.pair(words)
    page.beside(
        [
            (first, drawing.ink(theme.of(36, 24), bold=True)),
            (second, drawing.second_ink(theme.of(30, 20), False, INK_SOFT)),
        ],
        Box(box.x, box.y, box.width, head),
        gap=theme.of(30, 20),
    )
    gap = theme.of(16, 12)
    room = box.height - head
    # no more than can be read
    fit = max(2, int((room + gap) / (theme.of(110, 60) + gap)))
    most = min(most, fit)
    shown = stops[:most] if len(stops) <= most else stops[: most - 1]
    usual = 2 if theme.portrait or theme.text > 1 else 3
    places = max(len(shown) + (len(stops) > len(shown)), min(usual, fit))
    high = min((room - (places - 1) * gap) / places, theme.grown(240, 150))
    y = box.y + head
    for place, stop in enumerate(shown, start=1):
        with page.quietly():
            _stop(drawing, place, stop, Box(box.x, y, box.width, high))
        said = wait_said(drawing, stop.people_ahead, stop.wait_minutes)
        which = place if len(stops) > 1 else None
        say_stop(drawing, (which, stop.service, stop.counters), said)
        y += high + gap
    if screen.asked and len(stops) == 1:
        _asked(drawing, screen, Box(box.x, y, box.width, min(high, theme.grown(170, 96))))
    if len(stops) > len(shown):
        more = drawing.voice.pair(
            N_("ほかに{count}か所。手続き一覧をごらんください。")
            if screen.paper in {Paper.PRINTING, Paper.PRINTED, Paper.REPRINTED}
            else N_("ほかに{count}か所。窓口でおたずねください。"),
            count=len(stops) - len(shown),
        )
        page.stacked(
            [
                (more[0], drawing.ink(theme.of(34, 22), bold=True)),
                (more[1], drawing.second_ink(theme.of(24, 16), colour=INK_SOFT)),
            ],
            Box(box.x, y, box.width, min(high, theme.grown(110, 70))),
        )


def _coded(screen: Issued) -> bool:
    return not screen.paper.ticket_out and screen.paper is not Paper.PRINTING


def _event(drawing: Drawing, screen: Issued) -> LifeEventEntry | None:
    if _coded(screen) and drawing.theme.text > 1.5:
        # the number would be smaller than the words: it is all that they have
        return None
    catalogue = drawing.view.session.catalogue
    procedures = [name for stop in screen.ticket.stops for name in stop.procedures]
    return None if catalogue is None else life_event_of(procedures, catalogue)


def _occasion(drawing: Drawing, screen: Issued, box: Box) -> float:
    """The life event that the visit is about, where its procedures say so. Where the rest begins.

    Never a person's name: so people see that the right pass was read.
    """
    event = _event(drawing, screen)
    if event is None:
        return box.y
    page, theme = drawing.page, drawing.theme
    words = event.words or {"ja": event.title, "en": event.title_en}
    first, second = drawing.voice.of_all(words)
    high = theme.grown(96, 58, 0.6)
    page.panel(Box(box.x, box.y, box.width, high), PRIMARY_SOFT, radius=theme.px(14))
    voice = drawing.voice
    language = voice.language if voice.language in words else voice.language_of(event.title)
    # in some it is that somebody has died: not for the whole lobby to hear
    page.say(first, language, personal=True)
    with page.quietly():
        page.beside(
            [
                (first, drawing.ink(theme.of(38, 23), True, PRIMARY, language=language)),
                (second, drawing.second_ink(theme.of(26, 16), False, INK_SOFT)),
            ],
            Box(box.x + theme.of(20, 12), box.y, box.width - 2 * theme.of(20, 12), high),
            gap=theme.of(26, 16),
        )
    return box.y + high


def _asked(drawing: Drawing, screen: Issued, box: Box) -> None:
    """What became of the form that was filled in."""
    page, theme = drawing.page, drawing.theme
    kept = screen.ticket.request_kept
    later = screen.ticket.alone and not kept
    words = drawing.voice.pair(
        N_("入力した内容は窓口に届いています。書くものはありません。")
        if kept
        else N_("入力した内容は、お呼びするまでに窓口に届きます。")
        if later
        else N_("入力した内容が届きませんでした。窓口でお話しください。")
    )
    page.panel(box, PAPER, line=SUCCESS if kept or later else WARNING, line_width=theme.px(4),
               radius=theme.px(16))  # fmt: skip
    page.stacked(
        [
            (words[0], drawing.ink(theme.of(34, 22), True, line_height=1.2)),
            (words[1], drawing.second_ink(theme.of(24, 16), False, INK_SOFT, line_height=1.2)),
        ],
        box.inset(theme.of(16, 10)),
        gap=theme.of(4, 2),
    )


def _stop(drawing: Drawing, place: int, stop: StopOnTicket, box: Box) -> None:
    right = wait_words(drawing, stop.people_ahead, stop.wait_minutes)
    stop_card(drawing, (place, stop.service, stop.counters), right, box)


def _leaving(drawing: Drawing, screen: Issued, box: Box) -> None:
    """The end, and beside it the page in large print where there is such a printer.

    Shortly before it ends by itself: the time left, and what makes it stay.
    """
    seconds = drawing.view.seconds_left
    if seconds is not None:
        theme = drawing.theme
        half = (box.width - theme.of(30, 20)) / 2
        bar = Box(box.x, box.y - theme.of(24, 14), box.width, theme.of(14, 8))
        draw_time_left(drawing, bar, NUMBER_WARNING_SECONDS)
        stay = Box(box.x, box.y, half, box.height)
        words = N_("まだ見る（あと{seconds}秒）")
        button(drawing, Control.STAY, stay, words, seconds=seconds)
        _done(drawing, screen, Box(box.right - half, box.y, half, box.height))
        return
    offered = offers_large_print(drawing.view.session, screen)
    if not offered and screen.large is None:
        quarter = box.width / 4 if drawing.theme.portrait else 0
        _done(drawing, screen, Box(box.x + quarter, box.y, box.width - 2 * quarter, box.height))
        return
    gap = drawing.theme.of(30, 20)
    half = (box.width - gap) / 2
    large = Box(box.x, box.y, half, box.height)
    if offered:
        button(drawing, Control.LARGE_PRINT, large, N_("大きな文字の紙も印刷する"))
    elif screen.large is not None:
        _large(drawing, _LARGE_WORDS[screen.large], large)
    _done(drawing, screen, Box(large.right + gap, box.y, half, box.height))


_LARGE_PRINTING = N_("大きな文字の紙を印刷しています")
_LARGE_PRINTED = N_("大きな文字の紙をお取りください")
_LARGE_WAITS = N_("大きな文字の紙は、いま印刷できません。職員におたずねください。")
_LARGE_WORDS = {
    Paper.PRINTING: _LARGE_PRINTING,
    Paper.PRINTED: _LARGE_PRINTED,
    Paper.REPRINTED: _LARGE_PRINTED,
    Paper.PAPER_OUT: _LARGE_WAITS,
    Paper.STUCK: _LARGE_WAITS,
    Paper.CHECKLIST_PAPER_OUT: _LARGE_WAITS,
    Paper.CHECKLIST_STUCK: _LARGE_WAITS,
    Paper.PARTLY: _LARGE_WAITS,
    Paper.FAILED: _LARGE_WAITS,
    Paper.NO_PRINTER: _LARGE_WAITS,
}


def _large(drawing: Drawing, words: str, box: Box) -> None:
    """What has become of the page in large print."""
    theme = drawing.theme
    first, second = drawing.voice.pair(words)
    drawing.page.stacked(
        [
            (first, drawing.ink(theme.of(36, 22), True, align="center", line_height=1.15)),
            (second, drawing.second_ink(theme.of(24, 15), False, INK_SOFT, "center", 1.15)),
        ],
        box,
        gap=theme.of(4, 2),
    )


def _done(drawing: Drawing, screen: Issued, box: Box) -> None:
    if screen.paper.waits:
        # it takes the print job back, and says so
        button(drawing, Control.DONE, box, N_("印刷せずに終わる"))
    elif screen.paper.ended:
        button(drawing, Control.DONE, box, N_("おわる"), kind="primary")
