"""The real parts of a lobby as child processes, each ended by its process id."""

import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from protocol.link import Broker, MqttLink, Received

BIN = Path(sys.executable).parent
PATIENCE = 30.0
"""Seconds to wait for a whole part, which takes longer than a thread."""


def free_port() -> int:
    """A loopback port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """A child whose output is read line by line."""

    def __init__(self, command: Sequence[object], env: Mapping[str, str] | None = None) -> None:
        self._child = subprocess.Popen(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            text=True,
            start_new_session=True,
        )
        self.lines = list[str]()
        self._said: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._child.poll() is None

    def wait_for(self, text: str) -> str:
        """The next line that holds a text."""
        while True:
            try:
                line = self._said.get(timeout=PATIENCE)
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f"no line with {text!r} in:\n" + "\n".join(self.lines[-40:]))
            if text in line:
                return line

    def end(self) -> int:
        """SIGTERM, and the exit code."""
        if self._child.poll() is None:
            self._child.terminate()
        return self.wait()

    def kill(self) -> None:
        """SIGKILL, as a power cut would end it."""
        self._child.kill()
        self.wait()

    def wait(self) -> int:
        """The exit code, once it has ended."""
        try:
            code = self._child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
            raise
        self._reader.join()
        if self._child.stdout is not None:
            self._child.stdout.close()
        return code

    def _read(self) -> None:
        if self._child.stdout is not None:
            for line in self._child.stdout:
                self.lines.append(line.rstrip("\n"))
                self._said.put(line)
        self._said.put(None)


@contextmanager
def process(*command: object, env: Mapping[str, str] | None = None) -> Iterator[Process]:
    """A child that does not outlive its test."""
    child = Process(command, env)
    try:
        yield child
    finally:
        child.end()


@contextmanager
def virtual_screen(size: str) -> Iterator[str]:
    """An X server of its own on a free display: its name, such as `:3`."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            yield f":{pipe.readline().strip()}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a test's Mosquitto listens."""

    mqtt: str
    websocket: str


@contextmanager
def mosquitto(
    folder: Path, *, port: int | None = None, websocket: int | None = None
) -> Iterator[BrokerAddress]:
    """A plain Mosquitto that lets everybody in, on loopback ports: free ones unless it is told."""
    tcp, websocket = port or free_port(), websocket or free_port()
    config = folder / "mosquitto.conf"
    config.write_text(
        f"listener {tcp} 127.0.0.1\nset_tcp_nodelay true\n"
        f"listener {websocket} 127.0.0.1\nprotocol websockets\nallow_anonymous true\n"
    )
    with process("mosquitto", "-v", "-c", config) as broker:
        broker.wait_for("running")
        yield BrokerAddress(f"mqtt://127.0.0.1:{tcp}", f"ws://127.0.0.1:{websocket}")


@contextmanager
def queue_server(data: Path, broker: BrokerAddress, *, site: Path) -> Iterator[tuple[Process, str]]:
    """`queue-server run`, ready, and the address of its pages."""
    with process(
        BIN / "queue-server",
        "run",
        f"--data={data}",
        "--http=127.0.0.1:0",
        f"--mqtt={broker.mqtt}",
        f"--mqtt-websocket={broker.websocket}",
        f"--site={site}",
    ) as server:
        line = server.wait_for("queue-server ready")
        yield server, line.split()[2]


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium without a window, which asks nobody outside for anything.

    The same engine as the whole browser, which draws a window for nobody: a page takes half the
    processor's time here.
    """
    browser = playwright.chromium.launch(
        executable_path="/usr/bin/chromium-headless-shell",
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    )
    try:
        yield browser
    finally:
        browser.close()


class Listener:
    """An MQTT client of a test, with everything that it received in order."""

    def __init__(self, url: str, client_id: str, *topics: str) -> None:
        self.received: queue.SimpleQueue[Received] = queue.SimpleQueue()
        connected = threading.Event()
        self.link = MqttLink(
            Broker.of(url),
            client_id=client_id,
            subscriptions=topics,
            on_message=self.received.put,
            on_connected=lambda there: connected.set() if there else None,
        )
        self.link.open()
        assert connected.wait(PATIENCE), "the broker did not answer"

    def next(self, seconds: float = PATIENCE) -> Received:
        """The next message."""
        return self.received.get(timeout=seconds)

    def close(self) -> None:
        """Let go of the broker."""
        self.link.close()
