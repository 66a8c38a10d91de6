"""A lobby for the soak: a kiosk, its printer, a broker that can go, a server that answers."""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol.link import Broker, MqttLink, Received
from protocol.messages import (
    Catalogue,
    CheckIn,
    DeviceStatus,
    Refused,
    TakeTicket,
    TicketReply,
)
from protocol.reasons import Reason
from protocol.requests import request_adapter
from protocol.sealed import OpeningKey
from tests.system.kiosk.kiosks import KIOSK, TOPICS, LobbyKiosk
from tests.system.parts import BIN, PATIENCE, Process, free_port, process, virtual_screen
from tests.unit.kiosk.samples import catalogue, ticket
from tests.waiting import eventually

SIZE: Final = "1080x1920"
SEALED_FOR: Final = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))
REFUSED: Final = "kokuho"
"""Whoever wants this service is refused."""
SERVICES: Final = 20
"""More than a page."""


class AnsweringServer:
    """Answers every request at once, in the network's thread."""

    def __init__(self, url: str) -> None:
        self.last: TakeTicket | CheckIn | None = None
        self.status: DeviceStatus | None = None
        self._link = MqttLink(
            Broker.of(url),
            client_id="soak-server",
            subscriptions=(TOPICS.request(KIOSK), TOPICS.device_status(KIOSK)),
            on_message=self._received,
            on_connected=self._connected,
        )
        self._link.open()

    def wait_for_status(self, wanted: Callable[[DeviceStatus], bool], what: str) -> None:
        """Until what the kiosk says of itself is as wanted."""
        eventually(
            lambda: self.status is not None and wanted(self.status),
            lambda: f"{what}, not {self.status}",
            within=2 * PATIENCE,
        )

    def close(self) -> None:
        """Let go of the broker."""
        self._link.close()

    def _connected(self, there: bool) -> None:
        self.status = None
        if there:
            # a broker that was away has forgotten it
            self._link.publish(TOPICS.catalogue, _catalogue().to_json(), retain=True)

    def _received(self, received: Received) -> None:
        if received.topic != TOPICS.request(KIOSK):
            self.status = DeviceStatus.model_validate_json(received.payload)
            return
        request = request_adapter.validate_json(received.payload)
        if isinstance(request, TakeTicket | CheckIn):
            self.last = request
            self._link.publish(TOPICS.reply(KIOSK), _answer(request).to_json())


def _catalogue() -> Catalogue:
    sealing = {"sealing_key": SEALED_FOR.public.entry()}
    return catalogue(SERVICES).model_copy(update=sealing)


def _answer(request: TakeTicket | CheckIn) -> TicketReply | Refused:
    if isinstance(request, TakeTicket) and REFUSED in request.services:
        return Refused(id=request.id, reason=Reason.UNKNOWN_SERVICE)
    return ticket(request.id).model_copy(update={"visit": uuid4()})


class CuttableBroker:
    """Mosquitto at a port that stays, and may be gone for a while."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self.url = f"mqtt://127.0.0.1:{self._port}"
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"listener {self._port} 127.0.0.1\nset_tcp_nodelay true\nallow_anonymous true\n"
        )
        self._running: Process | None = None

    def start(self) -> None:
        """It is there."""
        self._running = Process(["mosquitto", "-v", "-c", self._config])
        self._running.wait_for("running")

    def stop(self) -> None:
        """It is gone, with all that it held."""
        if self._running is not None:
            self._running.kill()
            self._running = None


@dataclass
class SoakLobby:
    """All of it."""

    kiosk: LobbyKiosk
    server: AnsweringServer
    broker: CuttableBroker
    folder: Path

    @property
    def pid(self) -> int:
        """The kiosk's."""
        return self.kiosk.process.pid

    def set_printer(self, word: str) -> None:
        """What somebody does to the printer, such as `paper_out`."""
        part = self.kiosk.papers / "printer.status.part"
        part.write_text(word)
        part.replace(self.kiosk.papers / "printer.status")

    def tidy(self) -> None:
        """Papers are taken along."""
        for paper in self.kiosk.papers.glob("*.png"):
            paper.unlink()

    def gauges(self) -> dict[str, int]:
        """Objects and textures that the kiosk holds now."""
        told = self.folder / "gauges.json"
        told.unlink(missing_ok=True)
        os.kill(self.pid, signal.SIGUSR1)
        eventually(told.exists, "the kiosk to count", within=PATIENCE)
        found: dict[str, int] = json.loads(told.read_text())
        return found

    def files(self) -> dict[str, int]:
        """What lies in the data folder and the mirror: names and bytes."""
        return {
            str(path.relative_to(self.folder)): path.stat().st_size
            for part in ("data", "mirror")
            for path in sorted((self.folder / part).rglob("*"))
            if path.is_file() and not path.name.endswith(".part")
        }

    def written(self) -> bytes:
        """All that the kiosk wrote: its log, its data folder, its mirror."""
        texts = [line.encode() for line in self.kiosk.process.lines]
        return b"\n".join([*texts, *((self.folder / name).read_bytes() for name in self.files())])


@contextmanager
def soak_lobby(folder: Path) -> Iterator[SoakLobby]:
    """A kiosk that stands on its first screen, in a lobby that is otherwise empty."""
    pictures, mirror, papers = folder / "camera", folder / "mirror", folder / "papers"
    for made in (pictures, papers):
        made.mkdir(parents=True)
    broker = CuttableBroker(folder)
    with ExitStack() as parts:
        parts.callback(broker.stop)
        broker.start()
        server = AnsweringServer(broker.url)
        parts.callback(server.close)
        display = parts.enter_context(virtual_screen(SIZE))
        emulator = parts.enter_context(
            process(BIN / "ticket-printer", "emulate", "--listen=127.0.0.1:0", f"--out={papers}")
        )
        printer = emulator.wait_for("ESC/POS on").split(" on ")[1].split(",")[0]
        running = parts.enter_context(
            process(
                sys.executable,
                "-m",
                "bench.watched_kiosk",
                "run",
                "--site=aizu",
                f"--kiosk={KIOSK}",
                f"--mqtt={broker.url}",
                f"--printer={printer}",
                f"--camera=folder:{pictures}",
                f"--size={SIZE}",
                "--window",
                f"--mirror={mirror}",
                f"--data={folder / 'data'}",
                env={
                    "DISPLAY": display,
                    "SDL_AUDIODRIVER": "dummy",
                    "GAUGES": str(folder / "gauges.json"),
                },
            )
        )
        running.wait_for("kiosk ready")
        kiosk = LobbyKiosk(mirror, pictures, running, display, papers)
        eventually((mirror / "screen.json").exists, "the mirror", within=PATIENCE)
        kiosk.wait_for_screen("start")
        server.wait_for_status(lambda status: status.state == "ready", "a kiosk that is ready")
        yield SoakLobby(kiosk, server, broker, folder)


class Sampler:
    """Looks at a process each second, in a thread of its own."""

    def __init__(self, look: Callable[[float], None], seconds: float = 1.0) -> None:
        self._look = look
        self._seconds = seconds
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """No more looks."""
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ending.wait(self._seconds):
            self._look(time.monotonic())
