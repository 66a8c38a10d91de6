"""What a city writes about the way from a life event to a checklist: questions, answers, rules."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from protocol.messages import (
    AnswerEntry,
    Ask,
    ChecklistLine,
    ChecklistRules,
    Language,
    Name,
    QuestionEntry,
)
from queue_server.configuration import Entry, Text

LIFE_EVENTS_MAX = 12
"""More do not fit a kiosk's screen."""
ANSWERS_MAX = 8
"""The same, of one question."""


def _said_in_both(words: dict[str, str]) -> dict[str, str]:
    missing = [language for language in ("ja", "en") if language not in words]
    if missing:
        raise ValueError(f"lacks the words in {missing[0]!r}")
    return words


InLanguages = Annotated[dict[Language, Text], AfterValidator(_said_in_both)]
"""The same words by language, Japanese and English at least."""

Answered = Annotated[tuple[Name, ...], Field(min_length=1)]
Lines = tuple[Annotated[dict[Name, Answered], Field(min_length=1)], ...]


class Question(Entry):
    """What to ask a resident, so that only the procedures that apply stay on the list."""

    id: Name
    words: InLanguages
    many: bool = False
    source: str | None = None

    def entry(self) -> QuestionEntry:
        """As kiosks get it."""
        return QuestionEntry(question=self.id, words=self.words, many=self.many)


class Asked(Entry):
    """A question as one life event asks it."""

    question: Name
    answers: Annotated[tuple[Name, ...], Field(min_length=1, max_length=ANSWERS_MAX)]
    when: Lines = ()


class Listed(Entry):
    """A procedure that a life event may lead to."""

    procedure: Name
    when: Lines = ()
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
    ) -> Iterator[str]:
        """What does not fit, a line each.

        `questions`: whether each takes many answers. `procedures`: those of the life event, each
        with what must be done before it.
        """
        known = dict[str, tuple[str, ...]]()
        for ask in self.asks:
            place = f"asks › {ask.question}"
            if ask.question not in questions:
                yield f"{place}: there is no such question"
            if ask.question in known:
                yield f"{place}: is there twice"
            for answer in ask.answers:
                if answer not in answers:
                    yield f"{place} › answers: there is no {answer!r}"
            if len(ask.answers) < 2 and not questions.get(ask.question):
                yield f"{place} › answers: one answer is no choice"
            for problem in _unknown(ask.when, known):
                yield f"{place} › when: {problem}"
            known[ask.question] = ask.answers
        listed = [line.procedure for line in self.procedures]
        for number, line in enumerate(self.procedures):
            place = f"procedures › {line.procedure}"
            if line.procedure not in procedures:
                yield f"{place}: is no procedure of this life event"
            if line.procedure in listed[:number]:
                yield f"{place}: is there twice"
            for problem in _unknown(line.when, known):
                yield f"{place} › when: {problem}"
            for before in procedures.get(line.procedure, ()):
                if before in listed[number:]:
                    yield f"{place}: comes before {before!r}, which is done first"
        for procedure in procedures:
            if procedure not in listed:
                yield f"procedures: {procedure!r} is not there"

    def rules(self, service: str) -> ChecklistRules:
        """As kiosks get it; `service` is what its desk belongs to."""
        return ChecklistRules(
            service=service,
            asks=tuple(
                Ask(question=ask.question, answers=ask.answers, when=ask.when) for ask in self.asks
            ),
            lines=tuple(
                ChecklistLine(procedure=line.procedure, when=line.when, offered=line.offered)
                for line in self.procedures
            ),
        )


def answer_entries(answers: Mapping[str, Mapping[str, str]]) -> tuple[AnswerEntry, ...]:
    """The answers as kiosks get them."""
    return tuple(AnswerEntry(answer=answer, words=words) for answer, words in answers.items())


def _unknown(when: Lines, known: Mapping[str, Collection[str]]) -> Iterator[str]:
    """What a rule names that was not asked before."""
    for line in when:
        for question, wanted in line.items():
            if question not in known:
                yield f"{question!r} was not asked before"
                continue
            for answer in wanted:
                if answer not in known[question]:
                    yield f"{answer!r} is no answer to {question!r} here"
