"""What kiosks hear of waits: the truth, also of services that take nobody, every few seconds."""

import queue
from datetime import timedelta

import pytest

from protocol.messages import Waits
from protocol.topics import Topics
from queue_server.displays.board import board
from queue_server.displays.publisher import BoardPublisher
from queue_server.displays.waits import is_news, waits
from queue_server.domain.commands import CallNext, Command, SetService, TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.evolve import fold
from queue_server.domain.lives import ServiceStatus
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import State
from queue_server.lobby import Lobby, load_lobby
from tests.sites import MORNING, SAMPLE_SITE, Clock, Ids

SECONDS = 10


@pytest.fixture(scope="module")
def lobby() -> Lobby:
    return load_lobby(SAMPLE_SITE)


class Day:
    """A morning in the sample lobby."""

    def __init__(self, lobby: Lobby) -> None:
        self.lobby, self.ids, self.state = lobby, Ids(), State()

    def do(self, kind: type[Command], **fields: object) -> None:
        decision = decide(
            self.lobby.site, self.state, kind(id=self.ids(), by="test", **fields), MORNING
        )
        assert not isinstance(decision, Refusal), decision
        self.state = fold(decision, self.state)

    def ticket(self, service: str) -> None:
        self.do(TakeTicket, visit=self.ids(), services=(service,))


def test_waits_are_those_of_the_board(lobby: Lobby) -> None:
    day = Day(lobby)
    for _ in range(3):
        day.ticket("ido")
    day.do(CallNext, counter="3")
    minutes = {"shomei": (1, 2)}
    said = waits(lobby, day.state, MORNING, minutes)
    shown = board(lobby, day.state, "main", MORNING, minutes)
    assert [(entry.service, entry.waiting, entry.wait_minutes) for entry in said.services] == [
        (entry.service, entry.waiting, entry.wait_minutes) for entry in shown.services
    ]
    assert {entry.service: entry.waiting for entry in said.services}["ido"] == 2
    assert said.services[0].wait_minutes == (1, 2)
    assert all(entry.status == "open" for entry in said.services)


def test_a_service_that_takes_nobody_says_so(lobby: Lobby) -> None:
    day = Day(lobby)
    day.ticket("ido")
    day.do(SetService, service="ido", status=ServiceStatus.LAST_TICKET)
    day.do(SetService, service="shomei", status=ServiceStatus.CLOSED)
    said = {entry.service: entry for entry in waits(lobby, day.state, MORNING).services}
    assert said["ido"].status == "last_ticket"
    assert said["ido"].wait_minutes is not None, "who waits is still called"
    assert (said["shomei"].status, said["shomei"].wait_minutes) == ("closed", None)
    next_day = waits(lobby, day.state, MORNING + timedelta(days=1))
    assert all((entry.status, entry.waiting) == ("open", 0) for entry in next_day.services)


def test_what_changes_all_the_time_waits_a_moment_and_a_closing_does_not(lobby: Lobby) -> None:
    day = Day(lobby)
    first = waits(lobby, day.state, MORNING)
    day.ticket("ido")
    more = waits(lobby, day.state, MORNING + timedelta(seconds=1))
    assert is_news(None, first, 5)
    assert not is_news(first, more, 5)
    assert is_news(first, waits(lobby, day.state, MORNING + timedelta(seconds=5)), 5)
    assert is_news(first, waits(lobby, day.state, MORNING - timedelta(hours=1)), 5), "clock set"
    day.do(SetService, service="ido", status=ServiceStatus.LAST_TICKET)
    assert is_news(first, waits(lobby, day.state, MORNING + timedelta(seconds=1)), 5)


def test_they_are_published_on_a_topic_of_their_own_and_again_for_a_broker_that_forgot(
    lobby: Lobby,
) -> None:
    published: queue.SimpleQueue[Waits] = queue.SimpleQueue()
    topics = Topics.of("aizu")
    day = Day(lobby)

    def publish(topic: str, payload: bytes) -> None:
        if topic == topics.waits:
            published.put(Waits.model_validate_json(payload))

    publisher = BoardPublisher(
        lobby,
        topics,
        state=lambda: day.state,
        now=Clock(),
        waits=lambda _state, _now: {"ido": (12, 20)},
        publish=publish,
    )
    publisher.start()
    first = published.get(timeout=SECONDS)
    day.ticket("ido")
    publisher.changed()
    publisher.connected()
    again = published.get(timeout=SECONDS)
    publisher.close()
    ido = next(entry for entry in again.services if entry.service == "ido")
    assert (ido.waiting, ido.wait_minutes) == (1, (12, 20))
    assert first.site == again.site == "aizu"
