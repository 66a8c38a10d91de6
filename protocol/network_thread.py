"""The thread of one MQTT connection: connects, reads, writes, and comes back after a loss.

paho's own thread takes one message, wakes up for each one that another thread publishes, and lets
nobody know when it has read all there is. Here whoever answers messages does so for all that came
together, on this thread, and what it publishes goes out without a change of threads.
"""

import select
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion

TOGETHER_MAX = 64
"""How often paho reads before `after_reading`: with more, the first would wait for all the others.
It reads one packet, or as many as there are messages of ours that nobody has acknowledged yet.
"""
RECEIVE_BYTES = 64 * 1024
"""Taken from the system at once. More than a TLS record (16 KB), so that an encrypted connection
would keep nothing back that `select` does not see.
"""
TURN_SECONDS = 1.0
"""How often the keepalive is looked at."""
RECONNECT_SECONDS = (1.0, 2.0, 4.0, 5.0)
"""Between attempts; the last one for ever."""
GOODBYE_SECONDS = 1.0
"""How long the end waits for a broker that takes nothing any more."""


class BufferedClient(Client):
    """A paho client that takes from the system all that is there, not a byte or two at a time."""

    def __init__(self, client_id: str) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=True,
            protocol=MQTTProtocolVersion.MQTTv311,
        )
        self._received = b""
        self._taken = 0

    @property
    def buffered(self) -> bool:
        """Whether something has come from the system that was not read yet."""
        return self._taken < len(self._received)

    def reconnect(self) -> MQTTErrorCode:
        """See `Client.reconnect`. What came on an old connection is not a part of the new one."""
        self._received, self._taken = b"", 0
        return super().reconnect()

    def _send_publish(self, *args: Any, **kwargs: Any) -> MQTTErrorCode:
        # paho has a connection from the moment that its socket is open: what another thread
        # publishes just then stands before CONNECT, and the broker hangs up. As without a
        # connection, it waits for the broker's word, which sends all that waits
        if not self.is_connected():
            return MQTTErrorCode.MQTT_ERR_NO_CONN
        return super()._send_publish(*args, **kwargs)

    def _ssl_wrap_socket(self, tcp_sock: socket.socket) -> ssl.SSLSocket:
        # paho's own leaves the connection open where the broker is not believed: one more each try
        if self._ssl_context is None:
            raise ValueError("TLS without a context")
        tcp_sock.settimeout(self._connect_timeout)
        return self._ssl_context.wrap_socket(tcp_sock, server_hostname=self._host)

    def _sock_recv(self, bufsize: int) -> bytes:
        # paho reads the first byte of a packet, then its length byte by byte, then the rest: with
        # a call of the system for each, they cost a busy server more than deciding does
        if self._taken == len(self._received):
            self._received, self._taken = super()._sock_recv(RECEIVE_BYTES), 0
        start, self._taken = self._taken, min(self._taken + bufsize, len(self._received))
        return self._received[start : self._taken]


class NetworkThread:
    """Runs a paho client by its own `loop_read`, `loop_write` and `loop_misc`."""

    def __init__(
        self, client: BufferedClient, *, after_reading: Callable[[], None], name: str
    ) -> None:
        """`after_reading` is called on this thread when all that had arrived has been given out."""
        self._client = client
        self._after_reading = after_reading
        self._ending = threading.Event()
        self._distrusted: str | None = None
        """Why TLS could not be begun, as it was last said."""
        self._woken, self._waker = socket.socketpair()
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        # with it, paho leaves all writing to us: two threads that write would mix their packets
        client.on_socket_register_write = self._to_write

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    def close(self) -> None:
        """Write what is to be written, say goodbye, and end. Takes two seconds at most."""
        self._ending.set()
        self._wake()
        if self._thread.ident is None:
            self._let_go()
        else:
            # it may be in the midst of asking a machine that is not there: that ends by itself
            self._thread.join(2 * GOODBYE_SECONDS)

    def _let_go(self) -> None:
        self._woken.close()
        self._waker.close()

    def _wake(self) -> None:
        # with as many there already as fit, it wakes up anyway; once it has ended, nobody need
        with suppress(OSError):
            self._waker.send(b"\0")

    def _to_write(self, *_: object) -> None:
        if threading.current_thread() is not self._thread:
            self._wake()

    def _run(self) -> None:
        attempts = 0
        while not self._ending.is_set():
            attempts += 1
            try:
                self._client.reconnect()
                self._distrusted = None
            except ssl.SSLError as error:
                self._say_distrust(error)
            except OSError:
                # a broker that is not there yet is no error: all start together in the morning
                pass
            while (connection := self._connection()) and not self._ending.is_set():
                self._turn(connection, TURN_SECONDS)
                if self._client.is_connected():
                    attempts = 0
            self._ending.wait(RECONNECT_SECONDS[min(attempts, len(RECONNECT_SECONDS) - 1)])
        self._say_goodbye()
        self._let_go()

    def _say_distrust(self, error: ssl.SSLError) -> None:
        """Once for each reason: it is tried again every few seconds, for days."""
        reason = getattr(error, "verify_message", None) or error.reason or str(error)
        if reason != self._distrusted:
            self._distrusted = reason
            structlog.get_logger().error("broker_not_trusted", reason=reason)

    def _connection(self) -> socket.socket | None:
        """None while the broker is away."""
        connection = self._client.socket()
        if connection is not None and not isinstance(connection, socket.socket):
            raise TypeError(f"paho made a {type(connection).__name__} for TCP")
        return connection

    def _turn(self, connection: socket.socket, seconds: float) -> None:
        """Wait for something to do, and do it."""
        # not `select`, which fails where a process has a thousand files open
        waiting = select.poll()
        waiting.register(self._woken, select.POLLIN)
        writing = select.POLLOUT if self._client.want_write() else 0
        waiting.register(connection, select.POLLIN | writing)
        # what was taken from the system already would not wake us up
        ready = dict(waiting.poll(0 if self._client.buffered else seconds * 1000))
        if self._woken.fileno() in ready:
            self._woken.recv(4096)
        # anything but room to write: what came, or that the connection is lost
        if ready.get(connection.fileno(), 0) & ~select.POLLOUT or self._client.buffered:
            self._read(connection)
            self._after_reading()
        if self._client.want_write() and self._connection() is connection:
            # what goes out together goes in one piece: every piece wakes up the broker
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
            self._client.loop_write()
            if self._connection() is connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)
        self._client.loop_misc()

    def _read(self, connection: socket.socket) -> None:
        for _ in range(TOGETHER_MAX):
            if self._client.loop_read() is not MQTTErrorCode.MQTT_ERR_SUCCESS:
                return
            if self._connection() is not connection:
                # lost while we say goodbye: paho calls that a success
                return
            if not (self._client.buffered or _has_more(connection)):
                return

    def _say_goodbye(self) -> None:
        # behind all that waits to be written; paho closes the socket when it has written it
        self._client.disconnect()
        deadline = time.monotonic() + GOODBYE_SECONDS
        while (connection := self._connection()) and time.monotonic() < deadline:
            self._turn(connection, GOODBYE_SECONDS / 10)
        if connection is not None:
            connection.close()


def _has_more(connection: socket.socket) -> bool:
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    return bool(waiting.poll(0))
