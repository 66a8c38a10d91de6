"""From life events and answers to a personal list of procedures. Pure, total.

The rules are the catalogue's, in the language of protocol/rules.py. An event without a checklist
offers all its procedures and asks nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from protocol.checklists import ways
from protocol.rules import (
    UNKNOWN,
    Answered,
    Answers,
    Rule,
    Verdict,
    atoms,
    matters,
    verdict,
    with_atoms,
)
from protocol.rules import All as Everybody
from queue_server.catalogue import CatalogueFiles, ProcedureEntry
from queue_server.navigator.deadlines import Due, due


class Way(StrEnum):
    """How something is done."""

    VISIT = "visit"
    AT_HOME = "at_home"
    """行かない: online or by telephone."""
    EITHER = "either"
    """At home for some people; see `ProcedureEntry.at_home`."""
    BY_ITSELF = "by_itself"
    """手続き不要."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody told."""

    events: tuple[str, ...]
    """At least one; those that the catalogue does not have are left out."""
    answers: Answers = field(default_factory=dict)
    """By question; by `event.question` where each event asks it for itself."""
    dates: Mapping[str, date] = field(default_factory=dict)
    """By event, or `event.what` for a day of another kind; see `ProcedureEntry.deadline_day`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that still matters, or was answered."""

    key: str
    question: str
    answers: tuple[str, ...]
    """わからない is one of them."""
    many: bool
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a procedure is, or is not, on the list: what one life event says of it."""

    event: str
    rule: str
    """As the city wrote it; empty: everybody."""
    verdict: Verdict
    offered: bool
    told: tuple[tuple[str, tuple[str, ...] | None], ...]
    """What was answered to the questions that the rule is about; None: not asked (yet)."""


@dataclass(frozen=True, slots=True)
class Item:
    """A procedure of somebody's list."""

    procedure: ProcedureEntry
    reasons: tuple[Reason, ...]
    """At least one that does not say no."""
    sure: bool
    """False: 要確認, because an answer is not known."""
    offered: bool
    """For whoever wants it."""
    way: Way
    due: Due | None
    """None: no deadline, or the day that it counts from was not told."""


@dataclass(frozen=True, slots=True)
class Bring:
    """A thing to bring, once for all procedures that need it."""

    what: str
    procedures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The personal list."""

    items: tuple[Item, ...]
    """In the order to do them."""
    not_on_it: tuple[tuple[ProcedureEntry, tuple[Reason, ...]], ...]
    """The other procedures of the life events, with what spoke against them."""
    bring: tuple[Bring, ...]
    """For what somebody comes for and needs; not for what is only offered."""
    fee_yen: int
    """Of the same procedures, where the fee is known."""
    fees_not_known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    event: str
    procedure: str
    rule: Rule
    text: str
    offered: bool


@dataclass(frozen=True, slots=True)
class _Merged:
    """The rules of several life events, as one."""

    asks: tuple[Asked, ...]
    lines: tuple[_Line, ...]

    @property
    def offered(self) -> Answers:
        return {ask.key: ask.answers for ask in self.asks}


def every_question(catalogue: CatalogueFiles, events: tuple[str, ...]) -> tuple[Asked, ...]:
    """All questions of some life events, whether they matter or not."""
    return _merged(catalogue, events).asks


def questions(catalogue: CatalogueFiles, wanted: Wanted) -> tuple[Asked, ...]:
    """The questions that matter, in their order, answered or not.

    One that can no longer change the list, whatever is answered to it, is not among them.
    """
    merged = _merged(catalogue, wanted.events)
    known, offered = _understood(merged, wanted.answers), merged.offered

    def matter(ask: Asked) -> bool:
        others = {key: given for key, given in known.items() if key != ask.key}
        return any(matters(line.rule, ask.key, others, offered) for line in merged.lines)

    return tuple(filter(matter, merged.asks))


def next_question(catalogue: CatalogueFiles, wanted: Wanted) -> Asked | None:
    """What is asked next; None where nothing is left to ask."""
    known = _understood(_merged(catalogue, wanted.events), wanted.answers)
    return next((ask for ask in questions(catalogue, wanted) if ask.key not in known), None)


def plan(catalogue: CatalogueFiles, wanted: Wanted, is_open: Callable[[date], bool]) -> Plan:
    """The list. What was not answered (yet) is not known, and hides nothing.

    `is_open`: whether the city hall is, on a date.
    """
    merged = _merged(catalogue, wanted.events)
    known = _understood(merged, wanted.answers)
    entries = {entry.id: entry for entry in catalogue.procedures}
    reasons = dict[str, list[Reason]]()
    for line in merged.lines:
        names = dict.fromkeys(atom.question for atom in atoms(line.rule))
        reason = Reason(
            line.event,
            line.text,
            verdict(line.rule, known, merged.offered),
            line.offered,
            tuple((name, known.get(name)) for name in names),
        )
        reasons.setdefault(line.procedure, []).append(reason)
    # what is only offered comes last, where nothing is done after it
    on = sorted(
        (name for name, found in reasons.items() if _speaking_for(found)),
        key=lambda name: all(reason.offered for reason in _speaking_for(reasons[name])),
    )
    items = tuple(
        _item(entries[name], tuple(reasons[name]), wanted.dates, is_open)
        for name in in_order(on, {name: entry.do_after for name, entry in entries.items()})
    )
    mine = [item for item in items if not item.offered and item.way in {Way.VISIT, Way.EITHER}]
    return Plan(
        items=items,
        not_on_it=tuple(
            (entries[name], tuple(found)) for name, found in reasons.items() if name not in on
        ),
        bring=_bring(mine),
        fee_yen=sum(item.procedure.fee_yen or 0 for item in mine),
        fees_not_known=tuple(i.procedure.id for i in mine if i.procedure.fee_yen is None),
    )


def in_order(names: list[str], after: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names, each after those that it is done after; else as they stood. Total: names that
    wait for each other, which the catalogue's check refuses, stand as they stood.
    """
    left, done = list(names), list[str]()
    while left:
        ready = (name for name in left if not set(after.get(name, ())) & (set(left) - {name}))
        following = next(ready, left[0])
        left.remove(following)
        done.append(following)
    return tuple(done)


