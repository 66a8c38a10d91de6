"""Every service, to choose one by touch."""

from kiosk.page import Box
from kiosk.screens.bar import bar
from kiosk.screens.common import (
    Drawing,
    button,
    footer_height,
)
from kiosk.screens.services_grid import columns_and_rows, services_grid
from kiosk.session.events import Control
from kiosk.session.life_events import life_events
from kiosk.session.screens import Services
from kiosk.session.services import page_count, services_on_page
from kiosk.theme import INK_SOFT
from kiosk.words import N_

PER_PAGE = 16
"""Services on one page with words of normal size, upright and lying."""


def draw_services(drawing: Drawing, screen: Services) -> None:
    """One page of them, and the ways to the others and back."""
    page, theme = drawing.page, drawing.theme
    top = bar(drawing)
    margin = drawing.margin
    wide = theme.width - 2 * margin
    first, second = drawing.voice.pair(N_("手続きを選んでください"))
    head = Box(margin, top + theme.of(24, 10), wide, theme.grown(130, 76, 0.6))
    page.stacked(
        [
            (first, drawing.ink(theme.of(56, 34), True, line_height=1.15)),
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
    many = services_on_page(drawing.view.session)
    shown = services[screen.page * many : (screen.page + 1) * many]
    columns, rows = columns_and_rows(theme)
    box = Box(margin, y, wide, foot - theme.of(30, 16) - y)
    services_grid(drawing, shown, box, columns=columns, rows=rows, more=False)
    _ways(drawing, screen, Box(margin, foot, wide, below))


def _ways(drawing: Drawing, screen: Services, box: Box) -> None:
    theme = drawing.theme
    gap = theme.px(20)
    wide = min(theme.grown(300, 260, 0.5), (box.width - 2 * gap) / 3)
    button(drawing, Control.BACK, Box(box.x, box.y, wide, box.height), N_("もどる"))
    pages = page_count(drawing.view.session)
    right = box.x + box.width
    if screen.page == 0 and life_events(drawing.view.session):
        x = box.x + wide + gap
        rest = right - (wide + gap if pages > 1 else 0) - x
        button(
            drawing,
            Control.LIFE_EVENTS,
            Box(x, box.y, rest, box.height),
            N_("引っ越し・出産・おくやみなど"),
        )
    if screen.page > 0:
        button(
            drawing,
            Control.PREVIOUS_PAGE,
            Box(right - 2 * wide - gap, box.y, wide, box.height),
            N_("前のページ"),
        )
    if screen.page + 1 < pages:
        button(
            drawing,
            Control.NEXT_PAGE,
            Box(right - wide, box.y, wide, box.height),
            N_("次のページ"),
            kind="primary",
        )
