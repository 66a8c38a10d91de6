"""How long a sealed request is kept, and that it opens for its own visit only."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol.sealed import CertificateRequest, NotOpenedError, OpeningKey, seal
from queue_server.domain.business_day import day_ends
from queue_server.domain.commands import CallNext, CancelVisit, CloseDay, Finish, TakeTicket, Undo
from queue_server.domain.state import TicketAnswer, Visit
from queue_server.requests_store.requests import Requests
from queue_server.requests_store.store import RequestStore
from tests.sites import MORNING, TOKYO, small_site
from tests.unit.queue_server.test_domain import Lobby

KEY = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
REQUEST = CertificateRequest(
    certificate="juminhyo", name_kana="マドグチ タロウ", birth_date=date(1980, 4, 1)
)


class Hall:
    """A lobby whose counter 1 has requests to open."""

    def __init__(self, folder: Path, *, hours: float = 0) -> None:
        self.lobby = Lobby()
        self.file, self.hours = folder / "requests.db", hours
        self.requests = self.opened()

    def opened(self, key: OpeningKey = KEY) -> Requests:
        """The store, as after a start of the server."""
        return Requests(
            self.lobby.site,
            RequestStore(self.file),
            key,
            kept_after_day=timedelta(hours=self.hours),
            state=lambda: self.lobby.state,
            now=self.lobby.clock,
        )

    def restarted(self, key: OpeningKey = KEY) -> None:
        """Ends, and starts again."""
        self.requests.close()
        self.requests = self.opened(key)
        self.requests.sweep()

    def ticket(self, *, sealed_for: UUID | None = None) -> TicketAnswer:
        """Somebody takes a number, with a request."""
        id_ = self.lobby.ids()
        answer = self.lobby.do(
            TakeTicket(
                id=id_, by="kiosk-1", visit=self.lobby.ids(), services=("shomei",), request=id_
            )
        )
        assert isinstance(answer, TicketAnswer)
        self.requests.keep(answer, self.sealed(sealed_for or id_))
        return answer

    def sealed(self, id_: UUID) -> bytes:
        """The request, as a kiosk seals it."""
        return seal(REQUEST, KEY.public, site=self.lobby.site.id, request_id=id_)

    def left(self) -> int:
        """How many are in the file."""
        store = RequestStore(self.file)
        count = len(list(store.kept))
        store.close()
        return count

    def visit(self, answer: TicketAnswer) -> Visit:
        """The visit as it is now."""
        return self.lobby.state.visits[answer.visit]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path)
    yield made
    made.requests.close()


def test_it_is_there_for_its_visit_also_after_a_restart(hall: Hall) -> None:
    one, other = hall.ticket(), hall.ticket()
    for _ in range(2):
        for answer in (one, other):
            assert hall.requests.has(hall.visit(answer))
            assert hall.requests.open(hall.visit(answer)) == REQUEST
        hall.restarted()


def test_it_opens_for_no_other_ticket_and_no_other_key(hall: Hall) -> None:
    moved = hall.ticket(sealed_for=UUID(int=99))
    with pytest.raises(NotOpenedError):
        hall.requests.open(hall.visit(moved))
    right = hall.ticket()
    hall.restarted(OTHER)
    with pytest.raises(NotOpenedError, match="another key"):
        hall.requests.open(hall.visit(right))


def test_a_visit_without_one_has_none(hall: Hall) -> None:
    answer = hall.lobby.ticket("shomei")
    hall.requests.keep(answer, b"what no ticket names")
    visit = hall.visit(answer)
    assert not hall.requests.has(visit)
    assert hall.requests.open(visit) is None


def test_it_goes_with_the_end_of_the_visit_once_that_cannot_be_taken_back(hall: Hall) -> None:
    answer = hall.ticket()
    hall.lobby.at(CallNext, "1")
    hall.lobby.at(Finish, "1")
    hall.lobby.clock.forward(seconds=10)
    hall.requests.sweep()
    hall.lobby.at(Undo, "1")
    assert hall.requests.open(hall.visit(answer)) == REQUEST
    hall.lobby.at(Finish, "1")
    hall.lobby.clock.forward(seconds=16)
    # not swept yet, and not opened any more
    assert not hall.requests.has(hall.visit(answer))
    hall.requests.sweep()
    # a request that is repeated late brings nothing back
    hall.requests.keep(answer, hall.sealed(answer.visit))
    assert not hall.requests.has(hall.visit(answer))
    assert hall.left() == 0


def test_it_goes_at_once_when_the_visit_is_cancelled_or_the_day_closed(hall: Hall) -> None:
    cancelled, left = hall.ticket(), hall.ticket()
    hall.lobby.do(CancelVisit(id=hall.lobby.ids(), by="staff:test", visit=cancelled.visit))
    assert not hall.requests.has(hall.visit(cancelled))
    assert hall.requests.has(hall.visit(left))
    hall.lobby.do(CloseDay(id=hall.lobby.ids(), by="staff:test"))
    assert not hall.requests.has(hall.visit(left))
    hall.requests.sweep()
    assert hall.left() == 0


@pytest.mark.parametrize("hours", [0, 2])
def test_it_expires_when_the_business_day_is_over_and_some_hours(
    tmp_path: Path, hours: float
) -> None:
    hall = Hall(tmp_path, hours=hours)
    answer = hall.ticket()
    hall.lobby.at(CallNext, "1")
    end = datetime(2026, 11, 25, 4, tzinfo=TOKYO)
    assert day_ends(small_site(), MORNING.date()) == end
    expires = end + timedelta(hours=hours)
    hall.lobby.clock.moment = expires - timedelta(seconds=1)
    hall.requests.sweep()
    assert hall.requests.has(hall.visit(answer))
    hall.lobby.clock.moment = expires
    assert not hall.requests.has(hall.visit(answer))
    hall.requests.sweep()
    assert hall.left() == 0
    hall.requests.close()


def test_who_waited_when_the_next_day_began_has_none_left(hall: Hall) -> None:
    answer = hall.ticket()
    before = hall.visit(answer)
    hall.lobby.clock.forward(days=1)
    hall.lobby.ticket("ido")
    assert not hall.requests.has(before)
    hall.restarted()
    hall.requests.keep(answer, hall.sealed(answer.visit))
    assert hall.requests.open(before) is None
