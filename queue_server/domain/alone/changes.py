"""How events change what is known of kiosks that go on alone. Total: all of it has happened."""

from bisect import bisect_right, insort
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from immutables import Map

from queue_server.domain.alone.events import (
    AloneEvent,
    LentBlock,
    NumbersLent,
    NumbersReturned,
    PassRevoked,
    RequestWithdrawn,
    VisitRenumbered,
    VisitReported,
)
from queue_server.domain.alone.known import (
    Alone,
    EmergencyLetter,
    LeaseAnswer,
    Lent,
    Placed,
    Reported,
)
from queue_server.domain.lives import Doubt, StopState
from queue_server.domain.number_text import number_text
from queue_server.domain.places import place_after, position_of
from queue_server.domain.queues import put
from queue_server.domain.replacing import replace
from queue_server.domain.reservations import changes as reservations
from queue_server.domain.state import (
    ANSWERS_KEPT,
    Answer,
    PassUse,
    StaffAnswer,
    State,
    Stop,
    TicketAnswer,
    Visit,
)

REPORTED_KEPT = timedelta(days=40)
"""So long the same report is known again: a kiosk may stand in a cupboard before it is heard."""
REVOKED_KEPT = timedelta(days=400)
"""No pass is good for longer than a year."""


def change(state: State, event: AloneEvent) -> State:
    """The state after an event; its position is the event's."""
    match event:
        case NumbersLent():
            return _answered(
                _lent(state, event), event, LeaseAnswer(event.at, event.day, event.blocks)
            )
        case NumbersReturned():
            return _answered(_returned(state, event), event, StaffAnswer.of(event))
        case VisitReported():
            return _reported(state, event)
        case VisitRenumbered():
            return _renumbered(state, event)
        case RequestWithdrawn():
            return _answered(_withdrawn(state, event), event, StaffAnswer.of(event))
        case PassRevoked():
            revoked = state.alone.revoked.set(event.pass_id, event.at)
            state = replace(state, alone=replace(state.alone, revoked=revoked))
            return _answered(state, event, StaffAnswer.of(event))
        case _:
            raise TypeError(f"not an event of this domain: {event!r}")


def day_opened(alone: Alone, staying: Collection[UUID], at: datetime) -> Alone:
    """What is known on a new business day: nothing is lent, and numbers start over."""
    return Alone(
        papers=Map({paper: visit for paper, visit in alone.papers.items() if visit in staying}),
        reported=Map({k: one for k, one in alone.reported.items() if one.at > at - REPORTED_KEPT}),
        withdrawn=Map({k: then for k, then in alone.withdrawn.items() if then > at - ANSWERS_KEPT}),
        revoked=Map({k: then for k, then in alone.revoked.items() if then > at - REVOKED_KEPT}),
        # whose kiosk is not there any more is free again once nothing is reported with it
        letters=Map({k: one for k, one in alone.letters.items() if one.at > at - REPORTED_KEPT}),
    )


def _lent(state: State, event: NumbersLent) -> State:
    if event.emergency:
        told = EmergencyLetter(event.emergency, event.at)
        letters = state.alone.letters.set(event.by, told)
        state = replace(state, alone=replace(state.alone, letters=letters))
    if event.day != state.day:
        return state
    lent = state.alone.lent
    for block in event.blocks:
        one = Lent(event.by, block.service, block.first, block.last, event.at)
        blocks = sorted((*lent.get(block.letter, ()), one), key=lambda known: known.first)
        lent = lent.set(block.letter, tuple(blocks))
    return replace(state, alone=replace(state.alone, lent=lent))


def _returned(state: State, event: NumbersReturned) -> State:
    if event.day != state.day:
        return state
    lent = state.alone.lent
    for block in event.blocks:
        kept = [
            rest
            for one in lent.get(block.letter, ())
            for rest in (_without(one, block) if one.kiosk == event.by else (one,))
        ]
        if kept:
            lent = lent.set(block.letter, tuple(kept))
        elif block.letter in lent:
            # a message may name the same numbers twice
            lent = lent.delete(block.letter)
    return replace(state, alone=replace(state.alone, lent=lent))


def _without(lent: Lent, block: LentBlock) -> tuple[Lent, ...]:
    """What is left of numbers when others are taken out of their midst."""
    if block.last < lent.first or lent.last < block.first:
        return (lent,)
    parts = ((lent.first, block.first - 1), (block.last + 1, lent.last))
    return tuple(replace(lent, first=first, last=last) for first, last in parts if first <= last)


