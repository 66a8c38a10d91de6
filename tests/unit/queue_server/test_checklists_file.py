"""What a city may write wrongly about the way from a life event to a checklist."""

import pytest

from queue_server.checklists import Checklist

QUESTIONS = {"things": True, "filed": False}
ANSWERS = ("dog", "card", "hai", "iie")
PROCEDURES = {"tennyu": (), "inu_tennyu": ("tennyu",)}
GOOD = {
    "desk": "ido",
    "asks": [
        {"question": "things", "answers": ["dog", "card"]},
        {"question": "filed", "answers": ["hai", "iie"], "when": "things has card"},
    ],
    "procedures": [
        {"procedure": "tennyu"},
        {"procedure": "inu_tennyu", "when": "things has dog or filed is hai"},
    ],
}


def said(**changes: object) -> list[str]:
    checklist = Checklist.model_validate({**GOOD, **changes})
    return [line for _, line in checklist.problems(QUESTIONS, ANSWERS, PROCEDURES)]


def test_a_good_one_says_nothing() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("asks", "problem"),
    [
        ([("colour", ["hai", "iie"])], "asks › colour: there is no such question"),
        ([("filed", ["hai", "iie"])] * 2, "asks › filed: is there twice"),
        ([("filed", ["hai", "cat"])], "asks › filed › answers: there is no 'cat'"),
        ([("filed", ["hai"])], "asks › filed › answers: one answer is no choice"),
    ],
)
def test_a_question_that_cannot_be_asked(asks: list[tuple[str, list[str]]], problem: str) -> None:
    written = [{"question": question, "answers": answers} for question, answers in asks]
    found = said(asks=written, procedures=[{"procedure": "tennyu"}])
    assert found[:2] == [problem, "procedures: 'inu_tennyu' is not there"]
    assert all(line.endswith(": no rule uses it") for line in found[2:])


@pytest.mark.parametrize(
    ("procedures", "problem"),
    [
        ([{"procedure": "flying"}], "procedures › flying: is no procedure of this life event"),
        ([{"procedure": "tennyu"}], "procedures › tennyu: is there twice"),
        (
            [{"procedure": "tennyu", "when": "colour is dog"}],
            "procedures › tennyu › when: 'colour' was not asked before",
        ),
        (
            [{"procedure": "tennyu", "when": "things has hai"}],
            "procedures › tennyu › when: 'hai' is no answer to 'things' here",
        ),
    ],
)
def test_a_line_that_cannot_be(procedures: list[dict[str, object]], problem: str) -> None:
    assert problem in said(procedures=[{"procedure": "tennyu"}, *procedures])


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ("things is dog", "'things' takes many answers: say 'has'"),
        ("filed has hai", "'filed' takes one answer: say 'is' or 'in'"),
        ("filed is unknown", "'unknown' is not named"),
        ("filed is hai and filed is iie", "never holds, whatever is answered"),
        ("filed in (hai, iie)", "always holds, whatever is answered"),
        ("things has dog or not things has dog", "always holds, whatever is answered"),
    ],
)
def test_a_rule_that_means_nothing(when: str, problem: str) -> None:
    lines = [{"procedure": "tennyu"}, {"procedure": "inu_tennyu", "when": when}]
    assert any(
        f"procedures › inu_tennyu › when: {problem}" in line for line in said(procedures=lines)
    )


def test_a_question_that_no_rule_uses() -> None:
    assert said(procedures=[{"procedure": "tennyu"}, {"procedure": "inu_tennyu"}]) == [
        "asks › filed: no rule uses it"
    ]


def test_a_rule_that_its_question_keeps_from_holding() -> None:
    checklist = Checklist.model_validate(
        {
            **GOOD,
            "procedures": [
                {"procedure": "tennyu"},
                # filed is asked only where things has card
                {"procedure": "inu_tennyu", "when": "filed is hai and not things has card"},
            ],
        }
    )
    assert list(checklist.deep_problems()) == [
        (
            ("procedures", 1, "when"),
            "procedures › inu_tennyu › when: never holds, because its questions are not asked then",
        )
    ]


def test_questions_upon_questions_are_refused_before_they_are_weighed() -> None:
    names = [f"q{number}" for number in range(8)]
    asks = [
        {
            "question": name,
            "answers": ["hai", "iie"],
            "when": " or ".join(f"{each} is hai" for each in names[:place] * 2),
        }
        for place, name in enumerate(names)
    ]
    line = {"procedure": "tennyu", "when": " or ".join(f"{name} is hai" for name in names * 3)}
    checklist = Checklist.model_validate({"desk": "ido", "asks": asks, "procedures": [line]})
    assert [said for _, said in checklist.deep_problems()] == [
        "procedures › tennyu › when: is too much to weigh, with the rules of its questions"
    ]


def test_what_must_be_done_first_comes_first() -> None:
    wrong = [{"procedure": "inu_tennyu"}, {"procedure": "tennyu"}]
    assert "procedures › inu_tennyu: comes before 'tennyu', which is done first" in said(
        procedures=wrong
    )


def test_what_is_asked_later_cannot_be_wanted_earlier() -> None:
    first, second = GOOD["asks"]
    assert "asks › filed › when: 'things' was not asked before" in said(asks=[second, first])
