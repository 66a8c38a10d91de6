"""The rules of what staff change about a visit, and about a service as a whole."""

from queue_server.domain.commands import (
    AddStop,
    CancelVisit,
    CloseDay,
    DropStop,
    GoOnRestored,
    ReorderStops,
    Resume,
    SetNotes,
    SetService,
)
from queue_server.domain.deciding import Decision, Situation
from queue_server.domain.events import (
    DayClosed,
    JournalRestored,
    NumbersPassed,
    ServiceSet,
    StopAdded,
    StopDropped,
    StopResumed,
    StopsReordered,
    VisitCancelled,
    VisitClosed,
    VisitNoted,
)
from queue_server.domain.lives import StopState
from queue_server.domain.numbers import past_unknown
from queue_server.domain.refusals import Refusal


def resume(situation: Situation, command: Resume) -> Decision:
    """A parked or missed stop waits again."""
    visit = situation.visit(command.visit)
    if isinstance(visit, Refusal):
        return visit
    stop = visit.stop(command.service)
    if stop is None or stop.state not in {StopState.PARKED, StopState.MISSED}:
        return Refusal.NOT_RESUMABLE
    return (StopResumed(**situation.header, visit=visit.id, service=stop.service),)


def add_stop(situation: Situation, command: AddStop) -> Decision:
    """One more service, behind those who wait there now."""
    if command.service not in situation.site.services:
        return Refusal.UNKNOWN_SERVICE
    visit = situation.visit(command.visit)
    if isinstance(visit, Refusal):
        return visit
    if visit.day != situation.state.day:
        # who is still at a counter from yesterday waits nowhere
        return Refusal.VISIT_OVER
    stop = visit.stop(command.service)
    if stop is not None and not stop.ended:
        return Refusal.STOP_EXISTS
    return (StopAdded(**situation.header, visit=visit.id, service=command.service),)


def drop_stop(situation: Situation, command: DropStop) -> Decision:
    """One service less; with the last one the visit is over."""
    visit = situation.visit(command.visit)
    if isinstance(visit, Refusal):
        return visit
    stop = visit.stop(command.service)
    if stop is None or stop.ended:
        return Refusal.NO_SUCH_STOP
    if stop.state is StopState.CALLED:
        return Refusal.VISIT_ELSEWHERE
    dropped = StopDropped(**situation.header, visit=visit.id, service=stop.service)
    if all(other.ended for other in visit.stops if other is not stop):
        return (dropped, VisitClosed(**situation.header, visit=visit.id))
    return (dropped,)


def reorder_stops(situation: Situation, command: ReorderStops) -> Decision:
    """Another order of the same stops, in which what must come first still does."""
    visit = situation.visit(command.visit)
    if isinstance(visit, Refusal):
        return visit
    if sorted(command.services) != sorted(stop.service for stop in visit.stops):
        return Refusal.WRONG_ORDER
    place = {service: index for index, service in enumerate(command.services)}
    if any(
        place[before] > place[stop.service]
        for stop in visit.stops
        for before in stop.after
        if before in place
    ):
        return Refusal.WRONG_ORDER
    return (StopsReordered(**situation.header, visit=visit.id, services=command.services),)


def cancel_visit(situation: Situation, command: CancelVisit) -> Decision:
    """The visit ends here, also in the middle of a stop."""
    visit = situation.visit(command.visit)
    if isinstance(visit, Refusal):
        return visit
    return (VisitCancelled(**situation.header, visit=visit.id),)


def set_notes(situation: Situation, command: SetNotes) -> Decision:
    """What staff should know about a visit."""
    visit = situation.visit(command.visit)
    if isinstance(visit, Refusal):
        return visit
    notes = tuple(dict.fromkeys(command.notes))
    return (VisitNoted(**situation.header, visit=visit.id, notes=notes),)


def go_on_restored(situation: Situation, command: GoOnRestored) -> Decision:
    """No number is given twice after a backup was put back (N1)."""
    site, given = situation.site, situation.state.last_sequence
    passed = (
        NumbersPassed(service.series, past_unknown(site, service, given, command.given_since))
        for service in site.services.values()
    )
    return (
        JournalRestored(
            **situation.header,
            restored=command.restored,
            until=command.until,
            passed=tuple(passed) if command.given_since else (),
        ),
    )


def close_day(situation: Situation, _command: CloseDay) -> Decision:
    """The lobby closes. Whoever stands at a counter is served first."""
    if situation.state.at_counter:
        return Refusal.COUNTER_BUSY
    left = sorted(
        (visit for visit in situation.state.visits.values() if visit.closed_at is None),
        key=lambda visit: visit.arrival,
    )
    return (
        DayClosed(
            **situation.header,
            visits=tuple(visit.id for visit in left),
            services=tuple(situation.site.services),
        ),
    )


def set_service(situation: Situation, command: SetService) -> Decision:
    """A service opens, gives its last ticket, or closes."""
    if command.service not in situation.site.services:
        return Refusal.UNKNOWN_SERVICE
    return (ServiceSet(**situation.header, service=command.service, status=command.status),)