def _reported(state: State, event: VisitReported) -> State:
    today = event.day == state.day
    arrival = place_after(event.after, event.day, event.issued_at)
    visit = Visit(
        id=event.visit,
        number=number_text(event.letter, event.sequence),
        day=event.day,
        arrival=arrival,
        issued_at=event.issued_at,
        language=event.language,
        needs=event.needs,
        stops=tuple(
            Stop(plan.service, plan.procedures, plan.after, arrival, event.issued_at, due=plan.due)
            for plan in event.stops
        ),
        request=event.request,
        alone=True,
        doubts=event.doubts,
        twins=() if event.twin is None else (event.twin,),
    )
    if today:
        state = put(state, visit)
        if event.pass_id is not None and event.pass_expires_at is not None and event.twin is None:
            use = PassUse(visit.id, event.pass_expires_at)
            state = replace(state, passes=state.passes.set(event.pass_id, use))
        twin = None if event.twin is None else state.visits.get(event.twin)
        if twin is not None:
            doubts = tuple(dict.fromkeys((*twin.doubts, Doubt.PASS_TWICE)))
            twin = replace(twin, doubts=doubts, twins=(*twin.twins, visit.id))
            state = replace(state, visits=state.visits.set(twin.id, twin))
        state = _given(state, event, event.after)
    state = _noted(state, event, visit.number)
    answer = TicketAnswer(
        at=event.at,
        visit=visit.id,
        number=visit.number,
        issued_at=event.issued_at,
        reissued=False,
        stops=event.stops,
        told=event.told,
        request=event.request,
        alone=True,
    )
    return _answered(state, event, answer)


def _renumbered(state: State, event: VisitRenumbered) -> State:
    visit = state.visits[event.visit]
    number = number_text(event.letter, event.sequence)
    served = any(stop.state is StopState.DONE for stop in visit.stops)
    renumbered = replace(
        visit,
        number=number,
        alone=True,
        doubts=tuple(dict.fromkeys((*visit.doubts, *event.doubts))),
        # nobody can have come to a number that was on no paper
        closed_at=visit.closed_at if served else None,
        stops=tuple(
            replace(stop, state=StopState.WAITING, misses=0)
            if stop.state is StopState.MISSED
            else stop
            for stop in visit.stops
        ),
    )
    state = put(state, renumbered)
    state = replace(state, book=reservations.renumbered(state.book, visit.id, number))
    state = _given(state, event, position_of(visit.arrival))
    answer = state.answers.get(event.cause)
    if not isinstance(answer, TicketAnswer):
        raise TypeError(f"a number was taken back that nobody got: {event!r}")
    return _answered(
        _noted(state, event, number), event, replace(answer, number=number, alone=True)
    )


def _given(state: State, event: VisitReported | VisitRenumbered, after: int) -> State:
    """A number of today that a kiosk gave alone is nobody else's any more."""
    alone = state.alone
    given = list(alone.given.get(event.letter, ()))
    if event.sequence not in given:
        insort(given, event.sequence)
    placed = list(alone.placed.get(event.by, ()))
    where = bisect_right(placed, event.place, key=lambda known: known.place)
    placed.insert(where, Placed(event.place, event.issued_at, after))
    papers = alone.papers
    if event.paper != event.visit and event.paper not in state.visits:
        papers = papers.set(event.paper, event.visit)
    return replace(
        state,
        alone=replace(
            alone,
            given=alone.given.set(event.letter, tuple(given)),
            placed=alone.placed.set(event.by, tuple(placed)),
            papers=papers,
        ),
    )


def _noted(state: State, event: VisitReported | VisitRenumbered, number: str) -> State:
    one = Reported(
        visit=event.visit,
        kiosk=event.by,
        number=number,
        day=event.day,
        issued_at=event.issued_at,
        at=event.at,
        doubts=event.doubts,
    )
    alone = state.alone
    reported = alone.reported.set(event.cause, one)
    return replace(state, alone=replace(alone, reported=reported))


def _withdrawn(state: State, event: RequestWithdrawn) -> State:
    alone = state.alone
    state = replace(
        state, alone=replace(alone, withdrawn=alone.withdrawn.set(event.request, event.at))
    )
    if event.visit is None:
        return state
    # whoever held up a pass got nothing for it, and may hold it up again
    passes = Map({k: use for k, use in state.passes.items() if use.visit != event.visit})
    book = reservations.did_not_come(state.book, event.visit, event.at)
    return replace(state, passes=passes, book=book)


def _answered(state: State, event: AloneEvent, answer: Answer) -> State:
    return replace(state, answers=state.answers.set(event.cause, answer))
