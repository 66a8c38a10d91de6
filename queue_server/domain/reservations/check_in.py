"""How a reservation becomes a visit: whether it may, what of it is due, and what it is told."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from queue_server.domain.business_day import business_date
from queue_server.domain.deciding import Situation
from queue_server.domain.events import StopPlan, Told
from queue_server.domain.places import place_at
from queue_server.domain.policy import reserved_due
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.book import Reservation, ReservationState
from queue_server.domain.site import Site
from queue_server.domain.state import State, Stop
from queue_server.domain.waits import wait_range


def usable(situation: Situation, reservation: Reservation | None) -> Reservation | Refusal:
    """A reservation with which somebody can check in now."""
    if reservation is None:
        return Refusal.UNKNOWN_RESERVATION
    refusal = not_booked(reservation)
    if refusal is not None:
        return refusal
    if business_date(situation.site, reservation.start) != situation.state.day:
        return Refusal.RESERVATION_OTHER_DAY
    if reservation.service not in situation.site.services:
        return Refusal.UNKNOWN_SERVICE
    return reservation


def not_booked(reservation: Reservation) -> Refusal | None:
    """Why a reservation is none that is booked and has not come."""
    match reservation.state:
        case ReservationState.CANCELLED:
            return Refusal.RESERVATION_CANCELLED
        case ReservationState.CAME:
            return Refusal.RESERVATION_USED
        case ReservationState.HELD | ReservationState.EXPIRED:
            return Refusal.NOT_BOOKED
        case ReservationState.BOOKED:
            return None


def with_due(plan: Sequence[StopPlan], reservation: Reservation) -> tuple[StopPlan, ...]:
    """The stops of a visit, of which that of the reserved service is due at its slot."""
    if all(stop.service != reservation.service for stop in plan):
        plan = (StopPlan(reservation.service), *plan)
    return tuple(
        replace(stop, due=reservation.start) if stop.service == reservation.service else stop
        for stop in plan
    )


def tell_due(
    situation: Situation,
    told: Sequence[Told],
    stops: Sequence[StopPlan | Stop],
) -> tuple[Told, ...]:
    """What is told of the wait, where a stop is reserved: it begins with the slot."""
    due = {stop.service: turn for stop in stops if (turn := _turn(situation, stop)) is not None}
    return tuple(
        entry if entry.service not in due else _told(situation, entry, *due[entry.service])
        for entry in told
    )


def _turn(situation: Situation, stop: StopPlan | Stop) -> tuple[datetime, int] | None:
    """When a reserved stop is due, and its place among others of the same slot."""
    if isinstance(stop, Stop):
        due = reserved_due(situation.site, stop.due, stop.since)
        return None if due is None else (due, stop.arrival)
    due = reserved_due(situation.site, stop.due, situation.now)
    return None if due is None else (due, place_at(situation.state.position + 1))


def _told(situation: Situation, entry: Told, due: datetime, arrival: int) -> Told:
    site, now = situation.site, situation.now
    ahead = sum(1 for turn in _turns(site, situation.state, entry.service) if turn < (due, arrival))
    if situation.teller.knows_slots:
        return replace(entry, people_ahead=ahead)
    _, high = wait_range(site, situation.state, entry.service, ahead)
    until = max(timedelta(), due - now) / timedelta(minutes=1)
    return replace(
        entry,
        people_ahead=ahead,
        wait_from=math.floor(until),
        wait_to=math.ceil(until) + high,
    )


def _turns(site: Site, state: State, service: str) -> list[tuple[datetime, int]]:
    """When those who wait with a reservation are due, and their places."""
    turns = list[tuple[datetime, int]]()
    for visit in state.waiting(service):
        stop = state.visits[visit].stop(service)
        if stop is not None:
            due = reserved_due(site, stop.due, stop.since)
            if due is not None:
                turns.append((due, stop.arrival))
    return turns
