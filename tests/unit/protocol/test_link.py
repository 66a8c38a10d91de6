"""The link, against a broker of a few bytes: MQTT 3.1.1, 3.2, 3.3 and 3.9."""

import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from protocol.link import Broker, MqttLink, Received

SECONDS = 10.0
TOPIC = b"lobby/1/aizu/kiosk/kiosk-1/request"


@contextmanager
def broker(answer: int) -> Iterator[int]:
    """The port of a broker that lets one client in and answers its subscription with a code."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(bytes((0x20, 2, 0, 0)))
                asked = connection.recv(1024)
                connection.sendall(bytes((0x90, 3, *asked[2:4], answer)))
                # a message behind it, so that whoever gets that has read the answer
                connection.sendall(bytes((0x30, 2 + len(TOPIC), 0, len(TOPIC))) + TOPIC)
                while connection.recv(1024):
                    pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(SECONDS)


@pytest.mark.parametrize(("answer", "listening"), [(0x01, True), (0x80, False)])
def test_a_link_that_may_not_listen_is_not_connected(answer: int, listening: bool) -> None:
    received = queue.SimpleQueue[Received]()
    with broker(answer) as port:
        link = MqttLink(
            Broker("127.0.0.1", port),
            client_id="test",
            subscriptions=(TOPIC.decode(),),
            on_message=received.put,
            on_connected=lambda _there: None,
        )
        assert not link.connected
        link.open()
        received.get(timeout=SECONDS)
        assert link.connected is listening
        link.close()
