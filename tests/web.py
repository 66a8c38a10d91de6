"""The web side of the sample site with a real engine, for tests of pages and API."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from uuid import UUID

import uvicorn
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp
from uuid6 import uuid7

from protocol.sealed import CertificateRequest, OpeningKey, seal
from protocol.topics import Topics
from queue_server.broker.inventory import Standing
from queue_server.connections import DEFAULT_PATIENCE, Patience, line_config
from queue_server.day_curve import DayCurve
from queue_server.devices.commands import DeviceCommands
from queue_server.devices.statuses import DeviceStatuses
from queue_server.domain.commands import CallNext, CheckIn, Command, NoShow, TakeTicket
from queue_server.domain.events import Event
from queue_server.domain.state import StaffAnswer, TicketAnswer
from queue_server.engine import Engine
from queue_server.estimator import Estimator
from queue_server.journal.journal import MemoryJournal
from queue_server.lobby import Lobby
from queue_server.requests_store.requests import Requests
from queue_server.requests_store.store import RequestStore
from queue_server.staff.accounts import Accounts
from queue_server.web import GRACE_SECONDS, close_streams, make_app
from tests.sites import Clock, sample_lobby

NAME = "m-0312"
PASSWORD = "sample-password"
SECONDS = 10.0

OPENING_KEY = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Argon2id as always, but without its cost."""


@dataclass
class Web:
    """One site's web side. Commands may be given past it, as kiosks and other counters do."""

    engine: Engine
    journal: MemoryJournal
    lobby: Lobby
    accounts: Accounts
    clock: Clock
    mqtt_websocket: str
    curve: DayCurve
    statuses: DeviceStatuses
    """What the kiosks have said; a test puts in more."""
    commands: DeviceCommands
    """What kiosks are told; a test answers for them."""
    published: list[tuple[str, bytes]]
    """All that was sent to kiosks: topic and payload."""
    requests: Requests
    """What residents filled in at kiosks."""
    numbers: Iterator[int] = field(default_factory=lambda: count(482_913))
    """What the next reservations are called."""
    device_seconds: float = 10.0
    """How long a kiosk has for its answer."""
    broker: list[bool] = field(default_factory=lambda: [True])
    standings: dict[str, Standing] = field(default_factory=dict[str, Standing])
    """How it is with the kiosks' credentials, and the broker's."""
    hosts: tuple[str, ...] = ()
    """The names that the server goes by; any, where there are none."""
    ended_sessions: Path | None = None
    """The file that keeps who signed out."""

    def seconds(self) -> float:
        """The clock, as seconds."""
        return self.clock().timestamp()

    def new_app(self, routers: Sequence[APIRouter] = ()) -> FastAPI:
        """The application; another one after a restart of the server."""
        return make_app(
            lobby=self.lobby,
            engine=self.engine,
            history=self.journal,
            accounts=self.accounts,
            forecaster=Estimator(self.lobby.site),
            session_key=b"a key of a test, 32 bytes long..",
            broker_connected=lambda: self.broker[0],
            mqtt_websocket=self.mqtt_websocket,
            now=self.clock,
            new_id=uuid7,
            draw_number=lambda: str(next(self.numbers)),
            curve=self.curve,
            statuses=self.statuses,
            device_commands=self.commands,
            device_seconds=self.device_seconds,
            requests=self.requests,
            routers=routers,
            hosts=self.hosts,
            ended_sessions=self.ended_sessions,
            clock=self.seconds,
        )

    def do(self, command: Command) -> UUID:
        """Have a command carried out, and return its visit."""
        outcome = self.engine.submit(command).result(SECONDS)
        assert isinstance(outcome, TicketAnswer | StaffAnswer), outcome
        assert outcome.visit is not None
        return outcome.visit

    def ticket(self, *services: str, language: str = "ja", needs: tuple[str, ...] = ()) -> UUID:
        """Somebody takes a number."""
        return self.do(
            TakeTicket(
                id=uuid7(),
                by="kiosk-1",
                visit=uuid7(),
                services=services,
                language=language,
                needs=needs,
            )
        )

    def ticket_with_request(self, request: CertificateRequest, *, language: str = "ja") -> UUID:
        """Somebody takes a number for certificates, and has filled in what they need."""
        id_ = uuid7()
        blob = seal(request, OPENING_KEY.public, site=self.lobby.id, request_id=id_)
        visit = self.do(
            TakeTicket(
                id=id_,
                by="kiosk-1",
                visit=uuid7(),
                services=("shomei",),
                language=language,
                request=id_,
            )
        )
        answer = self.engine.state.answers[id_]
        assert isinstance(answer, TicketAnswer)
        self.requests.keep(answer, blob)
        return visit

    def check_in(self, *procedures: str) -> UUID:
        """Somebody shows a pass."""
        return self.do(
            CheckIn(
                id=uuid7(),
                by="kiosk-1",
                visit=uuid7(),
                pass_id=uuid7(),
                pass_expires_at=self.clock().replace(year=2027),
                procedures=procedures,
            )
        )

    def call(self, counter: str) -> UUID:
        """A counter calls whoever is next."""
        return self.do(CallNext(id=uuid7(), by="staff:other", counter=counter))

    def no_show(self, counter: str) -> UUID:
        """Who was called did not come."""
        return self.do(NoShow(id=uuid7(), by="staff:other", counter=counter))


def _never(error: BaseException) -> None:
    raise AssertionError("the engine failed") from error


@contextmanager
def web(
    data: Path, *, mqtt_websocket: str = "ws://*:9001/", events: Sequence[Event] = ()
) -> Iterator[Web]:
    """The application with one account, `NAME` and `PASSWORD`. `events` have happened before."""
    data.mkdir(exist_ok=True)
    lobby = sample_lobby()
    clock = Clock()
    journal = MemoryJournal()
    journal.append(0, events)
    curve = DayCurve()
    engine = Engine(lobby.site, journal, now=clock, fatal=_never, learners=(curve,))
    requests = Requests(
        lobby.site,
        RequestStore(data / "requests.db"),
        OPENING_KEY,
        state=lambda: engine.state,
        now=clock,
    )
    accounts = Accounts(data / "accounts.json", hasher=CHEAP)
    accounts.add(NAME, PASSWORD, "職員 0312")
    engine.start()
    try:
        topics = Topics.of(lobby.id)
        standings = dict[str, Standing]()
        statuses = DeviceStatuses(
            lobby.file.site.kiosks, topics, now=clock, standings=lambda: standings
        )
        published = list[tuple[str, bytes]]()
        commands = DeviceCommands(
            lobby.file.site.kiosks,
            topics,
            now=clock,
            publish=lambda topic, payload: published.append((topic, payload)),
            connected=lambda: True,
        )
        yield Web(
            engine,
            journal,
            lobby,
            accounts,
            clock,
            mqtt_websocket,
            curve,
            statuses,
            commands,
            published,
            requests,
            standings=standings,
        )
    finally:
        engine.close()
        requests.close()


@contextmanager
def served(app: ASGIApp, port: int = 0, *, patience: Patience = DEFAULT_PATIENCE) -> Iterator[str]:
    """The application over HTTP on a loopback port, a free one unless it is told."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    # from here on a browser that is faster than the server waits, and is not refused
    listener.listen()
    server = uvicorn.Server(line_config(app, grace_seconds=GRACE_SECONDS, patience=patience))
    thread = threading.Thread(target=server.run, args=([listener],), name="uvicorn")
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        if isinstance(app, FastAPI):
            close_streams(app)
        server.should_exit = True
        thread.join(SECONDS)
        assert not thread.is_alive(), "the server did not end"
