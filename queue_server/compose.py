"""The server's composition root: everything is wired here, and nowhere else."""

import asyncio
import gc
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import structlog
from uuid6 import uuid7

from protocol.link import MqttLink, Received
from protocol.passes import SigningKey
from protocol.topics import Topics
from queue_server.broker.standings import Standings
from queue_server.configuration import ConfigurationError
from queue_server.day_curve import DayCurve
from queue_server.devices.call_pads import PadDesk, pads_of
from queue_server.devices.catalogue import CataloguePublisher, catalogue_message
from queue_server.devices.commands import DeviceCommands
from queue_server.devices.pad_displays import PadDisplays
from queue_server.devices.requests import Gate, RequestDesk
from queue_server.devices.statuses import DeviceStatuses
from queue_server.displays.publisher import BoardPublisher
from queue_server.domain.alone.letters import emergency_letters
from queue_server.domain.business_day import as_of
from queue_server.domain.in_use import gone
from queue_server.domain.state import State
from queue_server.engine import Engine
from queue_server.estimator import Estimator
from queue_server.journal.checkpoints import Checkpoints, fingerprint
from queue_server.journal.sqlite import SqliteJournal
from queue_server.journal.sqlite_history import SqliteHistory
from queue_server.journal.troubles import disk_trouble
from queue_server.keys import pass_signing_key, request_opening_key, session_key
from queue_server.lobby import Lobby, load_lobby
from queue_server.requests_store.requests import Requests
from queue_server.requests_store.store import RequestStore
from queue_server.settings import ServerSettings
from queue_server.staff.accounts import ACCOUNTS_FILE, Accounts
from queue_server.staff.ended import ENDED_FILE
from queue_server.staff.reservation_numbers import reservation_number
from queue_server.storage.data_folder import (
    CHECKPOINT_FILE,
    JOURNAL_FILE,
    REQUESTS_FILE,
    take_folder,
)
from queue_server.storage.watching import StorageWatch

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI

    from queue_server.pages_server import PagesServer

BROKER_PATIENCE_SECONDS = 3
"""How long the ready line waits for the broker before it says that there is none yet."""
EXIT_FAILED = 70
"""EX_SOFTWARE of sysexits.h: something failed that only a restart can mend."""
COLLECT_AFTER = (20_000, 50, 100)
"""When to look for rings of objects that nothing refers to (gc.set_threshold). The state has none,
and grows all day: Python's own thresholds take a third of a rush's time to look through it.
"""


def utc_now() -> datetime:
    """The process's clock."""
    return datetime.now(UTC)


def draw_number() -> str:
    """The process's source of numbers for reservations: nobody can guess the next."""
    return reservation_number(secrets.randbelow)


def end_process(error: BaseException) -> None:
    """End at once, without clean-ups that might write or send what is not true."""
    structlog.get_logger().critical("process_ended", error=repr(error), help=disk_trouble(error))
    os._exit(EXIT_FAILED)


