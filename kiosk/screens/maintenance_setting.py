"""Pages of maintenance on which staff do something: print, paper, volume, restart, service."""

from kiosk.maintenance import words as w
from kiosk.maintenance.model import Maintenance, StaffTouch, TestPaper
from kiosk.maintenance.words import Pair
from kiosk.page import Box
from kiosk.screens.common import Drawing
from kiosk.screens.maintenance_facts import metres_words, printer_words, rolls_words
from kiosk.screens.maintenance_frame import Row, frame, paragraph, rows, staff_button
from kiosk.speech.volume import LOUDEST
from kiosk.theme import INK_SOFT, LINE, PRIMARY
from kiosk.typesetting import Ink


def draw_print(drawing: Drawing, maintenance: Maintenance) -> None:
    """Print a test, and what became of it."""
    theme = drawing.theme
    facts = maintenance.facts
    lines = [Row(w.ROWS["printer"], printer_words(facts))]
    if facts.printer_detail:
        lines.append(Row(w.ROWS["detail"], (facts.printer_detail, facts.printer_detail)))
    lines += [
        Row(w.ROWS["jobs"], _count(facts.jobs_waiting)),
        Row(w.ROWS["failed"], _count(facts.jobs_failed)),
    ]
    room = frame(drawing, maintenance)
    high = theme.of(112, 70) * len(lines)
    rows(drawing, lines, Box(room.x, room.y, room.width, high))
    y = room.y + high + theme.of(40, 18)
    words = Box(room.x, y, room.width, theme.of(200, 100))
    paragraph(drawing, w.TESTS[maintenance.test], words, size=theme.of(42, 26), bold=True)
    if facts.printer is not None and maintenance.test is not TestPaper.PRINTING:
        box = Box(room.x, words.bottom + theme.of(30, 12), theme.of(600, 420), theme.of(160, 92))
        staff_button(drawing, StaffTouch.PRINT_NOW, box, w.PRINT_NOW, kind="primary")


def draw_paper(drawing: Drawing, maintenance: Maintenance) -> None:
    """A new roll, and the rolls in the cupboard."""
    theme = drawing.theme
    facts = maintenance.facts
    room = frame(drawing, maintenance)
    lines = [
        Row(w.ROWS["printer"], printer_words(facts)),
        Row(w.ROWS["paper"], metres_words(facts)),
    ]
    high = theme.of(112, 70) * len(lines)
    rows(drawing, lines, Box(room.x, room.y, room.width, high))
    if facts.printer is None:
        return
    y = room.y + high + theme.of(40, 16)
    words = Box(room.x, y, room.width, theme.of(200, 92))
    said = w.ROLL_TOLD if maintenance.roll_changed else w.ROLL_HINT
    paragraph(drawing, said, words, size=theme.of(38, 23), bold=maintenance.roll_changed)
    y = words.bottom + theme.of(24, 10)
    box = Box(room.x, y, theme.of(600, 420), theme.of(160, 84))
    if not maintenance.roll_changed:
        staff_button(drawing, StaffTouch.NEW_ROLL, box, w.NEW_ROLL, kind="primary")
    y = box.bottom + theme.of(70, 18)
    _amount(
        drawing,
        Box(room.x, y, room.width, theme.of(180, 84)),
        w.ROLLS,
        rolls_words(facts)[0],
        (StaffTouch.FEWER_ROLLS, StaffTouch.MORE_ROLLS),
    )


