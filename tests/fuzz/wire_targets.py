"""What arrives over MQTT, at the server and at a kiosk."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import count
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.commands import CommandDesk
from kiosk.incoming import NotUnderstoodError, event_of
from protocol.alone_messages import (
    IssuedReported,
    LeaseNumbers,
    NumberBlock,
    NumbersLeased,
    ReportIssued,
    ReturnNumbers,
    Withdraw,
)
from protocol.device_commands import CommandDone, Identify, Ping, Restart, Screenshot, TestPrint
from protocol.link import Received
from protocol.messages import (
    CheckIn,
    DeviceStatus,
    Message,
    Refused,
    ServiceWaits,
    TakeTicket,
    Waits,
)
from protocol.pad_messages import PadCallNext, PadFinish, PadRecall
from protocol.reasons import Reason
from protocol.requests import reply_adapter
from protocol.sealed import NotOpenedError, OpeningKey, unseal
from protocol.ticket_messages import Cancel, Rate, Reprint, ShowTicket
from protocol.topics import Topics
from queue_server.devices.call_pads import PadDesk
from queue_server.devices.commands import DeviceCommands
from queue_server.devices.requests import Gate, RequestDesk
from queue_server.devices.statuses import DeviceStatuses
from queue_server.domain.state import TicketAnswer
from queue_server.engine import Engine
from queue_server.journal.journal import MemoryJournal
from tests.fuzz.target import Target
from tests.sites import MORNING, small_site
from tests.unit.kiosk.samples import KEY, WALL, catalogue, pass_text, ticket

TOPICS = Topics.of("aizu")
ANEW = 300
"""After so many messages a server begins anew, so that a message seldom meets an old lobby."""
_ID = UUID("01890000-0000-7000-8000-000000000001")
_OTHER_ID = UUID("01890000-0000-7000-8000-000000000002")
OPENING_KEY = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))


class _Server:
    """A server whose kiosks and pads say anything. It answers each, and goes on."""

    def __init__(self) -> None:
        self._taken = 0
        self._begin()

    def _begin(self) -> None:
        ids = count(1)
        self._said = list[tuple[str, bytes]]()
        self._engine = Engine(small_site(), MemoryJournal(), now=lambda: MORNING, fatal=_fatal)
        self._desk = RequestDesk(
            self._engine,
            Gate(frozenset({"kiosk-1"}), (KEY.public,), "aizu", OPENING_KEY.public.kid),
            TOPICS,
            now=lambda: MORNING,
            new_id=lambda: UUID(int=next(ids), version=4),
            publish=self._publish,
            keep=_keep,
        )
        self._pads = PadDesk(self._engine, {"pad-1": "1"}, TOPICS, publish=self._publish)

    def _publish(self, topic: str, payload: bytes) -> None:
        self._said.append((topic, payload))

    def request(self, data: bytes) -> None:
        """A kiosk's request: exactly one reply, which every kiosk understands."""
        self._turn()
        self._desk.put(Received(TOPICS.request("kiosk-1"), data))
        self._engine.decide_waiting()
        ((topic, payload),) = self._said
        assert topic == TOPICS.reply("kiosk-1")
        reply_adapter.validate_json(payload)

    def press(self, data: bytes) -> None:
        """A call pad's press: a reply, too."""
        self._turn()
        self._pads.put(Received(TOPICS.pad_request("pad-1"), data))
        self._engine.decide_waiting()
        assert len(self._said) == 1

    def _turn(self) -> None:
        self._taken += 1
        if self._taken % ANEW == 0:
            self._begin()
        self._said.clear()


def _fatal(error: BaseException) -> None:
    raise AssertionError("the engine failed") from error


def _keep(_ticket: TicketAnswer, _blob: bytes) -> None:
    """What was sealed is another target's."""


def _sealed(data: bytes) -> None:
    with suppress(NotOpenedError):
        unseal(data, OPENING_KEY, site="aizu", request_id=_ID)


def _at_kiosk(topic: str) -> Callable[[bytes], None]:
    def take(data: bytes) -> None:
        with suppress(NotUnderstoodError):
            event_of(Received(topic, data), TOPICS, "kiosk-1")

    return take


