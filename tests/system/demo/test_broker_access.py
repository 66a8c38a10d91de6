"""What Mosquitto lets whom do, with the access lists that are shipped."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from paho.mqtt.client import Client, ConnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from protocol.topics import Topics
from queue_server.demo.broker import SERVER, BrokerFiles, Listeners, write_broker_files
from queue_server.demo.ports import answers, free_ports
from tests.system.parts import PATIENCE, Listener, process
from tests.waiting import eventually

HOST = "127.0.0.1"
TOPICS = Topics.of("aizu")


@dataclass
class Broker:
    """A Mosquitto with two kiosks and a call pad."""

    files: BrokerFiles
    mqtt_port: int
    websocket_port: int

    def url(self, user: str, password: str | None = None) -> str:
        """Its address for a user."""
        word = self.files.passwords[user] if password is None else password
        return f"mqtt://{user}:{word}@{HOST}:{self.mqtt_port}"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    mqtt_port, websocket_port = free_ports(HOST, 2)
    files = write_broker_files(
        tmp_path_factory.mktemp("窓口 broker"),
        site="aizu",
        kiosks=["kiosk-1", "kiosk-2"],
        pads=["pad-3"],
        user="root",
        listeners=Listeners(HOST, mqtt_port, HOST, websocket_port),
    )
    with process("mosquitto", "-c", files.config):
        eventually(
            lambda: answers(HOST, mqtt_port) and answers(HOST, websocket_port),
            "the broker",
            within=PATIENCE,
        )
        yield Broker(files, mqtt_port, websocket_port)


@pytest.fixture
def server(broker: Broker) -> Iterator[Listener]:
    """The server, which may hear everything."""
    listener = Listener(broker.url(SERVER), "server", f"{TOPICS.root}/#")
    yield listener
    listener.close()


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def _device(broker: Broker, opened: ExitStack, name: str, *topics: str) -> Listener:
    device = Listener(broker.url(name), f"test-{name}", *topics)
    opened.callback(device.close)
    return device


def test_a_kiosk_speaks_for_itself_only(
    broker: Broker, server: Listener, opened: ExitStack
) -> None:
    kiosk = _device(broker, opened, "kiosk-1")
    for topic in (
        TOPICS.request("kiosk-2"),
        TOPICS.reply("kiosk-1"),
        TOPICS.device_status("kiosk-2"),
        TOPICS.display("main"),
        TOPICS.catalogue,
        "lobby/1/other/kiosk/kiosk-1/request",
    ):
        kiosk.link.publish(topic, b"not allowed")
    # messages of one client keep their order: what came before would have been heard before
    kiosk.link.publish(TOPICS.device_status("kiosk-1"), b"ready")
    kiosk.link.publish(TOPICS.request("kiosk-1"), b"a request")
    heard = [server.next(), server.next()]
    assert [(message.topic, message.payload) for message in heard] == [
        (TOPICS.device_status("kiosk-1"), b"ready"),
        (TOPICS.request("kiosk-1"), b"a request"),
    ]


def test_a_kiosk_hears_its_replies_and_the_catalogue_only(
    broker: Broker, server: Listener, opened: ExitStack
) -> None:
    kiosk = _device(broker, opened, "kiosk-1", "#")
    for topic in (
        TOPICS.reply("kiosk-2"),
        TOPICS.request("kiosk-2"),
        TOPICS.display("main"),
        TOPICS.catalogue,
        TOPICS.reply("kiosk-1"),
    ):
        server.link.publish(topic, b"word")
    assert [kiosk.next().topic, kiosk.next().topic] == [TOPICS.catalogue, TOPICS.reply("kiosk-1")]


def test_a_call_pad_speaks_for_itself_only(
    broker: Broker, server: Listener, opened: ExitStack
) -> None:
    pad = _device(broker, opened, "pad-3")
    for topic in (
        TOPICS.pad_request("pad-1"),
        TOPICS.pad_reply("pad-3"),
        TOPICS.pad_display("pad-3"),
        TOPICS.request("kiosk-1"),
        TOPICS.device_status("kiosk-1"),
        TOPICS.display("main"),
        TOPICS.catalogue,
        "lobby/1/other/pad/pad-3/request",
    ):
        pad.link.publish(topic, b"not allowed")
    pad.link.publish(TOPICS.device_status("pad-3"), b"ready")
    pad.link.publish(TOPICS.pad_request("pad-3"), b"a press")
    heard = [server.next(), server.next()]
    assert [(message.topic, message.payload) for message in heard] == [
        (TOPICS.device_status("pad-3"), b"ready"),
        (TOPICS.pad_request("pad-3"), b"a press"),
    ]


def test_a_call_pad_hears_its_own_answers_and_display(
    broker: Broker, server: Listener, opened: ExitStack
) -> None:
    pad = _device(broker, opened, "pad-3", "#")
    for topic in (
        TOPICS.pad_reply("pad-1"),
        TOPICS.pad_display("pad-1"),
        TOPICS.pad_request("pad-3"),
        TOPICS.reply("kiosk-1"),
        TOPICS.display("main"),
        TOPICS.pad_display("pad-3"),
        TOPICS.pad_reply("pad-3"),
    ):
        server.link.publish(topic, b"word")
    heard = [pad.next().topic, pad.next().topic]
    assert heard == [TOPICS.pad_display("pad-3"), TOPICS.pad_reply("pad-3")]


def test_who_has_no_password_is_refused(broker: Broker) -> None:
    refused = threading.Event()

    def connected(
        _client: Client,
        _userdata: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            refused.set()

    for user, password in (("kiosk-1", "guessed"), (None, None)):
        refused.clear()
        client = Client(CallbackAPIVersion.VERSION2)
        client.on_connect = connected
        if user is not None:
            client.username_pw_set(user, password)
        client.connect(HOST, broker.mqtt_port)
        client.loop_start()
        assert refused.wait(PATIENCE)
        client.disconnect()
        client.loop_stop()


def test_a_display_reads_boards_and_changes_nothing(broker: Broker, server: Listener) -> None:
    heard: list[str] = []
    board = threading.Event()
    subscribed = threading.Event()

    def on_message(_client: Client, _userdata: object, message: MQTTMessage) -> None:
        heard.append(message.topic)
        if message.topic == TOPICS.display("main"):
            board.set()

    display = Client(CallbackAPIVersion.VERSION2, transport="websockets")
    display.on_message = on_message
    display.on_connect = lambda client, *_: client.subscribe("#", qos=1)
    display.on_subscribe = lambda *_: subscribed.set()
    display.connect(HOST, broker.websocket_port)
    display.loop_start()
    assert subscribed.wait(PATIENCE)
    display.publish(TOPICS.display("main"), b"forged", qos=1, retain=True)
    display.publish(TOPICS.request("kiosk-1"), b"forged", qos=1).wait_for_publish(PATIENCE)
    server.link.publish(TOPICS.reply("kiosk-1"), b"private")
    server.link.publish(TOPICS.display("main"), b"a board")
    assert board.wait(PATIENCE)
    assert heard == [TOPICS.display("main")]
    assert server.received.empty()
    display.disconnect()
    display.loop_stop()
