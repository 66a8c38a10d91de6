"""What a waiting-room display shows, made from the state. Pure."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from protocol.messages import Board, Call, ServiceOnBoard
from queue_server.domain.assignments import as_assigned
from queue_server.domain.business_day import as_of
from queue_server.domain.lives import StopState
from queue_server.domain.state import State, Stop, Visit
from queue_server.domain.waits import told
from queue_server.lobby import Lobby

NEXT_NUMBERS = 6
MISSED_NUMBERS = 24


def board(
    lobby: Lobby,
    state: State,
    display: str,
    now: datetime,
    waits: Mapping[str, tuple[int, int]] | None = None,
) -> Board:
    """The whole board, as it is now.

    `waits` are the minutes (from, to) that somebody who came now would wait, by service; what it
    does not know is said in the simplest way.
    """
    state = as_of(lobby.site, state, now)
    return Board(
        site=lobby.id,
        site_name=lobby.file.site.name,
        display=display,
        sequence=state.position,
        at=now.astimezone(lobby.site.zone),
        calls=_calls(lobby, state),
        missed=_missed(state),
        services=tuple(
            _service(lobby, state, service, (waits or {}).get(service))
            for service in lobby.services
        ),
    )


def _calls(lobby: Lobby, state: State) -> tuple[Call, ...]:
    calls = list[Call]()
    for counter, visit_id in state.at_counter.items():
        visit = state.visits[visit_id]
        stop = _called_stop(visit)
        called_at = stop.recalled_at or stop.called_at
        if called_at is None:
            raise AssertionError("a called stop has the time of its call")
        calls.append(
            Call(
                number=visit.number,
                counter=counter,
                counter_name=lobby.counters[counter].name,
                service=stop.service,
                called_at=called_at.astimezone(lobby.site.zone),
                times=stop.calls,
            )
        )
    return tuple(sorted(calls, key=lambda call: (call.called_at, call.counter), reverse=True))


def _called_stop(visit: Visit) -> Stop:
    return next(stop for stop in visit.stops if stop.state is StopState.CALLED)


def _missed(state: State) -> tuple[str, ...]:
    """Numbers that did not come, the latest first, unless they are being served elsewhere now."""
    missed = [
        (stop.finished_at, visit.number)
        for service, queue in state.missed.items()
        for _, visit_id in queue
        for visit in (state.visits[visit_id],)
        for stop in visit.stops
        if stop.service == service and visit.counter is None and stop.finished_at is not None
    ]
    numbers = dict.fromkeys(number for _, number in sorted(missed, reverse=True))
    return tuple(numbers)[:MISSED_NUMBERS]


def _service(
    lobby: Lobby, state: State, service: str, wait: tuple[int, int] | None
) -> ServiceOnBoard:
    entry = lobby.services[service]
    waiting = state.waiting(service)
    # who is at a counter just now waits here too, but cannot be called next
    free = (state.visits[visit].number for visit in waiting if state.visits[visit].counter is None)
    return ServiceOnBoard(
        service=service,
        letter=entry.letter,
        name=entry.name,
        name_en=entry.name_en,
        waiting=len(waiting),
        wait_minutes=newcomer_waits(lobby, state, service, wait),
        next_numbers=tuple(islice(free, NEXT_NUMBERS)),
    )


def newcomer_waits(
    lobby: Lobby, state: State, service: str, known: tuple[int, int] | None
) -> tuple[int, int]:
    """Minutes, from and to, that somebody who came now would wait: as known, or simply said."""
    if known is not None:
        return known
    simply = told(as_assigned(lobby.site, state), state, service, None)
    return simply.wait_from, simply.wait_to
