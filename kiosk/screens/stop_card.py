"""One stop of a visit: its place in the order, where it is, and at the right how it stands."""

from collections.abc import Sequence

from kiosk.page import Box
from kiosk.screens.common import Drawing
from kiosk.screens.waits import waits
from kiosk.theme import INK_SOFT, LINE, PAPER, PRIMARY
from kiosk.typesetting import Ink
from kiosk.words import N_


def counter_signs(drawing: Drawing, counters: Sequence[str]) -> str:
    """What stands on the signs of counters."""
    catalogue = drawing.view.session.catalogue
    named = {} if catalogue is None else catalogue.counters
    return "・".join(named.get(name, name) for name in counters)


def stop_card(
    drawing: Drawing,
    stop: tuple[int, str, Sequence[str]],
    right: Sequence[tuple[str, Ink]],
    box: Box,
) -> None:
    """A card in a box, of a stop: its place from 1 on, its service, its counters. `right` are the
    words on the right, each with how they look.
    """
    place, service, counters = stop
    page, theme, voice = drawing.page, drawing.theme, drawing.voice
    catalogue = drawing.view.session.catalogue
    page.panel(box, PAPER, line=LINE, line_width=theme.px(2), radius=theme.px(16))
    pad = theme.of(26, 16)
    radius = theme.of(32, 20)
    page.disc(box.x + pad + radius, box.y + box.height / 2, radius, PRIMARY)
    page.stacked(
        [(str(place), Ink(theme.of(38, 24), True, PAPER, "center", 1.0))],
        Box(box.x + pad, box.y + box.height / 2 - radius, 2 * radius, 2 * radius),
    )
    names, second_name, japanese = service, service, service
    for entry in () if catalogue is None else catalogue.services:
        if entry.service == service:
            names, second_name = voice.names(entry.name, entry.name_en)
            japanese = entry.name
    signs = counter_signs(drawing, counters)
    x = box.x + 2 * pad + 2 * radius
    wide = theme.grown(270, 180, 0.35) if right else 0
    room = Box(
        x, box.y + pad / 3, box.right - wide - pad - theme.of(20, 12) - x, box.height - pad * 2 / 3
    )
    page.stacked(
        [
            (signs, drawing.ink(theme.of(42, 26), True, line_height=1.15, language="ja")),
            (
                names,
                drawing.ink(
                    theme.of(32, 20), line_height=1.15, language=voice.language_of(japanese)
                ),
            ),
            (second_name, drawing.second_ink(theme.of(22, 14), colour=INK_SOFT, line_height=1.15)),
        ][: 3 if box.height >= theme.of(110, 66) else 2],
        room,
        gap=theme.of(4, 2),
    )
    page.stacked(
        right,
        Box(box.x + box.width - wide - pad, room.y, wide, room.height),
        gap=theme.of(4, 2),
    )


def say_stop(
    drawing: Drawing, stop: tuple[int | None, str, Sequence[str]], rest: Sequence[str]
) -> None:
    """A stop as it is heard: which it is, what for, at which counter, and the rest.

    Its place is None where it is the only one.
    """
    page, voice = drawing.page, drawing.voice
    place, service, counters = stop
    catalogue = drawing.view.session.catalogue
    names, named_in = service, voice.language_of(service)
    for entry in () if catalogue is None else catalogue.services:
        if entry.service == service:
            names = voice.name(entry.name, entry.name_en)
            named_in = voice.language_of(entry.name)
    comma = "、" if voice.language.split("-")[0] == "ja" else ", "
    where = counters_said(drawing, counters)
    number = "" if place is None else voice.say(N_("{number}番目"), number=place)
    told = comma.join(filter(None, (where, *rest)))
    if named_in == voice.language:
        page.say(comma.join(filter(None, (number, names, told))))
        return
    page.say(number)
    page.say(names, named_in)
    page.say(told)


def counters_said(drawing: Drawing, counters: Sequence[str]) -> str:
    """Counters as they are heard: what stands on their signs is Japanese."""
    voice, catalogue = drawing.voice, drawing.view.session.catalogue
    if not counters:
        return ""
    if voice.language.split("-")[0] == "ja":
        signs = {} if catalogue is None else catalogue.counters
        return "、".join(signs.get(name, name) for name in counters)
    return voice.say(N_("窓口 {counters}"), counters=", ".join(counters))


def wait_words(
    drawing: Drawing, people_ahead: int | None, minutes: tuple[int, int] | None
) -> Sequence[tuple[str, Ink]]:
    """How many are before somebody and how long it takes, as the right of a card says it. Nothing
    where nobody knows."""
    theme = drawing.theme
    said = wait_said(drawing, people_ahead, minutes)
    if not said:
        return ()
    ahead, wait = said
    return (
        (ahead, drawing.ink(theme.of(28, 18), False, INK_SOFT, "right", 1.15)),
        (wait, drawing.ink(theme.of(38, 24), True, align="right", line_height=1.15)),
    )


def wait_said(
    drawing: Drawing, people_ahead: int | None, minutes: tuple[int, int] | None
) -> Sequence[str]:
    """How many are before somebody, and how long it takes. Nothing where nobody knows."""
    if people_ahead is None or minutes is None:
        return ()
    voice = drawing.voice
    return voice.say(N_("待ち {count}人"), count=people_ahead), waits(minutes, voice)
