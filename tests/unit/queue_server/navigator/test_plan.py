"""The list, whatever somebody answers: total, in an order that can be done, and nothing hidden."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.checklists import lines_for
from protocol.checklists import next_question as next_at_kiosk
from protocol.rules import UNKNOWN
from queue_server.navigator.calendar import open_days
from queue_server.navigator.plan import (
    Plan,
    Wanted,
    Way,
    every_question,
    in_order,
    next_question,
    plan,
    questions,
)
from tests.sites import sample_lobby

CATALOGUE = sample_lobby().catalogue
IS_OPEN = open_days(sample_lobby().site.booking)
EVENTS = tuple(CATALOGUE.life_events)
DAY = date(2026, 11, 10)


def listed(events: tuple[str, ...], answers: dict[str, tuple[str, ...]]) -> Plan:
    return plan(CATALOGUE, Wanted(events, answers, dict.fromkeys(events, DAY)), IS_OPEN)


def names(found: Plan) -> list[str]:
    return [item.procedure.id for item in found.items]


@st.composite
def told(draw: st.DrawFn) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Some life events, and answers to all or some of their questions."""
    events = tuple(draw(st.lists(st.sampled_from(EVENTS), min_size=1, max_size=3, unique=True)))
    answers = dict[str, tuple[str, ...]]()
    for ask in every_question(CATALOGUE, events):
        choice = st.sampled_from(ask.answers)
        some = (
            st.lists(choice, unique=True) if ask.many else st.lists(choice, min_size=1, max_size=1)
        )
        given_now = draw(st.none() | some)
        if given_now is not None:
            answers[ask.key] = tuple(given_now)
    return events, answers


@settings(max_examples=60, deadline=None)
@given(told(), st.data())
def test_not_knowing_hides_nothing_and_what_does_not_matter_changes_nothing(
    one: tuple[tuple[str, ...], dict[str, tuple[str, ...]]], data: st.DataObject
) -> None:
    events, answers = one
    found = listed(events, answers)
    on = names(found)
    assert len(on) == len(set(on))
    for place, item in enumerate(found.items):
        assert not set(item.procedure.do_after) & set(on[place + 1 :]), "what comes first is first"
        assert item.reasons
        assert item.due is None or IS_OPEN(item.due.come_by)
    off = [entry.id for entry, _ in found.not_on_it]
    of_events = {e.id for e in CATALOGUE.procedures if set(events) & set(e.life_events)}
    assert {*on, *off} == of_events
    asks = every_question(CATALOGUE, events)
    if not asks:
        return
    ask = data.draw(st.sampled_from(asks))
    unsure = names(listed(events, {**answers, ask.key: (UNKNOWN,)}))
    assert set(on) <= set(unsure)
    left_out = {key: each for key, each in answers.items() if key != ask.key}
    assert set(on) <= set(names(listed(events, left_out)))
    if ask not in questions(CATALOGUE, Wanted(events, answers)):
        for answer in ask.answers:
            other = listed(events, {**left_out, ask.key: (answer,)})
            assert [(i.procedure.id, i.sure) for i in other.items] == [
                (i.procedure.id, i.sure) for i in listed(events, left_out).items
            ]


@given(
    st.lists(st.text(max_size=10) | st.sampled_from(EVENTS), max_size=3),
    st.dictionaries(
        st.sampled_from(["family", "things", "insurance", "job", "x"]),
        st.lists(st.text(max_size=5) | st.sampled_from(["card", "kokuho", ""]), max_size=3).map(
            tuple
        ),
        max_size=4,
    ),
)
@settings(max_examples=60, deadline=None)
def test_nonsense_hides_nothing(events: list[str], answers: dict[str, tuple[str, ...]]) -> None:
    found = listed(tuple(events), answers)
    valid = {"card", "kokuho"}
    if not any(valid & set(given_one) or not given_one for given_one in answers.values()):
        assert names(found) == names(listed(tuple(events), {}))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(CATALOGUE.checklists)), st.data())
