"""N4 of the design: a slot is never over its capacity. With N3, N6 and N7 for reservations, while
commands come in any order, times jump, requests are repeated and the server restarts in between.
"""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from queue_server.domain.commands import CallNext, CheckIn, Command, Finish, TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.events import Event, StopCalled
from queue_server.domain.evolve import evolve, fold
from queue_server.domain.lives import CounterStatus, Outcome
from queue_server.domain.policy import reserved_due
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.book import CLAIMS, ReservationState
from queue_server.domain.reservations.commands import (
    BookReservation,
    CancelReservation,
    ChangeReservation,
    CheckInReservation,
    CloseBooking,
    HoldSlot,
    OpenBooking,
    SetSlotCapacity,
)
from queue_server.domain.reservations.slots import ClosureReason, Template
from queue_server.domain.state import Answer, State, canonical
from queue_server.journal.shapes import shape_of
from queue_server.journal.sqlite import SqliteJournal
from tests.bookings import PLAN, bookable_site
from tests.sites import MORNING, TOKYO, Ids

SHAPE = shape_of(State)
EVERY_DAY = frozenset(range(7))
SITE = bookable_site(
    replace(
        PLAN,
        # few slots on every day, so that they are fought for
        templates={
            "ido": (Template(time(10), time(11), 30, 1, EVERY_DAY),),
            "kokuho": (Template(time(10), time(11), 60, 2, EVERY_DAY),),
        },
        notice=timedelta(),
        days_ahead=3,
    )
)
SERVICES = st.sampled_from(["ido", "ido", "kokuho", "shomei"])
DAYS = st.sampled_from([1, 1, 1, 0, 4])
TIMES = st.sampled_from([time(10), time(10), time(10, 30)])
NUMBERS = st.integers(100_000, 100_004).map(str)
PROCEDURES = st.lists(st.sampled_from(sorted(SITE.procedures)), max_size=2).map(tuple)
SOME_PROCEDURES = st.sampled_from([("tennyu",), ("juminhyo", "kokuho_kanyu")])
NEEDS = st.sampled_from([(), (), ("wheelchair",)])
LANGUAGES = st.sampled_from(["ja", "vi"])

ALLOWED_TEXT = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?"
    r"|[A-Z](\d+-\d+)?|1000\d\d|kiosk-\d|(staff:)?[ab]|"
    + "|".join(
        [*SITE.services, *SITE.procedures, *SITE.counters, *ClosureReason, *CounterStatus, *Outcome]
    )
)
FIELDS_OF_CHOICE = {"language", "needs"}


