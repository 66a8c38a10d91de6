"""One MQTT connection, used by every process: paho-mqtt behind a small interface.

Callbacks are short and never fail, as putting into a queue: an exception in one of them would end
the network thread while `publish` goes on as if nothing had happened. (The server ends then, and is
started again.) `after_reading` may take longer, as the server's does that decides: nothing is read
meanwhile.
"""

import hashlib
import hmac
import socket
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import structlog
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from protocol.enrolment import Enrolment
from protocol.network_thread import BufferedClient, NetworkThread
from protocol.secret_files import SecretFileError, read_password, refuse_readable
from protocol.tls import Tls

_PORTS = {"mqtt": 1883, "mqtts": 8883}
CLIENT_TAG_DIGITS = 32
"""128 bits, in hexadecimal."""
OUTGOING_MAX = 20_000
"""Messages that wait for a broker that is away; paho's own default is without bound."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message from the broker."""

    topic: str
    payload: bytes
    retained: bool = False
    """The broker kept it from before this subscription."""


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says, retained, when this connection is lost."""

    topic: str
    payload: bytes


class Link(Protocol):
    """A connection that comes back by itself, and forgets nothing that it was told to listen to."""

    @property
    def connected(self) -> bool:
        """Whether the broker is there now."""

    @property
    def local_address(self) -> str | None:
        """This machine's address on the connection; None while there is none."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Send with QoS 1, now or when the broker is back. Never blocks."""

    def close(self) -> None:
        """Say goodbye (no last will) and end the network thread."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where a broker is, and who we are to it."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Tls | None = None
    """None for a connection that anybody on the way can read: on one machine only."""

    @classmethod
    def of(cls, url: str) -> "Broker":
        """From `mqtt://[user:password@]host[:port]`, or `mqtts://…` for TLS.

        Raises:
            ValueError: it is no such address.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError(
                f"a broker's address is mqtt://HOST:PORT or mqtts://HOST:PORT, not {parts.scheme}:…"
            )
        user, password = parts.username, parts.password
        return cls(
            # a name that cannot be asked for would end the network thread
            parts.hostname.encode("idna").decode(),
            _PORTS[parts.scheme] if parts.port is None else parts.port,
            None if user is None else unquote(user),
            None if password is None else unquote(password),
            Tls() if parts.scheme == "mqtts" else None,
        )

    @classmethod
    def of_enrolment(cls, enrolment: Enrolment, url: str | None = None) -> "Broker":
        """As an enrolled device reaches it; at another address than the enrolment's with `url`.

        What `url` itself says of user and password stands before the enrolment's.

        Raises:
            ValueError: the address, the certificate or the key cannot be used.
        """
        broker = cls.of(url or enrolment.mqtt)
        if broker.tls is not None:
            tls = Tls(enrolment.authority, enrolment.certificate, enrolment.key)
            # a key that does not fit is said where it is read, not at every attempt to connect
            tls.context()
            broker = replace(broker, tls=tls)
        if broker.username is not None:
            return broker
        return replace(broker, username=enrolment.device, password=enrolment.password)

    def with_password_of(self, path: Path | None) -> "Broker":
        """With the password of a file, where the address has a name and no password.

        Raises:
            SecretFileError: others may read the file, or there is none in it.
        """
        if path is None or self.password is not None or self.username is None:
            return self
        return replace(self, password=read_password(path))

    def client_id(self, name: str) -> str:
        """`name`, and what nobody else can say who does not know our password.

        A broker ends the connection of whoever has the same id. Ids that can be guessed would let
        everybody who may connect at all, as displays may, throw a kiosk out again and again.
        """
        if self.password is None:
            return name
        tag = hmac.new(self.password.encode(), name.encode(), hashlib.sha256)
        return f"{name}-{tag.hexdigest()[:CLIENT_TAG_DIGITS]}"


def refuse_shown_password(flag: object, config: Path | None, address: str) -> None:
    """Look where the address of a broker with a password came from.

    `flag` is what stood on the command line, which everybody on the machine can read (proc(5));
    `config` the file of settings, `address` what is used.

    Raises:
        SecretFileError: others can read the password. The message does not repeat it.
    """
    if Broker.of(address).password is None:
        return
    if flag is not None:
        raise SecretFileError(
            "settings: a password in --mqtt is seen by everybody in the list of processes: "
            "put it into a file, --mqtt-password-file, and leave it out of the address"
        )
    if config is not None and _names_broker(config):
        refuse_readable(config, config.stat())


