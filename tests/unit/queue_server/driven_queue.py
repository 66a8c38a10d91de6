"""A queue that a stateful test drives: the rules, the real journal, the order of calls."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from queue_server.domain.commands import (
    CallNext,
    Command,
)
from queue_server.domain.decide import decide
from queue_server.domain.events import Event, StopCalled
from queue_server.domain.evolve import evolve, fold
from queue_server.domain.learned import Learned
from queue_server.domain.policy import reserved_due
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.slots import Template
from queue_server.domain.state import Answer, State, canonical
from queue_server.estimator import Estimator
from queue_server.journal.checkpoints import Checkpoint, Checkpoints
from queue_server.journal.sqlite import SqliteJournal
from tests.bookings import PLAN, bookable_site
from tests.sites import MORNING, Ids

HALF_HOURS = Template(time(0), time(23, 30), 30, 3, frozenset(range(7)))
SITE = bookable_site(replace(PLAN, templates={"ido": (HALF_HOURS,)}))


class DrivenQueue(RuleBasedStateMachine):
    """Gives commands to the rules and keeps their events in a real journal."""

    site = SITE

    def __init__(self) -> None:
        super().__init__()
        self.ids = Ids()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "journal.db"
        self.journal = SqliteJournal(self.path, SITE.id)
        self.checkpoints = self.new_checkpoints()
        self.state = State()
        self.given = 0
        self.estimator = self.new_estimator()
        self.now = MORNING.astimezone(UTC)
        self.events: list[Event] = []
        self.answered: dict[UUID, tuple[Command, Answer, datetime]] = {}

    def new_estimator(self) -> Estimator:
        """One that forecasts anew after each command."""
        return Estimator(SITE, monotonic=lambda: 60.0 * self.given)

    def new_checkpoints(self) -> Checkpoints:
        """Those of a process that has just started."""
        path = self.path.with_name("checkpoint")
        return Checkpoints(path, (State, Learned), made_by="this test")

    def after(self, state: State, event: Event) -> State:
        after = evolve(state, event)
        self.estimator.learn(state, event, after)
        return after

    @initialize()
    def open(self) -> None:
        self.state = fold(self.journal.read())

    def give(self, command: Command) -> None:
        self.given += 1
        before = canonical(self.state)
        decision = decide(self.site, self.state, command, self.now, self.estimator)
        if isinstance(decision, Refusal):
            assert canonical(self.state) == before
            return
        self.journal.append(self.state.position, decision)
        for event in decision:
            if isinstance(event, StopCalled) and isinstance(command, CallNext):
                self.check_order(event)
            self.state = self.after(self.state, event)
            self.events.append(event)
        answer = self.state.answers[command.id]
        self.answered[command.id] = (command, answer, self.now)

    def check_order(self, event: StopCalled) -> None:
        """N5: in one service and one class of need, nobody who stands before, and could be called
        here, is passed over by call-next.
        """
        visit = self.state.visits[event.visit]
        stop = visit.stop(event.service)
        assert stop is not None
        for other in self.state.waiting(event.service):
            candidate = self.state.visits[other]
            waits = candidate.stop(event.service)
            assert waits is not None
            if candidate.counter is not None or waits.only_counter not in {None, event.counter}:
                continue
            due = reserved_due(SITE, stop.due, stop.since)
            theirs = reserved_due(SITE, waits.due, waits.since)
            if bool(candidate.needs) != bool(visit.needs) or (due is None) != (theirs is None):
                continue
            # who reserved is called by the order of slots
            if due is not None and theirs is not None and due != theirs:
                assert due < theirs
            else:
                assert waits.arrival >= stop.arrival

    @precondition(lambda self: self.events)
    @rule()
    def checkpoint(self) -> None:
        folded = (self.state, self.estimator.learned)
        self.checkpoints.write(Checkpoint(self.state.position, self.events[-1], folded))

    @rule()
    def restart(self) -> None:
        """N6 and N3: what was acknowledged is there again, byte for byte."""
        live = json.dumps(canonical(self.state))
        self.journal.close()
        self.journal = SqliteJournal(self.path, SITE.id)
        self.estimator = self.new_estimator()
        self.state = State()
        for event in self.journal.read():
            self.state = self.after(self.state, event)
        assert json.dumps(canonical(self.state)) == live
        self.checkpoints = self.new_checkpoints()
        found = self.checkpoints.load(self.journal)
        if found is not None:
            # what was learned is compared too, and is what the machine goes on with
            learned = self.estimator.learned
            self.estimator = self.new_estimator()
            self.state, before = found.folded
            self.estimator.resume(before)
            for event in self.journal.read(found.position):
                self.state = self.after(self.state, event)
            assert json.dumps(canonical(self.state)) == live
            assert self.estimator.learned == learned

    def teardown(self) -> None:
        self.journal.close()
        self.folder.cleanup()
