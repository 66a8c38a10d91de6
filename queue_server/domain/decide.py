"""The rules: what follows from a command. `decide(site, state, command, now)` is the way in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from queue_server.domain import at_counters, at_visits, ratings, tickets
from queue_server.domain.alone import leases, reports, withdrawals
from queue_server.domain.alone.commands import (
    AloneCommand,
    LendNumbers,
    Report,
    RevokePass,
    TakeBackNumbers,
    WithdrawRequest,
)
from queue_server.domain.alone.events import NumbersReturned, PassRevoked, RequestWithdrawn
from queue_server.domain.alone.known import LeaseAnswer
from queue_server.domain.assignments import as_assigned
from queue_server.domain.business_day import day_opened
from queue_server.domain.commands import (
    AddStop,
    AssignCounter,
    CallMissed,
    CallNext,
    CallNumber,
    CancelVisit,
    CheckIn,
    CloseDay,
    Command,
    DropStop,
    Finish,
    GoOnRestored,
    NoShow,
    Park,
    Rate,
    Recall,
    Record,
    ReissueTicket,
    ReorderStops,
    Resume,
    SetCounter,
    SetNotes,
    SetService,
    TakeTicket,
    Transfer,
    Undo,
)
from queue_server.domain.deciding import Decision, SimpleTeller, Situation, Teller
from queue_server.domain.events import (
    CounterAssigned,
    CounterSet,
    DayClosed,
    Event,
    JournalRestored,
    Rated,
    Recorded,
    ServiceSet,
    StepUndone,
    StopAdded,
    StopCalled,
    StopDropped,
    StopFinished,
    StopMissed,
    StopParked,
    StopRecalled,
    StopResumed,
    StopsReordered,
    StopTransferred,
    VisitCancelled,
    VisitNoted,
)
from queue_server.domain.evolve import evolve
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations import rules
from queue_server.domain.reservations.book import ReservationAnswer
from queue_server.domain.reservations.commands import CheckInReservation, ReservationCommand
from queue_server.domain.site import Site
from queue_server.domain.state import Answer, StaffAnswer, State, TicketAnswer


def decide(
    site: Site,
    state: State,
    command: Command,
    now: datetime,
    teller: Teller | None = None,
) -> Decision:
    """The events that a command leads to, or why it leads to none.

    `teller` knows the waits that tickets tell; without one they are the simplest that can be said.

    A command whose id was answered already leads to no events: its answer stands in
    `state.answers`. One that uses such an id for something else is refused, because that answer
    would say that it was done.
    """
    answered = state.answers.get(command.id)
    if answered is not None and not _was_heard(state, command, answered):
        return () if _repeats(state, command, answered) else Refusal.ID_REUSED
    if isinstance(command, Record):
        # who looks at yesterday's report at night does not open a day
        return (
            Recorded(
                at=now, cause=command.id, by=command.by, kind=command.kind, about=command.about
            ),
        )
    opened = day_opened(site, state, now, cause=command.id, by=command.by)
    today = state if opened is None else evolve(state, opened)
    staffed = as_assigned(site, today)
    teller = SimpleTeller(staffed) if teller is None else teller
    decision = _decide(Situation(staffed, today, command, now, teller))
    if opened is None or isinstance(decision, Refusal):
        return decision
    return (opened, *decision)


_LEADS_TO: Mapping[type[Command], type[Event]] = {
    CallNext: StopCalled,
    CallMissed: StopCalled,
    CallNumber: StopCalled,
    Recall: StopRecalled,
    NoShow: StopMissed,
    Park: StopParked,
    Finish: StopFinished,
    Transfer: StopTransferred,
    Undo: StepUndone,
    SetCounter: CounterSet,
    SetService: ServiceSet,
    Resume: StopResumed,
    AddStop: StopAdded,
    DropStop: StopDropped,
    ReorderStops: StopsReordered,
    CancelVisit: VisitCancelled,
    AssignCounter: CounterAssigned,
    SetNotes: VisitNoted,
    Rate: Rated,
    CloseDay: DayClosed,
    GoOnRestored: JournalRestored,
    Record: Recorded,
    TakeBackNumbers: NumbersReturned,
    WithdrawRequest: RequestWithdrawn,
    RevokePass: PassRevoked,
}


def _was_heard(state: State, command: Command, answered: Answer) -> bool:
    """Whether a kiosk reports a number that it gave because it had not heard this answer."""
    return (
        isinstance(command, Report)
        and isinstance(answered, TicketAnswer)
        and command.id not in state.alone.reported
    )


def _repeats(state: State, command: Command, answered: Answer) -> bool:
    """Whether a command can be the one that was answered."""
    match command, answered:
        case ((TakeTicket() | CheckIn()), TicketAnswer()):
            return True
        case Report(), TicketAnswer():
            return True
        case LendNumbers(), LeaseAnswer():
            return True
        case ReissueTicket(), TicketAnswer():
            return _own_id(state, command.visit) == answered.visit and answered.reissued
        case CheckInReservation(), TicketAnswer():
            came = state.book.reservations.get(command.reservation)
            return came is not None and came.visit == answered.visit
        case ReservationCommand(), ReservationAnswer():
            return rules.repeats(command, answered)
        case _, StaffAnswer():
            said = [
                (getattr(command, name, None), getattr(answered, name))
                for name in ("counter", "visit", "service")
            ]
            event = _LEADS_TO.get(type(command))
            return (
                event is not None
                and event.__name__ == answered.event
                and all(asked is None or _own_id(state, asked) == done for asked, done in said)
            )
        case _:
            return False


def _own_id(state: State, name: Any) -> Any:
    """A visit's id, where another one is on its paper; anything else as it is."""
    return state.alone.papers.get(name, name)


