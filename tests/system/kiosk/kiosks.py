"""A kiosk on a virtual screen, with eyes and a finger; and a server that does what a test says."""

import os
import queue
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import segno

from kiosk.session.times import TOUCH_GUARD_SECONDS
from protocol.messages import (
    Catalogue,
    DeviceStatus,
    Refused,
    TicketReply,
)
from protocol.requests import Request, request_adapter
from protocol.topics import Topics
from tests.system.parts import BIN, PATIENCE, Listener, Process, process, virtual_screen
from tests.system.screen import MirroredScreen, middle
from tests.system.small_disk import SmallDisk
from tests.unit.kiosk.samples import catalogue
from tests.waiting import eventually

TOPICS = Topics.of("aizu")
KIOSK = "kiosk-1"


class ScriptedServer:
    """The other end of a kiosk's requests. It answers only what a test tells it to."""

    def __init__(self, url: str) -> None:
        self._listener = Listener(
            url,
            "scripted-server",
            TOPICS.request(KIOSK),
            TOPICS.device_status(KIOSK),
        )
        self._requests: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self.statuses: list[DeviceStatus] = []

    def publish_catalogue(self, message: Catalogue | None = None) -> None:
        """The retained catalogue."""
        payload = (message or catalogue()).to_json()
        self._listener.link.publish(TOPICS.catalogue, payload, retain=True)

    def next_request(self) -> Request:
        """The next request, a repeated one too."""
        while self._requests.empty():
            self._take_in()
        return self._requests.get()

    def wait_for_status(self, wanted: Callable[[DeviceStatus], bool]) -> DeviceStatus:
        """The first status, of those that have not been asked for, that is as wanted."""
        while True:
            while self.statuses:
                status = self.statuses.pop(0)
                if wanted(status):
                    return status
            self._take_in()

    def answer(self, reply: TicketReply | Refused) -> None:
        """Send a reply."""
        self._listener.link.publish(TOPICS.reply(KIOSK), reply.to_json())

    def close(self) -> None:
        """Let go of the broker."""
        self._listener.close()

    def _take_in(self) -> None:
        received = self._listener.next()
        if received.topic == TOPICS.request(KIOSK):
            asked = request_adapter.validate_json(received.payload)
            if isinstance(asked, Request):
                self._requests.put(asked)
        else:
            self.statuses.append(DeviceStatus.model_validate_json(received.payload))


@dataclass
class LobbyKiosk(MirroredScreen):
    """A running kiosk, touched with the X server's pointer."""

    process: Process
    display: str
    papers: Path

    def touch(self, name: str, until: str, *, again_after: float = 0.0) -> None:
        """Touch something, again where the screen had only just appeared, until another is there.

        A screen takes no touch in its first half second, so that a double touch chooses nothing.
        With `again_after` seconds between touches, none is left over for the next screen, which
        may have something in the same place.
        """
        again = time.monotonic() + (TOUCH_GUARD_SECONDS if again_after else 0.0)

        def there() -> bool:
            nonlocal again
            shown = self.screen()
            if shown["screen"] == until:
                return True
            for target in shown["targets"]:
                if target["name"] == name and time.monotonic() >= again:
                    again = time.monotonic() + again_after
                    self._xdotool("mousemove", *middle(target), "click", 1)
            return False

        eventually(
            there,
            lambda: f"{until} once {name} was touched, not {self.screen()}",
            within=PATIENCE,
            every=0.1,
        )

    def press(self, *names: str) -> None:
        """Touch keys of one screen, one after the other, once it takes touches."""
        guarded = time.monotonic() + TOUCH_GUARD_SECONDS
        eventually(lambda: time.monotonic() > guarded, "touches to be taken", within=PATIENCE)
        for name in names:
            targets = {target["name"]: target for target in self.screen()["targets"]}
            self._xdotool("mousemove", *middle(targets[name]), "click", 1)

    def type(self, *keys: str) -> None:
        """Press keys of a keyboard that is plugged in, by their names in X (`alt+F4`)."""
        self._xdotool("key", "--delay", 5, *keys)

    def hold_up(self, text: str) -> None:
        """Show a QR code to the camera, and again where the start screen has not noticed it: the
        reading has a process of its own, which on a busy machine begins later than the screen.
        """
        picture = BytesIO()
        segno.make(text, error="m").save(picture, kind="png", scale=6)
        again = 0.0

        def noticed() -> bool:
            nonlocal again
            if self.screen()["screen"] != "start":
                return True
            if time.monotonic() >= again:
                self.put_before_camera(picture.getvalue())
                again = time.monotonic() + 4
            return False

        eventually(noticed, "the kiosk to notice a code", within=PATIENCE, every=0.1)

    def wait_for_papers(self, count: int) -> list[Path]:
        """The pictures of so many papers."""
        eventually(
            lambda: len(list(self.papers.glob("*.png"))) >= count,
            f"{count} papers",
            within=PATIENCE,
        )
        return sorted(self.papers.glob("*.png"))

    def _xdotool(self, *words: object) -> None:
        subprocess.run(
            ["xdotool", *map(str, words)],
            env={**os.environ, "DISPLAY": self.display},
            check=True,
        )


@contextmanager
def kiosk(
    folder: Path,
    mqtt: str,
    *,
    size: str = "1080x1920",
    camera: str | None = None,
    scanner: str = "none",
    printer: str | None = None,
    disk: SmallDisk | None = None,
) -> Iterator[LobbyKiosk]:
    """`kiosk run` with a folder as its camera and an emulated printer, ready. Its data folder is on
    `disk`, where there is one.
    """
    data = folder / "data" if disk is None else disk.path / "data"
    start = (lambda *words: words) if disk is None else disk.command
    pictures, mirror, papers = folder / "camera", folder / "mirror", folder / "papers"
    for made in (pictures, papers):
        # a kiosk that is switched on again has them already
        made.mkdir(parents=True, exist_ok=True)
    with ExitStack() as parts:
        display = parts.enter_context(virtual_screen(size))
        if printer is None:
            emulator = parts.enter_context(
                process(
                    BIN / "ticket-printer", "emulate", "--listen=127.0.0.1:0", f"--out={papers}"
                )
            )
            printer = emulator.wait_for("ESC/POS on").split(" on ")[1].split(",")[0]
        running = parts.enter_context(
            process(
                *start(BIN / "kiosk", "run"),
                "--site=aizu",
                f"--kiosk={KIOSK}",
                f"--mqtt={mqtt}",
                f"--printer={printer}",
                f"--camera={camera or f'folder:{pictures}'}",
                f"--scanner={scanner}",
                f"--size={size}",
                "--window",
                f"--mirror={mirror}",
                f"--data={data}",
                env={"DISPLAY": display, "SDL_AUDIODRIVER": "dummy"},
            )
        )
        running.wait_for("kiosk ready")
        eventually((mirror / "screen.json").exists, "the mirror", within=PATIENCE)
        yield LobbyKiosk(mirror, pictures, running, display, papers)
