"""The rules of numbers that a kiosk gave alone. The paper exists: they doubt, and never refuse."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from queue_server.domain.alone.commands import Report
from queue_server.domain.alone.events import VisitRenumbered, VisitReported
from queue_server.domain.alone.known import Lent
from queue_server.domain.alone.letters import emergency_letters
from queue_server.domain.business_day import day_begins
from queue_server.domain.deciding import Decision, Situation
from queue_server.domain.events import StopPlan
from queue_server.domain.lives import Doubt, ServiceStatus
from queue_server.domain.number_text import number_text
from queue_server.domain.numbers import THOUSAND
from queue_server.domain.places import position_of
from queue_server.domain.routing import plan_stops
from queue_server.domain.site import Site
from queue_server.domain.state import State, TicketAnswer, Visit
from queue_server.domain.tickets import tell_newcomer

CLOCK_TOLERANCE = timedelta(minutes=1)
"""A time of issue that is set right by no more is not worth anybody's attention."""
STEP = timedelta(microseconds=1)
"""Between two numbers of one kiosk, so that each has a place of its own."""


@dataclass(frozen=True, slots=True)
class _Issued:
    """When a number was given, as far as that can be believed."""

    at: datetime
    after: int
    """The position in the journal that its place follows."""
    off: bool
    """Whether the kiosk's word was far from it."""


def report(situation: Situation, command: Report) -> Decision:
    """The visit of a number that a kiosk gave alone, or the number of a visit that it never heard
    of.
    """
    site, state = situation.site, situation.state
    today = state.day
    if today is None:
        raise AssertionError("a day is opened before a number is reported")
    lent = state.alone.lent_to(command.by, command.letter, command.sequence)
    day = _day(state, command, lent)
    issued = _issued(situation, command, lent, day)
    heard = _heard(state, command)
    doubts = set(command.doubts)
    if day < today:
        doubts.add(Doubt.ANOTHER_DAY)
    else:
        if issued.off or day != command.day:
            doubts.add(Doubt.CLOCK_OFF)
        letters = emergency_letters(site, state.alone.letters_kept())
        if lent is None and letters.get(command.by) != command.letter:
            doubts.add(Doubt.NOT_LEASED)
        if _is_given(state, command, heard):
            doubts.add(Doubt.NUMBER_TWICE)
    if heard is not None and day == today:
        return (
            VisitRenumbered(
                **situation.header,
                visit=heard.id,
                paper=command.paper,
                day=day,
                letter=command.letter,
                sequence=command.sequence,
                issued_at=issued.at,
                claimed_at=command.issued_at,
                place=command.place,
                doubts=_in_order(doubts),
            ),
        )
    stops, unknown = _stops(situation, command, lent)
    if unknown:
        doubts.add(Doubt.UNKNOWN_SERVICE)
    if day == today and _nobody_taken(state, stops, issued.at):
        doubts.add(Doubt.SERVICE_CLOSED)
    used = None if command.pass_id is None else state.passes.get(command.pass_id)
    if used is not None:
        doubts.add(Doubt.PASS_TWICE)
    if command.pass_id in state.alone.revoked:
        doubts.add(Doubt.PASS_REFUSED)
    known = state.visit(command.paper) is not None
    return (
        VisitReported(
            **situation.header,
            visit=command.spare if known else command.paper,
            paper=command.paper,
            day=day,
            letter=command.letter,
            sequence=command.sequence,
            issued_at=issued.at,
            claimed_at=command.issued_at,
            place=command.place,
            after=issued.after,
            stops=stops,
            told=tell_newcomer(situation, stops, needs=bool(command.needs)),
            language=command.language,
            needs=command.needs,
            pass_id=command.pass_id,
            pass_expires_at=command.pass_expires_at,
            twin=None if used is None else used.visit,
            request=command.request,
            doubts=_in_order(doubts),
        ),
    )


def _heard(state: State, command: Report) -> Visit | None:
    """The visit that the same request has opened. Where its number is on another paper too, both
    are called.
    """
    answer = state.answers.get(command.id)
    if not isinstance(answer, TicketAnswer) or answer.reissued:
        return None
    return None if state.reissued.get(answer.visit) else state.visits.get(answer.visit)


