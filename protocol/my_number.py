"""Text that looks like an individual number (マイナンバー). The project never keeps one."""

import re
import unicodedata

DIGITS = 12
_KANJI_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_BETWEEN = re.compile(r"(?<=[0-9])[^0-9A-Za-zぁ-ゖァ-ヺ㐀-鿿가-힣]{1,3}(?=[0-9])")
"""What people write between groups of digits: spaces, hyphens, dots, a long vowel sign …"""
_RUN = re.compile(rf"[0-9]{{{DIGITS},}}")


def check_digit(first_eleven: str) -> int:
    """The check digit that follows the first eleven digits of an individual number.

    平成26年総務省令第85号 第5条: 11 - (ΣPn·Qn mod 11), where Pn is the n-th digit from the right,
    Qn is n + 1 up to the sixth and n - 5 from the seventh; 0 where the remainder is 0 or 1.

    Raises:
        ValueError: it is not eleven digits.
    """
    if not re.fullmatch(rf"[0-9]{{{DIGITS - 1}}}", first_eleven):
        # the text itself is not said: it may be most of such a number
        raise ValueError("not eleven digits")
    total = sum(
        int(digit) * (n + 1 if n <= 6 else n - 5)
        for n, digit in enumerate(reversed(first_eleven), start=1)
    )
    remainder = total % 11
    return 0 if remainder <= 1 else 11 - remainder


def looks_like_my_number(text: str) -> bool:
    """Whether twelve digits in a row somewhere in a text are a valid individual number.

    Digits of every script count (half and full width, kanji, Devanagari …), also with spaces,
    hyphens and the like between them. In a longer row every twelve are looked at: a number stays
    one with something typed before it. One in eleven other rows of twelve digits is taken for a
    number too.
    """
    plain = "".join(_plain(char) for char in unicodedata.normalize("NFKC", text))
    joined = _BETWEEN.sub("", plain.translate(_KANJI_DIGITS))
    return any(
        check_digit(run[start : start + DIGITS - 1]) == int(run[start + DIGITS - 1])
        for run in _RUN.findall(joined)
        for start in range(len(run) - DIGITS + 1)
    )


def _plain(char: str) -> str:
    """Its ASCII digit where it is one; nothing where it cannot be seen (a zero-width space)."""
    if unicodedata.category(char) == "Cf":
        return ""
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)
