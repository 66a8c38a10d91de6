"""How long and how often one machine may hold on to a line of the server."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from queue_server.connections import HEAD_BYTES_MAX, Patience, has_room
from tests.waiting import eventually
from tests.web import served

SECONDS = 10.0
"""How long a test waits before it fails."""
SHORT = Patience(request=0.2, reading=0.3, lines=6)


async def hello(request: Request) -> Response:
    try:
        await request.body()
    except ClientDisconnect:
        return Response(status_code=400)
    return PlainTextResponse("hello")


async def endless(_request: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65536
            # what is sent to nobody waits for nobody
            await asyncio.sleep(0)

    return StreamingResponse(chunks())


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    app = Starlette(
        routes=[Route("/", hello, methods=["GET", "POST"]), Route("/endless", endless)],
    )
    with served(app, patience=SHORT) as url:
        yield int(url.rpartition(":")[2])


@pytest.fixture
def line(port: int) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=SECONDS)) as made:
        yield made


def as_many_as_there_may_be(port: int) -> list[socket.socket]:
    return [socket.create_connection(("127.0.0.1", port), SECONDS) for _ in range(SHORT.lines)]


def everything(line: socket.socket) -> bytes:
    """All that comes until the server ends the line."""
    heard = b""
    while True:
        try:
            more = line.recv(65536)
        except ConnectionResetError:
            return heard
        if not more:
            return heard
        heard += more


def test_a_request_that_never_becomes_whole_is_ended_with_words(line: socket.socket) -> None:
    line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow:")
    heard = everything(line)
    assert heard.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert "時間がかかりすぎた".encode() in heard
    assert b"Content-Security-Policy: default-src 'none'" in heard


def test_a_body_that_never_becomes_whole_is_ended_too(line: socket.socket) -> None:
    line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")
    assert everything(line).startswith(b"HTTP/1.1 408 ")


def test_a_line_that_says_nothing_is_ended_without_a_word(line: socket.socket) -> None:
    assert everything(line) == b""


def test_a_drip_of_bytes_buys_no_more_time(line: socket.socket) -> None:
    line.settimeout(0.02)
    heard = b""
    sent = 0
    while not heard and sent < 400:
        line.sendall(b"G" if sent == 0 else b"E")
        sent += 1
        try:
            heard = line.recv(4096)
        except TimeoutError:
            continue
    assert heard.startswith(b"HTTP/1.1 408 ")


def test_an_answer_that_nobody_reads_is_given_up(port: int, line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.sendall(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")

    def free() -> bool:
        # it was one of six: once it is gone, six others have room
        others = as_many_as_there_may_be(port)
        try:
            others[-1].sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            return others[-1].recv(4096).startswith(b"HTTP/1.1 200 ")
        except ConnectionError:
            return False
        finally:
            for other in others:
                other.close()

    eventually(free)


def test_a_head_that_is_too_large_is_not_kept_in_memory(line: socket.socket) -> None:
    line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + b"x" * (HEAD_BYTES_MAX + 1))
    assert everything(line).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "words",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET  HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA\x00B: y\r\n\r\n",
    ],
)
def test_what_is_no_request_is_said(line: socket.socket, words: bytes) -> None:
    line.sendall(words)
    line.shutdown(socket.SHUT_WR)
    heard = everything(line)
    assert heard.startswith(b"HTTP/1.1 400 ")
    # what was sent is nowhere in it
    assert b"uvicorn" not in heard
    assert b"Connection: close" in heard


def test_a_websocket_is_never_opened(line: socket.socket) -> None:
    line.sendall(
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    )
    heard = everything(line)
    assert heard.startswith(b"HTTP/1.1 200 ")
    assert b"101 Switching" not in heard
    assert b"Sec-WebSocket-Accept" not in heard


def test_of_too_many_lines_the_last_is_refused_with_words(port: int) -> None:
    def one_over() -> bool:
        lines = as_many_as_there_may_be(port)
        try:
            for each in lines:
                each.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                if not each.recv(4096).startswith(b"HTTP/1.1 200 "):
                    # a line of the test before is not gone yet
                    return False
            over = socket.create_connection(("127.0.0.1", port), SECONDS)
            with closing(over):
                heard = everything(over)
            return heard.startswith(b"HTTP/1.1 503 ") and "混み合って".encode() in heard
        finally:
            for each in lines:
                each.close()

    eventually(one_over)


def test_an_address_has_its_share_of_the_lines_and_a_proxy_of_this_machine_has_more() -> None:
    patience = Patience(lines=5, lines_each=2)
    one, other, proxy = "192.0.2.1", "192.0.2.2", "127.0.0.1"
    assert has_room(one, [one, other], patience)
    assert not has_room(one, [one, one], patience)
    assert has_room(other, [one, one], patience)
    assert has_room(proxy, [proxy] * 4, patience)
    assert not has_room(proxy, [proxy] * 5, patience)
