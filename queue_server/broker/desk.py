"""What is done with credentials: the inventory is changed first, then what follows from it.

A run that was cut off is mended by the next: every file is written anew from the inventory.
"""

import base64
import fcntl
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from protocol.access import Role, devices_acl, displays_acl
from protocol.enrolment import (
    NONCE_BYTES,
    Enrolment,
    Envelope,
    envelope_name,
    new_code,
    seal_enrolment,
)
from protocol.secret_files import write_secret
from protocol.topics import Topics
from queue_server.broker.authority import (
    AUTHORITY_LEFT,
    CERTIFICATE_DAYS,
    Authority,
    Issued,
)
from queue_server.broker.envelopes import (
    ENVELOPE_LIFE,
    ENVELOPES,
    envelope_file,
    read_envelope,
)
from queue_server.broker.files import group_id, make_folder, template
from queue_server.broker.inventory import (
    INVENTORY_FILE,
    SALT_BYTES,
    DeviceEntry,
    Inventory,
    password_hash,
    passwords_file,
    read_inventory,
)
from queue_server.broker.recovery import RECOVERY_FILE, Recovery, public_half, seal_recovery
from queue_server.configuration import ConfigurationError

SERVER = "server"
"""The name with which the queue server signs in."""
AUTHORITY_FILE = "authority.pem"
AUTHORITY_KEY_FILE = "authority-key.pem"
PASSWORD_FILE = "server-password"
MOSQUITTO = "mosquitto"
PASSWORD_BYTES = 24


@dataclass(frozen=True, slots=True)
class Groups:
    """Who else may read, by the names of groups; ones that there are not are passed over."""

    server: str = "madoguchi"
    broker: str = "mosquitto"


@dataclass(frozen=True, slots=True)
class Handed:
    """What a device is given. The code is shown once and kept nowhere."""

    code: str
    pages: str
    enrolment: Enrolment
    envelope: Envelope
    expires_at: datetime
    """When the certificate ends."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What came of `DeviceDesk.prepare`."""

    inventory: Inventory
    recovery_code: str | None
    """Opens what the backups hold of the broker. Shown once and kept nowhere; None for an old one
    that goes on."""
    authority_is_new: bool
    """Displays' browsers have to be given it."""


