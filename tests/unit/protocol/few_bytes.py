"""A broker of a few bytes, played by a test step by step: MQTT 3.1.1, chapters 2 and 3."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from protocol.link import Received

SECONDS = 20.0
"""For what normally takes a fraction of one."""
CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK = 0x10, 0x20, 0x30, 0x40, 0x80, 0x90
DISCONNECT = 0xE0
QOS_1 = 0x02


@dataclass(frozen=True, slots=True)
class Packet:
    """What came on the wire: its kind (the upper four bits of the first byte), and its rest."""

    kind: int
    body: bytes

    @property
    def message_id(self) -> bytes:
        """Of a SUBSCRIBE."""
        return self.body[:2]

    @property
    def message(self) -> Received:
        """What a PUBLISH of QoS 1 says."""
        end = 2 + int.from_bytes(self.body[:2])
        return Received(self.body[2:end].decode(), self.body[end + 2 :])


def packet(first: int, body: bytes) -> bytes:
    """On the wire."""
    length, left = bytearray(), len(body)
    while True:
        left, low = divmod(left, 128)
        length.append(low | (0x80 if left else 0))
        if not left:
            return bytes((first, *length)) + body


def publish(topic: str, payload: bytes, *, message_id: int = 0) -> bytes:
    """A message of QoS 0, or of QoS 1 with an id."""
    name = topic.encode()
    head = len(name).to_bytes(2) + name
    if message_id:
        return packet(PUBLISH | QOS_1, head + message_id.to_bytes(2) + payload)
    return packet(PUBLISH, head + payload)


class Client:
    """One connection of a client, as the broker sees it."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._reader = connection.makefile("rb")

    def read(self, *kinds: int) -> Packet:
        """The next packet, of one of these kinds; any others before it are passed over.

        Raises:
            EOFError: the client has gone.
        """
        while True:
            first = self._bytes(1)[0]
            length = shift = 0
            while True:
                byte = self._bytes(1)[0]
                length |= (byte & 0x7F) << shift
                shift += 7
                if not byte & 0x80:
                    break
            found = Packet(first & 0xF0, self._bytes(length))
            if not kinds or found.kind in kinds:
                return found

    def let_in(self, code: int = 0) -> None:
        """Take its CONNECT, and say yes (0) or no."""
        assert self.read().kind == CONNECT
        self.send(packet(CONNACK, bytes((0, code))))

    def subscribe(self, *codes: int) -> Packet:
        """Take its SUBSCRIBE, and answer with a code for each topic."""
        asked = self.read(SUBSCRIBE)
        self.send(packet(SUBACK, asked.message_id + bytes(codes)))
        return asked

    def send(self, data: bytes) -> None:
        """Send bytes, in one piece if they are few."""
        self.connection.sendall(data)

    def rest(self) -> list[Packet]:
        """All that comes until the client has gone."""
        found = list[Packet]()
        try:
            while True:
                found.append(self.read())
        except EOFError:
            return found

    def drop(self) -> None:
        """Cut it off."""
        self._reader.close()
        self.connection.close()

    def _bytes(self, count: int) -> bytes:
        read = self._reader.read(count)
        if len(read) < count:
            raise EOFError
        return read


class Listening:
    """A port that clients come to, one after another."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.port: int = listener.getsockname()[1]
        self._clients = list[Client]()

    def client(self) -> Client:
        """The next one that comes. It has sent its CONNECT, or will."""
        connection, _ = self._listener.accept()
        connection.settimeout(SECONDS)
        self._clients.append(Client(connection))
        return self._clients[-1]

    def subscribed(self) -> Client:
        """The next one that comes, let in and listening to one topic."""
        client = self.client()
        client.let_in()
        client.subscribe(1)
        return client

    def drop(self) -> None:
        """Cut off whoever is still there."""
        for client in self._clients:
            client.drop()


@contextmanager
def listening(*, receive_bytes: int | None = None) -> Iterator[Listening]:
    """A broker. `receive_bytes`: as much as the system takes from a client that is not read."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(SECONDS)
        if receive_bytes is not None:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        broker = Listening(listener)
        try:
            yield broker
        finally:
            broker.drop()
