"""What to do before a scanner: a telephone with a code, held over its light."""

from kiosk.page import Box
from kiosk.screens.common import Drawing
from kiosk.theme import DARK, INK, PAPER, PRIMARY, PRIMARY_SOFT, WARNING

_CODE = (
    "1110111",
    "1010101",
    "1110111",
    "0001000",
    "1110110",
    "1011011",
    "1110101",
)
"""Squares that look like a code, and are none."""


def draw_scanner(drawing: Drawing, box: Box) -> None:
    """The telephone above, the scanner below, an arrow between them."""
    page, theme = drawing.page, drawing.theme
    unit = min(box.height / 10, box.width / 8)
    middle = box.x + box.width / 2
    top = box.y + (box.height - 10 * unit) / 2
    phone = Box(middle - 1.6 * unit, top, 3.2 * unit, 5.4 * unit)
    page.panel(phone, DARK, radius=0.35 * unit)
    glass = Box(phone.x + 0.22 * unit, phone.y + 0.5 * unit, 2.76 * unit, 4.4 * unit)
    page.panel(glass, PAPER)
    edge = 2.1 * unit
    code = Box(middle - edge / 2, glass.y + (glass.height - edge) / 2, edge, edge)
    page.squares([bytes(int(each) for each in row) for row in _CODE], code)
    arrow = top + 6.5 * unit
    thick = max(theme.px(6), 0.16 * unit)
    page.stroke([(middle, phone.bottom + 0.3 * unit), (middle, arrow + 0.3 * unit)], thick, PRIMARY)
    page.stroke(
        [
            (middle - 0.45 * unit, arrow - 0.1 * unit),
            (middle, arrow + 0.35 * unit),
            (middle + 0.45 * unit, arrow - 0.1 * unit),
        ],
        thick,
        PRIMARY,
    )
    body = Box(middle - 2.4 * unit, top + 7.4 * unit, 4.8 * unit, 2.4 * unit)
    page.panel(body, INK, radius=0.4 * unit)
    window = Box(middle - 1.6 * unit, body.y + 0.5 * unit, 3.2 * unit, 1.1 * unit)
    page.panel(window, PRIMARY_SOFT, radius=0.15 * unit)
    page.stroke(
        [
            (window.x + 0.4 * unit, window.y + window.height / 2),
            (window.right - 0.4 * unit, window.y + window.height / 2),
        ],
        max(theme.px(4), 0.1 * unit),
        WARNING,
    )