class DeviceDesk:
    """The folder of one site's broker: CA, inventory, Mosquitto's files, sealed envelopes."""

    def __init__(
        self, folder: Path, *, now: Callable[[], datetime], groups: Groups | None = None
    ) -> None:
        self._folder = folder
        self._now = now
        groups = groups or Groups()
        self._server_group = group_id(groups.server)
        self._broker_group = group_id(groups.broker)
        self._user = groups.broker if self._broker_group is not None else "root"

    @property
    def config(self) -> Path:
        """What Mosquitto is started with."""
        return self._folder / MOSQUITTO / "mosquitto.conf"

    def prepare(
        self,
        site: str,
        names: Sequence[str],
        *,
        pages: str,
        port: int = 8883,
        websocket_port: int = 8884,
        server_port: int = 1883,
        host: str = "0.0.0.0",  # noqa: S104  devices are on a network; TLS and a password guard it
        days: int = CERTIFICATE_DAYS,
        beginning: Recovery | None = None,
        new_code_for_recovery: bool = False,
    ) -> Prepared:
        """Make the CA and the broker's certificate, or with a CA that is there a new certificate.

        With `beginning` CA, devices and password are those that a lost machine had. A CA that has
        less than `AUTHORITY_LEFT` gets a new certificate for its old key.

        Raises:
            ConfigurationError: the folder is another site's, or has a CA where there is a
                `beginning`, or a name is none.
        """
        with self._alone():
            now = self._now()
            known = self._begun(site, beginning)
            if known is None:
                authority = Authority.new(site, now=now)
                password = secrets.token_urlsafe(PASSWORD_BYTES)
                self._write(PASSWORD_FILE, password + "\n", group=self._server_group)
                hashed = password_hash(password, salt=secrets.token_bytes(SALT_BYTES))
            else:
                authority, hashed = self._authority(), known.server_password
            is_new = known is None or authority.issued.expires_at - now < AUTHORITY_LEFT
            if is_new:
                authority = authority if known is None else authority.again(now=now)
                self._write(AUTHORITY_KEY_FILE, authority.issued.key)
                self._write(AUTHORITY_FILE, authority.issued.certificate)
                (self._folder / AUTHORITY_FILE).chmod(0o644)
            public, code = None if known is None else known.recovery, None
            if public is None or new_code_for_recovery:
                code = new_code()
                public = public_half(code)
            broker = authority.for_broker(names, now=now, days=days)
            make_folder(self._folder / MOSQUITTO, 0o750, group=self._broker_group)
            # now, and not with the first device: a service finds only folders that were there when
            # it began
            make_folder(self._folder / ENVELOPES, 0o770, group=self._server_group)
            # in one file, so that they always fit together
            self._for_mosquitto("broker.pem", broker.certificate + broker.key)
            words: dict[str, object] = {
                "folder": self._folder / MOSQUITTO,
                "user": self._user,
                "host": host,
                "port": port,
                "websocket_port": websocket_port,
                "server_port": server_port,
            }
            words["listeners"] = template("tls.conf", words)
            self._for_mosquitto("mosquitto.conf", template("mosquitto.conf", words))
            inventory = Inventory(
                site=site,
                names=tuple(names),
                port=port,
                websocket_port=websocket_port,
                pages=pages.rstrip("/"),
                server_password=hashed,
                authority_expires_at=authority.issued.expires_at,
                broker_serial=f"{broker.serial:x}",
                broker_expires_at=broker.expires_at,
                recovery=public,
                devices=() if known is None else known.devices,
                revoked=() if known is None else known.revoked,
            )
            self._keep(inventory, authority)
            return Prepared(inventory, code, is_new)

    def add(self, device: str, kind: Literal[Role.KIOSK, Role.PAD], *, days: int) -> Handed:
        """Give a new device its credential.

        Raises:
            ConfigurationError: it has one already, or there is no CA yet.
        """
        with self._alone():
            inventory = self.inventory()
            if inventory.find(device) is not None:
                raise ConfigurationError(
                    f"{device}: has a credential. Another one: queue-server device renew {device}"
                )
            return self._give(inventory, device, kind, days)

    def renew(self, device: str, *, days: int) -> Handed:
        """Give a device another credential; the one before is good no more.

        Raises:
            ConfigurationError: there is no such device.
        """
        with self._alone():
            inventory = self.inventory()
            entry = _known(inventory, device)
            return self._give(inventory, device, entry.kind, days)

    def shut_out(self, device: str, *, forget: bool = False) -> None:
        """Take every right from a device, and with `forget` its place in the list too.

        It holds once Mosquitto has read its files again (SIGHUP).

        Raises:
            ConfigurationError: there is no such device.
        """
        with self._alone():
            inventory = self.inventory()
            entry = _known(inventory, device)
            now = self._now()
            changed = inventory.without(entry, now) if forget else inventory.shut_out(entry, now)
            self._keep(changed, self._authority())
            self._drop_envelopes(device)

    def inventory(self) -> Inventory:
        """What was given out.

        Raises:
            ConfigurationError: there is no CA yet, or the file is damaged.
        """
        found = read_inventory(self._folder)
        if found is None:
            raise ConfigurationError(
                f"{self._folder}: there is no CA yet. First: queue-server device ca --name ADDRESS"
            )
        return found

    def _give(
        self, inventory: Inventory, device: str, kind: Literal[Role.KIOSK, Role.PAD], days: int
    ) -> Handed:
        now = self._now()
        authority = self._authority()
        issued = authority.for_device(inventory.site, device, now=now, days=days)
        password, code = secrets.token_urlsafe(PASSWORD_BYTES), new_code()
        enrolment = Enrolment(
            site=inventory.site,
            device=device,
            mqtt=f"mqtts://{_host(inventory.names[0])}:{inventory.port}",
            password=password,
            authority=authority.issued.certificate,
            certificate=issued.certificate,
            key=issued.key,
        )
        sealed = seal_enrolment(code, enrolment, nonce=secrets.token_bytes(NONCE_BYTES))
        envelope = Envelope(
            device=device,
            expires_at=now + ENVELOPE_LIFE,
            sealed=base64.b64encode(sealed).decode(),
        )
        entry = DeviceEntry(
            id=device,
            kind=kind,
            serial=f"{issued.serial:x}",
            password=password_hash(password, salt=secrets.token_bytes(SALT_BYTES)),
            made_at=now,
            expires_at=issued.expires_at,
        )
        self._keep(inventory.with_device(entry), authority)
        self._drop_envelopes(device)
        path = envelope_file(self._folder, envelope_name(code))
        write_secret(path, envelope.model_dump_json(), group=self._server_group)
        return Handed(code, inventory.pages, enrolment, envelope, issued.expires_at)

    def _drop_envelopes(self, device: str) -> None:
        """Those of a device, those that nobody fetched, and what is none."""
        for path in (self._folder / ENVELOPES).glob("*.json"):
            envelope = read_envelope(path)
            if envelope is None or envelope.device == device or envelope.expires_at <= self._now():
                path.unlink(missing_ok=True)

    def _begun(self, site: str, beginning: Recovery | None) -> Inventory | None:
        """The inventory that is here, or that a lost machine had, with its CA and password."""
        known = read_inventory(self._folder)
        if beginning is not None:
            if known is not None:
                raise ConfigurationError(f"{self._folder}: has a CA; move the folder away first")
            known = beginning.inventory
        if known is not None and known.site != site:
            raise ConfigurationError(f"{self._folder}: belongs to the site {known.site!r}")
        if beginning is None:
            return known
        for name, text in {
            AUTHORITY_KEY_FILE: beginning.authority_key,
            AUTHORITY_FILE: beginning.authority,
        }.items():
            self._write(name, text)
        (self._folder / AUTHORITY_FILE).chmod(0o644)
        self._write(PASSWORD_FILE, beginning.server_password, group=self._server_group)
        return known

    def _keep(self, inventory: Inventory, authority: Authority) -> None:
        """The inventory, and everything of Mosquitto's that follows from it."""
        topics = Topics.of(inventory.site)
        admitted = {entry.id: entry for entry in inventory.devices if entry.shut_out_at is None}
        revoked = [(int(one.serial, 16), one.at) for one in inventory.revoked]
        self._write(
            INVENTORY_FILE, inventory.model_dump_json(indent=1) + "\n", group=self._server_group
        )
        self._seal(inventory, authority)
        for name, text in {
            "passwords": passwords_file({id_: one.password for id_, one in admitted.items()}),
            "devices.acl": devices_acl(topics, {id_: one.kind for id_, one in admitted.items()}),
            "server-passwords": passwords_file({SERVER: inventory.server_password}),
            "server.acl": devices_acl(topics, {}, server=SERVER),
            "displays.acl": displays_acl(topics),
            "authority.pem": authority.issued.certificate,
            "revoked.pem": authority.revoked(revoked, now=self._now()),
        }.items():
            self._for_mosquitto(name, text)

    def _seal(self, inventory: Inventory, authority: Authority) -> None:
        if inventory.recovery is None:
            return
        recovery = Recovery(
            at=self._now(),
            inventory=inventory,
            authority=authority.issued.certificate,
            authority_key=authority.issued.key,
            server_password=(self._folder / PASSWORD_FILE).read_text(encoding="utf-8"),
        )
        sealed = base64.b64encode(seal_recovery(recovery, inventory.recovery)).decode()
        self._write(RECOVERY_FILE, sealed + "\n", group=self._server_group)

    def _authority(self) -> Authority:
        try:
            return Authority(
                Issued(
                    (self._folder / AUTHORITY_FILE).read_text(encoding="ascii"),
                    (self._folder / AUTHORITY_KEY_FILE).read_text(encoding="ascii"),
                )
            )
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"{self._folder}: the CA cannot be read: {error}") from error

    def _write(self, name: str, text: str, *, group: int | None = None) -> None:
        write_secret(self._folder / name, text, group=group)

    def _for_mosquitto(self, name: str, text: str) -> None:
        write_secret(self._folder / MOSQUITTO / name, text, group=self._broker_group)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else changes the folder meanwhile: of two that add, one would be lost."""
        try:
            self._folder.mkdir(mode=0o755, parents=True, exist_ok=True)
            # nobody else may hold it: whoever can would keep a stolen kiosk from being shut out
            lock = os.fdopen(os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600), "a")
        except OSError as error:
            raise ConfigurationError(f"{self._folder}: {error.strerror}") from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                yield
            except OSError as error:
                raise ConfigurationError(f"{error.filename}: {error.strerror}") from error


def _known(inventory: Inventory, device: str) -> DeviceEntry:
    entry = inventory.find(device)
    if entry is None:
        known = ", ".join(one.id for one in inventory.devices) or "none yet"
        raise ConfigurationError(f"{device}: is no device that was added (there are: {known})")
    return entry


def _host(name: str) -> str:
    return f"[{name}]" if ":" in name else name
