"""The code that is typed, and the envelope that it opens."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.enrolment import (
    CODE_DIGITS,
    Enrolment,
    EnrolmentError,
    envelope_name,
    new_code,
    open_enrolment,
    read_code,
    read_scanned,
    scanned_text,
    seal_enrolment,
)
from queue_server.broker.authority import Authority

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def _enrolment() -> Enrolment:
    authority = Authority.new("aizu", now=NOW)
    issued = authority.for_device("aizu", "kiosk-1", now=NOW, days=1)
    return Enrolment(
        site="aizu",
        device="kiosk-1",
        mqtt="mqtts://192.0.2.10:8883",
        password="marked-secret-password",
        authority=authority.issued.certificate,
        certificate=issued.certificate,
        key=issued.key,
    )


def test_a_code_is_read_as_people_type_it() -> None:
    code = new_code()
    assert len(code.replace("-", "")) == CODE_DIGITS
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(typed) == read_code(code)
    assert new_code() != code


@given(st.integers(0, CODE_DIGITS - 1), st.integers(1, 31))
def test_one_wrong_digit_is_found(at: int, by: int) -> None:
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    code = new_code().replace("-", "")
    wrong = digits[(digits.index(code[at]) + by) % 32]
    with pytest.raises(EnrolmentError, match="mistake"):
        read_code(code[:at] + wrong + code[at + 1 :])


@given(st.integers(0, CODE_DIGITS - 4))
def test_two_digits_that_changed_places_are_found(at: int) -> None:
    code = new_code().replace("-", "")
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if swapped != code:
        with pytest.raises(EnrolmentError, match="mistake"):
            read_code(swapped)


@pytest.mark.parametrize("typed", ["", "7K3M", "ほ" * 28, "!" * 28, "0" * 1000])
def test_what_is_no_code_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(EnrolmentError, match="28 letters and digits"):
        read_code(typed)


def test_only_its_code_opens_an_envelope() -> None:
    code, enrolment = new_code(), _enrolment()
    sealed = seal_enrolment(code, enrolment, nonce=b"n" * 12)
    assert open_enrolment(code, sealed) == enrolment
    assert b"marked-secret" not in sealed
    for wrong, envelope in ((new_code(), sealed), (code, sealed[:-1] + b"x"), (code, b"")):
        with pytest.raises(EnrolmentError):
            open_enrolment(wrong, envelope)


def test_the_name_of_an_envelope_says_nothing_of_its_code() -> None:
    code = new_code()
    assert envelope_name(code) == envelope_name(code.lower())
    assert code.replace("-", "").lower() not in envelope_name(code)


def test_what_is_scanned_is_address_and_code() -> None:
    text = scanned_text("http://192.0.2.10:8080", "ABCD-EFGH")
    assert read_scanned(text) == ("http://192.0.2.10:8080", "ABCD-EFGH")
    assert read_scanned("MG1:6BF") is None


def test_a_secret_is_in_no_text_of_an_enrolment_and_in_no_error() -> None:
    enrolment = _enrolment()
    assert "marked-secret" not in repr(enrolment)
    assert "PRIVATE" not in repr(enrolment)
    damaged = enrolment.model_dump_json().replace("mqtts://", "http://")
    with pytest.raises(EnrolmentError, match="mqtt") as error:
        Enrolment.read(damaged)
    assert "marked-secret" not in str(error.value)
