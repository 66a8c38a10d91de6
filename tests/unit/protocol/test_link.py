"""The link and its network thread, against a broker of a few bytes."""

import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from paho.mqtt.enums import MQTTErrorCode

from protocol.link import Broker, MqttLink, Received, Will
from protocol.network_thread import TOGETHER_MAX, BufferedClient
from tests.unit.protocol.few_bytes import (
    DISCONNECT,
    PUBACK,
    PUBLISH,
    SECONDS,
    SUBSCRIBE,
    Client,
    Listening,
    listening,
    publish,
)
from tests.waiting import eventually

TOPIC = "lobby/1/aizu/kiosk/kiosk-1/request"
REPLY = "lobby/1/aizu/kiosk/kiosk-1/reply"
MEGABYTE = 1 << 20


class Known:
    """A link, and all that it said, in order: messages, whether it is connected, and "read" when
    all that had come was given out.
    """

    def __init__(self, port: int, *, will: Will | None = None) -> None:
        self.said = queue.SimpleQueue[Received | bool | str]()
        self.link = MqttLink(
            Broker("127.0.0.1", port),
            client_id="test",
            subscriptions=(TOPIC,),
            on_message=self.said.put,
            on_connected=self.said.put,
            will=will,
            after_reading=lambda: self.said.put("read"),
        )

    def next(self, *of: type) -> Received | bool | str:
        """The next thing it says, of these types."""
        while True:
            said = self.said.get(timeout=SECONDS)
            if not of or type(said) in of:
                return said

    def message(self) -> bytes:
        """The payload of the next message."""
        said = self.next(Received)
        assert isinstance(said, Received)
        return said.payload


@contextmanager
def known(broker: Listening, *, will: Will | None = None) -> Iterator[Known]:
    """An open link, closed in the end."""
    made = Known(broker.port, will=will)
    made.link.open()
    try:
        yield made
    finally:
        made.link.close()


@pytest.mark.parametrize(("answer", "listens"), [(0x01, True), (0x80, False)])
def test_a_link_that_may_not_listen_is_not_connected(answer: int, listens: bool) -> None:
    with listening() as broker, known(broker) as lobby:
        assert not lobby.link.connected
        client = broker.client()
        client.let_in()
        client.subscribe(answer)
        # whoever gets a message has read the answer before it
        client.send(publish(TOPIC, b"1"))
        assert lobby.message() == b"1"
        assert lobby.link.connected is listens


def test_it_comes_back_to_a_broker_that_cut_it_off_and_listens_again() -> None:
    with listening() as broker, known(broker) as lobby:
        first = broker.subscribed()
        assert lobby.next(bool) is True
        # the rest of this message never comes
        first.send(publish(TOPIC, b"half of a message")[:20])
        first.drop()
        assert lobby.next(bool) is False
        # waits for the broker
        lobby.link.publish(REPLY, b"said meanwhile")
        second = broker.client()
        second.let_in()
        asked = second.subscribe(1)
        assert TOPIC.encode() in asked.body
        assert lobby.next(bool) is True
        second.send(publish(TOPIC, b"whole", message_id=7))
        assert lobby.message() == b"whole"
        packets = {second.read().kind: None, second.read().kind: None}
        assert packets == {PUBLISH: None, PUBACK: None}


def test_a_broker_that_refuses_is_asked_again_and_what_it_said_then_spoils_nothing() -> None:
    with listening() as broker, known(broker) as lobby:
        refusing = broker.client()
        # not authorized; what comes behind it in the same piece is taken from the system with it
        refusing.read()
        refusing.send(bytes((0x20, 2, 0, 5)) + b"\x30\x7frubbish")
        assert lobby.next(bool) is False
        second = broker.subscribed()
        assert lobby.next(bool) is True
        second.send(publish(TOPIC, b"1"))
        assert lobby.message() == b"1"


def test_what_came_in_one_piece_is_given_whole_before_it_is_answered() -> None:
    with listening() as broker, known(broker) as lobby:
        client = broker.subscribed()
        assert lobby.next(bool) is True
        assert lobby.next() == "read"
        sent = [f"message {number}".encode() for number in range(50)]
        client.send(b"".join(publish(TOPIC, payload) for payload in sent))
        assert [lobby.next() for _ in sent] == [Received(TOPIC, payload) for payload in sent]
        assert lobby.next() == "read"
        client.send(publish(TOPIC, b"another"))
        assert lobby.next() == Received(TOPIC, b"another")


def test_of_many_that_came_in_one_piece_the_first_do_not_wait_for_the_last() -> None:
    with listening() as broker, known(broker) as lobby:
        client = broker.subscribed()
        assert lobby.next(bool) is True
        assert lobby.next() == "read"
        client.send(publish(TOPIC, b"") * 2 * TOGETHER_MAX)
        for _ in range(2):
            together = [lobby.next() for _ in range(TOGETHER_MAX)]
            assert together == [Received(TOPIC, b"")] * TOGETHER_MAX
            assert lobby.next() == "read"


