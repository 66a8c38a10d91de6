"""N1, N2, N3, N5, N6 and N7 of the design, held while commands come in any order, times jump,
requests are repeated and the server restarts in between.
"""

import re
from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
)

from queue_server.domain.commands import (
    AddStop,
    AssignCounter,
    CallMissed,
    CallNext,
    CallNumber,
    CallReason,
    CancelVisit,
    CheckIn,
    CloseDay,
    Command,
    DropStop,
    Finish,
    NoShow,
    Park,
    Rate,
    Recall,
    Record,
    ReissueTicket,
    ReorderStops,
    Resume,
    SetCounter,
    SetNotes,
    SetService,
    TakeTicket,
    Transfer,
    Undo,
)
from queue_server.domain.decide import decide
from queue_server.domain.events import Rated, VisitOpened
from queue_server.domain.lives import (
    AuditKind,
    CounterStatus,
    Note,
    Outcome,
    ServiceStatus,
    StopState,
)
from queue_server.domain.reservations.commands import (
    BookReservation,
    CheckInReservation,
    HoldSlot,
)
from queue_server.domain.state import canonical
from tests.unit.queue_server.driven_queue import SITE, DrivenQueue

COUNTERS = st.sampled_from(sorted(SITE.counters))
SERVICES = st.lists(st.sampled_from(sorted(SITE.services)), min_size=1, max_size=4)
PROCEDURES = st.lists(st.sampled_from(sorted(SITE.procedures)), min_size=1, max_size=3)
PASSES = st.integers(1, 5).map(lambda number: UUID(int=number))
NEEDS = st.sampled_from([(), (), ("wheelchair",), ("infant", "interpreter")])
LANGUAGES = st.sampled_from(["ja", "ja-simple", "en", "vi"])

ALLOWED_TEXT = re.compile(
    # ids, numbers, times, and the ids of the city's own file: nothing a person could be known by
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?|[A-Z](\d+-\d+)?"
    r"|kiosk-\d|(staff:)?[ab]|\d{6}|"
    + "|".join([*SITE.services, *SITE.procedures, *SITE.counters])
    + "|"
    + "|".join([*CounterStatus, *ServiceStatus, *CallReason, *Outcome, *Note, *AuditKind])
)
FIELDS_OF_CHOICE = {"language", "needs"}


