"""A Mosquitto with TLS and two kiosks, two call pads: made by the same desk as an installation."""

import os
import signal
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from paho.mqtt.client import Client, ConnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from protocol.access import Role
from protocol.enrolment import Enrolment
from protocol.link import Broker
from protocol.topics import Topics
from queue_server.broker.desk import PASSWORD_FILE, DeviceDesk, Groups, Prepared
from queue_server.demo.ports import answers, free_ports
from tests.system.parts import PATIENCE, Process, process
from tests.waiting import eventually

HOST = "127.0.0.1"
TOPICS = Topics.of("aizu")


@dataclass(frozen=True)
class Secured:
    """The broker and what its devices were given."""

    folder: Path
    desk: DeviceDesk
    process: Process
    enrolments: Mapping[str, Enrolment]
    server_port: int
    port: int
    websocket_port: int

    @property
    def server(self) -> Broker:
        """As the server reaches it."""
        password = (self.folder / PASSWORD_FILE).read_text().strip()
        return Broker(HOST, self.server_port, "server", password)

    def prepare(self) -> Prepared:
        """As `queue-server device ca` does."""
        return _prepare(self.desk, (self.server_port, self.port, self.websocket_port))

    def shown_to_displays(self) -> str:
        """The broker's certificate, as browsers see it."""
        return ssl.get_server_certificate((HOST, self.websocket_port))

    @contextmanager
    def started_again(self) -> Iterator[None]:
        """As `systemctl restart mosquitto` does."""
        self.process.end()
        with _running(self.desk, (self.server_port, self.port, self.websocket_port)):
            yield

    def read_again(self) -> None:
        """As `systemctl reload mosquitto` does."""
        os.kill(self.process.pid, signal.SIGHUP)


def _prepare(desk: DeviceDesk, ports: Sequence[int], *, days: int = 30) -> Prepared:
    server_port, port, websocket_port = ports
    return desk.prepare(
        "aizu",
        [HOST],
        pages="http://127.0.0.1:1",
        port=port,
        websocket_port=websocket_port,
        server_port=server_port,
        host=HOST,
        days=days,
    )


def _desk(folder: Path, age: timedelta = timedelta()) -> DeviceDesk:
    groups = Groups("nobody-", "nobody-")
    return DeviceDesk(folder, now=lambda: datetime.now(UTC) - age, groups=groups)


@contextmanager
def secured(folder: Path, *, authority_age: timedelta = timedelta()) -> Iterator[Secured]:
    """The broker, which runs."""
    server_port, port, websocket_port = ports = free_ports(HOST, 3)
    _prepare(_desk(folder, authority_age), ports, days=authority_age.days + 30)
    desk = _desk(folder)
    enrolments = {
        name: desk.add(name, Role.KIOSK, days=30).enrolment for name in ("kiosk-1", "kiosk-2")
    }
    enrolments |= {name: desk.add(name, Role.PAD, days=30).enrolment for name in ("pad-1", "pad-3")}
    with _running(desk, ports) as broker:
        yield Secured(folder, desk, broker, enrolments, server_port, port, websocket_port)


@contextmanager
def _running(desk: DeviceDesk, ports: Sequence[int]) -> Iterator[Process]:
    with process("mosquitto", "-c", desk.config) as broker:
        eventually(lambda: all(answers(HOST, one) for one in ports), "the broker", within=PATIENCE)
        yield broker


class Somebody:
    """A client of MQTT 5, which a broker tells what it refuses (3.1.1 says yes to everything)."""

    def __init__(
        self,
        broker: Broker,
        *,
        client_id: str = "",
        websocket: ssl.SSLContext | None = None,
        will: str | None = None,
    ) -> None:
        self.heard: list[str] = []
        self._answers: dict[int, ReasonCode] = {}
        self._changed = threading.Condition()
        self.refused: ReasonCode | None = None
        self.ended = threading.Event()
        self._ready = threading.Event()
        self._client = client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            transport="tcp" if websocket is None else "websockets",
            reconnect_on_failure=False,
        )
        if websocket is not None:
            client.tls_set_context(websocket)
        elif broker.tls is not None:
            client.tls_set_context(broker.tls.context())
        if broker.username is not None:
            client.username_pw_set(broker.username, broker.password)
        if will is not None:
            client.will_set(will, b"will", qos=1, retain=True)
        client.on_connect = self._connected
        client.on_disconnect = lambda *_: self.ended.set()
        client.on_publish = self._published
        client.on_subscribe = lambda *_: self._ready.set()
        client.on_message = self._received
        client.connect(broker.host, broker.port)
        client.loop_start()
        eventually(
            lambda: self._ready.is_set() or self.ended.is_set(), "an answer", within=PATIENCE
        )

    def may_say(self, topics: list[str], *, retain: bool = False) -> set[str]:
        """Say something on each topic: those on which the broker took it."""
        asked = {self._client.publish(topic, b"x", 1, retain).mid: topic for topic in topics}
        with self._changed:
            done = self._changed.wait_for(lambda: asked.keys() <= self._answers.keys(), PATIENCE)
        assert done, "the broker did not answer"
        return {topic for mid, topic in asked.items() if not self._answers[mid].is_failure}

    def listen(self, *topics: str) -> None:
        """Ask to hear these."""
        self._ready.clear()
        self._client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in topics])
        assert self._ready.wait(PATIENCE)

    def break_off(self) -> None:
        """End without a goodbye, so that the last will is said."""
        self._client.loop_stop()
        connection = self._client.socket()
        assert connection is not None
        connection.close()

    def close(self) -> None:
        """Let go of the broker."""
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(
        self,
        client: Client,
        _userdata: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self.refused = reason
            self.ended.set()
        else:
            self._ready.set()

    def _published(
        self, _client: Client, _userdata: object, mid: int, reason: ReasonCode, _p: Properties
    ) -> None:
        with self._changed:
            self._answers[mid] = reason
            self._changed.notify()

    def _received(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        self.heard.append(message.topic)
