"""`queue-server demo` as a person uses it: started, tried, ended, started again."""

import json
import os
import re
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from PIL import Image

from protocol.topics import Topics
from tests.processes import below, left
from tests.system.parts import BIN, PATIENCE, Process, free_port, process
from tests.waiting import eventually

KIOSK_SECONDS = 90.0
"""A kiosk draws its first picture in software, on a machine that others use too."""


def demo(data: Path, port: int) -> tuple[object, ...]:
    """The command."""
    http = f"--http=127.0.0.1:{port}"
    return (BIN / "queue-server", "demo", "--data", data, http, "--screen=virtual")


def address(line: str) -> str:
    """Where the server is, from the line that says so."""
    found = re.search(r"(http://\S+)/demo", line)
    assert found is not None, line
    return found[1]


@contextmanager
def board(url: str) -> Iterator[Callable[[], dict[str, object]]]:
    """What a display shows: it asks the page where its broker is, and listens there."""
    page = httpx.get(f"{url}/display/main").text
    broker = re.search(r'data-mqtt="ws://[^:]*:(\d+)', page)
    assert broker is not None
    shown: dict[str, object] = {}
    there = threading.Event()

    def heard(_client: Client, _userdata: object, message: MQTTMessage) -> None:
        shown.update(json.loads(message.payload))
        there.set()

    display = Client(CallbackAPIVersion.VERSION2, transport="websockets")
    display.on_message = heard
    topic = Topics.of("aizu").display("main")
    display.on_connect = lambda client, *_: client.subscribe(topic, qos=1)
    display.connect("127.0.0.1", int(broker[1]))
    display.loop_start()
    try:
        assert there.wait(PATIENCE)
        yield lambda: shown
    finally:
        display.disconnect()
        display.loop_stop()


def waiting(shown: dict[str, object], service: str) -> object:
    """How many wait for a service."""
    services = shown["services"]
    assert isinstance(services, list)
    return next(entry["waiting"] for entry in services if entry["service"] == service)


def tried(running: Process, url: str, data: Path) -> None:
    """Hold a pass up, and see the paper and the board."""
    with board(url) as shown:
        assert waiting(shown(), "ido") == 0
        httpx.post(f"{url}/demo/hold", json={"sample": "moving_in"}).raise_for_status()
        papers = data / "papers"
        eventually(lambda: bool(list(papers.glob("*.png"))), within=KIOSK_SECONDS)
        eventually(lambda: waiting(shown(), "ido") == 1, within=PATIENCE)
    name = next(papers.glob("*.png")).name
    eventually(lambda: httpx.get(f"{url}/demo/papers/{name}").status_code == 200, within=PATIENCE)
    with Image.open(papers / name) as paper:
        assert paper.width >= 500
    with Image.open(data / "mirror" / "screen.jpg") as screen:
        assert screen.height > screen.width
    assert httpx.post(f"{url}/demo/touch", json={"x": 0.5, "y": 0.5}).status_code == 204
    assert "The kiosk ended" not in "\n".join(running.lines)


def mended(running: Process, url: str, data: Path) -> None:
    """Kill the broker and the kiosk, and take another number."""
    for pid in below(running.pid):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if b"mosquitto" in words[0] or b"--kiosk" in words:
            os.kill(pid, signal.SIGKILL)
    running.wait_for("Mosquitto ended")
    running.wait_for("The kiosk ended")
    before = len(list((data / "papers").glob("*.png")))
    httpx.post(f"{url}/demo/hold", json={"sample": "certificate"}).raise_for_status()
    eventually(lambda: len(list((data / "papers").glob("*.png"))) > before, within=KIOSK_SECONDS)


def test_the_demo_from_its_first_start_to_its_second(tmp_path: Path) -> None:
    data = tmp_path / "窓口 demo"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with process(*demo(data, port)) as first:
            first.wait_for(f"Port {port} is taken")
            url = address(first.wait_for("Madoguchi is open"))
            tried(first, url, data)
            mended(first, url, data)
            with process(*demo(data, port)) as second:
                second.wait_for("already runs")
                assert second.wait() == 1
            processes = below(first.pid)
            assert len(processes) >= 4, "broker, printer, screen, kiosk"
            os.kill(first.pid, signal.SIGINT)
            assert first.wait() == 0
            assert left(processes) == []
    with process(*demo(data, free_port())) as again:
        again.wait_for("Found the journal of last time")
        again.wait_for("Madoguchi is open")
        processes = below(again.pid)
        again.kill()
        eventually(lambda: left(processes) == [], within=PATIENCE)


def test_a_start_that_is_broken_off_leaves_nothing_behind(tmp_path: Path) -> None:
    with process(*demo(tmp_path, free_port())) as started:
        eventually(lambda: len(below(started.pid)) >= 2, within=PATIENCE)
        processes = below(started.pid)
        assert started.end() == 0
        assert left(processes) == []
