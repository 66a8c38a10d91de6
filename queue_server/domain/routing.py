"""Which stops a visit has, and in which order: by prerequisites, then by the catalogue's order."""

from collections.abc import Iterable, Sequence

from queue_server.domain.events import StopPlan
from queue_server.domain.site import Site


def plan_stops(site: Site, procedures: Sequence[str]) -> tuple[StopPlan, ...]:
    """One stop per service that the procedures need, what must come first being first.

    `procedures` must all be known. Where the catalogue's order hints (`do_after`) make two services
    wait for each other, the hint that would close the circle is left out: a person who could go
    nowhere would be worse than a hint not kept.
    """
    known = [procedure for procedure in site.procedures if procedure in set(procedures)]
    wanted: dict[str, list[str]] = {}
    for procedure in known:
        wanted.setdefault(site.procedures[procedure].service, []).append(procedure)
    after: dict[str, set[str]] = {service: set() for service in wanted}
    for procedure in known:
        service = site.procedures[procedure].service
        for earlier in site.procedures[procedure].do_after:
            if earlier in known:
                before = site.procedures[earlier].service
                if before != service and not _reaches(after, before, service):
                    after[service].add(before)
    return tuple(
        StopPlan(service, tuple(wanted[service]), tuple(s for s in wanted if s in after[service]))
        for service in _in_order(wanted, after)
    )


def _reaches(after: dict[str, set[str]], start: str, goal: str) -> bool:
    """Whether `start` must come after `goal`, over any number of steps."""
    return any(step == goal or _reaches(after, step, goal) for step in after[start])


def _in_order(services: Iterable[str], after: dict[str, set[str]]) -> list[str]:
    left, ordered = list(services), list[str]()
    while left:
        ready = next(service for service in left if after[service] <= set(ordered))
        left.remove(ready)
        ordered.append(ready)
    return ordered
