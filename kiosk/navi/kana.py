"""A 五十音 keyboard: a name typed in kana, and never in anything else.

A name is kept in hiragana; `shown` gives it in the script that a form wants.
"""

from enum import StrEnum

NAME_LENGTH_MAX = 40
"""Characters of a name, spaces too. The longest names of residents are shorter in kana."""

COLUMNS = (
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "やゆよ",
    "らりるれろ",
    "わをんー",
)
"""The keys of the board, column by column (行), each from its top."""
LONG_VOWEL = "ー"
SPACE = "\u3000"
"""Between the family name and the given one, as wide as a kana."""


class Script(StrEnum):
    """Which kana a form is filled in with."""

    HIRAGANA = "hiragana"
    KATAKANA = "katakana"


class KanaKey(StrEnum):
    """Keys beside the kana."""

    VOICED = "voiced"
    """゛: か to が, and back."""
    HALF_VOICED = "half_voiced"
    """゜: は to ぱ, and back."""
    SMALL = "small"
    """つ to っ, and back."""
    SPACE = "space"
    DELETE = "delete"
    CLEAR = "clear"


def _variants() -> dict[str, dict[KanaKey, str]]:
    voiced = dict(zip("うかきくけこさしすせそたちつてとはひふへほ",
                      "ゔがぎぐげござじずぜぞだぢづでどばびぶべぼ", strict=True))  # fmt: skip
    half = dict(zip("はひふへほ", "ぱぴぷぺぽ", strict=True))
    small = dict(zip("あいうえおつやゆよわ", "ぁぃぅぇぉっゃゅょゎ", strict=True))
    kinds = ((KanaKey.VOICED, voiced), (KanaKey.HALF_VOICED, half), (KanaKey.SMALL, small))
    found = dict[str, dict[KanaKey, str]]()
    for kind, pairs in kinds:
        for plain, changed in pairs.items():
            found.setdefault(plain, {})[kind] = changed
    return found


_VARIANTS = _variants()
_PLAIN = {
    changed: plain for plain, changes in _VARIANTS.items() for changed in changes.values()
} | {plain: plain for plain in _VARIANTS}
KANA = frozenset("".join(COLUMNS)) | frozenset(_PLAIN)
"""Every character that a name can have, beside the space."""


def typed(name: str, key: str) -> str:
    """A name after a key: a kana of the board, or a `KanaKey`. Other keys change nothing."""
    match key:
        case KanaKey.VOICED | KanaKey.HALF_VOICED | KanaKey.SMALL:
            return _changed(name, KanaKey(key))
        case KanaKey.DELETE:
            return name[:-1]
        case KanaKey.CLEAR:
            return ""
        case KanaKey.SPACE:
            # one between two words: never first, never two
            return _longer(name, SPACE) if name and not name.endswith(SPACE) else name
        case _ if key == LONG_VOWEL:
            return _longer(name, key) if name and not name.endswith(SPACE) else name
        case _ if len(key) == 1 and key in KANA:
            return _longer(name, key)
    return name


def can_change(name: str, key: KanaKey) -> bool:
    """Whether one of the three changing keys would do something now."""
    return _changed(name, key) != name


def shown(name: str, script: Script) -> str:
    """A name in one script."""
    if script is Script.HIRAGANA:
        return name
    return "".join(chr(ord(kana) + 0x60) if "ぁ" <= kana <= "ゖ" else kana for kana in name)


def finished(name: str) -> str:
    """A name without the space that somebody left at its end."""
    return name.rstrip(SPACE)


def _longer(name: str, kana: str) -> str:
    return name + kana if len(name) < NAME_LENGTH_MAX else name


def _changed(name: str, key: KanaKey) -> str:
    last = name[-1:]
    plain = _PLAIN.get(last)
    if plain is None:
        return name
    changed = _VARIANTS[plain].get(key)
    if changed is None:
        return name
    return name[:-1] + (plain if last == changed else changed)
