"""A certificate's request, from a kiosk's key to the counter's screen, through a real broker."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

import httpx
from uuid6 import uuid7

from protocol.messages import Catalogue, TakeTicket
from protocol.sealed import CertificateRequest, SealingKey, seal
from protocol.topics import Topics
from queue_server.staff.accounts import ACCOUNTS_FILE, Accounts
from tests.sites import SAMPLE_SITE
from tests.system.parts import Listener, Process, mosquitto, queue_server
from tests.web import CHEAP, NAME, PASSWORD

TOPICS = Topics.of("aizu")
REQUEST = CertificateRequest(
    certificate="juminhyo",
    copies=2,
    whose="household",
    name_kana="マドグチ ハナコ",
    birth_date=date(1980, 4, 1),
    phone="0242000000",
)
SECRETS = ("マドグチ", "ハナコ", "1980-04-01", "0242000000")


@contextmanager
def lobby(folder: Path, name: str) -> Iterator[tuple[Process, str, Listener, Listener]]:
    """A server on the folder's data with a broker of its own, a kiosk, and one who hears all."""
    (folder / name).mkdir()
    with (
        mosquitto(folder / name) as broker,
        queue_server(folder / "data", broker, site=SAMPLE_SITE) as (server, url),
    ):
        kiosk = Listener(broker.mqtt, "k1", TOPICS.reply("kiosk-1"), TOPICS.catalogue)
        everything = Listener(broker.mqtt, "all", "#")
        yield server, url, kiosk, everything
        kiosk.close()
        everything.close()


def ask(kiosk: Listener, asked: TakeTicket) -> dict[str, object]:
    kiosk.link.publish(TOPICS.request("kiosk-1"), asked.to_json())
    while True:
        received = kiosk.next()
        if received.topic == TOPICS.reply("kiosk-1"):
            answer: dict[str, object] = json.loads(received.payload)
            return answer


def sealed_ticket(kiosk: Listener) -> TakeTicket:
    """What a kiosk sends that has read the retained catalogue."""
    received = kiosk.next()
    assert received.topic == TOPICS.catalogue
    catalogue = Catalogue.model_validate_json(received.payload)
    assert catalogue.sealing_key is not None
    id_: UUID = uuid7()
    key = SealingKey.of(catalogue.sealing_key)
    blob = seal(REQUEST, key, site=catalogue.site, request_id=id_)
    return TakeTicket(id=id_, services=("shomei",), sealed=blob)


def heard(listener: Listener) -> bytes:
    """All that went over the broker up to now."""
    said = b""
    while not listener.received.empty():
        message = listener.next()
        said += message.topic.encode() + message.payload
    return said


def test_what_a_kiosk_sealed_is_read_at_the_counter_also_after_a_restart_and_nowhere_else(
    tmp_path: Path,
) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    Accounts(tmp_path / "data" / ACCOUNTS_FILE, hasher=CHEAP).add(NAME, PASSWORD, "職員 0312")
    said = list[str]()
    with lobby(tmp_path, "first") as (server, _, kiosk, everything):
        asked = sealed_ticket(kiosk)
        ticket = ask(kiosk, asked)
        assert (ticket["number"], ticket["request_kept"]) == ("A101", True)
        assert ask(kiosk, asked) == ticket
        wire = heard(everything)
        server.kill()
        said += server.lines
    with lobby(tmp_path, "second") as (server, url, kiosk, everything):
        assert ask(kiosk, asked) == ticket
        with httpx.Client(base_url=url) as staff:
            staff.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
            called = staff.post("/api/staff/counters/1/call-next", json={"id": str(uuid7())})
            assert called.json()["view"]["serving"]["has_request"] is True
            opened = staff.get("/api/staff/counters/1/request")
            assert opened.status_code == 200, opened.text
            assert opened.json()["name_kana"] == "マドグチ ハナコ"
            done = staff.post("/api/staff/counters/1/finish", json={"id": str(uuid7())})
            assert done.status_code == 200
        wire += heard(everything)
        assert server.end() == 0
        said += server.lines
    files = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("*.*"))
    for secret in SECRETS:
        assert secret.encode() not in wire
        assert secret not in "\n".join(said)
        assert secret.encode() not in files
    assert (tmp_path / "data" / "requests.db").stat().st_mode & 0o077 == 0
