"""From the server's reply to the first byte of the ticket at the printer, in a whole kiosk.

A kiosk process on a virtual screen, a real broker, and an emulated printer behind a relay that
notes when the first byte of a paper comes by. Questions about the printer's state do not count.
"""

import queue
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from bench.measure import Row, percentile
from protocol.link import Broker
from protocol.messages import CheckIn, DeviceStatus
from protocol.topics import Topics
from tests.system.kiosk.kiosks import KIOSK, ScriptedServer
from tests.system.parts import BIN, BrokerAddress, Listener, mosquitto, process, virtual_screen
from tests.unit.kiosk.samples import KEY, catalogue, pass_text, ticket
from tests.unit.kiosk.scanners.hands import SerialHand

LIMIT: Final = 50.0
"""Milliseconds."""
ROUNDS, WARM_UP = 45, 3
"""Numbers of one kiosk, and those before that are not counted."""
STARTS: Final = 4
"""Kiosks that are started anew, for the first number of the day."""
PRINTED: Final = ("ja", "en")
DRAWN: Final = ("vi", "ko", "ne", "zh")
"""Languages that the printer's own font has, and some that are drawn dot by dot."""
FLOOR: Final = Topics.of("bare")
FLOOR_IS: Final = "bare paho client, one bare fsynced SQLite insert, bare socket"
_QUESTION: Final = re.compile(rb"\x10\x04[\x01-\x04]")
"""DLE EOT n: how the printer is."""


class Relay:
    """Stands between kiosk and printer, and notes when the first byte of a job comes by.

    Without an address behind it, it swallows what it gets.
    """

    def __init__(self, behind: tuple[str, int] | None) -> None:
        self._behind = behind
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.came: queue.SimpleQueue[float] = queue.SimpleQueue()
        """When (monotonic seconds), once each time that it was armed."""
        self._armed = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def arm(self) -> None:
        """The next byte of a job is a first one."""
        self._armed.set()

    def close(self) -> None:
        """Take no more connections; one that is there ends with its client."""
        # a close alone would leave the thread in accept
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            printer = None
            if self._behind is not None:
                printer = socket.create_connection(self._behind)
                printer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=_pass_on, args=(printer, client), daemon=True).start()
            threading.Thread(target=self._watch, args=(client, printer), daemon=True).start()

    def _watch(self, client: socket.socket, printer: socket.socket | None) -> None:
        with suppress(OSError), client:
            while data := client.recv(65536):
                now = time.monotonic()
                if self._armed.is_set() and _QUESTION.sub(b"", data):
                    self._armed.clear()
                    self.came.put(now)
                if printer is not None:
                    printer.sendall(data)
        if printer is not None:
            # a close alone would wait for the thread that listens to the printer
            printer.shutdown(socket.SHUT_RDWR)
            printer.close()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)


