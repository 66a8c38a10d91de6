"""The rules of how it was today: one answer a visit, and no flood of answers from nobody."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from queue_server.domain.commands import Rate
from queue_server.domain.deciding import Decision, Situation
from queue_server.domain.events import Rated
from queue_server.domain.lives import StopState
from queue_server.domain.refusals import Refusal
from queue_server.domain.replacing import replace
from queue_server.domain.state import State

SCORES = range(1, 6)
"""From very bad to very good."""
KEPT = timedelta(hours=1)
PER_MINUTE_MAX = 6
PER_HOUR_MAX = 90
"""Answers of one kiosk without a ticket. On the busiest day of a city of 110,000 some 900 visits
leave in eight hours, and not all of them answer; a child that plays with the buttons gives more."""


def recent(times: Sequence[datetime], now: datetime) -> tuple[datetime, ...]:
    """Those of the last hour. A clock that was set back leaves none that are still to come."""
    return tuple(at for at in times if now - KEPT < at <= now)


def with_rating(state: State, event: Rated) -> State:
    """The state after an answer."""
    if event.visit is not None:
        return replace(state, rated=state.rated.set(event.visit, event.at))
    before = recent(state.rated_at.get(event.by, ()), event.at)
    return replace(state, rated_at=state.rated_at.set(event.by, (*before, event.at)))


def rate(situation: Situation, command: Rate) -> Decision:
    """An answer, where it is the first one of its visit."""
    if command.score not in SCORES:
        raise ValueError(f"not a score: {command.score}")
    if command.visit is not None:
        return _of_visit(situation, command)
    before = recent(situation.state.rated_at.get(command.by, ()), situation.now)
    minute = sum(at > situation.now - timedelta(minutes=1) for at in before)
    if minute >= PER_MINUTE_MAX or len(before) >= PER_HOUR_MAX:
        return Refusal.TOO_MANY
    return (Rated(**situation.header, score=command.score, services=()),)


def _of_visit(situation: Situation, command: Rate) -> Decision:
    state = situation.state
    visit = None if command.visit is None else state.visit(command.visit)
    if visit is None:
        return Refusal.UNKNOWN_VISIT
    if visit.closed_at is None:
        return Refusal.VISIT_GOES_ON
    if visit.id in state.rated:
        return Refusal.ALREADY_RATED
    served = tuple(stop.service for stop in visit.stops if stop.state is StopState.DONE)
    return (Rated(**situation.header, score=command.score, services=served, visit=visit.id),)
