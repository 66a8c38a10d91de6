"""What everybody was told, held against what the journal has: found, lost, doubled."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from bench.reliability.results import Tally
from protocol import alone_messages as wire
from protocol.messages import Message
from protocol.pad_messages import PadDone
from protocol.ticket_messages import Rated
from queue_server.devices.requests import reply_to
from queue_server.domain.alone.events import VisitRenumbered, VisitReported
from queue_server.domain.alone.known import LeaseAnswer
from queue_server.domain.events import Event, StopCalled, VisitOpened
from queue_server.domain.evolve import evolve
from queue_server.domain.policy import reserved_due
from queue_server.domain.site import Site
from queue_server.domain.state import StaffAnswer, State

Number = tuple[date, str, int]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that must not be."""

    what: str
    """A sentence."""
    doubled: bool
    """Else it is a loss."""


@dataclass(slots=True)
class Ledger:
    """One lobby, over all the lives of its server."""

    site: Site
    state: State = field(default_factory=State)
    """By our own folding of the journal's events."""
    told: dict[UUID, Any] = field(default_factory=dict)
    """By the id of what was asked, the first answer with an effect: a kiosk's bytes, or an outcome
    of the engine."""
    papers: dict[UUID, wire.ReportIssued] = field(default_factory=dict)
    """Numbers that were given alone, by the id of what was asked, reported or not yet."""
    in_turn: set[UUID] = field(default_factory=set)
    """The commands that call whoever is next (N5)."""
    wrong: list[Wrong] = field(default_factory=list)
    _since: list[UUID] = field(default_factory=list)
    """Told since the last look."""
    _causes: set[tuple[UUID, bool]] = field(default_factory=set)
    _last_cause: UUID | None = None
    _given: dict[Number, UUID] = field(default_factory=dict)
    _passes: dict[UUID, UUID] = field(default_factory=dict)

    def hear(self, asked: UUID, answer: Any) -> None:
        """Somebody was told something: it is acknowledged from now on."""
        before = self.told.setdefault(asked, answer)
        if before is answer:
            self._since.append(asked)
        elif not same(before, answer):
            self._twice(f"{asked} was answered {before!r} and then {answer!r}")

    def take(self, events: Iterable[Event]) -> None:
        """More of the journal: each event is looked at against all that came before."""
        for event in events:
            self._cause(event)
            before = self.state
            self.state = evolve(before, event)
            if isinstance(event, VisitOpened | VisitReported | VisitRenumbered):
                self._number(event)
            if isinstance(event, StopCalled):
                self._call(before, event)

    def look(self, *, at_all: bool = False) -> None:
        """Whether what was told since the last look (or ever) is there as it was told."""
        for asked in self.told if at_all else self._since:
            if not self._is_there(asked, self.told[asked]):
                self._lost(f"{asked}: {self.told[asked]!r} is gone")
        self._since = []
        served = Counter(self.state.at_counter.values())
        for visit, count in served.items():
            if count > 1:
                self._twice(f"visit {visit} is at {count} counters")
        for service, slots in self.state.book.slots.items():
            for start, there in slots.items():
                slot = self.site.booking.slot(self.site.zone, service, start)
                if slot is None or len(there) > self.state.book.capacity(slot):
                    self._twice(f"slot {start} of {service} is over its capacity")

    def missing(self, what: str) -> None:
        """Something is not there that must be, or is where it must not be."""
        self._lost(what)

    def twice(self, what: str) -> None:
        """Something has happened twice."""
        self._twice(what)

    def tally(self) -> Tally:
        """The figures."""
        lost = sum(not wrong.doubled for wrong in self.wrong)
        return Tally(
            acknowledged=len(self.told),
            found=len(self.told) - lost,
            lost=lost,
            doubled=len(self.wrong) - lost,
        )

    def _is_there(self, asked: UUID, told: Any) -> bool:
        if asked in self.papers and isinstance(told, wire.IssuedReported):
            paper, reported = self.papers[asked], self.state.alone.reported.get(asked)
            visit = self.state.visit(paper.visit)
            number = f"{paper.letter}{paper.sequence:03d}"
            return (
                reported is not None
                and reported.visit == told.visit
                and visit is not None
                and visit.number == number
            )
        found = self.state.answers.get(asked)
        if found is None:
            return False
        if isinstance(told, wire.NumbersLeased):
            return isinstance(found, LeaseAnswer) and [
                (block.letter, block.first, block.last) for block in found.blocks
            ] == [(block.letter, block.first, block.last) for block in told.blocks]
        if isinstance(told, PadDone):
            return isinstance(found, StaffAnswer) and found.visit == told.visit
        if isinstance(told, Message):
            return same(reply_to(self.site, asked, found), told)
        return same(found, told)

    def _number(self, event: VisitOpened | VisitReported | VisitRenumbered) -> None:
        number = (event.day, event.letter, event.sequence)
        other = self._given.setdefault(number, event.cause)
        if other != event.cause:
            self._twice(f"number {event.letter}{event.sequence} was given twice")
        if (
            isinstance(event, VisitOpened)
            and event.pass_id is not None
            and self._passes.setdefault(event.pass_id, event.cause) != event.cause
        ):
            self._twice(f"pass {event.pass_id} opened two visits")

    def _cause(self, event: Event) -> None:
        """N3: a command is applied once. What was heard may be reported all the same, once, and is
        not heard of afterwards."""
        report = isinstance(event, VisitRenumbered | VisitReported)
        reported = (event.cause, True) in self._causes
        again = reported or (not report and (event.cause, False) in self._causes)
        if again and (report or event.cause != self._last_cause):
            self._twice(f"command {event.cause} was applied twice")
        self._causes.add((event.cause, report))
        self._last_cause = event.cause

    def _call(self, before: State, event: StopCalled) -> None:
        """N2, and N5: nobody of the same class who could be called there stands before."""
        visit = before.visits[event.visit]
        stop = visit.stop(event.service)
        if visit.counter is not None or stop is None:
            self._twice(f"{visit.number} was called to {event.counter} while at {visit.counter}")
            return
        if event.cause not in self.in_turn:
            return
        for other in before.waiting(event.service):
            candidate = before.visits[other]
            waits = candidate.stop(event.service)
            if (
                candidate.counter is None
                and waits is not None
                and waits.only_counter in {None, event.counter}
                and bool(candidate.needs) == bool(visit.needs)
                and reserved_due(self.site, waits.due, waits.since) is None
                and reserved_due(self.site, stop.due, stop.since) is None
                and waits.arrival < stop.arrival
            ):
                self._lost(f"{candidate.number} was passed over by {visit.number}")

    def _twice(self, what: str) -> None:
        self._note(Wrong(what, doubled=True))

    def _lost(self, what: str) -> None:
        self._note(Wrong(what, doubled=False))

    def _note(self, wrong: Wrong) -> None:
        # seen once more at the next look, it is still one
        if wrong not in self.wrong:
            self.wrong.append(wrong)


def same(one: Any, other: Any) -> bool:
    """Whether two answers say the same."""
    if isinstance(one, Rated) and isinstance(other, Rated):
        # whoever says it again is thanked again, and not counted again
        return True
    if isinstance(one, PadDone) and isinstance(other, PadDone):
        # how many wait is that of the reply
        return one.visit == other.visit
    if isinstance(one, wire.NumbersLeased) and isinstance(other, wire.NumbersLeased):
        # its time is that of the reply
        return one.blocks == other.blocks
    return bool(one == other)


def both(tallies: Sequence[Tally]) -> Tally:
    """The sum."""
    return sum(tallies, Tally())