class _Device:
    """A device that is told things, and a server that hears of it."""

    def __init__(self) -> None:
        self._desk = CommandDesk(WALL)
        self._statuses = DeviceStatuses(["kiosk-1"], TOPICS, now=lambda: MORNING)
        self._commands = DeviceCommands(
            ["kiosk-1"],
            TOPICS,
            now=lambda: MORNING,
            publish=lambda _topic, _payload: None,
            connected=lambda: True,
        )

    def told(self, data: bytes) -> None:
        self._desk.take(Received(TOPICS.device_command("kiosk-1"), data), WALL)

    def status(self, data: bytes) -> None:
        self._statuses.put(Received(TOPICS.device_status("kiosk-1"), data))
        assert "kiosk-1" in self._statuses.heard

    def result(self, data: bytes) -> None:
        self._commands.put(Received(TOPICS.device_result("kiosk-1"), data))


def _reported(request: TakeTicket | CheckIn) -> ReportIssued:
    return ReportIssued(
        id=request.id,
        visit=_OTHER_ID,
        letter="B",
        sequence=990,
        day=WALL.date(),
        issued_at=WALL,
        clock="server",
        place=1,
        request=request,
    )


def _json(messages: Sequence[Message]) -> Sequence[bytes]:
    return [message.to_json() for message in messages]


def wire_targets() -> Sequence[Target]:
    """All of them; each has a server or a device of its own."""
    later = WALL + timedelta(minutes=1)
    block = NumberBlock(service="ido", letter="B", first=990, last=999)
    order = {"id": _ID, "at": WALL, "expires_at": later}
    asked = (
        TakeTicket(id=_ID, at=WALL, services=("ido",), needs=("infant",), procedures=("tennyu",)),
        TakeTicket(id=_ID, services=("shomei",), language="ja-simple", sealed=b"\x83\xff"),
        CheckIn(id=_ID, at=WALL, pass_text=pass_text(KEY)),
        ShowTicket(id=_ID, visit=_ID),
        Reprint(id=_ID, visit=_ID),
        Cancel(id=_ID, visit=_ID),
        Rate(id=_ID, score=3, visit=_ID),
        LeaseNumbers(id=_ID, at=WALL, left={"ido": 3}),
        ReturnNumbers(id=_ID, day=WALL.date(), blocks=(block,)),
        _reported(TakeTicket(id=_ID, services=("ido",), sealed=b"\x83\xff")),
        _reported(CheckIn(id=_ID, pass_text=pass_text(KEY))),
        Withdraw(id=_ID, request=_OTHER_ID),
    )
    pressed = (
        PadCallNext(id=_ID),
        PadRecall(id=_ID, visit=_ID),
        PadFinish(id=_ID, visit=_ID),
    )
    waits = Waits(
        site="aizu",
        at=WALL,
        services=(ServiceWaits(service="ido", waiting=3, wait_minutes=(5, 12)),),
    )
    replies = (
        ticket(_ID),
        Refused(id=_ID, reason=Reason.PASS_USED),
        Refused(id=None, reason=Reason.TOO_LARGE),
        NumbersLeased(id=_ID, at=WALL, day=WALL.date(), until=later, blocks=(block,)),
        IssuedReported(id=_ID, visit=_ID),
    )
    orders = (TestPrint(**order), Identify(**order), Screenshot(**order), Restart(**order))
    return (
        Target("request", _Server().request, _json(asked), is_json=True),
        Target("call pad", _Server().press, _json(pressed), is_json=True),
        Target("sealed request", _sealed, [b"\xd0\x83\x43\xa1\x01\x18\xa0\x40"]),
        Target(
            "catalogue message", _at_kiosk(TOPICS.catalogue), _json([catalogue(3)]), is_json=True
        ),
        Target("waits", _at_kiosk(TOPICS.waits), _json([waits]), is_json=True),
        Target(
            "reply",
            _at_kiosk(TOPICS.reply("kiosk-1")),
            [one.to_json() for one in replies],
            is_json=True,
        ),
        Target("device command", _Device().told, _json(orders), is_json=True),
        Target(
            "device status",
            _Device().status,
            _json([DeviceStatus(device="kiosk-1", state="ready", printer="paper_out")]),
            is_json=True,
        ),
        Target(
            "device result",
            _Device().result,
            _json([CommandDone(id=_ID, at=WALL), Ping(id=_ID, at=WALL)]),
            is_json=True,
        ),
    )
