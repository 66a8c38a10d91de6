"""Where to go first, so as to be out soonest."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.events import StopPlan
from queue_server.domain.site import Service, Site
from queue_server.domain.suggesting import soonest_out
from tests.sites import TOKYO

MEANS = {"a": 5.0, "b": 10.0, "c": 15.0, "d": 20.0}
SITE = Site(
    "s",
    TOKYO,
    {name: Service(name, "A", 101, mean) for name, mean in MEANS.items()},
    counters={},
    procedures={},
)


def order(plan: list[StopPlan], turns: dict[str, float]) -> str:
    return "".join(stop.service for stop in soonest_out(SITE, plan, turns))


def test_the_turn_that_comes_first_is_gone_to_first() -> None:
    plan = [StopPlan("a"), StopPlan("b"), StopPlan("c")]
    assert order(plan, {"a": 40, "b": 0, "c": 12}) == "bca"


def test_what_must_come_before_does() -> None:
    plan = [StopPlan("d"), StopPlan("a", (), ("d",)), StopPlan("b")]
    assert order(plan, {"a": 0, "b": 40, "d": 10}) == "dab"


def test_of_turns_at_once_the_one_that_more_waits_for_goes_first() -> None:
    plan = [StopPlan("a"), StopPlan("b"), StopPlan("c", (), ("b",))]
    assert order(plan, {"a": 0, "b": 0, "c": 0}) == "bac"


def test_where_nothing_speaks_for_another_the_catalogue_decides() -> None:
    assert order([StopPlan("a"), StopPlan("c"), StopPlan("b")], {"a": 0, "b": 0, "c": 0}) == "acb"


def test_a_service_that_nobody_calls_for_comes_last() -> None:
    assert order([StopPlan("a"), StopPlan("b")], {"b": 90}) == "ba"


@given(
    turns=st.fixed_dictionaries({name: st.integers(0, 60) for name in MEANS}),
    after=st.lists(st.sampled_from([("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")]), max_size=3),
)
def test_no_other_order_gets_out_sooner_if_all_goes_as_expected(
    turns: dict[str, int], after: list[tuple[str, str]]
) -> None:
    plan = [StopPlan(name, (), tuple(b for b, s in after if s == name)) for name in MEANS]

    def out(stops: tuple[StopPlan, ...]) -> float:
        minute = 0.0
        for stop in stops:
            minute = max(minute, turns[stop.service]) + MEANS[stop.service]
        return minute

    def allowed(stops: tuple[StopPlan, ...]) -> bool:
        return all(
            not set(stop.after).intersection(later.service for later in stops[place:])
            for place, stop in enumerate(stops)
        )

    suggested = soonest_out(SITE, plan, dict(turns))
    assert allowed(suggested)
    assert out(suggested) == min(out(order) for order in permutations(plan) if allowed(order))
