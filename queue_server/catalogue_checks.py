"""What does not fit together in a catalogue, in words, with its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from queue_server.yaml_lines import Place

if TYPE_CHECKING:
    # the catalogue is checked as it is read: it imports these checks
    from queue_server.catalogue import CatalogueFiles

_SOURCE_KEY = re.compile(r"[A-Z0-9_]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a city must mend."""

    place: Place
    """Where it is written: the file's name, then keys and positions."""
    said: str

    def __str__(self) -> str:
        return self.said


def procedure_problems(catalogue: CatalogueFiles) -> Iterator[Problem]:
    """Names that are no entry, names that are there twice, and procedures that wait in a circle."""
    first = dict[str, int]()
    for number, procedure in enumerate(catalogue.procedures):
        if procedure.id in first:
            yield Problem(
                ("procedures", number), f"procedures › {procedure.id} › id: is there twice"
            )
        first.setdefault(procedure.id, number)
    for number, procedure in enumerate(catalogue.procedures):
        for field, wanted, known in (
            ("counter", (procedure.counter,), catalogue.counters),
            ("life_events", procedure.life_events, catalogue.life_events),
            ("do_after", procedure.do_after, first),
            ("deadline_day", procedure.deadline_day, procedure.life_events),
            # a source in capitals is a key; anything else speaks for itself
            ("source", filter(_SOURCE_KEY.fullmatch, procedure.source), catalogue.sources),
        ):
            for name in wanted:
                if name not in known:
                    yield Problem(
                        ("procedures", number, field),
                        f"procedures › {procedure.id} › {field}: there is no {name!r}",
                    )
    yield from _circles(catalogue, first)


def _circles(catalogue: CatalogueFiles, first: dict[str, int]) -> Iterator[Problem]:
    """Procedures of which none can be done first, once for each circle."""
    after = {entry.id: entry.do_after for entry in catalogue.procedures}
    left = dict(after)
    while True:
        ready = [name for name, before in left.items() if not any(one in left for one in before)]
        if not ready:
            break
        for name in ready:
            del left[name]
    told = set[str]()
    for name in left:
        way = [name]
        while True:
            following = next((one for one in after[way[-1]] if one in left), None)
            if following is None or following in told:
                break
            if following in way:
                circle = way[way.index(following) :]
                told.update(circle)
                yield Problem(
                    ("procedures", first[circle[0]], "do_after"),
                    f"procedures › {circle[0]} › do_after: goes in a circle: "
                    + " after ".join((*circle, circle[0])),
                )
                break
            way.append(following)


def checklist_problems(catalogue: CatalogueFiles) -> Iterator[Problem]:
    """What does not fit in the checklists."""
    for event, checklist in catalogue.checklists.items():
        place = ("checklists", event)
        if event not in catalogue.life_events:
            yield Problem(place, f"checklists › {event}: there is no such life event")
        if checklist.desk not in catalogue.counters:
            yield Problem(
                (*place, "desk"), f"checklists › {event} › desk: there is no {checklist.desk!r}"
            )
        found = list[tuple[Place, str]](
            checklist.problems(
                {question.id: question.many for question in catalogue.questions},
                catalogue.answers,
                {
                    entry.id: entry.do_after
                    for entry in catalogue.procedures
                    if event in entry.life_events
                },
            )
        )
        for inner, said in found or checklist.deep_problems():
            yield Problem((*place, *inner), f"checklists › {event} › {said}")


def unused_problems(catalogue: CatalogueFiles) -> Iterator[Problem]:
    """Questions that no life event asks, and answers that none of them offers."""
    asks = [ask for checklist in catalogue.checklists.values() for ask in checklist.asks]
    asked = {ask.question for ask in asks}
    for number, question in enumerate(catalogue.questions):
        if question.id not in asked:
            yield Problem(("questions", number), f"questions › {question.id}: no checklist asks it")
    offered = {answer for ask in asks for answer in ask.answers}
    for answer in catalogue.answers:
        if answer not in offered:
            yield Problem(("answers", answer), f"answers › {answer}: no question offers it")
