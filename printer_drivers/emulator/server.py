"""The emulated printer on TCP: connections, real-time commands, and waiting until it is ready."""

import contextlib
import queue
import re
import socket
import threading
from collections.abc import Callable
from functools import partial
from typing import Final

import structlog
from PIL import Image

from printer_drivers.emulator.conditions import (
    Condition,
    ConditionSource,
    real_time_answer,
    sensor_answer,
)
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.head import Head
from printer_drivers.emulator.interpreter import Interpreter
from printer_drivers.emulator.paper import Roll, Tray

_log = structlog.get_logger()

POLL_SECONDS: Final = 0.05
"""How often the condition is looked at while something waits for it."""
PIECES_MAX: Final = 256
"""Pieces of up to 4 kB that wait for paper; then the sender has to wait."""

CONNECTIONS_MAX: Final = 32
"""More than these wait, as they do at a printer, which takes one: each has its own memory."""

CLEARED: Final = b"\x37\x25\x00"
"""The answer to `DLE DC4 8`."""

_REAL_TIME = re.compile(rb"\x10\x04([\x01-\x04])|\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")
_TAIL: Final = 9
"""Bytes of the longest real-time command, but one."""


class Emulator:
    """Listens until it is stopped. Each connection is a printer of its own, on one tray.

    Raises:
        OSError: the port is taken.
    """

    def __init__(
        self,
        listen: tuple[str, int],
        tray: Tray,
        glyphs: Glyphs,
        *,
        dots: int = 576,
        condition: ConditionSource = lambda: Condition.READY,
        connections_max: int = CONNECTIONS_MAX,
    ) -> None:
        self.tray = tray
        self.glyphs = glyphs
        self.dots = dots
        self.condition = condition
        self.stopping = threading.Event()
        self._free = threading.Semaphore(connections_max)
        self._threads: list[threading.Thread] = []
        family = socket.AF_INET6 if ":" in listen[0] else socket.AF_INET
        self._listener = socket.create_server(listen, family=family)
        self._listener.settimeout(POLL_SECONDS)
        self.port = int(self._listener.getsockname()[1])
        """The port that it listens on, also where any was asked for."""

    def start(self) -> None:
        """Accept connections from now on."""
        self._thread(self._accept)

    def stop(self) -> None:
        """End every connection and wait for their threads."""
        self.stopping.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def __enter__(self) -> "Emulator":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _thread(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name="printer-emulator", daemon=True)
        self._threads = [*(known for known in self._threads if known.is_alive()), thread]
        thread.start()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            if not self._free.acquire(timeout=POLL_SECONDS):
                continue
            while not self.stopping.is_set():
                try:
                    connection, _ = self._listener.accept()
                except TimeoutError:
                    continue
                self._thread(partial(self._serve, connection))
                break

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection:
                connection.settimeout(POLL_SECONDS)
                # not a printer's need, and gone already where the other side has let go
                with contextlib.suppress(OSError):
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                _Session(self, connection).run()
        finally:
            self._free.release()


class _ClearedError(Exception):
    """The job was cleared, or everything ends, while it waited for paper."""


class _Session:
    """One connection: this thread reads, and obeys real-time commands; another one prints."""

    def __init__(self, emulator: Emulator, connection: socket.socket) -> None:
        self._emulator = emulator
        self._connection = connection
        self._roll = Roll(emulator.dots)
        self._pieces: queue.Queue[tuple[int, bytes] | None] = queue.Queue(PIECES_MAX)
        self._job = 0
        """Goes up with every clearing; what came before it is not printed any more."""
        self._printing_job = 0
        self._sending = threading.Lock()

    def run(self) -> None:
        """Serve until the other side ends it. What waits for paper then is printed later."""
        printing = threading.Thread(target=self._print, name="printer-emulator-paper", daemon=True)
        printing.start()
        try:
            self._read()
        finally:
            self._put(None)
            printing.join()

    def _read(self) -> None:
        tail = b""
        while not self._emulator.stopping.is_set():
            if self._emulator.condition() is Condition.UNPLUGGED:
                self._job += 1
                return
            try:
                data = self._connection.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                return
            if not data:
                return
            tail = self._obey_at_once(tail, data)

    def _obey_at_once(self, tail: bytes, data: bytes) -> bytes:
        """Do real-time commands, queue the rest; returns what the next one may start with."""
        seen = tail + data
        queued = obeyed = 0
        for found in _REAL_TIME.finditer(seen):
            obeyed = found.end()
            if found.group(1) is None:
                self._put((self._job, data[queued : obeyed - len(tail)]))
                queued = obeyed - len(tail)
                self._job += 1
                self._say(CLEARED)
            else:
                number = found.group(1)[0]
                self._say(bytes([real_time_answer(number, self._emulator.condition())]))
        self._put((self._job, data[queued:]))
        return seen[max(obeyed, len(seen) - _TAIL) :]

    def _put(self, piece: tuple[int, bytes] | None) -> None:
        while True:
            try:
                self._pieces.put(piece, timeout=POLL_SECONDS)
            except queue.Full:
                if self._emulator.stopping.is_set():
                    return
            else:
                return

    def _print(self) -> None:
        head, interpreter = self._power_on()
        while (piece := self._next_piece()) is not None:
            job, data = piece
            if job != self._job:
                continue
            if job != self._printing_job:
                self._printing_job = job
                head.tear_off()
                head, interpreter = self._power_on()
            try:
                interpreter.feed(data)
            except _ClearedError:
                if self._emulator.stopping.is_set():
                    break
        head.tear_off()

    def _next_piece(self) -> tuple[int, bytes] | None:
        while not self._emulator.stopping.is_set():
            with contextlib.suppress(queue.Empty):
                return self._pieces.get(timeout=POLL_SECONDS)
        return None

    def _power_on(self) -> tuple[Head, Interpreter]:
        head = Head(
            self._roll, self._emulator.glyphs, gate=self._wait_until_ready, on_cut=self._cut
        )
        dpi = 180 if self._roll.dots == 512 else 203
        return head, Interpreter(head, dpi=dpi, answer=self._say_sensor)

    def _cut(self, page: Image.Image) -> None:
        try:
            path = self._emulator.tray.drop(page)
        except OSError as error:
            # a full disk loses this paper, not the printer
            _log.error("ticket_lost", error=error.strerror)
            return
        _log.info("ticket_cut", path=str(path))

    def _wait_until_ready(self) -> None:
        while True:
            # also while it prints: what was sent may be enough for hours
            if self._job != self._printing_job or self._emulator.stopping.is_set():
                raise _ClearedError
            if self._emulator.condition().prints:
                return
            self._emulator.stopping.wait(POLL_SECONDS)

    def _say_sensor(self, number: int) -> None:
        if number in {1, 49}:
            self._say(bytes([sensor_answer(self._emulator.condition())]))

    def _say(self, answer: bytes) -> None:
        if self._emulator.condition() is not Condition.SILENT:
            with self._sending, contextlib.suppress(OSError):
                self._connection.sendall(answer)
