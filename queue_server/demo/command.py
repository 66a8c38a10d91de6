"""`queue-server demo`: wires the server, its companions and the tour into one process."""

import fcntl
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import IO
from urllib.parse import urlsplit

import click
import structlog
from uuid6 import uuid7

from queue_server.assets import assets_dir
from queue_server.compose import Server, utc_now
from queue_server.configuration import ConfigurationError
from queue_server.demo.companions import LOOPBACK, Companions, Folders
from queue_server.demo.logs import LogFile
from queue_server.demo.notes import Note
from queue_server.demo.pages import tour_pages
from queue_server.demo.ports import answers, choose_port
from queue_server.demo.screen import Size, screen_size, window_size
from queue_server.demo.tour import STAFF_NAME, STAFF_PASSWORD, Tour
from queue_server.demo.watch import Changes
from queue_server.keys import pass_signing_key
from queue_server.lobby import Lobby, load_lobby
from queue_server.pages import Pages
from queue_server.settings import ServerSettings
from queue_server.staff.accounts import ACCOUNTS_FILE, Accounts
from queue_server.staff.permissions import Role
from queue_server.storage.data_folder import JOURNAL_FILE

KIOSK_SECONDS = 25.0
"""How long the address waits for the kiosk's first picture; a small machine draws slowly."""
BROKER_SECONDS = 15.0
EXIT_TAKEN = 1


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Where journal, keys and logs are kept.",
)
@click.option("--site", type=click.Path(dir_okay=False, path_type=Path), help="The site file.")
@click.option("--http", default="127.0.0.1:8080", show_default=True, help="HOST:PORT of the page.")
@click.option(
    "--screen",
    type=click.Choice(["auto", "window", "virtual"]),
    default="auto",
    show_default=True,
    help="Whether the kiosk gets a window, or a screen that only the page shows.",
)
def demo(*, data: Path, site: Path | None, http: str, screen: str) -> None:
    """The whole lobby on this machine, at one address. Ctrl-C ends all of it."""
    ending = Ending()
    ending.listen()
    lock = _lock(data)
    try:
        _Demo(data, site or assets_dir() / "sites" / "sample.toml", ending).run(http, screen)
    finally:
        lock.close()


