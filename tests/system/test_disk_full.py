"""The disk of the server is full, or read-only: nothing acknowledged is lost, it says what to do,
and it comes back by itself.
"""

import json
import queue
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from protocol.topics import Topics
from queue_server.compose import EXIT_FAILED
from queue_server.storage.data_folder import BACKED_UP, JOURNAL_FILE, NOT_BACKED_UP
from tests.sites import SAMPLE_SITE
from tests.system.parts import BIN, BrokerAddress, Listener, Process, mosquitto
from tests.system.small_disk import SmallDisk, small_disk

TOPICS = Topics.of("aizu")


def server(disk: SmallDisk, broker: BrokerAddress) -> Process:
    return Process(
        disk.command(
            BIN / "queue-server",
            "run",
            f"--data={disk.path / 'data'}",
            f"--site={SAMPLE_SITE}",
            "--http=127.0.0.1:0",
            f"--mqtt={broker.mqtt}",
        )
    )


@contextmanager
def lobby(folder: Path) -> Iterator[tuple[SmallDisk, BrokerAddress, Listener]]:
    """A disk of 6 MiB, a broker that is not on it, and a kiosk that hears its answers."""
    with small_disk(folder / "disk", "6m") as disk, mosquitto(folder) as broker:
        listener = Listener(broker.mqtt, "test", TOPICS.reply("kiosk-1"))
        yield disk, broker, listener
        listener.close()


def ask(listener: Listener, id_: str) -> None:
    request = {"kind": "take_ticket", "id": id_, "services": ["ido"]}
    listener.link.publish(TOPICS.request("kiosk-1"), json.dumps(request).encode())


def answer(listener: Listener) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(listener.next().payload)
    return found


def end_said(lines: Sequence[str]) -> str:
    """What the log says of the end."""
    return next(line for line in lines if "process_ended" in line)


def test_a_disk_that_fills_up_loses_nothing_and_the_server_is_back_once_there_is_room(
    tmp_path: Path,
) -> None:
    with lobby(tmp_path) as (disk, broker, listener):
        first = server(disk, broker)
        first.wait_for("queue-server ready")
        ask(listener, str(uuid4()))
        acknowledged = [answer(listener)["number"]]
        disk.fill()
        # what fits into the blocks that the journal has already is acknowledged, and so kept
        unanswered = str(uuid4())
        while first.running:
            unanswered = str(uuid4())
            ask(listener, unanswered)
            try:
                acknowledged.append(answer_or_end(listener, first))
            except EndedError:
                break
        assert first.wait() == EXIT_FAILED
        assert "the disk is full. Make room on it" in end_said(first.lines)
        # systemd starts it again every two seconds: it says so, and changes nothing
        again = server(disk, broker)
        assert again.wait() == 2
        assert "less than 1 MiB is free: the disk is full. Make room" in again.lines[-1]
        disk.make_room()
        last = server(disk, broker)
        last.wait_for("queue-server ready")
        ask(listener, unanswered)
        acknowledged.append(answer(listener)["number"])
        assert acknowledged == [f"B{101 + index}" for index in range(len(acknowledged))]
        assert last.end() == 0


class EndedError(Exception):
    """The server has ended without an answer."""


def answer_or_end(listener: Listener, process: Process) -> str:
    while True:
        ended = not process.running
        try:
            return str(json.loads(listener.next(0.05).payload)["number"])
        except queue.Empty:
            if ended:
                raise EndedError from None


def test_a_disk_that_turns_read_only_is_said_and_after_it_the_numbers_go_on(
    tmp_path: Path,
) -> None:
    with lobby(tmp_path) as (disk, broker, listener):
        first = server(disk, broker)
        first.wait_for("queue-server ready")
        ask(listener, str(uuid4()))
        assert answer(listener)["number"] == "B101"
        data = disk.seen / "data"
        # a power cut, after which the system finds errors and mounts it read-only
        first.kill()
        disk.writable(yes=False)
        second = server(disk, broker)
        assert second.wait() == 2
        assert "the file system is read-only" in second.lines[-1]
        disk.writable(yes=True)
        third = server(disk, broker)
        third.wait_for("queue-server ready")
        ask(listener, str(uuid4()))
        assert answer(listener)["number"] == "B102"
        assert third.end() == 0
        files = {file.relative_to(data) for file in data.rglob("*") if file.is_file()}
        backed_up = {Path(name) for name in (JOURNAL_FILE, *BACKED_UP)}
        left_out = {Path(name) for name in NOT_BACKED_UP}
        # a file that is new has to be in one of the two lists
        marks = {file for file in files if file.suffix == ".end"}
        assert files - marks - backed_up - left_out == set()
        assert not backed_up & left_out
