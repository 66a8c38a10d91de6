"""Whom a counter calls: a pure function of state, counter and time.

Everybody has a moment from which they wait. A need, and what a counter prefers, set it earlier by a
bounded head start; whoever has the earliest is called. So nobody waits for ever, and within one
service and one class of need people are called in the order of their places.

Who reserved is a class of their own: they wait for their slot, and from then on count as having
come a head start before it, so that they go before walk-ins who came later than that. Among
themselves they are called in the order of their slots.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from queue_server.domain.lives import CounterStatus, ServiceStatus, StopState
from queue_server.domain.site import Site
from queue_server.domain.state import State, Stop, Visit


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a counter may call now."""

    visit: Visit
    stop: Stop
    due: datetime
    """When they came, less their head starts."""

    reserved: bool = False
    """Whether they are called for the slot that they reserved."""

    @property
    def returns(self) -> bool:
        """Whether they were called before and did not come."""
        return self.stop.state is StopState.MISSED


def next_for(site: Site, state: State, counter: str, now: datetime) -> Candidate | None:
    """Who a counter would call now; None where nobody waits that it may call."""
    return min(
        _heads(site, state, counter, now),
        key=lambda head: (head.due, head.stop.arrival, head.stop.service),
        default=None,
    )


def counts_from(site: Site, visit: Visit, stop: Stop, slot: datetime | None) -> datetime:
    """From when a stop counts as waiting, wherever it is called: its place or its reserved slot
    (see `reserved_due`), less the head starts that it has itself.

    The forward runs (in_numbers.py) use this and `head_start` too, so that they call as we do.
    """
    earlier = site.policy.needs_head_start if visit.needs else timedelta()
    if slot is None:
        return stop.since - earlier
    return slot - earlier - site.policy.reserved_head_start


def head_start(site: Site, counter: str, service: str) -> timedelta:
    """By how much earlier somebody counts at this counter who waits for this service."""
    return site.counters[counter].head_starts.get(service, timedelta())


def callable_at(site: Site, state: State, visit: Visit, counter: str) -> Stop | None:
    """The stop for which a counter may call a visit out of its turn, waiting before missed."""
    if visit.counter is not None or visit.closed_at is not None or visit.day != state.day:
        return None
    wanted = (StopState.WAITING, StopState.MISSED, StopState.PARKED)
    stops = [
        stop
        for stop in visit.stops
        if stop.state in wanted
        and stop.service in site.counters[counter].services
        and visit.reachable(stop)
    ]
    return min(stops, key=lambda stop: wanted.index(stop.state), default=None)


def only_at(site: Site, state: State, stop: Stop) -> str | None:
    """The one counter that may call a stop in its turn; None where any of its service may.

    Whoever was handed to a counter that serves something else by now, or has closed, would wait
    for ever.
    """
    only = stop.only_counter
    if only is None or only not in site.counters_for(stop.service):
        return None
    there = state.counters.get(only)
    # one that has not opened yet may still do so
    return None if there is not None and there.status is CounterStatus.CLOSED else only


def offered_again_at(site: Site, stop: Stop) -> datetime | None:
    """When a missed stop is offered again; None where only staff bring it back."""
    if stop.misses > site.policy.no_show_times or stop.finished_at is None:
        return None
    return stop.finished_at + site.policy.no_show_after


def reserved_due(site: Site, due: datetime | None, since: datetime) -> datetime | None:
    """When somebody who has waited since a moment is due by reservation; None for walk-ins, and
    for who came so late that they wait as one.
    """
    if due is None or since > due + site.policy.late_grace:
        return None
    return due


def _heads(site: Site, state: State, counter: str, now: datetime) -> Iterator[Candidate]:
    """The first of each class of each queue: only they can be next."""
    for service in site.counters[counter].services:
        if state.service_status(service) is ServiceStatus.CLOSED:
            continue
        earlier = head_start(site, counter, service)
        firsts = dict[bool, Candidate]()
        reserved = dict[bool, Candidate]()
        for visit, stop in _in_order(site, state, service, now):
            if visit.counter is not None or only_at(site, state, stop) not in {None, counter}:
                continue
            needs = bool(visit.needs)
            slot = reserved_due(site, stop.due, stop.since)
            if slot is None:
                if needs not in firsts:
                    from_then = counts_from(site, visit, stop, None) - earlier
                    firsts[needs] = Candidate(visit, stop, from_then)
            elif slot <= now:
                from_then = counts_from(site, visit, stop, slot) - earlier
                before = reserved.get(needs)
                if before is None or from_then < before.due:
                    reserved[needs] = Candidate(visit, stop, from_then, reserved=True)
        yield from firsts.values()
        yield from reserved.values()


def _in_order(
    site: Site, state: State, service: str, now: datetime
) -> Iterator[tuple[Visit, Stop]]:
    """Who waits, and whoever is offered again by now, in the order of their places."""
    again = [
        entry
        for entry in state.missed.get(service, ())
        if _is_offered(site, state.visits[entry[1]], _stop(state, entry[1], service), now)
    ]
    queue = state.queues.get(service, ())
    entries = sorted((*queue, *again)) if again else queue
    for _, visit in entries:
        yield state.visits[visit], _stop(state, visit, service)


def _is_offered(site: Site, visit: Visit, stop: Stop, now: datetime) -> bool:
    at = offered_again_at(site, stop)
    # since they were called, something may have been added that must come first
    return at is not None and now >= at and visit.reachable(stop)


def _stop(state: State, visit: UUID, service: str) -> Stop:
    stop = state.visits[visit].stop(service)
    if stop is None:
        raise KeyError(service)
    return stop