def test_a_kiosk_and_the_navigator_say_the_same(event: str, data: st.DataObject) -> None:
    rules = CATALOGUE.checklists[event].rules("desk")
    many = {question.id: question.many for question in CATALOGUE.questions}
    own = {question.id for question in CATALOGUE.questions if question.each_event}
    answers = dict[str, tuple[str, ...]]()
    while (ask := next_at_kiosk(rules, answers)) is not None:
        some = st.lists(
            st.sampled_from(ask.answers),
            unique=True,
            min_size=0 if many[ask.question] else 1,
            max_size=None if many[ask.question] else 1,
        )
        answers[ask.question] = tuple(data.draw(some))
    here = {f"{event}.{name}" if name in own else name: each for name, each in answers.items()}
    on = {item.procedure.id: item.offered for item in listed((event,), here).items}
    assert on == {line.procedure: line.offered for line in lines_for(rules, answers)}
    assert next_question(CATALOGUE, Wanted((event,), here)) is None


def test_a_question_that_cannot_change_anything_is_not_asked() -> None:
    def keys(answers: dict[str, tuple[str, ...]]) -> list[str]:
        return [ask.key for ask in questions(CATALOGUE, Wanted(("job_change",), answers))]

    assert keys({}) == ["job", "working_age", "has_child"]
    assert keys({"job": ("joined",)}) == ["job", "has_child"]
    assert keys({"job": ("unknown",)}) == ["job", "working_age", "has_child"]


def test_what_concerns_the_household_is_asked_once_and_what_concerns_the_event_each_time() -> None:
    asks = every_question(CATALOGUE, ("marriage", "death"))
    assert [ask.key for ask in asks] == [
        "marriage.filed",
        "things",
        "death.filed",
        "insurance_of_deceased",
        "deceased",
    ]
    both = every_question(CATALOGUE, ("moving_in", "birth"))
    assert [ask.events for ask in both if ask.key == "things"] == [("moving_in", "birth")]


def test_two_life_events_make_one_list_with_one_thing_to_bring_once() -> None:
    found = listed(("moving_in", "birth"), {"insurance": ("company",)})
    on = names(found)
    assert on.index("tennyu") < on.index("jidou_teate_shinki") > on.index("shussho")
    things = [bring.what for bring in found.bring]
    assert len(things) == len(set(things))
    identity = next(b for b in found.bring if b.what == "窓口に来る方の本人確認書類")
    assert len(identity.procedures) > 1


def test_how_it_is_done() -> None:
    ways = {item.procedure.id: item.way for event in EVENTS for item in listed((event,), {}).items}
    assert ways["suido_kaishi"] is Way.AT_HOME
    assert ways["tenshutsu"] is Way.EITHER
    assert ways["inkan_haishi"] is ways["card_henno"] is Way.BY_ITSELF
    assert ways["tennyu"] is Way.VISIT


def test_the_deadlines_of_the_law() -> None:
    found = plan(
        CATALOGUE,
        Wanted(
            ("birth", "moving_in"),
            {},
            {
                "birth": DAY,
                "moving_in": date(2026, 12, 1),
                "moving_in.filed": date(2026, 12, 2),
                "moving_in.planned_move_out": date(2026, 11, 2),
            },
        ),
        IS_OPEN,
    )
    due = {item.procedure.id: item.due.last for item in found.items if item.due is not None}
    # 14 days with the day of birth end on a holiday, and roll to the next day
    assert due["shussho"] == date(2026, 11, 24)
    # of two reasons the earlier deadline: 15 days from the day after the planned move-out
    assert due["jidou_teate_shinki"] == date(2026, 11, 17)
    # 90 days from filing; whether that day counts is not said, so it does
    assert due["mynumber_keizoku"] == date(2027, 3, 1)


@given(st.dictionaries(st.sampled_from("abcd"), st.lists(st.sampled_from("abcd")).map(tuple)))
def test_any_order_ends(after: dict[str, tuple[str, ...]]) -> None:
    assert sorted(in_order(list("abcd"), after)) == list("abcd")


@pytest.mark.parametrize("event", EVENTS)
def test_nothing_answered_shows_everything(event: str) -> None:
    assert {*names(listed((event,), {}))} == {
        entry.id for entry in CATALOGUE.procedures if event in entry.life_events
    }
