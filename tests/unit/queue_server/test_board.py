"""The board of a waiting-room display."""

from datetime import UTC, datetime, timedelta

import pytest

from queue_server.devices.catalogue import catalogue_message
from queue_server.displays.board import board
from queue_server.domain.commands import CallNext, Command, Finish, NoShow, TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.evolve import fold
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import State
from queue_server.lobby import Lobby
from tests.sites import MORNING, Ids, sample_lobby
from tests.web import OPENING_KEY


@pytest.fixture(scope="module")
def lobby() -> Lobby:
    return sample_lobby()


class Day:
    """A day in the sample lobby: a minute passes with everything that happens."""

    def __init__(self, lobby: Lobby) -> None:
        self.lobby, self.ids, self.state, self.now = lobby, Ids(), State(), MORNING

    def do(self, kind: type[Command], **fields: object) -> None:
        command = kind(id=self.ids(), by="test", **fields)
        decision = decide(self.lobby.site, self.state, command, self.now)
        assert not isinstance(decision, Refusal), decision
        self.state = fold(decision, self.state)
        self.now += timedelta(minutes=1)

    def ticket(self, *services: str) -> None:
        self.do(TakeTicket, visit=self.ids(), services=services)


def test_calls_stand_newest_first_with_counter_and_number(lobby: Lobby) -> None:
    day = Day(lobby)
    day.ticket("shomei")
    day.ticket("ido")
    day.do(CallNext, counter="1")
    day.do(CallNext, counter="3")
    shown = board(lobby, day.state, "main", day.now)
    assert [(call.number, call.counter_name) for call in shown.calls] == [
        ("B101", "3番窓口"),
        ("A101", "1番窓口"),
    ]
    assert shown.sequence == day.state.position


def test_waiting_people_are_counted_by_service_and_named_in_order(lobby: Lobby) -> None:
    day = Day(lobby)
    for _ in range(8):
        day.ticket("shomei")
    shomei = board(lobby, day.state, "main", day.now).services[0]
    assert (shomei.waiting, shomei.letter) == (8, "A")
    assert shomei.next_numbers == ("A101", "A102", "A103", "A104", "A105", "A106")


def test_who_did_not_come_is_listed_the_latest_first(lobby: Lobby) -> None:
    day = Day(lobby)
    for _ in range(2):
        day.ticket("shomei")
        day.do(CallNext, counter="1")
        day.do(NoShow, counter="1")
    assert board(lobby, day.state, "main", day.now).missed == ("A102", "A101")


def test_who_is_done_is_gone(lobby: Lobby) -> None:
    day = Day(lobby)
    day.ticket("shomei")
    day.do(CallNext, counter="1")
    day.do(Finish, counter="1")
    shown = board(lobby, day.state, "main", day.now)
    assert (shown.calls, shown.missed, shown.services[0].waiting) == ((), (), 0)


def test_on_the_next_morning_the_board_is_empty_before_anything_happened(lobby: Lobby) -> None:
    day = Day(lobby)
    day.ticket("shomei")
    shown = board(lobby, day.state, "main", day.now + timedelta(days=1))
    assert all(service.waiting == 0 for service in shown.services)
    assert shown.sequence == day.state.position


def test_a_full_days_board_stays_small(lobby: Lobby) -> None:
    day = Day(lobby)
    for _ in range(300):
        day.ticket(*lobby.services)
    assert len(board(lobby, day.state, "main", datetime.now(UTC)).to_json()) < 16_000


def test_the_catalogues_version_changes_with_its_content_only(lobby: Lobby) -> None:
    first = catalogue_message(lobby, ())
    assert first == catalogue_message(lobby, ())
    assert first.version != ""
    sealing = catalogue_message(lobby, (), OPENING_KEY.public)
    assert sealing.sealing_key == OPENING_KEY.public.entry()
    assert sealing.version != first.version
    assert {entry.service for entry in first.procedures} <= set(lobby.services)
