"""What is pressed on call pads, as bytes on the wire: presses in, replies out."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from protocol.link import Received
from protocol.messages import MESSAGE_BYTES_MAX
from protocol.pad_messages import PadCallNext, PadFinish, PadRecall, PadRefused
from protocol.reasons import PadReason
from protocol.topics import Topics
from queue_server.devices.call_pads import REASONS, PadDesk, command_of, understand
from queue_server.domain.commands import Command, Finish, Park, TakeTicket
from queue_server.domain.decide import decide
from queue_server.domain.refusals import Refusal
from queue_server.engine import Engine
from queue_server.journal.journal import Journal, MemoryJournal
from tests.sites import Clock, Ids, small_site
from tests.unit.queue_server.reports.test_visits import STEPS, act
from tests.unit.queue_server.test_domain import Lobby

COUNTERS = {"pad-2": "2", "pad-3": "3"}
TOPICS = Topics.of("aizu")
ID = "019ac000-0000-7000-8000-000000000001"
NEXT = {"id": ID, "kind": "call_next"}


class Desk:
    """A pad desk with everything behind it, and what it published."""

    def __init__(self, journal: Journal | None = None) -> None:
        self.ids = Ids()
        self.published = list[tuple[str, bytes]]()
        self.journal = MemoryJournal() if journal is None else journal
        self.engine = Engine(small_site(), self.journal, now=Clock(), fatal=lambda _error: None)
        self.desk = PadDesk(
            self.engine,
            COUNTERS,
            TOPICS,
            publish=lambda topic, payload: self.published.append((topic, payload)),
        )
        self.engine.start()

    def do(self, command: Command) -> None:
        """Something that is done elsewhere."""
        self.engine.submit(command).result(10)

    def ticket(self, service: str = "ido") -> UUID:
        """Somebody takes a number."""
        visit = self.ids()
        self.do(TakeTicket(id=uuid7(), by="kiosk-1", visit=visit, services=(service,)))
        return visit

    def press(self, *payloads: object, pad: str = "pad-2", together: bool = False) -> None:
        """Messages of a pad, as it sends them: each when the last is answered; or all of them at
        once.
        """
        for payload in payloads:
            data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
            self.desk.put(Received(TOPICS.pad_request(pad), data))
            if not together:
                self.engine.decide_waiting()
        self.engine.decide_waiting()

    def replies(self, pad: str = "pad-2") -> list[dict[str, object]]:
        """All that a pad was told; nobody else was told anything."""
        assert {topic for topic, _ in self.published} <= {TOPICS.pad_reply(pad)}
        return [json.loads(payload) for _, payload in self.published]

    def close(self) -> None:
        self.engine.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()


def test_next_recall_and_finish_are_answered_with_the_number_and_who_waits(desk: Desk) -> None:
    visit = desk.ticket()
    desk.ticket("shomei")
    desk.press(
        NEXT,
        {"id": ID[:-1] + "2", "kind": "recall", "visit": str(visit)},
        {"id": ID[:-1] + "3", "kind": "finish", "visit": str(visit), "later": "key"},
    )
    assert desk.replies() == [
        {
            "kind": "pad_done",
            "id": ID[:-1] + str(key),
            "number": "B101",
            "visit": str(visit),
            "waiting": 1,
            "sequence": position,
        }
        # the first press opened the counter too, and the last one closed the visit
        for key, position in ((1, 5), (2, 6), (3, 8))
    ]


def test_the_journal_says_which_pad_it_was(desk: Desk) -> None:
    desk.ticket()
    desk.press(NEXT)
    desk.replies()
    assert [event.by for event in desk.journal.read()] == ["kiosk-1"] * 2 + ["pad-2"] * 2


def test_a_pad_acts_on_its_own_counter_whatever_the_message_says(desk: Desk) -> None:
    visit = desk.ticket("kokuho")
    desk.press({**NEXT, "counter": "2", "pad": "pad-2"}, pad="pad-3")
    assert [reply["number"] for reply in desk.replies("pad-3")] == ["E101"]
    assert dict(desk.engine.state.at_counter) == {"3": visit}


def test_the_same_press_again_acts_once_and_gets_the_same_bytes(desk: Desk) -> None:
    first = desk.ticket()
    desk.ticket()
    desk.press(NEXT)
    desk.ticket()
    desk.do(Finish(id=uuid7(), by="staff:m-0312", counter="2"))
    desk.press(NEXT)
    desk.replies()
    (_, answer), (_, again) = desk.published
    assert again == answer
    assert json.loads(answer)["visit"] == str(first)
    # the second press has called nobody
    assert not desk.engine.state.at_counter


def test_a_key_that_is_pressed_again_at_once_acts_once(desk: Desk) -> None:
    desk.ticket()
    desk.ticket()
    desk.press(NEXT, NEXT, {"id": ID[:-1] + "2", "kind": "call_next"}, together=True)
    first, again, other = desk.replies()
    assert first == again
    assert (first["number"], other.get("reason")) == ("B101", "counter_busy")


def test_what_is_pressed_while_the_server_ends_is_not_answered(desk: Desk) -> None:
    desk.ticket()
    desk.engine.close()
    desk.press(NEXT)
    assert desk.replies() == []


def test_a_press_from_before_a_restart_acts_once(desk: Desk) -> None:
    desk.ticket()
    desk.ticket()
    desk.press(NEXT)
    (first,) = desk.replies()
    later = Desk(desk.journal)
    later.press(NEXT)
    assert later.replies() == [first]


def test_an_id_that_was_another_press_is_not_said_to_be_done(desk: Desk) -> None:
    desk.ticket()
    desk.press(NEXT, {"id": ID, "kind": "finish"})
    assert [reply.get("reason") for reply in desk.replies()] == [None, "id_reused"]
    assert set(desk.engine.state.at_counter) == {"2"}


def test_the_id_of_another_pads_press_or_of_a_kiosk_is_not_said_to_be_done(desk: Desk) -> None:
    desk.do(TakeTicket(id=UUID(ID), by="kiosk-1", visit=desk.ids(), services=("ido",)))
    desk.press(NEXT)
    assert [reply["reason"] for reply in desk.replies()] == ["id_reused"]


def test_a_pad_that_is_behind_acts_on_nobody_else(desk: Desk) -> None:
    first, second = desk.ticket(), desk.ticket()
    desk.press(NEXT)
    desk.do(Park(id=uuid7(), by="staff:m-0312", counter="2"))
    desk.press(
        {"id": ID[:-1] + "2", "kind": "call_next"},
        {"id": ID[:-1] + "3", "kind": "finish", "visit": str(first)},
        {"id": ID[:-1] + "4", "kind": "recall", "visit": str(first)},
    )
    assert [reply.get("reason") for reply in desk.replies()] == [
        None,
        None,
        "visit_changed",
        "visit_changed",
    ]
    assert desk.engine.state.at_counter["2"] == second


def test_what_cannot_be_done_has_a_name(desk: Desk) -> None:
    desk.press(NEXT, {"id": ID[:-1] + "2", "kind": "finish"})
    desk.press({"id": ID[:-1] + "3", "kind": "recall"})
    desk.ticket()
    desk.press({"id": ID[:-1] + "4", "kind": "call_next"})
    desk.press({"id": ID[:-1] + "5", "kind": "call_next"})
    assert [reply.get("reason") for reply in desk.replies()] == [
        "nobody_waiting",
        "counter_empty",
        "counter_empty",
        None,
        "counter_busy",
    ]
    assert desk.desk.refused == 4


@pytest.mark.parametrize(
    ("reason", "payload", "answered"),
    [
        ("malformed", b"not json", None),
        ("malformed", b"\xff\xfe", None),
        ("malformed", b"[]", None),
        ("malformed", b"[" * 9000, None),
        ("malformed", b'{"id": "\\ud800"}', None),
        ("malformed", b'{"id": "%s"}' % ID.encode(), ID),
        ("malformed", b'{"id": "%s", "kind": "park"}' % ID.encode(), ID),
        ("malformed", b'{"id": "%s", "kind": "finish", "visit": "B101"}' % ID.encode(), ID),
        ("malformed", b'{"id": "7", "kind": "call_next"}', None),
        ("too_large", b"x" * (MESSAGE_BYTES_MAX + 1), None),
    ],
)
def test_what_is_no_press_is_refused_and_changes_nothing(
    desk: Desk, reason: str, payload: bytes, answered: str | None
) -> None:
    desk.press(payload)
    assert desk.replies() == [{"kind": "refused", "id": answered, "reason": reason}]
    assert desk.engine.state.position == 0
    assert desk.desk.refused == 1


def test_an_unknown_pad_is_refused_at_its_own_address(desk: Desk) -> None:
    desk.ticket()
    desk.press(NEXT, pad="pad-99")
    assert desk.replies("pad-99") == [{"kind": "refused", "id": ID, "reason": "unknown_pad"}]
    assert not desk.engine.state.at_counter


def test_a_press_that_the_broker_kept_is_not_carried_out(desk: Desk) -> None:
    desk.ticket()
    payload = json.dumps(NEXT).encode()
    desk.desk.put(Received(TOPICS.pad_request("pad-2"), payload, retained=True))
    assert desk.replies() == []
    assert not desk.engine.state.at_counter


def test_every_reason_of_the_protocol_is_used() -> None:
    own = {PadReason.MALFORMED, PadReason.TOO_LARGE, PadReason.UNKNOWN_PAD}
    assert {*REASONS.values(), *own} == {*PadReason}


@given(st.lists(st.sampled_from(STEPS), max_size=25))
def test_whatever_has_happened_a_press_is_done_or_has_a_reason(
    steps: list[tuple[str, ...]],
) -> None:
    lobby = Lobby()
    for step in steps:
        act(lobby, *step)
    for press in (PadCallNext(id=uuid7()), PadRecall(id=uuid7()), PadFinish(id=uuid7())):
        command = command_of(press, pad="pad-2", counter="2")
        outcome = decide(lobby.site, lobby.state, command, lobby.clock())
        assert not isinstance(outcome, Refusal) or outcome in REASONS


@given(st.binary(max_size=MESSAGE_BYTES_MAX))
def test_no_bytes_are_a_crash(payload: bytes) -> None:
    assert isinstance(understand(COUNTERS, "pad-2", payload), PadRefused)
