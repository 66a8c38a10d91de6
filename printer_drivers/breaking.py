"""Where lines break: at phrases, as JIS X 4051 (kinsoku) allows, and never losing a character."""

from collections.abc import Callable, Sequence
from typing import Final

import budoux

from printer_drivers.characters import cluster_width, clusters, width

Phrases = Callable[[str], Sequence[str]]
"""Cuts text without spaces into the phrases between which a line may break."""

NO_LINE_START: Final = frozenset(
    "、。，．・：；？！,.:;?!)]}）］｝〕〉》」』】”’％%‰℃ー〜～々ゝゞヽヾ"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ｡｣､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ"
)
"""行頭禁則文字."""
NO_LINE_END: Final = frozenset("([{（［｛〔〈《「『【“‘｢￥¥")
"""行末禁則文字."""


def phrases_for(language: str) -> Phrases:
    """How to cut a language into phrases. Reads BudouX's model from its package.

    Text that holds kana is cut as Japanese in any language: papers carry Japanese names.
    """
    japanese = budoux.load_default_japanese_parser()
    own = _own_parser(language)

    def phrases(text: str) -> Sequence[str]:
        if _has_kana(text) or (own is None and _has_kanji(text)):
            return list(japanese.parse(text))
        return [text] if own is None else list(own.parse(text))

    return phrases


def _own_parser(language: str) -> "budoux.Parser | None":
    match language.lower().split("-"):
        case ["ja", *_]:
            return budoux.load_default_japanese_parser()
        case ["zh", "hant" | "tw" | "hk" | "mo", *_]:
            return budoux.load_default_traditional_chinese_parser()
        case ["zh", *_]:
            return budoux.load_default_simplified_chinese_parser()
        case ["th", *_]:
            return budoux.load_default_thai_parser()
        case _:
            return None


def break_lines(text: str, cells: int, phrases: Phrases) -> list[str]:
    """The text in lines of at most `cells` cells (at least 2). Its own line ends are kept.

    Only the spaces at a break are dropped.
    """
    return [
        line for paragraph in text.split("\n") for line in _fill(_units(paragraph, phrases), cells)
    ]


def _units(paragraph: str, phrases: Phrases) -> list[str]:
    """What must stay together where the line is long enough, with the spaces after it."""
    units = list[str]()
    for word in paragraph.split(" "):
        pieces = list(phrases(word)) if word else []
        for number, piece in enumerate(pieces):
            if number > 0 and _belongs_to(units[-1], piece):
                units[-1] += piece
            else:
                units.append(piece)
        if units:
            units[-1] += " "
        else:
            units.append(" ")
    if units:
        units[-1] = units[-1][:-1]
    return units


def _belongs_to(before: str, after: str) -> bool:
    return (
        after[0] in NO_LINE_START
        or before[-1] in NO_LINE_END
        # numbers and words in Latin letters are not cut
        or (before[-1].isascii() and after[0].isascii())
        # a mark belongs to its character
        or len(list(clusters(before[-1] + after[0]))) == 1
    )


def _fill(units: Sequence[str], cells: int) -> list[str]:
    lines = list[str]()
    line = ""
    for unit in units:
        if width(line) + width(unit.rstrip(" ")) <= cells:
            line += unit
            continue
        if line.strip(" "):
            lines.append(line.rstrip(" "))
        *full, line = _split(unit, cells)
        lines.extend(full)
    return [*lines, line.rstrip(" ")]


def _split(unit: str, cells: int) -> list[str]:
    """A unit that may be longer than a line, in lines."""
    pieces = list(clusters(unit.rstrip(" ")))
    if not pieces:
        return [""]
    lines = list[str]()
    start = 0
    while True:
        end = start
        used = 0
        while end < len(pieces) and used + cluster_width(pieces[end]) <= cells:
            used += cluster_width(pieces[end])
            end += 1
        end = max(end, start + 1)
        if end >= len(pieces):
            spaces = unit[len(unit.rstrip(" ")) :]
            return [*lines, "".join(pieces[start:]) + spaces]
        end = _allowed_break(pieces, start, end)
        lines.append("".join(pieces[start:end]))
        start = end


def _allowed_break(pieces: Sequence[str], start: int, end: int) -> int:
    """The last place up to `end` where kinsoku allows a break; `end` where there is none."""
    for place in range(end, start, -1):
        before, after = pieces[place - 1], pieces[place]
        if before[-1] not in NO_LINE_END and after[0] not in NO_LINE_START:
            return place
    return end


def _has_kana(text: str) -> bool:
    return any("\u3041" <= character <= "\u30ff" for character in text)


def _has_kanji(text: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in text)


def longest_line(text: str) -> int:
    """The cells that a text takes where only its own line ends break it."""
    return max(width(line) for line in text.split("\n"))
