"""The rules of counters: calling, serving, and what becomes of whoever stands there."""

from datetime import datetime
from uuid import UUID

from queue_server.domain.commands import (
    AssignCounter,
    CallMissed,
    CallNext,
    CallNumber,
    Finish,
    NoShow,
    Park,
    Recall,
    SetCounter,
    Transfer,
    Undo,
)
from queue_server.domain.deciding import Decision, Situation
from queue_server.domain.events import (
    CounterAssigned,
    CounterSet,
    StepUndone,
    StopCalled,
    StopFinished,
    StopMissed,
    StopParked,
    StopRecalled,
    StopTransferred,
    VisitClosed,
)
from queue_server.domain.lives import CounterStatus, StopState
from queue_server.domain.policy import callable_at, next_for
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Site
from queue_server.domain.state import State, Stop, Visit


def call_next(situation: Situation, command: CallNext) -> Decision:
    """Whoever the policy says is next."""
    refusal = _cannot_call(situation, command.counter)
    if refusal is not None:
        return refusal
    found = next_for(situation.site, situation.state, command.counter, situation.now)
    if found is None:
        return Refusal.NOBODY_WAITING
    return _called(situation, found.visit.id, found.stop.service, command.counter)


def call_missed(situation: Situation, command: CallMissed) -> Decision:
    """Somebody who was called before and did not come."""
    refusal = _cannot_call(situation, command.counter)
    if refusal is not None:
        return refusal
    visit = situation.state.visits.get(command.visit)
    missed = [] if visit is None else [s for s in visit.stops if s.state is StopState.MISSED]
    if visit is None or visit.closed_at is not None or not missed:
        return Refusal.NOT_MISSED
    if visit.counter is not None:
        return Refusal.VISIT_ELSEWHERE
    here = situation.site.counters[command.counter].services
    service = next((stop.service for stop in missed if stop.service in here), None)
    if service is None:
        return Refusal.NOT_SERVED_HERE
    return _called(situation, visit.id, service, command.counter)


def call_number(situation: Situation, command: CallNumber) -> Decision:
    """Somebody out of their turn, with the reason kept."""
    refusal = _cannot_call(situation, command.counter)
    if refusal is not None:
        return refusal
    visit = situation.visit(command.visit)
    if isinstance(visit, Refusal):
        return visit
    if visit.counter is not None:
        return Refusal.VISIT_ELSEWHERE
    stop = callable_at(situation.site, situation.state, visit, command.counter)
    if stop is None:
        return Refusal.NOT_WAITING_HERE
    return _called(situation, visit.id, stop.service, command.counter, reason=command.reason.value)


def step(
    situation: Situation,
    command: Recall | NoShow | Park,
    event: type[StopRecalled | StopMissed | StopParked],
) -> Decision:
    """The same number once more; or it did not come; or it fetches something and comes back."""
    served = _served(situation, command.counter, command.visit)
    if isinstance(served, Refusal):
        return served
    visit, stop = served
    happened = event(
        **situation.header, visit=visit.id, service=stop.service, counter=command.counter
    )
    if event is StopRecalled or not _of_an_earlier_day(situation, visit):
        return (happened,)
    if event is StopParked:
        return Refusal.VISIT_OVER
    return (happened, VisitClosed(**situation.header, visit=visit.id))


def finish(situation: Situation, command: Finish) -> Decision:
    """The stop is done, and with the last one the visit."""
    served = _served(situation, command.counter, command.visit)
    if isinstance(served, Refusal):
        return served
    visit, stop = served
    finished = StopFinished(
        **situation.header,
        visit=visit.id,
        service=stop.service,
        counter=command.counter,
        outcome=command.outcome,
    )
    last = all(other.ended for other in visit.stops if other is not stop)
    if last or _of_an_earlier_day(situation, visit):
        return (finished, VisitClosed(**situation.header, visit=visit.id))
    return (finished,)


def transfer(situation: Situation, command: Transfer) -> Decision:
    """They wait for another service, or for one certain counter."""
    site = situation.site
    served = _served(situation, command.counter, command.visit)
    if isinstance(served, Refusal):
        return served
    visit, stop = served
    if _of_an_earlier_day(situation, visit):
        return Refusal.VISIT_OVER
    if command.to_service not in site.services:
        return Refusal.UNKNOWN_SERVICE
    if command.to_counter is not None:
        target = site.counters.get(command.to_counter)
        if target is None:
            return Refusal.UNKNOWN_COUNTER
        if command.to_service not in target.services:
            return Refusal.NOT_SERVED_HERE
    return (
        StopTransferred(
            **situation.header,
            visit=visit.id,
            service=stop.service,
            counter=command.counter,
            to_service=command.to_service,
            to_counter=command.to_counter,
            keep_place=command.keep_place,
        ),
    )


