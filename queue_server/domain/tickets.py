"""The rules of numbers: how a visit begins."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from queue_server.domain.commands import CheckIn, ReissueTicket, TakeTicket
from queue_server.domain.deciding import Decision, Situation
from queue_server.domain.events import StopPlan, TicketReissued, Told, VisitOpened
from queue_server.domain.lives import ServiceStatus
from queue_server.domain.numbers import next_sequence
from queue_server.domain.refusals import Refusal
from queue_server.domain.replacing import replace
from queue_server.domain.reservations.book import Reservation
from queue_server.domain.reservations.check_in import tell_due, usable, with_due
from queue_server.domain.reservations.commands import CheckInReservation
from queue_server.domain.routing import plan_stops
from queue_server.domain.state import State, Stop, Visit

REISSUES_MAX = 5
"""Papers of one number that its ticket brings, beside the first: a child at the button would empty
the roll. After that the staff help."""


def take_ticket(situation: Situation, command: TakeTicket) -> Decision:
    """A walk-in's number: for services, or for the checklist that they chose by touch."""
    if command.id in situation.state.alone.withdrawn:
        return Refusal.WITHDRAWN
    services = tuple(dict.fromkeys(command.services))
    if not services or any(service not in situation.site.services for service in services):
        return Refusal.UNKNOWN_SERVICE
    if any(procedure not in situation.site.procedures for procedure in command.procedures):
        return Refusal.UNKNOWN_PROCEDURE
    planned = plan_stops(situation.site, command.procedures)
    needed = {stop.service for stop in planned}
    return _open_visit(
        situation,
        command.visit,
        (*planned, *(StopPlan(service) for service in services if service not in needed)),
        language=command.language,
        needs=command.needs,
        request=command.request,
    )


def check_in(situation: Situation, command: CheckIn) -> Decision:
    """The number of a pass: a new one, or the one that it has brought already."""
    site, state = situation.site, situation.state
    if command.id in state.alone.withdrawn:
        return Refusal.WITHDRAWN
    if command.pass_id in state.alone.revoked:
        return Refusal.PASS_REVOKED
    used = state.passes.get(command.pass_id)
    known = None if command.reservation is None else _reservation(state, command.reservation)
    brought = None if used is None else used.visit
    if brought is None and known is not None:
        # staff may have checked them in by the number that they said
        brought = known.visit
    if brought is not None:
        visit = state.visits.get(brought)
        if visit is None or visit.closed_at is not None:
            # a number that nobody will call any more would send the resident to wait for ever
            return Refusal.PASS_USED
        return _reissued(situation, visit)
    if any(procedure not in site.procedures for procedure in command.procedures):
        return Refusal.UNKNOWN_PROCEDURE
    booked = None if command.reservation is None else usable(situation, known)
    if isinstance(booked, Refusal):
        return booked
    return _open_visit(
        situation,
        command.visit,
        plan_stops(site, command.procedures),
        language=command.language,
        needs=() if booked is None else booked.needs,
        pass_id=command.pass_id,
        pass_expires_at=command.pass_expires_at,
        reservation=booked,
    )


def reissue_ticket(situation: Situation, command: ReissueTicket) -> Decision:
    """The number of a ticket, once more."""
    visit = situation.visit(command.visit)
    if isinstance(visit, Refusal):
        return visit
    if situation.state.reissued.get(visit.id, 0) >= REISSUES_MAX:
        return Refusal.TOO_MANY
    return _reissued(situation, visit)


def check_in_reservation(situation: Situation, command: CheckInReservation) -> Decision:
    """The number of somebody who booked and is here."""
    booked = usable(situation, _reservation(situation.state, command.reservation))
    if isinstance(booked, Refusal):
        return booked
    # a procedure that the catalogue has dropped since is no reason to send somebody away
    known = [name for name in booked.procedures if name in situation.site.procedures]
    return _open_visit(
        situation,
        command.visit,
        plan_stops(situation.site, known),
        language=booked.language,
        needs=booked.needs,
        reservation=booked,
    )


def tell_now(situation: Situation, visit: Visit) -> tuple[Told, ...]:
    """What somebody is told now who has a number already: one entry a stop, in their order."""
    return _told(
        situation,
        situation.teller.tell_visit(situation.state, visit, situation.now),
        visit.stops,
    )


def tell_newcomer(
    situation: Situation, stops: Sequence[StopPlan], *, needs: bool
) -> tuple[Told, ...]:
    """What somebody is told who takes a number now: one entry a stop, in the plan's order."""
    teller = situation.teller
    told = teller.tell_newcomer(situation.state, stops, situation.now, needs=needs)
    return _told(situation, told, stops)


def _reissued(situation: Situation, visit: Visit) -> Decision:
    return (TicketReissued(**situation.header, visit=visit.id, told=tell_now(situation, visit)),)


def _open_visit(
    situation: Situation,
    visit: UUID,
    stops: tuple[StopPlan, ...],
    *,
    language: str,
    needs: tuple[str, ...] = (),
    pass_id: UUID | None = None,
    pass_expires_at: datetime | None = None,
    reservation: Reservation | None = None,
    request: UUID | None = None,
) -> Decision:
    site, state = situation.site, situation.state
    if reservation is not None:
        stops = with_due(stops, reservation)
    stops = situation.teller.order(state, stops, situation.now)
    # a service of several that has closed is for the counters to explain; with none open there is
    # nobody who could
    # (who booked a late slot still comes after the last ticket of walk-ins)
    takes = {ServiceStatus.OPEN}
    if reservation is not None:
        takes.add(ServiceStatus.LAST_TICKET)
    if all(state.service_status(stop.service) not in takes for stop in stops):
        return Refusal.SERVICE_CLOSED
    first = site.services[stops[0].service]
    day = state.day
    if day is None:
        raise AssertionError("a day is opened before a number is given")
    return (
        VisitOpened(
            **situation.header,
            visit=visit,
            day=day,
            letter=first.letter,
            sequence=next_sequence(site, first, state.last_sequence, state.alone),
            stops=stops,
            told=tell_newcomer(situation, stops, needs=bool(needs)),
            language=language,
            needs=needs,
            pass_id=pass_id,
            pass_expires_at=pass_expires_at,
            reservation=None if reservation is None else reservation.id,
            series=first.series,
            request=request,
        ),
    )


def _reservation(state: State, wanted: UUID) -> Reservation | None:
    return state.book.reservations.get(wanted)


def _told(
    situation: Situation, entries: Sequence[Told], stops: Sequence[StopPlan | Stop]
) -> tuple[Told, ...]:
    """With the counters, so that a repeated answer names the same ones after some were moved."""
    counters_for = situation.site.counters_for
    return tuple(
        replace(entry, counters=counters_for(entry.service))
        for entry in tell_due(situation, entries, stops)
    )
