"""What screens share: the bar at the top, buttons, the offer to stay."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from kiosk.maintenance.model import StaffTouch
from kiosk.navi.steps import NaviTouch
from kiosk.page import BUTTON_COLOURS, Box, Group, Page
from kiosk.session.events import Control, ControlTouched, LanguageTouched, TicketWish
from kiosk.session.life_touches import LifeTouch
from kiosk.session.screens import OutOfService, Preparing, Start
from kiosk.theme import (
    GROUND,
    INK,
    INK_SOFT,
    PAPER,
    PRIMARY,
    WARNING,
    Colour,
    Theme,
)
from kiosk.typesetting import Ink
from kiosk.view import View
from kiosk.words import N_, Voice


@dataclass(frozen=True, slots=True)
class Scored:
    """How it was, from 1 to 5, was touched."""

    score: int


Touched = (
    ControlTouched | LanguageTouched | NaviTouch | LifeTouch | StaffTouch | TicketWish | Scored
)


@dataclass(frozen=True, slots=True)
class Touches:
    """What screens tell of touches."""

    service: Callable[[str], None]
    other: Callable[[Touched], None]


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

    def ink(
        self,
        size: float,
        bold: bool = False,
        colour: Colour = INK,
        align: str = "left",
        line_height: float = 1.25,
        *,
        one_line: bool = False,
        language: str | None = None,
    ) -> Ink:
        """How words look that a person reads: `size` (pixels) grows as they have asked for.

        What would be on one line may then need a second.
        """
        times = self.theme.text
        return Ink(
            size * times,
            bold,
            colour,
            align,
            line_height,
            one_line=one_line and times == 1,
            language=language,
        )

    def second_ink(
        self,
        size: float,
        bold: bool = False,
        colour: Colour = INK,
        align: str = "left",
        line_height: float = 1.25,
    ) -> Ink:
        """How words in the second language look, which do not grow. `size` in pixels."""
        second = self.voice.second_language
        return Ink(size, bold, colour, align, line_height, language=second)


def bar_group(drawing: Drawing) -> Group:
    """How the screen looks and sounds: what stands around every screen, gone through last."""
    return Group(drawing.voice.say(N_("見え方と音声")), drawing.voice.language, last=True)


def bar_height(theme: Theme) -> float:
    """Of the bar at the top, in pixels."""
    return theme.of(132, 84)


def background_and_bar(drawing: Drawing, taken: float = 0) -> float:
    """The ground, and the name of the house. Where the rest may begin, in pixels.

    So much of the bar is `taken` at its right.
    """
    page, theme = drawing.page, drawing.theme
    high = bar_height(theme)
    page.panel(Box(0, 0, theme.width, theme.height), GROUND)
    page.panel(Box(0, 0, theme.width, high), PAPER)
    page.panel(Box(0, high - theme.px(3), theme.width, theme.px(3)), PRIMARY)
    catalogue = drawing.view.session.catalogue
    if catalogue is not None:
        first, second = drawing.voice.names(catalogue.site_name, catalogue.site_name_en)
        wide = theme.width - 2 * drawing.margin - taken
        narrow = wide < theme.of(240, 200)
        if narrow:
            second = ""  # two names would be cramped
        room = Box(drawing.margin, 0, wide, high - theme.px(3))
        # whose house it is, everybody knows who hears this
        with page.quietly():
            page.stacked(
                [
                    (
                        first,
                        Ink(
                            theme.of(27, 20) if narrow else theme.of(38, 27),
                            bold=True,
                            line_height=1.1,
                            language=drawing.voice.language_of(catalogue.site_name),
                        ),
                    ),
                    (
                        second,
                        drawing.second_ink(theme.of(24, 17), colour=INK_SOFT, line_height=1.1),
                    ),
                ],
                room,
            )
    if not drawing.view.session.connected:
        _cut_off_sign(drawing)
    return high


def _cut_off_sign(drawing: Drawing) -> None:
    """Small, for the staff: the kiosk goes on trying."""
    page, theme = drawing.page, drawing.theme
    high = footer_height(theme)
    y = theme.height - high
    x = drawing.margin + theme.of(34, 24)
    taken = low_control_width(theme) + theme.of(24, 16)
    if theme.portrait or isinstance(drawing.view.session.screen, Preparing):
        taken += staff_corner_width(drawing) + theme.of(20, 14)
    page.disc(drawing.margin + theme.of(10, 7), y + high / 2, theme.of(10, 7), WARNING)
    words = drawing.voice.say("サーバーにつながっていません。接続しています…")
    room = Box(x, y, theme.width - drawing.margin - taken - x, high)
    with page.quietly():
        page.stacked([(words, Ink(theme.of(26, 17), colour=INK_SOFT))], room)


def staff_corner_width(drawing: Drawing) -> float:
    """Of the control for staff, in pixels; 0 on a screen that has none."""
    there = isinstance(drawing.view.session.screen, Start | Preparing | OutOfService)
    return drawing.theme.of(170, 130) if there else 0.0


def footer_height(theme: Theme) -> float:
    """Of the line at the bottom, in pixels: with room for a control where there is one."""
    return theme.of(114, 82) if theme.low_offered else theme.of(64, 36)


def low_control_width(theme: Theme) -> float:
    """Of that control, in pixels; 0 where there is none."""
    return theme.of(400, 270) if theme.low_offered else 0.0


def button(
    drawing: Drawing,
    control: Control,
    box: Box,
    words: str,
    *,
    kind: str = "plain",
    **values: object,
) -> None:
    """A big button with words in both languages. `values` fill their places in braces."""
    page, theme = drawing.page, drawing.theme
    fill, ink, line = BUTTON_COLOURS[kind]
    page.panel(box, fill, line=line, line_width=theme.px(3), radius=theme.px(16))
    first, second = drawing.voice.pair(words, **values)
    page.stacked(
        [
            (first, drawing.ink(theme.of(40, 26), True, ink, "center", 1.15)),
            (second, drawing.second_ink(theme.of(24, 16), False, ink, "center", 1.15)),
        ],
        Box(
            box.x + theme.px(12),
            box.y + theme.of(12, 5),
            box.width - 2 * theme.px(12),
            box.height - 2 * theme.of(12, 5),
        ),
    )
    touched = ControlTouched(control)
    said = f"{first} {second}".strip()
    page.target(f"control:{control}", said, box, partial(drawing.touches.other, touched))


def sentences(words: str) -> str:
    """Each sentence on a line of its own."""
    lines = re.sub(r"([。।]) *|\. ", lambda end: f"{end[1] or '.'}\n", words)
    return lines.rstrip()
