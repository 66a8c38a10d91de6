"""The pass (受付コード): `MG1:` + Base45 of a COSE_Sign1 (EdDSA) over CWT claims.

Made as the EU's digital health certificate was: RFC 9052 (COSE), RFC 8392 (CWT), RFC 9285 (Base45).
It carries procedures, a slot and a language, and nothing about a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import cbor2
from base45 import b45decode, b45encode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cwt import COSE, COSEKey, CWTError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from protocol.messages import Language, Name, PassKeyEntry
from protocol.reasons import Reason

PREFIX = "MG1:"
TEXT_LENGTH_MAX = 419
"""Alphanumeric capacity of a QR code of version 12 at error correction M (ISO/IEC 18004)."""
CLOCK_LEEWAY = timedelta(minutes=5)
"""How far a kiosk's clock may be behind that of whoever made the pass."""

_SIGN1_TAG = 18
_HEADER_KID = 4
_PROTECTED = {1: -8}
"""The signature's algorithm, EdDSA (RFC 9053)."""
_ISS, _EXP, _IAT, _CTI = 1, 4, 6, 7
# RFC 8392, 9.1: claim keys below -65536 are for private use
_PROCEDURES, _SLOT, _LANGUAGE = -65537, -65538, -65539


class PassClaims(BaseModel):
    """What a pass says."""

    model_config = ConfigDict(frozen=True)

    pass_id: UUID
    issuer: Annotated[str, Field(min_length=1, max_length=40)]
    issued_at: datetime
    expires_at: datetime
    procedures: Annotated[tuple[Name, ...], Field(min_length=1, max_length=20)]
    slot: datetime | None = None
    """The reserved time, where there is a reservation."""
    language: Language = "ja"


class PassRefusedError(Exception):
    """A pass that does not open anything, and why."""

    def __init__(self, reason: Reason, claims: PassClaims | None = None) -> None:
        """`claims`: what it says, where it is proven to be ours and only its time is wrong."""
        super().__init__(reason.value)
        self.reason = reason
        self.claims = claims


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key that makes passes, with the id that says so in each of them."""

    kid: bytes
    private: Ed25519PrivateKey

    @property
    def public(self) -> "VerifyingKey":
        """Its public half."""
        return VerifyingKey(self.kid, self.private.public_key())


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key that verifies passes."""

    kid: bytes
    public: Ed25519PublicKey

    @classmethod
    def of(cls, entry: PassKeyEntry) -> "VerifyingKey":
        """The key that a catalogue names.

        Raises:
            ValueError: it is not a key.
        """
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(entry.x))
        return cls(bytes.fromhex(entry.kid), public)

    def entry(self) -> PassKeyEntry:
        """The key as the catalogue carries it."""
        return PassKeyEntry(kid=self.kid.hex(), x=self.public.public_bytes_raw().hex())

    def cose(self) -> Any:
        """The key as the COSE library wants it: OKP, EdDSA, Ed25519 (RFC 9053)."""
        return COSEKey.new(
            {1: 1, 2: self.kid, 3: -8, -1: 6, -2: self.public.public_bytes_raw()},
        )


def sign_pass(claims: PassClaims, key: SigningKey) -> str:
    """The pass's text.

    Raises:
        ValueError: it has so many procedures that the QR code would pass version 12.
    """
    body: dict[int, Any] = {
        _ISS: claims.issuer,
        _EXP: int(claims.expires_at.timestamp()),
        _IAT: int(claims.issued_at.timestamp()),
        _CTI: claims.pass_id.bytes,
        _PROCEDURES: list(claims.procedures),
        _LANGUAGE: claims.language,
    }
    if claims.slot is not None:
        body[_SLOT] = int(claims.slot.timestamp())
    cose_key = COSEKey.new(
        {
            1: 1,
            2: key.kid,
            3: -8,
            -1: 6,
            -2: key.private.public_key().public_bytes_raw(),
            -4: key.private.private_bytes_raw(),
        },
    )
    signed = COSE.new().encode_and_sign(
        cbor2.dumps(body),
        cose_key,
        protected=_PROTECTED,
        unprotected={_HEADER_KID: key.kid},
    )
    if not isinstance(signed, bytes):
        raise TypeError("the COSE library answered with something else than bytes")
    text = PREFIX + str(b45encode(signed), "ascii")
    if len(text) > TEXT_LENGTH_MAX:
        raise ValueError(f"{len(claims.procedures)} procedures do not fit one pass")
    return text


