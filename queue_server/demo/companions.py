"""What the server has around it in a lobby: broker, printer, screen, kiosk; here as children."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from queue_server.demo.broker import SERVER, BrokerFiles, Listeners, write_broker_files
from queue_server.demo.child import Child
from queue_server.demo.logs import LogFile
from queue_server.demo.notes import Note, Say
from queue_server.demo.parts import CannotStartError, Part, Parts
from queue_server.demo.ports import free_ports
from queue_server.demo.screen import HEIGHT, WIDTH, Point, Size, VirtualScreen
from queue_server.devices.call_pads import pads_of
from queue_server.lobby import Lobby

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the demo keeps its things, below one data folder."""

    data: Path

    @property
    def broker(self) -> Path:
        """Mosquitto's files."""
        return self.data / "broker"

    @property
    def camera(self) -> Path:
        """A picture put here is held up to the kiosk."""
        return self.data / "camera"

    @property
    def mirror(self) -> Path:
        """The kiosk's own picture of its screen."""
        return self.data / "mirror"

    @property
    def screen(self) -> Path:
        """The newest such picture."""
        return self.mirror / "screen.jpg"

    @property
    def shown(self) -> Path:
        """The kiosk's own words for what is on its screen."""
        return self.mirror / "screen.json"

    @property
    def papers(self) -> Path:
        """What came out of the printer, as pictures."""
        return self.data / "papers"

    @property
    def printer_condition(self) -> Path:
        """The word that says what is wrong with the emulated printer (its status file)."""
        return self.papers / "printer.status"

    @property
    def logs(self) -> Path:
        """What each process said."""
        return self.data / "logs"

    def prepare(self) -> None:
        """Make them, and empty those that show what is going on now."""
        for folder in (self.camera, self.mirror, self.papers, self.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.camera, self.mirror, self.papers):
            for left in folder.iterdir():
                if left.is_file():
                    left.unlink()


