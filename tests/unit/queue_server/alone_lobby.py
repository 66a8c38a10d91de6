"""A request desk with everything behind it, for kiosks that go on alone."""

import json
from datetime import timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol.link import Received
from protocol.passes import PassClaims, sign_pass
from protocol.sealed import OpeningKey
from queue_server.devices.requests import Gate, RequestDesk
from queue_server.domain.replacing import replace
from queue_server.domain.state import State, TicketAnswer, Visit
from queue_server.engine import Engine
from queue_server.journal.journal import MemoryJournal
from tests.keys import sample_key
from tests.sites import Clock, Ids, small_site
from tests.unit.queue_server.test_requests import TOPICS

KEY = sample_key()
OPENING = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))
GATE = Gate(
    kiosks=frozenset({"kiosk-1", "kiosk-2"}),
    pass_keys=(KEY.public,),
    pass_issuer="aizu",
    sealing_kid=OPENING.public.kid,
)
PASS_ID = UUID("019ac000-0000-7000-8000-00000000a001")
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
        self.kept = list[tuple[TicketAnswer, bytes]]()
        self.ids = Ids()
        self.desk = RequestDesk(
            self.engine,
            GATE,
            TOPICS,
            now=self.clock,
            new_id=self.ids,
            publish=lambda _topic, payload: self.said.append(json.loads(payload)),
            keep=lambda ticket, blob: self.kept.append((ticket, blob)),
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

    def report_pass(
        self,
        place: int,
        sequence: int,
        text: str,
        *,
        kiosk: str = "kiosk-1",
        ago: timedelta = timedelta(),
    ) -> dict[str, object]:
        """A number that a pass brought at a kiosk that was cut off."""
        id_ = IDS[place + (0 if kiosk == "kiosk-1" else 40)]
        request = {"kind": "check_in", "id": id_, "pass": text}
        visit = PAPERS[place + (0 if kiosk == "kiosk-1" else 40)]
        return self.report(
            place, sequence, id_=id_, kiosk=kiosk, ago=ago, request=request, visit=visit
        )

    def pass_text(self, *, issuer: str = "aizu", valid: timedelta = timedelta(hours=8)) -> str:
        """A pass that was made a minute ago."""
        made = self.clock() - timedelta(minutes=1)
        claims = PassClaims(
            pass_id=PASS_ID,
            issuer=issuer,
            issued_at=made,
            expires_at=made + valid,
            procedures=("tennyu", "kokuho_kanyu"),
            language="vi",
        )
        return sign_pass(claims, KEY)

    def numbered(self, number: str) -> Visit:
        """The visit with a number."""
        (visit,) = (one for one in self.state.visits.values() if one.number == number)
        return visit

    def waiting(self, service: str = "ido") -> list[str]:
        """The numbers in a queue, in order."""
        return [self.state.visits[visit].number for visit in self.state.waiting(service)]


def _fail(error: BaseException) -> None:
    raise error
