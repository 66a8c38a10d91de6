"""The rules of numbers: how a visit begins."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from queue_server.domain.commands import CheckIn, TakeTicket
from queue_server.domain.deciding import Decision, Situation
from queue_server.domain.events import StopPlan, TicketReissued, Told, VisitOpened
from queue_server.domain.lives import ServiceStatus
from queue_server.domain.numbers import next_sequence
from queue_server.domain.refusals import Refusal
from queue_server.domain.routing import plan_stops


def take_ticket(situation: Situation, command: TakeTicket) -> Decision:
    """A walk-in's number."""
    services = tuple(dict.fromkeys(command.services))
    if not services or any(service not in situation.site.services for service in services):
        return Refusal.UNKNOWN_SERVICE
    return _open_visit(
        situation,
        command.visit,
        tuple(StopPlan(service) for service in services),
        language=command.language,
        needs=command.needs,
    )


def check_in(situation: Situation, command: CheckIn) -> Decision:
    """The number of a pass: a new one, or the one that it has brought already."""
    site, state = situation.site, situation.state
    used = state.passes.get(command.pass_id)
    if used is not None:
        visit = state.visits.get(used.visit)
        if visit is None or visit.closed_at is not None:
            # a number that nobody will call any more would send the resident to wait for ever
            return Refusal.PASS_USED
        return (
            TicketReissued(
                **situation.header,
                visit=visit.id,
                told=_told(situation, situation.teller.tell_visit(state, visit, situation.now)),
            ),
        )
    if any(procedure not in site.procedures for procedure in command.procedures):
        return Refusal.UNKNOWN_PROCEDURE
    return _open_visit(
        situation,
        command.visit,
        plan_stops(site, command.procedures),
        language=command.language,
        pass_id=command.pass_id,
        pass_expires_at=command.pass_expires_at,
    )


def _open_visit(
    situation: Situation,
    visit: UUID,
    stops: tuple[StopPlan, ...],
    *,
    language: str,
    needs: tuple[str, ...] = (),
    pass_id: UUID | None = None,
    pass_expires_at: datetime | None = None,
) -> Decision:
    site, state = situation.site, situation.state
    # a service of several that has closed is for the counters to explain; with none open there is
    # nobody who could
    if all(state.service_status(stop.service) is not ServiceStatus.OPEN for stop in stops):
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
            sequence=next_sequence(site, first, state.last_sequence),
            stops=stops,
            told=_told(situation, situation.teller.tell_newcomer(state, stops, situation.now)),
            language=language,
            needs=needs,
            pass_id=pass_id,
            pass_expires_at=pass_expires_at,
            series=first.series,
        ),
    )


def _told(situation: Situation, entries: Sequence[Told]) -> tuple[Told, ...]:
    """With the counters, so that a repeated answer names the same ones after some were moved."""
    counters_for = situation.site.counters_for
    return tuple(replace(entry, counters=counters_for(entry.service)) for entry in entries)
