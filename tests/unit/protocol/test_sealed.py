"""A sealed request opens with the right key, for the right site and ticket, and nowhere else."""

import json
from datetime import date
from uuid import UUID

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from protocol.messages import (
    MESSAGE_BYTES_MAX,
    SEALED_BYTES_MAX,
    Catalogue,
    SealingKeyEntry,
    TakeTicket,
)
from protocol.my_number import check_digit
from protocol.requests import request_adapter
from protocol.sealed import (
    MY_NUMBER_ERROR,
    CertificateRequest,
    NotOpenedError,
    OpeningKey,
    SealingKey,
    seal,
    sealed_for,
    unseal,
)

KEY = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
TICKET = UUID(int=7)
REQUEST = CertificateRequest(
    certificate="juminhyo",
    copies=2,
    whose="household",
    options=("relation",),
    name_kana="マドグチ タロウ",
    birth_date=date(1980, 4, 1),
    phone="0242000000",
)

REQUESTS = st.builds(
    CertificateRequest,
    certificate=st.from_regex(r"[a-z][a-z0-9_-]{0,20}", fullmatch=True),
    copies=st.integers(1, 10),
    whose=st.sampled_from(["self", "household", "other"]),
    options=st.lists(st.sampled_from(["relation", "domicile"]), max_size=2).map(tuple),
    name_kana=st.text("アイウエオんー 　・ABCz", min_size=1, max_size=60),
    birth_date=st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    phone=st.none() | st.from_regex(r"0[0-9]{9,10}", fullmatch=True),
    language=st.sampled_from(["ja", "ja-simple", "ne"]),
)


def sealed(request: CertificateRequest = REQUEST) -> bytes:
    return seal(request, KEY.public, site="honcho", request_id=TICKET)


@settings(max_examples=30)
@given(REQUESTS)
def test_what_was_sealed_comes_out_and_its_length_says_nothing(request: CertificateRequest) -> None:
    blob = sealed(request)
    assert unseal(blob, KEY, site="honcho", request_id=TICKET) == request
    assert len(blob) == len(sealed()) <= SEALED_BYTES_MAX
    assert sealed_for(blob) == KEY.public.kid


def test_it_cannot_be_read_on_the_way() -> None:
    blob = sealed()
    for secret in ("マドグチ", "0242000000", "1980", "juminhyo", "household"):
        assert secret.encode() not in blob
    assert sealed() != blob


@pytest.mark.parametrize(
    ("key", "site", "ticket"),
    [(OTHER, "honcho", TICKET), (KEY, "kita", TICKET), (KEY, "honcho", UUID(int=8))],
    ids=["key", "site", "ticket"],
)
def test_it_opens_for_its_own_key_site_and_ticket_only(
    key: OpeningKey, site: str, ticket: UUID
) -> None:
    with pytest.raises(NotOpenedError):
        unseal(sealed(), key, site=site, request_id=ticket)


def test_another_key_that_says_the_same_id_does_not_open_it() -> None:
    lying = SealingKey(KEY.public.kid, OTHER.public.public)
    blob = seal(REQUEST, lying, site="honcho", request_id=TICKET)
    with pytest.raises(NotOpenedError, match="another key"):
        unseal(blob, KEY, site="honcho", request_id=TICKET)


@settings(max_examples=40)
@given(st.integers(0, len(sealed()) - 1), st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, change: int) -> None:
    blob = bytearray(sealed())
    blob[place] ^= change
    with pytest.raises(NotOpenedError):
        unseal(bytes(blob), KEY, site="honcho", request_id=TICKET)


@given(st.binary(max_size=300))
def test_what_is_no_sealed_request_is_said_to_be_none(blob: bytes) -> None:
    assert sealed_for(blob) is None
    with pytest.raises(NotOpenedError):
        unseal(blob, KEY, site="honcho", request_id=TICKET)


def test_other_headers_are_not_looked_at() -> None:
    tag = cbor2.loads(sealed())
    protected, unprotected, text = tag.value
    for value in (
        [protected, {**unprotected, 33: b"x"}, text],
        [cbor2.dumps({1: 35}), unprotected, text],
        [protected, unprotected],
        7,
    ):
        assert sealed_for(cbor2.dumps(cbor2.CBORTag(16, value))) is None
    assert sealed_for(cbor2.dumps(cbor2.CBORTag(18, tag.value))) is None
    assert sealed_for(bytes(SEALED_BYTES_MAX + 1)) is None


@settings(max_examples=40)
@given(share=st.binary(max_size=40), text=st.binary(max_size=40))
def test_what_only_looks_sealed_does_not_open(share: bytes, text: bytes) -> None:
    protected, unprotected, _ = cbor2.loads(sealed()).value
    blob = cbor2.dumps(cbor2.CBORTag(16, [protected, {**unprotected, -4: share}, text]))
    assert sealed_for(blob) == KEY.public.kid
    with pytest.raises(NotOpenedError):
        unseal(blob, KEY, site="honcho", request_id=TICKET)


@pytest.mark.parametrize("field", ["name_kana", "phone", "certificate", "options", "whose"])
@settings(max_examples=20)
@given(first=st.text("0123456789", min_size=11, max_size=11), wide=st.booleans())
def test_an_individual_number_is_refused_by_name_and_not_repeated(
    field: str, first: str, wide: bool
) -> None:
    number = f"{first}{check_digit(first)}"
    typed = (
        number.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if wide else number
    )
    data = REQUEST.model_dump() | {field: [typed] if field == "options" else typed}
    with pytest.raises(ValidationError) as refused:
        CertificateRequest.model_validate(data)
    assert [error["type"] for error in refused.value.errors()] == [MY_NUMBER_ERROR]
    assert typed not in str(refused.value)


@pytest.mark.parametrize(
    "change",
    [
        {"copies": 0},
        {"copies": 11},
        {"whose": "neighbour"},
        {"name_kana": ""},
        {"name_kana": "山田"},
        {"birth_date": "1872-12-31"},
        {"phone": "123"},
        {"my_number": "x"},
    ],
    ids=str,
)
def test_what_the_form_does_not_offer_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CertificateRequest.model_validate(REQUEST.model_dump() | change)


def test_a_blob_with_no_request_in_it_says_nothing_of_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    forged = CertificateRequest.model_construct(
        **(REQUEST.model_dump() | {"name_kana": "123456789018"})
    )
    blob = sealed(forged)
    with pytest.raises(NotOpenedError) as refused:
        unseal(blob, KEY, site="honcho", request_id=TICKET)
    assert "123456789018" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert not caplog.records


def test_it_travels_with_a_ticket_and_the_key_with_the_catalogue() -> None:
    asked = TakeTicket(id=TICKET, services=("shomei",), sealed=sealed())
    wire = asked.to_json()
    assert request_adapter.validate_json(wire) == asked
    assert len(wire) < MESSAGE_BYTES_MAX / 4
    with pytest.raises(ValidationError):
        request_adapter.validate_json(
            json.dumps(
                {
                    "kind": "take_ticket",
                    "id": str(TICKET),
                    "services": ["shomei"],
                    "sealed": "A" * 4 * SEALED_BYTES_MAX,
                }
            )
        )
    entry = KEY.public.entry()
    assert SealingKey.of(SealingKeyEntry.model_validate_json(entry.to_json())) == KEY.public
    assert Catalogue.model_fields["sealing_key"].default is None
    with pytest.raises(ValueError, match=r"."):
        SealingKey.of(SealingKeyEntry(kid="00", x="00"))
