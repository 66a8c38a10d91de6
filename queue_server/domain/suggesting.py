"""In which order somebody gets out of the building soonest, as far as that can be known.

A visit waits in every service that it can go to, and keeps its place in all of them while it is at
one counter. So a turn passes while they sit elsewhere only if they wait for the wrong one: it is
best to go to whichever turn comes first. Among turns that come by the time they are free, the one
goes first with which the longest way begins: meanwhile the others come nearer. (One person who can
be at one counter at a time, places with a release time each: going to the earliest without idling
is the shortest way out, also where some must come before others; Lawler 1973.)

It is a suggestion: whoever is free first calls, and that is obeyed.
"""

from collections.abc import Mapping, Sequence

from queue_server.domain.events import StopPlan
from queue_server.domain.lives import StopState
from queue_server.domain.site import Site
from queue_server.domain.state import Visit

NEVER = 24 * 60.0
"""Minutes until a turn that no open counter will call."""


def soonest_out(
    site: Site, plan: Sequence[StopPlan], turns: Mapping[str, float]
) -> tuple[StopPlan, ...]:
    """The same stops in the order that gets a visit out soonest.

    Args:
        plan: the stops, in the catalogue's order; that decides where nothing else does.
        turns: by service, in how many minutes the turn would come of whoever waits there from now.
    """
    left, ordered, minute = list(plan), list[StopPlan](), 0.0
    ways = {stop.service: _way(site, plan, stop.service) for stop in plan}
    if any(turns.get(stop.service, NEVER) > 0 for stop in plan):
        # where nobody waits anywhere, the catalogue's order is as good
        for stop in plan:
            ways[stop.service] += site.services[stop.service].mean_minutes
    while left:
        waiting = {stop.service for stop in left}
        ready = [stop for stop in left if not waiting.intersection(stop.after)]
        starts = {s.service: max(minute, turns.get(s.service, NEVER)) for s in ready or left}
        best = min(ready or left, key=lambda stop: (starts[stop.service], -ways[stop.service]))
        ordered.append(best)
        left.remove(best)
        minute = starts[best.service] + site.services[best.service].mean_minutes
    return tuple(ordered)


def next_stop(site: Site, visit: Visit, turns: Mapping[str, float]) -> str | None:
    """Where a visit should go next, after the counter where it is now; None where it waits nowhere
    but for what is missed or parked.
    """
    held = {s.service for s in visit.stops if s.state in {StopState.MISSED, StopState.PARKED}}
    plan = [
        StopPlan(stop.service, stop.procedures, stop.after)
        for stop in visit.stops
        if stop.service in site.services
        and stop.state is StopState.WAITING
        and held.isdisjoint(stop.after)
    ]
    if visit.closed_at is not None or not plan:
        return None
    return soonest_out(site, plan, turns)[0].service


def _way(site: Site, plan: Sequence[StopPlan], service: str) -> float:
    """Minutes at counters on the longest way that leads on from a service."""
    return max(
        (
            site.services[stop.service].mean_minutes + _way(site, plan, stop.service)
            for stop in plan
            if service in stop.after
        ),
        default=0.0,
    )