def undo(situation: Situation, command: Undo) -> Decision:
    """The counter's last step is taken back, while nothing has followed from it."""
    if command.counter not in situation.site.counters:
        return Refusal.UNKNOWN_COUNTER
    last = situation.state.last_steps.get(command.counter)
    if last is not None and command.visit not in {None, last.after.id}:
        return Refusal.VISIT_CHANGED
    if not can_undo(situation.site, situation.state, command.counter, situation.now):
        return Refusal.NOTHING_TO_UNDO
    step = situation.state.last_steps[command.counter]
    undone = StepUndone(
        **situation.header, visit=step.after.id, counter=command.counter, undone=step.cause
    )
    closed = situation.state.counter_status(command.counter) is CounterStatus.CLOSED
    if step.before.counter is None or not closed:
        return (undone,)
    # they stand at the counter again
    return (_opened(situation, command.counter), undone)


def can_undo(site: Site, state: State, counter: str, now: datetime) -> bool:
    """Whether a counter's last step is recent, and nothing has followed from it."""
    step = state.last_steps.get(counter)
    return (
        step is not None
        and step.at <= now <= step.at + site.policy.undo_within
        and state.visits.get(step.after.id) == step.after
        and state.at_counter.get(counter) in {None, step.after.id}
    )


def set_counter(situation: Situation, command: SetCounter) -> Decision:
    """A counter opens, pauses or closes. One that serves somebody finishes first."""
    if command.counter not in situation.site.counters:
        return Refusal.UNKNOWN_COUNTER
    if command.status is CounterStatus.CLOSED and command.counter in situation.state.at_counter:
        return Refusal.COUNTER_BUSY
    return (
        CounterSet(
            **situation.header,
            counter=command.counter,
            status=command.status,
            staff=command.staff if command.status is not CounterStatus.CLOSED else None,
        ),
    )


def assign_counter(situation: Situation, command: AssignCounter) -> Decision:
    """A counter serves other services today. Whoever stands there is served to the end."""
    if command.counter not in situation.site.counters:
        return Refusal.UNKNOWN_COUNTER
    services = tuple(dict.fromkeys(command.services))
    if any(service not in situation.site.services for service in services):
        return Refusal.UNKNOWN_SERVICE
    return (CounterAssigned(**situation.header, counter=command.counter, services=services),)


def _cannot_call(situation: Situation, counter: str) -> Refusal | None:
    if counter not in situation.site.counters:
        return Refusal.UNKNOWN_COUNTER
    return Refusal.COUNTER_BUSY if counter in situation.state.at_counter else None


def _called(
    situation: Situation, visit: UUID, service: str, counter: str, *, reason: str | None = None
) -> Decision:
    called = StopCalled(
        **situation.header, visit=visit, service=service, counter=counter, reason=reason
    )
    by = _who(situation)
    known = situation.state.counters.get(counter)
    if known is not None and known.status is CounterStatus.OPEN and by in {None, known.staff}:
        return (called,)
    # a counter that calls is open, whoever forgot to say so, and who calls there is on it
    return (_opened(situation, counter), called)


def _opened(situation: Situation, counter: str) -> CounterSet:
    return CounterSet(
        **situation.header,
        counter=counter,
        status=CounterStatus.OPEN,
        staff=_who(situation),
    )


def _who(situation: Situation) -> str | None:
    """The staff id of whoever gave the command; None for a call pad."""
    by = situation.command.by
    return by.removeprefix("staff:") if by.startswith("staff:") else None


def _of_an_earlier_day(situation: Situation, visit: Visit) -> bool:
    """Whether somebody was at a counter when the day began. They are finished there, and wait in no
    queue any more: nobody would call them.
    """
    return visit.day != situation.state.day


def _served(
    situation: Situation, counter: str, wanted: UUID | None
) -> tuple[Visit, Stop] | Refusal:
    """Who is at a counter. `wanted` is whom the sender believes to be there."""
    if counter not in situation.site.counters:
        return Refusal.UNKNOWN_COUNTER
    visit_id = situation.state.at_counter.get(counter)
    if visit_id is None:
        return Refusal.COUNTER_EMPTY
    if wanted is not None and wanted != visit_id:
        return Refusal.VISIT_CHANGED
    visit = situation.state.visits[visit_id]
    return visit, next(stop for stop in visit.stops if stop.state is StopState.CALLED)
