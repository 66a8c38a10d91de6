"""The rules of a catalogue: a small, typed, total language over what somebody answered. Pure.

    rule := rule "or" rule | rule "and" rule | "not" rule | "(" rule ")"
          | question "is" answer | question "in" "(" answer, … ")"             one answer is given
          | question "has" answer | question "has" "any" "(" answer, … ")"     any number of them

`not` binds most, then `and`, then `or`. No text at all holds for everybody. It is total: whatever
is answered, a rule holds or does not, and a text has a greatest length.

Who does not know (わからない, the answer `unknown`) may be in any of the situations that the
question tells apart. A rule is sure where it comes to the same in all of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import chain, combinations, product

UNKNOWN = "unknown"
"""わからない: an answer to any question. Rules do not name it."""
TEXT_MAX = 400
"""Characters of a rule."""
NESTED_MAX = 20
"""Brackets in brackets."""
SITUATIONS_MAX = 2000
"""As many situations one rule may tell apart, so that it is weighed while somebody waits."""

Answers = Mapping[str, tuple[str, ...]]
"""Question to what was answered: one answer, or any number where the question takes many."""
Situation = Mapping[str, frozenset[str]]
"""Question to what is so."""


class RuleError(ValueError):
    """A text is no rule. The message says why."""


class Verdict(Enum):
    """Whether a rule holds, as far as is known."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True)
class Answered:
    """One of some answers was given to a question."""

    question: str
    wanted: frozenset[str]
    many: bool
    """Whether the rule takes it for a question with any number of answers."""


@dataclass(frozen=True, slots=True)
class Not:
    """The rule does not hold."""

    rule: "Rule"


