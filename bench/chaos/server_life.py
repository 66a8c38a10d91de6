"""One life of a server's core, in a process of its own: what compose.py makes of journal, engine,
requests and desk, with a socket in place of broker and pages, so that it is back in milliseconds.
"""

import hashlib
import json
import os
import pickle
import socket
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import structlog
from uuid6 import uuid7

from bench.chaos.lobby import GATE, OPENING_KEY, SITE, TOPICS, journal_in
from protocol.link import Received
from queue_server.devices.requests import RequestDesk
from queue_server.domain.commands import Command
from queue_server.domain.state import State, canonical
from queue_server.engine import Engine, Outcome
from queue_server.estimator import Estimator
from queue_server.journal.checkpoints import Checkpoints
from queue_server.journal.sqlite import SqliteJournal
from queue_server.requests_store.requests import Requests
from queue_server.requests_store.store import RequestStore

TOGETHER_MAX = 64
"""Messages that are decided together, as the link gives them out."""
MESSAGE_MAX = 200_000
CHECKPOINT_EVERY = 40
FAILED = 70


def state_digest(state: State) -> str:
    """Equal where two states are (N6)."""
    return hashlib.sha256(json.dumps(canonical(state)).encode()).hexdigest()


def live(folder: Path, connection: socket.socket, now: Callable[[], datetime]) -> NoReturn:
    """Open what the life before left, say so, and serve until the kill. Never returns.

    It is told by messages: `k`, a kiosk's name, a line feed and its request; `s` and a pickled
    command of staff; `d`, which asks for the state's digest. It answers with the same letters.
    """
    structlog.configure(logger_factory=lambda *_: Silent())

    def fail(error: BaseException) -> NoReturn:
        connection.send(b"!" + repr(error).encode()[:2000])
        os._exit(FAILED)

    try:
        _serve(folder, connection, now, fail)
    except BaseException as error:  # noqa: BLE001  whatever it was, the run must say it
        fail(error)


class Silent:
    """A log that nobody reads: the kill would tear its last line anyway."""

    def msg(self, _message: str) -> None:
        """Nothing."""

    log = debug = info = warning = warn = error = critical = exception = fatal = failure = err = msg


def _serve(
    folder: Path,
    connection: socket.socket,
    now: Callable[[], datetime],
    fail: Callable[[BaseException], None],
) -> NoReturn:
    engine, desk, requests = _parts(folder, connection, now, fail)
    engine.start()
    requests.start()
    connection.send(b"r%d" % engine.state.position)
    while True:
        if not _turn(engine, desk, connection):
            # whoever asked is gone
            os._exit(0)


def rehearse(folder: Path, now: Callable[[], datetime], asked: Iterable[bytes]) -> None:
    """Serve some wishes in this process: what is loaded and compiled at first use is there in every
    fork then, and a life of milliseconds has work done in it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:

        def fail(error: BaseException) -> NoReturn:
            raise RuntimeError("the rehearsal failed") from error

        engine, desk, requests = _parts(folder, theirs, now, fail)
        for message in asked:
            ours.send(message)
            _turn(engine, desk, theirs)
        engine.close()
        requests.close()


def _parts(
    folder: Path,
    connection: socket.socket,
    now: Callable[[], datetime],
    fail: Callable[[BaseException], None],
) -> tuple[Engine, RequestDesk, Requests]:
    estimator = Estimator(SITE)
    engine = Engine(
        SITE,
        SqliteJournal(journal_in(folder), SITE.id),
        now=now,
        fatal=fail,
        estimator=estimator,
        checkpoints=lambda kinds: Checkpoints(
            folder / "checkpoint",
            kinds,
            made_by="this run",
            every=CHECKPOINT_EVERY,
            lull=0.001,
            rush=0.004,
        ),
    )
    requests = Requests(
        SITE,
        RequestStore(folder / "requests.db"),
        OPENING_KEY,
        state=lambda: engine.state,
        now=now,
    )

    def publish(_topic: str, payload: bytes) -> None:
        connection.send(b"k" + payload)

    desk = RequestDesk(
        engine,
        GATE,
        TOPICS,
        now=now,
        new_id=uuid7,
        publish=publish,
        keep=requests.keep,
        teller=estimator,
    )

    return engine, desk, requests


def _turn(engine: Engine, desk: RequestDesk, connection: socket.socket) -> bool:
    """Take what is there, and decide it together. False once nobody asks any more."""

    def decided(command: Command) -> Callable[[Outcome], None]:
        def told(outcome: Outcome) -> None:
            connection.send(b"s" + pickle.dumps((command.id, outcome)))

        return told

    for message in _all_there(connection):
        kind, rest = message[:1], message[1:]
        if kind == b"k":
            kiosk, _, payload = rest.partition(b"\n")
            desk.put(Received(TOPICS.request(kiosk.decode()), payload))
        elif kind == b"s":
            command = pickle.loads(rest)  # noqa: S301  from the process that made this one
            engine.enqueue(command, decided(command))
        elif kind == b"d":
            connection.send(b"d" + state_digest(engine.state).encode())
        else:
            return False
    engine.decide_waiting()
    return True


def _all_there(connection: socket.socket) -> list[bytes]:
    found = [connection.recv(MESSAGE_MAX)]
    while len(found) < TOGETHER_MAX:
        try:
            found.append(connection.recv(MESSAGE_MAX, socket.MSG_DONTWAIT))
        except BlockingIOError:
            break
    return found
