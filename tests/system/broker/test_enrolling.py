"""A new kiosk, from the office to the lobby: real server, real broker, and no secret anywhere."""

import os
import subprocess
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from urllib.request import urlopen

from kiosk.enrolled import ENROLMENT_FILE
from protocol.access import Role
from protocol.secret_files import read_password
from queue_server.broker.desk import PASSWORD_FILE
from queue_server.devices.terminal_pad import pad_address
from queue_server.keys import PASS_KEY_FILE, REQUEST_KEY_FILE
from tests.processes import below
from tests.sites import SAMPLE_SITE
from tests.system.broker.secured import HOST, Secured, Somebody, secured
from tests.system.parts import BIN, PATIENCE, Process, process, virtual_screen
from tests.waiting import eventually

KEPT = {
    # its own credential, which the shut-out ends
    ENROLMENT_FILE,
    # what every kiosk is told over the broker, and what it printed and gave alone
    "catalogue.json",
    "alone.sqlite",
    "spool.sqlite",
}
"""All files of a kiosk, but Kivy's. Whoever adds one says here why a thief may have it."""


def _told() -> dict[str, bytes]:
    """What the system tells of all processes of this test: their command lines, environments."""
    texts = {"cmdline": b"", "environ": b""}
    for pid in below(os.getpid()):
        for name in texts:
            try:
                texts[name] += Path(f"/proc/{pid}/{name}").read_bytes()
            except OSError:
                continue  # it has ended
    return texts


def _enrol(data: Path, url: str, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "kiosk", "enrol", "--data", data, "--server", url],
        input=f"{code}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_kiosk_is_enrolled_once_stolen_and_shut_out_and_no_secret_is_seen(
    tmp_path: Path,
) -> None:
    server_data, data = tmp_path / "server", tmp_path / "kiosk"
    with secured(tmp_path / "broker") as broker, ExitStack() as parts:
        handed = broker.desk.add("kiosk-3", Role.KIOSK, days=9)
        broker.read_again()
        server = parts.enter_context(_server(broker, server_data))
        line = server.wait_for("queue-server ready")
        assert "not there yet" not in line
        url = line.split()[2]
        enrolled = _enrol(data, url, handed.code)
        assert enrolled.returncode == 0, enrolled.stderr
        assert "kiosk-3 of aizu" in enrolled.stdout
        again = _enrol(tmp_path / "again", url, handed.code)
        assert again.returncode == 2
        assert "it was used, or an hour has passed" in again.stderr
        pages = b"".join(
            urlopen(f"{url}{page}").read()  # noqa: S310  a server of ours
            for page in ("/", "/display/main", "/healthz", "/openapi.json")
        )
        kiosk = parts.enter_context(_kiosk(data, parts.enter_context(virtual_screen("1080x1920"))))
        kiosk.wait_for("broker_connected")
        told = _told()
        broker.desk.shut_out("kiosk-3")
        broker.read_again()
        kiosk.wait_for("broker_disconnected")
        # it goes on to ask, as a thief would, and is refused
        kiosk.wait_for("broker_disconnected")
        parts.close()
        own = {
            "code": handed.code,
            "password": handed.enrolment.password,
            "key": handed.enrolment.key.splitlines()[1],
        }
        others = {
            "server's password": read_password(broker.folder / PASSWORD_FILE),
            "CA's key": _body(broker.folder / "authority-key.pem"),
            "key of passes": _body(server_data / "keys" / PASS_KEY_FILE),
            "key of requests": _body(server_data / "keys" / REQUEST_KEY_FILE),
        }
        seen = told | {
            "pages": pages,
            "what enrolling says": (enrolled.stdout + enrolled.stderr + again.stderr).encode(),
            "the kiosk's log": "\n".join(kiosk.lines).encode(),
            "the server's log": "\n".join(server.lines).encode(),
            "the broker's log": "\n".join(broker.process.lines).encode(),
        }
        assert not _found(own | others, seen)
        journal = {"journal": (server_data / "journal.db").read_bytes()}
        assert not _found(own | others, journal)
    stolen = {path.name: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert not _found(others, stolen)
    assert {name.removesuffix("-wal").removesuffix("-shm") for name in _files(data)} <= KEPT
    for path in (data, data / ENROLMENT_FILE):
        assert path.stat().st_mode & 0o077 == 0


def _found(secrets: Mapping[str, str], texts: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """Which secret is in which text."""
    return {
        (where, what)
        for where, text in texts.items()
        for what, secret in secrets.items()
        if secret.encode() in text
    }


def _body(pem: Path) -> str:
    """A line of a key that no other key has."""
    return pem.read_text().splitlines()[1]


def _files(data: Path) -> list[str]:
    return [path.name for path in data.iterdir() if path.is_file()]


def _server(broker: Secured, data: Path) -> AbstractContextManager[Process]:
    return process(
        BIN / "queue-server",
        "run",
        f"--data={data}",
        "--http=127.0.0.1:0",
        f"--mqtt=mqtt://server@{HOST}:{broker.server_port}",
        f"--mqtt-password-file={broker.folder / PASSWORD_FILE}",
        f"--mqtt-websocket=wss://{HOST}:{broker.websocket_port}",
        f"--broker={broker.folder}",
        f"--site={SAMPLE_SITE}",
    )


def _kiosk(data: Path, display: str) -> AbstractContextManager[Process]:
    """Told nothing of site, broker and password: those are in its enrolment."""
    return process(
        BIN / "kiosk",
        "run",
        f"--data={data}",
        "--camera=none",
        "--window",
        env={"DISPLAY": display, "SDL_AUDIODRIVER": "dummy"},
    )


def test_a_pad_uses_the_files_that_it_was_given(tmp_path: Path) -> None:
    """`queue-server device renew PAD --pem FOLDER`, and a pad in a terminal with that folder."""
    pem = tmp_path / "pad"
    with secured(tmp_path / "broker") as broker:
        made = subprocess.run(
            [
                BIN / "queue-server",
                "device",
                "renew",
                "pad-3",
                f"--broker={broker.folder}",
                f"--pem={pem}",
                f"--reload=kill -HUP {broker.process.pid}",
            ],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert "pad-3: mqtts://" in made.stdout
        address = pad_address(f"mqtts://{HOST}:{broker.port}", pem, "pad-3")

        def let_in() -> bool:
            pad = Somebody(address)
            pad.close()
            return pad.refused is None

        # the broker reads its files again in its own time
        eventually(let_in, "to be let in", within=PATIENCE)
    assert (pem / "password").read_text().strip() not in made.stdout + made.stderr
    shown = subprocess.run(
        [
            BIN / "queue-server",
            "pad",
            "--broker=mqtt://pad-3:marked-secret@127.0.0.1",
            "--site=aizu",
            "--pad=pad-3",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert shown.returncode == 2
    assert "list of processes" in shown.stderr
    assert "marked" not in shown.stderr
