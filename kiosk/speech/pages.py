"""A page as it is heard: the heading first, then the rest, then what can be chosen. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kiosk.page import Box, Group, Lettering, Page, Said, Target
from kiosk.speech.lines import Line
from kiosk.typesetting import Set

_WITHOUT_SPACES = ("ja", "zh")
_COMMAS = {"ja": "、", "zh": "，"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen."""

    name: str
    """Its target's."""
    lines: tuple[Line, ...]
    """What it is."""
    chosen: bool | None
    """Whether it is the chosen one; None where that is no question."""
    box: Box
    live: bool = False
    """It is read again when its words change."""


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Choices that are gone through only by whoever goes into the group."""

    line: Line
    choices: tuple[Choice, ...]
    last: bool = False
    """It stands after everything else, and is not read where nobody asks for it."""

    @property
    def name(self) -> str:
        """Tells it from other groups, and from every choice."""
        return f"group:{self.line.words}"


Entry = Choice | ChoiceGroup


@dataclass(frozen=True, slots=True)
class SpokenPage:
    """A page as it is heard."""

    language: str
    lines: tuple[Line, ...]
    """The heading, and what else stands there, in reading order."""
    alerts: tuple[Line, ...]
    """What breaks into that."""
    entries: tuple[Entry, ...]
    """What can be chosen, in the order in which it is gone through."""

    @property
    def covers(self) -> bool:
        """Whether it is nothing but a question that lies on the page."""
        return bool(self.alerts) and not self.lines

    def entry(self, name: str | None) -> Entry | None:
        """The entry of this name."""
        return next((entry for entry in self.entries if entry.name == name), None)

    def choice(self, name: str) -> Choice | None:
        """The choice of this name, in a group or not."""
        return next((choice for choice in self.choices if choice.name == name), None)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All of them, those in groups too."""
        return tuple(
            choice
            for entry in self.entries
            for choice in (entry.choices if isinstance(entry, ChoiceGroup) else (entry,))
        )


def spoken_page(page: Page, *, private: bool = True) -> SpokenPage:
    """What is heard of a page. Not `private`: the whole lobby hears it.

    Reading order is the order in which a screen is described. What stands on a target belongs to
    it. The second language below the first is for staff who help, and is not read.
    """
    second = "en" if page.language == "ja" else "ja"
    targets = {target.name: target for target in reversed(page.targets)}
    on_target: dict[str, list[Line]] = {name: [] for name in targets}
    lines, alerts = list[Line](), list[Line]()
    for item in page.script:
        match item:
            case Said(personal=True) if not private:
                continue
            case Said(words, language, alert):
                (alerts if alert else lines).append(Line(words, language))
            case Lettering(done=done) if done.ink.language != second:
                line = Line(_joined(done), done.ink.language or page.language)
                if line.words:
                    owner = _owner(item, targets.values())
                    (lines if owner is None else on_target[owner.name]).append(line)
    entries = _entries(
        [target for target in page.script if isinstance(target, Target)], targets, on_target
    )
    return SpokenPage(page.language, tuple(lines), tuple(alerts), entries)


def _entries(
    script: Sequence[Target], targets: dict[str, Target], on_target: dict[str, list[Line]]
) -> tuple[Entry, ...]:
    """The targets in their order, groups where their first one stands."""
    found: dict[Group | str, list[Choice]] = {}
    last: dict[Group | str, list[Choice]] = {}
    for target in script:
        if targets.get(target.name) is not target:
            continue  # the same thing again: around its button, or elsewhere on the page
        lines = on_target[target.name]
        if target.said:
            lines = [Line(said.words, said.language) for said in target.said]
        choice = Choice(target.name, merged(lines), target.chosen, target.box, target.live)
        group = target.group
        later = last if group is not None and group.last else found
        later.setdefault(group or target.name, []).append(choice)
    return tuple(
        ChoiceGroup(Line(key.words, key.language), tuple(choices), key.last)
        if isinstance(key, Group)
        else choices[0]
        for key, choices in (*found.items(), *last.items())
    )


def _owner(mark: Lettering, targets: Collection[Target]) -> Target | None:
    """The smallest target that words stand on."""
    x = mark.x + (mark.done.left + mark.done.right) / 2
    y = mark.y + mark.done.height / 2
    under = [target for target in targets if target.box.holds(x, y)]
    return min(under, key=lambda each: each.box.width * each.box.height, default=None)


def _joined(done: Set) -> str:
    """Words as they were before they were set in lines."""
    between = "" if (done.ink.language or "ja").split("-")[0] in _WITHOUT_SPACES else " "
    return between.join(line.text.strip() for line in done.lines if line.text.strip())


def merged(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Words in the same language in one line, so that they are said in one breath."""
    made = list[Line]()
    for line in lines:
        if made and made[-1].language == line.language:
            between = _COMMAS.get(line.language.split("-")[0], ", ")
            made[-1] = Line(f"{made[-1].words}{between}{line.words}", line.language)
        else:
            made.append(line)
    return tuple(made)
