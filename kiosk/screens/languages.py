"""The choice of languages: each in its own script, so that whoever reads only one finds it."""

from functools import partial
from math import cos, pi, sin

from kiosk.page import BUTTON_COLOURS, Box, Group, Said
from kiosk.screens.common import (
    Drawing,
    background_and_bar,
    bar_height,
    button,
    footer_height,
)
from kiosk.session.events import Control, ControlTouched, LanguageTouched
from kiosk.session.model import LANGUAGES
from kiosk.theme import INK_SOFT, PRIMARY, Colour, Theme
from kiosk.typesetting import Ink
from kiosk.words import LANGUAGE_NAMES, N_

STRIP_ROWS_UPRIGHT = 2
PLACES = len(LANGUAGES) + 1
"""A globe, and every language."""


def strip_height(theme: Theme) -> float:
    """Of the languages on the start screen, in pixels."""
    return theme.of(180, 62)


def language_strip(drawing: Drawing, box: Box) -> None:
    """Every language, one touch away. A globe before them says what they are to everybody."""
    theme = drawing.theme
    gap = theme.of(12, 8)
    rows = STRIP_ROWS_UPRIGHT if theme.portrait else 1
    high = (box.height - (rows - 1) * gap) / rows
    columns = PLACES // rows
    if theme.portrait:
        wide = first = (box.width - (columns - 1) * gap) / columns
    else:
        first = high
        wide = (box.width - first - (columns - 1) * gap) / (columns - 1)
    draw_globe(drawing, box.x + first / 2, box.y + high / 2, high * 0.32, PRIMARY)
    group = Group(" ".join(_language_words(drawing)), drawing.voice.language)
    for place, language in enumerate(LANGUAGES, start=1):
        row, column = divmod(place, columns)
        x = box.x + (0 if column == 0 else first + gap + (column - 1) * (wide + gap))
        place_box = Box(round(x), box.y + row * (high + gap), wide, high)
        _language(drawing, language, place_box, group=group)


def _language_words(drawing: Drawing) -> tuple[str, str]:
    """What the choice is called: by its English name it is found in a lobby anywhere."""
    words = N_("言語")
    first = drawing.voice.say(words)
    english = drawing.voice.words.said(words, "en")
    return first, "言語" if first == english else english


def languages_button(drawing: Drawing, box: Box, group: Group | None = None) -> None:
    """The way to the choice, in the bar."""
    page, theme = drawing.page, drawing.theme
    fill, colour, line = BUTTON_COLOURS["plain"]
    page.panel(box, fill, line=line, line_width=theme.px(2), radius=theme.px(14))
    draw_globe(drawing, box.x + box.height * 0.5, box.y + box.height / 2, box.height * 0.3, colour)
    first, second = _language_words(drawing)
    x = box.x + box.height * 0.94
    page.stacked(
        [
            (first, Ink(theme.of(30, 20), True, colour, "center", 1.1, one_line=True)),
            (second, Ink(theme.of(22, 15), False, colour, "center", 1.1, one_line=True)),
        ],
        Box(x, box.y, box.right - theme.of(14, 8) - x, box.height).inset(theme.px(3)),
    )
    touched = ControlTouched(Control.LANGUAGES)
    page.target(
        f"control:{Control.LANGUAGES}",
        f"{first} {second}",
        box,
        partial(drawing.touches.other, touched),
        group=group,
    )


def draw_languages(drawing: Drawing) -> None:
    """All of them, large, and the way back."""
    page, theme = drawing.page, drawing.theme
    background_and_bar(drawing)
    margin = drawing.margin
    wide = theme.width - 2 * margin
    head = Box(margin, bar_height(theme) + theme.of(24, 10), wide, theme.of(130, 76))
    edge = theme.of(60, 34)
    draw_globe(drawing, margin + edge, head.y + head.height / 2, edge * 0.86, PRIMARY)
    x = margin + 2 * edge + theme.of(36, 22)
    first, second = drawing.voice.pair(N_("言語を選んでください"))
    page.stacked(
        [
            (first, drawing.ink(theme.of(56, 34), True, line_height=1.15)),
            (second, drawing.second_ink(theme.of(32, 19), False, INK_SOFT, line_height=1.15)),
        ],
        Box(x, head.y, margin + wide - x, head.height),
        gap=theme.of(4, 2),
    )
    below = theme.of(150, 84)
    foot = theme.height - footer_height(theme) - below
    columns, rows = (1, 9) if theme.portrait else (3, 3)
    gap = theme.of(22, 18)
    y = head.bottom + theme.of(30, 12)
    across = (wide - (columns - 1) * gap) / columns
    high = (foot - theme.of(36, 20) - y - (rows - 1) * gap) / rows
    for place, language in enumerate(LANGUAGES):
        row, column = divmod(place, columns)
        box = Box(margin + column * (across + gap), round(y + row * (high + gap)), across, high)
        _language(drawing, language, box, large=True)
    back = Box(margin, foot, theme.of(300, 260), below)
    button(drawing, Control.BACK, back, N_("もどる"))


def _language(
    drawing: Drawing, language: str, box: Box, *, large: bool = False, group: Group | None = None
) -> None:
    page, theme = drawing.page, drawing.theme
    chosen = language == drawing.voice.language
    fill, colour, line = BUTTON_COLOURS["primary" if chosen else "plain"]
    page.panel(box, fill, line=line, line_width=theme.px(2), radius=theme.px(14))
    own, for_others = LANGUAGE_NAMES[language]
    if large:
        words = [
            (own, drawing.ink(theme.of(46, 30), True, colour, "center", 1.15, language=language)),
            (for_others, Ink(theme.of(24, 17), False, colour, "center", 1.15, language="ja")),
        ]
    else:
        size = theme.of(31, 20)
        words = [(own, Ink(size, True, colour, "center", 1.1, language=language))]
    page.stacked(words, box.inset(theme.of(8, 5)))
    page.target(
        f"language:{language}",
        own,
        box,
        partial(drawing.touches.other, LanguageTouched(language)),
        said=[Said(own, language)],
        chosen=chosen or None,
        group=group,
    )


def draw_globe(drawing: Drawing, x: float, y: float, radius: float, colour: Colour) -> None:
    """A globe with its lines: what stands for languages where nobody knows the words."""
    page = drawing.page
    width = max(2.0, radius * 0.13)

    def ring(wide: float) -> list[tuple[float, float]]:
        turns = [2 * pi * step / 32 for step in range(33)]
        return [(x + wide * cos(turn), y + radius * sin(turn)) for turn in turns]

    page.stroke(ring(radius), width, colour)
    page.stroke(ring(radius * 0.45), width, colour)
    page.stroke([(x - radius, y), (x + radius, y)], width, colour)
    for up in (-0.5, 0.5):
        half = radius * 0.866
        page.stroke([(x - half, y + radius * up), (x + half, y + radius * up)], width, colour)