class QueueMachine(DrivenQueue):
    """What people do, in any order, and what holds whatever they do."""

    @rule(
        services=SERVICES,
        procedures=st.one_of(st.just([]), PROCEDURES),
        language=LANGUAGES,
        needs=NEEDS,
        sealed=st.booleans(),
    )
    def take_ticket(
        self,
        services: list[str],
        procedures: list[str],
        language: str,
        needs: tuple[str, ...],
        *,
        sealed: bool,
    ) -> None:
        id_ = self.ids()
        self.give(
            TakeTicket(
                id=id_,
                by="kiosk-1",
                visit=self.ids(),
                services=tuple(services),
                procedures=tuple(procedures),
                language=language,
                needs=needs,
                request=id_ if sealed else None,
            )
        )

    @rule(procedures=PROCEDURES, pass_id=PASSES)
    def check_in(self, procedures: list[str], pass_id: UUID) -> None:
        self.give(
            CheckIn(
                id=self.ids(),
                by="kiosk-2",
                visit=self.ids(),
                pass_id=pass_id,
                pass_expires_at=self.now + timedelta(days=3),
                procedures=tuple(procedures),
            )
        )

    @rule(slots=st.integers(0, 3), needs=NEEDS)
    def somebody_who_booked_comes(self, slots: int, needs: tuple[str, ...]) -> None:
        """Early by up to two hours, or at the last moment."""
        minutes = self.now.hour * 60 + self.now.minute
        start = self.now.replace(hour=0, minute=0, second=0) + timedelta(
            minutes=(minutes // 30 + 1 + slots) * 30
        )
        reservation = self.ids()
        self.give(
            HoldSlot(
                id=self.ids(),
                by="a",
                reservation=reservation,
                service="ido",
                start=start,
                at_short_notice=True,
            )
        )
        number = str(100_000 + self.given)
        self.give(
            BookReservation(
                id=self.ids(), by="a", reservation=reservation, number=number, needs=needs
            )
        )
        self.give(
            CheckInReservation(id=self.ids(), by="a", reservation=reservation, visit=self.ids())
        )

    @rule(
        counter=COUNTERS,
        kind=st.sampled_from([CallNext, CallNext, Recall, NoShow, Park, Finish, Finish, Undo]),
    )
    def at_counter(
        self, counter: str, kind: type[CallNext | Recall | NoShow | Park | Finish | Undo]
    ) -> None:
        self.give(kind(id=self.ids(), by="staff:a", counter=counter))

    @precondition(lambda self: self.state.visits)
    @rule(counter=COUNTERS, data=st.data())
    def call_missed(self, counter: str, data: st.DataObject) -> None:
        visit = data.draw(st.sampled_from(sorted(self.state.visits)))
        self.give(CallMissed(id=self.ids(), by="staff:b", counter=counter, visit=visit))

    @rule(
        counter=COUNTERS,
        service=st.sampled_from(sorted(SITE.services)),
        to_counter=st.none() | COUNTERS,
        keep_place=st.booleans(),
    )
    def transfer(
        self, counter: str, service: str, to_counter: str | None, keep_place: bool
    ) -> None:
        self.give(
            Transfer(
                id=self.ids(),
                by="staff:a",
                counter=counter,
                to_service=service,
                to_counter=to_counter,
                keep_place=keep_place,
            )
        )

    @precondition(lambda self: self.state.visits)
    @rule(data=st.data(), counter=COUNTERS, service=st.sampled_from(sorted(SITE.services)))
    def about_a_visit(self, data: st.DataObject, counter: str, service: str) -> None:
        visit = self.state.visits[data.draw(st.sampled_from(sorted(self.state.visits)))]
        order = data.draw(st.permutations([stop.service for stop in visit.stops]))
        common: dict[str, Any] = {"id": self.ids(), "by": "staff:b", "visit": visit.id}
        commands: list[Command] = [
            Resume(**common, service=service),
            AddStop(**common, service=service),
            DropStop(**common, service=service),
            ReorderStops(**common, services=tuple(order)),
            CancelVisit(**common),
            ReissueTicket(**common),
            CallNumber(**common, counter=counter, reason=CallReason.NEEDS),
            SetNotes(**common, notes=(Note.SPEAK_SLOWLY, Note.CHECKING)),
        ]
        self.give(data.draw(st.sampled_from(commands)))

    @rule(kiosk=st.sampled_from(["kiosk-1", "kiosk-2"]), score=st.integers(1, 5), data=st.data())
    def somebody_says_how_it_was(self, kiosk: str, score: int, data: st.DataObject) -> None:
        visits = st.none() | st.sampled_from(sorted(self.state.visits) or [self.ids()])
        visit = data.draw(visits)
        self.give(Rate(id=self.ids(), by=kiosk, visit=visit, score=score))

    @rule(counter=COUNTERS, outcome=st.sampled_from(Outcome))
    def finish_with_an_outcome(self, counter: str, outcome: Outcome) -> None:
        self.give(Finish(id=self.ids(), by="staff:a", counter=counter, outcome=outcome))

    @rule(counter=COUNTERS, services=st.sets(st.sampled_from(sorted(SITE.services)), max_size=2))
    def counter_is_assigned(self, counter: str, services: set[str]) -> None:
        self.give(
            AssignCounter(
                id=self.ids(), by="staff:b", counter=counter, services=tuple(sorted(services))
            )
        )

    @rule(kind=st.sampled_from(AuditKind))
    def recorded(self, kind: AuditKind) -> None:
        self.give(Record(id=self.ids(), by="staff:a", kind=kind))

    @precondition(lambda self: len(self.events) > 20)
    @rule()
    def day_is_closed(self) -> None:
        self.give(CloseDay(id=self.ids(), by="staff:b"))
        if not self.state.at_counter:
            assert all(visit.closed_at is not None for visit in self.state.visits.values())

    @rule(counter=COUNTERS, status=st.sampled_from(CounterStatus))
    def counter_is_set(self, counter: str, status: CounterStatus) -> None:
        self.give(
            SetCounter(id=self.ids(), by="staff:a", counter=counter, status=status, staff="a")
        )

    @rule(
        service=st.sampled_from(sorted(SITE.services)),
        status=st.sampled_from([ServiceStatus.OPEN, *ServiceStatus]),
    )
    def service_is_set(self, service: str, status: ServiceStatus) -> None:
        self.give(SetService(id=self.ids(), by="staff:b", service=service, status=status))

    @precondition(lambda self: self.answered)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """N3: a repeated request is answered as before, and changes nothing."""
        command, answer, at = self.answered[data.draw(st.sampled_from(sorted(self.answered)))]
        if self.now - at > timedelta(hours=23):
            return
        before = canonical(self.state)
        assert decide(SITE, self.state, command, self.now) == ()
        assert self.state.answers[command.id] == answer
        assert canonical(self.state) == before

    @rule(minutes=st.integers(-120, 26 * 60))
    def time_jumps(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def numbers_are_given_once(self) -> None:
        """N1"""
        given = [
            (event.day, event.letter, event.sequence)
            for event in self.events
            if isinstance(event, VisitOpened)
        ]
        assert len(given) == len(set(given))

    @invariant()
    def one_answer_a_visit(self) -> None:
        rated = [e.visit for e in self.events if isinstance(e, Rated) and e.visit is not None]
        assert len(rated) == len(set(rated))
        assert set(self.state.rated) <= set(rated)

    @invariant()
    def one_counter_one_visit(self) -> None:
        """N2"""
        visits = list(self.state.at_counter.values())
        assert len(visits) == len(set(visits))
        for counter, visit_id in self.state.at_counter.items():
            visit = self.state.visits[visit_id]
            called = [stop for stop in visit.stops if stop.state is StopState.CALLED]
            assert visit.counter == counter
            assert [stop.counter for stop in called] == [counter]
        for visit in self.state.visits.values():
            assert visit.counter is None or self.state.at_counter[visit.counter] == visit.id

    @invariant()
    def queues_hold_exactly_those_who_can_go_there(self) -> None:
        ready, missed = defaultdict(list), defaultdict(list)
        for visit in self.state.visits.values():
            if visit.day == self.state.day:
                for stop in visit.stops:
                    if visit.ready(stop):
                        ready[stop.service].append((stop.arrival, visit.id))
                    if stop.state is StopState.MISSED and visit.closed_at is None:
                        missed[stop.service].append((stop.arrival, visit.id))
        for found, kept in ((ready, self.state.queues), (missed, self.state.missed)):
            assert {name: tuple(sorted(queue)) for name, queue in found.items()} == {
                name: queue for name, queue in kept.items() if queue
            }

    @invariant()
    def waits_can_always_be_told(self) -> None:
        for service, (low, high) in self.estimator.services(self.state, self.now).items():
            assert service in SITE.services
            assert 0 <= low <= high
        for visit in self.state.visits.values():
            assert len(self.estimator.tell_visit(self.state, visit, self.now)) == len(visit.stops)

    @invariant()
    def nobody_is_forgotten(self) -> None:
        """Whoever is not done is at a counter, waits, or can be brought back."""
        for visit in self.state.visits.values():
            if visit.closed_at is None and visit.counter is None:
                assert any(
                    visit.ready(stop) or stop.state in {StopState.MISSED, StopState.PARKED}
                    for stop in visit.stops
                )

    @invariant()
    def no_personal_data(self) -> None:
        """N7: every text in the journal is an id, a time or a word of the city's own file."""
        for event in self.events[-3:]:
            for name, text in _texts(canonical(event)):
                assert name in FIELDS_OF_CHOICE or ALLOWED_TEXT.fullmatch(text), (name, text)


def _texts(value: object, name: str = "") -> list[tuple[str, str]]:
    match value:
        case dict():
            return [pair for key, item in value.items() for pair in _texts(item, str(key))]
        case list():
            return [pair for item in value for pair in _texts(item, name)]
        case str():
            return [(name, value)]
    return []


TestQueue = QueueMachine.TestCase
TestQueue.settings = settings(max_examples=40, stateful_step_count=40)
