"""What a site consists of, as far as the rules of the queue need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from queue_server.domain.reservations.slots import BookingPlan


@dataclass(frozen=True, slots=True)
class Service:
    """A queue that people wait in (業務)."""

    id: str
    letter: str
    first_number: int
    """The first number of a day; with three digits from the start, 101."""
    mean_minutes: float
    """Mean service time, the start of every wait estimate."""
    last_number: int = 999
    target_minutes: float = 30
    """Nobody should wait longer: whoever does is shown to staff as needing to be acted on."""

    @property
    def series(self) -> str:
        """The name of its numbers; services that share a letter have different ones."""
        return f"{self.letter}{self.first_number}-{self.last_number}"


@dataclass(frozen=True, slots=True)
class Counter:
    """Where one member of staff serves (窓口)."""

    id: str
    services: tuple[str, ...]
    head_starts: Mapping[str, timedelta] = field(default_factory=dict)
    """By service: somebody who waits for it is called here as if they had come so much earlier."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How people are called, where it differs from one city to another."""

    needs_head_start: timedelta = timedelta(minutes=10)
    """Who comes with a wheelchair, an infant … is called as if they had come so much earlier.
    Bounded, so that nobody else waits for ever.
    """
    no_show_after: timedelta = timedelta(minutes=5)
    """Somebody who did not come is offered again after this long."""
    no_show_times: int = 2
    """So often in all; then only staff bring them back."""
    reserved_head_start: timedelta = timedelta(minutes=60)
    """Who reserved is called, once their slot has begun, as if they had come so much before it."""
    late_grace: timedelta = timedelta(minutes=10)
    """Who reserved and comes later than this after the slot's beginning waits as a walk-in."""
    undo_within: timedelta = timedelta(seconds=15)


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
    policy: Policy = field(default_factory=Policy)
    booking: BookingPlan = field(default_factory=BookingPlan)
    day_begins: time = time(4)
    """When a business day begins, by the site's clock: a queue at midnight goes on."""
    kiosks: tuple[str, ...] = ()
    """In the order of the site's file."""

    def counters_for(self, service: str) -> tuple[str, ...]:
        """The counters that serve a service, in the site file's order."""
        return tuple(c.id for c in self.counters.values() if service in c.services)
