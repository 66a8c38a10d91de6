"""From a life event to a resident's own checklist: which questions, which procedures. Pure.

One meaning for whoever asks, a kiosk or a page, and for whoever checks a city's rules. What
somebody answered stays where it was answered; only the procedures are sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from protocol.messages import Ask, ChecklistLine, ChecklistRules
from protocol.rules import (
    All,
    Answered,
    Answers,
    Rule,
    Verdict,
    matters,
    parse,
    verdict,
    with_atoms,
)


@dataclass(frozen=True, slots=True)
class Ways:
    """The rules of one life event, read: what a question's own condition says is in its lines."""

    offered: Answers
    asks: tuple[tuple[Ask, Rule], ...]
    lines: tuple[tuple[ChecklistLine, Rule], ...]

    def may_change(self, question: str, answers: Answers) -> bool:
        """Whether an answer to a question can still change the list."""
        return any(matters(rule, question, answers, self.offered) for _, rule in self.lines)


@lru_cache(maxsize=64)
def ways(rules: ChecklistRules) -> Ways:
    """The rules of a life event, read. An answer to what is not asked counts for nothing."""
    conditions = dict[str, Rule]()

    def where_asked(atom: Answered) -> Rule:
        condition = conditions.get(atom.question, All())
        return atom if condition == All() else All((condition, atom))

    for ask in rules.asks:
        conditions[ask.question] = with_atoms(parse(ask.rule), where_asked)
    return Ways(
        offered={ask.question: ask.answers for ask in rules.asks},
        asks=tuple((ask, conditions[ask.question]) for ask in rules.asks),
        lines=tuple((line, with_atoms(parse(line.rule), where_asked)) for line in rules.lines),
    )


def asked(rules: ChecklistRules, answers: Answers) -> tuple[Ask, ...]:
    """The questions on this path so far, in their order: those that were answered, and the next.

    One that can no longer change anything is not among them, nor does its answer count.
    """
    return tuple(_path(rules, answers))


def counting(rules: ChecklistRules, answers: Answers) -> dict[str, tuple[str, ...]]:
    """The answers that count: those to questions on the path."""
    return {
        ask.question: answers[ask.question]
        for ask in _path(rules, answers)
        if ask.question in answers
    }


def next_question(rules: ChecklistRules, answers: Answers) -> Ask | None:
    """What is asked next; None where nothing is left to ask."""
    return next((ask for ask in _path(rules, answers) if ask.question not in answers), None)


def questions_in_all(rules: ChecklistRules, answers: Answers) -> int:
    """How many questions there may be, those that were answered too: to say how far one is."""
    known, read = counting(rules, answers), ways(rules)
    return sum(ask.question in known or read.may_change(ask.question, known) for ask in rules.asks)


def lines_for(rules: ChecklistRules, answers: Answers) -> tuple[ChecklistLine, ...]:
    """The procedures that apply or may apply, and those that are offered, in the rules' order."""
    known, read = counting(rules, answers), ways(rules)
    return tuple(
        line for line, rule in read.lines if verdict(rule, known, read.offered) is not Verdict.NO
    )


def _path(rules: ChecklistRules, answers: Answers) -> Iterator[Ask]:
    known, read = dict[str, tuple[str, ...]](), ways(rules)
    for ask in rules.asks:
        if read.may_change(ask.question, known):
            yield ask
            if ask.question not in answers:
                return
            known[ask.question] = answers[ask.question]
