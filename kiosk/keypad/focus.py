"""Where somebody is on a page who goes through it by keys. Pure.

A page is a ring: its heading, then each entry. A group is gone into and left again; it is a ring of
its own choices.
"""

from dataclasses import dataclass

from kiosk.page import Box
from kiosk.speech.pages import Choice, ChoiceGroup, SpokenPage


@dataclass(frozen=True, slots=True)
class Focus:
    """A place on a page."""

    name: str | None = None
    """Of a choice or a group; None is the heading."""
    group: str | None = None
    """The group that somebody went into."""


HEADING = Focus()


@dataclass(frozen=True, slots=True)
class Place:
    """What is there."""

    item: Choice | ChoiceGroup
    number: int
    """Which one it is, from 1."""
    count: int
    """Of how many."""


def place_of(focus: Focus, page: SpokenPage) -> Place | None:
    """What a focus is on; None at the heading, and where there is no such thing any more."""
    items = _items(focus, page)
    for number, item in enumerate(items, start=1):
        if item.name == focus.name:
            return Place(item, number, len(items))
    return None


def moved(focus: Focus, page: SpokenPage, by: int) -> Focus:
    """One further (1), or one back (-1)."""
    names: list[str | None] = [item.name for item in _items(focus, page)]
    if focus.group is None:
        names.insert(0, None)
    if not names:
        return HEADING
    at = names.index(focus.name) if focus.name in names else 0
    return Focus(names[(at + by) % len(names)], focus.group)


def entered(focus: Focus, page: SpokenPage) -> Focus:
    """In the group that it is on, at its chosen one or its first."""
    group = page.entry(focus.name)
    if not isinstance(group, ChoiceGroup):
        return focus
    at = next((choice for choice in group.choices if choice.chosen), group.choices[0])
    return Focus(at.name, group.name)


def left(focus: Focus) -> Focus:
    """Out of a group, on the group."""
    return focus if focus.group is None else Focus(focus.group)


def kept(focus: Focus, before: SpokenPage, page: SpokenPage) -> Focus:
    """Where somebody is when the page was drawn anew: on the same thing, or where it was."""
    if focus.name is None or place_of(focus, page) is not None:
        return focus
    if focus.group is not None and not isinstance(page.entry(focus.group), ChoiceGroup):
        return HEADING
    was = place_of(focus, before)
    items = _items(focus, page)
    if was is None or not items:
        return HEADING
    return Focus(items[min(was.number, len(items)) - 1].name, focus.group)


def box_of(focus: Focus, page: SpokenPage) -> Box | None:
    """Where it is seen: the box of a choice, or the one around a group."""
    place = place_of(focus, page)
    if place is None:
        return None
    item = place.item
    boxes = [item.box] if isinstance(item, Choice) else [each.box for each in item.choices]
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return Box(x, y, right - x, bottom - y)


def _items(focus: Focus, page: SpokenPage) -> tuple[Choice | ChoiceGroup, ...]:
    if focus.group is None:
        return page.entries
    group = page.entry(focus.group)
    return group.choices if isinstance(group, ChoiceGroup) else ()
