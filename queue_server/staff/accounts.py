"""The accounts of staff: a file of the data folder, passwords as argon2id hashes.

There is no default account and no default password.
"""

import fcntl
import hashlib
import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from pydantic import BaseModel, ConfigDict, ValidationError

from protocol.secret_files import write_secret
from queue_server.configuration import ConfigurationError
from queue_server.staff.permissions import Role

ACCOUNTS_FILE = "accounts.json"
"""In the data folder."""
PASSWORD_MIN = 10
"""Characters."""
PASSWORD_MAX = 200
"""More would only keep the hash busy."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")


class AccountError(Exception):
    """An account cannot be made or changed as asked. The message says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff who may sign in."""

    name: str
    """A staff id, never a person's name: it stands in the journal (`staff:{name}`)."""
    display_name: str
    stamp: str
    """Changes with the password, and when all sessions are ended: older ones end with it."""
    role: Role = Role.STAFF
    """What it may do; read anew for each request, so that a change counts at once."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    display_name: str
    password_hash: str
    role: Role = Role.STAFF
    """A file from before there were roles has none: everybody worked at a counter."""
    signed_out: int = 0
    """How many times all of its sessions were ended at once."""

    def account(self) -> Account:
        ended = f" {self.signed_out}" if self.signed_out else ""
        stamp = hashlib.sha256(f"{self.password_hash}{ended}".encode()).hexdigest()[:16]
        return Account(self.name, self.display_name, stamp, self.role)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    accounts: tuple[_Entry, ...] = ()


class Accounts:
    """The accounts in one file. Every call looks at it: what another process adds counts at once.

    Raises:
        ConfigurationError: the file is damaged, or others may read it.
    """

    def __init__(self, path: Path, *, hasher: PasswordHasher | None = None) -> None:
        """`hasher` has argon2id's recommended costs unless told otherwise (RFC 9106)."""
        self._path = path
        self._hasher = PasswordHasher() if hasher is None else hasher
        self._kept: tuple[tuple[int, int, int, int], _File] | None = None

    @cached_property
    def _nobody(self) -> str:
        """A hash that no password has: whoever asks for an unknown name waits as long as for a
        known one. Made by the first who asks for any name, not at a start: it takes 64 MiB.
        """
        return self._hasher.hash(secrets.token_urlsafe())

    def names(self) -> tuple[str, ...]:
        """All account names, in order."""
        return tuple(account.name for account in self.all())

    def all(self) -> tuple[Account, ...]:
        """All accounts, in the order of their names."""
        found = (entry.account() for entry in self._read().accounts)
        return tuple(sorted(found, key=lambda account: account.name))

    def display_names(self) -> Mapping[str, str]:
        """What every account is called on screens, by its name."""
        return {entry.name: entry.display_name for entry in self._read().accounts}

    def get(self, name: str) -> Account | None:
        """The account of a name."""
        entry = self._find(name)
        return None if entry is None else entry.account()

    def add(
        self,
        name: str,
        password: str,
        display_name: str | None = None,
        role: Role = Role.STAFF,
    ) -> Account:
        """Make an account.

        Raises:
            AccountError: the name is taken or not a staff id, or the password is too short.
        """
        if not _NAME.fullmatch(name):
            raise AccountError(
                f"{name!r} is not a staff id: small letters, digits, '.', '-' and '_', at most 40"
            )
        entry = _Entry(
            name=name,
            display_name=display_name or name,
            password_hash=self._hash(password),
            role=role,
        )
        with self._changing():
            accounts = self._read().accounts
            if any(other.name == name for other in accounts):
                raise AccountError(f"there is an account {name!r} already")
            self._write(_File(accounts=(*accounts, entry)))
        return entry.account()

    def set_password(self, name: str, password: str) -> Account:
        """Give an account another password; whoever is signed in with the old one is out.

        Raises:
            AccountError: there is no such account, or the password is too short.
        """
        hashed = self._hash(password)
        return self._change(name, lambda entry: entry.model_copy(update={"password_hash": hashed}))

    def set_role(self, name: str, role: Role) -> Account:
        """Give an account another role. Whoever is signed in has it from the next request on.

        Raises:
            AccountError: there is no such account.
        """
        return self._change(name, lambda entry: entry.model_copy(update={"role": role}))

    def sign_out(self, name: str) -> Account:
        """End every session of an account, wherever it is signed in.

        Raises:
            AccountError: there is no such account.
        """
        return self._change(
            name, lambda entry: entry.model_copy(update={"signed_out": entry.signed_out + 1})
        )

    def remove(self, name: str) -> None:
        """Remove an account; whoever is signed in with it is out.

        Raises:
            AccountError: there is no such account.
        """
        with self._changing():
            accounts = self._read().accounts
            left = tuple(entry for entry in accounts if entry.name != name)
            if len(left) == len(accounts):
                raise AccountError(f"there is no account {name!r}")
            self._write(_File(accounts=left))

    def verify(self, name: str, password: str) -> Account | None:
        """The account, if name and password belong together. Slow on purpose: use a worker."""
        entry, nobody = self._find(name), self._nobody
        known = nobody if entry is None else entry.password_hash
        password = unicodedata.normalize("NFKC", password[:PASSWORD_MAX])
        try:
            self._hasher.verify(known, password)
        except VerifyMismatchError:
            return None
        except InvalidHashError as error:
            raise ConfigurationError(f"{self._path}: {name}: no argon2 hash") from error
        if entry is None:
            return None
        if self._hasher.check_needs_rehash(known):
            hashed = self._hasher.hash(password)
            return self._change(
                name, lambda entry: entry.model_copy(update={"password_hash": hashed})
            )
        return entry.account()

    def _hash(self, password: str) -> str:
        if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
            raise AccountError(
                f"a password has {PASSWORD_MIN} to {PASSWORD_MAX} characters, not {len(password)}"
            )
        # the same password typed on another keyboard may arrive in other code points
        return self._hasher.hash(unicodedata.normalize("NFKC", password))

    def _change(self, name: str, change: Callable[[_Entry], _Entry]) -> Account:
        with self._changing():
            accounts = self._read().accounts
            old = next((entry for entry in accounts if entry.name == name), None)
            if old is None:
                raise AccountError(f"there is no account {name!r}")
            new = change(old)
            self._write(_File(accounts=tuple(new if e is old else e for e in accounts)))
        return new.account()

    def _find(self, name: str) -> _Entry | None:
        return next((entry for entry in self._read().accounts if entry.name == name), None)

    def _read(self) -> _File:
        try:
            status = self._path.stat()
            version = (status.st_ino, status.st_mtime_ns, status.st_size, status.st_mode)
            kept = self._kept
            # every console asks after every change; the file is parsed when it is another one
            if kept is not None and kept[0] == version:
                return kept[1]
            mode = stat.S_IMODE(status.st_mode)
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return _File()
        except OSError as error:
            raise ConfigurationError(f"{self._path}: {error.strerror or error}") from error
        except UnicodeDecodeError:
            raise ConfigurationError(f"{self._path}: is damaged") from None
        if mode & 0o077:
            raise ConfigurationError(
                f"{self._path}: others may read it (mode {mode:o}): chmod 600 {self._path}"
            )
        try:
            file = _File.model_validate_json(text)
        except ValidationError as error:
            # pydantic's own message would print the hashes
            raise ConfigurationError(f"{self._path}: is damaged") from error.with_traceback(None)
        self._kept = (version, file)
        return file

    def _write(self, file: _File) -> None:
        # what an earlier version would not know is left out while it says nothing
        unused = {
            "accounts": {
                at: {"signed_out"} for at, entry in enumerate(file.accounts) if not entry.signed_out
            }
        }
        write_secret(self._path, file.model_dump_json(indent=1, exclude=unused) + "\n")

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One process at a time reads, changes and writes."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(
                self._path.with_name(f".{self._path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600
            )
        except OSError as error:
            raise ConfigurationError(f"{self._path}: {error.strerror or error}") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
