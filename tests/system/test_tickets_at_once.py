"""Eight issuers, 800 requests at once, through a real broker: 800 different numbers, none lost."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from protocol.topics import Topics
from tests.sites import SAMPLE_SITE
from tests.system.parts import BrokerAddress, Listener, free_port, mosquitto, queue_server

TOPICS = Topics.of("aizu")
SERVICES = ("shomei", "ido", "kokuho", "zei")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[BrokerAddress]:
    with mosquitto(tmp_path) as address:
        yield address


def ask(listener: Listener, kiosk: str, message: dict[str, object]) -> None:
    listener.link.publish(TOPICS.request(kiosk), json.dumps(message).encode())


def take(service: str = "ido") -> dict[str, object]:
    return {"id": str(uuid4()), "kind": "take_ticket", "services": [service]}


def replies(listener: Listener, count: int) -> list[dict[str, object]]:
    return [json.loads(listener.next().payload) for _ in range(count)]


def test_800_requests_at_once_from_8_kiosks_get_800_different_numbers(
    tmp_path: Path, broker: BrokerAddress
) -> None:
    with queue_server(tmp_path / "data", broker, site=SAMPLE_SITE) as (server, _):
        kiosks = [
            Listener(broker.mqtt, f"k{number}", TOPICS.reply(f"kiosk-{number}"))
            for number in range(1, 9)
        ]
        asked = [
            [take(SERVICES[(number + turn) % 4]) for turn in range(100)] for number in range(8)
        ]
        for turn in range(100):
            for number, kiosk in enumerate(kiosks):
                ask(kiosk, f"kiosk-{number + 1}", asked[number][turn])
        answers = [replies(kiosk, 100) for kiosk in kiosks]
        for kiosk in kiosks:
            kiosk.close()
        assert server.end() == 0
    for number in range(8):
        assert {a["id"] for a in answers[number]} == {a["id"] for a in asked[number]}
    numbers = [answer["number"] for kiosk in answers for answer in kiosk]
    assert len(numbers) == len(set(numbers)) == 800
    # no gap either: what was given is exactly what was asked for
    assert set(numbers) == {f"{letter}{number}" for letter in "ABEL" for number in range(101, 301)}


def test_a_killed_server_knows_what_it_answered_and_answers_it_again(
    tmp_path: Path, broker: BrokerAddress
) -> None:
    kiosk = Listener(broker.mqtt, "k1", TOPICS.reply("kiosk-1"))
    first = take()
    with queue_server(tmp_path / "data", broker, site=SAMPLE_SITE) as (server, _):
        ask(kiosk, "kiosk-1", first)
        (ticket,) = replies(kiosk, 1)
        server.kill()
    with queue_server(tmp_path / "data", broker, site=SAMPLE_SITE):
        ask(kiosk, "kiosk-1", first)
        ask(kiosk, "kiosk-1", take())
        again, other = replies(kiosk, 2)
    kiosk.close()
    assert again == ticket
    assert (ticket["number"], other["number"]) == ("B101", "B102")


def test_messages_that_are_none_are_refused_and_the_next_is_served(
    tmp_path: Path, broker: BrokerAddress
) -> None:
    with queue_server(tmp_path / "data", broker, site=SAMPLE_SITE):
        kiosk = Listener(broker.mqtt, "k1", TOPICS.reply("kiosk-1"), TOPICS.reply("kiosk-99"))
        kiosk.link.publish(TOPICS.request("kiosk-1"), b"not json")
        kiosk.link.publish(TOPICS.request("kiosk-1"), b"x" * 1024 * 1024)
        ask(kiosk, "kiosk-99", take())
        ask(kiosk, "kiosk-1", take())
        answers = replies(kiosk, 4)
        kiosk.close()
    assert [answer.get("reason", answer.get("number")) for answer in answers] == [
        "malformed",
        "too_large",
        "unknown_kiosk",
        "B101",
    ]


def test_a_server_starts_before_its_broker_and_serves_when_it_comes(tmp_path: Path) -> None:
    port = free_port()
    address = BrokerAddress(f"mqtt://127.0.0.1:{port}", "ws://127.0.0.1:1")
    with queue_server(tmp_path / "data", address, site=SAMPLE_SITE) as (server, _):
        assert "broker is not there yet" in server.lines[-1]
        with mosquitto(tmp_path, port=port):
            kiosk = Listener(address.mqtt, "k1", TOPICS.catalogue, TOPICS.reply("kiosk-1"))
            # a server listens before it publishes; what is asked earlier, nobody hears
            assert kiosk.next().topic == TOPICS.catalogue
            ask(kiosk, "kiosk-1", take())
            assert replies(kiosk, 1)[0]["number"] == "B101"
            kiosk.close()
