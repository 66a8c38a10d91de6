"""A server on a small disk that fills up or turns read-only, again and again."""

import json
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.disk.trials import Row
from bench.reliability.results import Tally
from protocol.topics import Topics
from tests.sites import SAMPLE_SITE
from tests.system.parts import BIN, BrokerAddress, Listener, Process, mosquitto
from tests.system.small_disk import SmallDisk, small_disk

TOPICS = Topics.of("aizu")


class Lobby:
    """All of it, and what was acknowledged."""

    def __init__(self, disk: SmallDisk, broker: BrokerAddress) -> None:
        self.disk = disk
        self.numbers = list[str]()
        self._broker = broker
        self._listener = Listener(broker.mqtt, "disk", TOPICS.reply("kiosk-1"))
        self._unanswered: str | None = None

    def start(self) -> Process:
        """A server, which need not come up."""
        return Process(
            self.disk.command(
                BIN / "queue-server",
                "run",
                f"--data={self.disk.path / 'data'}",
                f"--site={SAMPLE_SITE}",
                "--http=127.0.0.1:0",
                f"--mqtt={self._broker.mqtt}",
            )
        )

    def take(self, server: Process) -> bool:
        """One number more. False where the server ended instead; the request is asked again."""
        self._unanswered = self._unanswered or str(uuid4())
        request = {"kind": "take_ticket", "id": self._unanswered, "services": ["ido"]}
        self._listener.link.publish(TOPICS.request("kiosk-1"), json.dumps(request).encode())
        while True:
            ended = not server.running
            try:
                answer: dict[str, Any] = json.loads(self._listener.next(0.1).payload)
            except queue.Empty:
                if ended:
                    return False
            else:
                self.numbers.append(answer["number"])
                self._unanswered = None
                return True

    def close(self) -> None:
        """Let go of the broker."""
        self._listener.close()


@contextmanager
def lobby(folder: Path) -> Iterator[Lobby]:
    """Open it."""
    folder.mkdir(parents=True)
    with small_disk(folder / "disk", "8m") as disk, mosquitto(folder) as broker:
        opened = Lobby(disk, broker)
        yield opened
        opened.close()


def full(folder: Path, rounds: int) -> Row:
    """The disk fills up while numbers are given; each round at another byte."""
    said = 0
    with lobby(folder) as opened:
        for number in range(rounds):
            server = opened.start()
            server.wait_for("queue-server ready")
            opened.take(server)
            opened.disk.fill(leave=number * 1500)
            while opened.take(server):
                pass
            server.wait()
            said += any("the disk is full" in line for line in server.lines)
            again = opened.start()
            again.wait()
            said += "the disk is full" in again.lines[-1]
            opened.disk.make_room()
        _last(opened)
        return _row("the disk is full", "a server at work, filled up", rounds * 2, said, opened)


def read_only(folder: Path, rounds: int) -> Row:
    """The disk turns read-only after the power went, and is well again."""
    said = 0
    with lobby(folder) as opened:
        for _ in range(rounds):
            server = opened.start()
            server.wait_for("queue-server ready")
            opened.take(server)
            server.kill()
            opened.disk.writable(yes=False)
            again = opened.start()
            again.wait()
            said += "the file system is read-only" in again.lines[-1]
            opened.disk.writable(yes=True)
        _last(opened)
        return _row("the disk is read-only", "a server that starts", rounds, said, opened)


def _last(opened: Lobby) -> None:
    server = opened.start()
    server.wait_for("queue-server ready")
    opened.take(server)
    server.end()


def _row(fault: str, happened: str, count: int, said: int, opened: Lobby) -> Row:
    """One kiosk asks one thing after another: nothing is lost where no number is left out."""
    numbers = opened.numbers
    expected = {f"B{101 + index}" for index in range(len(numbers))}
    tally = Tally(
        acknowledged=len(numbers),
        found=len(set(numbers) & expected),
        lost=len(expected - set(numbers)),
        doubled=len(numbers) - len(set(numbers)),
    )
    return Row(fault, happened, count, count - said, said, tally, 0)