def test_what_many_threads_publish_at_once_arrives_whole() -> None:
    with listening(receive_bytes=16 * 1024) as broker, known(broker) as lobby:
        client = broker.subscribed()
        assert lobby.next(bool) is True
        # more than the system takes until somebody reads
        payloads = [[f"{n}:{turn}".encode() * 5000 for turn in range(100)] for n in range(8)]

        def say(own: list[bytes]) -> None:
            for payload in own:
                lobby.link.publish(REPLY, payload)

        threads = [threading.Thread(target=say, args=(own,)) for own in payloads]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        came = [client.read(PUBLISH).message.payload for _ in range(800)]
        assert sorted(came) == sorted(payload for own in payloads for payload in own)
        for own in payloads:
            assert [payload for payload in came if payload in set(own)] == own


def test_a_large_message_reaches_a_slow_reader_whole_and_holds_up_nobody() -> None:
    large = bytes(range(256)) * (8 * MEGABYTE // 256)
    with listening(receive_bytes=16 * 1024) as broker, known(broker) as lobby:
        client = broker.subscribed()
        assert lobby.next(bool) is True
        lobby.link.publish(REPLY, large)
        lobby.link.publish(REPLY, b"behind it")
        # nothing was read of it yet, and it reads what comes
        client.send(publish(TOPIC, b"meanwhile"))
        assert lobby.message() == b"meanwhile"
        assert client.read(PUBLISH).message.payload == large
        assert client.read(PUBLISH).message.payload == b"behind it"


def test_the_last_words_are_written_before_the_goodbye() -> None:
    with listening() as broker, known(broker, will=Will("lobby/will", b"gone")) as lobby:
        client = broker.subscribed()
        assert lobby.next(bool) is True
        last = [f"{number}".encode() for number in range(100)]
        for payload in last:
            lobby.link.publish(REPLY, payload)
        lobby.link.close()
        assert "mqtt-test" not in {thread.name for thread in threading.enumerate()}
        *before, goodbye = client.rest()
        assert [packet.message.payload for packet in before if packet.kind == PUBLISH] == last
        # a broker that has got this says no last will (3.14)
        assert (goodbye.kind, goodbye.body) == (DISCONNECT, b"")
        # nobody hears it any more, and nothing breaks
        lobby.link.publish(REPLY, b"late")
        lobby.link.close()


def reading_nothing(broker: Listening, lobby: Known) -> Client:
    """A broker that has stopped taking anything."""
    client = broker.subscribed()
    assert lobby.next(bool) is True
    lobby.link.publish(REPLY, b"x" * (32 * MEGABYTE))
    return client


def closing(lobby: Known) -> threading.Thread:
    """A thread on which the link is being closed."""
    thread = threading.Thread(target=lobby.link.close)
    thread.start()
    return thread


def closed(thread: threading.Thread) -> bool:
    """Whether the link is closed, sooner or later."""
    thread.join(SECONDS)
    return not thread.is_alive()


def test_it_ends_when_the_broker_takes_nothing_any_more() -> None:
    with listening(receive_bytes=16 * 1024) as broker, known(broker) as lobby:
        reading_nothing(broker, lobby)
        assert closed(closing(lobby))


def test_it_ends_when_the_broker_cuts_it_off_in_the_midst_of_its_goodbye() -> None:
    with listening(receive_bytes=16 * 1024) as broker, known(broker) as lobby:
        client = reading_nothing(broker, lobby)
        thread = closing(lobby)
        eventually(lambda: not lobby.link.connected, "the goodbye")
        client.drop()
        assert lobby.next(bool) is False
        assert closed(thread)


def test_it_ends_while_no_broker_is_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    lobby = Known(port)
    lobby.link.open()
    assert closed(closing(lobby))
    assert not lobby.link.connected


def test_it_ends_before_a_machine_has_answered_that_never_does() -> None:
    # with as many waiting as it lets wait, the system leaves the next one without an answer
    with (
        socket.create_server(("127.0.0.1", 0), backlog=0) as listener,
        socket.create_connection(listener.getsockname()),
        socket.socket() as second,
    ):
        second.setblocking(False)
        assert second.connect_ex(listener.getsockname())
        lobby = Known(listener.getsockname()[1])
        lobby.link.open()
        assert closed(closing(lobby))
        assert lobby.said.empty()


def test_a_link_that_was_never_opened_can_be_closed() -> None:
    with listening() as broker:
        Known(broker.port).link.close()


def test_it_asks_for_its_topics_only() -> None:
    with listening() as broker, known(broker):
        client = broker.client()
        client.let_in()
        asked = client.read(SUBSCRIBE)
        assert asked.body[2:] == len(TOPIC).to_bytes(2) + TOPIC.encode() + b"\x01"


def test_what_is_published_before_connect_is_written_comes_after_it() -> None:
    """Another thread may publish at any moment, also when the socket has only just been opened.

    A broker hangs up where anything comes before CONNECT (MQTT 3.1.1, 3.1).
    """
    client = BufferedClient("test")

    def another_thread(*_: object) -> None:
        client.publish(REPLY, b"early", qos=1)

    client.on_socket_open = another_thread
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(SECONDS)
        # paho leaves writing to us, as it does for the link
        client.on_socket_register_write = lambda *_: None
        client.connect("127.0.0.1", server.getsockname()[1])
        client.loop_write()
        broker = Client(server.accept()[0])
        broker.let_in()
        assert client.loop_read() is MQTTErrorCode.MQTT_ERR_SUCCESS
        client.loop_write()
        assert broker.read().message == Received(REPLY, b"early")
        client.disconnect()
        client.loop_write()
        broker.drop()
