"""One measured rule each: nothing clipped, nothing overlapping, touch size, contrast, order.

Each says what is wrong with a page; nothing where all is well.
"""

from collections.abc import Iterator, Sequence
from math import hypot, inf
from typing import Final

import numpy as np

from kiosk.page import Box, Disc, Lettering, Mark, Page, Panel, Squares
from kiosk.speech.pages import ChoiceGroup, spoken_page
from kiosk.theme import TOUCH_MM, Colour

MAIN_TOUCH_MM: Final = 20.0
"""Of what leads on. Larger is no better (Colle and Hiszem, Ergonomics 47 (13), 2004)."""
WORDS_MM: Final = 2.8
"""The em of the smallest words: 8 point."""
GAP_MM: Final = 1.0
"""Between two controls: more changes nothing in how often people miss (the same study)."""
_APART: Final = (3, 2)
"""Units of the design, upright and lying: from words, with the space that their lines have anyway,
to the edge of what they stand on."""
_SIGN: Final = 2
"""Characters of what is a sign, and may fill its place."""
_SLACK: Final = 1.5
"""Pixels. What rounding to whole ones makes."""


Named = tuple[str, Box]


def box_of(words: Lettering) -> Box:
    """Where words are seen."""
    done = words.done
    return Box(words.x + done.left, words.y, done.right - done.left, done.height)


def said(words: Lettering) -> str:
    """What stands there."""
    return " / ".join(line.text for line in words.done.lines)


def faults(page: Page, pixel_mm: float) -> Iterator[str]:
    """All that is wrong with a page whose pixels are so large."""
    yield from clipped(page, pixel_mm)
    yield from cramped(page)
    yield from overlapping(page)
    yield from too_small(page, pixel_mm)
    yield from faint(page)
    yield from disordered(page)


def clipped(page: Page, pixel_mm: float) -> Iterator[str]:
    """Words stand within the page and the place that they were given, and can be read."""
    window = Box(0, 0, page.theme.width, page.theme.height)
    letterings = _letterings(page)
    if not letterings:
        yield "nothing is said"
    for words in letterings:
        box = box_of(words)
        if not (_within(box, window) and _within(box, words.room)):
            yield f"clipped: {said(words)}"
        if words.done.ink.size * pixel_mm < WORDS_MM:
            yield f"words of {words.done.ink.size * pixel_mm:.1f} mm: {said(words)}"
    for target in page.targets:
        if not _within(target.box, window, 0):
            yield f"clipped: {target.name}"


def cramped(page: Page) -> Iterator[str]:
    """Words on a panel keep away from its edge."""
    marks = _front(page)
    for number, words in enumerate(marks):
        if not isinstance(words, Lettering) or len(said(words)) <= _SIGN:
            continue
        box = box_of(words)
        x, y = box.x + box.width / 2, box.y + box.height / 2
        on = next(
            (
                mark.box
                for mark in reversed(marks[:number])
                if isinstance(mark, Panel) and mark.box.holds(x, y)
            ),
            None,
        )
        if on is None or on.width >= page.theme.width:
            continue
        space = min(box.x - on.x, box.y - on.y, on.right - box.right, on.bottom - box.bottom)
        if space < page.theme.of(*_APART):
            yield f"{space:.0f} pixels from the edge: {said(words)}"


def overlapping(page: Page) -> Iterator[str]:
    """No words lie on others, no control on another, and words are on a control whole or not."""
    solid = [(said(words), box_of(words)) for words in _letterings(page)]
    solid += [("a code", mark.box) for mark in _front(page) if isinstance(mark, Squares)]
    if page.camera_box is not None:
        solid += [("the camera's picture", page.camera_box)]
    targets = [(target.name, target.box) for target in page.targets]
    for (one, first), (other, second) in _overlaps(solid, solid):
        yield f"{one!r} lies on {other!r}: {first} {second}"
    for (one, first), (other, second) in _overlaps(targets, targets):
        yield f"{one} lies on {other}: {first} {second}"
    for (one, first), (other, second) in _overlaps(solid, targets):
        if not _within(first, second):
            yield f"{one!r} is partly on {other}: {first} {second}"


def too_small(page: Page, pixel_mm: float) -> Iterator[str]:
    """Every control is large enough for a finger, and those that lead on for an unsteady one.

    Keys of a board, languages and what is around every screen may be as small as the first.
    """
    for target in page.targets:
        if not target.words.strip():
            yield f"{target.name} says nothing"
        edge = min(target.box.width, target.box.height) * pixel_mm
        kind, _, name = target.name.partition(":")
        outer = target.group is not None and target.group.last
        small = outer or kind == "language" or name.startswith("key:")
        least = TOUCH_MM if small else MAIN_TOUCH_MM
        if edge < least:
            yield f"{target.name} is {edge:.1f} mm, not {least:g}"
    around = GAP_MM / pixel_mm / 2
    grown = [(each.name, each.box.inset(-around)) for each in page.targets]
    for (one, _), (other, _) in _overlaps(grown, grown, slack=0):
        yield f"{one} is less than {GAP_MM:g} mm from {other}"


