"""The queues: who waits where follows from what each visit has become."""

from bisect import bisect_left
from collections.abc import Callable

from immutables import Map

from queue_server.domain.lives import StopState
from queue_server.domain.replacing import replace
from queue_server.domain.state import Entry, State, Stop, Visit


def put(state: State, visit: Visit) -> State:
    """With a visit as it has become: its places in the queues and at a counter follow from it."""
    old = state.visits.get(visit.id)
    today = visit.day == state.day
    queues, missed, at_counter = state.queues, state.missed, state.at_counter
    queues = moved(queues, places(old, waits), places(visit, waits) if today else {})
    missed = moved(missed, places(old, is_missed), places(visit, is_missed) if today else {})
    if old is not None and old.counter is not None and old.counter != visit.counter:
        at_counter = at_counter.delete(old.counter)
    if visit.counter is not None:
        at_counter = at_counter.set(visit.counter, visit.id)
    return replace(
        state,
        visits=state.visits.set(visit.id, visit),
        queues=queues,
        missed=missed,
        at_counter=at_counter,
    )


def waits(visit: Visit, stop: Stop) -> bool:
    return visit.ready(stop)


def is_missed(visit: Visit, stop: Stop) -> bool:
    return stop.state is StopState.MISSED and visit.closed_at is None


def places(visit: Visit | None, wanted: Callable[[Visit, Stop], bool]) -> dict[str, Entry]:
    if visit is None:
        return {}
    return {stop.service: (stop.arrival, visit.id) for stop in visit.stops if wanted(visit, stop)}


def moved(
    queues: Map[str, tuple[Entry, ...]], was: dict[str, Entry], becomes: dict[str, Entry]
) -> Map[str, tuple[Entry, ...]]:
    for service in was.keys() | becomes.keys():
        old, new = was.get(service), becomes.get(service)
        if old == new:
            continue
        queue = queues.get(service, ())
        # a queue is sorted, and may be long: looked into by halves, never from end to end
        if old is not None:
            place = bisect_left(queue, old)
            if queue[place : place + 1] == (old,):
                queue = (*queue[:place], *queue[place + 1 :])
        if new is not None:
            place = bisect_left(queue, new)
            queue = (*queue[:place], new, *queue[place:])
        queues = queues.set(service, queue)
    return queues
