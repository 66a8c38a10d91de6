"""Maintenance: which page is drawn, and the menu that leads to them."""

from kiosk.maintenance import words as w
from kiosk.maintenance.model import Maintenance, Page, StaffTouch
from kiosk.page import Box
from kiosk.screens.common import Drawing
from kiosk.screens.maintenance_facts import (
    camera_colour,
    camera_words,
    connection_row,
    metres_words,
    printer_colour,
    printer_words,
)
from kiosk.screens.maintenance_frame import Row, frame, rows, staff_button, way_back
from kiosk.screens.maintenance_looking import (
    draw_camera,
    draw_network,
    draw_touch,
    draw_versions,
)
from kiosk.screens.maintenance_pin import draw_pin
from kiosk.screens.maintenance_setting import (
    draw_paper,
    draw_print,
    draw_restart,
    draw_service,
    draw_volume,
)

_DRAWN = {
    Page.PIN: draw_pin,
    Page.CAMERA: draw_camera,
    Page.PRINT: draw_print,
    Page.PAPER: draw_paper,
    Page.TOUCH: draw_touch,
    Page.NETWORK: draw_network,
    Page.VERSIONS: draw_versions,
    Page.VOLUME: draw_volume,
    Page.RESTART: draw_restart,
    Page.SERVICE: draw_service,
}
_TILES = (
    StaffTouch.PRINT,
    StaffTouch.PAPER,
    StaffTouch.CAMERA,
    StaffTouch.TOUCH,
    StaffTouch.NETWORK,
    StaffTouch.VERSIONS,
    StaffTouch.VOLUME,
    StaffTouch.SERVICE,
    StaffTouch.RESTART,
)


def draw_maintenance(drawing: Drawing, maintenance: Maintenance) -> None:
    """The page that is open."""
    if maintenance.page is Page.MENU:
        _menu(drawing, maintenance)
    else:
        _DRAWN[maintenance.page](drawing, maintenance)
    if maintenance.page is not Page.TOUCH:
        way_back(drawing, maintenance)


def _menu(drawing: Drawing, maintenance: Maintenance) -> None:
    """How the kiosk is, and nine ways on."""
    theme = drawing.theme
    room = frame(drawing, maintenance)
    facts = maintenance.facts
    summary = [
        Row(w.ROWS["printer"], printer_words(facts), printer_colour(facts)),
        Row(w.ROWS["paper"], metres_words(facts)),
        Row(w.ROWS["camera"], camera_words(facts), camera_colour(facts)),
        connection_row(facts),
    ]
    high = theme.of(4 * 104, 2 * 74)
    rows(drawing, summary, Box(room.x, room.y, room.width, high), columns=theme.of(1, 2) > 1)
    y = room.y + high + theme.of(30, 14)
    gap = theme.of(24, 14)
    columns = 3
    wide = (room.width - (columns - 1) * gap) / columns
    lines = -(-len(_TILES) // columns)
    tall = (room.bottom - y - (lines - 1) * gap) / lines
    tall = min(tall, theme.of(260, 150))
    for place, touch in enumerate(_TILES):
        line, column = divmod(place, columns)
        box = Box(room.x + column * (wide + gap), y + line * (tall + gap), wide, tall)
        staff_button(drawing, touch, box, w.PAGES[Page(touch.value)])
