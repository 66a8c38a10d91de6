"""Whatever state a lobby gets into, everything that is made of it can be made: consoles, the
supervisor's view, displays, call pads, the curve, waits. One of them that raised would end a
stream, a thread or the server.
"""

from dataclasses import replace
from datetime import UTC, time, timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from protocol.messages import Board, TicketReply
from protocol.requests import reply_adapter
from queue_server.day_curve import DayCurve
from queue_server.devices.pad_displays import pad_display
from queue_server.devices.requests import REASONS, reply_to
from queue_server.displays.board import board
from queue_server.domain.alone.commands import Report, RevokePass
from queue_server.domain.business_day import as_of, business_date
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
    Recall,
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
from queue_server.domain.evolve import evolve
from queue_server.domain.in_use import Gone, gone
from queue_server.domain.lives import CounterStatus, Note, ServiceStatus, StopState
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.commands import (
    BookReservation,
    CancelReservation,
    ChangeReservation,
    CheckInReservation,
    HoldSlot,
)
from queue_server.domain.reservations.slots import Template
from queue_server.domain.state import State, TicketAnswer
from queue_server.estimator import Estimator
from queue_server.lobby import Lobby
from queue_server.staff.outlook import predict
from queue_server.staff.passes_view import PassesFound, find_passes, revoked_passes
from queue_server.staff.reservations_view import Calendar
from queue_server.staff.supervisor_view import curve_view, overview
from queue_server.staff.viewer import Views
from queue_server.staff.words import EdgeRefusal
from tests.sites import MORNING, Ids, sample_lobby

SAMPLE = sample_lobby()
SERVED = ("ido", "kokuho", "shomei")
"""Few services and counters, so that things happen to the same people."""
EVERY_DAY = frozenset(range(7))
LOBBY = replace(
    SAMPLE,
    site=replace(
        SAMPLE.site,
        booking=replace(
            SAMPLE.site.booking,
            templates={"ido": (Template(time(8), time(18), 30, 2, EVERY_DAY),)},
            notice=timedelta(),
        ),
    ),
)
SITE = LOBBY.site
SERVICES = st.sampled_from(SERVED)
COUNTERS = st.sampled_from([c for c in SITE.counters if {*SITE.counters[c].services} & {*SERVED}])
PROCEDURES = st.sampled_from([p.id for p in SITE.procedures.values() if p.service in SERVED])


def without(lobby: Lobby, counter: str, service: str) -> Lobby:
    """The lobby after its site file has lost a counter and a service."""
    counters = {
        name: replace(entry, services=tuple(s for s in entry.services if s != service))
        for name, entry in lobby.site.counters.items()
        if name != counter
    }
    return replace(
        lobby,
        site=replace(
            lobby.site,
            counters=counters,
            services={n: s for n, s in lobby.site.services.items() if n != service},
            procedures={n: p for n, p in lobby.site.procedures.items() if p.service != service},
        ),
        services={n: s for n, s in lobby.services.items() if n != service},
        counters={n: c for n, c in lobby.counters.items() if n != counter},
    )


