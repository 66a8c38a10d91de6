"""Who asks in a lobby that is killed all day: kiosks by their messages, staff by commands.

Everybody asks with an id of their own, and again with the same id until there is an answer. Of what
a kiosk asked and got no answer to when the server was killed, it gives some alone, as in life.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from uuid6 import uuid7

from bench.chaos.lobby import FILLED_IN, Asked, Place
from protocol import alone_messages as wire
from protocol.messages import CheckIn, Message, Refused, TakeTicket, TicketReply
from protocol.pad_messages import PadCallNext, PadFinish, PadRecall, PadRefused
from protocol.passes import PassClaims, sign_pass
from protocol.sealed import seal
from protocol.ticket_messages import Cancel, Rate, Rated, Reprint
from queue_server.domain.alone.events import LentBlock
from queue_server.domain.alone.letters import emergency_letters
from queue_server.domain.business_day import business_date
from queue_server.domain.commands import (
    CallMissed,
    CallNext,
    Command,
    Finish,
    NoShow,
    Park,
    Recall,
    Resume,
    Transfer,
    Undo,
)
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.commands import (
    BookReservation,
    CancelReservation,
    CheckInReservation,
    HoldSlot,
)
from queue_server.domain.state import State
from tests.unit.queue_server.cut_off_kiosks import Kiosk

PASSES = 12
"""Passes in the lobby's hands at once: each is shown again and again."""


@dataclass(frozen=True, slots=True)
class ByKiosk:
    """A kiosk asks."""

    kiosk: str
    message: Message
    id: UUID


@dataclass(frozen=True, slots=True)
class ByStaff:
    """Somebody at a counter, or at home with the portal, asks."""

    command: Command

    @property
    def id(self) -> UUID:
        """That of the command."""
        return self.command.id


@dataclass(frozen=True, slots=True)
class ByPad:
    """A key of a call pad is pressed."""

    pad: str
    message: PadCallNext | PadRecall | PadFinish

    @property
    def id(self) -> UUID:
        """That of the press."""
        return self.message.id


Wish = ByKiosk | ByStaff | ByPad


