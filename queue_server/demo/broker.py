"""Mosquitto's files: its configuration, the access lists and a password for each device."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from protocol.access import Role, devices_acl, displays_acl
from protocol.secret_files import write_secret
from protocol.topics import Topics
from queue_server.broker.files import template
from queue_server.broker.inventory import SALT_BYTES, password_hash, passwords_file
from queue_server.configuration import ConfigurationError

SERVER = "server"
"""The user that may read and write everything of its site."""


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
        ConfigurationError: the kept passwords are damaged.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    passwords = _passwords(folder / "passwords.json", (SERVER, *kiosks, *pads))
    hashes = {
        name: password_hash(word, salt=secrets.token_bytes(SALT_BYTES))
        for name, word in passwords.items()
    }
    topics = Topics.of(site)
    devices = dict.fromkeys(kiosks, Role.KIOSK) | dict.fromkeys(pads, Role.PAD)
    words: dict[str, object] = {
        "folder": folder,
        "user": user,
        "mqtt_host": listeners.mqtt_host,
        "mqtt_port": listeners.mqtt_port,
        "websocket_host": listeners.websocket_host,
        "websocket_port": listeners.websocket_port,
    }
    words["listeners"] = template("loopback.conf", words)
    for name, text in {
        "passwords": passwords_file(hashes),
        "devices.acl": devices_acl(topics, devices, server=SERVER),
        "displays.acl": displays_acl(topics),
        "mosquitto.conf": template("mosquitto.conf", words),
    }.items():
        write_secret(folder / name, text)
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
        write_secret(path, json.dumps(passwords, indent=1) + "\n")
    return passwords
