"""A line that misbehaves: a TCP proxy of our own before a broker, with weather that changes."""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final, Self

_PUBLISH: Final = 3
"""The packet type of a message (MQTT 3.1.1, 2.2.1), in the upper half of its first byte."""
_AGAIN: Final = 0x08
"""DUP (3.3.1.1)."""
_QOS_1: Final = 0x02
RESEND_SECONDS: Final = 0.2
"""After so long TCP sends again what was lost; twice as long each time (RFC 6298)."""
_GLANCE: Final = 0.02
"""Seconds between looks at weather that holds everything up."""


@dataclass(frozen=True, slots=True)
class Weather:
    """How a line is."""

    name: str
    delay: tuple[float, float] = (0.0, 0.0)
    """Seconds that a piece takes, from and to; the order is kept, as TCP keeps it."""
    lost: float = 0.0
    """Share of pieces that are lost on the way: they come when TCP has sent them again."""
    doubled: float = 0.0
    """Share of messages that come twice, as when an acknowledgement was lost."""
    deaf: bool = False
    """Half-open: connections stand, new ones too, and nothing goes through either way."""
    closed: bool = False
    """Nobody answers at the port, and what was connected is cut."""
    flaps: tuple[float, float] | None = None
    """Seconds that it is open, and then closed, again and again."""


CLEAR: Final = Weather("clear")


class Proxy:
    """The line, at a port of its own, in a thread of its own."""

    def __init__(self, port_behind: int, random: Random) -> None:
        self._behind = port_behind
        self._random = random
        self._weather = CLEAR
        self._closed = False
        self._writers = set[asyncio.StreamWriter]()
        self._tasks = set[asyncio.Task[None]]()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="proxy")
        self.port = 0
        self.connections = 0
        """How many were ever made."""
        self.doubled = 0
        """How many messages were sent twice."""

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def become(self, weather: Weather) -> None:
        """From now on the weather is so."""
        asyncio.run_coroutine_threadsafe(self._become(weather), self._loop).result()

    def cut_all(self) -> int:
        """End every connection at once, without a goodbye; how many there were."""
        return asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._connected, "127.0.0.1", 0, backlog=1024)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in (pending := asyncio.all_tasks(self._loop)):
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        self._loop.close()

    async def _become(self, weather: Weather) -> None:
        self._weather = weather
        self._closed = weather.closed
        if weather.closed:
            await self._cut()
        if weather.flaps is not None:
            self._keep(self._flap(weather))

    async def _flap(self, weather: Weather) -> None:
        assert weather.flaps is not None
        while self._weather is weather:
            await asyncio.sleep(weather.flaps[0])
            if self._weather is weather:
                self._closed = True
                await self._cut()
                await asyncio.sleep(weather.flaps[1])
                self._closed = self._weather.closed

    async def _cut(self) -> int:
        writers = list(self._writers)
        for writer in writers:
            writer.transport.abort()
        return len(writers) // 2

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connected(self, near: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        if self._closed:
            out.transport.abort()
            return
        try:
            far, far_out = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:
            out.transport.abort()
            return
        self.connections += 1
        writers = (out, far_out)
        self._writers.update(writers)
        try:
            ways = [
                asyncio.ensure_future(self._carry(near, far_out)),
                asyncio.ensure_future(self._carry(far, out)),
            ]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
        except asyncio.CancelledError:
            # the proxy ends: asyncio's own server would call it an error
            return
        finally:
            for writer in writers:
                self._writers.discard(writer)
                writer.transport.abort()

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        packets = _Packets()

        async def read() -> None:
            due = 0.0
            while data := await source.read(65536):
                data = self._with_doubles(packets, data)
                due = max(due, self._loop.time() + self._takes())
                pieces.put_nowait((due, data))

        async def write() -> None:
            while True:
                due, data = await pieces.get()
                await asyncio.sleep(max(0.0, due - self._loop.time()))
                while self._weather.deaf:
                    await asyncio.sleep(_GLANCE)
                sink.write(data)
                await sink.drain()

        writing = asyncio.ensure_future(write())
        try:
            with contextlib.suppress(ConnectionError):
                await read()
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    def _takes(self) -> float:
        takes, resend = self._random.uniform(*self._weather.delay), RESEND_SECONDS
        while self._random.random() < self._weather.lost:
            takes, resend = takes + resend, resend * 2
        return takes

    def _with_doubles(self, packets: "_Packets", data: bytes) -> bytes:
        # packets are followed also in fair weather: a foul one may begin at any byte
        out = bytearray()
        for packet in packets.feed(data):
            out += packet
            publish = packet[0] >> 4 == _PUBLISH and packet[0] & _QOS_1
            if publish and self._random.random() < self._weather.doubled:
                self.doubled += 1
                out += bytes((packet[0] | _AGAIN,)) + packet[1:]
        return bytes(out)


class _Packets:
    """Bytes of one direction -> whole MQTT packets (3.1.1, 2.2.3: the remaining length)."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._rest += data
        while (size := _size(self._rest)) is not None and size <= len(self._rest):
            packet, self._rest = self._rest[:size], self._rest[size:]
            yield packet


def _size(data: bytes) -> int | None:
    """Of the first packet; None where its length is not all there."""
    length = 0
    for place, byte in enumerate(data[1:5]):
        length += (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return 2 + place + length
    return None
