"""The bar at the top of a screen on which somebody may change how it looks."""

from functools import partial
from math import cos, pi, sin

from kiosk.page import BUTTON_COLOURS, Box, Group
from kiosk.screens.common import (
    Drawing,
    background_and_bar,
    bar_group,
    bar_height,
    staff_corner_width,
)
from kiosk.screens.languages import languages_button
from kiosk.screens.staff_corner import staff_control
from kiosk.session.events import Control, ControlTouched
from kiosk.session.model import TextSize
from kiosk.speech.volume import LOUDEST
from kiosk.theme import Colour
from kiosk.typesetting import Ink
from kiosk.words import N_

_LETTERS = {"ja": "あ", "ja-simple": "あ", "zh": "文", "ko": "가", "ne": "क"}
"""What stands for text; A in other languages."""
_SIZES = (
    (Control.TEXT_NORMAL, TextSize.NORMAL, N_("ふつうの文字"), 0.34),
    (Control.TEXT_LARGE, TextSize.LARGE, N_("大きな文字"), 0.48),
    (Control.TEXT_LARGEST, TextSize.LARGEST, N_("もっと大きな文字"), 0.66),
)
"""Each size's control, its words, and how large its letter is in its button."""


def bar(drawing: Drawing, *, languages: bool = True) -> float:
    """The ground and the bar with its buttons. Where the rest may begin, in pixels.

    On a lying screen 「職員用」 stands here, where nobody is served yet.
    Without `languages` where they stand on the screen itself.
    """
    theme = drawing.theme
    edge, gap = theme.of(88, 60), theme.of(10, 8)
    wide = theme.of(216, 164) if languages else 0.0
    apart = theme.of(22, 18) if languages else 0.0
    session = drawing.view.session
    # the choice of a volume stands there only for whoever hears something
    aloud = () if not session.can_speak else _ALOUD if session.guided else _ALOUD[:1]
    count = len(_SIZES) + 1 + len(aloud)
    taken = wide + apart + count * edge + (count - 1) * gap
    apart = theme.of(24, 24)
    staff = 0.0 if theme.portrait else staff_corner_width(drawing)
    top = background_and_bar(drawing, taken + apart + (staff + apart if staff else 0.0))
    y = (bar_height(theme) - theme.px(3) - edge) / 2
    x = theme.width - drawing.margin - taken
    if staff:
        staff_control(drawing, Box(x - apart - staff, y, staff, edge))
    group = bar_group(drawing)
    for control, words in aloud:
        said = drawing.voice.say(words)
        chosen = control is Control.SPEECH and session.guided
        box = Box(x, y, edge, edge)
        colour = _ground(drawing, box, chosen=chosen)
        if control is Control.SPEECH:
            _head_with_waves(drawing, box, colour)
        else:
            _steps(drawing, box, colour, session.volume)
        _adjusts(drawing, control, box, said, group, chosen=chosen)
        x += edge + gap
    for control, text, words, share in _SIZES:
        letter = _LETTERS.get(drawing.voice.language, "A")
        chosen = drawing.view.session.text is text
        place = Box(x, y, edge, edge)
        _adjuster(drawing, control, place, (letter, words), share, group=group, chosen=chosen)
        x += edge + gap
    contrast = (_HALF_BLACK, N_("はっきりした色"))
    chosen = session.contrast
    place = Box(x, y, edge, edge)
    _adjuster(drawing, Control.CONTRAST, place, contrast, 0.6, group=group, chosen=chosen)
    if languages:
        languages_button(drawing, Box(theme.width - drawing.margin - wide, y, wide, edge), group)
    return top


_HALF_BLACK = "◐"


def _adjuster(
    drawing: Drawing,
    control: Control,
    box: Box,
    sign_and_words: tuple[str, str],
    share: float,
    *,
    group: Group,
    chosen: bool,
) -> None:
    page, theme = drawing.page, drawing.theme
    sign, words = sign_and_words
    colour = _ground(drawing, box, chosen=chosen)
    language = "ja" if sign == _HALF_BLACK else None
    ink = Ink(box.height * share, True, colour, "center", 1.0, language=language)
    page.stacked([(sign, ink)], box.inset(theme.px(3)))
    _adjusts(drawing, control, box, drawing.voice.say(words), group, chosen=chosen)


def _ground(drawing: Drawing, box: Box, *, chosen: bool) -> Colour:
    """The button itself; the colour of what stands on it."""
    theme = drawing.theme
    fill, colour, line = BUTTON_COLOURS["primary" if chosen else "quiet"]
    drawing.page.panel(box, fill, line=line, line_width=theme.px(2), radius=theme.px(14))
    return colour


def _adjusts(
    drawing: Drawing, control: Control, box: Box, words: str, group: Group, *, chosen: bool
) -> None:
    touched = partial(drawing.touches.other, ControlTouched(control))
    drawing.page.target(
        f"control:{control}", words, box, touched, said=words, chosen=chosen or None, group=group
    )


_ALOUD = ((Control.SPEECH, N_("音声で読む")), (Control.LOUDER, N_("声の大きさを変える")))


def _head_with_waves(drawing: Drawing, box: Box, colour: Colour) -> None:
    """A loudspeaker and the waves that come out of it: the usual sign for reading aloud."""
    page = drawing.page
    unit, x, y = box.width / 24, box.x, box.y + box.height / 2
    outline = [(5, -2.6), (8.6, -2.6), (12.6, -6.4), (12.6, 6.4), (8.6, 2.6), (5, 2.6), (5, -2.6)]
    width = unit * 1.7
    page.stroke([(x + across * unit, y + down * unit) for across, down in outline], width, colour)
    for radius in (3.4, 6.6):
        turns = [pi * (step / 12 - 0.5) * 0.62 for step in range(13)]
        arc = [
            (x + unit * (12.8 + radius * cos(turn)), y + unit * radius * sin(turn) * 1.15)
            for turn in turns
        ]
        page.stroke(arc, width, colour)


def _steps(drawing: Drawing, box: Box, colour: Colour, volume: int) -> None:
    """Bars that grow, as many of them strong as the speech is loud."""
    page = drawing.page
    unit = box.width / 24
    for step in range(LOUDEST):
        x = box.x + unit * (4.2 + step * 2.25)
        high = unit * (4 + step * 1.5)
        bottom = box.y + box.height - unit * 5
        wide = unit * (1.6 if step < volume else 0.5)
        page.stroke([(x, bottom), (x, bottom - high)], wide, colour)
