"""A new kiosk, from the office to the lobby: real server, real broker, and no secret anywhere."""

import os
import subprocess
from pathlib import Path
from urllib.request import urlopen

from kiosk.enrolled import read_enrolment
from protocol.access import Role
from protocol.link import Broker
from protocol.secret_files import read_password
from queue_server.broker.desk import PASSWORD_FILE
from queue_server.devices.terminal_pad import pad_address
from tests.processes import below
from tests.sites import SAMPLE_SITE
from tests.system.broker.secured import HOST, TOPICS, Secured, Somebody, secured
from tests.system.parts import BIN, PATIENCE, process
from tests.waiting import eventually


def _command_lines() -> bytes:
    lines = list[bytes]()
    for pid in below(os.getpid()):
        try:
            lines.append(Path(f"/proc/{pid}/cmdline").read_bytes())
        except OSError:
            continue  # it has ended
    return b"".join(lines)


def _enrol(data: Path, url: str, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "kiosk", "enrol", "--data", data, "--server", url],
        input=f"{code}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_kiosk_is_enrolled_once_and_no_secret_is_seen(tmp_path: Path) -> None:
    with secured(tmp_path / "broker") as broker:
        handed = broker.desk.add("kiosk-3", Role.KIOSK, days=9)
        broker.read_again()
        with process(
            BIN / "queue-server",
            "run",
            f"--data={tmp_path / 'server'}",
            "--http=127.0.0.1:0",
            f"--mqtt=mqtt://server@{HOST}:{broker.server_port}",
            f"--mqtt-password-file={broker.folder / PASSWORD_FILE}",
            f"--mqtt-websocket=wss://{HOST}:{broker.websocket_port}",
            f"--broker={broker.folder}",
            f"--site={SAMPLE_SITE}",
        ) as server:
            line = server.wait_for("queue-server ready")
            assert "not there yet" not in line
            url = line.split()[2]
            lines = _command_lines()
            enrolled = _enrol(tmp_path / "kiosk", url, handed.code)
            assert enrolled.returncode == 0, enrolled.stderr
            assert "kiosk-3 of aizu" in enrolled.stdout
            again = _enrol(tmp_path / "again", url, handed.code)
            assert again.returncode == 2
            assert "it was used, or an hour has passed" in again.stderr
            pages = b"".join(
                urlopen(f"{url}{page}").read()  # noqa: S310  a server of ours
                for page in ("/", "/display/main", "/healthz", "/openapi.json")
            )
            _is_let_in(broker, tmp_path / "kiosk")
        secrets = (
            handed.code,
            handed.enrolment.password,
            handed.enrolment.key.splitlines()[1],
            read_password(broker.folder / PASSWORD_FILE),
        )
        written = b"".join(
            path.read_bytes() for path in (tmp_path / "server").rglob("*") if path.is_file()
        )
        seen = {
            "process lists": lines,
            "pages": pages,
            "journal": written,
            "log": "\n".join(server.lines).encode(),
            "what enrolling says": (enrolled.stdout + enrolled.stderr + again.stderr).encode(),
            "the broker's log": "\n".join(broker.process.lines).encode(),
        }
        for where, text in seen.items():
            assert not [word for word in secrets if word.encode() in text], where


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


def _is_let_in(broker: Secured, data: Path) -> None:
    enrolment = read_enrolment(None, data)
    assert enrolment is not None
    assert (data / "enrolment.json").stat().st_mode & 0o077 == 0
    client = Somebody(Broker.of_enrolment(enrolment))
    assert client.may_say([TOPICS.request("kiosk-3")])
    client.close()
