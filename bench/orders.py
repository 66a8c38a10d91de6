"""Time in the building of those who have several things to do, by the order that they follow.

The same people come on the same days and need the same time at each counter. Three lobbies: each
goes to their stops one after another in the catalogue's order; or in the order that is suggested
when the ticket is printed; or, as in the real one, waits for all at once and is called by whoever
is free first.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from uuid import UUID

from bench.days import LUNCH, MARCH, MONDAY, NORMAL, Kind, Planner, play, with_crews
from bench.measure import Row
from bench.waits import DAY, Days, before
from queue_server.domain.events import StopPlan, VisitClosed, VisitOpened
from queue_server.domain.learned import Learned
from queue_server.domain.site import Site
from queue_server.domain.state import State
from queue_server.estimator import Estimator

SCORED_ON: Days = (
    (NORMAL, range(701, 704)),
    (MONDAY, range(711, 713)),
    (LUNCH, range(721, 723)),
    (MARCH, range(731, 732)),
)
"""Of seeds by which nothing was chosen (how to decide between equal turns was, on 601 to 631)."""


def one_after_another(plan: Sequence[StopPlan]) -> tuple[StopPlan, ...]:
    """The same stops, each only when the one before is done."""
    return tuple(
        replace(stop, after=tuple(before.service for before in plan[:place]))
        for place, stop in enumerate(plan)
    )


def has_a_choice(plan: Sequence[StopPlan]) -> bool:
    """Whether there is more than one order of these stops."""
    return any(
        earlier.service not in later.after
        for place, later in enumerate(plan[1:], 1)
        for earlier in plan[place - 1 : place]
    )


def minutes_in_building(
    site: Site, learned: Learned, kind: Kind, seed: int, how: str
) -> dict[UUID, float]:
    """Of those who have a choice, from the number to the end of the last stop."""
    site = with_crews(site, kind)
    ticks = iter(range(10**9))
    # every look at its clock is much later: it predicts anew for every ticket
    estimator = Estimator(site, learned, monotonic=lambda: 1e6 * next(ticks))
    chosen, took = set[UUID](), dict[UUID, float]()

    def planner(state: State, opened: VisitOpened) -> VisitOpened:
        if not has_a_choice(opened.stops):
            return opened
        chosen.add(opened.visit)
        stops = opened.stops
        if how == "suggested":
            stops = estimator.order(state, stops, opened.at)
        return opened if how == "free" else replace(opened, stops=one_after_another(stops))

    planned: Planner = planner
    for moment in play(site, kind, DAY[kind.name], Random(seed), planned):
        event = moment.event
        estimator.learn(moment.before, event, moment.after)
        if isinstance(event, VisitClosed) and event.visit in chosen:
            visit = moment.after.visits[event.visit]
            took[event.visit] = (event.at - visit.issued_at).total_seconds() / 60
    return took


def means(site: Site, learned: Learned, days: Days) -> tuple[int, dict[str, float]]:
    """How many visits, and their mean minutes in the building by the order that they follow."""
    minutes = dict[str, list[float]]()
    for kind, seeds in days:
        for seed in seeds:
            ways = {
                how: minutes_in_building(site, learned, kind, seed, how)
                for how in ("catalogue", "suggested", "free")
            }
            # who never came when called left at another time in another lobby
            all_done = set.intersection(*(set(took) for took in ways.values()))
            for how, took in ways.items():
                minutes.setdefault(how, []).extend(took[visit] for visit in all_done)
    return len(minutes["free"]), {how: sum(of) / len(of) for how, of in minutes.items()}


def measure() -> list[Row]:
    """The suggested order beside the catalogue's."""
    visits, mean = means(*before(), SCORED_ON)
    return [
        Row(
            "time in the building with several stops, in the suggested order: mean",
            mean["suggested"],
            mean["catalogue"],
            "min",
            "the same people in the catalogue's order",
            note=f"{visits} visits that have a choice; called by whoever is free first, as in the "
            f"real lobby: {mean['free']:.0f} min",
        )
    ]


if __name__ == "__main__":
    print(means(*before(), SCORED_ON))