def measure(folder: Path) -> list[Row]:
    """Warm, in languages of both kinds, and the first number of a kiosk that has just started."""
    folder.mkdir()
    with ExitStack() as parts:
        broker = parts.enter_context(mosquitto(folder))
        display = parts.enter_context(virtual_screen("1080x1920"))
        papers = folder / "papers"
        emulator = parts.enter_context(
            process(BIN / "ticket-printer", "emulate", "--listen=127.0.0.1:0", f"--out={papers}")
        )
        said = emulator.wait_for("ESC/POS on").split(" on ")[1].split(",")[0]
        relay = Relay(("127.0.0.1", int(said.rpartition(":")[2])))
        parts.callback(relay.close)
        floor = parts.enter_context(_bare(broker, folder))
        first = list[float]()
        for start in range(STARTS):
            with _lobby(folder / f"first-{start}", broker, display, relay) as lobby:
                first.append(lobby.number("ja"))
        with _lobby(folder / "warm", broker, display, relay) as lobby:
            warm = dict[str, list[float]]()
            bare = list[float]()
            for turn in range(WARM_UP + ROUNDS):
                kind = DRAWN if turn % 3 == 2 else PRINTED
                took = lobby.number(kind[turn // 3 % len(kind)])
                bare_took = floor.number()
                if turn >= WARM_UP:
                    warm.setdefault("drawn" if kind is DRAWN else "printed", []).append(took)
                    bare.append(bare_took)
    return list(_rows(first, warm, bare))


def _rows(
    first: Sequence[float], warm: dict[str, list[float]], bare: Sequence[float]
) -> Iterator[Row]:
    names = {
        "printed": "the printer's own letters",
        "drawn": f"words drawn as dots ({', '.join(DRAWN)})",
    }
    for kind, took in warm.items():
        for name, share in (("p50", 0.5), ("p95", 0.95)):
            yield Row(
                f"reply → first byte at the printer, {names[kind]}, {name}",
                percentile(took, share),
                percentile(bare, share),
                "ms",
                FLOOR_IS,
                note=f"{len(took)} numbers; whole kiosk, real broker; the limit is {LIMIT:.0f} ms",
            )
    for name, share in (("p50", 0.5), ("the worst", 1.0)):
        yield Row(
            f"reply → first byte at the printer, first number after a start, {name}",
            percentile(first, share),
            percentile(bare, 0.5),
            "ms",
            f"{FLOOR_IS}, p50",
            note=f"{len(first)} kiosks started anew; the limit is {LIMIT:.0f} ms",
        )


class _Lobby:
    """A kiosk that is given passes by a scanner, and the server that answers it."""

    def __init__(self, server: ScriptedServer, hand: SerialHand, relay: Relay) -> None:
        self._server = server
        self._hand = hand
        self._relay = relay
        self._printed = 0

    def number(self, language: str) -> float:
        """Milliseconds from the reply of a number to its first byte, once it is on paper."""
        now = datetime.now(UTC)
        held = pass_text(
            KEY,
            pass_id=uuid4(),
            issued_at=now,
            expires_at=now + timedelta(days=1),
            language=language,
        )
        self._hand.send(held.encode() + b"\r\n")
        request = self._server.next_request()
        assert isinstance(request, CheckIn)
        reply = ticket(request.id).model_copy(update={"visit": UUID(int=uuid4().int)})
        # a server takes a moment, in which the kiosk draws that it waits
        time.sleep(0.1)
        self._relay.arm()
        began = time.monotonic()
        self._server.answer(reply)
        took = (self._relay.came.get(timeout=30) - began) * 1000
        self._printed += 1
        self._server.wait_for_status(self._all_printed)
        return took

    def _all_printed(self, status: DeviceStatus) -> bool:
        return status.tickets_printed == self._printed


@contextmanager
def _lobby(folder: Path, broker: BrokerAddress, display: str, relay: Relay) -> Iterator[_Lobby]:
    pictures = folder / "camera"
    pictures.mkdir(parents=True)
    hand = SerialHand(folder / "ttyACM0")
    hand.plug_in()
    server = ScriptedServer(broker.mqtt)
    server.publish_catalogue(catalogue())
    with ExitStack() as parts:
        parts.callback(hand.unplug)
        parts.callback(server.close)
        running = parts.enter_context(
            process(
                BIN / "kiosk",
                "run",
                "--site=aizu",
                f"--kiosk={KIOSK}",
                f"--mqtt={broker.mqtt}",
                f"--printer=tcp://127.0.0.1:{relay.port}",
                f"--camera=folder:{pictures}",
                f"--scanner=serial://{hand.path}",
                "--size=1080x1920",
                "--window",
                f"--data={folder / 'data'}",
                env={"DISPLAY": display, "SDL_AUDIODRIVER": "dummy"},
            )
        )
        running.wait_for("kiosk ready")
        server.wait_for_status(
            lambda status: (
                (status.state, status.camera, status.scanner) == ("ready", "seeing", "ready")
            )
        )
        yield _Lobby(server, hand, relay)


class _Floor:
    """The bare client of `bench.bare_printing`, and a relay that swallows what it sends."""

    def __init__(self, broker: BrokerAddress, relay: Relay) -> None:
        self._listener = Listener(broker.mqtt, "bare-server")
        self._relay = relay

    def number(self) -> float:
        """Milliseconds, as above."""
        payload = ticket(uuid4()).to_json()
        self._relay.arm()
        began = time.monotonic()
        self._listener.link.publish(FLOOR.reply(KIOSK), payload)
        return (self._relay.came.get(timeout=30) - began) * 1000

    def close(self) -> None:
        """Let go of the broker."""
        self._listener.close()


@contextmanager
def _bare(broker: BrokerAddress, folder: Path) -> Iterator[_Floor]:
    relay = Relay(None)
    host, port = Broker.of(broker.mqtt).host, Broker.of(broker.mqtt).port
    with ExitStack() as parts:
        parts.callback(relay.close)
        bare = parts.enter_context(
            process(
                sys.executable, "-m", "bench.bare_printing",
                host, port, FLOOR.reply(KIOSK), folder / "bare.sqlite", relay.port,
            )
        )  # fmt: skip
        bare.wait_for("bare printing ready")
        floor = _Floor(broker, relay)
        parts.callback(floor.close)
        yield floor