class ReservationsMachine(RuleBasedStateMachine):
    """Drives the rules and the real journal."""

    def __init__(self) -> None:
        super().__init__()
        self.ids = Ids()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "journal.db"
        self.journal = SqliteJournal(self.path, SITE.id)
        self.state = State()
        self.now = MORNING.astimezone(UTC)
        self.events: list[Event] = []
        self.answered: dict[UUID, tuple[Command, Answer, datetime]] = {}

    def give(self, command: Command) -> None:
        before, was = self.state, canonical(self.state)
        decision = decide(SITE, before, command, self.now)
        if isinstance(decision, Refusal):
            assert canonical(self.state) == was
            return
        self.journal.append(before.position, decision)
        for event in decision:
            if isinstance(event, StopCalled):
                self.check_turn(event)
            self.state = evolve(self.state, event)
            self.events.append(event)
        self.answered[command.id] = (command, self.state.answers[command.id], self.now)
        self.check_capacity(before)

    def check_capacity(self, before: State) -> None:
        """N4: no place is granted over the capacity, whatever the clock said before or says now."""
        then = places(before)
        for (service, start), count in places(self.state).items():
            if count > then[service, start]:
                slot = SITE.booking.slot(TOKYO, service, start)
                assert slot is not None
                assert count <= self.state.book.capacity(slot)
                assert self.state.book.closed(SITE.booking, service, slot.day) is None

    def check_turn(self, event: StopCalled) -> None:
        """N5: nobody is called before their slot, and within a class by the order of slots."""
        visit = self.state.visits[event.visit]
        stop = visit.stop(event.service)
        assert stop is not None
        due = reserved_due(SITE, stop.due, stop.since)
        assert due is None or due <= self.now
        for other in self.state.waiting(event.service):
            candidate = self.state.visits[other]
            waits = candidate.stop(event.service)
            assert waits is not None
            theirs = reserved_due(SITE, waits.due, waits.since)
            if candidate.counter is None and bool(candidate.needs) == bool(visit.needs):
                if due is not None and theirs is not None:
                    assert (due, stop.arrival) <= (theirs, waits.arrival)
                if due is None and theirs is None:
                    assert stop.arrival <= waits.arrival

    def start(self, day: int, at: time) -> datetime:
        """The beginning of a slot, so many days from today."""
        on = self.now.astimezone(TOKYO).date() + timedelta(days=day)
        return datetime.combine(on, at, TOKYO).astimezone(UTC)

    def some(self, data: st.DataObject) -> UUID:
        """A reservation, most of the time one that there is."""
        return data.draw(st.sampled_from([UUID(int=9), *sorted(self.state.book.reservations)]))

    @rule(service=SERVICES, day=DAYS, at=TIMES, staff=st.booleans())
    def hold(self, service: str, day: int, at: time, staff: bool) -> None:
        self.give(
            HoldSlot(
                id=self.ids(),
                by="staff:a" if staff else "kiosk-1",
                reservation=self.ids(),
                service=service,
                start=self.start(day, at),
                at_short_notice=staff,
            )
        )

    @rule(data=st.data(), number=NUMBERS, procedures=PROCEDURES, language=LANGUAGES, needs=NEEDS)
    def book(
        self,
        data: st.DataObject,
        number: str,
        procedures: tuple[str, ...],
        language: str,
        needs: tuple[str, ...],
    ) -> None:
        self.give(
            BookReservation(
                id=self.ids(),
                by="staff:a",
                reservation=self.some(data),
                number=number,
                procedures=procedures,
                language=language,
                needs=needs,
            )
        )

    @rule(service=SERVICES, day=DAYS, at=TIMES, number=st.integers(100_010, 100_099).map(str))
    def hold_and_book(self, service: str, day: int, at: time, number: str) -> None:
        reservation = self.ids()
        self.give(
            HoldSlot(
                id=self.ids(),
                by="staff:a",
                reservation=reservation,
                service=service,
                start=self.start(day, at),
                at_short_notice=True,
            )
        )
        self.give(
            BookReservation(id=self.ids(), by="staff:a", reservation=reservation, number=number)
        )

    @rule(at=TIMES, waits=st.integers(9, 11), back=st.integers(0, 11))
    def two_want_it(self, at: time, waits: int, back: int) -> None:
        """The hold of one runs out, or nearly; another comes; the clock may jump back."""
        start, both = self.start(1, at), [self.ids(), self.ids()]
        for reservation in both:
            self.give(
                HoldSlot(id=self.ids(), by="a", reservation=reservation, service="ido", start=start)
            )
            self.now += timedelta(minutes=waits)
        self.now -= timedelta(minutes=waits + back)
        for number, reservation in enumerate(both):
            self.give(
                BookReservation(
                    id=self.ids(), by="a", reservation=reservation, number=f"10000{number + 5}"
                )
            )

    @rule(data=st.data(), day=st.none() | DAYS, at=TIMES, language=st.none() | LANGUAGES)
    def move(self, data: st.DataObject, day: int | None, at: time, language: str | None) -> None:
        reservation = self.some(data)
        before = self.state.book.reservations.get(reservation)
        self.give(
            ChangeReservation(
                id=self.ids(),
                by="staff:b",
                reservation=reservation,
                start=None if day is None else self.start(day, at),
                language=language,
                at_short_notice=True,
            )
        )
        after = self.state.book.reservations.get(reservation)
        if before is not None and before.state is ReservationState.BOOKED and after is not None:
            # never without a place
            assert after.state is ReservationState.BOOKED
            assert after in self.state.book.claimed(after.service, after.start)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.give(CancelReservation(id=self.ids(), by="staff:b", reservation=self.some(data)))

    @rule(data=st.data())
    def check_in(self, data: st.DataObject) -> None:
        self.give(
            CheckInReservation(
                id=self.ids(), by="staff:b", reservation=self.some(data), visit=self.ids()
            )
        )

    @rule(data=st.data(), pass_id=st.integers(1, 3), procedures=SOME_PROCEDURES)
    def show_a_pass(self, data: st.DataObject, pass_id: int, procedures: tuple[str, ...]) -> None:
        self.give(
            CheckIn(
                id=self.ids(),
                by="kiosk-2",
                visit=self.ids(),
                pass_id=UUID(int=pass_id),
                pass_expires_at=self.now + timedelta(days=3),
                procedures=procedures,
                reservation=self.some(data),
            )
        )

    @rule(service=SERVICES, needs=NEEDS)
    def walk_in(self, service: str, needs: tuple[str, ...]) -> None:
        self.give(
            TakeTicket(
                id=self.ids(), by="kiosk-1", visit=self.ids(), services=(service,), needs=needs
            )
        )

    @rule(counter=st.sampled_from(["2", "3"]), done=st.booleans())
    def call(self, counter: str, done: bool) -> None:
        self.give(CallNext(id=self.ids(), by="staff:a", counter=counter))
        if done:
            self.give(Finish(id=self.ids(), by="staff:a", counter=counter))

    @rule(service=SERVICES, day=DAYS, at=TIMES, capacity=st.none() | st.integers(0, 3))
    def set_capacity(self, service: str, day: int, at: time, capacity: int | None) -> None:
        self.give(
            SetSlotCapacity(
                id=self.ids(),
                by="staff:a",
                service=service,
                start=self.start(day, at),
                capacity=capacity,
            )
        )

    @rule(service=st.none() | SERVICES, day=DAYS, reason=st.none() | st.sampled_from(ClosureReason))
    def set_date(self, service: str | None, day: int, reason: ClosureReason | None) -> None:
        on: date = self.now.astimezone(TOKYO).date() + timedelta(days=day)
        command: Command = (
            OpenBooking(id=self.ids(), by="staff:a", day=on, service=service)
            if reason is None
            else CloseBooking(id=self.ids(), by="staff:a", day=on, service=service, reason=reason)
        )
        self.give(command)

    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """N3: what is repeated is answered alike and changes nothing."""
        recent = [
            (command, answer)
            for command, answer, at in self.answered.values()
            if command.id in self.state.answers
        ]
        if recent:
            command, answer = data.draw(st.sampled_from(recent))
            assert decide(SITE, self.state, command, self.now) == ()
            assert self.state.answers[command.id] == answer

    @rule(minutes=st.one_of(st.integers(-120, 120), st.sampled_from([9, 10, 11, 24 * 60])))
    def time_jumps(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def restart(self) -> None:
        """N6 and N3: what was acknowledged is there again, byte for byte."""
        live = json.dumps(canonical(self.state))
        self.journal.close()
        self.journal = SqliteJournal(self.path, SITE.id)
        self.state = fold(self.journal.read())
        assert json.dumps(canonical(self.state)) == live
        # and as a checkpoint keeps it
        kept = json.loads(json.dumps(SHAPE.pack(self.state)))
        assert SHAPE.unpack(kept) == self.state

    @invariant()
    def a_number_is_one_reservation(self) -> None:
        living = [
            one.number
            for one in self.state.book.reservations.values()
            if one.state in {ReservationState.BOOKED, ReservationState.CAME}
        ]
        assert len(living) == len(set(living))
        assert {*living} == {*self.state.book.numbers}

    @invariant()
    def slots_hold_exactly_those_who_claim_them(self) -> None:
        book = self.state.book
        found = {
            (service, start, one)
            for service, slots in book.slots.items()
            for start, there in slots.items()
            for one in there
        }
        assert found == {
            (one.service, one.start, one.id)
            for one in book.reservations.values()
            if one.state in CLAIMS
        }

    @invariant()
    def who_came_is_a_visit_and_no_other(self) -> None:
        came = Counter(
            one.visit for one in self.state.book.reservations.values() if one.visit is not None
        )
        assert not came or max(came.values()) == 1

    @invariant()
    def no_personal_data(self) -> None:
        """N7: every text in the journal is an id, a time or a word of the city's own file."""
        for event in self.events[-3:]:
            for name, text in texts(canonical(event)):
                assert name in FIELDS_OF_CHOICE or ALLOWED_TEXT.fullmatch(text), (name, text)

    def teardown(self) -> None:
        self.journal.close()
        self.folder.cleanup()


def places(state: State) -> Counter[tuple[str, datetime]]:
    """How many have a place in each slot, holds that have run out included."""
    return Counter(
        {
            (service, start): len(there)
            for service, slots in state.book.slots.items()
            for start, there in slots.items()
        }
    )


def texts(value: object, name: str = "") -> list[tuple[str, str]]:
    match value:
        case dict():
            return [pair for key, item in value.items() for pair in texts(item, str(key))]
        case list():
            return [pair for item in value for pair in texts(item, name)]
        case str():
            return [(name, value)]
    return []


TestReservations = ReservationsMachine.TestCase
TestReservations.settings = settings(max_examples=40, stateful_step_count=40)
