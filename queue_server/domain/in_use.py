"""What a journal still needs of a site whose file was changed since. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from queue_server.domain.reservations.book import ReservationState
from queue_server.domain.site import Site
from queue_server.domain.state import State


@dataclass(frozen=True, slots=True)
class Gone:
    """Counters and services that the site has no more, each with the numbers that need it."""

    counters: Mapping[str, tuple[str, ...]]
    services: Mapping[str, tuple[str, ...]]
    reserved: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Services that are booked from today on, with the numbers of the reservations."""


def gone(site: Site, state: State) -> Gone:
    """What open visits and reservations need and the site does not have.

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
    reserved = dict[str, tuple[str, ...]]()
    for one in sorted(state.book.reservations.values(), key=lambda one: one.made_at):
        ahead = state.day is None or one.day >= state.day
        if one.state is ReservationState.BOOKED and ahead and one.service not in site.services:
            reserved[one.service] = (*reserved.get(one.service, ()), one.number or "")
    return Gone(counters, services, reserved)
