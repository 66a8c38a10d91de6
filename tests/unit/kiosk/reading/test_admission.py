"""Only the shapes of our own codes get past the reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.reading.admission import FOREIGN, admitted
from protocol.passes import PREFIX, TEXT_LENGTH_MAX
from tests.unit.kiosk.reading.photographs import DENSE, SPARSE

VISIT = "019ab3f0-1c2d-7e3f-8a4b-5c6d7e8f9a0b"


@pytest.mark.parametrize(
    "ours",
    [SPARSE, DENSE, f"MGT1:{VISIT}", f"https://lobby.example.jp/v/{VISIT}",
     "http://192.0.2.7:8000/v/abc_DEF-123"],
)  # fmt: skip
def test_ours(ours: str) -> None:
    assert admitted(ours) == ours


@pytest.mark.parametrize(
    "foreign",
    ["", "hello", "https://www.city.example.jp/", "MGT1:1", f"mgt1:{VISIT}", "BEGIN:VCARD\nN:A",
     "123456789012", "受付コード", f"https://a/v/{'x' * 300}", "https://a/v/\u0661", "HC1:6BF"],
)  # fmt: skip
def test_what_is_not_ours_is_only_that(foreign: str) -> None:
    assert admitted(foreign) == FOREIGN


@pytest.mark.parametrize(
    "damaged", ["MG1:", "MG1:abc", "MG1:A\n", "MG1:受付", PREFIX + "A" * TEXT_LENGTH_MAX]
)
def test_a_damaged_pass_is_a_pass_without_anything_in_it(damaged: str) -> None:
    assert admitted(damaged) == PREFIX


@given(st.text())
def test_whatever_is_read_no_more_than_a_short_line_of_ascii_gets_further(text: str) -> None:
    said = admitted(text)
    assert said.isascii()
    assert said.isprintable()
    assert len(said) <= TEXT_LENGTH_MAX
    assert admitted(said) == said
