"""The keys for passes, for sealed requests and for sessions: in the data folder unless a city keeps
them elsewhere.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from protocol.passes import SigningKey
from protocol.sealed import OpeningKey
from protocol.secret_files import SecretFileError, credential, read_secret
from queue_server.configuration import ConfigurationError

PASS_KEY_FILE = "pass-signing-key.pem"
REQUEST_KEY_FILE = "request-opening-key.pem"
SESSION_KEY_FILE = "session-key"
SESSION_KEY_BYTES = 32


def pass_signing_key(data: Path, keys: Path | None = None) -> SigningKey:
    """The key of this data folder, or of `keys`, made at the first start.

    Its `kid` is the start of the public key's SHA-256, as in the EU's health certificate.

    Raises:
        ConfigurationError: the file is not such a key, or others may read it.
    """
    path = _place(data, keys, PASS_KEY_FILE)
    private = _private_key(path, _kept(path, lambda: _pem(Ed25519PrivateKey.generate())))
    if not isinstance(private, Ed25519PrivateKey):
        raise ConfigurationError(f"{path}: is not an Ed25519 key")
    digest = Hash(SHA256())
    digest.update(private.public_key().public_bytes_raw())
    return SigningKey(digest.finalize()[:8], private)


def request_opening_key(data: Path, keys: Path | None = None) -> OpeningKey:
    """The key that opens what kiosks sealed for this site, made at the first start.

    With another one, requests that were sealed before cannot be read any more.

    Raises:
        ConfigurationError: the file is not such a key, or others may read it.
    """
    path = _place(data, keys, REQUEST_KEY_FILE)
    private = _private_key(path, _kept(path, lambda: _pem(X25519PrivateKey.generate())))
    if not isinstance(private, X25519PrivateKey):
        raise ConfigurationError(f"{path}: is not an X25519 key")
    return OpeningKey(private)


def session_key(data: Path, keys: Path | None = None) -> bytes:
    """What signs the staff's session cookies, made at the first start.

    Raises:
        ConfigurationError: the file is cut off, or others may read it.
    """
    path = _place(data, keys, SESSION_KEY_FILE)
    key = _kept(path, lambda: secrets.token_bytes(SESSION_KEY_BYTES))
    if len(key) != SESSION_KEY_BYTES:
        # with a shorter one, with none above all, anybody could make a session
        raise ConfigurationError(
            f"{path}: has {len(key)} bytes instead of {SESSION_KEY_BYTES}. Remove it: a new one is "
            "made, and staff sign in again"
        )
    return key


def _place(data: Path, keys: Path | None, name: str) -> Path:
    """A credential that systemd gives stands before a file: it may be sealed to this machine."""
    try:
        return credential(name) or (data / "keys" if keys is None else keys) / name
    except SecretFileError as error:
        raise ConfigurationError(str(error)) from error


def _pem(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _private_key(path: Path, pem: bytes) -> PrivateKeyTypes:
    try:
        return load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise ConfigurationError(f"{path}: is not a private key in PEM: {error}") from error


def _kept(path: Path, new: Callable[[], bytes]) -> bytes:
    """The content of a file of mode 0600, which is made where there is none."""
    try:
        return _kept_or_os_error(path, new)
    except SecretFileError as error:
        raise ConfigurationError(str(error)) from error
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror or error}") from error


def _kept_or_os_error(path: Path, new: Callable[[], bytes]) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    if not path.exists():
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(new())
            file.flush()
            os.fsync(file.fileno())
        try:
            # a link fails where another process was faster; its key is then the one
            os.link(unfinished, path)
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
    return read_secret(path)
