"""Buttons for services, in a grid."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from kiosk.page import Box
from kiosk.screens.common import Drawing
from kiosk.screens.waits import waits_now
from kiosk.session.events import Control, ControlTouched
from kiosk.session.live_waits import wait_for
from kiosk.theme import EDGE, GROUND, INK_SOFT, PAPER, PRIMARY, PRIMARY_SOFT, SUCCESS, Theme
from kiosk.typesetting import Ink
from kiosk.words import N_
from protocol.messages import ServiceEntry


def columns_and_rows(theme: Theme) -> tuple[int, int]:
    """Of a whole screen of services: as many places as `services_on_page` says."""
    across, down = {1.0: ((2, 8), (4, 4)), 1.5: ((1, 8), (2, 4)), 2.0: ((1, 6), (2, 3))}[
        theme.text
    ][0 if theme.portrait else 1]
    return across, down


def services_grid(
    drawing: Drawing,
    services: Sequence[ServiceEntry],
    box: Box,
    *,
    columns: int,
    rows: int,
    more: bool,
    life_events: bool = False,
) -> None:
    """As many services as there are places; with `more`, the last place leads to the others.

    With `life_events`, the first place leads to those.
    """
    gap = drawing.theme.of(24, 16)
    wide = (box.width - (columns - 1) * gap) / columns
    high = (box.height - (rows - 1) * gap) / rows
    places = [
        Box(round(box.x + column * (wide + gap)), round(box.y + row * (high + gap)), wide, high)
        for row in range(rows)
        for column in range(columns)
    ]
    if life_events:
        _way(
            drawing,
            places.pop(0),
            Control.LIFE_EVENTS,
            drawing.voice.pair(N_("引っ越し・出産・おくやみなど")),
        )
    fitting = services if not more else services[: len(places) - 1]
    for place, entry in zip(places, fitting, strict=False):
        _service(drawing, entry, place)
    if more:
        words = drawing.voice.pair(N_("ほかの手続き"))
        _way(drawing, places[len(fitting)], Control.ALL_SERVICES, words)


def _service(drawing: Drawing, entry: ServiceEntry, box: Box) -> None:
    page, theme = drawing.page, drawing.theme
    now = wait_for(drawing.view.session, entry.service)
    shut = now is not None and now.status != "open"
    fill = GROUND if shut else PAPER
    page.panel(box, fill, line=EDGE, line_width=theme.px(3), radius=theme.px(16))
    edge = min(theme.grown(96, 58, 0.5), box.height * 0.8)
    pad = theme.of(24, 14)
    chip = Box(box.x + pad, box.y + (box.height - edge) / 2, edge, edge)
    page.panel(chip, INK_SOFT if shut else PRIMARY, radius=theme.px(14))
    with page.quietly():
        page.stacked([(entry.letter, Ink(edge * 0.62, True, PAPER, "center", 1.0))], chip)
    left = chip.x + chip.width + theme.of(22, 14)
    first, second = drawing.voice.names(entry.name, entry.name_en)
    waiting = "" if now is None else waits_now(now, drawing.voice)
    room = Box(left, box.y + pad / 2, box.x + box.width - left - pad / 2, box.height - pad)
    # apart from the names, which are so of one size on all buttons
    below = room.height * (0.36 if waiting else 0)
    named = drawing.ink(
        theme.of(40, 25),
        bold=True,
        line_height=1.15,
        language=drawing.voice.language_of(entry.name),
    )
    beneath = drawing.second_ink(theme.of(25, 16), colour=INK_SOFT, line_height=1.15)
    lines = [(first, named), (second, beneath)]
    above = room.height - below
    if theme.text > 1 and (named.size * 0.6 + beneath.size) * 1.15 > above:
        # both would shrink to what nobody reads who has asked for larger words
        lines = lines[:1]
    page.stacked(lines, Box(room.x, room.y, room.width, above), gap=theme.of(4, 2))
    if waiting:
        colour = INK_SOFT if shut else SUCCESS
        page.stacked(
            [
                (
                    waiting,
                    replace(
                        drawing.ink(theme.of(28, 17), True, colour, line_height=1.15), one_line=True
                    ),
                )
            ],
            Box(room.x, room.bottom - below, room.width, below),
        )
    said = " ".join(filter(None, (entry.letter, first, second, waiting)))
    touched = partial(drawing.touches.service, entry.service)
    page.target(f"service:{entry.service}", said, box, touched)


def _way(drawing: Drawing, box: Box, control: Control, words: tuple[str, str]) -> None:
    """A place that leads to another screen."""
    page, theme = drawing.page, drawing.theme
    page.panel(box, PRIMARY_SOFT, line=PRIMARY, line_width=theme.px(3), radius=theme.px(16))
    first, second = words
    arrow = theme.of(22, 14)
    x, y = box.x + box.width - theme.of(60, 36), box.y + box.height / 2
    page.stacked(
        [
            (first, drawing.ink(theme.of(40, 25), True, PRIMARY, line_height=1.15)),
            (second, drawing.second_ink(theme.of(25, 16), False, PRIMARY, line_height=1.15)),
        ],
        Box(
            box.x + theme.of(36, 22),
            box.y + theme.of(10, 6),
            x - box.x - theme.of(60, 36),
            box.height - 2 * theme.of(10, 6),
        ),
        gap=theme.of(6, 3),
    )
    page.stroke([(x, y - arrow), (x + arrow, y), (x, y + arrow)], theme.of(8, 5), PRIMARY)
    touched = ControlTouched(control)
    page.target(
        f"control:{control}",
        f"{first} {second}".strip(),
        box,
        partial(drawing.touches.other, touched),
    )