def verify_pass(
    text: str,
    keys: Sequence[VerifyingKey],
    *,
    issuer: str,
    now: datetime,
) -> PassClaims:
    """What a pass says, once its signature, city and time are found to be right.

    Works offline. All keys of the pass's `kid` are tried, since ids may collide.

    Raises:
        PassRefusedError: with the reason, one of the `pass_…` and `too_large`.
    """
    if not text.startswith(PREFIX):
        raise PassRefusedError(Reason.PASS_NOT_OURS)
    if len(text) > TEXT_LENGTH_MAX:
        raise PassRefusedError(Reason.TOO_LARGE)
    signed, kid, claims = _open(text)
    if not any(_verifies(signed, key) for key in keys if key.kid == kid):
        # the issuer is not proven here; it only chooses which refusal helps the person more
        other = claims.issuer != issuer and all(key.kid != kid for key in keys)
        raise PassRefusedError(Reason.PASS_OTHER_CITY if other else Reason.PASS_FORGED)
    if claims.issuer != issuer:
        raise PassRefusedError(Reason.PASS_OTHER_CITY)
    if claims.issued_at > now + CLOCK_LEEWAY:
        raise PassRefusedError(Reason.PASS_NOT_YET_VALID, claims)
    if claims.expires_at <= now:
        raise PassRefusedError(Reason.PASS_EXPIRED, claims)
    return claims


def read_unproven(text: str) -> PassClaims | None:
    """What a pass would say, nothing of it proven: for staff who have somebody's paper before them.
    None where it cannot be read.
    """
    if not text.startswith(PREFIX) or len(text) > TEXT_LENGTH_MAX:
        return None
    try:
        return _open(text)[2]
    except PassRefusedError:
        return None


def _open(text: str) -> tuple[bytes, bytes, PassClaims]:
    """The signed bytes, the key's id and the claims, nothing of it proven yet."""
    try:
        signed = b45decode(text.removeprefix(PREFIX))
        outer = _loads(signed)
        if not isinstance(outer, cbor2.CBORTag) or outer.tag != _SIGN1_TAG:
            raise PassRefusedError(Reason.PASS_UNREADABLE)
        match outer.value:
            case [bytes() as protected, {**unprotected}, bytes() as payload, bytes()]:
                kid = unprotected.get(_HEADER_KID)
                body = _loads(payload)
            case _:
                raise PassRefusedError(Reason.PASS_UNREADABLE)
        # exactly what `sign_pass` writes: the COSE library acts on whatever else stands in a header
        # before any signature is checked, and fails on odd ones in ways that are no refusal
        if _loads(protected) != _PROTECTED or set(unprotected) != {_HEADER_KID}:
            raise PassRefusedError(Reason.PASS_UNREADABLE)
        if not isinstance(kid, bytes) or not isinstance(body, dict):
            raise PassRefusedError(Reason.PASS_UNREADABLE)
        return signed, kid, _claims(body)
    except (ValueError, TypeError, KeyError, OverflowError, OSError) as error:
        raise PassRefusedError(Reason.PASS_UNREADABLE) from error


def _loads(data: bytes) -> Any:
    try:
        return cbor2.loads(data)
    except (cbor2.CBORDecodeError, ArithmeticError, RecursionError, AttributeError) as error:
        raise ValueError("not CBOR") from error


def _claims(body: dict[Any, Any]) -> PassClaims:
    pass_id = body[_CTI]
    if not isinstance(pass_id, bytes):
        # UUID would fail on it with what is no refusal
        raise TypeError("an id is a byte string (RFC 8392, 3.1.7)")
    try:
        return PassClaims(
            pass_id=UUID(bytes=pass_id),
            issuer=body[_ISS],
            issued_at=_moment(body[_IAT]),
            expires_at=_moment(body[_EXP]),
            procedures=body[_PROCEDURES],
            slot=_moment(body[_SLOT]) if _SLOT in body else None,
            language=body.get(_LANGUAGE, "ja"),
        )
    except ValidationError as error:
        raise ValueError("claims of the wrong shape") from error


def _moment(seconds: object) -> datetime:
    if not isinstance(seconds, int):
        raise TypeError("a time is a whole number of seconds (RFC 8392, 2: NumericDate)")
    return datetime.fromtimestamp(seconds, UTC)


def _verifies(signed: bytes, key: VerifyingKey) -> bool:
    try:
        COSE.new().decode(signed, key.cose())
    except (CWTError, ValueError):
        return False
    return True