def draw_volume(drawing: Drawing, maintenance: Maintenance) -> None:
    """How loud the loudspeaker is, and how loud speech is at first. What is not there is said."""
    theme = drawing.theme
    facts = maintenance.facts
    room = frame(drawing, maintenance)
    kept = facts.kept
    y = room.y
    for there, name, amount, part, touches, none in (
        (
            facts.loudspeaker,
            w.LOUDSPEAKER,
            f"{kept.loudspeaker}%",
            kept.loudspeaker / 100,
            (StaffTouch.QUIETER, StaffTouch.LOUDER),
            w.NO_LOUDSPEAKER,
        ),
        (
            drawing.view.session.can_speak,
            w.PRIVATE,
            f"{kept.private} / {LOUDEST}",
            kept.private / LOUDEST,
            (StaffTouch.PRIVATE_QUIETER, StaffTouch.PRIVATE_LOUDER),
            w.NO_SPEECH,
        ),
    ):
        box = Box(room.x, y, room.width, theme.of(180, 100))
        if not there:
            paragraph(drawing, none, box, size=theme.of(34, 21))
            y = box.bottom + theme.of(40, 20)
            continue
        _amount(drawing, box, name, amount, touches)
        bar = Box(room.x, box.bottom + theme.of(24, 14), room.width, theme.of(28, 18))
        drawing.page.panel(bar, LINE, radius=bar.height / 2)
        if part:
            filled = Box(bar.x, bar.y, bar.width * part, bar.height)
            drawing.page.panel(filled, PRIMARY, radius=bar.height / 2)
        y = bar.bottom + theme.of(80, 40)


def draw_restart(drawing: Drawing, maintenance: Maintenance) -> None:
    """The process ends and is started again."""
    said = w.RESTARTING if maintenance.restarting else w.RESTART_HINT
    touch = None if maintenance.restarting else (StaffTouch.RESTART_NOW, w.RESTART_NOW)
    _one_thing(drawing, maintenance, (said,), touch)


def draw_service(drawing: Drawing, maintenance: Maintenance) -> None:
    """Out of service, or in service again."""
    out = maintenance.facts.kept.out_of_service
    touch = (StaffTouch.IN_SERVICE, w.PUT_IN) if out else (StaffTouch.OUT_OF_SERVICE, w.PUT_OUT)
    _one_thing(drawing, maintenance, (w.IS_OUT if out else w.IS_IN, w.OUT_HINT), touch)


def _one_thing(
    drawing: Drawing,
    maintenance: Maintenance,
    paragraphs: tuple[Pair, ...],
    touch: tuple[StaffTouch, Pair] | None,
) -> None:
    theme = drawing.theme
    room = frame(drawing, maintenance)
    y = room.y
    for place, words in enumerate(paragraphs):
        first = place == 0
        box = Box(room.x, y, room.width, theme.of(200, 110))
        size = theme.of(46, 28) if first else theme.of(38, 23)
        paragraph(drawing, words, box, size=size, bold=first)
        y = box.bottom + theme.of(20, 8)
    if touch is not None:
        box = Box(room.x, y + theme.of(20, 10), theme.of(600, 420), theme.of(160, 92))
        staff_button(drawing, touch[0], box, touch[1], kind="primary")


def _amount(
    drawing: Drawing,
    box: Box,
    name: Pair,
    amount: str,
    touches: tuple[StaffTouch, StaffTouch],
) -> None:
    """A name, an amount, and a button for less and one for more."""
    page, theme = drawing.page, drawing.theme
    edge = min(box.height, theme.of(150, 84))
    wide = theme.of(210, 150)
    left = box.right - 2 * edge - wide
    y = box.y + (box.height - edge) / 2
    page.stacked(
        [
            (name[0], Ink(theme.of(38, 24), True, line_height=1.2, language="ja")),
            (name[1], Ink(theme.of(26, 16), False, INK_SOFT, line_height=1.2, language="en")),
        ],
        Box(box.x, box.y, left - box.x - theme.px(16), box.height),
        gap=theme.of(4, 2),
    )
    less, more = (f"{name[0]}、少なく", name[1]), (f"{name[0]}、多く", name[1])
    staff_button(drawing, touches[0], Box(left, y, edge, edge), ("－", ""), about=less)
    page.stacked(
        [(amount, Ink(theme.of(46, 30), True, align="center", language="ja"))],
        Box(left + edge, y, wide, edge),
    )
    staff_button(drawing, touches[1], Box(box.right - edge, y, edge, edge), ("＋", ""), about=more)


def _count(count: int) -> Pair:
    return w.filled(w.COUNT, count=count)
