"""Settings: a flag before the environment, the environment before the file."""

from pathlib import Path

import pytest

from queue_server.configuration import ConfigurationError
from queue_server.settings import load_settings

FLAGS = {"data": "d", "site": "s.toml", "http": None, "mqtt": None}


def test_a_flag_stands_before_the_environment_and_that_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "server.toml"
    config.write_text('mqtt = "mqtt://file:1"\nhttp = "file:1"\nsite = "file"\n')
    monkeypatch.setenv("MADOGUCHI_HTTP", "environment:2")
    monkeypatch.setenv("MADOGUCHI_SITE", "environment")
    settings = load_settings(FLAGS, config)
    assert (settings.mqtt, settings.http, settings.site) == (
        "mqtt://file:1",
        "environment:2",
        Path("s.toml"),
    )


def test_a_key_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "server.toml"
    config.write_text('mqqt = "mqtt://a:1"\n')
    with pytest.raises(ConfigurationError, match="mqqt"):
        load_settings(FLAGS, config)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("http", "no port"),
        ("http", "127.0.0.1:99999"),
        ("http", "[1:2]:80"),
        ("mqtt", "http://a:1"),
        ("mqtt", "mqtt://"),
        ("mqtt", f"mqtt://{'a' * 64}:1883"),
        ("mqtt_websocket", "http://a:1"),
        ("mqtt_websocket", "ws://a:99999"),
        ("mqtt_websocket", "ws://[a"),
        ("hosts", "lobby.example:8080"),
        ("hosts", "http://lobby.example"),
        ("hosts", "lobby example"),
    ],
)
def test_a_value_that_cannot_be_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load_settings({**FLAGS, name: value}, None)


def test_a_password_that_everybody_on_the_machine_could_read_is_refused(tmp_path: Path) -> None:
    address = "mqtt://server:marked-secret@127.0.0.1:1883"
    with pytest.raises(
        ConfigurationError, match=r"list of processes: .*--mqtt-password-file"
    ) as no:
        load_settings({**FLAGS, "mqtt": address}, None)
    assert "marked" not in str(no.value)
    config = tmp_path / "server.toml"
    config.write_text(f'mqtt = "{address}"\n')
    config.chmod(0o644)
    with pytest.raises(ConfigurationError, match=r"chmod 600 .*server\.toml") as no:
        load_settings(FLAGS, config)
    assert "marked" not in str(no.value)
    config.chmod(0o600)
    assert load_settings(FLAGS, config).broker_address.password == "marked-secret"
    config.write_text('mqtt = "mqtt://server@127.0.0.1:1883"\n')
    config.chmod(0o644)
    assert load_settings(FLAGS, config).broker_address.username == "server"


def test_systemds_credential_stands_before_the_file_of_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, word in (("file", "of the file"), ("credentials", "of systemd")):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "mqtt-password"
        path.write_text(word)
        path.chmod(0o400)
    flags = {
        **FLAGS,
        "mqtt": "mqtt://server@127.0.0.1",
        "mqtt_password_file": tmp_path / "file" / "mqtt-password",
    }
    assert load_settings(flags, None).broker_address.password == "of the file"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    assert load_settings(flags, None).broker_address.password == "of systemd"


def test_a_file_that_is_no_toml_is_said(tmp_path: Path) -> None:
    config = tmp_path / "server.toml"
    config.write_text("mqtt = \n")
    with pytest.raises(ConfigurationError, match=r"server\.toml"):
        load_settings(FLAGS, config)


def test_the_address_of_the_pages_may_be_ipv6() -> None:
    assert load_settings({**FLAGS, "http": "[::1]:80"}, None).http_address == ("::1", 80)


def test_the_names_of_the_pages_are_told_with_commas() -> None:
    settings = load_settings({**FLAGS, "hosts": "Lobby.Example, 192.0.2.10, 2001:db8::7,"}, None)
    assert settings.host_names == {"lobby.example", "192.0.2.10", "2001:db8::7"}
    assert not load_settings(FLAGS, None).host_names