def faint(page: Page) -> Iterator[str]:
    """Words stand out from what is behind them, and controls from their ground.

    WCAG 2.2: words 4.5:1 whatever their size (1.4.3), 7:1 (1.4.6) where somebody asked for high
    contrast; the edge or the fill of a control 3:1 (1.4.11).
    """
    least = 7.0 if page.theme.contrast else 4.5
    marks = _front(page)
    grounds = [mark for mark in page.marks if isinstance(mark, Panel | Disc)]
    for number, words in enumerate(marks):
        if not isinstance(words, Lettering):
            continue
        before = marks[:number]
        box = box_of(words)
        middle = box.y + box.height / 2
        for x in (box.x + 1, box.x + box.width / 2, box.right - 1):
            seen = _ratio(words.done.ink.colour, _behind(before, x, middle))
            if seen < least:
                yield f"{seen:.1f}:1: {said(words)}"
                break
    for target in page.targets:
        box = target.box
        own = next(
            (
                place
                for place, mark in enumerate(grounds)
                if isinstance(mark, Panel) and _same(mark.box, box)
            ),
            None,
        )
        if own is None:
            yield f"{target.name} has no edge"
            continue
        edge = grounds[own]
        ground = _behind(grounds[:own], box.x + box.width / 2, box.y + box.height / 2)
        seen = _ratio(edge.fill, ground)
        if seen < 3:
            yield f"{seen:.1f}:1: the edge of {target.name}"


def disordered(page: Page) -> Iterator[str]:
    """What is read aloud, and gone through by keys, comes as people read a page.

    Nothing comes after what stands wholly below it in the same column, nor after what stands to
    its right in the same row. What is gone through as a group counts as one, and is in order by
    itself. What is around every screen comes last, wherever it stands.
    """
    heard = spoken_page(page)
    groups = [entry.choices for entry in heard.entries if isinstance(entry, ChoiceGroup)]
    for choices in groups:
        yield from _wrong_order([(choice.name, choice.box) for choice in choices])
    yield from _wrong_order(
        [
            (entry.name, _around(entry) if isinstance(entry, ChoiceGroup) else entry.box)
            for entry in heard.entries
            if not (isinstance(entry, ChoiceGroup) and entry.last)
        ]
    )
    yield from _wrong_order(
        [
            (said(mark), box_of(mark))
            for mark in page.script
            if isinstance(mark, Lettering)
            # what stands on a control is read with it
            and not any(_overlap(box_of(mark), target.box) for target in page.targets)
        ]
    )


def _wrong_order(order: Sequence[Named]) -> Iterator[str]:
    for place, (name, box) in enumerate(order):
        for other, before in order[:place]:
            above = box.bottom <= before.y + _SLACK and (
                box.x < before.right and before.x < box.right
            )
            left = box.right <= before.x + _SLACK and (
                abs(box.y - before.y) < _SLACK and abs(box.bottom - before.bottom) < _SLACK
            )
            if above or left:
                yield f"{name} comes after {other}"


def _around(group: ChoiceGroup) -> Box:
    boxes = [choice.box for choice in group.choices]
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


def _letterings(page: Page) -> list[Lettering]:
    return [mark for mark in _front(page) if isinstance(mark, Lettering)]


def _front(page: Page) -> list[Mark]:
    """What is to be looked at: where a shade lies over the whole page, what was drawn after it."""
    whole = Box(0, 0, page.theme.width, page.theme.height)
    shades = [
        place
        for place, mark in enumerate(page.marks)
        if isinstance(mark, Panel) and mark.fill[3] < 1 and _same(mark.box, whole)
    ]
    return page.marks[shades[-1] + 1 :] if shades else page.marks


def _within(inner: Box, outer: Box, slack: float = _SLACK) -> bool:
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


def _same(one: Box, other: Box) -> bool:
    return _within(one, other) and _within(other, one)


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.x + _SLACK < other.right
        and other.x + _SLACK < one.right
        and one.y + _SLACK < other.bottom
        and other.y + _SLACK < one.bottom
    )


def _overlaps(
    ones: Sequence[Named], others: Sequence[Named], slack: float = _SLACK
) -> Iterator[tuple[Named, Named]]:
    """Each pair that overlaps; where both are the same list, each once."""
    if not ones or not others:
        return
    left, top, right, bottom = _edges(ones)[:, :, None]
    edges = _edges(others)[:, None, :]
    hits = (
        (left + slack < edges[2])
        & (edges[0] + slack < right)
        & (top + slack < edges[3])
        & (edges[1] + slack < bottom)
    )
    for one, other in np.argwhere(hits):
        if ones is not others or one < other:
            yield ones[one], others[other]


def _edges(named: Sequence[Named]) -> np.ndarray:
    return np.array([(box.x, box.y, box.right, box.bottom) for _, box in named]).T


def _behind(marks: Sequence[object], x: float, y: float) -> Colour | None:
    """What is seen at a point when these have been drawn; None beside the page."""
    for mark in reversed(marks):
        if isinstance(mark, Panel) and mark.box.holds(x, y):
            return mark.fill
        if isinstance(mark, Disc) and hypot(x - mark.x, y - mark.y) < mark.radius:
            return mark.fill
    return None


def _ratio(one: Colour, other: Colour | None) -> float:
    """How far two colours stand apart (WCAG 2.2, contrast ratio)."""
    if other is None:
        return inf
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
