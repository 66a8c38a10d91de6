"""What looks like an individual number is known as one, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.my_number import check_digit, looks_like_my_number

ELEVEN = st.text("0123456789", min_size=11, max_size=11)
WRITTEN = {
    "full width": str.maketrans("0123456789", "０１２３４５６７８９"),
    "kanji": str.maketrans("0123456789", "〇一二三四五六七八九"),
    "Devanagari": str.maketrans("0123456789", "०१२३४५६७८९"),
    "circled": str.maketrans("123456789", "①②③④⑤⑥⑦⑧⑨"),
    "half width": {},
}
BETWEEN = st.sampled_from(
    ["", " ", "　", "-", "－", "‐", "ー", " - ", ".", "・", "\u200b", "\n", "_"]
)


def numbered(first_eleven: str) -> str:
    return f"{first_eleven}{check_digit(first_eleven)}"


@given(ELEVEN, st.sampled_from(sorted(WRITTEN)), st.lists(BETWEEN, min_size=11, max_size=11))
def test_a_valid_number_is_known_in_every_script_with_anything_between(
    first: str, script: str, between: list[str]
) -> None:
    digits = numbered(first).translate(WRITTEN[script])
    text = "".join(a + b for a, b in zip(digits, [*between, ""], strict=True))
    assert looks_like_my_number(text)
    assert looks_like_my_number(f"番号は{text}です")


@given(ELEVEN, st.integers(1, 9))
def test_a_wrong_check_digit_is_none(first: str, off: int) -> None:
    assert not looks_like_my_number(f"{first}{(check_digit(first) + off) % 10}")


@given(ELEVEN, st.text("0123456789", max_size=4), st.text("0123456789", max_size=4))
def test_digits_before_and_after_hide_none(first: str, before: str, after: str) -> None:
    assert looks_like_my_number(before + numbered(first) + after)


def test_the_rule_of_the_ordinance() -> None:
    # by hand: 1·2 + 0·3 + 9·4 + 8·5 + 7·6 + 6·7 + 5·2 + 4·3 + 3·4 + 2·5 + 1·6 = 212,
    # 212 mod 11 = 3, and 11 - 3 = 8
    assert check_digit("12345678901") == 8
    # a remainder of 0, and of 1
    assert check_digit("00000000000") == 0
    assert check_digit("00000000004") == 3
    assert check_digit("00000000006") == 0


@pytest.mark.parametrize("text", ["", "1", "123456789", "1234567890x", "１２３４５６７８９０１"])
def test_a_check_digit_follows_eleven_digits_only(text: str) -> None:
    with pytest.raises(ValueError, match="not eleven digits"):
        check_digit(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ヤマダ タロウ",
        "0242123456",
        "090-1234-5678",
        "1990-01-01",
        "A103",
        "12345 たろう 678901",
    ],
)
def test_what_residents_type_is_none(text: str) -> None:
    assert not looks_like_my_number(text)
