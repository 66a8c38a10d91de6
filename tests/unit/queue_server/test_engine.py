"""The engine: many ask at once, each gets one answer, and nothing is seen before it is kept."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from queue_server.domain.commands import TakeTicket
from queue_server.domain.events import Event
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import State, TicketAnswer
from queue_server.engine import BATCH_MAX, Engine, EngineClosedError
from queue_server.journal.journal import Journal, MemoryJournal
from tests.sites import Clock, Ids, small_site


@contextmanager
def running(journal: Journal) -> Iterator[Engine]:
    failed = list[BaseException]()
    engine = Engine(small_site(), journal, now=Clock(), fatal=failed.append)
    engine.start()
    try:
        yield engine
    finally:
        engine.close()
    assert not failed


def ticket(ids: Ids, service: str = "shomei") -> TakeTicket:
    return TakeTicket(id=ids(), by="kiosk-1", visit=ids(), services=(service,))


def test_many_who_ask_at_once_get_different_numbers() -> None:
    ids = Ids()
    commands = [ticket(ids) for _ in range(300)]
    with running(MemoryJournal()) as engine, ThreadPoolExecutor(8) as pool:
        outcomes = [f.result(5) for f in pool.map(engine.submit, commands)]
    numbers = {outcome.number for outcome in outcomes if isinstance(outcome, TicketAnswer)}
    assert len(numbers) == 300


def test_the_same_request_twice_in_one_batch_is_one_ticket() -> None:
    command = ticket(Ids())
    engine = Engine(small_site(), MemoryJournal(), now=Clock(), fatal=lambda _: None)
    futures = [engine.submit(command) for _ in range(3)]
    engine.start()
    engine.close()
    assert len({str(future.result(0)) for future in futures}) == 1
    assert len(engine.state.visits) == 1


def test_requests_that_wait_together_are_kept_together() -> None:
    class Counting(MemoryJournal):
        appends = 0

        def append(self, expected: int, events: Sequence[Event]) -> int:
            self.appends += 1
            return super().append(expected, events)

    journal, ids = Counting(), Ids()
    engine = Engine(small_site(), journal, now=Clock(), fatal=lambda _: None)
    futures = [engine.submit(ticket(ids)) for _ in range(BATCH_MAX)]
    engine.start()
    engine.close()
    assert all(future.done() for future in futures)
    assert journal.appends == 1


def test_a_refusal_is_an_outcome_and_changes_nothing() -> None:
    with running(MemoryJournal()) as engine:
        assert engine.submit(ticket(Ids(), "no-such")).result(5) is Refusal.UNKNOWN_SERVICE
        assert engine.state == State()


def test_a_journal_that_cannot_keep_ends_the_process_and_answers_nobody() -> None:
    class Full(MemoryJournal):
        def append(self, expected: int, events: Sequence[Event]) -> int:
            raise OSError("disk full")

    ended = list[BaseException]()
    engine = Engine(small_site(), Full(), now=Clock(), fatal=ended.append)
    future = engine.submit(ticket(Ids()))
    engine.start()
    engine.close()
    assert [str(error) for error in ended] == ["disk full"]
    assert not future.done()
    assert engine.state == State()


def test_a_waiter_who_went_away_does_not_stop_the_others() -> None:
    ids = Ids()
    engine = Engine(small_site(), MemoryJournal(), now=Clock(), fatal=lambda _: None)
    gone, staying = engine.submit(ticket(ids)), engine.submit(ticket(ids))
    assert gone.cancel()
    engine.start()
    engine.close()
    assert isinstance(staying.result(0), TicketAnswer)


def test_watchers_see_states_in_order_until_they_look_away() -> None:
    seen, ids = list[int](), Ids()
    with running(MemoryJournal()) as engine:
        unwatch = engine.watch(lambda state: seen.append(state.position))
        engine.submit(ticket(ids)).result(5)
        engine.submit(ticket(ids)).result(5)
        # the second answer may come before its watcher is told; a third makes sure of it
        engine.submit(ticket(ids, "no-such")).result(5)
        unwatch()
        engine.submit(ticket(ids)).result(5)
    assert seen == [2, 3]


def test_who_asks_after_the_end_is_told() -> None:
    with running(MemoryJournal()) as engine:
        pass
    with pytest.raises(EngineClosedError):
        engine.submit(ticket(Ids()))
