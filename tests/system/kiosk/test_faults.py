"""What a kiosk does when something around it is missing, breaks, or is set wrongly."""

import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from printer_drivers.spool.opening import open_store
from tests.processes import below
from tests.system.kiosk.kiosks import KIOSK, ScriptedServer, kiosk
from tests.system.parts import BIN, PATIENCE, free_port, mosquitto
from tests.unit.kiosk.samples import ticket
from tests.waiting import eventually


def test_without_broker_it_prepares_and_starts_when_there_is_one(tmp_path: Path) -> None:
    port = free_port()
    with kiosk(tmp_path / "kiosk", f"mqtt://127.0.0.1:{port}") as machine:
        machine.wait_for_screen("preparing")
        with mosquitto(tmp_path, port=port) as broker:
            server = ScriptedServer(broker.mqtt)
            server.publish_catalogue()
            machine.wait_for_screen("start")
            server.close()
        machine.wait_for_screen("start")


def test_without_camera_all_services_are_offered_and_the_staff_are_told(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as broker:
        server = ScriptedServer(broker.mqtt)
        server.publish_catalogue()
        with kiosk(tmp_path / "kiosk", broker.mqtt, camera="folder:/nowhere") as machine:
            status = server.wait_for_status(lambda status: status.camera == "missing")
            assert status.state == "attention"
            machine.touch("service:ido", until="waiting")
        server.close()


def test_with_a_printer_that_is_not_there_the_number_stays_on_the_screen(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as broker:
        server = ScriptedServer(broker.mqtt)
        server.publish_catalogue()
        address = f"tcp://127.0.0.1:{free_port()}"
        with kiosk(tmp_path / "kiosk", broker.mqtt, printer=address) as machine:
            status = server.wait_for_status(lambda status: status.printer == "disconnected")
            assert status.state == "attention"
            machine.touch("service:ido", until="waiting")
            server.answer(ticket(server.next_request().id))
            machine.wait_for_screen("issued")
            # printing has ended, and not well: the person may go when they have the number
            eventually(
                lambda: "control:done" in machine.targets(),
                "the end of the print job",
                within=PATIENCE,
            )
        server.close()


def test_it_ends_when_told_to_and_says_goodbye(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as broker:
        server = ScriptedServer(broker.mqtt)
        server.publish_catalogue()
        with kiosk(tmp_path / "kiosk", broker.mqtt) as machine:
            machine.wait_for_screen("start")
            pid = machine.process.pid
            eventually(lambda: below(pid), "zbar's process", within=PATIENCE)
            children = below(pid)
            assert machine.process.end() == 0
            # zbar's is a child of the reading process, and ends when that one is gone
            eventually(
                lambda: not any(Path(f"/proc/{child}").exists() for child in children),
                "no process left behind",
                within=PATIENCE,
            )
        status = server.wait_for_status(lambda status: status.state == "disconnected")
        assert status.device == KIOSK
        server.close()


def test_one_that_vanishes_is_said_to_be_gone(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as broker:
        server = ScriptedServer(broker.mqtt)
        server.publish_catalogue()
        with kiosk(tmp_path / "kiosk", broker.mqtt) as machine:
            server.wait_for_status(lambda status: status.state == "ready")
            os.kill(machine.process.pid, signal.SIGKILL)
            server.wait_for_status(lambda status: status.state == "disconnected")
        server.close()


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--camera=webcam"], "kiosk: settings: camera: one of device:0"),
        (["--printer=lpt1"], "kiosk: "),
        (["--config={folder}/kiosk.toml"], "kiosk: settings: unknown key 'printr'"),
        (["--data=/proc/nowhere"], "kiosk: "),
        (["--mirror=/proc/nowhere"], "kiosk: "),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    tmp_path: Path, flags: list[str], says: str
) -> None:
    (tmp_path / "kiosk.toml").write_text('printr = "none"\n')
    base = ["--site=aizu", f"--kiosk={KIOSK}", f"--data={tmp_path}", "--camera=none"]
    ended = subprocess.run(
        [BIN / "kiosk", "run", *base, *(flag.format(folder=tmp_path) for flag in flags)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DISPLAY": ""},
    )
    assert ended.returncode == 2
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_spool_of_a_later_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    spool = tmp_path / "spool.sqlite"
    open_store(spool, wall=0.0).close()
    with closing(sqlite3.connect(spool)) as conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('spool', '9999_later', '2030-01-01')"
        )
        conn.commit()
    ended = subprocess.run(
        [BIN / "kiosk", "run", "--site=aizu", f"--kiosk={KIOSK}", f"--data={tmp_path}",
         "--printer=tcp://127.0.0.1:9", "--camera=none"],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert "written by a later version" in ended.stderr
    assert spool.exists()


def test_without_a_screen_it_says_so(tmp_path: Path) -> None:
    ended = subprocess.run(
        [BIN / "kiosk", "run", "--site=aizu", "--kiosk=kiosk-1", f"--data={tmp_path}"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DISPLAY": "", "WAYLAND_DISPLAY": "", "SDL_VIDEODRIVER": "x11"},
    )
    assert ended.returncode == 1
    assert "kiosk: there is no screen to draw on" in ended.stderr
