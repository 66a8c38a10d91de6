"""From a request that nobody answered to a number on paper, with what the catalogue knows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.alone.clock import Moment
from kiosk.alone.wanted import Given, Wanted
from protocol.messages import (
    Catalogue,
    CheckIn,
    ServiceWaits,
    StopOnTicket,
    TakeTicket,
    TicketReply,
)
from protocol.passes import PassClaims, read_unproven
from protocol.stop_order import PlannedStop, planned_stops


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that got no answer, and what was known when it was made."""

    request: TakeTicket | CheckIn
    catalogue: Catalogue
    waits: tuple[ServiceWaits, ...] = ()
    """How services are doing, where that is known and young."""


def wanted(ask: Ask, kiosk: str, visit: UUID, now: Moment) -> Wanted:
    """What the store is asked for."""
    claims = _claims(ask)
    return Wanted(
        request=ask.request,
        services=tuple(stop.service for stop in _stops(ask)),
        visit=visit,
        now=now,
        time_zone=ask.catalogue.time_zone,
        day_begins=ask.catalogue.day_begins,
        emergency_letter=ask.catalogue.emergency_letters.get(kiosk),
        pass_id=None if claims is None else claims.pass_id,
    )


def ticket_of(ask: Ask, given: Given) -> TicketReply:
    """The number as the server would have told it, marked."""
    counters = {entry.service: entry.counters for entry in ask.catalogue.services}
    return TicketReply(
        id=ask.request.id,
        visit=given.visit,
        number=f"{given.letter}{given.sequence:03d}",
        issued_at=given.issued_at.astimezone(ZoneInfo(ask.catalogue.time_zone)),
        reissued=given.again,
        alone=True,
        stops=tuple(
            _on_ticket(stop, counters.get(stop.service, ()), ask.waits) for stop in _stops(ask)
        ),
    )


def _on_ticket(
    stop: PlannedStop, counters: tuple[str, ...], waits: Sequence[ServiceWaits]
) -> StopOnTicket:
    known = next((entry for entry in waits if entry.service == stop.service), None)
    minutes = None if known is None else known.wait_minutes
    return StopOnTicket(
        service=stop.service,
        counters=counters,
        procedures=stop.procedures,
        # both or neither: one of them alone would be taken for the whole
        people_ahead=None if known is None or minutes is None else known.waiting,
        wait_minutes=minutes,
    )


def _stops(ask: Ask) -> Sequence[PlannedStop]:
    known = {entry.procedure: entry for entry in ask.catalogue.procedures}
    claims = _claims(ask)
    if isinstance(ask.request, CheckIn):
        return planned_stops(known, () if claims is None else claims.procedures)
    planned = planned_stops(known, ask.request.procedures)
    needed = {stop.service for stop in planned}
    more = [name for name in dict.fromkeys(ask.request.services) if name not in needed]
    return (*planned, *(PlannedStop(name, (), ()) for name in more))


def _claims(ask: Ask) -> PassClaims | None:
    """What its pass says: it was verified before it was asked for."""
    if not isinstance(ask.request, CheckIn):
        return None
    return read_unproven(ask.request.pass_text)
