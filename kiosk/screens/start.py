"""The start: hold up a pass, or touch what you came for."""

from kiosk.page import Box
from kiosk.screens.bar import bar
from kiosk.screens.common import Drawing, footer_height
from kiosk.screens.languages import language_strip, strip_height
from kiosk.screens.services_grid import columns_and_rows, services_grid
from kiosk.session.model import Sight
from kiosk.theme import DARK, INK_SOFT, LINE, PAPER, WARNING
from kiosk.words import N_

_HEAD = {1.0: 1.0, 1.5: 1.9, 2.0: 2.3}
"""How much higher the heading is by the size of its words: larger ones need two lines."""


def draw_start(drawing: Drawing) -> None:
    """The camera's picture above (or left), services below (or right)."""
    theme = drawing.theme
    top = bar(drawing, languages=False)
    bottom = theme.height - footer_height(theme)
    margin = drawing.margin
    strip = Box(margin, top + theme.of(20, 10), theme.width - 2 * margin, strip_height(theme))
    language_strip(drawing, strip)
    top = strip.bottom
    if drawing.view.session.camera is Sight.NONE:
        _without_camera(drawing, top, bottom)
    elif theme.portrait:
        middle = theme.px(1100)
        wide = theme.width - 2 * margin
        _camera(drawing, Box(margin, top + theme.px(24), wide, middle - top - theme.px(24)))
        _choice(drawing, Box(margin, middle + theme.px(36), wide, bottom - middle - theme.px(36)))
    else:
        gap = theme.px(36)
        y, high = top + theme.px(12), bottom - top - theme.px(12)
        left = round(theme.width * 0.485) - margin
        _camera(drawing, Box(margin, y, left, high))
        x = margin + left + gap
        _choice(drawing, Box(x, y, theme.width - margin - x, high))


def _camera(drawing: Drawing, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    first, second = drawing.voice.pair(N_("受付コードをかざしてください"))
    head = theme.of(140, 84) * _HEAD[theme.text]
    page.stacked(
        [
            (
                first,
                drawing.ink(
                    theme.of(64, 36), True, align="center", line_height=1.15, one_line=True
                ),
            ),
            (second, drawing.second_ink(theme.of(32, 19), False, INK_SOFT, "center", 1.15)),
        ],
        Box(box.x, box.y, box.width, head),
        gap=theme.of(6, 2),
    )
    y = box.y + head + theme.of(16, 10)
    picture = Box(box.x, y, box.width, box.y + box.height - y)
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
    page.camera_box = picture


def _choice(drawing: Drawing, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    head = theme.grown(112, 84, 0.7)
    first, second = drawing.voice.pair(N_("受付コードがない方は、手続きを選んでください"))
    page.stacked(
        [
            (first, drawing.ink(theme.of(40, 24), True, line_height=1.15, one_line=True)),
            (second, drawing.second_ink(theme.of(27, 17), False, INK_SOFT, line_height=1.15)),
        ],
        Box(box.x, box.y, box.width, head),
        gap=theme.of(4, 2),
    )
    y = box.y + head + theme.of(16, 10)
    _grid(
        drawing,
        Box(box.x, y, box.width, box.y + box.height - y),
        columns=2 if theme.text == 1 else 1,
        rows=3,
    )


def _without_camera(drawing: Drawing, top: float, bottom: float) -> None:
    """The notice that the camera cannot be used, and room for many services."""
    page, theme = drawing.page, drawing.theme
    margin = drawing.margin
    wide = theme.width - 2 * margin
    notice = Box(margin, top + theme.of(36, 20), wide, theme.grown(150, 92, 0.6))
    page.panel(notice, PAPER, line=LINE, line_width=theme.px(2), radius=theme.px(14))
    page.panel(Box(notice.x, notice.y, theme.of(14, 10), notice.height), WARNING)
    first, second = drawing.voice.pair(N_("カメラが使えません。下から手続きを選んでください"))
    page.stacked(
        [
            (first, drawing.ink(theme.of(38, 26), True, line_height=1.15)),
            (second, drawing.second_ink(theme.of(27, 18), False, INK_SOFT, line_height=1.15)),
        ],
        Box(notice.x + theme.of(44, 30), notice.y, wide - theme.of(70, 50), notice.height),
        gap=theme.of(6, 3),
    )
    y = notice.y + notice.height + theme.of(36, 20)
    columns, rows = columns_and_rows(theme)
    _grid(drawing, Box(margin, y, wide, bottom - y), columns=columns, rows=rows)


def _grid(drawing: Drawing, box: Box, *, columns: int, rows: int) -> None:
    catalogue = drawing.view.session.catalogue
    services = () if catalogue is None else catalogue.services
    more = len(services) > columns * rows
    services_grid(drawing, services, box, columns=columns, rows=rows, more=more)
