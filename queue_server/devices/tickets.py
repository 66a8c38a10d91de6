"""A ticket that somebody holds up: where its visit stands, as a kiosk is told."""

from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from protocol.reasons import Reason
from protocol.ticket_messages import ShowTicket, Standing, StopNow, StopStanding, TicketShown
from queue_server.domain.assignments import as_assigned
from queue_server.domain.business_day import as_of, business_date
from queue_server.domain.commands import ReissueTicket
from queue_server.domain.deciding import SimpleTeller, Situation, Teller
from queue_server.domain.events import Told
from queue_server.domain.lives import StopState
from queue_server.domain.site import Site
from queue_server.domain.state import State, Stop, Visit
from queue_server.domain.tickets import tell_now

TRIES_MAX = 10
TRIES_WITHIN = timedelta(minutes=1)
"""Codes of no ticket from one kiosk. Somebody may hold up some old tickets; more is nonsense, or
somebody who guesses ids, which 74 random bits make hopeless anyway."""


def ticket_shown(
    site: Site, state: State, asked: ShowTicket, now: datetime, teller: Teller | None
) -> TicketShown | Reason:
    """Where a visit stands now, or why nothing can be said of it."""
    state = as_of(site, state, now)
    found = state.visit(asked.visit)
    if found is None:
        return unknown(site, asked.visit, now)
    site = as_assigned(site, state)
    teller = SimpleTeller(site) if teller is None else teller
    wish = ReissueTicket(id=asked.id, by="", visit=found.id)
    told = {e.service: e for e in tell_now(Situation(site, state, wish, now, teller), found)}
    return TicketShown(
        id=asked.id,
        visit=found.id,
        number=found.number,
        issued_at=found.issued_at.astimezone(site.zone),
        language=found.language,
        standing=_standing(found),
        stops=tuple(_stop(found, stop, told) for stop in found.stops),
        rated=found.id in state.rated,
    )


def unknown(site: Site, visit: UUID, now: datetime) -> Reason:
    """Why a visit is not known: ids of visits begin with their time (UUIDv7, RFC 9562, 5.7), and
    nothing but the day's own visits is kept.
    """
    seconds = (visit.int >> 80) / 1000
    # anybody can write a code: its 48 bits reach beyond the last year that there is a date for
    if visit.version != 7 or seconds >= now.timestamp():
        return Reason.TICKET_UNKNOWN
    made = datetime.fromtimestamp(seconds, UTC)
    earlier = business_date(site, made) < business_date(site, now)
    return Reason.TICKET_OTHER_DAY if earlier else Reason.TICKET_UNKNOWN


class Tries:
    """How often each kiosk asked about tickets that nobody knows, of late. For one thread."""

    def __init__(self) -> None:
        self._of: dict[str, deque[datetime]] = {}

    def failed(self, kiosk: str, now: datetime) -> None:
        """One more."""
        self._of.setdefault(kiosk, deque(maxlen=TRIES_MAX)).append(now)

    def too_many(self, kiosk: str, now: datetime) -> bool:
        """Whether this kiosk is not listened to for a moment, whatever it asks about tickets."""
        failed = self._of.get(kiosk, deque[datetime]())
        return len(failed) == TRIES_MAX and now - TRIES_WITHIN < failed[0] <= now


def _standing(visit: Visit) -> Standing:
    states = {stop.state for stop in visit.stops}
    if visit.closed_at is not None:
        ended = all(stop.ended for stop in visit.stops)
        return "finished" if ended and StopState.DONE in states else "over"
    if visit.counter is not None:
        return "called"
    return "waiting" if StopState.WAITING in states else "away"


def _stop(visit: Visit, stop: Stop, told: Mapping[str, Told]) -> StopNow:
    standing = _standing_of(visit, stop)
    last = () if stop.counter is None else (stop.counter,)
    if standing not in {"waiting", "later"} or visit.closed_at is not None:
        return StopNow(service=stop.service, standing=standing, counters=last)
    entry = told[stop.service]
    only = entry.counters if stop.only_counter is None else (stop.only_counter,)
    return StopNow(
        service=stop.service,
        standing=standing,
        counters=only,
        people_ahead=entry.people_ahead,
        wait_minutes=(entry.wait_from, entry.wait_to),
    )


def _standing_of(visit: Visit, stop: Stop) -> StopStanding:
    if stop.state is StopState.WAITING:
        return "waiting" if visit.closed_at is not None or visit.ready(stop) else "later"
    return _STANDINGS[stop.state]


_STANDINGS: Mapping[StopState, StopStanding] = {
    StopState.CALLED: "called",
    StopState.MISSED: "missed",
    StopState.PARKED: "parked",
    StopState.DONE: "done",
    StopState.DROPPED: "dropped",
}