class Ending:
    """Whether somebody asked the demo to end, also before there is anything to end."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self._heard = False
        self.stop_server: Callable[[], None] = lambda: None

    def listen(self) -> None:
        """Hear Ctrl-C, SIGTERM and a terminal that is closed."""
        for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(wanted, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        if self._heard:
            # the next signal may come while an event is being set, and would wait for itself
            return
        self._heard = True
        self.asked.set()
        self.stop_server()


class _Demo:
    """One run of the demo."""

    def __init__(self, data: Path, site: Path, ending: Ending) -> None:
        self._site = site
        self._ending = ending
        self._folders = Folders(data)
        self._tour: Tour | None = None
        self._said = list[Note]()
        """What there was to say before there was a page to say it on."""

    def run(self, http: str, screen: str) -> None:
        """Start everything, serve until the end is asked for, and end everything."""
        lobby = load_lobby(self._site)
        self._folders.prepare()
        log = _log_to(self._folders.logs / "server.log")
        host, port = self._http(http)
        changes = Changes()
        companions = Companions(
            self._folders,
            lobby,
            http_host=host,
            window=self._window(screen),
            may_change_screen=screen == "auto",
            say=self._say,
            changed=changes.tell,
        )
        tour = self._tour = Tour(
            lobby,
            pass_signing_key(self._folders.data),
            self._folders,
            companions,
            changes,
            now=utc_now,
            new_id=uuid7,
        )
        for note in self._said:
            tour.note(note)
        self._say(
            Note(
                f"プリンターの故障を細かく試すページ（この機械だけで開けます）：{companions.printer_page}",
                f"Every fault of the printer, on this machine only: {companions.printer_page}",
            )
        )
        companions.parts.start()
        tour.start()
        try:
            if self._broker_is_there(companions):
                shown = f"[{host}]" if ":" in host else host
                self._serve(lobby, tour, companions, f"{shown}:{port}")
        finally:
            click.echo("Ending …")
            tour.close()
            companions.parts.stop()
            log.close()

    def _serve(self, lobby: Lobby, tour: Tour, companions: Companions, http: str) -> None:
        data = self._folders.data
        _demo_account(Accounts(data / ACCOUNTS_FILE))
        had_journal = (data / JOURNAL_FILE).exists()
        site = lobby.file.site
        pages = Pages(site=site.id, site_name=site.name, site_name_en=site.name_en)
        server = Server(
            ServerSettings(
                data=data,
                site=self._site,
                http=http,
                mqtt=companions.mqtt_url,
                mqtt_websocket=companions.mqtt_websocket,
            ),
            routers=[tour_pages(tour, pages)],
        )
        if had_journal:
            self._say_journal(server)
        self._ending.stop_server = server.stop
        if self._ending.asked.is_set():
            server.stop()
        server.run(on_ready=lambda _line: self._say_open(server, tour))

    def _say_open(self, server: Server, tour: Tour) -> None:
        """The address, once the kiosk shows itself or is known not to. On a thread of its own."""
        deadline = time.monotonic() + KIOSK_SECONDS
        while not tour.watch.seen.screen and not tour.kiosk.kiosk_failed:
            if self._ending.asked.is_set() or tour.closing.wait(0.1):
                return
            if time.monotonic() > deadline:
                self._say(
                    Note(
                        "受付機はまだ準備中です。表示までもうしばらくお待ちください。",
                        "The kiosk is still starting; its picture will appear on the page.",
                    )
                )
                break
        if not tour.closing.is_set():
            click.echo(f"\nMadoguchi is open: {server.url}/demo  (Ctrl-C ends it)\n")

    def _say_journal(self, server: Server) -> None:
        state = server.engine.state
        self._say(
            Note(
                f"前回の記録が見つかりました：{state.position}件の出来事。続きから始めます。",
                f"Found the journal of last time: {state.position} events; the demo goes on from"
                " there.",
            )
        )

    def _broker_is_there(self, companions: Companions) -> bool:
        """Wait for Mosquitto. The server would wait by itself, but its first line says so."""
        deadline = time.monotonic() + BROKER_SECONDS
        while not answers(LOOPBACK, companions.mqtt_port):
            if self._ending.asked.wait(0.05):
                return False
            if time.monotonic() > deadline:
                break
        return True

    def _http(self, http: str) -> tuple[str, int]:
        host, wanted = _address(http)
        port = choose_port(host, wanted)
        if port is None:
            raise ConfigurationError(f"--http {http}: this port and the next ones are taken")
        if port != wanted:
            self._say(
                Note(
                    f"{wanted}番のポートは使われていたので、{port}番で開きます。",
                    f"Port {wanted} is taken, so the pages are at port {port}.",
                )
            )
        return host, port

    def _window(self, screen: str) -> Size | None:
        found = None if screen == "virtual" else screen_size(os.environ)
        if screen == "window" and found is None:
            raise ConfigurationError("--screen window: no screen can be reached (DISPLAY)")
        if found is None and screen == "auto":
            self._say(
                Note(
                    "画面がないので、受付機はこのページの中に表示します。",
                    "There is no screen here, so the kiosk draws on a virtual one (Xvfb);"
                    " the page shows it and passes touches on.",
                )
            )
        return None if found is None else window_size(found)

    def _say(self, note: Note) -> None:
        click.echo(f"- {note.en}")
        if self._tour is None:
            self._said.append(note)
        else:
            self._tour.note(note)


def _address(http: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{http}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ConfigurationError(f"--http {http}: {error}") from error
    if host is None or port is None:
        raise ConfigurationError(f"--http {http}: an address is HOST:PORT")
    return host, port


def _lock(data: Path) -> IO[str]:
    """Take the data folder for this demo before anything is started in it."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data / "demo.lock").open("a+")
    except OSError as error:
        raise ConfigurationError(f"--data {data}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        click.echo(
            f"The demo already runs on {data}. End it there with Ctrl-C,"
            " or give this one a folder of its own: queue-server demo --data FOLDER",
            err=True,
        )
        sys.exit(EXIT_TAKEN)
    return lock


def _demo_account(accounts: Accounts) -> None:
    """The demo's account, with the password that its page shows."""
    if accounts.get(STAFF_NAME) is None:
        accounts.add(STAFF_NAME, STAFF_PASSWORD, "デモ職員", Role.SUPERVISOR)
    else:
        # a demo from before there were roles: visitors see everything that a supervisor does
        accounts.set_role(STAFF_NAME, Role.SUPERVISOR)


def _log_to(path: Path) -> LogFile:
    """Send what the server has to say to a file: the terminal is for people."""
    log = LogFile(path)
    logging.basicConfig(handlers=[log.handler], level=logging.WARNING, force=True)
    # the library only writes lines and flushes
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(log))  # type: ignore[arg-type]
    return log
