"""What was ever given to a device, in one file: `devices.json`. Mosquitto's files follow from it.

It holds no password: only what a broker needs to check one.
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from protocol.access import Role
from protocol.messages import Name
from queue_server.configuration import ConfigurationError, configuration_error

INVENTORY_FILE = "devices.json"
SOON = timedelta(days=60)
"""So long before a certificate ends, whoever looks after the devices is told."""
SALT_BYTES = 12
_ITERATIONS = 101
"""As Mosquitto's own. Our passwords are random: more would only make each sign-in slower."""


class Standing(StrEnum):
    """How it is with a credential."""

    GOOD = "good"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"
    SHUT_OUT = "shut_out"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Revoked(_Entry):
    """A certificate that is good no more."""

    serial: str
    """Hexadecimal."""
    device: Name
    at: AwareDatetime


class DeviceEntry(_Entry):
    """A device and its latest credential."""

    id: Name
    kind: Literal[Role.KIOSK, Role.PAD]
    serial: str
    password: str
    """Mosquitto's hash of it (`password_hash`)."""
    made_at: AwareDatetime
    expires_at: AwareDatetime
    shut_out_at: AwareDatetime | None = None

    def standing(self, now: datetime) -> Standing:
        """How it is with it."""
        if self.shut_out_at is not None:
            return Standing.SHUT_OUT
        return standing(self.expires_at, now)


class Inventory(_Entry):
    """Everything that was given out for one site."""

    version: Literal[1] = 1
    site: Name
    names: tuple[str, ...]
    """Names and addresses by which devices reach the broker; the first is told to new ones."""
    port: int
    websocket_port: int
    pages: str
    """The server's pages as a kiosk reaches them, where it fetches its envelope."""
    server_password: str
    """Mosquitto's hash of it."""
    authority_expires_at: AwareDatetime
    broker_serial: str
    broker_expires_at: AwareDatetime
    recovery: str | None = None
    """What seals for the code in the safe (`recovery.public_half`); None before there was one."""
    devices: tuple[DeviceEntry, ...] = ()
    revoked: tuple[Revoked, ...] = ()

    def find(self, device: str) -> DeviceEntry | None:
        """The entry of a device."""
        return next((entry for entry in self.devices if entry.id == device), None)

    def with_device(self, entry: DeviceEntry) -> "Inventory":
        """With this entry in the place of the one before, whose certificate is good no more."""
        before = self.find(entry.id)
        others = tuple(other for other in self.devices if other.id != entry.id)
        devices = tuple(sorted((*others, entry), key=lambda one: one.id))
        revoked = self.revoked
        if before is not None and before.serial != entry.serial:
            revoked = self._and_revoked(before, entry.made_at)
        return self.model_copy(update={"devices": devices, "revoked": revoked})

    def shut_out(self, device: DeviceEntry, now: datetime) -> "Inventory":
        """Without any right for this device."""
        entry = device.model_copy(update={"shut_out_at": device.shut_out_at or now})
        shut = self.with_device(entry)
        return shut.model_copy(update={"revoked": self._and_revoked(device, now)})

    def without(self, device: DeviceEntry, now: datetime) -> "Inventory":
        """The same, and it is listed no more."""
        return self.model_copy(
            update={
                "devices": tuple(other for other in self.devices if other.id != device.id),
                "revoked": self._and_revoked(device, now),
            }
        )

    def _and_revoked(self, entry: DeviceEntry, now: datetime) -> tuple[Revoked, ...]:
        if any(one.serial == entry.serial for one in self.revoked):
            return self.revoked
        return (*self.revoked, Revoked(serial=entry.serial, device=entry.id, at=now))


def standing(expires_at: datetime, now: datetime) -> Standing:
    """How it is with a certificate that ends then."""
    if expires_at <= now:
        return Standing.EXPIRED
    return Standing.EXPIRES_SOON if expires_at - now <= SOON else Standing.GOOD


def read_inventory(folder: Path) -> Inventory | None:
    """The file of a broker's folder; None where there is none yet.

    Raises:
        ConfigurationError: it is damaged, of a later version, or may not be read.
    """
    path = folder / INVENTORY_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from error
    try:
        return Inventory.model_validate_json(text)
    except ValidationError as error:
        raise configuration_error(lambda _place: path, error, {}) from error


def password_hash(password: str, *, salt: bytes) -> str:
    """What Mosquitto keeps of a password: PBKDF2 with SHA-512 (`$7$`, mosquitto_passwd(1)).

    `salt`: 12 random bytes, others for each password.
    """
    derived = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS)
    parts = (base64.b64encode(part).decode() for part in (salt, derived))
    return "$".join(("", "7", str(_ITERATIONS), *parts))


def passwords_file(hashes: Mapping[str, str]) -> str:
    """Mosquitto's password file."""
    return "".join(f"{name}:{hashed}\n" for name, hashed in hashes.items())
