"""How many numbers are lent to a kiosk for when it is cut off, and which."""

import math
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from queue_server.domain.alone.commands import LendNumbers, TakeBackNumbers
from queue_server.domain.alone.events import LentBlock, NumbersLent, NumbersReturned
from queue_server.domain.alone.letters import emergency_letters
from queue_server.domain.deciding import Decision, Situation
from queue_server.domain.lives import ServiceStatus
from queue_server.domain.numbers import THOUSAND, next_sequence
from queue_server.domain.site import Service, Site
from queue_server.domain.state import State

DEMAND_WITHIN = timedelta(hours=1)
OUTAGE_HOURS = 2
"""So long a kiosk can go on alone as busy as it was in the last hour."""
LENT_MIN = 10
"""Of each service, whatever the last hour was like: a morning begins with none."""
LENT_MAX = 100
OUTSTANDING_MAX = 300
"""Of one service and kiosk that were lent and not reported: a kiosk that forgets what it has, again
and again, must not use up all numbers.
"""
LAPS = 3
"""So many thousands are looked through for numbers: this one, and those after it."""
SEQUENCE_MAX = 99_999


def lend_numbers(situation: Situation, command: LendNumbers) -> Decision:
    """What a kiosk gets beside what it has. It may be nothing."""
    blocks = lendable(situation.site, situation.state, command.by, command.left, situation.now)
    day = situation.state.day
    if day is None:
        raise AssertionError("a day is opened before a number is lent")
    letters = emergency_letters(situation.site, situation.state.alone.letters_kept())
    emergency = letters.get(command.by, "")
    return (NumbersLent(**situation.header, day=day, blocks=blocks, emergency=emergency),)


def take_back_numbers(situation: Situation, command: TakeBackNumbers) -> Decision:
    """Numbers that a kiosk does not need. What was not lent to it is none of its business."""
    alone = situation.state.alone
    back = [
        LentBlock(
            lent.service, block.letter, max(block.first, lent.first), min(block.last, lent.last)
        )
        for block in command.blocks
        for lent in alone.lent.get(block.letter, ())
        if command.day == situation.state.day
        and lent.kiosk == command.by
        and max(block.first, lent.first) <= min(block.last, lent.last)
    ]
    return (NumbersReturned(**situation.header, day=command.day, blocks=tuple(back)),)


def lendable(
    site: Site, state: State, kiosk: str, left: Mapping[str, int], now: datetime
) -> tuple[LentBlock, ...]:
    """What a kiosk would be lent now; nothing while it has more than half of what it should have.

    Of services that take nobody nothing is lent. `state` is that of the day.
    """
    found = list[LentBlock]()
    for service in site.services.values():
        if state.service_status(service.id) is not ServiceStatus.OPEN:
            continue
        wanted = wanted_by(site, state, service, now)
        outstanding = state.alone.outstanding(kiosk, service.id)
        has = min(left.get(service.id, 0), outstanding)
        if has * 2 > wanted:
            continue
        more = min(wanted - has, OUTSTANDING_MAX - outstanding)
        for first, last in _from_the_top(site, state, service, more):
            found.append(LentBlock(service.id, service.letter, first, last))
    return tuple(found)


def wanted_by(site: Site, state: State, service: Service, now: datetime) -> int:
    """How many numbers of a service each kiosk should have: by the last hour's demand."""
    kiosks = max(1, len(site.kiosks))
    hour = sum(
        1
        for visit in state.visits.values()
        if now - DEMAND_WITHIN < visit.issued_at <= now and _is_of(service, visit.number)
    )
    half = (service.last_number - service.first_number + 1) // 2
    most = min(LENT_MAX, max(LENT_MIN, half // kiosks))
    return min(max(math.ceil(hour * OUTAGE_HOURS / kiosks), LENT_MIN), most)


def _is_of(service: Service, number: str) -> bool:
    letter = number.rstrip("0123456789")
    if letter != service.letter:
        return False
    return service.first_number <= int(number[len(letter) :]) % THOUSAND <= service.last_number


def _from_the_top(
    site: Site, state: State, service: Service, wanted: int
) -> Iterator[tuple[int, int]]:
    """The highest numbers that are free, first and last of each run: from the upper half of what
    is left of the range, so that the server has the lower one.
    """
    following = next_sequence(site, service, state.last_sequence, state.alone)
    lap = following // THOUSAND
    for base in range(lap * THOUSAND, (lap + LAPS) * THOUSAND, THOUSAND):
        top = min(base + service.last_number, SEQUENCE_MAX)
        start = max(base + service.first_number, following)
        bottom = start + (top - start + 2) // 2
        for first, last in _free(state, service.letter, bottom, top):
            if wanted <= 0:
                return
            count = min(wanted, last - first + 1)
            wanted -= count
            yield last - count + 1, last


def _free(state: State, letter: str, bottom: int, top: int) -> Iterator[tuple[int, int]]:
    """The runs between two numbers that are neither lent nor given alone, from the highest down."""
    by_end = sorted(state.alone.spans(letter), key=lambda span: span[1], reverse=True)
    for first, last in by_end:
        if last < bottom or top < bottom:
            break
        if last < top:
            yield max(last + 1, bottom), top
        top = min(top, first - 1)
    if bottom <= top:
        yield bottom, top
