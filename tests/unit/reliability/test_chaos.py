"""What `make chaos` says: a short run of it, and that its ledger notices what must not be."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from uuid import UUID

from bench.chaos.ledger import Ledger
from bench.chaos.lobby import SITE
from bench.chaos.parts import Part, keep_part, kept_parts, result_of
from bench.reliability.results import Tally, kept
from protocol.messages import TicketReply
from queue_server.devices.requests import reply_to
from queue_server.domain.commands import TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.events import Event
from queue_server.domain.evolve import fold
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import State
from tests.sites import MORNING, Ids

ROOT = Path(__file__).parents[3]


def test_nothing_is_lost_or_doubled_by_a_few_kills(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-P", "-m", "bench.chaos", "--kills=12", f"--results={tmp_path}"],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        timeout=60,
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    result = kept(tmp_path)["chaos"]
    assert result.tally is not None
    assert result.tally.kept
    assert result.tally.acknowledged > 0


def given(count: int) -> tuple[list[Event], list[tuple[UUID, TicketReply]]]:
    """Some numbers: the events, and what the kiosk was told."""
    ids, events, told = Ids(), list[Event](), list[tuple[UUID, TicketReply]]()
    for _ in range(count):
        state = fold(events)
        command = TakeTicket(id=ids(), by="kiosk-1", visit=ids(), services=("ido",))
        decision = decide(SITE, state, command, MORNING)
        assert not isinstance(decision, Refusal)
        events += decision
        reply = reply_to(SITE, command.id, fold(events).answers[command.id])
        assert isinstance(reply, TicketReply)
        told.append((command.id, reply))
    return events, told


def ledger_of(events: list[Event], told: list[tuple[UUID, TicketReply]]) -> Ledger:
    """That of a lobby whose journal has these events."""
    ledger = Ledger(SITE)
    for asked, reply in told:
        ledger.hear(asked, reply)
    ledger.take(events)
    ledger.look()
    return ledger


def test_all_is_there() -> None:
    events, told = given(3)
    assert ledger_of(events, told).tally() == Tally(acknowledged=3, found=3)


def test_an_answer_that_the_journal_does_not_have_is_lost() -> None:
    events, told = given(3)
    assert ledger_of(events[:-1], told).tally() == Tally(acknowledged=3, found=2, lost=1)


def test_an_answer_that_says_something_else_the_second_time_is_doubled() -> None:
    events, told = given(2)
    ledger = ledger_of(events, told)
    ledger.hear(told[0][0], told[1][1])
    assert ledger.tally().doubled == 1


def test_a_number_of_two_people_is_doubled() -> None:
    events, told = given(1)
    # as a server would give it that has forgotten the first
    ids = Ids()
    for _ in range(10):
        ids()
    command = TakeTicket(id=ids(), by="kiosk-1", visit=ids(), services=("ido",))
    decision = decide(SITE, State(day=events_day(events)), command, MORNING)
    assert not isinstance(decision, Refusal)
    assert ledger_of([*events, *decision], told).tally().doubled == 1


def events_day(events: list[Event]) -> date | None:
    """The business day that they have opened."""
    return fold(events).day


def test_parts_add_up_and_one_of_the_same_seed_is_replaced(tmp_path: Path) -> None:
    tally = Tally(acknowledged=5, found=5)
    for seed, kills in ((1, 10), (2, 20), (2, 30)):
        part = Part(kind="core", seed=seed, kills=kills, starting=1, tally=tally, seconds=1)
        keep_part(part, tmp_path)
    result = result_of(kept_parts(tmp_path))
    assert result.kept
    assert result.tally == Tally(acknowledged=10, found=10)
    assert result.tables[0].rows == (("the server's core, a fork", 40, 2, 10, 10, 0, 0),)
