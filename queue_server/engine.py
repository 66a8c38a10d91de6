"""The engine: decides every command of a site, one after another, and keeps what was decided.

Commands that wait together are committed together (group commit): one fsync for the batch.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog

from queue_server.domain.commands import Command
from queue_server.domain.decide import decide
from queue_server.domain.events import DayOpened, Event
from queue_server.domain.evolve import evolve
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Site
from queue_server.domain.state import Answer, State
from queue_server.estimator import Estimator
from queue_server.journal.checkpoints import Checkpoint, Checkpoints
from queue_server.journal.journal import Journal

BATCH_MAX = 256
"""Commands in one commit: the first of them waits for the rules of all the others, some 25 ms. With
fewer, a rush waits longer for the disk: it brings more than a hundred at a time.
"""

Outcome = Answer | Refusal
Watcher = Callable[[State], None]


class Learner(Protocol):
    """Learns from the events of the journal, beside the state."""

    @property
    def learned(self) -> Any:
        """All that it has learned, of a frozen dataclass: what a checkpoint keeps."""

    def resume(self, learned: Any) -> None:
        """Go on from what was learned before, of the same class."""

    def learn(self, before: State, event: Event, after: State) -> None:
        """Take in one event, in the order of the journal. Never called on two threads at once."""


class EngineClosedError(Exception):
    """The engine has ended, or is ending: nothing was changed, and nothing will be."""


@dataclass(frozen=True, slots=True)
class _Asked:
    command: Command
    done: Callable[[Outcome], None]
    wanted: Callable[[], bool] = lambda: True


class Engine:
    """Decides commands one after another; the journal is always ahead of what anybody sees."""

    def __init__(
        self,
        site: Site,
        journal: Journal,
        *,
        now: Callable[[], datetime],
        fatal: Callable[[BaseException], None],
        estimator: Estimator | None = None,
        learners: Sequence[Learner] = (),
        checkpoints: Callable[[Sequence[type]], Checkpoints] | None = None,
    ) -> None:
        """Replay the journal and be ready to start.

        `estimator` learns from every event, and knows the waits that tickets tell. `learners` learn
        from every event too, those of the journal first. `checkpoints` keep the state and what all
        of these have learned, in this order, so that the next start replays only the rest.

        `fatal` is called when the journal cannot keep what was decided, or the rules failed: it
        must end the process, because memory must never be ahead of disk.
        """
        self.site = site
        self._journal = journal
        self._now = now
        self._fatal = fatal
        self._estimator = estimator
        self._learners: tuple[Learner, ...] = (
            *(() if estimator is None else (estimator,)),
            *learners,
        )
        kinds: list[type] = [State, *(type(learner.learned) for learner in self._learners)]
        self._checkpoints = None if checkpoints is None else checkpoints(kinds)
        self._log = structlog.get_logger()
        self._last: Event | None = None
        """The event at the state's position."""
        self._state = self._replay()
        self._asked: deque[_Asked] = deque()
        self._waiting = threading.Event()
        """Something was asked that the engine's own thread is to decide."""
        self._deciding = threading.Lock()
        self._watchers: tuple[Watcher, ...] = ()
        self._lock = threading.Lock()
        self._closed = False
        self._failed = False
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)

    @property
    def state(self) -> State:
        """The state after the last commit. Immutable, so it may be read on any thread."""
        return self._state

    def start(self) -> None:
        """Begin to decide."""
        if self._checkpoints is not None:
            self._checkpoints.start()
        self._thread.start()

    def submit(self, command: Command) -> "Future[Outcome]":
        """Have a command decided, on the engine's thread. The future is set as `enqueue` says.

        Raises:
            EngineClosedError: the engine has ended.
        """
        outcome = Future[Outcome]()
        # once it is decided it cannot be cancelled any more (a browser that went away would)
        wanted = outcome.set_running_or_notify_cancel
        self._add(_Asked(command, outcome.set_result, wanted))
        self._waiting.set()
        return outcome

    def enqueue(self, command: Command, done: Callable[[Outcome], None]) -> None:
        """Have a command decided by the next `decide_waiting`, whoever calls it.

        `done` gets the outcome once its events are durable, on the thread that decided and before
        the next batch: it only enqueues or sends.

        Raises:
            EngineClosedError: the engine has ended.
        """
        self._add(_Asked(command, done))

    def _add(self, asked: "_Asked") -> None:
        with self._lock:
            if self._closed:
                raise EngineClosedError
            self._asked.append(asked)

    def decide_waiting(self) -> None:
        """Decide all that was asked, on the caller's thread: for who asks many things together.

        Handing them to the engine's thread, and the answers back, would cost more than the rules.
        """
        with self._deciding:
            if self._failed:
                return
            try:
                while self._asked:
                    self._decide_together(self._next())
            except BaseException as error:  # noqa: BLE001  whatever it was, the process ends
                self._failed = True
                self._log.critical("engine_failed", error=repr(error))
                # what was learned may be ahead of the journal by what could not be kept
                self._checkpoints = None
                self._fatal(error)

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Be told of each new state, on the thread that decided. Returns what ends it."""
        with self._lock:
            self._watchers = (*self._watchers, watcher)

        def unwatch() -> None:
            with self._lock:
                self._watchers = tuple(other for other in self._watchers if other is not watcher)

        return unwatch

    def close(self) -> None:
        """Decide what was asked already, then end."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._waiting.set()
        if self._thread.ident is not None:
            self._thread.join()
        if self._checkpoints is not None:
            self._checkpoints.close()
            if self._last is not None:
                self._checkpoints.write(self._checkpoint(self._last))

    def _replay(self) -> State:
        """The state of the journal; from a checkpoint on, if there is one that fits."""
        start, events, days = time.perf_counter(), 0, 0
        found = None if self._checkpoints is None else self._checkpoints.load(self._journal)
        state, position = State(), 0
        if found is not None:
            state, *learned = found.folded
            for learner, before in zip(self._learners, learned, strict=True):
                learner.resume(before)
            position, self._last = found.position, found.last
        self._log.info(
            "journal_replaying",
            events=self._journal.end() - position,
            after=position,
            checkpoint=found is not None,
        )
        for event in self._journal.read(position):
            state = self._after(state, event)
            self._last = event
            events += 1
            days += isinstance(event, DayOpened)
        self._log.info(
            "journal_replayed",
            events=events,
            days=days,
            after=position,
            checkpoint=found is not None,
            seconds=round(time.perf_counter() - start, 3),
        )
        return state

    def _checkpoint(self, last: Event) -> Checkpoint:
        learned = (learner.learned for learner in self._learners)
        return Checkpoint(self._state.position, last, (self._state, *learned))

    def _run(self) -> None:
        while not (self._closed or self._failed):
            self._waiting.wait()
            self._waiting.clear()
            self.decide_waiting()
        # what came in between
        self.decide_waiting()

    def _next(self) -> list[_Asked]:
        batch = list[_Asked]()
        while self._asked and len(batch) < BATCH_MAX:
            batch.append(self._asked.popleft())
        return batch

    def _after(self, state: State, event: Event) -> State:
        after = evolve(state, event)
        for learner in self._learners:
            learner.learn(state, event, after)
        return after

    def _decide_together(self, batch: Sequence[_Asked]) -> None:
        """Decide a batch and keep it."""
        before = self._state
        state, events, outcomes = before, list[Event](), list[tuple[_Asked, Outcome]]()
        for asked in batch:
            if not asked.wanted():
                continue
            decision = decide(self.site, state, asked.command, self._now(), self._estimator)
            if isinstance(decision, Refusal):
                outcomes.append((asked, decision))
                continue
            for event in decision:
                state = self._after(state, event)
            events.extend(decision)
            outcomes.append((asked, state.answers[asked.command.id]))
        if events:
            self._journal.append(before.position, events)
            self._state, self._last = state, events[-1]
        for asked, outcome in outcomes:
            asked.done(outcome)
        if events:
            for watcher in self._watchers:
                watcher(state)
            if self._checkpoints is not None and self._checkpoints.due(state.position):
                self._checkpoints.offer(self._checkpoint(events[-1]))
