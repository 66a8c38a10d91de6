"""A certificate's request (簡単ゆびナビ), sealed at the kiosk for the site's server alone.

A COSE_Encrypt0 with integrated HPKE (RFC 9052, RFC 9180, draft-ietf-cose-hpke): only who holds the
site's private key opens it. The site and the id of the `take_ticket` that it travels with are
authenticated beside it, so a blob that was moved to another ticket does not open. Every blob has
the same length, so that it says nothing about what is in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import cbor2
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cwt import COSE, COSEKey, CWTError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from protocol.messages import SEALED_BYTES_MAX, Language, Name, SealingKeyEntry
from protocol.my_number import looks_like_my_number

REQUEST_BYTES_MAX = 1024
"""Of a request's JSON; shorter ones are filled up with spaces before they are sealed."""

COPIES_MAX = 10
MY_NUMBER_ERROR = "my_number"
"""The type of the validation error of a value that looks like an individual number."""

_ENCRYPT0_TAG = 16
_ALG, _KID, _EK = 1, 4, -4
_HPKE_4 = 42
"""DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305: quick where a processor has no AES."""
_PROTECTED = {_ALG: _HPKE_4}
_CONTEXT = "madoguchi certificate request 1"


class CertificateRequest(BaseModel):
    """What a resident filled in by touch for one certificate.

    A text that looks like an individual number is refused with an error of type `MY_NUMBER_ERROR`.
    Errors do not repeat the input, so that they can be logged.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    certificate: Name
    """The catalogue's procedure, such as the copy of the residence record."""
    copies: Annotated[int, Field(ge=1, le=COPIES_MAX)] = 1
    whose: Literal["self", "household", "other"] = "self"
    """Whose record; who another person is, is asked at the counter."""
    options: Annotated[tuple[Name, ...], Field(max_length=10)] = ()
    """What is to be printed beyond the least; all off unless chosen."""
    name_kana: Annotated[
        str,
        Field(min_length=1, max_length=60, pattern=r"^[ぁ-ゖァ-ヺー・゠A-Za-z'.\- 　]+$"),
    ]
    """Of who asks: kana, or Latin letters where somebody's name is written so."""
    birth_date: Annotated[date, Field(ge=date(1873, 1, 1))]
    """Of who asks. Before 明治6年1月1日 months followed the moon; nobody living was born then."""
    phone: Annotated[str, Field(pattern=r"^0[0-9]{9,10}$")] | None = None
    language: Language = "ja"

    @model_validator(mode="before")
    @classmethod
    def _no_my_number(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and any(map(looks_like_my_number, _texts(data.values()))):
            raise PydanticCustomError(
                MY_NUMBER_ERROR, "looks like an individual number, which is never asked for here"
            )
        return data


class NotOpenedError(Exception):
    """A sealed request that does not open: another key's, another ticket's, or no request."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A site's public key, as the catalogue names it."""

    kid: bytes
    public: X25519PublicKey

    @classmethod
    def of(cls, entry: SealingKeyEntry) -> "SealingKey":
        """The key that a catalogue names.

        Raises:
            ValueError: it is not a key.
        """
        return cls(
            bytes.fromhex(entry.kid), X25519PublicKey.from_public_bytes(bytes.fromhex(entry.x))
        )

    def entry(self) -> SealingKeyEntry:
        """The key as the catalogue carries it."""
        return SealingKeyEntry(kid=self.kid.hex(), x=self.public.public_bytes_raw().hex())


@dataclass(frozen=True, slots=True)
class OpeningKey:
    """A site's private key."""

    private: X25519PrivateKey

    @property
    def public(self) -> SealingKey:
        """Its public half. The `kid` is the start of its SHA-256, as with the passes' keys."""
        public = self.private.public_key()
        digest = Hash(SHA256())
        digest.update(public.public_bytes_raw())
        return SealingKey(digest.finalize()[:8], public)


def seal(request: CertificateRequest, key: SealingKey, *, site: str, request_id: UUID) -> bytes:
    """A request that only the site's server can read. `request_id` is the `take_ticket`'s id.

    Raises:
        ValueError: it does not fit `REQUEST_BYTES_MAX`.
    """
    plain = request.model_dump_json(exclude_none=True).encode()
    if len(plain) > REQUEST_BYTES_MAX:
        raise ValueError(f"a request of {len(plain)} bytes")
    sealed = COSE.new().encode_and_encrypt(
        plain.ljust(REQUEST_BYTES_MAX),
        COSEKey.new(_public(key)),
        protected=_PROTECTED,
        unprotected={_KID: key.kid},
        external_aad=_bound_to(site, request_id),
    )
    if not isinstance(sealed, bytes) or len(sealed) > SEALED_BYTES_MAX:
        raise TypeError("the COSE library answered with something else than a short blob")
    return sealed


def unseal(blob: bytes, key: OpeningKey, *, site: str, request_id: UUID) -> CertificateRequest:
    """What a sealed request says.

    Raises:
        NotOpenedError: it was sealed for another key, site or ticket, or holds no request. Says
            nothing of what is in it.
    """
    if sealed_for(blob) != key.public.kid:
        raise NotOpenedError("sealed for another key")
    private = {**_public(key.public), -4: key.private.private_bytes_raw()}
    try:
        plain = COSE.new().decode(
            blob, COSEKey.new(private), external_aad=_bound_to(site, request_id)
        )
    except (CWTError, ValueError):
        raise NotOpenedError("sealed for another key, site or ticket, or changed since") from None
    try:
        return CertificateRequest.model_validate_json(plain)
    except ValidationError:
        # without its cause: that holds the person's words
        raise NotOpenedError("what was sealed is no request") from None


def sealed_for(blob: bytes) -> bytes | None:
    """The id of the key that a blob says it is sealed for; None where it is no sealed request.

    Nothing is proven by it.
    """
    if len(blob) > SEALED_BYTES_MAX:
        return None
    try:
        outer = cbor2.loads(blob)
        if not isinstance(outer, cbor2.CBORTag) or outer.tag != _ENCRYPT0_TAG:
            return None
        match outer.value:
            case [bytes() as protected, {**unprotected}, bytes()]:
                # exactly what `seal` writes: the COSE library acts on whatever else stands there
                right = cbor2.loads(protected) == _PROTECTED and set(unprotected) == {_KID, _EK}
            case _:
                return None
    except (cbor2.CBORDecodeError, ArithmeticError, RecursionError, AttributeError):
        return None
    except (ValueError, TypeError, KeyError, OSError):
        return None
    kid, share = unprotected.get(_KID), unprotected.get(_EK)
    return kid if right and isinstance(kid, bytes) and isinstance(share, bytes) else None


def _public(key: SealingKey) -> dict[int, Any]:
    """As the COSE library wants it: OKP, HPKE-4, X25519 (RFC 9053)."""
    return {1: 1, 2: key.kid, 3: _HPKE_4, -1: 4, -2: key.public.public_bytes_raw()}


def _bound_to(site: str, request_id: UUID) -> bytes:
    return cbor2.dumps([_CONTEXT, site, request_id.bytes])


def _texts(values: Any) -> list[str]:
    """Every text among some values, those in lists too."""
    texts = list[str]()
    for value in values:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, list | tuple):
            texts.extend(item for item in value if isinstance(item, str))
    return texts
