"""The language of a catalogue's rules: what it says, what it refuses, that it always answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.rules import NESTED_MAX, RuleError, Verdict, holds, matters, parse, verdict

OFFERED = {"job": ("quit", "joined", "unknown"), "things": ("card", "dog", "moped")}


@pytest.mark.parametrize(
    ("text", "so", "expected"),
    [
        ("", {}, True),
        ("job is quit", {"job": {"quit"}}, True),
        ("job is quit", {}, False),
        ("job in (quit, joined)", {"job": {"joined"}}, True),
        ("things has dog", {"things": {"card", "dog"}}, True),
        ("things has any (dog, moped)", {"things": {"card"}}, False),
        ("not things has dog", {"things": {"card"}}, True),
        ("not not things has dog", {"things": {"card"}}, False),
        # and binds more than or
        ("job is quit or things has dog and things has card", {"job": {"quit"}}, True),
        ("(job is quit or things has dog) and things has card", {"job": {"quit"}}, False),
    ],
)
def test_what_a_rule_says(text: str, so: dict[str, set[str]], expected: bool) -> None:
    assert holds(parse(text), {name: frozenset(each) for name, each in so.items()}) is expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("job", "after 'job' stands 'is', 'in' or 'has', not the end"),
        ("job = quit", "'=' is no part of a rule"),
        ("job is", "an answer is missing; there is the end"),
        ("job in quit", "'(' is missing; there is 'quit'"),
        ("(job is quit", "')' is missing; there is the end"),
        ("job is quit job is joined", "'job' is not expected there"),
        ("and job is quit", "a question is missing; there is 'and'"),
        ("x" * 401, "at most 400 characters"),
        ("(" * (NESTED_MAX + 1) + "job is quit", "more than 20 deep"),
    ],
)
def test_what_is_no_rule(text: str, problem: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(text)
    assert problem in str(refused.value)


@given(st.text(alphabet="ab (),=", max_size=40) | st.text(max_size=40))
def test_any_text_is_a_rule_or_is_refused(text: str) -> None:
    try:
        rule = parse(text)
    except RuleError:
        return
    assert holds(rule, {}) in {True, False}


def test_who_does_not_know_may_need_it() -> None:
    rule = parse("job is quit and things has card")
    assert verdict(rule, {"job": ("unknown",), "things": ("card",)}, OFFERED) is Verdict.MAYBE
    assert verdict(rule, {"job": ("unknown",), "things": ()}, OFFERED) is Verdict.NO
    assert verdict(rule, {"job": ("quit",), "things": ("card", "unknown")}, OFFERED) is Verdict.YES
    assert verdict(rule, {"job": ("quit",), "things": ("dog", "unknown")}, OFFERED) is Verdict.MAYBE


def test_one_that_holds_either_way_is_sure() -> None:
    rule = parse("job is quit or not job is quit and things has dog")
    assert verdict(rule, {"job": ("unknown",), "things": ("dog",)}, OFFERED) is Verdict.YES


def test_what_cannot_change_it_any_more_does_not_matter() -> None:
    rule = parse("job is quit and things has card")
    assert matters(rule, "things", {}, OFFERED)
    assert matters(rule, "things", {"job": ("unknown",)}, OFFERED)
    assert not matters(rule, "things", {"job": ("joined",)}, OFFERED)
    assert not matters(rule, "colour", {}, OFFERED)