class EveryView(RuleBasedStateMachine):
    """Drives the rules with the real estimator, as an engine does."""

    def __init__(self) -> None:
        super().__init__()
        self.ids = Ids()
        self.state = State()
        self.now = MORNING.astimezone(UTC)
        self.given = 0
        self.estimator = Estimator(SITE, monotonic=lambda: 60.0 * self.given)
        self.curve = DayCurve()

    def give(self, kind: type[Command], **fields: Any) -> None:
        self.given += 1
        command = kind(id=self.ids(), by="staff:a", **fields)
        decision = decide(SITE, self.state, command, self.now, self.estimator)
        if isinstance(decision, Refusal):
            # a kiosk that gets no answer asks again for ever
            assert kind not in {TakeTicket, CheckIn} or decision in REASONS
        else:
            for event in decision:
                after = evolve(self.state, event)
                for learner in (self.estimator, self.curve):
                    learner.learn(self.state, event, after)
                self.state = after
            answer = self.state.answers[command.id]
            if isinstance(answer, TicketAnswer):
                message = reply_to(SITE, command.id, answer).to_json()
                assert isinstance(reply_adapter.validate_json(message), TicketReply)
        self.look(LOBBY, self.estimator)
        self.nobody_is_lost()

    def nobody_is_lost(self) -> None:
        """Whoever is not done stands at a counter that is open, waits, or can be brought back."""
        state = self.state
        for visit in state.visits.values():
            if visit.closed_at is not None:
                continue
            if visit.counter is None:
                assert visit.day == state.day
                assert any(
                    (stop.arrival, visit.id) in state.queues.get(stop.service, ())
                    or stop.state in {StopState.MISSED, StopState.PARKED}
                    for stop in visit.stops
                )
            elif visit.day == state.day:
                assert state.counter_status(visit.counter) is not CounterStatus.CLOSED

    def look(self, lobby: Lobby, estimator: Estimator) -> None:
        state, now = self.state, self.now
        predicted = predict(estimator, state, now)
        views = Views(lobby, lambda: {"a": "職員"})
        for counter in lobby.counters:
            shown = views.of(counter, state, now)
            assert predicted.of(shown).model_dump_json()
            pad = pad_display(lobby, state, "pad", counter, now)
            assert pad.number == (None if shown.serving is None else shown.serving.number)
        seen = as_of(lobby.site, state, now)
        for visit in seen.visits.values():
            assert views.find(counter, visit.number, state, now).visits
            found = find_passes(lobby, seen, visit.number)
            assert isinstance(found, PassesFound) or found is EdgeRefusal.NO_PASS
        assert revoked_passes(lobby, seen).count == len(seen.alone.revoked)
        names = {"a": "職員"}
        whole = overview(lobby, state, now, waits=predicted.services, display_names=names)
        assert whole.model_dump_json()
        assert curve_view(lobby, self.curve.until(seen, now), now).model_dump_json()
        calendar = Calendar.of(lobby, state, now)
        for service in calendar.services:
            assert calendar.slots(service, now.date() - timedelta(days=1), 4).model_dump_json()
        for one in state.book.reservations.values():
            assert calendar.in_slot(one.service, one.start).model_dump_json()
            if one.number is not None:
                assert calendar.by_number(one.number).reservations
        shown_board = board(lobby, state, "hall", now, predicted.services)
        assert Board.model_validate_json(shown_board.to_json()) == shown_board

    @rule(services=st.lists(SERVICES, min_size=1, max_size=3), needs=st.booleans())
    def take_ticket(self, services: list[str], needs: bool) -> None:
        wheelchair = ("wheelchair",) if needs else ()
        self.give(TakeTicket, visit=self.ids(), services=tuple(services), needs=wheelchair)

    @rule(procedures=st.lists(PROCEDURES, min_size=1, max_size=4))
    def check_in(self, procedures: list[str]) -> None:
        self.give(
            CheckIn,
            visit=self.ids(),
            pass_id=self.ids(),
            pass_expires_at=self.now + timedelta(days=3),
            procedures=tuple(procedures),
        )

    @rule(
        procedures=st.lists(PROCEDURES | st.just("of_yesterday"), max_size=3),
        passed=st.none() | st.sampled_from([UUID(int=7), UUID(int=8)]),
        sequence=st.integers(1, 4),
        minutes=st.sampled_from([-600, 0, 5, 90, 1500]),
    )
    def given_alone(
        self, procedures: list[str], passed: UUID | None, sequence: int, minutes: int
    ) -> None:
        """A kiosk reports a number: of any pass, of any day, maybe one that somebody has."""
        issued_at = self.now - timedelta(minutes=minutes)
        self.give(
            Report,
            paper=self.ids(),
            spare=self.ids(),
            letter="Z",
            sequence=sequence,
            day=business_date(SITE, issued_at),
            issued_at=issued_at,
            own_clock=minutes < 0,
            place=self.given,
            procedures=tuple(procedures),
            pass_id=passed,
            pass_expires_at=None if passed is None else self.now + timedelta(days=3),
        )

    @precondition(lambda self: self.state.passes)
    @rule(data=st.data())
    def pass_is_revoked(self, data: st.DataObject) -> None:
        self.give(RevokePass, pass_id=data.draw(st.sampled_from(sorted(self.state.passes))))

    @rule(counter=COUNTERS)
    def call(self, counter: str) -> None:
        self.give(CallNext, counter=counter)

    @precondition(lambda self: self.state.at_counter)
    @rule(
        data=st.data(),
        kind=st.sampled_from([Recall, NoShow, Park, Finish, Transfer]),
        to=SERVICES,
        keep=st.booleans(),
    )
    def go_on(self, data: st.DataObject, kind: type[Command], to: str, keep: bool) -> None:
        counter = data.draw(st.sampled_from(sorted(self.state.at_counter)))
        if kind is not Transfer:
            self.give(kind, counter=counter)
            return
        handed = data.draw(st.none() | st.sampled_from(SITE.counters_for(to)))
        self.give(Transfer, counter=counter, to_service=to, to_counter=handed, keep_place=keep)

    @rule(counter=COUNTERS)
    def undo(self, counter: str) -> None:
        self.give(Undo, counter=counter)

    @precondition(lambda self: self.state.visits)
    @rule(data=st.data(), counter=COUNTERS, service=SERVICES)
    def about_a_visit(self, data: st.DataObject, counter: str, service: str) -> None:
        visit = self.state.visits[data.draw(st.sampled_from(sorted(self.state.visits)))]
        order = tuple(stop.service for stop in reversed(visit.stops))
        some: list[tuple[type[Command], dict[str, Any]]] = [
            (Resume, {"service": service}),
            (AddStop, {"service": service}),
            (DropStop, {"service": service}),
            (ReorderStops, {"services": order}),
            (CancelVisit, {}),
            (CallMissed, {"counter": counter}),
            (CallNumber, {"counter": counter, "reason": CallReason.NEEDS}),
            (SetNotes, {"notes": (Note.SPEAK_SLOWLY,)}),
        ]
        kind, fields = data.draw(st.sampled_from(some))
        self.give(kind, visit=visit.id, **fields)

    @rule(counter=COUNTERS, status=st.sampled_from(CounterStatus))
    def set_counter(self, counter: str, status: CounterStatus) -> None:
        self.give(SetCounter, counter=counter, status=status, staff="a")

    @rule(counter=COUNTERS, services=st.lists(SERVICES, max_size=2))
    def assign(self, counter: str, services: list[str]) -> None:
        self.give(AssignCounter, counter=counter, services=tuple(services))

    @rule(service=SERVICES, status=st.sampled_from(ServiceStatus))
    def set_service(self, service: str, status: ServiceStatus) -> None:
        self.give(SetService, service=service, status=status)

    @precondition(lambda self: len(self.state.visits) > 4)
    @rule()
    def close_day(self) -> None:
        self.give(CloseDay)

    @rule(hours=st.integers(0, 30))
    def book_and_come(self, hours: int) -> None:
        begins = self.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
        held = self.ids()
        self.give(HoldSlot, reservation=held, service="ido", start=begins)
        self.give(BookReservation, reservation=held, number=str(100_000 + self.given))
        self.give(CheckInReservation, reservation=held, visit=self.ids())

    @precondition(lambda self: self.state.book.reservations)
    @rule(data=st.data(), hours=st.integers(0, 30))
    def about_a_reservation(self, data: st.DataObject, hours: int) -> None:
        wanted = data.draw(st.sampled_from(sorted(self.state.book.reservations)))
        begins = self.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
        some: list[tuple[type[Command], dict[str, Any]]] = [
            (CancelReservation, {}),
            (ChangeReservation, {"start": begins}),
            (CheckInReservation, {"visit": self.ids()}),
        ]
        kind, fields = data.draw(st.sampled_from(some))
        self.give(kind, reservation=wanted, **fields)

    @rule(seconds=st.sampled_from([-3600, 1, 5, 300, 1800, 8 * 3600]))
    def time_jumps(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.look(LOBBY, self.estimator)

    @rule(counter=COUNTERS, service=SERVICES)
    def site_file_changes(self, counter: str, service: str) -> None:
        """A server that starts with another site file, unless it says that it must not."""
        smaller = without(LOBBY, counter, service)
        missing = gone(smaller.site, as_of(smaller.site, self.state, self.now))
        if missing != Gone({}, {}):
            return
        estimator = Estimator(smaller.site, monotonic=lambda: 60.0)
        estimator.resume(self.estimator.learned)
        self.look(smaller, estimator)


TestEveryView = EveryView.TestCase
TestEveryView.settings = settings(max_examples=12, stateful_step_count=40)
