"""A call pad, the console's API and `queue-server pad`, with a real broker and a real server."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from protocol.topics import Topics
from tests.sites import SAMPLE_SITE
from tests.system.parts import (
    BIN,
    PATIENCE,
    BrokerAddress,
    Listener,
    mosquitto,
    queue_server,
)
from tests.waiting import eventually

TOPICS = Topics.of("aizu")
PASSWORD = "a-sample-password"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[BrokerAddress]:
    with mosquitto(tmp_path) as address:
        yield address


@pytest.fixture
def console(tmp_path: Path, broker: BrokerAddress) -> Iterator[httpx.Client]:
    """A browser at counter 3's console, of a server with one account."""
    data = tmp_path / "data"
    subprocess.run(
        [
            BIN / "queue-server",
            "account",
            "add",
            "m-0312",
            f"--data={data}",
            "--password",
            PASSWORD,
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with (
        queue_server(data, broker, site=SAMPLE_SITE) as (_, url),
        httpx.Client(base_url=url) as client,
    ):
        signed_in = client.post("/staff/sign-in", data={"name": "m-0312", "password": PASSWORD})
        assert signed_in.status_code == 303
        yield client


class Pad:
    """A pad of hardware, as a broker sees it."""

    def __init__(self, broker: BrokerAddress, name: str = "pad-3") -> None:
        self._name = name
        self._link = Listener(
            broker.mqtt, f"test-{uuid4()}", TOPICS.pad_reply(name), TOPICS.pad_display(name)
        )

    def press(self, kind: str, **fields: object) -> dict[str, Any]:
        """Press a key, and return the answer."""
        self.send({"kind": kind, "id": str(uuid4()), **fields})
        return self.next(TOPICS.pad_reply(self._name))

    def send(self, message: dict[str, object]) -> None:
        self._link.link.publish(TOPICS.pad_request(self._name), json.dumps(message).encode())

    def next(self, topic: str) -> dict[str, Any]:
        """The next message on a topic."""
        while True:
            received = self._link.next()
            if received.topic == topic:
                message: dict[str, Any] = json.loads(received.payload)
                return message

    def shows(self, **wanted: object) -> dict[str, Any]:
        """The display, once it shows what is wanted."""
        while True:
            display = self.next(TOPICS.pad_display(self._name))
            if all(display[name] == value for name, value in wanted.items()):
                return display

    def close(self) -> None:
        self._link.close()


@pytest.fixture
def pad(broker: BrokerAddress, console: httpx.Client) -> Iterator[Pad]:
    made = Pad(broker)
    yield made
    made.close()


def take_ticket(broker: BrokerAddress) -> str:
    """Somebody takes a number for moving in."""
    kiosk = Listener(broker.mqtt, f"test-{uuid4()}", TOPICS.reply("kiosk-1"))
    ask = {"id": str(uuid4()), "kind": "take_ticket", "services": ["ido"]}
    kiosk.link.publish(TOPICS.request("kiosk-1"), json.dumps(ask).encode())
    number: str = json.loads(kiosk.next().payload)["number"]
    kiosk.close()
    return number


def serving(console: httpx.Client) -> str | None:
    """Whom the console of counter 3 shows."""
    view = console.get("/api/staff/counters/3").raise_for_status().json()["serving"]
    return None if view is None else view["number"]


def act(console: httpx.Client, action: str) -> None:
    """A step on the console of counter 3."""
    answer = console.post(f"/api/staff/counters/3/{action}", json={"id": str(uuid4())})
    answer.raise_for_status()


def test_what_is_pressed_shows_on_the_console_and_what_is_done_there_on_the_pad(
    broker: BrokerAddress, console: httpx.Client, pad: Pad
) -> None:
    assert pad.shows(waiting=0)["number"] is None
    number = take_ticket(broker)
    take_ticket(broker)
    pad.shows(waiting=2, status="closed")

    called = pad.press("call_next")
    assert (called["kind"], called["number"], called["waiting"]) == ("pad_done", number, 1)
    assert serving(console) == number
    pad.shows(number=number, status="open", waiting=1, calls=1)

    act(console, "recall")
    pad.shows(number=number, calls=2)
    act(console, "finish")
    pad.shows(number=None, waiting=1)
    late = pad.press("finish", visit=called["visit"])
    assert (late["kind"], late["reason"]) == ("refused", "counter_empty")

    act(console, "call-next")
    behind = pad.press("finish", visit=called["visit"])
    assert (behind["kind"], behind["reason"]) == ("refused", "visit_changed")
    assert serving(console) == "B102"


def test_the_same_press_twice_acts_once_and_an_unknown_pad_never(
    broker: BrokerAddress, console: httpx.Client, pad: Pad
) -> None:
    take_ticket(broker)
    take_ticket(broker)
    unknown = Pad(broker, "pad-99")
    refused = unknown.press("call_next")
    unknown.close()
    assert (refused["kind"], refused["reason"]) == ("refused", "unknown_pad")
    assert serving(console) is None
    press: dict[str, object] = {"kind": "call_next", "id": str(uuid4())}
    answers = list[dict[str, Any]]()
    for _ in range(2):
        pad.send(press)
        answers.append(pad.next(TOPICS.pad_reply("pad-3")))
    assert answers[0] == answers[1]
    assert pad.press("finish")["number"] == "B101"
    pad.send(press)
    late = pad.next(TOPICS.pad_reply("pad-3"))
    assert (late["kind"], late["number"]) == ("pad_done", "B101")
    assert serving(console) is None


def run_pad(broker: BrokerAddress, keys: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """`queue-server pad` with keys on its standard input."""
    return subprocess.run(
        [BIN / "queue-server", "pad", f"--broker={broker.mqtt}", *words],
        input=keys,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_a_pad_in_a_terminal_says_what_came_of_each_key(
    broker: BrokerAddress, console: httpx.Client, tmp_path: Path
) -> None:
    take_ticket(broker)
    take_ticket(broker)
    pad = ("--site=aizu", "--pad=pad-3")
    done = run_pad(broker, "n\nr\nfinish\nNEXT\n", *pad)
    said = [line for line in done.stdout.splitlines() if not line.startswith("display: ")]
    assert said == [
        "done: B101 waiting=1",
        "done: B101 waiting=1",
        "done: B101 waiting=1",
        "done: B102 waiting=0",
    ]
    assert done.returncode == 0, done.stderr
    assert serving(console) == "B102"

    refused = run_pad(broker, "n\nxyz\nq\nf\n", *pad)
    assert "display: 3番窓口 open number=B102 waiting=0" in refused.stdout
    assert "refused: counter_busy" in refused.stdout
    assert "not a key: 'xyz'" in refused.stdout
    assert refused.returncode == 1
    # what stands behind q is not pressed
    assert serving(console) == "B102"
    shows_what_others_do(broker, console, tmp_path / "terminal")


def shows_what_others_do(broker: BrokerAddress, console: httpx.Client, output: Path) -> None:
    """A terminal in which nobody types still shows the counter, until it is closed."""
    with output.open("w") as out:
        terminal = subprocess.Popen(
            [BIN / "queue-server", "pad", f"--broker={broker.mqtt}", "--site=aizu", "--pad=pad-3"],
            stdin=subprocess.PIPE,
            stdout=out,
        )
    try:
        eventually(lambda: "open number=B102" in output.read_text(), "the display")
        act(console, "finish")
        eventually(lambda: "open number=none" in output.read_text(), "the finished step")
    finally:
        terminal.communicate(timeout=PATIENCE)
    assert terminal.returncode == 0


@pytest.mark.parametrize("words", [["--site=a/b", "--pad=pad-3"], ["--site=aizu", "--pad=#"], []])
def test_a_pad_that_is_called_wrongly_ends_with_2(words: list[str]) -> None:
    result = run_pad(BrokerAddress("mqtt://127.0.0.1:1", ""), "", *words)
    assert result.returncode == 2
