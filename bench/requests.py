"""Request → durable → reply, and tickets per second, each beside its floor."""

import json
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

from bench.measure import Row, percentile
from protocol.link import Broker, MqttLink, Received
from protocol.topics import Topics
from tests.sites import SAMPLE_SITE
from tests.system.parts import BrokerAddress, Listener, mosquitto, process, queue_server

ROUNDS, IN_A_ROUND = 12, 50
ISSUERS, EACH, WINDOW = 8, 500, 64
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


def _request() -> bytes:
    return json.dumps({"id": str(uuid4()), "kind": "take_ticket", "services": ["ido"]}).encode()


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
    echo, (ours, numbers) = _issue(broker, ECHO)[0], _issue(broker, OURS)
    if len(set(numbers)) != ISSUERS * EACH:
        raise AssertionError(f"{len(set(numbers))} different numbers for {ISSUERS * EACH} requests")
    # the floor's batches are what a window of requests from every issuer would make
    conn = _bare_database(folder / "floor-batches.db")
    start, batch = time.perf_counter(), 64
    for _ in range(ISSUERS * EACH // batch):
        conn.executemany("INSERT INTO events (body) VALUES (?)", [(BODY,)] * batch)
        conn.commit()
    bare = (ISSUERS * EACH // batch * batch) / (time.perf_counter() - start)
    conn.close()
    note = f"{ISSUERS} issuers, {ISSUERS * EACH} requests, {len(set(numbers))} different numbers"
    return [
        Row(
            "tickets per second",
            ours,
            echo,
            "/s",
            "bare paho echo, same issuers and broker",
            True,
            note,
        ),
        Row(
            "tickets per second",
            ours,
            bare,
            "/s",
            f"bare loop, {batch} inserts a commit",
            True,
            note,
        ),
    ]


def _issue(broker: BrokerAddress, topics: Topics) -> tuple[float, list[str]]:
    """All issuers at once; requests per second and the numbers that came back."""
    numbers, lock = list[str](), threading.Lock()

    def issue(kiosk: str) -> None:
        window = threading.Semaphore(WINDOW)
        left, done, connected = [EACH], threading.Event(), threading.Event()
        mine = list[str]()

        def replied(message: Received) -> None:
            mine.append(json.loads(message.payload).get("number", ""))
            window.release()
            left[0] -= 1
            if left[0] == 0:
                done.set()

        link = MqttLink(
            Broker.of(broker.mqtt),
            client_id=f"{topics.site}-{kiosk}",
            subscriptions=(topics.reply(kiosk),),
            on_message=replied,
            on_connected=lambda _there: connected.set(),
        )
        link.open()
        connected.wait()
        ready.wait()
        for _ in range(EACH):
            window.acquire()
            link.publish(topics.request(kiosk), _request())
        done.wait(120)
        link.close()
        with lock:
            numbers.extend(mine)

    ready = threading.Barrier(ISSUERS + 1)
    threads = [
        threading.Thread(target=issue, args=(f"kiosk-{number}",))
        for number in range(1, ISSUERS + 1)
    ]
    for thread in threads:
        thread.start()
    ready.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    return ISSUERS * EACH / (time.perf_counter() - start), numbers


def _bare_database(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("PRAGMA synchronous=FULL")
    conn.execute("CREATE TABLE events (position INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    return conn
