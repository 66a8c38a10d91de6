"""The rules: what follows from a command. `decide(site, state, command, now)` is the way in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from queue_server.domain.business_day import day_opened
from queue_server.domain.commands import (
    CallMissed,
    CallNext,
    CheckIn,
    Command,
    Finish,
    NoShow,
    Recall,
    TakeTicket,
)
from queue_server.domain.events import (
    Event,
    StopCalled,
    StopFinished,
    StopMissed,
    StopPlan,
    StopRecalled,
    TicketReissued,
    VisitClosed,
    VisitOpened,
)
from queue_server.domain.refusals import Refusal
from queue_server.domain.routing import plan_stops
from queue_server.domain.site import Site
from queue_server.domain.state import (
    Answer,
    CounterAnswer,
    State,
    Stop,
    StopState,
    TicketAnswer,
    Visit,
    evolve,
)
from queue_server.domain.waits import told

Decision = tuple[Event, ...] | Refusal


def decide(site: Site, state: State, command: Command, now: datetime) -> Decision:
    """The events that a command leads to, or why it leads to none.

    A command whose id was answered already leads to no events: its answer stands in
    `state.answers`. One that uses such an id for something else is refused, because that answer
    would say that it was done.
    """
    answered = state.answers.get(command.id)
    if answered is not None:
        return () if _repeats(command, answered) else Refusal.ID_REUSED
    opened = day_opened(site, state, now, cause=command.id, by=command.by)
    if opened is None:
        return _Rules(site, state, command, now).decide()
    decision = _Rules(site, evolve(state, opened), command, now).decide()
    return decision if isinstance(decision, Refusal) else (opened, *decision)


_LEADS_TO: Mapping[type[Command], type[Event]] = {
    CallNext: StopCalled,
    CallMissed: StopCalled,
    Recall: StopRecalled,
    NoShow: StopMissed,
    Finish: StopFinished,
}


def _repeats(command: Command, answered: Answer) -> bool:
    """Whether a command can be the one that was answered."""
    match command, answered:
        case ((TakeTicket() | CheckIn()), TicketAnswer()):
            return True
        case (
            CallNext() | CallMissed() | Recall() | NoShow() | Finish() as at_counter,
            CounterAnswer(),
        ):
            meant = None if isinstance(at_counter, CallNext) else at_counter.visit
            return (
                at_counter.counter == answered.counter
                and _LEADS_TO[type(command)].__name__ == answered.event
                and meant in (None, answered.visit)
            )
        case _:
            return False


@dataclass(frozen=True, slots=True)
class _Rules:
    site: Site
    state: State
    command: Command
    now: datetime

    def decide(self) -> Decision:
        match self.command:
            case TakeTicket() as command:
                return self._take_ticket(command)
            case CheckIn() as command:
                return self._check_in(command)
            case CallNext() as command:
                return self._call_next(command)
            case CallMissed() as command:
                return self._call_missed(command)
            case Recall() as command:
                return self._at_counter(command, StopRecalled)
            case NoShow() as command:
                return self._at_counter(command, StopMissed)
            case Finish() as command:
                return self._finish(command)
            case _:
                raise TypeError(f"not a command of this domain: {self.command!r}")

    def _take_ticket(self, command: TakeTicket) -> Decision:
        services = tuple(dict.fromkeys(command.services))
        if not services or any(service not in self.site.services for service in services):
            return Refusal.UNKNOWN_SERVICE
        return self._open_visit(
            command.visit,
            tuple(StopPlan(service) for service in services),
            language=command.language,
            needs=command.needs,
        )

    def _check_in(self, command: CheckIn) -> Decision:
        used = self.state.passes.get(command.pass_id)
        if used is not None:
            visit = self.state.visits.get(used.visit)
            if visit is None or visit.closed_at is not None:
                # a number that nobody will call any more would send the resident to wait for ever
                return Refusal.PASS_USED
            return (
                TicketReissued(
                    **self._header(),
                    visit=visit.id,
                    told=tuple(
                        told(self.site, self.state, stop.service, visit.arrival)
                        for stop in visit.stops
                    ),
                ),
            )
        if any(procedure not in self.site.procedures for procedure in command.procedures):
            return Refusal.UNKNOWN_PROCEDURE
        return self._open_visit(
            command.visit,
            plan_stops(self.site, command.procedures),
            language=command.language,
            pass_id=command.pass_id,
            pass_expires_at=command.pass_expires_at,
        )

    def _open_visit(
        self,
        visit: UUID,
        stops: tuple[StopPlan, ...],
        *,
        language: str,
        needs: tuple[str, ...] = (),
        pass_id: UUID | None = None,
        pass_expires_at: datetime | None = None,
    ) -> Decision:
        first = self.site.services[stops[0].service]
        last = self.state.last_sequence.get(first.letter, first.first_number - 1)
        day = self.state.day
        if day is None:
            raise AssertionError("a day is opened before a number is given")
        return (
            VisitOpened(
                **self._header(),
                visit=visit,
                day=day,
                letter=first.letter,
                # past 999 the number grows to four digits: a lobby that turns people away because
                # its numbers ran out would be worse than a longer number
                sequence=last + 1,
                stops=stops,
                told=tuple(told(self.site, self.state, stop.service, None) for stop in stops),
                language=language,
                needs=needs,
                pass_id=pass_id,
                pass_expires_at=pass_expires_at,
            ),
        )

    def _call_next(self, command: CallNext) -> Decision:
        refusal = self._cannot_call(command.counter)
        if refusal is not None:
            return refusal
        found = next_for(self.site, self.state, command.counter)
        if found is None:
            return Refusal.NOBODY_WAITING
        visit, service = found
        return self._called(visit, service, command.counter)

    def _call_missed(self, command: CallMissed) -> Decision:
        refusal = self._cannot_call(command.counter)
        if refusal is not None:
            return refusal
        visit = self.state.visits.get(command.visit)
        missed = () if visit is None else stops_in(visit, StopState.MISSED)
        if visit is None or not missed:
            return Refusal.NOT_MISSED
        if visit.counter is not None:
            return Refusal.VISIT_ELSEWHERE
        here = self.site.counters[command.counter].services
        service = next((stop.service for stop in missed if stop.service in here), None)
        if service is None:
            return Refusal.NOT_SERVED_HERE
        return self._called(visit, service, command.counter)

    def _cannot_call(self, counter: str) -> Refusal | None:
        if counter not in self.site.counters:
            return Refusal.UNKNOWN_COUNTER
        if counter in self.state.at_counter:
            return Refusal.COUNTER_BUSY
        return None

    def _called(self, visit: Visit, service: str, counter: str) -> Decision:
        return (StopCalled(**self._header(), visit=visit.id, service=service, counter=counter),)

    def _at_counter(
        self, command: Recall | NoShow, event: type[StopRecalled | StopMissed]
    ) -> Decision:
        served = self._served(command)
        if isinstance(served, Refusal):
            return served
        visit, stop = served
        return (
            event(**self._header(), visit=visit.id, service=stop.service, counter=command.counter),
        )

    def _finish(self, command: Finish) -> Decision:
        served = self._served(command)
        if isinstance(served, Refusal):
            return served
        visit, stop = served
        finished = StopFinished(
            **self._header(), visit=visit.id, service=stop.service, counter=command.counter
        )
        others = [other for other in visit.stops if other is not stop]
        if all(other.state is StopState.DONE for other in others):
            return (finished, VisitClosed(**self._header(), visit=visit.id))
        return (finished,)

    def _served(self, command: Recall | NoShow | Finish) -> tuple[Visit, Stop] | Refusal:
        if command.counter not in self.site.counters:
            return Refusal.UNKNOWN_COUNTER
        visit_id = self.state.at_counter.get(command.counter)
        if visit_id is None:
            return Refusal.COUNTER_EMPTY
        if command.visit is not None and command.visit != visit_id:
            return Refusal.VISIT_CHANGED
        visit = self.state.visits[visit_id]
        return visit, stops_in(visit, StopState.CALLED)[0]

    def _header(self) -> dict[str, Any]:
        return {"at": self.now, "cause": self.command.id, "by": self.command.by}


def next_for(site: Site, state: State, counter: str) -> tuple[Visit, str] | None:
    """Who a counter would call now, and for which service: whoever came first of all it serves."""
    best: tuple[int, UUID, str] | None = None
    for service in site.counters[counter].services:
        for arrival, visit_id in state.queues.get(service, ()):
            if state.visits[visit_id].counter is None:
                if best is None or arrival < best[0]:
                    best = (arrival, visit_id, service)
                break
    return None if best is None else (state.visits[best[1]], best[2])


def stops_in(visit: Visit, wanted: StopState) -> tuple[Stop, ...]:
    """The stops of a visit that are in a state."""
    return tuple(stop for stop in visit.stops if stop.state is wanted)