@dataclass(frozen=True, slots=True)
class All:
    """All of them hold; with none, for everybody."""

    rules: tuple["Rule", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of them holds at least."""

    rules: tuple["Rule", ...]


Rule = Answered | Not | All | AnyOf

_TOKEN = re.compile(r"\s*([A-Za-z0-9_-]+|[(),])")
_WORDS = frozenset({"and", "or", "not", "is", "in", "has", "any", "(", ")", ","})


@lru_cache(maxsize=4096)
def parse(text: str) -> Rule:
    """The rule that a text says.

    Raises:
        RuleError: it says none.
    """
    if len(text) > TEXT_MAX:
        raise RuleError(f"a rule has at most {TEXT_MAX} characters")
    if not text.strip():
        return All()
    reading = _Reading(_tokens(text))
    rule = reading.any_of()
    if reading.left():
        raise RuleError(f"{reading.left()!r} is not expected there; 'and' or 'or' joins two rules")
    return rule


def holds(rule: Rule, situation: Situation) -> bool:
    """Whether a rule holds where everything is known. What is not mentioned is not so."""
    match rule:
        case Answered(question, wanted):
            return not wanted.isdisjoint(situation.get(question, frozenset()))
        case Not(inner):
            return not holds(inner, situation)
        case All(rules):
            return all(holds(each, situation) for each in rules)
        case AnyOf(rules):
            return any(holds(each, situation) for each in rules)


def atoms(rule: Rule) -> Iterator[Answered]:
    """What a rule asks of the answers, in its order."""
    match rule:
        case Answered():
            yield rule
        case Not(inner):
            yield from atoms(inner)
        case All(rules) | AnyOf(rules):
            for each in rules:
                yield from atoms(each)


def with_atoms(rule: Rule, change: Callable[[Answered], Rule]) -> Rule:
    """The same rule with something else in the place of each of its atoms."""
    match rule:
        case Answered():
            return change(rule)
        case Not(inner):
            return Not(with_atoms(inner, change))
        case All(rules):
            return All(tuple(with_atoms(each, change) for each in rules))
        case AnyOf(rules):
            return AnyOf(tuple(with_atoms(each, change) for each in rules))


def situations(rule: Rule, answers: Answers, offered: Answers) -> Iterator[Situation]:
    """Everything that may be so, as far as it is not the same to the rule.

    `offered`: what can be answered to each question.
    """
    found = _views(rule, answers, offered)
    for chosen in product(*found.values()):
        yield dict(zip(found, chosen, strict=True))


def how_many(rule: Rule, offered: Answers) -> int:
    """How many situations a rule tells apart before anything is answered."""
    count = 1
    for views in _views(rule, {}, offered).values():
        count *= len(views)
    return count


def verdict(rule: Rule, answers: Answers, offered: Answers) -> Verdict:
    """Whether a rule holds. MAYBE: what is not known, or not yet asked, decides it."""
    found = {holds(rule, situation) for situation in situations(rule, answers, offered)}
    if len(found) == 2:
        return Verdict.MAYBE
    return Verdict.YES if True in found else Verdict.NO


def matters(rule: Rule, question: str, answers: Answers, offered: Answers) -> bool:
    """Whether what is answered to a question can still change whether the rule holds."""
    views = _views(rule, answers, offered)
    if question not in views or len(views[question]) < 2:
        return False
    others = {name: each for name, each in views.items() if name != question}
    for chosen in product(*others.values()):
        known = dict(zip(others, chosen, strict=True))
        if len({holds(rule, {**known, question: one}) for one in views[question]}) == 2:
            return True
    return False


def _views(rule: Rule, answers: Answers, offered: Answers) -> dict[str, list[frozenset[str]]]:
    by_question = dict[str, list[Answered]]()
    for atom in atoms(rule):
        by_question.setdefault(atom.question, []).append(atom)
    return {
        question: _views_of(found, answers.get(question), offered.get(question, ()))
        for question, found in by_question.items()
    }


def _views_of(
    found: list[Answered], given: tuple[str, ...] | None, offered: tuple[str, ...]
) -> list[frozenset[str]]:
    """What may be so of one question, without what is the same to all its atoms."""
    if given is not None and UNKNOWN not in given:
        return [frozenset(given)]
    definite = [answer for answer in offered if answer != UNKNOWN]
    # answers that the same atoms name are the same to the rule: one of them stands for all
    alike = dict[tuple[bool, ...], str]()
    for answer in definite:
        alike.setdefault(tuple(answer in atom.wanted for atom in found), answer)
    nothing = tuple(False for _ in found)
    if not found[0].many:
        return [frozenset({answer}) for answer in alike.values()] or [frozenset()]
    telling = [answer for pattern, answer in alike.items() if pattern != nothing]
    sure = frozenset(given or ()) - {UNKNOWN}
    some = chain.from_iterable(combinations(telling, size) for size in range(len(telling) + 1))
    return list(dict.fromkeys(sure | frozenset(each) for each in some))


def _tokens(text: str) -> list[str]:
    found, place = list[str](), 0
    while place < len(text.rstrip()):
        token = _TOKEN.match(text, place)
        if token is None:
            raise RuleError(f"{text[place:].strip()[0]!r} is no part of a rule")
        found.append(token[1])
        place = token.end()
    return found


class _Reading:
    """Reads tokens from left to right."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self._tokens = list(tokens)
        self._place = 0
        self._open = 0

    def left(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def any_of(self) -> Rule:
        rules = [self._all_of()]
        while self._take("or"):
            rules.append(self._all_of())
        return rules[0] if len(rules) == 1 else AnyOf(tuple(rules))

    def _all_of(self) -> Rule:
        rules = [self._one()]
        while self._take("and"):
            rules.append(self._one())
        return rules[0] if len(rules) == 1 else All(tuple(rules))

    def _one(self) -> Rule:
        negations = 0
        while self._take("not"):
            negations += 1
        if self._take("("):
            self._open += 1
            if self._open > NESTED_MAX:
                raise RuleError(f"brackets stand in brackets more than {NESTED_MAX} deep")
            rule = self.any_of()
            self._need(")")
            self._open -= 1
        else:
            rule = self._atom()
        return Not(rule) if negations % 2 else rule

    def _atom(self) -> Rule:
        question = self._name("a question")
        if self._take("is"):
            return Answered(question, frozenset({self._name("an answer")}), many=False)
        if self._take("in"):
            return Answered(question, self._names(), many=False)
        if self._take("has"):
            if self._take("any"):
                return Answered(question, self._names(), many=True)
            return Answered(question, frozenset({self._name("an answer")}), many=True)
        raise RuleError(f"after {question!r} stands 'is', 'in' or 'has', not {self._here()}")

    def _names(self) -> frozenset[str]:
        self._need("(")
        names = [self._name("an answer")]
        while self._take(","):
            names.append(self._name("an answer"))
        self._need(")")
        return frozenset(names)

    def _name(self, what: str) -> str:
        token = self.left()
        if not token or token in _WORDS:
            raise RuleError(f"{what} is missing; there is {self._here()}")
        self._place += 1
        return token

    def _take(self, token: str) -> bool:
        if self.left() != token:
            return False
        self._place += 1
        return True

    def _need(self, token: str) -> None:
        if not self._take(token):
            raise RuleError(f"{token!r} is missing; there is {self._here()}")

    def _here(self) -> str:
        return repr(self.left()) if self.left() else "the end"
