"""A server that cannot start says why in one message, exit code 2, and changes nothing; one that
starts goes on where it ended.
"""

import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from protocol.topics import Topics
from queue_server.domain.events import DayOpened, StopCalled, StopPlan, Told, VisitOpened
from queue_server.journal.sqlite import SqliteJournal
from tests.sites import MORNING, SAMPLE_SITE
from tests.system.parts import BIN, Listener, Process, mosquitto, queue_server

TOPICS = Topics.of("aizu")


def start(data: Path, site: Path = SAMPLE_SITE, *, http: str = "127.0.0.1:0") -> Process:
    command = (BIN / "queue-server", "run", f"--data={data}", f"--site={site}", f"--http={http}")
    return Process([*command, "--mqtt=mqtt://127.0.0.1:1"])


def complaint(server: Process) -> str:
    """What a server that did not start said, in one message."""
    assert server.wait() == 2, "\n".join(server.lines)
    said = [line for line in server.lines if not line.startswith("{")]
    assert said[0].startswith("queue-server: ")
    assert not [line for line in said if "Traceback" in line]
    return "\n".join(said)


def being_served(data: Path) -> None:
    """A journal that ends while B101 is at counter 3."""
    data.mkdir()
    journal = SqliteJournal(data / "journal.db", "aizu")
    cause: dict[str, Any] = {"at": MORNING, "cause": UUID(int=1), "by": "kiosk-1"}
    journal.append(
        0,
        [
            DayOpened(**cause, day=MORNING.date()),
            VisitOpened(
                **cause,
                visit=UUID(int=2),
                day=MORNING.date(),
                letter="B",
                sequence=101,
                stops=(StopPlan("ido"),),
                told=(Told("ido", 0, 0, 0),),
                language="ja",
            ),
            StopCalled(**cause, visit=UUID(int=2), service="ido", counter="3"),
        ],
    )
    journal.close()


def test_a_damaged_journal_is_named_and_left_alone(tmp_path: Path) -> None:
    being_served(tmp_path / "data")
    file = tmp_path / "data" / "journal.db"
    damaged = file.read_bytes()[:6000]
    file.write_bytes(damaged)
    assert "journal.db: the journal cannot be used" in complaint(start(tmp_path / "data"))
    assert file.read_bytes() == damaged


def test_a_counter_that_serves_somebody_cannot_go_from_the_site_file(tmp_path: Path) -> None:
    being_served(tmp_path / "data")
    shutil.copytree(SAMPLE_SITE.parent, tmp_path / "sites")
    shutil.copytree(SAMPLE_SITE.parent.parent / "catalogue", tmp_path / "catalogue")
    site = tmp_path / "sites" / "sample.toml"
    site.write_text(site.read_text().replace('id = "3"', 'id = "33"'))
    said = complaint(start(tmp_path / "data", site))
    assert "sample.toml: counters › 3: is gone, but B101 is being served there" in said


def test_a_server_says_what_it_replays_and_after_a_clean_stop_that_is_nothing(
    tmp_path: Path,
) -> None:
    being_served(tmp_path / "data")
    with mosquitto(tmp_path) as broker:
        for events, after, checkpoint in ((3, 0, False), (0, 3, True)):
            with queue_server(tmp_path / "data", broker, site=SAMPLE_SITE) as (server, _):
                (line,) = [line for line in server.lines if "journal_replayed" in line]
                said = json.loads(line)
                assert (said["events"], said["after"]) == (events, after)
                assert said["checkpoint"] is checkpoint
                assert "journal=3 events" in server.lines[-1]


def test_whoever_is_called_when_the_server_ends_is_still_called_when_it_starts(
    tmp_path: Path,
) -> None:
    with in_a_lobby(tmp_path, "first") as (server, listener):
        took = ask(listener, TOPICS.request("kiosk-1"), kind="take_ticket", services=["ido"])
        called = ask(listener, TOPICS.pad_request("pad-3"), kind="call_next")
        assert (took["number"], called["number"]) == ("B101", "B101")
        assert server.end() == 0, "\n".join(server.lines)
    # another broker, which remembers nothing of the first server's
    with in_a_lobby(tmp_path, "second") as (server, listener):
        (line,) = [line for line in server.lines if "journal_replayed" in line]
        said = json.loads(line)
        assert (said["checkpoint"], said["events"]) == (True, 0)
        again = ask(listener, TOPICS.pad_request("pad-3"), kind="recall", visit=called["visit"])
        assert (again["kind"], again["number"]) == ("pad_done", "B101")


@contextmanager
def in_a_lobby(folder: Path, broker_name: str) -> Iterator[tuple[Process, Listener]]:
    """A server with the folder's data on a broker of its own, and whoever hears its answers."""
    broker_folder = folder / broker_name
    broker_folder.mkdir()
    with (
        mosquitto(broker_folder) as broker,
        queue_server(folder / "data", broker, site=SAMPLE_SITE) as (server, _),
    ):
        topics = (TOPICS.reply("kiosk-1"), TOPICS.pad_reply("pad-3"))
        listener = Listener(broker.mqtt, "test", *topics)
        yield server, listener
        listener.close()


def ask(listener: Listener, topic: str, **fields: object) -> dict[str, Any]:
    """Ask something, and return the answer."""
    listener.link.publish(topic, json.dumps({"id": str(uuid4()), **fields}).encode())
    answer: dict[str, Any] = json.loads(listener.next().payload)
    return answer


def test_damaged_accounts_are_said_at_the_start(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.json"
    accounts.write_text("{")
    accounts.chmod(0o600)
    assert "accounts.json: is damaged" in complaint(start(tmp_path))


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert f"--http {address}: " in complaint(start(tmp_path, http=address))


def check_lines(port: int) -> None:
    """Check that the pages of a server come by lines that have an end (connections.py)."""
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: " + b"x" * 20_000)
        assert line.recv(4096).startswith(b"HTTP/1.1 400 ")
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        head = line.recv(4096).lower()
    assert head.startswith(b"http/1.1 200 ")
    assert b"\r\ncontent-security-policy: default-src 'none'" in head
    assert b"\r\nserver:" not in head


def test_a_second_server_leaves_the_first_ones_folder_alone(tmp_path: Path) -> None:
    first = start(tmp_path)
    try:
        ready = first.wait_for("queue-server ready")
        assert "another server uses this folder" in complaint(start(tmp_path))
        check_lines(int(ready.split()[2].rpartition(":")[2]))
    finally:
        assert first.end() == 0


def test_a_server_that_is_ended_while_it_starts_ends_cleanly(tmp_path: Path) -> None:
    # its site file is a pipe, so that it waits there until it is written or ended
    site = tmp_path / "site.toml"
    os.mkfifo(site)
    server = start(tmp_path / "data", site)
    with site.open("w"):
        assert server.end() == 0
    assert server.lines == []
