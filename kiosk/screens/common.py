"""What screens share: the bar at the top, buttons, the offer to stay."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from kiosk.page import BUTTON_COLOURS, Box, Ink, Page
from kiosk.session_model import (
    LANGUAGES,
    Control,
    ControlTouched,
    LanguageTouched,
)
from kiosk.theme import (
    FOCUS,
    GROUND,
    INK,
    INK_SOFT,
    PAPER,
    PRIMARY,
    WARNING,
    Theme,
)
from kiosk.view import View
from kiosk.words import N_, Voice

LANGUAGE_NAMES = {"ja": "日本語", "en": "English"}


@dataclass(frozen=True, slots=True)
class Touches:
    """What screens tell of touches."""

    service: Callable[[str], None]
    other: Callable[[ControlTouched | LanguageTouched], None]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a screen needs to draw itself."""

    page: Page
    view: View
    voice: Voice
    touches: Touches

    @property
    def theme(self) -> Theme:
        """The page's sizes."""
        return self.page.theme

    @property
    def margin(self) -> float:
        """Free space at the sides, in pixels."""
        return self.theme.of(60, 40)


def bar_height(theme: Theme) -> float:
    """Of the bar at the top, in pixels."""
    return theme.of(132, 84)


def background_and_bar(drawing: Drawing, *, languages: bool = True) -> float:
    """The ground, the name of the house, the choice of languages. Where the rest may begin."""
    page, theme = drawing.page, drawing.theme
    high = bar_height(theme)
    page.panel(Box(0, 0, theme.width, theme.height), GROUND)
    page.panel(Box(0, 0, theme.width, high), PAPER)
    page.panel(Box(0, high - theme.px(3), theme.width, theme.px(3)), PRIMARY)
    catalogue = drawing.view.session.catalogue
    wide = theme.of(250, 170) * len(LANGUAGES) / 2
    if catalogue is not None:
        first, second = drawing.voice.names(catalogue.site_name, catalogue.site_name_en)
        room = Box(
            drawing.margin, 0, theme.width - 2 * drawing.margin - 2 * wide, high - theme.px(3)
        )
        page.stacked(
            [
                (first, Ink(theme.of(38, 27), bold=True)),
                (second, Ink(theme.of(24, 17), colour=INK_SOFT)),
            ],
            room,
        )
    if languages:
        _languages(drawing, high)
    if not drawing.view.session.connected:
        _cut_off_sign(drawing)
    return high


def _languages(drawing: Drawing, high: float) -> None:
    page, theme = drawing.page, drawing.theme
    wide, gap = theme.of(200, 136), theme.px(12)
    tall = theme.of(84, 60)
    x = theme.width - drawing.margin - len(LANGUAGES) * wide - (len(LANGUAGES) - 1) * gap
    for language in LANGUAGES:
        box = Box(x, (high - theme.px(3) - tall) / 2, wide, tall)
        chosen = language == drawing.voice.language
        fill, ink, line = BUTTON_COLOURS["primary" if chosen else "plain"]
        page.panel(box, fill, line=line, line_width=theme.px(2), radius=theme.px(14))
        page.stacked([(LANGUAGE_NAMES[language], Ink(theme.of(32, 22), True, ink, "center"))], box)
        touched = LanguageTouched(language)
        page.target(
            f"language:{language}",
            LANGUAGE_NAMES[language],
            box,
            partial(drawing.touches.other, touched),
        )
        x += wide + gap


def _cut_off_sign(drawing: Drawing) -> None:
    """Small, for the staff: the kiosk goes on trying."""
    page, theme = drawing.page, drawing.theme
    high = footer_height(theme)
    words = page.typesetter.set(
        drawing.voice.say("サーバーにつながっていません。接続しています…"),
        Ink(theme.of(26, 17), colour=INK_SOFT),
        theme.width - 2 * drawing.margin,
    )
    y = theme.height - high
    page.disc(drawing.margin + theme.of(10, 7), y + high / 2, theme.of(10, 7), WARNING)
    page.place(words, drawing.margin + theme.of(34, 24), y + (high - words.height) / 2)


def footer_height(theme: Theme) -> float:
    """Of the line at the bottom, in pixels."""
    return theme.of(64, 36)


def button(
    drawing: Drawing,
    control: Control,
    box: Box,
    words: str,
    *,
    kind: str = "plain",
) -> None:
    """A big button with words in both languages."""
    page, theme = drawing.page, drawing.theme
    fill, ink, line = BUTTON_COLOURS[kind]
    page.panel(box, fill, line=line, line_width=theme.px(3), radius=theme.px(16))
    first, second = drawing.voice.pair(words)
    page.stacked(
        [
            (first, Ink(theme.of(40, 26), True, ink, "center", 1.15)),
            (second, Ink(theme.of(24, 16), False, ink, "center", 1.15)),
        ],
        box.inset(theme.px(12)),
    )
    touched = ControlTouched(control)
    said = f"{first} {second}".strip()
    page.target(f"control:{control}", said, box, partial(drawing.touches.other, touched))


def stay_banner(drawing: Drawing) -> None:
    """Shortly before a choice ends by itself: the offer to go on."""
    if not drawing.view.ends_soon:
        return
    page, theme = drawing.page, drawing.theme
    top = bar_height(theme)
    high = theme.of(164, 88)
    # below the bar: the screen's own buttons stay free
    box = Box(drawing.margin / 2, top + theme.px(6), theme.width - drawing.margin, high)
    page.panel(box, PAPER, line=INK, line_width=theme.px(4), radius=theme.px(20))
    page.panel(
        box.inset(theme.px(4)), PAPER, line=FOCUS, line_width=theme.px(4), radius=theme.px(16)
    )
    wide = theme.of(330, 230)
    inner = box.inset(theme.of(24, 14))
    first, second = drawing.voice.pair("まもなくはじめの画面にもどります")
    page.stacked(
        [
            (first, Ink(theme.of(36, 24), bold=True)),
            (second, Ink(theme.of(24, 16), colour=INK_SOFT)),
        ],
        Box(
            inner.x + theme.of(20, 16),
            inner.y,
            inner.width - wide - theme.of(44, 40),
            inner.height,
        ),
    )
    button(
        drawing,
        Control.STAY,
        Box(inner.x + inner.width - wide, inner.y, wide, inner.height),
        N_("つづける"),
        kind="primary",
    )
    # nothing below the banner can be touched through it
    touched = ControlTouched(Control.STAY)
    said = f"{first} {second}".strip()
    page.target(f"control:{Control.STAY}", said, box, partial(drawing.touches.other, touched))


def sentences(words: str) -> str:
    """Each sentence on a line of its own."""
    return words.replace("。", "。\n").replace(". ", ".\n").rstrip()
