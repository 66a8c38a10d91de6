"""Request → durable → reply, and tickets per second, each beside its floor."""

import json
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self
from uuid import uuid4

from bench.measure import Row, percentile
from protocol.link import Broker, MqttLink, Received
from protocol.topics import Topics
from tests.sites import SAMPLE_SITE
from tests.system.parts import BrokerAddress, Listener, mosquitto, process, queue_server

ROUNDS, IN_A_ROUND = 12, 50
ISSUERS, EACH, WINDOW = 8, 100, 64
TURNS, BATCH = 5, 64
SERVICES = ("ido", "shomei", "koseki", "card", "kokuho", "kodomo", "zei", "kaigo")
"""What people come for, one at each issuer."""
OURS, ECHO = Topics.of("aizu"), Topics.of("echo")
BODY = "x" * 480
"""About as long as the event that a ticket leaves in the journal."""


def measure(folder: Path) -> list[Row]:
    """Both benchmarks, on one broker and one server."""
    folder.mkdir()
    with ExitStack() as parts:
        broker = parts.enter_context(mosquitto(folder))
        parts.enter_context(queue_server(folder / "data", broker, site=SAMPLE_SITE))
        parts.enter_context(_echo(broker))
        return [*_round_trips(broker, folder), *_throughput(broker, folder)]


@contextmanager
def _echo(broker: BrokerAddress) -> Iterator[None]:
    host, port = Broker.of(broker.mqtt).host, Broker.of(broker.mqtt).port
    with process(sys.executable, "-m", "bench.echo", host, port, ECHO.root) as echo:
        echo.wait_for("echo ready")
        yield


def _request(service: str = SERVICES[0]) -> bytes:
    return json.dumps({"id": str(uuid4()), "kind": "take_ticket", "services": [service]}).encode()


def _round_trips(broker: BrokerAddress, folder: Path) -> list[Row]:
    ours, echo, insert = list[float](), list[float](), list[float]()
    kiosk = Listener(broker.mqtt, "bench", OURS.reply("kiosk-1"), ECHO.reply("kiosk-1"))
    conn = _bare_database(folder / "floor.db")
    # in turn, so that a machine whose speed drifts slows all of them alike; the first is a warm-up
    for turn in range(ROUNDS + 1):
        for series, topic in ((ours, OURS.request("kiosk-1")), (echo, ECHO.request("kiosk-1"))):
            for _ in range(IN_A_ROUND):
                request = _request()
                start = time.perf_counter()
                kiosk.link.publish(topic, request)
                kiosk.next()
                series.append((time.perf_counter() - start) * 1000)
        for _ in range(IN_A_ROUND):
            start = time.perf_counter()
            conn.execute("INSERT INTO events (body) VALUES (?)", (BODY,))
            conn.commit()
            insert.append((time.perf_counter() - start) * 1000)
        if turn == 0:
            for series in (ours, echo, insert):
                series.clear()
    kiosk.close()
    conn.close()
    floor_is = "bare paho echo through the same broker + one bare fsynced SQLite insert"
    return [
        Row(
            f"request → durable → reply, {name}",
            percentile(ours, share),
            percentile(echo, share) + percentile(insert, share),
            "ms",
            floor_is,
            note=f"echo {percentile(echo, share):.2f} + insert {percentile(insert, share):.2f} ms; "
            f"{len(ours)} requests",
        )
        for name, share in (("p50", 0.5), ("p99", 0.99))
    ]


def _throughput(broker: BrokerAddress, folder: Path) -> list[Row]:
    ours, echo, bare, numbers = list[float](), list[float](), list[float](), list[str]()
    conn = _bare_database(folder / "floor-batches.db")
    with ExitStack() as links:
        issuers = [links.enter_context(_Issuer(broker, f"kiosk-{n + 1}")) for n in range(ISSUERS)]
        # in turn, as above
        for turn in range(TURNS + 1):
            echo.append(_issue(issuers, ECHO, []))
            ours.append(_issue(issuers, OURS, numbers))
            bare.append(_bare_batches(conn))
            if turn == 0:
                # the first is a warm-up
                for series in (ours, echo, bare):
                    series.clear()
    conn.close()
    asked = (TURNS + 1) * ISSUERS * EACH
    if len(set(numbers)) != asked:
        raise AssertionError(f"{len(set(numbers))} different numbers for {asked} requests")
    middle = sorted(range(TURNS), key=lambda turn: ours[turn] / echo[turn])[TURNS // 2]
    note = f"{ISSUERS} issuers, {asked} requests, {len(set(numbers))} different numbers; the "
    note += f"middle one of {TURNS} rounds, by its ratio to the echo"
    return [
        Row("tickets per second", ours[middle], floor[middle], "/s", floor_is, True, note)
        for floor, floor_is in (
            (echo, "bare paho echo, same issuers and broker"),
            (bare, f"bare loop, {BATCH} inserts a commit"),
        )
    ]


class _Issuer:
    """A kiosk that asks as fast as its window lets it."""

    def __init__(self, broker: BrokerAddress, kiosk: str) -> None:
        self._kiosk = kiosk
        self._window = threading.Semaphore(WINDOW)
        self._replies = list[bytes]()
        self._done, connected = threading.Event(), threading.Event()
        self._link = MqttLink(
            Broker.of(broker.mqtt),
            client_id=f"issuer-{kiosk}",
            subscriptions=(OURS.reply(kiosk), ECHO.reply(kiosk)),
            on_message=self._replied,
            on_connected=lambda _there: connected.set(),
        )
        self._link.open()
        connected.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._link.close()

    def issue(self, topics: Topics, requests: Sequence[bytes]) -> list[bytes]:
        """Send all of them, and wait for as many replies."""
        self._replies = []
        self._done.clear()
        for request in requests:
            self._window.acquire()
            self._link.publish(topics.request(self._kiosk), request)
        self._done.wait(120)
        return self._replies

    def _replied(self, message: Received) -> None:
        self._replies.append(message.payload)
        self._window.release()
        if len(self._replies) == EACH:
            self._done.set()


def _issue(issuers: Sequence[_Issuer], topics: Topics, numbers: list[str]) -> float:
    """All issuers at once; requests per second. Adds the numbers that came back."""
    requests = [[_request(service) for _ in range(EACH)] for service in SERVICES]
    start = time.perf_counter()
    with ThreadPoolExecutor(ISSUERS) as pool:
        replies = list(pool.map(lambda i, own: i.issue(topics, own), issuers, requests))
    seconds = time.perf_counter() - start
    numbers += [json.loads(reply).get("number", "") for own in replies for reply in own]
    return ISSUERS * EACH / seconds


def _bare_batches(conn: sqlite3.Connection) -> float:
    """Inserts per second, with batches as a window of requests from every issuer would make."""
    start = time.perf_counter()
    for _ in range(ISSUERS * EACH // BATCH):
        conn.executemany("INSERT INTO events (body) VALUES (?)", [(BODY,)] * BATCH)
        conn.commit()
    return ISSUERS * EACH // BATCH * BATCH / (time.perf_counter() - start)


def _bare_database(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("PRAGMA synchronous=FULL")
    conn.execute("CREATE TABLE events (position INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    return conn
