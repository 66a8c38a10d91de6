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
        {"question": "filed", "answers": ["hai", "iie"], "when": [{"things": ["card"]}]},
    ],
    "procedures": [
        {"procedure": "tennyu"},
        {"procedure": "inu_tennyu", "when": [{"things": ["dog"]}, {"filed": ["hai"]}]},
    ],
}


def said(**changes: object) -> list[str]:
    checklist = Checklist.model_validate({**GOOD, **changes})
    return list(checklist.problems(QUESTIONS, ANSWERS, PROCEDURES))


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
    assert said(asks=written, procedures=[{"procedure": "tennyu"}]) == [
        problem,
        "procedures: 'inu_tennyu' is not there",
    ]


@pytest.mark.parametrize(
    ("procedures", "problem"),
    [
        ([{"procedure": "flying"}], "procedures › flying: is no procedure of this life event"),
        ([{"procedure": "tennyu"}], "procedures › tennyu: is there twice"),
        (
            [{"procedure": "tennyu", "when": [{"colour": ["dog"]}]}],
            "procedures › tennyu › when: 'colour' was not asked before",
        ),
        (
            [{"procedure": "tennyu", "when": [{"things": ["hai"]}]}],
            "procedures › tennyu › when: 'hai' is no answer to 'things' here",
        ),
    ],
)
def test_a_line_that_cannot_be(procedures: list[dict[str, object]], problem: str) -> None:
    assert problem in said(procedures=[{"procedure": "tennyu"}, *procedures])


def test_what_must_be_done_first_comes_first() -> None:
    wrong = [{"procedure": "inu_tennyu"}, {"procedure": "tennyu"}]
    assert said(procedures=wrong) == [
        "procedures › inu_tennyu: comes before 'tennyu', which is done first"
    ]


def test_what_is_asked_later_cannot_be_wanted_earlier() -> None:
    first, second = GOOD["asks"]
    assert said(asks=[second, first]) == ["asks › filed › when: 'things' was not asked before"]
