"""A small site that can be booked, for tests of reservations."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from queue_server.domain.commands import Command
from queue_server.domain.decide import decide
from queue_server.domain.evolve import fold
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.book import Reservation, ReservationAnswer
from queue_server.domain.reservations.commands import BookReservation, HoldSlot
from queue_server.domain.reservations.slots import BookingPlan, Template
from queue_server.domain.site import Site
from queue_server.domain.state import Answer, State, TicketAnswer
from tests.sites import MORNING, TOKYO, Clock, Ids, small_site

WORKDAYS = frozenset(range(5))
PLAN = BookingPlan(
    templates={
        "ido": (Template(time(9), time(12), 30, 1, WORKDAYS),),
        "kokuho": (Template(time(9), time(11), 60, 2, WORKDAYS),),
    },
    holidays=frozenset({date(2026, 11, 23)}),
)


def bookable_site(plan: BookingPlan = PLAN, zone: ZoneInfo = TOKYO) -> Site:
    """The small site, with slots for moving (one each) and health insurance (two each)."""
    return replace(small_site(zone), booking=plan)


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    """A moment of the sample morning, or of another day."""
    return (MORNING.replace(hour=hour, minute=minute) + timedelta(days=days)).astimezone(UTC)


@dataclass
class Desk:
    """The rules of a site with a clock that a test moves, as an engine would drive them."""

    site: Site = field(default_factory=bookable_site)
    clock: Clock = field(default_factory=Clock)
    ids: Ids = field(default_factory=Ids)
    state: State = field(default_factory=State)
    last_number: int = 100_000

    def tell(self, command: Command) -> Answer | Refusal:
        """Have a command decided."""
        decision = decide(self.site, self.state, command, self.clock())
        if isinstance(decision, Refusal):
            return decision
        self.state = fold(decision, self.state)
        return self.state.answers[command.id]

    def give(self, kind: type[Command], **fields: Any) -> Answer | Refusal:
        """Have a new command decided."""
        return self.tell(kind(id=self.ids(), **{"by": "staff:a", **fields}))

    def hold(self, start: datetime, service: str = "ido", **more: Any) -> UUID | Refusal:
        """Hold a place; the reservation, or why not."""
        answer = self.give(HoldSlot, reservation=self.ids(), service=service, start=start, **more)
        if isinstance(answer, Refusal):
            return answer
        assert isinstance(answer, ReservationAnswer)
        assert answer.reservation is not None
        return answer.reservation

    def book(self, start: datetime, service: str = "ido", **more: Any) -> UUID:
        """Hold a place and book it at once."""
        held = self.hold(start, service, at_short_notice=True)
        assert isinstance(held, UUID), held
        self.last_number += 1
        answer = self.give(BookReservation, reservation=held, number=str(self.last_number), **more)
        assert isinstance(answer, ReservationAnswer), answer
        return held

    def reservation(self, wanted: UUID) -> Reservation:
        """A reservation as it is."""
        return self.state.book.reservations[wanted]

    def ticket(self, answer: Answer | Refusal) -> TicketAnswer:
        """The ticket that an answer is."""
        assert isinstance(answer, TicketAnswer), answer
        return answer

    def taken(self, start: datetime, service: str = "ido") -> int:
        """How many places of a slot are taken now."""
        return self.state.book.taken(service, start, self.clock())

    def until(self, moment: datetime) -> None:
        """Let time pass until a moment."""
        self.clock.moment = moment


def starts(slots: Sequence[Any], zone: ZoneInfo) -> list[str]:
    """When slots begin, by the clock on the wall, with its offset."""
    return [slot.start.astimezone(zone).strftime("%H:%M%z") for slot in slots]
