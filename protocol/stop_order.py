"""Which services a visit needs for its procedures, and in which order. Pure.

One rule for the server and for a kiosk that is cut off: the paper of one and the queues of the
other say the same.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


class Step(Protocol):
    """What has to be known of a procedure."""

    @property
    def service(self) -> str:
        """Where it is done."""

    @property
    def do_after(self) -> Collection[str]:
        """Procedures that come first, where both are done."""


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """One service that a visit needs."""

    service: str
    procedures: tuple[str, ...]
    after: tuple[str, ...]
    """Services that come first."""


def planned_stops(known: Mapping[str, Step], wanted: Iterable[str]) -> tuple[PlannedStop, ...]:
    """One stop per service that the procedures need, what must come first being first.

    What is not `known` is left out. Where the order hints (`do_after`) make two services wait for
    each other, the hint that would close the circle is left out: a person who could go nowhere
    would be worse than a hint not kept.
    """
    asked = set(wanted)
    procedures = [procedure for procedure in known if procedure in asked]
    done_at: dict[str, list[str]] = {}
    for procedure in procedures:
        done_at.setdefault(known[procedure].service, []).append(procedure)
    after: dict[str, set[str]] = {service: set() for service in done_at}
    for procedure in procedures:
        service = known[procedure].service
        for earlier in known[procedure].do_after:
            if earlier in procedures:
                before = known[earlier].service
                if before != service and not _reaches(after, before, service):
                    after[service].add(before)
    return tuple(
        PlannedStop(
            service,
            tuple(done_at[service]),
            tuple(each for each in done_at if each in after[service]),
        )
        for service in _in_order(done_at, after)
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
