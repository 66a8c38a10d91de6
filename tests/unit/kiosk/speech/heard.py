"""One measured rule for what is read aloud of a page, and in which order."""

from itertools import pairwise

from kiosk.page import Box, Lettering, Page
from kiosk.session.model import LANGUAGES
from kiosk.speech.pages import Choice, ChoiceGroup, SpokenPage, spoken_page

SLACK = 4
"""Pixels by which boxes of one row may differ."""


def assert_heard(name: str, page: Page) -> None:
    """The heading first; then everything else, from the top down and from the left to the right.

    All that can be touched is reached, has words, and no word is read in two languages.
    """
    heard = spoken_page(page)
    first, *_ = heard.alerts or heard.lines
    assert first.language == page.language, name
    assert {choice.name for choice in heard.choices} == {each.name for each in page.targets}
    for choice in heard.choices:
        assert choice.lines, (name, choice.name)
        for line in choice.lines:
            assert any(each.isalnum() for each in line.words), (name, choice.name)
            assert line.language in LANGUAGES, (name, choice.name)
    assert_no_second_language(name, page, heard)
    if name.endswith("ending"):
        return  # the offer to stay stands above, and is an alert
    assert_heading_first(name, page)
    for group in heard.entries:
        if isinstance(group, ChoiceGroup):
            assert_order(name, [choice.box for choice in group.choices])
    assert_order(name, [around(entry) for entry in heard.entries if not last(entry)])


def assert_heading_first(name: str, page: Page) -> None:
    """Nothing that is read stands above the heading, and it is written bold."""
    written = [
        mark
        for mark in page.script
        if isinstance(mark, Lettering)
        and "".join(line.text for line in mark.done.lines).strip()
        and not any(target.box.holds(mark.x + mark.done.left + 1, mark.y + mark.done.height / 2)
                    for target in page.targets)
    ]  # fmt: skip
    if not written:
        return  # all of it is said in other words than it is written
    first, *rest = written
    assert first.done.ink.bold, name
    for mark in rest:
        # beside each other, two headings may differ in height
        assert mark.y >= first.y - SLACK or mark.x > first.x + first.done.right, name


def assert_no_second_language(name: str, page: Page, heard: SpokenPage) -> None:
    second = "en" if page.language == "ja" else "ja"
    for line in (*heard.lines, *heard.alerts):
        # a name in kana is Japanese for everybody
        assert line.language != second or kana(line.words), (name, line)
    for choice in heard.choices:
        if not choice.name.startswith(("language:", "navi:key:", "navi:change:name")):
            assert all(line.language != second for line in choice.lines), (name, choice.name)


def kana(words: str) -> bool:
    return all(each == "\u3000" or "ァ" <= each <= "ー" for each in words)


def assert_order(name: str, boxes: list[Box]) -> None:
    """Each stands below the one before, or to its right."""
    for one, other in pairwise(boxes):
        same_row = abs(other.y - one.y) <= SLACK
        right = other.x >= one.right - SLACK
        below = other.y > one.y + SLACK
        assert right if same_row else below or right, (name, one, other)


def around(entry: Choice | ChoiceGroup) -> Box:
    boxes = [entry.box] if isinstance(entry, Choice) else [each.box for each in entry.choices]
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(b.right for b in boxes) - x, max(b.bottom for b in boxes) - y)


def last(entry: Choice | ChoiceGroup) -> bool:
    return isinstance(entry, ChoiceGroup) and entry.last
