"""What is measured of waits is measured on days that nothing was chosen by; the suggested order."""

from bench.days import LUNCH, MONDAY
from bench.orders import SCORED_ON as ORDERED_ON
from bench.orders import has_a_choice, means, one_after_another
from bench.waits import FITTED_ON, IDEAL_SEEDS, LEARNED_ON, SCORED_ON
from queue_server.domain.events import StopPlan
from queue_server.domain.learned import Learned
from tests.sites import sample_lobby


def test_no_day_is_scored_that_anything_was_learned_or_fitted_on() -> None:
    sets = [
        {seed for _, seed in LEARNED_ON},
        *({seed for _, seeds in days for seed in seeds} for days in (FITTED_ON, SCORED_ON)),
        {seed for _, seeds in ORDERED_ON for seed in seeds},
        set(IDEAL_SEEDS),
    ]
    assert len(set.union(*sets)) == sum(map(len, sets))


def test_on_simulated_days_the_suggested_order_is_not_the_slower_one() -> None:
    site = sample_lobby().site
    visits, mean = means(site, Learned(), [(MONDAY, [1]), (LUNCH, [2])])
    assert visits > 20
    assert mean["suggested"] <= mean["catalogue"]


def test_a_choice_is_two_stops_of_which_neither_waits_for_the_other() -> None:
    first, later = StopPlan("ido"), StopPlan("kokuho", (), ("ido",))
    assert not has_a_choice([first])
    assert not has_a_choice([first, later])
    assert has_a_choice([first, later, StopPlan("card", (), ("ido",))])
    assert one_after_another([later, first]) == (
        StopPlan("kokuho"),
        StopPlan("ido", (), ("kokuho",)),
    )
