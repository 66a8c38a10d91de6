"""The bar at the top of a screen on which somebody may change how it looks."""

from functools import partial

from kiosk.page import BUTTON_COLOURS, Box
from kiosk.screens.common import Drawing, background_and_bar, bar_height, staff_corner_width
from kiosk.screens.languages import languages_button
from kiosk.screens.staff_corner import staff_control
from kiosk.session.events import Control, ControlTouched
from kiosk.session.model import TextSize
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
    count = len(_SIZES) + 1
    taken = wide + apart + count * edge + (count - 1) * gap
    apart = theme.of(24, 24)
    staff = 0.0 if theme.portrait else staff_corner_width(drawing)
    top = background_and_bar(drawing, taken + apart + (staff + apart if staff else 0.0))
    y = (bar_height(theme) - theme.px(3) - edge) / 2
    x = theme.width - drawing.margin - taken
    if staff:
        staff_control(drawing, Box(x - apart - staff, y, staff, edge))
    for control, text, words, share in _SIZES:
        letter = _LETTERS.get(drawing.voice.language, "A")
        chosen = drawing.view.session.text is text
        _adjuster(drawing, control, Box(x, y, edge, edge), (letter, words), share, chosen=chosen)
        x += edge + gap
    contrast = (_HALF_BLACK, N_("はっきりした色"))
    chosen = drawing.view.session.contrast
    _adjuster(drawing, Control.CONTRAST, Box(x, y, edge, edge), contrast, 0.6, chosen=chosen)
    if languages:
        languages_button(drawing, Box(theme.width - drawing.margin - wide, y, wide, edge))
    return top


_HALF_BLACK = "◐"


def _adjuster(
    drawing: Drawing,
    control: Control,
    box: Box,
    sign_and_words: tuple[str, str],
    share: float,
    *,
    chosen: bool,
) -> None:
    page, theme = drawing.page, drawing.theme
    sign, words = sign_and_words
    fill, colour, line = BUTTON_COLOURS["primary" if chosen else "quiet"]
    page.panel(box, fill, line=line, line_width=theme.px(2), radius=theme.px(14))
    language = "ja" if sign == _HALF_BLACK else None
    ink = Ink(box.height * share, True, colour, "center", 1.0, language=language)
    page.stacked([(sign, ink)], box.inset(theme.px(3)))
    page.target(
        f"control:{control}",
        drawing.voice.say(words),
        box,
        partial(drawing.touches.other, ControlTouched(control)),
    )
