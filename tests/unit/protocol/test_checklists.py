"""From answers to procedures: every path of the sample catalogue ends, and leads somewhere."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.checklists import (
    asked,
    counting,
    lines_for,
    next_question,
    questions_in_all,
)
from protocol.messages import Ask, Catalogue, ChecklistLine, ChecklistRules
from protocol.rules import UNKNOWN
from queue_server.devices.catalogue import catalogue_message
from tests.sites import sample_lobby

CATALOGUE: Catalogue = catalogue_message(sample_lobby(), ())
RULES = {
    event.life_event: event.checklist
    for event in CATALOGUE.life_events
    if event.checklist is not None
}
MANY = {question.question: question.many for question in CATALOGUE.questions}
Answered = dict[str, tuple[str, ...]]


def possible(ask: Ask) -> list[tuple[str, ...]]:
    """What somebody may answer: of many, here none, one or all."""
    if not MANY[ask.question]:
        return [(answer,) for answer in ask.answers]
    few = [some for count in range(2) for some in combinations(ask.answers, count)]
    return [*few, ask.answers]


def paths(rules: ChecklistRules, answers: Answered) -> Iterator[Answered]:
    """Every way through the questions."""
    ask = next_question(rules, answers)
    if ask is None:
        yield answers
        return
    for answered in possible(ask):
        yield from paths(rules, {**answers, ask.question: answered})


@pytest.mark.parametrize("event", RULES)
def test_every_path_ends_and_leads_somewhere(event: str) -> None:
    rules = RULES[event]
    procedures = {entry.procedure: entry for entry in CATALOGUE.procedures}
    services = {entry.service for entry in CATALOGUE.services}
    assert rules.service in services, "whoever needs nothing has somewhere to go"
    reached = set[str]()
    for answers in paths(rules, {}):
        assert len(asked(rules, answers)) == len(answers) <= questions_in_all(rules, answers) <= 3
        lines = lines_for(rules, answers)
        reached |= {line.procedure for line in lines}
        for line in lines:
            assert procedures[line.procedure].service in services
    assert reached == {line.procedure for line in rules.lines}, "none that nobody ever gets"


def test_a_family_that_moves_in() -> None:
    answers = {"family": ("child_school",), "things": ("card", "dog"), "insurance": ("kokuho",)}
    lines = lines_for(RULES["moving_in"], answers)
    assert [line.procedure for line in lines if not line.offered] == [
        "tennyu",
        "mynumber_keizoku",
        "kokuho_kanyu",
        "jidou_teate_shinki",
        "kodomo_iryo",
        "gakkou",
        "inu_tennyu",
    ]
    assert "juminhyo" in [line.procedure for line in lines if line.offered]


def test_nothing_applies_and_a_desk_is_there() -> None:
    rules = RULES["elderly_care"]
    assert lines_for(rules, {"care_age": ("under40",)}) == ()
    assert rules.service == "kaigo"


def test_a_question_of_another_path_is_not_asked_and_does_not_count() -> None:
    rules = RULES["job_change"]
    answers = {"job": ("joined",), "working_age": ("hai",), "has_child": ("iie",)}
    assert [ask.question for ask in asked(rules, answers)] == ["job", "has_child"]
    assert counting(rules, answers) == {"job": ("joined",), "has_child": ("iie",)}
    assert next_question(rules, answers) is None
    assert questions_in_all(rules, {}) == 3
    assert questions_in_all(rules, answers) == 2


def written(questions: list[str]) -> st.SearchStrategy[str]:
    """Any rule over questions with one answer each."""
    atom = st.builds(
        "{} {}".format,
        st.sampled_from(questions),
        st.sampled_from(["is x", "is y", "in (x, z)", "in (y, z)"]),
    )
    return st.recursive(
        atom,
        lambda inner: st.one_of(
            inner.map("not ({})".format),
            st.builds("({} and {})".format, inner, inner),
            st.builds("({} or {})".format, inner, inner),
        ),
        max_leaves=4,
    )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_rules_end_and_only_what_matters_is_asked(data: st.DataObject) -> None:
    """Whatever a city writes, and whatever is answered."""
    names, choices = ["a", "b", "c"], ("x", "y", "z", UNKNOWN)
    rules = ChecklistRules(
        service="s",
        asks=tuple(
            Ask(
                question=name,
                answers=choices,
                rule=data.draw(written(names[:place])) if place else "",
            )
            for place, name in enumerate(names)
        ),
        lines=(ChecklistLine(procedure="p", rule=data.draw(written(names))),),
    )
    given_all = {name: (data.draw(st.sampled_from(choices)),) for name in names}
    known: Answered = {}
    while (ask := next_question(rules, known)) is not None:
        assert ask.question not in known
        known[ask.question] = given_all[ask.question]
    # answers to what was not asked change nothing
    assert lines_for(rules, known) == lines_for(rules, given_all)
    for name in names:
        # who does not know gets whatever they would get who knows
        unsure = lines_for(rules, {**given_all, name: (UNKNOWN,)})
        assert set(lines_for(rules, given_all)) <= set(unsure)


def test_rules_of_an_older_server_list_everything() -> None:
    """Its rules have another form by another name: more is listed then, and nothing refused."""
    rules = ChecklistRules.model_validate(
        {
            "service": "s",
            "asks": [{"question": "things", "answers": ["card"]}],
            "lines": [{"procedure": "p", "when": [{"things": ["card"]}]}],
        }
    )
    assert next_question(rules, {}) is None
    assert [line.procedure for line in lines_for(rules, {})] == ["p"]
