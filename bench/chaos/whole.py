"""Whole processes killed under load: the server as it is installed, and a real broker, each started
again as its unit says; kiosks and call pads that ask again until they are answered.
"""

import queue
import random
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from uuid6 import uuid7

from bench.chaos.forks import replies
from bench.chaos.ledger import Ledger
from bench.chaos.load import ByKiosk, ByPad, ByStaff, Load, Wish, has_effect
from bench.chaos.lobby import Place
from bench.chaos.supervised import BROKER_UNIT, SERVER_UNIT, Supervised, restarting
from protocol.alone_messages import IssuedReported
from protocol.link import Broker, MqttLink, Received
from protocol.messages import TakeTicket
from protocol.pad_messages import PadCallNext, pad_reply_adapter
from protocol.topics import Topics
from queue_server.compose import utc_now
from queue_server.devices.call_pads import pads_of
from queue_server.journal.sqlite_history import SqliteHistory
from queue_server.keys import pass_signing_key, request_opening_key
from queue_server.lobby import Lobby, load_lobby
from queue_server.storage.data_folder import JOURNAL_FILE
from tests.sites import SAMPLE_SITE
from tests.system.parts import BIN, free_port

WINDOW: Final = 6
"""Wishes that wait for an answer at once."""
AGAIN_SECONDS: Final = 0.5
"""After so long without an answer it is asked once more."""
PROBE_SECONDS: Final = 0.02
"""How often it is asked, while it is measured when the first answer comes."""
LIFE_SECONDS: Final = 0.6
"""At most from the first answer of a life to its kill."""
STARTING: Final = 0.15
"""Of all kills: those that come before the first answer."""
ALONE: Final = 0.3
PATIENCE: Final = 30.0


class NotBackError(Exception):
    """Nobody was answered for half a minute."""