def _speaking_for(reasons: list[Reason] | tuple[Reason, ...]) -> list[Reason]:
    return [reason for reason in reasons if reason.verdict is not Verdict.NO]


def _item(
    entry: ProcedureEntry,
    reasons: tuple[Reason, ...],
    dates: Mapping[str, date],
    is_open: Callable[[date], bool],
) -> Item:
    speaking = _speaking_for(reasons)
    needed = [reason for reason in speaking if not reason.offered]
    inferred = any(name.startswith("deadline_days") for name in entry.inferred_fields)
    counting = [
        replace(found, sure=found.sure and not inferred)
        for reason in needed or speaking
        for rule in (entry.deadline_rule(),)
        for day in (dates.get(entry.day_of(reason.event)),)
        if rule is not None and day is not None
        for found in (due(rule, day, is_open),)
    ]
    return Item(
        entry,
        reasons,
        sure=any(reason.verdict is Verdict.YES for reason in needed or speaking),
        offered=not needed,
        way=_way(entry),
        due=min(counting, key=lambda one: one.come_by, default=None),
    )


def _way(entry: ProcedureEntry) -> Way:
    if entry.automatic_with_main_notification:
        return Way.BY_ITSELF
    if entry.at_home is None:
        return Way.VISIT
    return Way.EITHER if entry.at_home_for_some else Way.AT_HOME


def _bring(items: list[Item]) -> tuple[Bring, ...]:
    things = dict[str, list[str]]()
    for item in items:
        for what in item.procedure.bring:
            things.setdefault(what, []).append(item.procedure.id)
    return tuple(Bring(what, tuple(dict.fromkeys(names))) for what, names in things.items())


def _understood(merged: _Merged, answers: Answers) -> dict[str, tuple[str, ...]]:
    """The answers that can be answers. What is none hides nothing: it is as if not answered."""
    known = dict[str, tuple[str, ...]]()
    for ask in merged.asks:
        given = answers.get(ask.key)
        if given is None:
            continue
        fitting = tuple(answer for answer in ask.answers if answer in given)
        if len(fitting) != len(set(given)) or (not ask.many and len(fitting) != 1):
            continue
        known[ask.key] = fitting
    return known


def _merged(catalogue: CatalogueFiles, events: tuple[str, ...]) -> _Merged:
    """One set of questions for all events: what concerns the household is asked once."""
    own = {question.id for question in catalogue.questions if question.each_event}
    many = {question.id: question.many for question in catalogue.questions}
    asks, lines = dict[str, Asked](), list[_Line]()
    for event in dict.fromkeys(events):
        checklist = catalogue.checklists.get(event)
        if checklist is None:
            lines += [
                _Line(event, entry.id, Everybody(), "", offered=True)
                for entry in catalogue.procedures
                if event in entry.life_events
            ]
            continue

        def key(question: str, event: str = event) -> str:
            return f"{event}.{question}" if question in own else question

        def renamed(atom: Answered, event: str = event) -> Rule:
            return Answered(key(atom.question, event), atom.wanted, atom.many)

        read = ways(checklist.rules(checklist.desk))
        for ask, _ in read.asks:
            name = key(ask.question)
            before = asks.get(name)
            together = (*(before.answers if before else ()), *ask.answers)
            definite = tuple(dict.fromkeys(each for each in together if each != UNKNOWN))
            asks[name] = Asked(
                name,
                ask.question,
                (*definite, UNKNOWN),
                many[ask.question],
                (*(before.events if before else ()), event),
            )
        lines += [
            _Line(event, line.procedure, with_atoms(rule, renamed), line.rule, line.offered)
            for line, rule in read.lines
        ]
    return _Merged(tuple(asks.values()), tuple(lines))
