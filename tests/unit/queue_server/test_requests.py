"""What kiosks ask, as bytes on the wire: requests in, replies out."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from protocol.link import Received
from protocol.messages import MESSAGE_BYTES_MAX, Refused, TakeTicket
from protocol.passes import PassClaims, SigningKey, sign_pass
from protocol.sealed import CertificateRequest, OpeningKey, seal, unseal
from protocol.topics import Topics
from queue_server.devices.requests import Gate, RequestDesk, understand
from queue_server.domain.state import TicketAnswer
from queue_server.engine import Engine
from queue_server.journal.journal import MemoryJournal
from tests.keys import sample_key
from tests.sites import Clock, Ids, small_site

KEY = sample_key()
OPENING = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
GATE = Gate(
    kiosks=frozenset({"kiosk-1"}),
    pass_keys=(KEY.public,),
    pass_issuer="aizu",
    sealing_kid=OPENING.public.kid,
)
TOPICS = Topics.of("aizu")
ID = "019ac000-0000-7000-8000-000000000001"


class Desk:
    """A request desk with everything behind it, and what it published."""

    def __init__(self) -> None:
        self.clock, self.ids = Clock(), Ids()
        self.published = list[tuple[str, dict[str, object]]]()
        self.kept = list[tuple[TicketAnswer, bytes]]()
        self.replies_before = list[int]()
        self.journal = MemoryJournal()
        self.engine = Engine(small_site(), self.journal, now=self.clock, fatal=lambda _error: None)
        self.desk = RequestDesk(
            self.engine,
            GATE,
            TOPICS,
            now=self.clock,
            new_id=self.ids,
            publish=lambda topic, payload: self.published.append((topic, json.loads(payload))),
            keep=self.keep,
        )
        self.engine.start()

    def keep(self, ticket: TicketAnswer, blob: bytes) -> None:
        """Keep a sealed request, and how many replies had gone out by then."""
        self.kept.append((ticket, blob))
        self.replies_before.append(len(self.published))

    def ask(self, *payloads: object, kiosk: str = "kiosk-1") -> list[dict[str, object]]:
        """Replies to messages, once all of them are answered."""
        for payload in payloads:
            data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
            self.desk.put(Received(TOPICS.request(kiosk), data))
        self.close()
        assert {topic for topic, _ in self.published} <= {TOPICS.reply(kiosk)}
        return [message for _, message in self.published]

    def close(self) -> None:
        self.engine.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()


def pass_text(desk: Desk, *, days: float = 30, key: SigningKey = KEY, issuer: str = "aizu") -> str:
    issued = desk.clock() - timedelta(days=40)
    claims = PassClaims(
        pass_id=UUID(int=7),
        issuer=issuer,
        issued_at=issued,
        expires_at=desk.clock() + timedelta(days=days),
        procedures=("tennyu", "kokuho_kanyu"),
    )
    return sign_pass(claims, key)


def test_a_checklist_of_ones_own_is_one_number_with_all_its_stops(desk: Desk) -> None:
    (reply,) = desk.ask(
        {
            "id": ID,
            "kind": "take_ticket",
            # an older server reads these, and gives a number for them
            "services": ["shomei", "kokuho", "ido"],
            "procedures": ["kokuho_kanyu", "juminhyo", "tennyu"],
        }
    )
    stops = reply["stops"]
    assert isinstance(stops, list)
    assert {stop["service"]: stop["procedures"] for stop in stops} == {
        "shomei": ["juminhyo"],
        "ido": ["tennyu"],
        "kokuho": ["kokuho_kanyu"],
    }
    order = [stop["service"] for stop in stops]
    assert order.index("ido") < order.index("kokuho"), "what must come first is first"
    (visit,) = desk.engine.state.visits.values()
    assert visit.number == reply["number"]
    assert {stop.service: stop.after for stop in visit.stops}["kokuho"] == ("ido",)


def test_a_service_beside_the_checklist_is_a_stop_too(desk: Desk) -> None:
    (reply,) = desk.ask(
        {"id": ID, "kind": "take_ticket", "services": ["shomei"], "procedures": ["tennyu"]}
    )
    stops = reply["stops"]
    assert isinstance(stops, list)
    assert sorted((stop["service"], stop["procedures"]) for stop in stops) == [
        ("ido", ["tennyu"]),
        ("shomei", []),
    ]


def test_a_procedure_that_is_not_there_is_refused(desk: Desk) -> None:
    (reply,) = desk.ask(
        {"id": ID, "kind": "take_ticket", "services": ["ido"], "procedures": ["flying"]}
    )
    assert reply == {"kind": "refused", "id": ID, "reason": "unknown_procedure"}
    assert not desk.engine.state.visits


def test_a_walk_in_gets_a_number(desk: Desk) -> None:
    (reply,) = desk.ask({"id": ID, "kind": "take_ticket", "services": ["ido"], "later": "key"})
    assert reply == {
        "kind": "ticket",
        "id": ID,
        "visit": str(UUID(int=1, version=4)),
        "number": "B101",
        "issued_at": "2026-11-24T09:00:00+09:00",
        "reissued": False,
        "alone": False,
        "request_kept": False,
        "stops": [
            {
                "service": "ido",
                "counters": ["2"],
                "procedures": [],
                "people_ahead": 0,
                "wait_minutes": [0, 0],
            }
        ],
    }


def test_a_pass_gets_one_number_with_its_stops_and_the_same_again(desk: Desk) -> None:
    text = pass_text(desk)
    first, again = desk.ask(
        {"id": ID, "kind": "check_in", "pass": text, "language": "en"},
        {"id": ID[:-1] + "2", "kind": "check_in", "pass": text},
    )
    assert (first["number"], again["number"]) == ("B101", "B101")
    assert (first["reissued"], again["reissued"]) == (False, True)
    assert first["visit"] == again["visit"]


def test_a_request_repeated_with_its_id_gets_the_same_reply(desk: Desk) -> None:
    ask = {"id": ID, "kind": "take_ticket", "services": ["shomei"]}
    first, other, again = desk.ask(ask, {**ask, "id": ID[:-1] + "2"}, ask)
    assert again == first
    assert other["number"] == "A102"


def test_a_request_that_the_broker_kept_is_not_asked_again(desk: Desk) -> None:
    ask = json.dumps({"id": ID, "kind": "take_ticket", "services": ["shomei"]}).encode()
    desk.desk.put(Received(TOPICS.request("kiosk-1"), ask, retained=True))
    assert desk.ask() == []
    assert desk.engine.state.position == 0


def test_a_pass_that_expired_after_its_reply_was_lost_still_gets_that_reply(desk: Desk) -> None:
    text = pass_text(desk, days=0.01)
    ask = {"id": ID, "kind": "check_in", "pass": text}
    desk.desk.put(Received(TOPICS.request("kiosk-1"), json.dumps(ask).encode()))
    desk.engine.close()
    desk.clock.forward(hours=1)
    late = RequestDesk(
        desk.engine,
        GATE,
        TOPICS,
        now=desk.clock,
        new_id=desk.ids,
        publish=lambda topic, payload: desk.published.append((topic, json.loads(payload))),
        keep=desk.keep,
    )
    late.put(Received(TOPICS.request("kiosk-1"), json.dumps(ask).encode()))
    (_, first), (_, again) = desk.published
    assert again == first


@pytest.mark.parametrize(
    ("reason", "payload", "answered"),
    [
        ("malformed", b"not json", None),
        ("malformed", b"\xff\xfe", None),
        ("malformed", b"[]", None),
        ("malformed", b"[" * 9000, None),
        ("malformed", b'{"id": true}', None),
        ("malformed", b'{"id": 12345678901234567890123456789012}', None),
        ("malformed", b'{"id": "\\ud800"}', None),
        ("malformed", b'{"id": "%s"}' % ID.encode(), ID),
        ("malformed", b'{"id": "%s", "kind": "open_door"}' % ID.encode(), ID),
        ("malformed", b'{"id": "7", "kind": "take_ticket", "services": ["ido"]}', None),
        ("malformed", b'{"id": "%s", "kind": "take_ticket", "services": []}' % ID.encode(), ID),
        ("too_large", b"x" * (1024 * 1024), None),
        (
            "unknown_service",
            b'{"id": "%s", "kind": "take_ticket", "services": ["cake"]}' % ID.encode(),
            ID,
        ),
    ],
)
def test_what_is_no_request_is_refused_and_changes_nothing(
    desk: Desk, reason: str, payload: bytes, answered: str | None
) -> None:
    assert desk.ask(payload) == [{"kind": "refused", "id": answered, "reason": reason}]
    assert desk.engine.state.position == 0
    assert desk.desk.refused == 1


def test_an_unknown_kiosk_is_refused_at_its_own_address(desk: Desk) -> None:
    ask = {"id": ID, "kind": "take_ticket", "services": ["ido"]}
    assert desk.ask(ask, kiosk="kiosk-99") == [
        {"kind": "refused", "id": ID, "reason": "unknown_kiosk"}
    ]
    assert desk.engine.state.position == 0


@pytest.mark.parametrize(
    ("reason", "made"),
    [
        ("pass_expired", {"days": -1}),
        ("pass_forged", {"key": SigningKey(KEY.kid, Ed25519PrivateKey.generate())}),
        ("pass_other_city", {"issuer": "kitakata"}),
    ],
)
def test_a_bad_pass_is_refused_by_the_server_too(
    desk: Desk, reason: str, made: dict[str, object]
) -> None:
    text = pass_text(desk, **made)  # type: ignore[arg-type]  # a table of keywords
    assert desk.ask({"id": ID, "kind": "check_in", "pass": text}) == [
        {"kind": "refused", "id": ID, "reason": reason}
    ]


def test_a_cut_off_and_a_ten_kilobyte_pass_are_refused(desk: Desk) -> None:
    replies = desk.ask(
        {"id": ID, "kind": "check_in", "pass": pass_text(desk)[:100]},
        {"id": ID, "kind": "check_in", "pass": "MG1:" + "A" * 10_000},
        {"id": ID, "kind": "check_in", "pass": "https://example.jp/"},
    )
    assert [reply["reason"] for reply in replies] == [
        "pass_unreadable",
        "too_large",
        "pass_not_ours",
    ]


def sealed_ask(key: OpeningKey = OPENING, service: str = "shomei") -> dict[str, object]:
    """A request for a number with a sealed request, as a kiosk sends it."""
    request = CertificateRequest(
        certificate="juminhyo", name_kana="マドグチ", birth_date=date(1980, 4, 1)
    )
    blob = seal(request, key.public, site="aizu", request_id=UUID(ID))
    asked = TakeTicket(id=UUID(ID), services=(service,), sealed=blob)
    read: dict[str, object] = json.loads(asked.to_json())
    return read


def test_a_sealed_request_is_kept_before_its_reply_as_it_came(desk: Desk) -> None:
    first, again = desk.ask(sealed_ask(), sealed_ask())
    assert (first["number"], first["request_kept"]) == ("A101", True)
    assert again == first
    # the second time too: nobody knows whether it was kept before the process ended
    assert desk.replies_before == [0, 1]
    (ticket, blob), _ = desk.kept
    assert (str(ticket.visit), str(ticket.request)) == (first["visit"], ID)
    assert unseal(blob, OPENING, site="aizu", request_id=UUID(ID)).name_kana == "マドグチ"
    (visit,) = desk.engine.state.visits.values()
    assert visit.request == UUID(ID)


def test_one_that_could_never_be_opened_here_still_gets_a_number(desk: Desk) -> None:
    with capture_logs() as logs:
        (reply,) = desk.ask(sealed_ask(OTHER))
    assert (reply["number"], reply["request_kept"]) == ("A101", False)
    assert desk.kept == []
    assert [log["event"] for log in logs] == ["sealed_request_unusable"]


def test_nothing_is_kept_of_a_request_that_is_refused(desk: Desk) -> None:
    replies = desk.ask(
        sealed_ask(service="nowhere"),
        {**sealed_ask(), "sealed": "A" * 5_000},
        {**sealed_ask(), "sealed": "no base64 *"},
    )
    assert sorted(str(reply["reason"]) for reply in replies) == [
        "malformed",
        "malformed",
        "unknown_service",
    ]
    assert desk.kept == []


@given(st.binary(max_size=MESSAGE_BYTES_MAX))
def test_no_bytes_are_a_crash(payload: bytes) -> None:
    understood = understand(GATE, "kiosk-1", payload, now=Clock()(), new_id=Ids())
    assert isinstance(understood, Refused)
