"""Every service, to choose one by touch."""

from kiosk.page import Box
from kiosk.screens.common import (
    Drawing,
    background_and_bar,
    button,
    footer_height,
    languages_box,
    stay_banner,
)
from kiosk.screens.languages import languages_button
from kiosk.screens.services_grid import services_grid
from kiosk.session import page_count
from kiosk.session_model import Control, Services
from kiosk.theme import INK_SOFT
from kiosk.typesetting import Ink
from kiosk.words import N_

COLUMNS_UPRIGHT, COLUMNS_LYING = 2, 4
ROWS_UPRIGHT, ROWS_LYING = 8, 4
PER_PAGE = 16
"""Services on one page, upright and lying."""


def draw_services(drawing: Drawing, screen: Services) -> None:
    """One page of them, and the ways to the others and back."""
    page, theme = drawing.page, drawing.theme
    top = background_and_bar(drawing)
    languages_button(drawing, languages_box(drawing))
    margin = drawing.margin
    wide = theme.width - 2 * margin
    first, second = drawing.voice.pair(N_("手続きを選んでください"))
    head = Box(margin, top + theme.of(24, 10), wide, theme.of(130, 76))
    page.stacked(
        [
            (first, Ink(theme.of(56, 34), True, line_height=1.15)),
            (second, drawing.second_ink(theme.of(30, 18), False, INK_SOFT, line_height=1.15)),
        ],
        head,
        gap=theme.of(4, 2),
    )
    below = theme.of(150, 84)
    foot = theme.height - footer_height(theme) - below
    y = head.y + head.height + theme.of(20, 8)
    catalogue = drawing.view.session.catalogue
    services = () if catalogue is None else catalogue.services
    shown = services[screen.page * PER_PAGE : (screen.page + 1) * PER_PAGE]
    columns, rows = (
        (COLUMNS_UPRIGHT, ROWS_UPRIGHT) if theme.portrait else (COLUMNS_LYING, ROWS_LYING)
    )
    box = Box(margin, y, wide, foot - theme.of(30, 16) - y)
    services_grid(drawing, shown, box, columns=columns, rows=rows, more=False)
    _ways(drawing, screen, Box(margin, foot, wide, below))
    stay_banner(drawing)


def _ways(drawing: Drawing, screen: Services, box: Box) -> None:
    theme = drawing.theme
    wide = theme.of(300, 260)
    button(drawing, Control.BACK, Box(box.x, box.y, wide, box.height), N_("もどる"))
    pages = page_count(drawing.view.session)
    gap = theme.px(20)
    right = box.x + box.width
    if screen.page + 1 < pages:
        button(
            drawing,
            Control.NEXT_PAGE,
            Box(right - wide, box.y, wide, box.height),
            N_("次のページ"),
            kind="primary",
        )
    if screen.page > 0:
        button(
            drawing,
            Control.PREVIOUS_PAGE,
            Box(right - 2 * wide - gap, box.y, wide, box.height),
            N_("前のページ"),
        )
