"""The start: hold up a pass, or touch what you came for."""

from kiosk.page import Box
from kiosk.screens.bar import bar
from kiosk.screens.common import Drawing
from kiosk.screens.languages import language_strip, strip_height
from kiosk.screens.scanner_picture import draw_scanner
from kiosk.screens.services_grid import columns_and_rows, services_grid
from kiosk.screens.staff_corner import staff_corner, staff_corner_height
from kiosk.session.life_events import life_events
from kiosk.session.model import Sight, Supply
from kiosk.theme import DARK, INK_SOFT, LINE, PAPER, WARNING
from kiosk.words import N_

_HEAD = {1.0: 1.0, 1.5: 1.9, 2.0: 2.3}
"""How much higher the heading is by the size of its words: larger ones need two lines."""


def draw_start(drawing: Drawing) -> None:
    """The camera's picture above (or left), services below (or right)."""
    theme = drawing.theme
    top = bar(drawing, languages=False)
    bottom = theme.height - staff_corner_height(drawing)
    margin = drawing.margin
    strip = Box(margin, top + theme.of(20, 10), theme.width - 2 * margin, strip_height(theme))
    language_strip(drawing, strip)
    if theme.portrait:
        staff_corner(drawing)
    top = strip.bottom
    below_strip = top
    top = _notices(drawing, top)
    pushed = top - below_strip
    if drawing.view.session.camera in {Sight.BROKEN, Sight.NONE}:
        _by_touch_only(drawing, top, bottom)
        return
    # the picture has to stay large enough to aim by
    rows = 2 if pushed and theme.text == 2.0 and theme.portrait else 3
    if theme.portrait:
        middle = theme.px(1100) + round(0.8 * pushed)
        wide = theme.width - 2 * margin
        _reading(drawing, Box(margin, top + theme.px(24), wide, middle - top - theme.px(24)))
        _choice(
            drawing, Box(margin, middle + theme.px(36), wide, bottom - middle - theme.px(36)), rows
        )
    else:
        gap = theme.px(36)
        y, high = top + theme.px(12), bottom - top - theme.px(12)
        left = round(theme.width * 0.485) - margin
        _reading(drawing, Box(margin, y, left, high))
        x = margin + left + gap
        _choice(drawing, Box(x, y, theme.width - margin - x, high), rows)


_NO_PAPER = {
    Supply.OUT: N_("いま紙が出ません。番号は画面に出します"),
    Supply.NONE: N_("この端末では、番号を画面に出します"),
}


def _notices(drawing: Drawing, top: float) -> float:
    """What somebody should know before they choose anything. Where the rest may begin."""
    session = drawing.view.session
    if session.camera is Sight.BROKEN:
        top = _notice(drawing, N_("受付コードを読み取れません。下から手続きを選んでください"), top)
    if session.supply in _NO_PAPER:
        top = _notice(drawing, _NO_PAPER[session.supply], top)
    return top


def _notice(drawing: Drawing, words: str, top: float) -> float:
    """Words beside an edge of warning. Where the rest may begin."""
    page, theme = drawing.page, drawing.theme
    wide = theme.width - 2 * drawing.margin
    pad = theme.of(10, 5)
    high = theme.grown(116, 63, 0.7) + pad
    notice = Box(drawing.margin, top + theme.of(24, 10), wide, high)
    page.panel(notice, PAPER, line=LINE, line_width=theme.px(2), radius=theme.px(14))
    page.panel(Box(notice.x, notice.y, theme.of(14, 10), notice.height), WARNING)
    first, second = drawing.voice.pair(words)
    page.stacked(
        [
            (first, drawing.ink(theme.of(38, 23), True, line_height=1.15)),
            (second, drawing.second_ink(theme.of(25, 15), False, INK_SOFT, line_height=1.15)),
        ],
        Box(notice.x + theme.of(44, 30), notice.y + pad, wide - theme.of(70, 50), high - 2 * pad),
        gap=theme.of(4, 1),
    )
    return notice.bottom


def _reading(drawing: Drawing, box: Box) -> None:
    """How to hold up a pass: the camera's picture, or a drawing of what to do."""
    page, theme = drawing.page, drawing.theme
    scanner = drawing.view.session.camera is Sight.SCANNER
    first, second = drawing.voice.pair(
        N_("受付コードを読み取り機にかざしてください")
        if scanner
        else N_("受付コードをかざしてください")
    )
    head = theme.of(140, 84) * _HEAD[theme.text]
    page.stacked(
        [
            (
                first,
                drawing.ink(
                    theme.of(52 if scanner else 64, 30 if scanner else 36),
                    True,
                    align="center",
                    line_height=1.15,
                    one_line=True,
                ),
            ),
            (second, drawing.second_ink(theme.of(32, 19), False, INK_SOFT, "center", 1.15)),
        ],
        Box(box.x, box.y, box.width, head),
        gap=theme.of(6, 2),
    )
    y = box.y + head + theme.of(16, 10)
    picture = Box(box.x, y, box.width, box.y + box.height - y)
    if scanner:
        page.panel(picture, PAPER, line=LINE, line_width=theme.px(2), radius=theme.px(16))
        draw_scanner(drawing, picture.inset(theme.of(30, 16)))
        return
    page.panel(picture, DARK)
    if drawing.view.session.camera is Sight.STARTING:
        page.stacked(
            [
                (words, drawing.ink(theme.of(size, size * 0.6), False, PAPER, "center"))
                for words, size in zip(
                    drawing.voice.pair(N_("カメラを準備しています")), (34, 26), strict=True
                )
            ],
            picture,
        )
    else:
        page.camera_box = picture


def _choice(drawing: Drawing, box: Box, rows: int) -> None:
    theme = drawing.theme
    head = theme.grown(112, 84, 0.7)
    _choice_head(
        drawing,
        N_("受付コードがない方は、手続きを選んでください"),
        Box(box.x, box.y, box.width, head),
    )
    y = box.y + head + theme.of(16, 10)
    _grid(
        drawing,
        Box(box.x, y, box.width, box.y + box.height - y),
        columns=2 if theme.text == 1 else 1,
        rows=rows,
    )


def _choice_head(drawing: Drawing, words: str, box: Box) -> None:
    theme = drawing.theme
    first, second = drawing.voice.pair(words)
    drawing.page.stacked(
        [
            (first, drawing.ink(theme.of(40, 24), True, line_height=1.15, one_line=True)),
            (second, drawing.second_ink(theme.of(27, 17), False, INK_SOFT, line_height=1.15)),
        ],
        box,
        gap=theme.of(4, 2),
    )


def _by_touch_only(drawing: Drawing, top: float, bottom: float) -> None:
    """Room for many services."""
    theme = drawing.theme
    margin = drawing.margin
    wide = theme.width - 2 * margin
    if drawing.view.session.camera is Sight.NONE:
        _choice_head(
            drawing,
            N_("手続きを選んでください"),
            Box(margin, top + theme.of(30, 14), wide, theme.grown(112, 60, 0.7)),
        )
        top += theme.of(30, 14) + theme.grown(112, 60, 0.7)
    y = top + theme.of(30, 16)
    columns, rows = columns_and_rows(theme)
    _grid(drawing, Box(margin, y, wide, bottom - y), columns=columns, rows=rows)


def _grid(drawing: Drawing, box: Box, *, columns: int, rows: int) -> None:
    catalogue = drawing.view.session.catalogue
    services = () if catalogue is None else catalogue.services
    by_event = bool(life_events(drawing.view.session))
    more = len(services) + by_event > columns * rows
    services_grid(
        drawing, services, box, columns=columns, rows=rows, more=more, life_events=by_event
    )
