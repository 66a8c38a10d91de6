"""What a site consists of, as far as the rules of the queue need it."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Service:
    """A queue that people wait in (業務)."""

    id: str
    letter: str
    first_number: int
    """The first number of a day; with three digits from the start, 101."""
    mean_minutes: float
    """Mean service time, the start of every wait estimate."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Where one member of staff serves (窓口)."""

    id: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure (手続き): which service handles it, and after which others it makes sense."""

    id: str
    service: str
    do_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """One lobby (庁舎) with its counters: the unit of sharding and of failure."""

    id: str
    zone: ZoneInfo
    services: Mapping[str, Service]
    counters: Mapping[str, Counter]
    procedures: Mapping[str, Procedure]

    def counters_for(self, service: str) -> tuple[str, ...]:
        """The counters that serve a service, in the site file's order."""
        return tuple(c.id for c in self.counters.values() if service in c.services)
