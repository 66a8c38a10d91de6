"""How long, and how often, one machine may hold on to the server's line.

uvicorn waits as long as a client likes: for a request that never becomes whole, and for an answer
that is never read. A few hundred such lines are all that a process has, and then nobody is served.
"""

import asyncio
import http
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import h11
import structlog
from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

HEAD_BYTES_MAX = 16 * 1024
"""Of a request's line and headers together (h11's own limit is 64 KiB)."""
OWN_HEADERS = (
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    b"X-Content-Type-Options: nosniff\r\n"
    b"Cache-Control: no-store\r\n"
    b"Connection: close\r\n"
)
"""Of an answer to what is no request: no application has seen it."""
WORDS = {
    400: "送られたものがわかりません。 This is not an HTTP request.\n",
    408: "時間がかかりすぎたため、打ち切りました。 The request took too long.\n",
    503: "ただいま混み合っています。しばらくお待ちください。 Too many connections. Please wait.\n",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """What one machine may ask of the line. Times are in seconds."""

    request: float = 10.0
    """From a request's first byte, or a line's beginning, to its last."""
    reading: float = 30.0
    """While an answer waits for its reader to take any of it."""
    lines: int = 800
    """In all; systemd gives a process 1,024 open files unless told otherwise."""
    lines_each: int = 200
    """From one address: an office may be behind one, with six lines for each browser."""


DEFAULT_PATIENCE = Patience()


def line_config(
    app: ASGIApp, *, grace_seconds: int, patience: Patience = DEFAULT_PATIENCE
) -> Config:
    """How uvicorn serves an application: nothing but HTTP/1.1, by lines that have an end.

    Nothing of ours speaks WebSocket (displays do, to the broker), so none is ever opened. Whose a
    request is may be said by a proxy on this machine only (X-Forwarded-For), or by those in
    uvicorn's own FORWARDED_ALLOW_IPS. After `grace_seconds` nobody waits for open answers.
    """
    return Config(
        app,
        http=_line_class(patience),
        h11_max_incomplete_event_size=HEAD_BYTES_MAX,
        ws="none",
        server_header=False,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=grace_seconds,
    )


def _line_class(patience: Patience) -> type[H11Protocol]:
    """uvicorn's side of a line, with the patience given."""

    class Line(_Line):
        def __init__(
            self,
            config: Config,
            server_state: ServerState,
            app_state: dict[str, Any],
            _loop: asyncio.AbstractEventLoop | None = None,
        ) -> None:
            super().__init__(config, server_state, app_state, _loop)
            self._patience = patience

    return Line


def of_this_machine(address: str) -> bool:
    """Whether an address is the machine's own: a proxy on it speaks for many people."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        # a socket in the file system, or a test's name: not from the network
        return True


def has_room(address: str, others: Sequence[str], patience: Patience) -> bool:
    """Whether one more line is taken, from an address, beside those from the others."""
    if len(others) >= patience.lines:
        return False
    return of_this_machine(address) or others.count(address) < patience.lines_each


class _Line(H11Protocol):
    _patience: Patience
    _whole_by: asyncio.TimerHandle | None = None
    _read_by: asyncio.TimerHandle | None = None
    _heard = False

    @property
    def address(self) -> str:
        """Whose line it is; empty for a socket in the file system."""
        return "" if self.client is None else self.client[0]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        _send_at_once(transport)
        others = [line.address for line in self.connections if isinstance(line, _Line)]
        others.remove(self.address)
        if has_room(self.address, others, self._patience):
            self._watch_request()
        else:
            structlog.get_logger().warning("line_refused", lines=len(others))
            self._end(503)

    def connection_lost(self, exc: Exception | None) -> None:
        _stop(self._whole_by)
        _stop(self._read_by)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        self._heard = True
        super().data_received(data)
        self._watch_request()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  what is wrong in it helps nobody
        self._end(400)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._read_by is None:
            self._read_by = self.loop.call_later(self._patience.reading, self._unread)

    def resume_writing(self) -> None:
        _stop(self._read_by)
        self._read_by = None
        super().resume_writing()

    def _watch_request(self) -> None:
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY) and not self.transport.is_closing():
            if self._whole_by is None:
                self._whole_by = self.loop.call_later(self._patience.request, self._not_whole)
        else:
            _stop(self._whole_by)
            self._whole_by = None

    def _not_whole(self) -> None:
        self._whole_by = None
        if not self._heard:
            # browsers open lines ahead of need: nothing was asked, and nothing is answered
            self.transport.close()
            return
        structlog.get_logger().warning("request_too_slow")
        self._end(408)

    def _unread(self) -> None:
        self._read_by = None
        structlog.get_logger().warning("reader_too_slow")
        # `close` would wait for what is not read
        self.transport.abort()

    def _end(self, status: int) -> None:
        """Say why, where nothing was said yet, and end the line."""
        if self.transport.is_closing():
            return
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE) and not self._answering():
            body = WORDS[status].encode()
            phrase = http.HTTPStatus(status).phrase.encode()
            self.transport.write(
                b"HTTP/1.1 %d %s\r\n" % (status, phrase)
                + OWN_HEADERS
                + b"Content-Length: %d\r\n\r\n" % len(body)
                + body
            )
        self.transport.close()

    def _answering(self) -> bool:
        # uvicorn has none before the first request, which its types do not say
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and cycle.response_started and not cycle.response_complete


def _send_at_once(transport: asyncio.Transport) -> None:
    """Without waiting for the other side's acknowledgement of what was sent before.

    An answer's head and body are two writes, so that each answer would take 40 ms longer. asyncio
    does it itself, but not for a listener that was made without naming its protocol.
    """
    line: socket.socket | None = transport.get_extra_info("socket")
    if line is not None and line.family in {socket.AF_INET, socket.AF_INET6}:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