@dataclass(slots=True)
class WholeLobby:
    """A broker, a server, and everybody who asks, in one thread."""

    folder: Path
    chance: random.Random
    lobby: Lobby
    broker: Supervised
    server: Supervised
    link: MqttLink
    inbox: "queue.SimpleQueue[Received]"
    ledger: Ledger
    load: Load
    starting: int = 0
    recovered: list[float] = field(default_factory=list)
    """Seconds from a kill to the first answer after it, where nobody was killed again before."""
    _waiting: dict[UUID, tuple[Wish, float]] = field(default_factory=dict)
    _answered: list[Wish] = field(default_factory=list)
    _read: int = 0
    _first: UUID | None = None
    """The request that is asked again and again after a kill."""

    def begin(self) -> None:
        """Start all, and wait until somebody is answered."""
        self._until_answered()
        for wish in self.load.first():
            self._ask(wish)

    def kill(self, *victims: Supervised) -> float | None:
        """Kill, measure until somebody is answered, and look what is there. The seconds; None
        where they were killed again on their way back.
        """
        self._work(self.chance.uniform(0, LIFE_SECONDS))
        again = self.chance.random() < STARTING
        begun = time.monotonic()
        for victim in victims:
            victim.kill()
        self._go_on_alone()
        if again:
            self._wait_for(victims)
            self._turn(self.chance.uniform(0, 1.0))
            for victim in victims:
                victim.kill()
            self.starting += 1
        self._until_answered()
        took = time.monotonic() - begun
        self._look()
        return None if again else took

    def end(self, *, while_it_starts: bool = False) -> int:
        """End the server by SIGTERM under load, as an update does, and look what is there once it
        is back. Its exit code."""
        self._work(self.chance.uniform(0, LIFE_SECONDS))
        if while_it_starts:
            self.server.kill()
            self._wait_for([self.server])
            self._turn(self.chance.uniform(0.3, 1.0))
        code = self.server.end()
        self._drain()
        self._look(at_all=True)
        self._until_answered()
        # while it loads, nothing is begun that would have to be ended: systemd calls that clean too
        return 0 if while_it_starts and code == -signal.SIGTERM else code

    def finish(self) -> int:
        """Have everybody answered, end the server by SIGTERM, and look up all that was ever told.
        Its exit code."""
        self._until_all_answered()
        code = self.server.end()
        self._drain()
        self._look(at_all=True)
        return code

    def _work(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            while len(self._waiting) < WINDOW:
                wish = self.load.next(self.ledger.state)
                self._ask(wish)
            for wish in self.chance.sample(self._answered, min(1, len(self._answered))):
                if self.chance.random() < 0.05:
                    self._send(wish)
            self._turn(0.01)

    def _turn(self, seconds: float) -> None:
        """Hear answers for so long, ask again, and let who supervises start what has ended."""
        until = time.monotonic() + seconds
        while True:
            self.broker.turn()
            self.server.turn()
            now = time.monotonic()
            for id_, (wish, at) in list(self._waiting.items()):
                if now - at > AGAIN_SECONDS:
                    self._waiting[id_] = (wish, now)
                    self._send(wish)
            self._drain()
            left = until - time.monotonic()
            if left <= 0:
                return
            try:
                self._hear(self.inbox.get(timeout=min(left, 0.005)))
            except queue.Empty:
                continue

    def _wait_for(self, victims: Sequence[Supervised]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not all(victim.running for victim in victims):
            if time.monotonic() > deadline:
                raise NotBackError
            self._turn(0.001)

    def _until_answered(self) -> None:
        """Ask for a number until there is an answer."""
        service = self.load.place.services[0]
        request = TakeTicket(id=uuid7(), at=utc_now(), services=(service,))
        wish = ByKiosk(self.load.place.kiosks[0], request, request.id)
        self._ask(wish)
        deadline, asked = time.monotonic() + PATIENCE, time.monotonic()
        while request.id in self._waiting:
            if time.monotonic() > deadline:
                raise NotBackError(self.server.log.read_text(errors="replace")[-2000:])
            if time.monotonic() - asked > PROBE_SECONDS and self.link.connected:
                asked = time.monotonic()
                self._send(wish)
            self._turn(0.002)

    def _until_all_answered(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self._waiting:
            if time.monotonic() > deadline:
                raise NotBackError(f"{len(self._waiting)} were never answered")
            self._turn(0.02)

    def _look(self, *, at_all: bool = False) -> None:
        # what was told by now is in what is read now
        history = SqliteHistory(self.folder / "data" / JOURNAL_FILE, self.lobby.id)
        events = history.between(self._read)
        self._read += len(events)
        self.ledger.take(events)
        self.ledger.look(at_all=at_all)

    def _ask(self, wish: Wish) -> None:
        self._waiting[wish.id] = (wish, time.monotonic())
        if isinstance(wish, ByPad) and isinstance(wish.message, PadCallNext):
            self.ledger.in_turn.add(wish.id)
        self._send(wish)

    def _send(self, wish: Wish) -> None:
        topics = Topics.of(self.lobby.id)
        match wish:
            case ByKiosk(kiosk, message):
                self.link.publish(topics.request(kiosk), message.to_json())
            case ByPad(pad, message):
                self.link.publish(topics.pad_request(pad), message.to_json())
            case ByStaff():
                raise ValueError("counters are at work by their pads here")

    def _drain(self) -> None:
        while True:
            try:
                self._hear(self.inbox.get_nowait())
            except queue.Empty:
                return

    def _hear(self, message: Received) -> None:
        answer = (
            pad_reply_adapter.validate_json(message.payload)
            if "/pad/" in message.topic
            else replies.validate_json(message.payload)
        )
        if answer.id is None:
            return
        if answer.id in self.ledger.papers and not isinstance(answer, IssuedReported):
            # a late answer to what was asked before: the number on the paper is another one, and a
            # kiosk goes on reporting that (kiosk/alone/keeper.py)
            return
        waiting = self._waiting.pop(answer.id, None)
        if has_effect(answer):
            self.ledger.hear(answer.id, answer)
        if waiting is not None:
            self.load.heard(waiting[0], answer)
            if has_effect(answer):
                self._answered = [*self._answered[-100:], waiting[0]]

    def _go_on_alone(self) -> None:
        for id_, (wish, at) in list(self._waiting.items()):
            if isinstance(wish, ByKiosk) and self.chance.random() < ALONE:
                report = self.load.give_alone(wish)
                if report is not None:
                    self.ledger.papers[report.id] = report
                    self._waiting[id_] = (ByKiosk(wish.kiosk, report, report.id), at)


@contextmanager
def whole_lobby(folder: Path, chance: random.Random) -> Iterator[WholeLobby]:
    """One that is open."""
    data, tcp = folder / "data", free_port()
    data.mkdir(parents=True, mode=0o700, exist_ok=True)
    config = folder / "mosquitto.conf"
    config.write_text(
        f"listener {tcp} 127.0.0.1\nset_tcp_nodelay true\nallow_anonymous true\npersistence false\n"
        "max_queued_messages 10000\n"
    )
    url = f"mqtt://127.0.0.1:{tcp}"
    broker = Supervised(
        ("mosquitto", "-c", str(config)), restarting(BROKER_UNIT).seconds, folder / "broker.log"
    )
    server = Supervised(
        (
            str(BIN / "queue-server"),
            "run",
            f"--data={data}",
            f"--http=127.0.0.1:{free_port()}",
            f"--mqtt={url}",
            f"--site={SAMPLE_SITE}",
        ),
        restarting(SERVER_UNIT).seconds,
        folder / "server.log",
    )
    lobby = load_lobby(SAMPLE_SITE)
    topics, inbox = Topics.of(lobby.id), queue.SimpleQueue[Received]()
    place = Place(
        site=lobby.site,
        kiosks=lobby.site.kiosks,
        issuer=lobby.file.site.pass_issuer,
        pass_key=pass_signing_key(data),
        sealing_key=request_opening_key(data).public,
        services=tuple(lobby.site.services)[:4],
        procedures=("juminhyo", "tennyu"),
        pads=tuple(pads_of(lobby)),
    )
    link = MqttLink(
        Broker.of(url),
        client_id=f"everybody-{uuid7()}",
        subscriptions=(topics.reply("+"), topics.pad_reply("+")),
        on_message=inbox.put,
        on_connected=lambda _: None,
    )
    there = WholeLobby(
        folder,
        chance,
        lobby,
        broker,
        server,
        link,
        inbox,
        Ledger(lobby.site),
        Load(place, chance, utc_now),
    )
    link.open()
    try:
        there.begin()
        yield there
    finally:
        link.close()
        server.kill()
        broker.kill()
