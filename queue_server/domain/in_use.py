"""What a journal still needs of a site whose file was changed since. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from queue_server.domain.site import Site
from queue_server.domain.state import State


@dataclass(frozen=True, slots=True)
class Gone:
    """Counters and services that the site has no more, each with the numbers that need it."""

    counters: Mapping[str, tuple[str, ...]]
    services: Mapping[str, tuple[str, ...]]


def gone(site: Site, state: State) -> Gone:
    """What open visits need and the site does not have.

    Boards, consoles and the rules look such things up, so a server must not start without them.
    """
    counters = dict[str, tuple[str, ...]]()
    services = dict[str, tuple[str, ...]]()
    for counter, visit in state.at_counter.items():
        if counter not in site.counters:
            counters[counter] = (state.visits[visit].number,)
    for opened in sorted(state.visits.values(), key=lambda visit: visit.arrival):
        if opened.closed_at is None:
            for stop in opened.stops:
                if stop.service not in site.services:
                    services[stop.service] = (*services.get(stop.service, ()), opened.number)
    return Gone(counters, services)
