"""The PIN: a pad of digits, and dots for those that were entered."""

from kiosk.maintenance import words as w
from kiosk.maintenance.digits import DIGITS_MAX, DIGITS_MIN
from kiosk.maintenance.model import DIGITS, Maintenance, PinSays, StaffTouch
from kiosk.maintenance.words import Pair, filled
from kiosk.page import Box
from kiosk.screens.common import Drawing
from kiosk.screens.maintenance_frame import frame, staff_button
from kiosk.theme import ERROR, INK, INK_SOFT, LINE, PAPER, PRIMARY
from kiosk.typesetting import Ink

_KEYS: tuple[tuple[StaffTouch, Pair], ...] = (
    *((digit, (digit.value, "")) for digit in DIGITS[1:]),
    (StaffTouch.DELETE, w.DELETE),
    (DIGITS[0], ("0", "")),
    (StaffTouch.ENTER, w.ENTER),
)


def draw_pin(drawing: Drawing, maintenance: Maintenance) -> None:
    """What is asked for, what was entered, and the keys."""
    theme = drawing.theme
    room = frame(drawing, maintenance)
    if theme.portrait:
        upper = Box(room.x, room.y + theme.px(20), room.width, theme.px(360))
        wide = min(room.width, theme.px(780))
        keys = Box(
            room.x + (room.width - wide) / 2,
            upper.bottom + theme.px(60),
            wide,
            theme.px(840),
        )
    else:
        half = room.width * 0.5
        upper = Box(room.x, room.y, half - theme.px(30), room.height)
        keys = Box(room.x + half, room.y, room.width - half, room.height)
    _said(drawing, maintenance, upper)
    if maintenance.pin is not PinSays.NONE_SET:
        _pad(drawing, keys, can_enter=len(maintenance.digits) >= DIGITS_MIN)


def _said(drawing: Drawing, maintenance: Maintenance, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    wrong = maintenance.pin in {PinSays.WRONG, PinSays.WAIT}
    first, second = filled(w.PIN_SAYS[maintenance.pin], seconds=maintenance.wait_seconds)
    align = "center" if theme.portrait else "left"
    room = Box(box.x, box.y, box.width, box.height * 0.62)
    if wrong:
        page.panel(room, PAPER, line=ERROR, line_width=theme.px(3), radius=theme.px(16))
        room = room.inset(theme.of(24, 16))
    page.stacked(
        [
            (
                first,
                Ink(theme.of(46, 30), True, ERROR if wrong else INK, align, 1.3, language="ja"),
            ),
            (second, Ink(theme.of(28, 19), False, INK_SOFT, align, 1.3, language="en")),
        ],
        room,
        gap=theme.of(10, 6),
    )
    if maintenance.pin is PinSays.NONE_SET:
        return
    high = theme.of(100, 72)
    field = Box(box.x, box.y + box.height * 0.62 + theme.of(20, 10), box.width, high)
    if theme.portrait:
        field = Box(box.x + (box.width - theme.px(780)) / 2, field.y, theme.px(780), high)
    page.panel(field, PAPER, line=LINE, line_width=theme.px(3), radius=theme.px(12))
    step = field.width / (DIGITS_MAX + 1)
    for place in range(len(maintenance.digits)):
        page.disc(field.x + step * (place + 1), field.y + high / 2, theme.of(15, 10), PRIMARY)


def _pad(drawing: Drawing, box: Box, *, can_enter: bool) -> None:
    gap, digit = drawing.theme.of(20, 12), drawing.theme.of(64, 40)
    wide, tall = (box.width - 2 * gap) / 3, (box.height - 3 * gap) / 4
    for place, (touch, words) in enumerate(_KEYS):
        line, column = divmod(place, 3)
        key = Box(box.x + column * (wide + gap), box.y + line * (tall + gap), wide, tall)
        kind = "quiet"
        if touch is StaffTouch.ENTER:
            kind = "primary" if can_enter else "plain"
        staff_button(drawing, touch, key, words, kind=kind, size=digit if touch in DIGITS else None)
