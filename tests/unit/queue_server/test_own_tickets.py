"""A ticket that somebody holds up, and how it was today: as bytes on the wire, and in the rules."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from protocol.link import Received
from queue_server.domain.commands import CallNext, CloseDay, Command, Finish, NoShow, Park
from queue_server.domain.events import Rated
from queue_server.domain.ratings import PER_HOUR_MAX, PER_MINUTE_MAX
from queue_server.domain.tickets import REISSUES_MAX
from tests.unit.queue_server.test_requests import TOPICS, Desk, pass_text

UNKNOWN = str(UUID(int=255, version=4))


class Lobby(Desk):
    """A desk at which one thing happens after another."""

    def says(self, kind: str, id_: str | None = None, **rest: object) -> dict[str, Any]:
        """The reply to one request."""
        request = {"id": id_ or str(self.ids()), "kind": kind, **rest}
        count = len(self.published)
        payload = json.dumps(request).encode()
        self.desk.put(Received(TOPICS.request("kiosk-1"), payload))
        self.engine.decide_waiting()
        (reply,) = self.published[count:]
        return reply[1]

    def number(self, *services: str) -> str:
        """The visit of somebody who has just come."""
        return str(self.says("take_ticket", services=services or ("ido",))["visit"])

    def staff(self, kind: type[Command], **rest: object) -> None:
        """A command of staff."""
        self.engine.submit(kind(id=self.ids(), by="staff:a", **rest))
        self.engine.decide_waiting()

    def shown(self, visit: str) -> dict[str, Any]:
        """What somebody is told who holds up a ticket."""
        return self.says("show_ticket", visit=visit)

    def served(self) -> str:
        """The visit of somebody who is done."""
        visit = self.number()
        self.staff(CallNext, counter="2")
        self.staff(Finish, counter="2")
        return visit

    def ratings(self) -> list[Rated]:
        """All that were kept."""
        return [event for event in self.journal.read() if isinstance(event, Rated)]


@pytest.fixture
def lobby() -> Iterator[Lobby]:
    made = Lobby()
    yield made
    made.close()


def test_who_waits_is_told_where_they_stand_and_nothing_happens(lobby: Lobby) -> None:
    lobby.number()
    visit = lobby.number()
    before = lobby.engine.state.position
    shown = lobby.shown(visit)
    assert (shown["kind"], shown["number"], shown["standing"]) == (
        "ticket_shown",
        "B102",
        "waiting",
    )
    assert shown["stops"] == [
        {
            "service": "ido",
            "standing": "waiting",
            "counters": ["2"],
            "people_ahead": 1,
            "wait_minutes": [9, 21],
        }
    ]
    assert lobby.engine.state.position == before


def test_each_standing_is_said(lobby: Lobby) -> None:
    visit = lobby.number()
    lobby.staff(CallNext, counter="2")
    called = lobby.shown(visit)
    assert (called["standing"], called["stops"][0]["counters"]) == ("called", ["2"])
    assert "wait_minutes" not in called["stops"][0]
    lobby.staff(NoShow, counter="2")
    missed = lobby.shown(visit)
    assert (missed["standing"], missed["stops"][0]["standing"]) == ("away", "missed")
    assert missed["stops"][0]["counters"] == ["2"]
    lobby.says("cancel", visit=visit)
    other = lobby.number()
    lobby.staff(CallNext, counter="2")
    lobby.staff(Park, counter="2")
    assert lobby.shown(other)["stops"][0]["standing"] == "parked"
    assert lobby.shown(lobby.served())["standing"] == "finished"
    left = lobby.number()
    lobby.staff(CloseDay)
    assert lobby.shown(left)["standing"] == "over"


def test_a_stop_that_comes_after_another_says_so(lobby: Lobby) -> None:
    reply = lobby.says("check_in", **{"pass": pass_text(lobby)})
    shown = lobby.shown(str(reply["visit"]))
    assert [stop["standing"] for stop in shown["stops"]] == ["waiting", "later"]


def test_cancelled_is_cancelled_once_and_the_same_is_said_again(lobby: Lobby) -> None:
    visit = lobby.number()
    id_ = str(lobby.ids())
    first = lobby.says("cancel", id_, visit=visit)
    assert first == {"kind": "cancelled", "id": id_, "visit": visit}
    assert lobby.says("cancel", id_, visit=visit) == first
    assert lobby.engine.state.waiting("ido") == ()
    assert lobby.says("cancel", visit=visit)["reason"] == "ticket_over"
    assert lobby.says("reprint", visit=visit)["reason"] == "ticket_over"
    assert lobby.shown(visit)["standing"] == "over"


def test_a_ticket_is_printed_again_a_few_times_and_each_is_kept(lobby: Lobby) -> None:
    visit = lobby.number()
    id_ = str(lobby.ids())
    first = lobby.says("reprint", id_, visit=visit)
    assert (first["number"], first["reissued"], first["visit"]) == ("B101", True, visit)
    assert lobby.says("reprint", id_, visit=visit) == first, "the same id is the same paper"
    replies = [lobby.says("reprint", visit=visit) for _ in range(REISSUES_MAX)]
    assert [reply["kind"] for reply in replies] == ["ticket"] * (REISSUES_MAX - 1) + ["refused"]
    assert replies[-1]["reason"] == "too_many"


@pytest.mark.parametrize("kind", ["show_ticket", "reprint", "cancel"])
def test_a_code_that_nobody_has_is_refused_and_changes_nothing(lobby: Lobby, kind: str) -> None:
    lobby.number()
    before = lobby.engine.state.position
    assert lobby.says(kind, visit=str(lobby.ids()))["reason"] == "ticket_unknown"
    assert lobby.engine.state.position == before


@pytest.mark.parametrize("kind", ["show_ticket", "reprint", "cancel"])
@pytest.mark.parametrize("first", ["ffffffff-ffff", "e677d21f-dbff"])
def test_an_id_from_beyond_the_calendar_is_a_code_that_nobody_has(
    lobby: Lobby, kind: str, first: str
) -> None:
    reply = lobby.says(kind, visit=f"{first}-7000-8000-000000000000")
    assert (reply["kind"], reply["reason"]) == ("refused", "ticket_unknown")


def test_a_ticket_of_yesterday_is_said_to_be_one(lobby: Lobby) -> None:
    """By the time in its id: nothing else of yesterday is kept."""
    asked = lobby.clock()
    yesterday, today = (_id_made_at(asked - timedelta(days=days)) for days in (1, 0))
    assert lobby.shown(yesterday)["reason"] == "ticket_other_day"
    assert lobby.says("cancel", visit=yesterday)["reason"] == "ticket_other_day"
    assert lobby.shown(today)["reason"] == "ticket_unknown"
    visit = lobby.number()
    lobby.clock.forward(days=1)
    assert lobby.shown(visit)["reason"] == "ticket_unknown", "before the day has begun, too"


def test_who_guesses_is_not_listened_to_for_a_moment(lobby: Lobby) -> None:
    visit = lobby.number()
    tried = {str(lobby.shown(UNKNOWN)["reason"]) for _ in range(10)}
    assert tried == {"ticket_unknown"}
    for kind in ("show_ticket", "reprint", "cancel"):
        assert lobby.says(kind, visit=visit)["reason"] == "too_many"
    lobby.number()
    lobby.clock.forward(minutes=1)
    assert lobby.shown(visit)["kind"] == "ticket_shown"


def test_a_finished_visit_says_once_how_it_was(lobby: Lobby) -> None:
    visit = lobby.served()
    assert lobby.shown(visit)["rated"] is False
    id_ = str(lobby.ids())
    first = lobby.says("rate", id_, visit=visit, score=4)
    assert first == {"kind": "rated", "id": id_, "counted": True}
    assert lobby.says("rate", id_, visit=visit, score=4) == first
    assert lobby.says("rate", visit=visit, score=1)["counted"] is False
    assert lobby.shown(visit)["rated"] is True
    (rated,) = lobby.ratings()
    assert (rated.score, rated.services, rated.by) == (4, ("ido",), "kiosk-1")


def test_a_visit_that_goes_on_does_not_say_yet_how_it_was(lobby: Lobby) -> None:
    visit = lobby.number()
    assert lobby.says("rate", visit=visit, score=5)["counted"] is False
    assert lobby.says("rate", visit=UNKNOWN, score=5)["reason"] == "ticket_unknown"
    assert lobby.ratings() == []


@pytest.mark.parametrize("score", [0, 6, "5 stars", None])
def test_what_is_no_answer_is_refused(lobby: Lobby, score: object) -> None:
    assert lobby.says("rate", score=score)["reason"] == "malformed"


def test_answers_without_a_ticket_count_until_they_are_a_flood(lobby: Lobby) -> None:
    minutes = list[list[str]]()
    for _ in range(PER_HOUR_MAX // PER_MINUTE_MAX + 1):
        lobby.clock.forward(minutes=2)
        minutes.append([lobby.says("rate", score=5)["kind"] for _ in range(PER_MINUTE_MAX + 1)])
    assert minutes[0] == ["rated"] * PER_MINUTE_MAX + ["refused"]
    assert minutes[-1] == ["refused"] * (PER_MINUTE_MAX + 1)
    assert len(lobby.ratings()) == PER_HOUR_MAX
    assert {(rated.visit, rated.services) for rated in lobby.ratings()} == {(None, ())}
    lobby.clock.forward(hours=1)
    assert lobby.says("rate", score=5)["counted"] is True


def _id_made_at(moment: datetime) -> str:
    """A UUIDv7 of that time."""
    stamp = int(moment.astimezone(UTC).timestamp() * 1000)
    return str(UUID(int=stamp << 80 | 7 << 76 | 2 << 62 | 12345))
