"""What a city writes about the way from a life event to a checklist: questions, answers, rules."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Annotated

from pydantic import AfterValidator, Field

from protocol.checklists import ways
from protocol.messages import (
    AnswerEntry,
    Ask,
    ChecklistLine,
    ChecklistRules,
    Language,
    Name,
    QuestionEntry,
    Rule,
)
from protocol.rules import (
    SITUATIONS_MAX,
    UNKNOWN,
    Verdict,
    atoms,
    how_many,
    parse,
    verdict,
)
from queue_server.configuration import Entry, Text
from queue_server.yaml_lines import Place

LIFE_EVENTS_MAX = 12
"""More do not fit a kiosk's screen."""
ANSWERS_MAX = 8
"""The same, of one question."""
ATOMS_MAX = 400
"""Of a rule with the rules of its questions in it: more is not weighed while somebody waits."""


def _said_in_both(words: dict[str, str]) -> dict[str, str]:
    missing = [language for language in ("ja", "en") if language not in words]
    if missing:
        raise ValueError(f"lacks the words in {missing[0]!r}")
    return words


InLanguages = Annotated[dict[Language, Text], AfterValidator(_said_in_both)]
"""The same words by language, Japanese and English at least."""


class Question(Entry):
    """What to ask a resident, so that only the procedures that apply stay on the list."""

    id: Name
    words: InLanguages
    many: bool = False
    each_event: bool = False
    """Asked for each life event by itself: it is not about the household, but about the event."""
    source: str | None = None

    def entry(self) -> QuestionEntry:
        """As kiosks get it."""
        return QuestionEntry(question=self.id, words=self.words, many=self.many)


class Asked(Entry):
    """A question as one life event asks it."""

    question: Name
    answers: Annotated[tuple[Name, ...], Field(min_length=1, max_length=ANSWERS_MAX)]
    when: Rule = ""


class Listed(Entry):
    """A procedure that a life event may lead to."""

    procedure: Name
    when: Rule = ""
    offered: bool = False


class Checklist(Entry):
    """How one life event becomes a checklist."""

    desk: Name
    asks: Annotated[tuple[Asked, ...], Field(max_length=8)] = ()
    procedures: Annotated[tuple[Listed, ...], Field(min_length=1, max_length=40)]

    def problems(
        self,
        questions: Mapping[str, bool],
        answers: Collection[str],
        procedures: Mapping[str, Sequence[str]],
    ) -> Iterator[tuple[Place, str]]:
        """What does not fit: where in it, and in words.

        `questions`: whether each takes many answers. `procedures`: those of the life event, each
        with what must be done before it.
        """
        known = dict[str, tuple[str, ...]]()
        for number, ask in enumerate(self.asks):
            at, place = ("asks", number), f"asks › {ask.question}"
            if ask.question not in questions:
                yield at, f"{place}: there is no such question"
            if ask.question in known:
                yield at, f"{place}: is there twice"
            for answer in ask.answers:
                if answer not in answers:
                    yield (*at, "answers"), f"{place} › answers: there is no {answer!r}"
            if len(ask.answers) < 2 and not questions.get(ask.question):
                yield (*at, "answers"), f"{place} › answers: one answer is no choice"
            for problem in _wrong(ask.when, known, questions):
                yield (*at, "when"), f"{place} › when: {problem}"
            known[ask.question] = ask.answers
        listed = [line.procedure for line in self.procedures]
        for number, line in enumerate(self.procedures):
            at, place = ("procedures", number), f"procedures › {line.procedure}"
            if line.procedure not in procedures:
                yield at, f"{place}: is no procedure of this life event"
            if line.procedure in listed[:number]:
                yield at, f"{place}: is there twice"
            for problem in _wrong(line.when, known, questions):
                yield (*at, "when"), f"{place} › when: {problem}"
            for before in procedures.get(line.procedure, ()):
                if before in listed[number:]:
                    yield at, f"{place}: comes before {before!r}, which is done first"
        for procedure in procedures:
            if procedure not in listed:
                yield ("procedures",), f"procedures: {procedure!r} is not there"
        rules = [ask.when for ask in self.asks] + [line.when for line in self.procedures]
        used = {atom.question for when in rules for atom in atoms(parse(when))}
        for number, ask in enumerate(self.asks):
            if ask.question not in used:
                yield ("asks", number), f"asks › {ask.question}: no rule uses it"

    def deep_problems(self) -> Iterator[tuple[Place, str]]:
        """What does not fit in rules together with the rules of the questions that they name.

        Only of a checklist that has no other problems.
        """
        read = ways(self.rules(self.desk))
        for number, (line, rule) in enumerate(read.lines):
            at = ("procedures", number, "when")
            place = f"procedures › {line.procedure} › when"
            # counted no further than to the limit: questions upon questions grow without end
            if (
                len(list(islice(atoms(rule), ATOMS_MAX + 1))) > ATOMS_MAX
                or how_many(rule, read.offered) > SITUATIONS_MAX
            ):
                yield at, f"{place}: is too much to weigh, with the rules of its questions"
            elif verdict(rule, {}, read.offered) is Verdict.NO:
                yield at, f"{place}: never holds, because its questions are not asked then"

    def rules(self, service: str) -> ChecklistRules:
        """As kiosks get it; `service` is what its desk belongs to."""
        return ChecklistRules(
            service=service,
            asks=tuple(
                Ask(question=ask.question, answers=ask.answers, rule=ask.when) for ask in self.asks
            ),
            lines=tuple(
                ChecklistLine(procedure=line.procedure, rule=line.when, offered=line.offered)
                for line in self.procedures
            ),
        )


def answer_entries(answers: Mapping[str, Mapping[str, str]]) -> tuple[AnswerEntry, ...]:
    """The answers as kiosks get them."""
    return tuple(AnswerEntry(answer=answer, words=words) for answer, words in answers.items())


def _wrong(
    text: str, known: Mapping[str, tuple[str, ...]], many: Mapping[str, bool]
) -> Iterator[str]:
    """What does not fit in a rule: names, types, and that it can be decided.

    `known`: the answers to what was asked before; `many`: whether a question takes many answers.
    """
    rule, fits = parse(text), True
    for atom in atoms(rule):
        if atom.question not in known:
            yield f"{atom.question!r} was not asked before"
            fits = False
            continue
        if atom.many is not many.get(atom.question, atom.many):
            wanted = "one answer: say 'is' or 'in'" if atom.many else "many answers: say 'has'"
            yield f"{atom.question!r} takes {wanted}"
            fits = False
        for answer in sorted(atom.wanted):
            if answer == UNKNOWN:
                yield f"{UNKNOWN!r} is not named: whoever does not know keeps the procedure anyway"
                fits = False
            elif answer not in known[atom.question]:
                yield f"{answer!r} is no answer to {atom.question!r} here"
                fits = False
    if not fits or not text.strip():
        return
    if how_many(rule, known) > SITUATIONS_MAX:
        yield f"tells apart more than {SITUATIONS_MAX} situations; say it in fewer answers"
        return
    outcome = verdict(rule, {}, known)
    if outcome is Verdict.NO:
        yield "never holds, whatever is answered: nobody would get there"
    elif outcome is Verdict.YES:
        yield "always holds, whatever is answered: leave it out"
