"""What residents are told about waits, once the site's own times are known."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from queue_server.domain.commands import (
    AssignCounter,
    CallNext,
    CheckIn,
    Command,
    Finish,
    TakeTicket,
)
from queue_server.domain.state import StaffAnswer, TicketAnswer
from queue_server.engine import Engine
from queue_server.estimator import FRESH_SECONDS, Estimator
from queue_server.journal.journal import MemoryJournal
from tests.sites import Clock, Ids, small_site


class Lobby:
    """An engine that learns, on clocks that a test moves."""

    def __init__(self, journal: MemoryJournal | None = None) -> None:
        self.clock, self.ids = Clock(), Ids()
        self.seconds = 0.0
        self.site = small_site()
        self.estimator = Estimator(self.site, monotonic=lambda: self.seconds)
        self.engine = Engine(
            self.site,
            journal or MemoryJournal(),
            now=self.clock,
            fatal=lambda _error: None,
            estimator=self.estimator,
        )
        self.engine.start()

    def wait(self, minutes: float) -> None:
        self.clock.forward(minutes=minutes)
        self.seconds += minutes * 60

    def do(self, command: Command) -> TicketAnswer | StaffAnswer:
        outcome = self.engine.submit(command).result(10)
        assert isinstance(outcome, TicketAnswer | StaffAnswer), outcome
        return outcome

    def ticket(self, *services: str) -> TicketAnswer:
        answer = self.do(
            TakeTicket(id=self.ids(), by="kiosk-1", visit=self.ids(), services=services)
        )
        assert isinstance(answer, TicketAnswer)
        return answer

    def serve(self, counter: str, minutes: float) -> None:
        self.do(CallNext(id=self.ids(), by="staff:a", counter=counter))
        self.wait(minutes)
        self.do(Finish(id=self.ids(), by="staff:a", counter=counter))


@pytest.fixture
def lobby() -> Iterator[Lobby]:
    made = Lobby()
    yield made
    made.engine.close()


def test_nobody_before_you_and_a_free_counter_is_no_wait(lobby: Lobby) -> None:
    (told,) = lobby.ticket("kokuho").told
    assert (told.people_ahead, told.wait_from, told.wait_to) == (0, 0, 0)


def test_a_service_that_takes_longer_than_the_file_says_is_told_so(lobby: Lobby) -> None:
    lobby.ticket("kokuho")
    lobby.wait(1)
    before = lobby.ticket("kokuho").told[0]
    for _ in range(2):
        lobby.serve("3", 30)
    for _ in range(30):
        lobby.ticket("kokuho")
        lobby.serve("3", 30)
    lobby.ticket("kokuho")
    lobby.wait(1)
    after = lobby.ticket("kokuho").told[0]
    assert before.people_ahead == after.people_ahead == 1
    assert before.wait_to < 20
    assert after.wait_from <= 30 <= after.wait_to + 5


def test_a_later_stop_is_told_with_the_one_before_it_in_mind(lobby: Lobby) -> None:
    answer = lobby.do(
        CheckIn(
            id=lobby.ids(),
            by="kiosk-1",
            visit=lobby.ids(),
            pass_id=lobby.ids(),
            pass_expires_at=lobby.clock() + timedelta(days=1),
            procedures=("tennyu", "kokuho_kanyu"),
        )
    )
    assert isinstance(answer, TicketAnswer)
    moving, insurance = answer.told
    assert (moving.service, moving.wait_from) == ("ido", 0)
    # nobody waits for it, but moving in takes its quarter of an hour first
    assert (insurance.service, insurance.people_ahead) == ("kokuho", 0)
    assert 5 <= insurance.wait_from <= insurance.wait_to <= 40


def test_what_was_learned_is_known_again_after_a_restart(lobby: Lobby) -> None:
    journal = MemoryJournal()
    first = Lobby(journal)
    for _ in range(20):
        first.ticket("shomei")
        first.serve("1", 12)
    first.ticket("shomei")
    first.wait(1)
    now = first.clock()
    first.engine.close()
    second = Lobby(journal)
    state = second.engine.state
    assert second.estimator.services(state, now) == first.estimator.services(state, now)
    second.engine.close()


def test_a_forecast_serves_for_two_seconds(lobby: Lobby) -> None:
    lobby.ticket("kokuho")
    first = lobby.estimator.services(lobby.engine.state, lobby.clock())
    for _ in range(5):
        lobby.ticket("kokuho")
    assert lobby.estimator.services(lobby.engine.state, lobby.clock()) == first
    lobby.seconds += FRESH_SECONDS + 0.1
    assert lobby.estimator.services(lobby.engine.state, lobby.clock())["kokuho"] > first["kokuho"]


def test_everybody_here_has_a_wait_in_whole_minutes(lobby: Lobby) -> None:
    first, second = lobby.ticket("kokuho").visit, lobby.ticket("kokuho", "shomei").visit
    lobby.wait(1)
    lobby.do(CallNext(id=lobby.ids(), by="staff:a", counter="3"))
    waits = lobby.estimator.visits(lobby.engine.state, lobby.clock())
    assert first not in waits, "who is being served waits for nothing"
    assert set(waits[second]) == {"kokuho", "shomei"}
    low, high = waits[second]["kokuho"]
    assert 0 <= low < high


def test_the_stop_with_the_shortest_line_is_printed_first_and_suggested(lobby: Lobby) -> None:
    for _ in range(6):
        lobby.ticket("shomei")
    lobby.wait(1)
    answer = lobby.ticket("shomei", "kokuho")
    assert [stop.service for stop in answer.stops] == ["kokuho", "shomei"]
    assert answer.number.startswith("E"), "the letter is that of the stop to go to first"
    lobby.wait(1)
    visit = lobby.engine.state.visits[answer.visit]
    assert lobby.estimator.suggested(lobby.engine.state, visit, lobby.clock()) == "kokuho"
    lobby.do(CallNext(id=lobby.ids(), by="staff:a", counter="3"))
    visit = lobby.engine.state.visits[answer.visit]
    assert lobby.estimator.suggested(lobby.engine.state, visit, lobby.clock()) == "shomei"


def test_who_has_a_need_is_told_the_shorter_wait_of_their_head_start(lobby: Lobby) -> None:
    for _ in range(8):
        lobby.ticket("kokuho")
    lobby.wait(1)
    plain = lobby.ticket("kokuho").told[0]
    needs = lobby.do(
        TakeTicket(
            id=lobby.ids(), by="kiosk-1", visit=lobby.ids(), services=("kokuho",), needs=("infant",)
        )
    )
    assert isinstance(needs, TicketAnswer)
    assert needs.told[0].wait_to < plain.wait_to


def test_a_counter_that_serves_something_else_today_shortens_that_wait(lobby: Lobby) -> None:
    for _ in range(8):
        lobby.ticket("kokuho")
    lobby.wait(1)
    before = lobby.estimator.services(lobby.engine.state, lobby.clock())["kokuho"]
    lobby.do(
        AssignCounter(id=lobby.ids(), by="staff:a", counter="2", services=("kokuho", "shomei"))
    )
    lobby.wait(1)
    after = lobby.estimator.services(lobby.engine.state, lobby.clock())["kokuho"]
    assert after[1] < before[1]