class Companions:
    """The child processes of one demo."""

    def __init__(
        self,
        folders: Folders,
        lobby: Lobby,
        *,
        http_host: str,
        window: Size | None,
        may_change_screen: bool,
        say: Say,
        changed: Callable[[], None],
    ) -> None:
        """Write Mosquitto's files and choose ports; nothing runs yet.

        `window` is the kiosk's size on this machine's screen, None for a virtual one. With
        `may_change_screen`, a kiosk that cannot draw there gets a virtual one after all.

        Raises:
            ConfigurationError: Mosquitto is missing, or its kept files are damaged.
        """
        self._folders = folders
        self._kiosk = lobby.file.site.kiosks[0]
        self._site = lobby.id
        self._window = window
        self._may_change_screen = may_change_screen
        self._say = say
        self._logs = dict[str, LogFile]()
        self._mqtt_port, self._printer_port, self._control_port = free_ports(LOOPBACK, 3)
        (self._websocket_port,) = free_ports(http_host, 1)
        self._broker: BrokerFiles = write_broker_files(
            folders.broker.resolve(),
            site=lobby.id,
            kiosks=lobby.file.site.kiosks,
            pads=tuple(pads_of(lobby)),
            # as root it would change to this user, who may not read our files; else it ignores it
            user="root",
            listeners=Listeners(LOOPBACK, self._mqtt_port, http_host, self._websocket_port),
        )
        self._screen = VirtualScreen(self._log("screen"))
        self._kiosk_part = self._part("kiosk", "受付機", "The kiosk", self._start_kiosk)
        self._kiosk_part.on_end = self._kiosk_ended
        self.parts = Parts(
            [
                self._part("broker", "ブローカー", "Mosquitto", self._start_broker),
                self._part("printer", "プリンター", "The emulated printer", self._start_printer),
                *([] if window else [self._screen_part()]),
                self._kiosk_part,
            ],
            say=say,
            changed=changed,
        )

    @property
    def mqtt_url(self) -> str:
        """The broker as the server reaches it, with its password."""
        return self._url(SERVER)

    @property
    def mqtt_port(self) -> int:
        """Where Mosquitto listens for kiosks and the server, on loopback."""
        return self._mqtt_port

    @property
    def mqtt_websocket(self) -> str:
        """The broker as browsers reach it: on the host that their page came from."""
        return f"ws://*:{self._websocket_port}"

    @property
    def printer_page(self) -> str:
        """The emulated printer's own page, with a button for each fault; on this machine only."""
        return f"http://{LOOPBACK}:{self._control_port}/"

    @property
    def touchable(self) -> bool:
        """Whether the kiosk's screen is one that the page has to touch for people."""
        return self._window is None

    @property
    def kiosk_running(self) -> bool:
        """Whether the kiosk's process is there."""
        return self._kiosk_part.running

    @property
    def kiosk_failed(self) -> bool:
        """Whether the kiosk has ended by itself, and not run for long since."""
        return self._kiosk_part.failures > 0

    def touch(self, start: Point, end: Point | None) -> None:
        """Press at a place on the virtual screen, or draw the finger to another one.

        Raises:
            CannotStartError: there is no such screen.
        """
        self._screen.touch(start, end)

    def _start_broker(self) -> Child:
        # Debian puts it where only root looks
        program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None:
            raise CannotStartError("mosquitto is not installed (packages.txt)")
        return Child([program, "-c", self._broker.config], self._log("broker"))

    def _start_printer(self) -> Child:
        listen = f"{LOOPBACK}:{self._printer_port}"
        command = [_beside("ticket-printer"), "emulate", "--listen", listen]
        control = f"{LOOPBACK}:{self._control_port}"
        return Child(
            [*command, "--out", self._folders.papers, "--control", control], self._log("printer")
        )

    def _start_kiosk(self) -> Child:
        size = self._window or Size(WIDTH, HEIGHT)
        command = [
            *(_beside("kiosk"), "run"),
            *("--data", self._folders.data / "kiosk"),
            *("--site", self._site),
            *("--kiosk", self._kiosk),
            *("--printer", f"tcp://{LOOPBACK}:{self._printer_port}"),
            *("--camera", f"folder:{self._folders.camera}"),
            *("--mirror", self._folders.mirror),
            # nobody here is real, and whoever looks wants to see what they type
            "--mirror-entries",
            *("--size", size),
        ]
        # on a screen that has other windows the kiosk is one of them
        windowed = {"MADOGUCHI_FULLSCREEN": "false"}
        screen: Mapping[str, str] = windowed if self._window else self._screen.environment
        # not on the command line: every user of the machine may read that
        secrets = {"MADOGUCHI_MQTT": self._url(self._kiosk)}
        return Child(command, self._log("kiosk"), env={**screen, **secrets})

    def _kiosk_ended(self, _child: Child) -> None:
        had_drawn = self._folders.screen.exists()
        for left in (self._folders.screen, self._folders.shown):
            left.unlink(missing_ok=True)
        # one that had drawn was closed by whoever sits there, or failed for another reason
        if had_drawn or self._window is None or not self._may_change_screen:
            return
        self._window = None
        self._say(
            Note(
                "この画面には受付機を表示できないので、仮想の画面に表示します。",
                "The kiosk could not draw on this machine's screen; it gets a virtual one (Xvfb).",
            )
        )
        self.parts.insert(self._screen_part(), before="kiosk")

    def _screen_part(self) -> Part:
        return self._part("screen", "仮想の画面", "The virtual screen (Xvfb)", self._screen.start)

    def _part(self, name: str, ja: str, en: str, start: Callable[[], Child]) -> Part:
        return Part(name, ja, en, str(self._folders.logs / f"{name}.log"), start)

    def _log(self, name: str) -> LogFile:
        if name not in self._logs:
            self._logs[name] = LogFile(self._folders.logs / f"{name}.log")
        return self._logs[name]

    def _url(self, user: str) -> str:
        word = quote(self._broker.passwords[user], safe="")
        return f"mqtt://{quote(user, safe='')}:{word}@{LOOPBACK}:{self._mqtt_port}"


def _beside(name: str) -> Path:
    """A program of this project, which stands beside the Python that runs this one.

    Raises:
        CannotStartError: it is not installed.
    """
    path = Path(sys.executable).parent / name
    if not os.access(path, os.X_OK):
        raise CannotStartError(f"{path} is not installed")
    return path