class Server:
    """One site's server: made, run once, and gone."""

    def __init__(self, settings: ServerSettings, *, routers: "Sequence[APIRouter]" = ()) -> None:
        """Read every file, replay the journal and take the HTTP port.

        `routers` are pages beside the server's own (the demo's tour).

        Raises:
            ConfigurationError: a file, the folder or the port cannot be used.
            JournalUnusableError: the journal is damaged, or was written by a later version.
        """
        gc.set_threshold(*COLLECT_AFTER)
        self.settings = settings
        self.lobby: Lobby = load_lobby(settings.site)
        self._lock = take_folder(settings.data)
        self.signing_key: SigningKey = pass_signing_key(settings.data, settings.keys)
        self.accounts = Accounts(settings.data / ACCOUNTS_FILE)
        # read once here: a damaged file is said at the start, not to whoever signs in first
        self.accounts.names()
        self._topics = Topics.of(self.lobby.id)
        self._journal = SqliteJournal(settings.data / JOURNAL_FILE, self.lobby.id)
        self._estimator = estimator = Estimator(self.lobby.site)
        self._curve = DayCurve()
        self.engine = Engine(
            self.lobby.site,
            self._journal,
            now=utc_now,
            fatal=end_process,
            estimator=estimator,
            learners=(self._curve,),
            checkpoints=lambda kinds: Checkpoints(
                settings.data / CHECKPOINT_FILE,
                kinds,
                made_by=fingerprint(Path(__file__).parent, self.lobby.site),
            ),
        )
        _check_nothing_is_gone(settings.site, self.lobby, self.engine.state)
        pass_key = self.signing_key.public
        opening_key = request_opening_key(settings.data, settings.keys)
        self._requests = Requests(
            self.lobby.site,
            RequestStore(settings.data / REQUESTS_FILE),
            opening_key,
            kept_after_day=timedelta(hours=self.lobby.file.requests.kept_hours_after_day),
            state=lambda: self.engine.state,
            now=utc_now,
        )
        self._catalogue = CataloguePublisher(
            lambda revoked: catalogue_message(
                self.lobby,
                (pass_key,),
                opening_key.public,
                revoked=revoked,
                letters=emergency_letters(self.lobby.site, self.engine.state.alone.letters_kept()),
            ),
            self._topics.catalogue,
            state=lambda: self.engine.state,
            publish=self._publish_retained,
        )
        self._statuses = DeviceStatuses(
            self.lobby.file.site.kiosks,
            self._topics,
            now=utc_now,
            standings=Standings(settings.broker, now=utc_now),
        )
        self._desk = RequestDesk(
            self.engine,
            Gate(
                kiosks=frozenset(self.lobby.file.site.kiosks),
                pass_keys=(pass_key,),
                pass_issuer=self.lobby.file.site.pass_issuer,
                sealing_kid=opening_key.public.kid,
            ),
            self._topics,
            now=utc_now,
            new_id=uuid7,
            publish=self._publish,
            keep=self._requests.keep,
            teller=estimator,
            contacts=self._statuses.contacts,
        )
        self._pads = PadDesk(self.engine, pads_of(self.lobby), self._topics, publish=self._publish)
        self._pad_displays = PadDisplays(
            self.lobby,
            self._topics,
            state=lambda: self.engine.state,
            now=utc_now,
            publish=self._publish_retained,
        )
        self._device_commands = DeviceCommands(
            self.lobby.file.site.kiosks,
            self._topics,
            now=utc_now,
            publish=self._publish,
            connected=lambda: self._link.connected,
        )
        self._boards = BoardPublisher(
            self.lobby,
            self._topics,
            state=lambda: self.engine.state,
            now=utc_now,
            waits=estimator.services,
            publish=self._publish_retained,
        )
        self._link = MqttLink(
            settings.broker_address,
            client_id=f"server-{self.lobby.id}-{uuid7()}",
            subscriptions=(
                self._topics.request("+"),
                self._topics.pad_request("+"),
                self._topics.device_status("+"),
                self._topics.device_result("+"),
            ),
            on_message=self._received,
            on_connected=self._connection_changed,
            after_reading=self.engine.decide_waiting,
        )
        self._storage = StorageWatch(settings.data / JOURNAL_FILE, self.lobby.id)
        self._broker_reached = threading.Event()
        self._socket = _listen(*settings.http_address)
        self.url = _url(self._socket)
        """Where the pages are. Also once the socket is closed: `run` may end while it starts."""
        self._routers = tuple(routers)
        self._ending = threading.Event()
        self._signalled = False
        self._pages: PagesServer | None = None

    def run(self, *, on_ready: Callable[[str], None]) -> None:
        """Serve until SIGTERM, SIGINT or `stop`. Called on the main thread.

        `on_ready` gets one line, once requests and pages are answered.
        """
        # uvicorn raises the signal once more when it has ended; without handlers of our own that
        # would end the process before it has let go of the journal
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, self._on_signal)
        # a thread that is gone would leave a server that looks alive and answers nobody
        threading.excepthook = lambda args: end_process(args.exc_value or RuntimeError("thread"))
        self.engine.start()
        self.engine.watch(lambda _state: self._boards.changed())
        self.engine.watch(self._catalogue.state_changed)
        self.engine.watch(lambda _state: self._pad_displays.changed())
        self._requests.start()
        self._storage.start()
        self._boards.start()
        self._pad_displays.start()
        self._link.open()
        try:
            self._serve_pages(on_ready)
        finally:
            self._close()

    def stop(self) -> None:
        """Have `run` end."""
        self._ending.set()
        if self._pages is not None:
            self._pages.should_exit = True

    def _serve_pages(self, on_ready: Callable[[str], None]) -> None:
        # loaded only now: kiosks are answered meanwhile
        from queue_server.pages_server import PagesServer  # noqa: PLC0415  see above

        self._pages = PagesServer(
            self._app(),
            started_up=lambda: threading.Thread(
                target=self._say_ready, args=(on_ready,), name="ready", daemon=True
            ).start(),
        )
        # what was made for good need not be looked through again and again
        gc.collect()
        gc.freeze()
        if not self._ending.is_set():
            asyncio.run(self._pages.serve(sockets=[self._socket]))

    def _app(self) -> "FastAPI":
        from queue_server.broker.envelopes import enrolling  # noqa: PLC0415  see above
        from queue_server.web import make_app  # noqa: PLC0415  see above

        settings = self.settings
        for_devices = () if settings.broker is None else (enrolling(settings.broker, now=utc_now),)
        return make_app(
            lobby=self.lobby,
            engine=self.engine,
            history=SqliteHistory(settings.data / JOURNAL_FILE, self.lobby.id),
            accounts=self.accounts,
            forecaster=self._estimator,
            session_key=session_key(settings.data, settings.keys),
            broker_connected=lambda: self._link.connected,
            mqtt_websocket=settings.mqtt_websocket,
            now=utc_now,
            new_id=uuid7,
            draw_number=draw_number,
            curve=self._curve,
            statuses=self._statuses,
            device_commands=self._device_commands,
            requests=self._requests,
            routers=(*self._routers, *for_devices),
            storage=lambda: self._storage.health,
            hosts=settings.host_names,
            ended_sessions=settings.data / ENDED_FILE,
        )

    def _close(self) -> None:
        self.engine.close()
        self._boards.close()
        self._pad_displays.close()
        self._link.close()
        self._requests.close()
        self._storage.close()
        self._journal.close()
        self._lock.close()

    def _say_ready(self, on_ready: Callable[[str], None]) -> None:
        reached = self._broker_reached.wait(BROKER_PATIENCE_SECONDS)
        state = self.engine.state
        on_ready(
            f"queue-server ready: {self.url} site={self.lobby.id} journal={state.position} events"
            + ("" if reached else "; the broker is not there yet, and is tried again and again")
        )

    def _connection_changed(self, connected: bool) -> None:
        if connected:
            self._catalogue.connected()
            self._boards.connected()
            self._pad_displays.connected()
            self._broker_reached.set()

    def _received(self, message: Received) -> None:
        # on the link's thread: all of them only note what was said; most of it is requests
        if self._topics.kiosk_of(message.topic) is not None:
            self._desk.put(message)
        elif self._topics.pad_of(message.topic) is not None:
            self._pads.put(message)
        elif self._topics.result_of(message.topic) is not None:
            self._device_commands.put(message)
        else:
            self._statuses.put(message)

    def _publish(self, topic: str, payload: bytes) -> None:
        self._link.publish(topic, payload)

    def _publish_retained(self, topic: str, payload: bytes) -> None:
        # a board that waited for a broker would only be an old one
        if self._link.connected:
            self._link.publish(topic, payload, retain=True)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        # the next signal may come while an event is being set, and would wait for itself
        if not self._signalled:
            self._signalled = True
            self.stop()


def _check_nothing_is_gone(path: Path, lobby: Lobby, state: State) -> None:
    missing = gone(lobby.site, as_of(lobby.site, state, utc_now()))
    lines = [
        f"{path}: counters › {counter}: is gone, but {', '.join(numbers)} is being served there. "
        "Put it back until that is finished."
        for counter, numbers in missing.counters.items()
    ] + [
        f"{path}: services › {service}: is gone, but {', '.join(numbers[:5])}"
        f"{' and others' if len(numbers) > 5 else ''} came for it today. "
        "Put it back until the day is over."
        for service, numbers in missing.services.items()
    ]
    lines += [
        f"{path}: services › {service}: is gone, but {len(numbers)} have booked it "
        f"(reservation {', '.join(numbers[:5])}{' …' if len(numbers) > 5 else ''}). "
        "Put it back, and leave out its slots, until they have come or were cancelled."
        for service, numbers in missing.reserved.items()
    ]
    if lines:
        raise ConfigurationError("\n".join(lines))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise ConfigurationError(f"--http {host}:{port}: {error.strerror or error}") from error


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
