"""The site as it is staffed today: counters may have been given other services for the day."""

from queue_server.domain.replacing import replace
from queue_server.domain.site import Site
from queue_server.domain.state import State


def as_assigned(site: Site, state: State) -> Site:
    """The site with its counters serving what they were given; only `counters` differ."""
    if not state.assigned:
        return site
    counters = dict(site.counters)
    for counter, services in state.assigned.items():
        # the site's file may have changed over lunch
        known = tuple(service for service in services if service in site.services)
        if counter in counters and known:
            counters[counter] = replace(counters[counter], services=known)
    return replace(site, counters=counters)
