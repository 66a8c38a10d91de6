"""From a life event to a resident's own checklist: which questions, which procedures. Pure.

One meaning for whoever asks, a kiosk or a page, and for whoever checks a city's rules. What
somebody answered stays where it was answered; only the procedures are sent.
"""

from collections.abc import Iterator, Mapping

from protocol.messages import Ask, ChecklistLine, ChecklistRules, When

Answers = Mapping[str, tuple[str, ...]]
"""Question to what was answered: one answer, or any number where the question takes many."""


def holds(when: When, answers: Answers) -> bool:
    """Whether what was answered is what a rule wants. A rule that wants nothing always holds."""
    return not when or any(
        all(set(wanted) & set(answers.get(question, ())) for question, wanted in line.items())
        for line in when
    )


def asked(rules: ChecklistRules, answers: Answers) -> tuple[Ask, ...]:
    """The questions on this path so far, in their order: those that were answered, and the next.

    An answer to a question that is not on the path counts for nothing.
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
    known = counting(rules, answers)
    return sum(
        holds(ask.when, known) or any(name not in known for line in ask.when for name in line)
        for ask in rules.asks
    )


def lines_for(rules: ChecklistRules, answers: Answers) -> tuple[ChecklistLine, ...]:
    """The procedures that apply, and those that are offered, in the order of the rules."""
    known = counting(rules, answers)
    return tuple(line for line in rules.lines if holds(line.when, known))


def _path(rules: ChecklistRules, answers: Answers) -> Iterator[Ask]:
    known = dict[str, tuple[str, ...]]()
    for ask in rules.asks:
        if holds(ask.when, known):
            yield ask
            if ask.question not in answers:
                return
            known[ask.question] = answers[ask.question]
