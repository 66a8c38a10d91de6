"""Something did not work: calm words and a way on."""

from kiosk.page import Box
from kiosk.screens.bar import bar
from kiosk.screens.common import (
    Drawing,
    button,
    footer_height,
    sentences,
)
from kiosk.screens.moments import moment_said
from kiosk.session.events import Control
from kiosk.session.screens import Trouble
from kiosk.theme import DARK, INK_SOFT, LINE, PAPER, PRIMARY, WARNING
from kiosk.trouble_words import TroubleWords, trouble_words
from kiosk.typesetting import Ink
from kiosk.words import N_


def draw_trouble(drawing: Drawing, screen: Trouble) -> None:
    """What happened, what to do now, and buttons for it."""
    words = trouble_words(screen.why)
    if words.tips:
        _draw_tips(drawing, words)
    else:
        _draw_words(drawing, screen, words)
    _ways(drawing, words)


def _draw_words(drawing: Drawing, screen: Trouble, words: TroubleWords) -> None:
    page, theme = drawing.page, drawing.theme
    top = bar(drawing)
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
    moment, moment_second = _moment(drawing, screen, words)
    body, body_second = drawing.voice.pair(words.body)
    y = centre + radius + theme.of(50, 16)
    foot = _foot(drawing)
    space = (" ", drawing.ink(theme.of(24, 10)))
    page.stacked(
        [
            (title, drawing.ink(theme.of(60, 40), True, align="center")),
            (title_second, drawing.second_ink(theme.of(32, 21), False, INK_SOFT, "center")),
            (moment and " ", space[1]),
            (moment, drawing.ink(theme.of(48, 32), True, PRIMARY, "center")),
            (moment_second, drawing.second_ink(theme.of(32, 20), False, INK_SOFT, "center")),
            space,
            (sentences(body), drawing.ink(theme.of(44, 28), align="center")),
            (
                sentences(body_second),
                drawing.second_ink(theme.of(32, 20), False, INK_SOFT, "center"),
            ),
        ],
        Box(
            margin,
            y,
            wide,
            min(theme.grown(860 if moment else 760, 380), foot - y - theme.px(20)),
        ),
        gap=theme.of(14, 6),
    )


def _moment(drawing: Drawing, screen: Trouble, words: TroubleWords) -> tuple[str, str]:
    """The moment that it is about, in both languages; empty where there is none."""
    catalogue = drawing.view.session.catalogue
    if words.moment is None or screen.moment is None or catalogue is None:
        return "", ""
    voice = drawing.voice
    first, second = (
        moment_said(screen.moment, catalogue.time_zone, language)
        for language in (voice.language, voice.second_language)
    )
    return voice.say(words.moment, when=first), voice.second(words.moment, when=second)


def _draw_tips(drawing: Drawing, words: TroubleWords) -> None:
    """What may help, beside the picture of the camera, which goes on reading."""
    page, theme = drawing.page, drawing.theme
    top = bar(drawing)
    margin = drawing.margin
    foot = _foot(drawing) - theme.of(30, 16)
    # the offer to stay covers the picture, not the words
    if theme.portrait:
        wide = theme.width - 2 * margin
        picture = Box(margin, top + theme.px(30), wide, theme.px(600))
        y = picture.bottom + theme.px(30)
        said = Box(margin, y, wide, foot - y)
    else:
        wide = round(theme.width * 0.42)
        picture = Box(margin, top + theme.px(20), wide, foot - top - theme.px(20))
        x = picture.right + theme.px(30)
        said = Box(x, picture.y, theme.width - margin - x, picture.height)
    page.panel(picture, DARK)
    page.camera_box = picture
    title, title_second = drawing.voice.pair(words.title)
    body, body_second = drawing.voice.pair(words.body)
    head = Box(said.x, said.y, said.width, said.height * (0.42 if theme.portrait else 0.45))
    page.stacked(
        [
            (title, drawing.ink(theme.of(56, 32), True, line_height=1.15)),
            (title_second, drawing.second_ink(theme.of(30, 18), False, INK_SOFT, line_height=1.15)),
            (body, drawing.ink(theme.of(36, 21), line_height=1.2)),
            (body_second, drawing.second_ink(theme.of(26, 16), False, INK_SOFT, line_height=1.2)),
        ],
        head,
        gap=theme.of(10, 5),
    )
    gap, pad = theme.of(18, 10), theme.of(9, 5)
    high = (said.bottom - head.bottom - gap * len(words.tips)) / len(words.tips)
    for place, tip in enumerate(words.tips):
        box = Box(said.x, head.bottom + gap + place * (high + gap), said.width, high)
        page.panel(box, PAPER, line=LINE, line_width=theme.px(2), radius=theme.px(14))
        radius = theme.of(30, 18)
        x = box.x + theme.of(24, 14) + radius
        page.disc(x, box.y + high / 2, radius, PRIMARY)
        with page.quietly():
            page.stacked(
                [(str(place + 1), Ink(theme.of(36, 22), True, PAPER, "center", 1.0))],
                Box(x - radius, box.y + high / 2 - radius, 2 * radius, 2 * radius),
            )
        first, second = drawing.voice.pair(tip)
        left = x + radius + theme.of(24, 14)
        page.stacked(
            [
                (first, drawing.ink(theme.of(42, 24), True, line_height=1.15)),
                (second, drawing.second_ink(theme.of(26, 16), False, INK_SOFT, line_height=1.15)),
            ],
            Box(left, box.y + pad, box.right - left - theme.of(16, 10), high - 2 * pad),
            gap=theme.of(4, 2),
        )


def _foot(drawing: Drawing) -> float:
    """Where the buttons begin, in pixels."""
    theme = drawing.theme
    return theme.height - footer_height(theme) - theme.of(180, 110)


def _ways(drawing: Drawing, words: TroubleWords) -> None:
    theme = drawing.theme
    gap = theme.of(30, 24)
    box = Box(drawing.margin, _foot(drawing), theme.width - 2 * drawing.margin, theme.of(160, 96))
    if words.ask_staff:
        half = theme.of(480, 380)
        back = Box((theme.width - half) / 2, box.y, half, box.height)
        button(drawing, Control.BACK, back, N_("はじめにもどる"), kind="primary")
        return
    half = (box.width - gap) / 2
    back = Box(box.x, box.y, half, box.height)
    choose = Box(box.x + half + gap, box.y, half, box.height)
    button(drawing, Control.BACK, back, N_("はじめにもどる"))
    button(drawing, Control.ALL_SERVICES, choose, words.way_on, kind="primary")
