"""How written words are handed to a voice, so that it reads them as people do. Pure.

What Open JTalk makes of every Japanese word of the kiosk was looked at (`open_jtalk -ot`); the
readings here are those that it gets wrong.
"""

import re
from typing import Final

_READINGS: Final = (
    ("番号札", "番号ふだ"),
    ("見本市役所", "みほん市役所"),
    ("ない方は", "ないかたは"),
    ("お話しください", "おはなしください"),
    ("お声がけ", "おこえがけ"),
    ("今日", "きょう"),
    ("元号", "げんごう"),
    ("何通", "なんつう"),
    ("～", "から"),
    ("〜", "から"),
)
_LETTER_NAMES: Final = (
    "エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム "
    "エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット"
)
LETTERS: Final = {
    chr(ord("A") + place): name for place, name in enumerate(_LETTER_NAMES.split(" "))
}
"""How the letters of tickets are called in Japanese."""
_SPACE_THAT_PARTS: Final = re.compile(r"(?<=[^\s、。！？]) +(?=[^\sはへ0-9])")
"""Spaces between the words of やさしい日本語: each would become a pause. One stays where は or へ
begins a word, which would else be read as a particle."""
_NUMBER: Final = re.compile(r"([A-Z]+)-?([0-9]+)")
_SIGNS: Final = str.maketrans({"\u3000": " ", "…": "。", "・": "、", "／": "、", "◐": " "})


def for_open_jtalk(words: str) -> str:
    """Japanese words as Open JTalk reads them rightly, on one line."""
    text = " ".join(words.split("\n"))
    text = _SPACE_THAT_PARTS.sub("", text.replace("\u3000", "、"))
    for written, read in _READINGS:
        text = text.replace(written, read)
    return text.translate(_SIGNS).strip()


_TO: Final = {
    "en": "to",
    "zh": "到",
    "ko": "에서",
    "vi": "đến",
    "pt": "a",
    "tl": "hanggang",
    "ne": "देखि",
}
"""From one number to another."""


def for_espeak(words: str, language: str) -> str:
    """Words as espeak-ng reads them rightly, on one line."""
    text = " ".join(words.split("\n")).translate(_SIGNS)
    text = re.sub(r"\b(\d{4})-(\d\d)-(\d\d)\b", r"\1, \2, \3", text)
    # a dash between numbers is a range, and would be read as minus or not at all
    text = re.sub(r"(?<=\d)[–～〜~-](?=\d)", f" {_TO.get(language, 'to')} ", text)
    # 1,200 would be read as two numbers
    return re.sub(r"(?<=\d),(?=\d{3})", "", text).strip()


def number_said(number: str, language: str) -> str:
    """A ticket's number as people call it: B103 is ビーの103番, else B 103."""
    match = _NUMBER.fullmatch(number)
    if match is None:
        return number
    letters, digits = match[1], str(int(match[2]))
    if language.split("-", maxsplit=1)[0] == "ja":
        return f"{''.join(LETTERS[letter] for letter in letters)}の{digits}番"
    return f"{letters} {digits}"


def digits_said(number: str) -> str:
    """A telephone number, digit by digit, with a pause where people make one."""
    groups = (number[:3], number[3:7], number[7:])
    return ", ".join(" ".join(group) for group in groups if group)


_KANA_NAMES: Final = {
    "ヲ": "わ行の、オ",
    "ヂ": "ち、に点々、ヂ",
    "ヅ": "つ、に点々、ヅ",
    "ー": "のばす音",
    "ヴ": "ウに点々、ブ",
}
_SMALL: Final = dict(zip("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ", strict=True))


def kana_said(sign: str) -> str:
    """One kana, said so that it is heard which: a small ッ, a long ー, and は never as わ."""
    # katakana, since a single は or へ would be read as a particle
    katakana = "".join(chr(ord(each) + 0x60) if "ぁ" <= each <= "ゖ" else each for each in sign)
    if katakana in _SMALL:
        return f"小さい、{_SMALL[katakana]}"
    return _KANA_NAMES.get(katakana, katakana)


def name_said(name: str) -> str:
    """A name in kana, as it is read back: in katakana, for the same reason."""
    return "".join(chr(ord(each) + 0x60) if "ぁ" <= each <= "ゖ" else each for each in name)
