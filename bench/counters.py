"""A full day at eight counters: call-next when all press it at once, and the server's memory."""

import http.client
import json
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from bench.measure import Row, percentile, resident
from protocol.topics import Topics
from queue_server.staff.accounts import ACCOUNTS_FILE, Accounts
from tests.sites import SAMPLE_SITE
from tests.system.parts import Listener, mosquitto, queue_server

COUNTERS = {"1": "shomei", "2": "shomei", "3": "ido", "4": "ido", "5": "card", "6": "kokuho",
            "8": "kodomo", "11": "zei"}  # fmt: skip
"""Where somebody calls, and what people come for there."""
ROUNDS, IN_A_ROUND = 4, 250
"""A thousand visits: so many times so many wait, and are called until nobody does."""
MEMORY_MAX = 120.0
"""MB that a server may have after a full day."""
NAME, PASSWORD = "bench", "a-bench-runs-once"
TOPICS = Topics.of("aizu")


def measure(folder: Path) -> list[Row]:
    """Calls by eight consoles at once, each with its event stream open, until a day is over."""
    data = folder / "data"
    data.mkdir(mode=0o700, parents=True)
    Accounts(data / ACCOUNTS_FILE).add(NAME, PASSWORD)
    calls = list[float]()
    with ExitStack() as parts:
        broker = parts.enter_context(mosquitto(folder))
        # a server that has a journal already, as on any day but the first
        with queue_server(data, broker, site=SAMPLE_SITE):
            pass
        server, url = parts.enter_context(queue_server(data, broker, site=SAMPLE_SITE))
        start = resident(server.pid).now
        cookie = sign_in(url)
        kiosk = Listener(broker.mqtt, "bench", TOPICS.reply("kiosk-1"))
        closing = threading.Event()
        streams = [
            threading.Thread(target=_listen, args=(url, cookie, counter, closing))
            for counter in COUNTERS
        ]
        for stream in streams:
            stream.start()
        for _ in range(ROUNDS):
            for number in range(IN_A_ROUND):
                service = list(COUNTERS.values())[number % len(COUNTERS)]
                ask = {"id": str(uuid4()), "kind": "take_ticket", "services": [service]}
                kiosk.link.publish(TOPICS.request("kiosk-1"), json.dumps(ask).encode())
            for _ in range(IN_A_ROUND):
                kiosk.next()
            calls += _call_all(url, cookie)
        memory = resident(server.pid)
        closing.set()
        for stream in streams:
            stream.join()
        kiosk.close()
    if len(calls) != ROUNDS * IN_A_ROUND:
        raise AssertionError(f"{len(calls)} calls for {ROUNDS * IN_A_ROUND} visits")
    return [
        Row(
            "call-next, 8 callers at once, p99",
            percentile(calls, 0.99),
            percentile(calls, 0.5),
            "ms",
            "the same calls' p50; at most 10 ×",
            note=f"{len(calls)} calls over HTTP, {IN_A_ROUND} people waiting at first, "
            f"the slowest {max(calls):.0f} ms",
        ),
        Row(
            "server memory after a full day",
            memory.now,
            start,
            "MB",
            "the same server before its first visit",
            note=f"{len(calls)} visits, called and finished; at most {memory.most:.0f} MB on the "
            f"way, when somebody signed in (argon2id); the limit is {MEMORY_MAX:.0f} MB",
        ),
    ]


def _call_all(url: str, cookie: str) -> list[float]:
    """Every counter calls and finishes until nobody waits there; milliseconds of each call."""
    ready, calls = threading.Barrier(len(COUNTERS)), list[list[float]]()

    def work(counter: str) -> None:
        mine = list[float]()
        calls.append(mine)
        console = connect(url)
        ready.wait()
        while True:
            start = time.perf_counter()
            status = post(console, cookie, counter, "call-next")
            if status == 409:
                break
            mine.append((time.perf_counter() - start) * 1000)
            post(console, cookie, counter, "finish")
        console.close()

    threads = [threading.Thread(target=work, args=(counter,)) for counter in COUNTERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [call for mine in calls for call in mine]


def connect(url: str) -> http.client.HTTPConnection:
    """A console's connection, not yet opened."""
    address = urlsplit(url)
    assert address.hostname is not None
    return http.client.HTTPConnection(address.hostname, address.port, timeout=60)


def sign_in(url: str) -> str:
    """The cookie of whoever has `NAME` and `PASSWORD`."""
    console = connect(url)
    form = urlencode({"name": NAME, "password": PASSWORD})
    kind = "application/x-www-form-urlencoded"
    console.request("POST", "/staff/sign-in", form, {"Content-Type": kind})
    cookie = console.getresponse().headers["Set-Cookie"].partition(";")[0]
    console.close()
    return cookie


def post(console: http.client.HTTPConnection, cookie: str, counter: str, verb: str) -> int:
    """Act at a counter; 200, or 409 where the rules refuse it."""
    console.request(
        "POST",
        f"/api/staff/counters/{counter}/{verb}",
        json.dumps({"id": str(uuid4())}),
        {"Content-Type": "application/json", "Cookie": cookie},
    )
    answer = console.getresponse()
    body = answer.read()
    if answer.status not in (200, 409):
        raise AssertionError(body)
    return answer.status


def _listen(url: str, cookie: str, counter: str, closing: threading.Event) -> None:
    """Read a console's event stream, as its page does."""
    console = connect(url)
    console.request("GET", f"/api/staff/events?counter={counter}", headers={"Cookie": cookie})
    answer = console.getresponse()
    # a beat comes every five seconds, so this ends soon after it is told to
    while not closing.is_set() and answer.readline():
        pass
    console.close()
