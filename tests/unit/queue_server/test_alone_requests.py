"""What kiosks ask and report that go on alone, as bytes on the wire."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from protocol.link import Received
from queue_server.devices.requests import Gate, RequestDesk
from queue_server.domain.commands import SetService
from queue_server.domain.evolve import fold
from queue_server.domain.lives import ServiceStatus
from queue_server.domain.replacing import replace
from queue_server.domain.state import State, canonical
from queue_server.engine import Engine
from queue_server.journal.journal import MemoryJournal
from tests.keys import sample_key
from tests.sites import Clock, Ids, small_site
from tests.unit.queue_server.test_requests import TOPICS

KEY = sample_key()
GATE = Gate(kiosks=frozenset({"kiosk-1", "kiosk-2"}), pass_keys=(KEY.public,), pass_issuer="aizu")
SITE = replace(small_site(), kiosks=("kiosk-1", "kiosk-2"))
DAY = "2026-11-24"
IDS = [f"019ac000-0000-7000-8000-{number:012}" for number in range(1, 90)]
PAPERS = [f"019ac000-0000-7000-9000-{number:012}" for number in range(1, 90)]


class Lobby:
    """A request desk with everything behind it, on one thread."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.journal = MemoryJournal()
        self.engine = Engine(SITE, self.journal, now=self.clock, fatal=_fail)
        self.said = list[dict[str, object]]()
        self.ids = Ids()
        self.desk = RequestDesk(
            self.engine,
            GATE,
            TOPICS,
            now=self.clock,
            new_id=self.ids,
            publish=lambda _topic, payload: self.said.append(json.loads(payload)),
            keep=lambda _ticket, _blob: None,
        )

    @property
    def state(self) -> State:
        return self.engine.state

    def ask(self, kiosk: str = "kiosk-1", **message: object) -> dict[str, object]:
        """The one reply to a message."""
        self.said.clear()
        self.desk.put(Received(TOPICS.request(kiosk), json.dumps(message).encode()))
        self.engine.decide_waiting()
        (reply,) = self.said
        return reply

    def take(
        self, id_: str = IDS[0], service: str = "ido", kiosk: str = "kiosk-1"
    ) -> dict[str, object]:
        return self.ask(kiosk, kind="take_ticket", id=id_, services=[service])

    def lease(self, id_: str = IDS[50], kiosk: str = "kiosk-1", **left: int) -> dict[str, object]:
        at = self.clock().isoformat()
        return self.ask(kiosk, kind="lease_numbers", id=id_, at=at, left=left)

    def report(
        self,
        place: int,
        sequence: int,
        *,
        id_: str | None = None,
        kiosk: str = "kiosk-1",
        ago: timedelta = timedelta(),
        **more: object,
    ) -> dict[str, object]:
        id_ = IDS[place] if id_ is None else id_
        request = {"kind": "take_ticket", "id": id_, "services": ["ido"]}
        message: dict[str, object] = {
            "kind": "report_issued",
            "id": id_,
            "visit": PAPERS[place],
            "letter": "B",
            "sequence": sequence,
            "day": DAY,
            "issued_at": (self.clock() - ago).isoformat(),
            "clock": "server",
            "place": place,
            "request": request,
        }
        return self.ask(kiosk, **message | more)

    def waiting(self, service: str = "ido") -> list[str]:
        """The numbers in a queue, in order."""
        return [self.state.visits[visit].number for visit in self.state.waiting(service)]


def _fail(error: BaseException) -> None:
    raise error


@pytest.fixture
def lobby() -> Iterator[Lobby]:
    made = Lobby()
    yield made
    assert canonical(fold(made.journal.read())) == canonical(made.state)
    made.engine.close()


def test_numbers_are_lent_from_the_top_and_the_server_goes_past_them(lobby: Lobby) -> None:
    reply = lobby.lease()
    assert reply["kind"] == "numbers_leased"
    assert reply["day"] == DAY
    assert reply["until"] == "2026-11-25T04:00:00+09:00"
    blocks = reply["blocks"]
    assert isinstance(blocks, list)
    assert {"service": "ido", "letter": "B", "first": 990, "last": 999} in blocks
    other = lobby.lease(IDS[51], "kiosk-2")["blocks"]
    assert isinstance(other, list)
    assert {"service": "ido", "letter": "B", "first": 980, "last": 989} in other
    assert lobby.take()["number"] == "B101"


def test_a_repeated_wish_for_numbers_lends_no_more(lobby: Lobby) -> None:
    first = lobby.lease()
    assert lobby.lease() == first
    assert lobby.lease(IDS[52], shomei=10, ido=10, kokuho=10)["blocks"] == []