def _day(state: State, command: Report, lent: Lent | None) -> date:
    """The business day that a number is of. Nobody comes from tomorrow; and a kiosk that was heard
    today, before it gave the number, cannot have given it yesterday.
    """
    today = state.day or command.day
    if command.day >= today:
        return today
    before = any(one.place < command.place for one in state.alone.placed.get(command.by, ()))
    return today if command.own_clock and (lent is not None or before) else command.day


def _issued(situation: Situation, command: Report, lent: Lent | None, day: date) -> _Issued:
    """Not after now, not before the day, the lease or the kiosk's number before; not after its
    number that came next, where that was reported first.
    """
    site, state, now = situation.site, situation.state, situation.now
    if day != state.day:
        return _Issued(min(command.issued_at, now), 0, off=False)
    placed = state.alone.placed.get(command.by, ())
    where = bisect_right(placed, command.place, key=lambda one: one.place)
    before = placed[where - 1] if where else None
    after = placed[where] if where < len(placed) else None
    earliest = day_begins(site, day) if lent is None else max(day_begins(site, day), lent.at)
    latest = now
    if after is not None:
        latest = min(latest, after.issued_at - STEP * (after.place - command.place))
    if before is not None:
        # what came next goes before what was lent: an order that is known, whatever a clock says
        earliest = max(earliest, before.issued_at + STEP * (command.place - before.place))
    at = min(max(command.issued_at, earliest), latest)
    if before is not None:
        at = max(at, before.issued_at + STEP * (command.place - before.place))
    position = _position_before(state, at)
    if before is not None:
        position = max(position, before.after)
    if after is not None:
        position = min(position, after.after)
    return _Issued(at, position, abs(at - command.issued_at) > CLOCK_TOLERANCE)


def _position_before(state: State, at: datetime) -> int:
    """The latest position in the journal that a place is at which was taken by then."""
    return max(
        (
            position_of(stop.arrival)
            for visit in state.visits.values()
            if visit.day == state.day
            for stop in visit.stops
            if stop.since <= at
        ),
        default=0,
    )


def _is_given(state: State, command: Report, heard: Visit | None) -> bool:
    """Whether another visit of the day has the number."""
    number = number_text(command.letter, command.sequence)
    given = state.alone.given.get(command.letter, ())
    at = bisect_left(given, command.sequence)
    return given[at : at + 1] == (command.sequence,) or any(
        visit.number == number and visit is not heard and visit.day == state.day
        for visit in state.visits.values()
    )


def _stops(
    situation: Situation, command: Report, lent: Lent | None
) -> tuple[tuple[StopPlan, ...], bool]:
    """Its stops, in the order that is on the paper; and whether something of it is not known."""
    site = situation.site
    procedures = [name for name in command.procedures if name in site.procedures]
    services = [name for name in dict.fromkeys(command.services) if name in site.services]
    unknown = len(procedures) < len(command.procedures) or len(services) < len(
        set(command.services)
    )
    planned = plan_stops(site, procedures)
    needed = {stop.service for stop in planned}
    stops = (*planned, *(StopPlan(name) for name in services if name not in needed))
    if stops:
        return stops, unknown
    return (StopPlan(_fitting(site, situation.state, command, lent)),), unknown


def _fitting(site: Site, state: State, command: Report, lent: Lent | None) -> str:
    """Where somebody waits whose services are not known: where the number belongs, as the paper
    makes them believe; else where somebody is there to ask.
    """
    if lent is not None and lent.service in site.services:
        return lent.service
    same = [one for one in site.services.values() if one.letter == command.letter]
    for service in same:
        if service.first_number <= command.sequence % THOUSAND <= service.last_number:
            return service.id
    if same:
        return same[0].id
    takes = (name for name in site.services if state.service_status(name) is ServiceStatus.OPEN)
    return next(takes, next(iter(site.services)))


def _nobody_taken(state: State, stops: Sequence[StopPlan], at: datetime) -> bool:
    """Whether none of the services took anybody when the number was given, or calls anybody now."""
    return not any(_takes(state, stop.service, at) for stop in stops)


def _takes(state: State, service: str, at: datetime) -> bool:
    match state.service_status(service):
        case ServiceStatus.OPEN:
            return True
        case ServiceStatus.LAST_TICKET:
            return at < state.services_since.get(service, at)
        case ServiceStatus.CLOSED:
            return False


def _in_order(doubts: set[Doubt]) -> tuple[Doubt, ...]:
    return tuple(doubt for doubt in Doubt if doubt in doubts)