@dataclass(slots=True)
class Load:
    """Makes wishes up, one after another, by chance."""

    place: Place
    chance: random.Random
    now: Callable[[], datetime]
    kiosks: dict[str, Kiosk] = field(init=False)
    passes: list[str] = field(default_factory=list)
    visits: list[UUID] = field(default_factory=list)
    """Some that there are."""
    reservations: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        letters = emergency_letters(self.place.site)
        self.kiosks = {name: Kiosk(name, letters[name]) for name in self.place.kiosks}

    def first(self) -> list[Wish]:
        """What is asked before all else: numbers to go on alone with."""
        return [self._lease(name) for name in self.place.kiosks]

    def next(self, state: State) -> Wish:
        """One more wish. `state`: about as the lobby is."""
        chance, at = self.chance, self.chance.random()
        if at < 0.45:
            return self._number()
        if at < 0.60 and not self.place.pads:
            return ByStaff(self._booking())
        if at < 0.68 and self.visits:
            return self._about_a_ticket()
        if at < 0.70:
            return self._lease(chance.choice(self.place.kiosks))
        if self.place.pads:
            press = chance.choice([PadCallNext, PadCallNext, PadRecall, PadFinish, PadFinish])
            return ByPad(chance.choice(self.place.pads), press(id=uuid7()))
        return ByStaff(self._at_counter(state))

    def give_alone(self, wish: ByKiosk) -> wire.ReportIssued | None:
        """A kiosk got no answer: it prints a number that was lent to it. None where it was asked
        for something else than a number."""
        if not isinstance(wish.message, TakeTicket | CheckIn):
            return None
        kiosk, now = self.kiosks[wish.kiosk], self.now()
        if isinstance(wish.message, TakeTicket):
            service = wish.message.services[0]
        else:
            service = self.place.services[0]
        paper = kiosk.give(
            service, id_=wish.id, visit=uuid7(), day=business_date(self.place.site, now), now=now
        )
        return wire.ReportIssued(
            id=wish.id,
            visit=paper.visit,
            letter=paper.letter,
            sequence=paper.sequence,
            day=paper.day,
            issued_at=paper.issued_at,
            clock="server",
            place=paper.place,
            request=wish.message,
        )

    def heard(self, wish: Wish, answer: object) -> None:
        """What came of a wish."""
        if isinstance(wish, ByKiosk):
            match answer:
                case TicketReply(visit=visit):
                    self.visits = [*self.visits[-30:], visit]
                case wire.NumbersLeased(day=day, blocks=blocks):
                    self.kiosks[wish.kiosk].lent(
                        day, tuple(LentBlock(b.service, b.letter, b.first, b.last) for b in blocks)
                    )
                case _:
                    pass
        elif isinstance(wish, ByStaff) and isinstance(wish.command, HoldSlot):
            self.reservations = [*self.reservations[-20:], wish.command.reservation]

    def _number(self) -> Wish:
        chance, kiosk = self.chance, self.chance.choice(self.place.kiosks)
        if chance.random() < 0.3:
            message: Asked = CheckIn.model_validate(
                {"id": uuid7(), "at": self.now(), "pass": self._pass(), "language": "ja"}
            )
            return ByKiosk(kiosk, message, message.id)
        id_, place = uuid7(), self.place
        sealed = None
        if chance.random() < 0.15:
            sealed = seal(FILLED_IN, place.sealing_key, site=place.site.id, request_id=id_)
        message = TakeTicket(
            id=id_,
            at=self.now(),
            services=tuple(chance.sample(place.services, chance.choice([1, 1, 1, 2]))),
            language=chance.choice(["ja", "en"]),
            needs=("wheelchair",) if chance.random() < 0.1 else (),
            sealed=sealed,
        )
        return ByKiosk(kiosk, message, id_)

    def _pass(self) -> str:
        if len(self.passes) < PASSES or self.chance.random() < 0.2:
            claims = PassClaims(
                pass_id=uuid7(),
                issuer=self.place.issuer,
                issued_at=self.now() - timedelta(days=1),
                expires_at=self.now() + timedelta(days=5),
                procedures=tuple(self.chance.sample(self.place.procedures, 2)),
            )
            self.passes = [*self.passes[-PASSES + 1 :], sign_pass(claims, self.place.pass_key)]
        return self.chance.choice(self.passes)

    def _about_a_ticket(self) -> Wish:
        chance, visit, id_ = self.chance, self.chance.choice(self.visits), uuid7()
        message = chance.choice(
            [
                Reprint(id=id_, visit=visit),
                Cancel(id=id_, visit=visit),
                Rate(id=id_, score=chance.choice([1, 3, 5]), visit=visit),
            ]
        )
        return ByKiosk(chance.choice(self.place.kiosks), message, id_)

    def _lease(self, kiosk: str) -> Wish:
        left = self.kiosks[kiosk].left()
        message = wire.LeaseNumbers(id=uuid7(), at=self.now(), left=left)
        return ByKiosk(kiosk, message, message.id)

    def _booking(self) -> Command:
        chance, id_, by = self.chance, uuid7(), "staff:a"
        at = chance.random()
        if not self.reservations or at < 0.4:
            start = self.now().replace(minute=0, second=0, microsecond=0)
            start += timedelta(minutes=15 * chance.randrange(4, 44))
            return HoldSlot(
                id=id_,
                by=by,
                reservation=uuid7(),
                service="ido",
                start=start,
                at_short_notice=True,
            )
        held = chance.choice(self.reservations)
        if at < 0.8:
            number = str(chance.randrange(100_000, 999_999))
            return BookReservation(
                id=id_, by=by, reservation=held, number=number, procedures=("tennyu",)
            )
        if at < 0.9:
            return CancelReservation(id=id_, by=by, reservation=held)
        return CheckInReservation(id=id_, by=by, reservation=held, visit=uuid7())

    def _at_counter(self, state: State) -> Command:
        chance, id_, by = self.chance, uuid7(), "staff:b"
        counter = chance.choice(sorted(self.place.site.counters))
        if counter not in state.at_counter or chance.random() < 0.2:
            return CallNext(id=id_, by=by, counter=counter)
        service = chance.choice(sorted(self.place.services))
        missed = [visit for entries in state.missed.values() for _, visit in entries]
        called = chance.choice(missed) if missed else state.at_counter[counter]
        steps: list[Command] = [
            Recall(id=id_, by=by, counter=counter),
            *[Finish(id=id_, by=by, counter=counter)] * 3,
            NoShow(id=id_, by=by, counter=counter),
            Park(id=id_, by=by, counter=counter),
            Undo(id=id_, by=by, counter=counter),
            Transfer(id=id_, by=by, counter=counter, to_service=service),
            Resume(id=id_, by=by, visit=called, service=service),
            CallMissed(id=id_, by=by, counter=counter, visit=called),
        ]
        return chance.choice(steps)


def has_effect(answer: object) -> bool:
    """Whether an answer says that something was done, which must not be lost then."""
    match answer:
        case (
            Refused()
            | PadRefused()
            | Refusal()
            | Rated(counted=False)
            | wire.NumbersLeased(blocks=())
        ):
            return False
        case _:
            return True