def _names_broker(config: Path) -> bool:
    return "mqtt" in tomllib.loads(config.read_text(encoding="utf-8"))


class MqttLink:
    """The real link. All that it calls runs on its network thread, one at a time.

    `on_connected(True)` comes once the broker has confirmed every subscription. `after_reading`
    comes when all messages that had arrived were given to `on_message`: who answers many together
    does it there.
    """

    def __init__(
        self,
        broker: Broker,
        *,
        client_id: str,
        subscriptions: tuple[str, ...],
        on_message: Callable[[Received], None],
        on_connected: Callable[[bool], None],
        will: Will | None = None,
        after_reading: Callable[[], None] = lambda: None,
    ) -> None:
        self._broker = broker
        self._subscriptions = subscriptions
        self._on_connected = on_connected
        self._subscribing: set[int] = set()
        """Message ids of subscriptions that the broker has not confirmed yet."""
        self._log = structlog.get_logger().bind(client=client_id)
        client = BufferedClient(broker.client_id(client_id))
        if broker.tls is not None:
            client.tls_set_context(broker.tls.context())
        client.max_queued_messages_set(OUTGOING_MAX)
        # without a bound: with one, paho looks through all that wait at every acknowledgement
        client.max_inflight_messages_set(0)
        if broker.username is not None:
            client.username_pw_set(broker.username, broker.password)
        if will is not None:
            client.will_set(will.topic, will.payload, qos=1, retain=True)

        def received(_client: Client, _userdata: object, message: MQTTMessage) -> None:
            on_message(Received(message.topic, bytes(message.payload), message.retain))

        client.on_connect = self._connected
        client.on_disconnect = self._disconnected
        client.on_subscribe = self._subscribed
        client.on_message = received
        client.on_socket_open = _send_at_once
        self._client = client
        self._network = NetworkThread(client, after_reading=after_reading, name=f"mqtt-{client_id}")

    def open(self) -> None:
        """Start to connect, and go on trying. Returns at once, also when no broker answers."""
        self._client.connect_async(self._broker.host, self._broker.port, keepalive=10)
        self._network.start()

    @property
    def connected(self) -> bool:
        """Whether the broker is there now, and has confirmed every subscription."""
        return self._client.is_connected() and not self._subscribing

    @property
    def local_address(self) -> str | None:
        """This machine's address on the connection; None while there is none."""
        connection = self._client.socket()
        if not isinstance(connection, socket.socket):
            return None
        try:
            return str(connection.getsockname()[0])
        except OSError:
            # it was closed just now
            return None

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Send with QoS 1, now or when the broker is back. Never blocks.

        A message that finds no place (`OUTGOING_MAX`) is logged and dropped: whoever needs an
        answer asks again with the same id.
        """
        info = self._client.publish(topic, payload, qos=1, retain=retain)
        if info.rc not in (MQTTErrorCode.MQTT_ERR_SUCCESS, MQTTErrorCode.MQTT_ERR_NO_CONN):
            self._log.warning("publish_dropped", topic=topic, error=info.rc.name)

    def close(self) -> None:
        """Say goodbye (no last will) and end the network thread."""
        self._network.close()

    def _connected(
        self,
        client: Client,
        _userdata: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._log.warning("broker_refused", reason=str(reason))
            return
        # the session is clean: subscriptions are ours to repeat after every reconnect
        self._subscribing = {
            message_id
            for topic in self._subscriptions
            if (message_id := client.subscribe(topic, qos=1)[1]) is not None
        }
        self._log.info("broker_connected", host=self._broker.host, port=self._broker.port)
        if not self._subscribing:
            self._on_connected(True)

    def _subscribed(
        self,
        _client: Client,
        _userdata: object,
        message_id: int,
        reasons: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            # an access list that does not fit: to go on deaf would look like an empty lobby
            self._log.error("subscription_refused", reasons=[str(reason) for reason in reasons])
            return
        self._subscribing.discard(message_id)
        if not self._subscribing:
            # said only now, because what is published before a subscription is never received
            self._on_connected(True)

    def _disconnected(
        self,
        _client: Client,
        _userdata: object,
        _flags: DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        self._log.info("broker_disconnected", reason=str(reason))
        self._on_connected(False)


def _send_at_once(_client: Client, _userdata: object, connection: object) -> None:
    # without it a request waits for the acknowledgement of the one before: 44 ms on loopback
    if isinstance(connection, socket.socket):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
