"""How long people will wait, as a range in minutes."""

import math
from bisect import bisect_left

from queue_server.domain.events import Told
from queue_server.domain.site import Site
from queue_server.domain.state import State

SPREAD = (0.6, 1.4)
"""The range around people ahead × mean ÷ counters, until the site's own times say better."""


def wait_range(site: Site, state: State, service: str, people_ahead: int) -> tuple[int, int]:
    """From how many to how many minutes somebody waits who has so many people before them."""
    counters = site.counters_for(service)
    busy = sum(1 for counter in counters if counter in state.at_counter)
    free = len(counters) - busy
    # while a counter is free, that many people are called at once; then one of those being served
    # must be done first
    before = max(0, people_ahead + 1 - free)
    minutes = before * site.services[service].mean_minutes / max(1, len(counters))
    return math.floor(minutes * SPREAD[0]), math.ceil(minutes * SPREAD[1])


def people_ahead(state: State, service: str, arrival: int | None) -> int:
    """How many are before somebody in a service. `arrival` is None for somebody who comes now."""
    queue = state.queues.get(service, ())
    return len(queue) if arrival is None else bisect_left(queue, (arrival,))


def told(site: Site, state: State, service: str, arrival: int | None) -> Told:
    """What to tell a resident about one service. `arrival` is None for somebody who comes now."""
    ahead = people_ahead(state, service, arrival)
    wait_from, wait_to = wait_range(site, state, service, ahead)
    return Told(service, ahead, wait_from, wait_to)