def _decide(situation: Situation) -> Decision:
    match situation.command:
        case TakeTicket() as command:
            return tickets.take_ticket(situation, command)
        case CheckIn() as command:
            return tickets.check_in(situation, command)
        case ReissueTicket() as command:
            return tickets.reissue_ticket(situation, command)
        case Rate() as command:
            return ratings.rate(situation, command)
        case CallNext() as command:
            return at_counters.call_next(situation, command)
        case CallMissed() as command:
            return at_counters.call_missed(situation, command)
        case CallNumber() as command:
            return at_counters.call_number(situation, command)
        case Recall() as command:
            return at_counters.step(situation, command, StopRecalled)
        case NoShow() as command:
            return at_counters.step(situation, command, StopMissed)
        case Park() as command:
            return at_counters.step(situation, command, StopParked)
        case Finish() as command:
            return at_counters.finish(situation, command)
        case Transfer() as command:
            return at_counters.transfer(situation, command)
        case Undo() as command:
            return at_counters.undo(situation, command)
        case SetCounter() as command:
            return at_counters.set_counter(situation, command)
        case AssignCounter() as command:
            return at_counters.assign_counter(situation, command)
        case SetService() as command:
            return at_visits.set_service(situation, command)
        case SetNotes() as command:
            return at_visits.set_notes(situation, command)
        case GoOnRestored() as command:
            return at_visits.go_on_restored(situation, command)
        case CloseDay() as command:
            return at_visits.close_day(situation, command)
        case Resume() as command:
            return at_visits.resume(situation, command)
        case AddStop() as command:
            return at_visits.add_stop(situation, command)
        case DropStop() as command:
            return at_visits.drop_stop(situation, command)
        case ReorderStops() as command:
            return at_visits.reorder_stops(situation, command)
        case CancelVisit() as command:
            return at_visits.cancel_visit(situation, command)
        case LendNumbers() | TakeBackNumbers() | Report() | WithdrawRequest() | RevokePass():
            return _decide_alone(situation, situation.command)
        case ReservationCommand() as command:
            return rules.decide_reservation(situation, command)
        case command:
            raise TypeError(f"not a command of this domain: {command!r}")


def _decide_alone(situation: Situation, command: AloneCommand) -> Decision:
    match command:
        case LendNumbers():
            return leases.lend_numbers(situation, command)
        case TakeBackNumbers():
            return leases.take_back_numbers(situation, command)
        case Report():
            return reports.report(situation, command)
        case WithdrawRequest():
            return withdrawals.withdraw(situation, command)
        case RevokePass():
            return withdrawals.revoke_pass(situation, command)
