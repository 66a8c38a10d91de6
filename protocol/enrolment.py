"""How a device comes to its credential: a code that is typed, and a sealed envelope that it opens.

The code is a secret of 130 bits that is shown once. The envelope has the broker's address, a
password, a certificate with its key, and the city's CA; it is useless without the code, and the
code without it. So the envelope may travel over plain HTTP or on a USB stick.
"""

import base64
import secrets
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from protocol.messages import Name

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that nothing is taken for something else."""
_ALIKE = str.maketrans("ILO", "110")
CODE_DIGITS = 28
"""26 of secret (130 bits) and 2 of check."""
_CHECK_DIGITS = 2
_GROUP = 4
NONCE_BYTES = 12
SCANNED = "MGE1"
ENVELOPE_MAX = 16 * 1024
"""Bytes; a real one has about 3 kB."""


class EnrolmentError(ValueError):
    """A code or an envelope cannot be used. The message is for whoever typed it, without it."""


class Enrolment(BaseModel):
    """Everything that a device must know to speak to the broker. Secret as a whole."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    site: Name
    device: Name
    mqtt: str = Field(pattern=r"^mqtts://[^@/\s]+$")
    """`mqtts://HOST:PORT`, without a name or password."""
    password: str = Field(min_length=16, repr=False)
    authority: str = Field(repr=False)
    """The city's own CA, PEM."""
    certificate: str = Field(repr=False)
    """This device's, PEM."""
    key: str = Field(repr=False)
    """Its private key, PEM."""

    @classmethod
    def read(cls, text: str | bytes) -> Self:
        """From its JSON.

        Raises:
            EnrolmentError: it is no such JSON. What was in it is not repeated.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            fields = ", ".join(str(problem["loc"]) for problem in error.errors(include_input=False))
            raise EnrolmentError(f"is no enrolment of a device: {fields}") from None


class Envelope(BaseModel):
    """A sealed enrolment on its way: in a file on a USB stick, or as the server's answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    device: Name
    expires_at: AwareDatetime
    """The server hands it out until then."""
    sealed: str = Field(max_length=ENVELOPE_MAX)
    """Base 64."""

    def open(self, code: str) -> Enrolment:
        """What is in it.

        Raises:
            EnrolmentError: it is not the code of this envelope, or the envelope was changed.
        """
        try:
            sealed = base64.b64decode(self.sealed, validate=True)
        except ValueError as error:
            raise EnrolmentError("the file is damaged") from error
        return open_enrolment(code, sealed)


def scanned_text(pages: str, code: str) -> str:
    """What the code's QR picture says: `MGE1 http://HOST:PORT CODE`."""
    return f"{SCANNED} {pages} {code}"


def read_scanned(text: str) -> tuple[str, str] | None:
    """The address of the server's pages and the code; None for any other picture."""
    match text.split(" "):
        case [begin, pages, code] if begin == SCANNED:
            return pages, code
    return None


def new_code() -> str:
    """A code from the system's source of randomness: `7K3M-…`, seven groups of four."""
    secret = "".join(secrets.choice(_DIGITS) for _ in range(CODE_DIGITS - _CHECK_DIGITS))
    digits = secret + _check(secret)
    return "-".join(digits[at : at + _GROUP] for at in range(0, CODE_DIGITS, _GROUP))


def read_code(typed: str) -> str:
    """The digits of a code as somebody typed it: small letters, blanks, O for 0 and so on.

    Raises:
        EnrolmentError: it is not a code, or a digit is wrong.
    """
    digits = "".join(typed.split()).replace("-", "").upper().translate(_ALIKE)
    if len(digits) != CODE_DIGITS or set(digits) - set(_DIGITS):
        raise EnrolmentError(f"the code has {CODE_DIGITS} letters and digits")
    secret, check = digits[:-_CHECK_DIGITS], digits[-_CHECK_DIGITS:]
    if _check(secret) != check:
        raise EnrolmentError("the code has a mistake in it: please compare it once more")
    return secret


def envelope_name(code: str) -> str:
    """Under what name the envelope of a code is kept. It says nothing of the code."""
    return _derived(code, b"name", 16).hex()


def seal_enrolment(code: str, enrolment: Enrolment, *, nonce: bytes) -> bytes:
    """The envelope that `code` opens. `nonce`: 12 random bytes, new for each envelope."""
    sealed = AESGCM(_derived(code, b"key", 32)).encrypt(
        nonce, enrolment.model_dump_json().encode(), None
    )
    return nonce + sealed


def open_enrolment(code: str, envelope: bytes) -> Enrolment:
    """What is in an envelope.

    Raises:
        EnrolmentError: it is not the code of this envelope, or the envelope was changed.
    """
    nonce, sealed = envelope[:NONCE_BYTES], envelope[NONCE_BYTES:]
    key = AESGCM(_derived(code, b"key", 32))
    try:
        return Enrolment.read(key.decrypt(nonce, sealed, None))
    except (InvalidTag, ValueError) as error:
        if isinstance(error, EnrolmentError):
            raise
        raise EnrolmentError("the code does not belong to this file, or the file is damaged") from (
            error
        )


def _derived(code: str, purpose: bytes, length: int) -> bytes:
    # the secret is as random as a key, so that nothing slow is needed (RFC 5869)
    hkdf = HKDF(SHA256(), length=length, salt=None, info=b"madoguchi enrolment 1 " + purpose)
    return hkdf.derive(read_code(code).encode())


def _check(secret: str) -> str:
    # weights that differ between neighbours find one wrong digit, and two that changed places
    value = sum(weight * _DIGITS.index(digit) for weight, digit in enumerate(secret, start=1))
    value %= 1021  # the largest prime below 32²
    return _DIGITS[value // 32] + _DIGITS[value % 32]
