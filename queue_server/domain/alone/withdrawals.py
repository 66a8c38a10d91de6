"""The rules of requests that nobody got a paper for, and of passes that are good no more."""

from queue_server.domain.alone.commands import RevokePass, WithdrawRequest
from queue_server.domain.alone.events import PassRevoked, RequestWithdrawn
from queue_server.domain.deciding import Decision, Situation
from queue_server.domain.events import VisitCancelled
from queue_server.domain.lives import StopState
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import State, TicketAnswer, Visit


def withdraw(situation: Situation, command: WithdrawRequest) -> Decision:
    """The number that a request has got is not called; one that it would get is not given."""
    visit = _opened_for_nobody(situation.state, command)
    withdrawn = RequestWithdrawn(
        **situation.header, request=command.request, visit=None if visit is None else visit.id
    )
    if visit is None:
        return (withdrawn,)
    return (VisitCancelled(**situation.header, visit=visit.id), withdrawn)


def revoke_pass(situation: Situation, command: RevokePass) -> Decision:
    """Staff take a pass back."""
    if command.pass_id in situation.state.alone.revoked:
        return Refusal.NOTHING_CHANGES
    return (PassRevoked(**situation.header, pass_id=command.pass_id),)


def _opened_for_nobody(state: State, command: WithdrawRequest) -> Visit | None:
    """The visit that a request has opened, where nobody has its number or was served by it."""
    answer = state.answers.get(command.request)
    if not isinstance(answer, TicketAnswer) or answer.reissued or answer.alone:
        return None
    visit = state.visits.get(answer.visit)
    if visit is None or visit.closed_at is not None or visit.counter is not None:
        return None
    served = any(stop.state is StopState.DONE for stop in visit.stops)
    return None if served or visit.id in state.reissued else visit