def test_a_number_given_alone_takes_its_place_by_its_time(lobby: Lobby) -> None:
    lobby.lease()
    lobby.take(IDS[60])
    lobby.clock.forward(minutes=10)
    lobby.take(IDS[61], kiosk="kiosk-2")
    lobby.clock.forward(minutes=10)
    reply = lobby.report(1, 990, ago=timedelta(minutes=15))
    assert reply == {
        "kind": "issued_reported",
        "id": IDS[1],
        "visit": PAPERS[1],
        "doubts": [],
    }
    assert lobby.waiting() == ["B101", "B990", "B102"]
    assert lobby.report(1, 990, ago=timedelta(minutes=15)) == reply
    assert lobby.waiting() == ["B101", "B990", "B102"]


def test_a_lost_reply_and_its_report_are_one_visit(lobby: Lobby) -> None:
    lobby.lease()
    heard = lobby.take(IDS[1])
    reply = lobby.report(1, 990)
    assert reply["visit"] == heard["visit"]
    assert lobby.waiting() == ["B990"]
    shown = lobby.ask(kind="show_ticket", id=IDS[70], visit=PAPERS[1])
    assert (shown["kind"], shown["number"]) == ("ticket_shown", "B990")
    assert lobby.take(IDS[1])["number"] == "B990"


def test_a_request_that_comes_after_its_report_gets_the_number_on_paper(lobby: Lobby) -> None:
    lobby.lease()
    lobby.report(1, 990)
    late = lobby.take(IDS[1])
    assert (late["number"], late["visit"], late["alone"]) == ("B990", PAPERS[1], True)
    assert lobby.waiting() == ["B990"]


def test_a_service_that_has_closed_is_doubted_and_not_refused(lobby: Lobby) -> None:
    lobby.lease()
    lobby.engine.enqueue(
        SetService(id=lobby.ids(), by="staff:a", service="ido", status=ServiceStatus.CLOSED),
        lambda _outcome: None,
    )
    lobby.engine.decide_waiting()
    assert lobby.report(1, 990)["doubts"] == ["service_closed"]


def test_a_clock_that_is_hours_ahead_is_set_right(lobby: Lobby) -> None:
    lobby.lease()
    ahead = timedelta(hours=-5)
    assert lobby.report(1, 990, ago=ahead)["doubts"] == ["clock_off"]
    assert lobby.report(2, 991, ago=ahead)["doubts"] == ["clock_off"]
    lobby.take(IDS[60])
    assert lobby.waiting() == ["B990", "B991", "B101"]


def test_reports_out_of_order_stand_in_the_order_of_the_kiosk(lobby: Lobby) -> None:
    lobby.lease()
    lobby.clock.forward(hours=1)
    for place in (3, 1, 2):
        lobby.report(place, 989 + place, ago=timedelta(hours=-9), clock="own")
    assert lobby.waiting() == ["B990", "B991", "B992"]


def test_a_number_of_yesterday_waits_nowhere(lobby: Lobby) -> None:
    lobby.take(IDS[60])
    reply = lobby.report(1, 990, day="2026-11-23", ago=timedelta(hours=20))
    assert reply["doubts"] == ["another_day"]
    assert lobby.waiting() == ["B101"]


def test_a_withdrawn_number_is_not_called_and_not_given_later(lobby: Lobby) -> None:
    lobby.take(IDS[1])
    assert lobby.ask(kind="withdraw", id=IDS[70], request=IDS[1])["kind"] == "withdrawn"
    assert lobby.waiting() == []
    assert lobby.ask(kind="withdraw", id=IDS[71], request=IDS[2])["kind"] == "withdrawn"
    assert lobby.take(IDS[2])["kind"] == "refused"
    # and is on paper after all
    lobby.lease()
    lobby.report(1, 990)
    assert lobby.waiting() == ["B990"]


def test_numbers_given_back_are_lent_to_others(lobby: Lobby) -> None:
    lobby.lease()
    block = {"service": "ido", "letter": "B", "first": 995, "last": 999}
    returned = lobby.ask(kind="return_numbers", id=IDS[70], day=DAY, blocks=[block])
    assert returned["kind"] == "numbers_returned"
    other = lobby.lease(IDS[51], "kiosk-2")["blocks"]
    assert isinstance(other, list)
    assert block in other


def test_services_that_are_gone_still_make_a_visit(lobby: Lobby) -> None:
    lobby.lease()
    gone = {"kind": "take_ticket", "id": IDS[1], "services": ["moon"]}
    assert lobby.report(1, 990, request=gone)["doubts"] == ["unknown_service"]
    assert lobby.waiting() == ["B990"]
