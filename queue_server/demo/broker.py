"""Mosquitto's files: its configuration, the access lists and a password for each device."""

import json
import os
import re
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from queue_server.assets import assets_dir
from queue_server.configuration import ConfigurationError

SERVER = "server"
"""The user that may read and write everything of its site."""
ACCESS_LISTS = ("devices.acl", "displays.acl")
_GAP = re.compile(r"@([a-z_]+)@")


@dataclass(frozen=True, slots=True)
class BrokerFiles:
    """What Mosquitto is started with, and who may talk to it."""

    config: Path
    passwords: Mapping[str, str]
    """User to password."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """Where Mosquitto listens."""

    mqtt_host: str
    mqtt_port: int
    websocket_host: str
    websocket_port: int


def templates_dir() -> Path:
    """The same files that an installation uses (systemd/README.md)."""
    return assets_dir().parent / "systemd" / "mosquitto"


def render(template: str, words: Mapping[str, object]) -> str:
    """The template with each `@name@` replaced.

    Raises:
        KeyError: a name that nobody gave.
    """
    return _GAP.sub(lambda gap: str(words[gap[1]]), template)


def write_broker_files(
    folder: Path,
    *,
    site: str,
    kiosks: Sequence[str],
    user: str,
    listeners: Listeners,
    pads: Sequence[str] = (),
) -> BrokerFiles:
    """Write everything that Mosquitto reads into a folder that only we may read.

    Passwords are made once and kept; the rest is written anew at each start.

    Raises:
        ConfigurationError: the kept passwords are damaged, or Mosquitto's tool is missing.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    passwords = _passwords(folder / "passwords.json", (SERVER, *kiosks, *pads))
    _write(folder / "passwords", "".join(f"{n}:{word}\n" for n, word in passwords.items()))
    try:
        # hashes the file in place; on the command line a password would stand in the process list
        subprocess.run(
            ["mosquitto_passwd", "-U", folder / "passwords"],
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise ConfigurationError("mosquitto is not installed (packages.txt)") from error
    except subprocess.CalledProcessError as error:
        raise ConfigurationError(f"mosquitto_passwd: {error.stderr.strip()}") from error
    words = {
        "site": site,
        "folder": folder,
        "user": user,
        "mqtt_host": listeners.mqtt_host,
        "mqtt_port": listeners.mqtt_port,
        "websocket_host": listeners.websocket_host,
        "websocket_port": listeners.websocket_port,
    }
    for name in (*ACCESS_LISTS, "mosquitto.conf"):
        template = (templates_dir() / name).read_text(encoding="utf-8")
        _write(folder / name, render(template, words))
    return BrokerFiles(folder / "mosquitto.conf", passwords)


def _passwords(path: Path, users: Sequence[str]) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        known = {str(name): str(word) for name, word in kept.items()}
    except FileNotFoundError:
        known = {}
    except (ValueError, AttributeError) as error:
        raise ConfigurationError(f"{path}: is damaged; delete it to have a new one") from error
    passwords = {user: known.get(user) or secrets.token_urlsafe(24) for user in users}
    if passwords != known:
        _write(path, json.dumps(passwords, indent=1) + "\n")
    return passwords


def _write(path: Path, text: str) -> None:
    """Replace a file at once, readable by nobody else from its first moment."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.replace(path)
