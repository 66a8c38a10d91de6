"""Mosquitto's files: complete, private, and the same passwords at each start."""

import json
import stat
from pathlib import Path

import pytest

from queue_server.broker.files import render, templates_dir
from queue_server.configuration import ConfigurationError
from queue_server.demo.broker import BrokerFiles, Listeners, write_broker_files


def _write(folder: Path, *kiosks: str, pads: tuple[str, ...] = ()) -> BrokerFiles:
    return write_broker_files(
        folder,
        site="aizu",
        kiosks=kiosks,
        pads=pads,
        user="root",
        listeners=Listeners("127.0.0.1", 41883, "127.0.0.1", 41884),
    )


def test_every_gap_of_every_template_is_filled(tmp_path: Path) -> None:
    files = _write(tmp_path, "kiosk-1")
    for name in ("mosquitto.conf", "devices.acl", "displays.acl"):
        lines = (tmp_path / name).read_text().splitlines()
        assert not [line for line in lines if "@" in line and not line.startswith("#")]
    config = files.config.read_text()
    assert "listener 41883 127.0.0.1\n" in config
    assert f"acl_file {tmp_path}/devices.acl\n" in config
    lists = (tmp_path / "devices.acl").read_text()
    assert "user kiosk-1\ntopic write lobby/1/aizu/kiosk/kiosk-1/request\n" in lists


def test_a_gap_that_nobody_fills_is_an_error() -> None:
    with pytest.raises(KeyError):
        render("listener @port@", {})


def test_the_templates_are_those_of_an_installation() -> None:
    assert templates_dir().parent.name == "systemd"


def test_only_we_may_read_what_is_secret(tmp_path: Path) -> None:
    folder = tmp_path / "broker"
    _write(folder, "kiosk-1")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_mosquitto_gets_hashes_and_no_password(tmp_path: Path) -> None:
    files = _write(tmp_path, "kiosk-1", "kiosk-2")
    hashed = (tmp_path / "passwords").read_text()
    assert [line.split(":")[0] for line in hashed.splitlines()] == ["server", "kiosk-1", "kiosk-2"]
    assert not [word for word in files.passwords.values() if word in hashed]
    assert len(set(files.passwords.values())) == 3


def test_passwords_are_kept_and_a_new_kiosk_gets_one(tmp_path: Path) -> None:
    first = _write(tmp_path, "kiosk-1").passwords
    second = _write(tmp_path, "kiosk-1", "kiosk-2").passwords
    assert second["kiosk-1"] == first["kiosk-1"]
    assert second["server"] == first["server"]
    assert second["kiosk-2"]


def test_a_call_pad_has_a_password_of_its_own_and_topics_of_its_own(tmp_path: Path) -> None:
    files = _write(tmp_path, "kiosk-1", pads=("pad-3",))
    assert files.passwords["pad-3"] not in {files.passwords["kiosk-1"], files.passwords["server"]}
    lists = (tmp_path / "devices.acl").read_text()
    assert "user pad-3\n" in lists
    assert "topic write lobby/1/aizu/pad/pad-3/request\n" in lists


@pytest.mark.parametrize("content", ["{", json.dumps(["a list"])])
def test_damaged_passwords_are_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "passwords.json").write_text(content)
    with pytest.raises(ConfigurationError, match=r"passwords\.json: is damaged"):
        _write(tmp_path, "kiosk-1")
