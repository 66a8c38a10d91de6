"""All that a site has learned from its own journal, and what it says about the rest of today."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from queue_server.domain.alone.events import VisitReported
from queue_server.domain.arrivals import Arrivals, came, had_come
from queue_server.domain.assignments import as_assigned
from queue_server.domain.business_day import business_date
from queue_server.domain.courses import Course, courses
from queue_server.domain.events import Event, VisitOpened
from queue_server.domain.lives import CounterStatus
from queue_server.domain.replacing import replace
from queue_server.domain.service_times import ServiceTimes, observe
from queue_server.domain.site import Site
from queue_server.domain.staffing import Staffing, note
from queue_server.domain.state import State


@dataclass(frozen=True, slots=True)
class Learned:
    """Grows by `learn` only; a fold of it over the journal is what was known at its end."""

    times: ServiceTimes = field(default_factory=ServiceTimes)
    staffing: Staffing = field(default_factory=Staffing)
    arrivals: Arrivals = field(default_factory=Arrivals)


def learn(site: Site, learned: Learned, before: State, event: Event, after: State) -> Learned:
    """With one event more, between the states that it changed."""
    times = observe(site, learned.times, before, event)
    if times is not learned.times:
        learned = replace(learned, times=times)
    if after.day is None:
        return learned
    if before.counters != after.counters or before.day != after.day:
        time, there = _time(site, after.day, event.at), open_counters(site, after)
        learned = replace(learned, staffing=note(learned.staffing, after.day, time, there))
    # who has reserved is known from the book, and expected from there
    if isinstance(event, VisitOpened) and event.reservation is None:
        minute = round(_time(site, after.day, event.at) / timedelta(minutes=1), 2)
        needs = bool(event.needs)
        arrivals = came(learned.arrivals, after.day, minute, event.stops, needs=needs)
        learned = replace(learned, arrivals=arrivals)
    # whoever showed one pass at two kiosks came once
    if isinstance(event, VisitReported) and event.twin is None:
        minute = round(_time(site, event.day, event.issued_at) / timedelta(minutes=1), 2)
        needs = bool(event.needs)
        arrivals = had_come(learned.arrivals, event.day, minute, event.stops, needs=needs)
        learned = replace(learned, arrivals=arrivals)
    return learned


def open_counters(site: Site, state: State) -> frozenset[str]:
    """The counters that call people. Where none of a service has said so, any of it may."""
    site = as_assigned(site, state)
    said = frozenset(
        counter for counter in site.counters if state.counter_status(counter) is CounterStatus.OPEN
    )
    serving = (site.counters_for(service) for service in site.services)
    return said.union(*(counters for counters in serving if said.isdisjoint(counters)))


def expected(
    site: Site, learned: Learned, state: State, now: datetime, there: Collection[str]
) -> tuple[Course, ...]:
    """How the rest of today may go, with these counters open now."""
    today, local = business_date(site, now), now.astimezone(site.zone)
    if state.day is not None:
        # a clock that jumps back does not begin yesterday anew
        today = max(today, state.day)
    return courses(learned.staffing, learned.arrivals, today, local, there)


def _time(site: Site, day: date, at: datetime) -> timedelta:
    """Since midnight of a business day, by the site's clock."""
    return at.astimezone(site.zone).replace(tzinfo=None) - datetime.combine(
        day, datetime.min.time()
    )
