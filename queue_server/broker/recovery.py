"""What lets every device in again where the broker's machine is lost: CA, inventory, password.

Written anew at each change, sealed for a code that was shown once (HPKE, RFC 9180) and is in the
city's safe. To seal it needs no secret, and to open it nothing but the code: so it lies with the
hourly backups, and whoever has those has no CA.
"""

import base64
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from protocol.enrolment import EnrolmentError, read_code
from queue_server.broker.inventory import Inventory
from queue_server.configuration import ConfigurationError

RECOVERY_FILE = "recovery.sealed"
"""In the broker's folder, where the server may read it."""
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PURPOSE = b"madoguchi broker recovery 1"


class Recovery(BaseModel):
    """Everything that a broker's folder follows from. Secret as a whole."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    at: AwareDatetime
    """When it was written: what was given out or shut out since then is not in it."""
    inventory: Inventory
    authority: str = Field(repr=False)
    authority_key: str = Field(repr=False)
    server_password: str = Field(repr=False)


def public_half(code: str) -> str:
    """What seals for a code, in hexadecimal. It says nothing of the code."""
    return _key(code).public_key().public_bytes_raw().hex()


def seal_recovery(recovery: Recovery, public: str) -> bytes:
    """Only the code of this public half opens it."""
    key = X25519PublicKey.from_public_bytes(bytes.fromhex(public))
    return _SUITE.encrypt(recovery.model_dump_json().encode(), key, info=_PURPOSE)


def open_recovery(sealed: bytes, code: str) -> Recovery:
    """What is in it.

    Raises:
        ConfigurationError: it is not the code of this file, or the file was changed.
    """
    try:
        plain = _SUITE.decrypt(sealed, _key(code), info=_PURPOSE)
        return Recovery.model_validate_json(plain)
    except EnrolmentError as error:
        raise ConfigurationError(str(error)) from error
    except (InvalidTag, ValueError) as error:
        if isinstance(error, ValidationError):
            raise ConfigurationError("it is of another version of this program") from None
        raise ConfigurationError("the code does not belong to this file, or it is damaged") from (
            error
        )


def read_recovery(path: Path, code: str) -> Recovery:
    """What a file holds.

    Raises:
        ConfigurationError: it cannot be read, or see `open_recovery`.
    """
    try:
        sealed = base64.b64decode(path.read_bytes(), validate=False)
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise ConfigurationError(f"{path}: is damaged") from error
    try:
        return open_recovery(sealed, code)
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error}") from error


def _key(code: str) -> X25519PrivateKey:
    # the code is as random as a key, so that nothing slow is needed (RFC 5869)
    hkdf = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE + b" key")
    return X25519PrivateKey.from_private_bytes(hkdf.derive(read_code(code).encode()))
