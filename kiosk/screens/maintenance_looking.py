"""Pages of maintenance on which staff look: camera, touch, network, versions."""

from kiosk.maintenance import words as w
from kiosk.maintenance.model import Maintenance, StaffTouch
from kiosk.maintenance.words import Pair
from kiosk.page import Box
from kiosk.screens.common import Drawing
from kiosk.screens.maintenance_facts import (
    alone_row,
    camera_words,
    connection_row,
    outbox_row,
    scanner_words,
    span,
)
from kiosk.screens.maintenance_frame import Row, frame, paragraph, rows, staff_button
from kiosk.session.model import Sight
from kiosk.theme import DARK, ERROR, INK, PAPER
from kiosk.typesetting import Ink

CLOCK_MATTERS_SECONDS = 5
"""A clock that is further off is shown as wrong: passes and commands have an end."""


def draw_camera(drawing: Drawing, maintenance: Maintenance) -> None:
    """The camera's picture, and what was read last: its kind, and never its text."""
    page, theme = drawing.page, drawing.theme
    room = frame(drawing, maintenance)
    facts = maintenance.facts
    if maintenance.code is None:
        said = w.NOTHING_READ
    else:
        ja, en = w.CODES[maintenance.code]
        ago = maintenance.code_ago or 0
        said = (
            w.READ[0].format(what=ja, seconds=ago),
            w.READ[1].format(what=en, seconds=ago),
        )
    lines = [Row(w.ROWS["camera"], camera_words(facts))]
    if facts.scanner is not None:
        lines = [
            Row(w.ROWS["camera"], w.NONE if facts.camera is None else camera_words(facts)),
            Row(w.ROWS["scanner"], scanner_words(facts)),
        ]
    if theme.portrait:
        picture = Box(room.x, room.y, room.width, theme.px(800))
        below = Box(room.x, picture.bottom + theme.px(24), room.width, theme.px(104) * len(lines))
    else:
        picture = Box(room.x, room.y, room.width * 0.56, room.height)
        x = picture.right + theme.px(24)
        below = Box(x, room.y, room.right - x, theme.px(76) * len(lines))
    page.panel(picture, DARK)
    if drawing.view.session.camera is Sight.SEES:
        page.camera_box = picture
    else:
        first, second = camera_words(facts)
        page.stacked(
            [
                (first, Ink(theme.of(40, 26), True, PAPER, "center", language="ja")),
                (second, Ink(theme.of(26, 17), False, PAPER, "center", language="en")),
            ],
            picture,
        )
    rows(drawing, lines, below)
    y = below.bottom + theme.of(24, 14)
    high = (room.bottom - y) / 2
    paragraph(drawing, said, Box(below.x, y, below.width, high), size=theme.of(44, 26), bold=True)
    paragraph(
        drawing,
        w.HOLD_UP,
        Box(below.x, y + high, below.width, high),
        size=theme.of(32, 20),
    )


def draw_touch(drawing: Drawing, _maintenance: Maintenance) -> None:
    """Only the grid, which is drawn over all of the glass, and the way back in its midst."""
    page, theme = drawing.page, drawing.theme
    page.panel(Box(0, 0, theme.width, theme.height), PAPER)
    wide, high = theme.of(420, 320), theme.of(160, 100)
    box = Box((theme.width - wide) / 2, (theme.height - high) / 2, wide, high)
    staff_button(drawing, StaffTouch.MENU, box, w.TOUCH_DONE, kind="primary")
    page.stacked(
        [
            (w.TOUCH_HINT[0], Ink(theme.of(34, 22), True, align="center", language="ja")),
            (w.TOUCH_HINT[1], Ink(theme.of(24, 15), False, align="center", language="en")),
        ],
        Box(box.x - wide / 2, box.bottom + theme.of(16, 8), 2 * wide, theme.of(110, 70)),
    )
    page.touch_edge = theme.of(90, 66)


def draw_network(drawing: Drawing, maintenance: Maintenance) -> None:
    """Whether the server is there, and how far away."""
    facts = maintenance.facts
    off, age = facts.clock_off, facts.reply_age
    wrong = off is not None and abs(off) > CLOCK_MATTERS_SECONDS
    lines = [
        connection_row(facts),
        Row(w.ROWS["broker"], _same(facts.broker)),
        Row(w.ROWS["address"], w.UNKNOWN if not facts.own_address else _same(facts.own_address)),
        Row(w.ROWS["reply"], w.UNKNOWN if age is None else _ago(age)),
        Row(
            w.ROWS["trip"],
            w.UNKNOWN if facts.round_trip_ms is None else _same(f"{facts.round_trip_ms} ms"),
        ),
        Row(w.ROWS["clock"], w.UNKNOWN if off is None else span(off), ERROR if wrong else INK),
        outbox_row(facts),
        alone_row(facts),
    ]
    _list(drawing, maintenance, lines)


def draw_versions(drawing: Drawing, maintenance: Maintenance) -> None:
    """What runs here."""
    facts = maintenance.facts
    lines = [
        Row(w.ROWS["kiosk"], _same(f"{facts.kiosk} ({facts.site})")),
        *(Row(_same(name), _same(which)) for name, which in facts.versions),
    ]
    _list(drawing, maintenance, lines)


def _list(drawing: Drawing, maintenance: Maintenance, lines: list[Row]) -> None:
    theme = drawing.theme
    room = frame(drawing, maintenance)
    high = min(room.height, theme.of(124, 76) * len(lines))
    rows(drawing, lines, Box(room.x, room.y, room.width, high))


def _same(text: str) -> Pair:
    return text, text


def _ago(seconds: int) -> Pair:
    ja, en = span(seconds)
    return w.AGO[0].format(span=ja), w.AGO[1].format(span=en)
