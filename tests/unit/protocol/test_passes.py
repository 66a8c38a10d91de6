"""The pass: what a resident can hold up, and every way in which it can be wrong."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import cbor2
import pytest
import segno
from base45 import b45decode, b45encode
from hypothesis import given
from hypothesis import strategies as st

from protocol.passes import (
    PREFIX,
    TEXT_LENGTH_MAX,
    PassClaims,
    PassRefusedError,
    SigningKey,
    sign_pass,
    verify_pass,
)
from protocol.reasons import Reason
from tests.keys import sample_key

NOW = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
KEY = sample_key()
OTHER = sample_key(b"kid-2", seed=1)


def claims(**changes: object) -> PassClaims:
    given_claims = {
        "pass_id": UUID(int=7),
        "issuer": "aizu",
        "issued_at": NOW,
        "expires_at": NOW + timedelta(days=30),
        "procedures": ("tennyu", "kokuho_kanyu"),
        "slot": NOW + timedelta(hours=3),
        "language": "vi",
    }
    return PassClaims.model_validate({**given_claims, **changes})


def refusal(text: str, *, now: datetime = NOW, issuer: str = "aizu") -> Reason:
    with pytest.raises(PassRefusedError) as caught:
        verify_pass(text, (KEY.public,), issuer=issuer, now=now)
    return caught.value.reason


def opened(text: str) -> list[Any]:
    """The four parts of a pass: protected and open header, payload, signature."""
    parts: list[Any] = cbor2.loads(b45decode(text.removeprefix(PREFIX))).value
    return parts


def closed(*parts: object) -> str:
    """A pass of any four parts."""
    return PREFIX + str(b45encode(cbor2.dumps(cbor2.CBORTag(18, list(parts)))), "ascii")


GOOD = sign_pass(claims(), KEY)


def test_a_pass_says_what_was_signed() -> None:
    text = sign_pass(claims(), KEY)
    assert verify_pass(text, (OTHER.public, KEY.public), issuer="aizu", now=NOW) == claims()


def test_all_keys_of_one_id_are_tried() -> None:
    namesake = SigningKey(KEY.kid, OTHER.private)
    text = sign_pass(claims(), KEY)
    assert verify_pass(text, (namesake.public, KEY.public), issuer="aizu", now=NOW) == claims()


def test_a_pass_fits_a_qr_code_of_version_12_that_corrects_15_percent() -> None:
    procedures = tuple(f"procedure_{number}" for number in range(10))
    text = sign_pass(claims(procedures=procedures), KEY)
    code = segno.make_qr(text, error="m", boost_error=False)
    assert int(code.version) <= 12
    assert code.mode == "alphanumeric"


def test_too_many_procedures_are_no_pass() -> None:
    procedures = tuple(f"a_procedure_with_a_long_name_{number}" for number in range(20))
    with pytest.raises(ValueError, match="20 procedures"):
        sign_pass(claims(procedures=procedures), KEY)


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (Reason.PASS_FORGED, sign_pass(claims(), SigningKey(KEY.kid, OTHER.private))),
        (Reason.PASS_FORGED, sign_pass(claims(), OTHER)),
        (Reason.PASS_OTHER_CITY, sign_pass(claims(issuer="kitakata"), OTHER)),
        (Reason.PASS_OTHER_CITY, sign_pass(claims(issuer="kitakata"), KEY)),
        (Reason.PASS_NOT_YET_VALID, sign_pass(claims(issued_at=NOW + timedelta(hours=1)), KEY)),
        (Reason.PASS_EXPIRED, sign_pass(claims(expires_at=NOW), KEY)),
        (Reason.PASS_UNREADABLE, sign_pass(claims(), KEY)[:-40]),
        (Reason.PASS_UNREADABLE, PREFIX),
        (Reason.PASS_UNREADABLE, PREFIX + "6BF"),
        (Reason.PASS_UNREADABLE, PREFIX + "ひらがな"),
        (Reason.PASS_UNREADABLE, PREFIX + "\ud800"),
        (Reason.TOO_LARGE, PREFIX + "6BF" * 3400),
        (Reason.PASS_NOT_OURS, "https://example.jp/"),
        (Reason.PASS_NOT_OURS, "HC1:6BFOXN"),
        (Reason.PASS_NOT_OURS, ""),
    ],
)
def test_a_pass_that_opens_nothing_says_why(reason: Reason, text: str) -> None:
    assert refusal(text) is reason


def test_a_pass_that_was_changed_on_the_way_is_forged() -> None:
    signed = b45decode(sign_pass(claims(), KEY).removeprefix(PREFIX))
    outer = cbor2.loads(signed)
    protected, unprotected, payload, signature = outer.value
    body = cbor2.loads(payload)
    body[-65537] = ["juminhyo"]
    changed = cbor2.CBORTag(18, [protected, unprotected, cbor2.dumps(body), signature])
    assert refusal(PREFIX + b45encode(cbor2.dumps(changed)).decode()) is Reason.PASS_FORGED


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _body: {},
        lambda body: {**body, 4: "tomorrow"},
        lambda body: {**body, 4: 2**80},
        lambda body: {**body, 7: b"short"},
        lambda body: {**body, -65537: []},
        lambda body: {**body, -65537: ["../../etc"]},
        lambda body: {**body, -65539: "a language"},
        lambda _body: [1, 2, 3],
    ],
)
def test_claims_of_the_wrong_shape_are_unreadable(
    spoil: Callable[[dict[int, object]], object],
) -> None:
    signed = b45decode(sign_pass(claims(), KEY).removeprefix(PREFIX))
    protected, unprotected, payload, signature = cbor2.loads(signed).value
    body = cbor2.dumps(spoil(cbor2.loads(payload)))
    changed = cbor2.dumps(cbor2.CBORTag(18, [protected, unprotected, body, signature]))
    assert refusal(PREFIX + b45encode(changed).decode()) is Reason.PASS_UNREADABLE


@pytest.mark.parametrize(
    "protected", [b"\x00", b"\xf5", b"\x80", cbor2.dumps({1: -7}), b"", b"\xa1\x01"]
)
def test_a_header_of_the_wrong_shape_is_unreadable(protected: bytes) -> None:
    _, unprotected, payload, signature = opened(sign_pass(claims(), KEY))
    assert refusal(closed(protected, unprotected, payload, signature)) is Reason.PASS_UNREADABLE


# found by changing bytes of a good pass: each of them ended the process that verified it
@pytest.mark.parametrize("more", [{5: 1}, {2: [1]}, {7: []}, {11: 3}, {34: b""}, {"x": 1}])
def test_whatever_else_stands_in_the_open_header_there_is_a_reason(more: dict[Any, object]) -> None:
    protected, unprotected, payload, signature = opened(sign_pass(claims(), KEY))
    text = closed(protected, {**unprotected, **more}, payload, signature)
    assert refusal(text) is Reason.PASS_UNREADABLE


@given(st.data())
def test_whatever_is_changed_in_a_pass_there_is_a_reason_or_it_says_the_same(
    data: st.DataObject,
) -> None:
    good = b45decode(GOOD.removeprefix(PREFIX))
    changed = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(changed) - 1))
        changed[place : place + data.draw(st.integers(0, 1))] = data.draw(st.binary(max_size=2))
    text = PREFIX + b45encode(bytes(changed)).decode()
    # any other exception than the refusal would end the thread that answers kiosks
    with suppress(PassRefusedError):
        assert verify_pass(text, (KEY.public,), issuer="aizu", now=NOW) == claims()


@given(st.binary(max_size=260))
def test_whatever_bytes_a_code_holds_there_is_a_reason(data: bytes) -> None:
    assert refusal(PREFIX + b45encode(data).decode()) in {
        Reason.PASS_UNREADABLE,
        Reason.PASS_FORGED,
        Reason.TOO_LARGE,
    }


@given(st.text(max_size=TEXT_LENGTH_MAX))
def test_whatever_text_a_code_holds_there_is_a_reason(text: str) -> None:
    assert refusal(PREFIX + text) is not Reason.PASS_NOT_OURS
    assert refusal(text) in set(Reason)
