"""Where lines break: at phrases, as JIS X 4051 (kinsoku) allows, and never losing a character."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import budoux

from printer_drivers.characters import cluster_width, clusters, width

Phrases = Callable[[str], Sequence[str]]
"""Cuts text without spaces into the phrases between which a line may break."""

NO_LINE_START: Final = frozenset(
    "、。，．・：；？！‼⁇⁈⁉,.:;?!)]}）］｝〕〉》」』】〗〙〟”’»›%‰℃°′″％ー〜～゠‐–々〻ゝゞヽヾ"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "｡｣､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ।॥"
)
"""行頭禁則文字 (JIS X 4051, 6.1.1), and the same of other languages. No punctuation hangs over the
edge: a printer has no dots there."""
NO_LINE_END: Final = frozenset("([{（［｛〔〈《「『【〖〘〝“‘«‹｢￥¥＄$￡£€№")
"""行末禁則文字, with the signs that stand before a number."""
_INSEPARABLE: Final = frozenset("…‥―—")
"""分離禁止文字: two of the same are one sign."""
_BRACKETS: Final = dict(zip("（「『【〔［〈《", "）」』】〕］〉》", strict=True))
_SPACES: Final = " \u3000"
"""What a line does not end with."""
_BEFORE_BRACKETS: Final = re.compile(f"(?=[{''.join(_BRACKETS)}])")
_BEHIND_BRACKETS: Final = re.compile(
    f"(?<=[{''.join(_BRACKETS.values())}][・、。])(?![{re.escape(''.join(NO_LINE_START))}{_SPACES}])"
)
_PAUSES: Final = frozenset("・、。，．；：）］｝」』】〕／！？")
_LETTERS: Final = (
    "LATIN ",
    "DIGIT ",
    "FULLWIDTH LATIN ",
    "FULLWIDTH DIGIT ",
    "CYRILLIC ",
    "GREEK ",
)


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


@dataclass(frozen=True, slots=True)
class Piece:
    """What no line may break: a character with its marks, or a word under furigana."""

    text: str
    cells: int
    bold: bool = False
    ruby: str | None = None


def break_lines(text: str, cells: int, phrases: Phrases) -> list[str]:
    """The text in lines of at most `cells` cells (at least 2). Its own line ends are kept.

    Only the spaces at a break are dropped, wide ones (U+3000), too.
    """
    pieces = [Piece(cluster, cluster_width(cluster)) for cluster in clusters(text)]
    return ["".join(piece.text for piece in line) for line in break_pieces(pieces, cells, phrases)]


def break_pieces(
    pieces: Iterable[Piece], cells: int, phrases: Phrases, *, even: bool = False
) -> list[list[Piece]]:
    """Pieces in lines, like `break_lines`; none of them may be wider than `cells`.

    `even` makes the lines of a paragraph about equally long, and no more lines than needed: what
    stands in the middle of the paper then has no single word at its end.
    """
    paragraphs: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.text == "\n":
            paragraphs.append([])
        else:
            paragraphs[-1].append(piece)
    fill = _fill_evenly if even else _fill
    return [line for each in paragraphs for line in fill(_units(each, cells, phrases), cells)]


def _units(paragraph: Sequence[Piece], cells: int, phrases: Phrases) -> list[list[Piece]]:
    """What stays together where the line is long enough, with the spaces after it."""
    text = "".join(piece.text for piece in paragraph)
    ends = set(accumulate(map(len, _with_brackets_whole(_unit_texts(text, phrases), cells))))
    units: list[list[Piece]] = [[]]
    at = 0
    for piece in paragraph:
        units[-1].append(piece)
        at += len(piece.text)
        if at in ends:
            units.append([])
    return [unit for unit in units if unit]


def _unit_texts(text: str, phrases: Phrases) -> list[str]:
    units = list[str]()
    for word in text.split(" "):
        pieces = _phrases_of(word, phrases)
        for number, piece in enumerate(pieces):
            if number > 0 and _belongs_to(units[-1], piece):
                units[-1] += piece
            else:
                units.append(piece)
        if units:
            units[-1] += " "
        else:
            units.append(" ")
    units[-1] = units[-1][:-1]
    return [part for unit in units for part in _BEHIND_BRACKETS.split(unit) if part]


def _phrases_of(word: str, phrases: Phrases) -> list[str]:
    """Phrases, also cut behind wide spaces and before brackets, which BudouX does not look at."""
    pieces = list[str]()
    for part in re.findall(r"[^\u3000]*\u3000+|[^\u3000]+", word):
        named = part.rstrip("\u3000")
        found = [
            piece
            for phrase in (phrases(named) if named else [])
            for piece in _BEFORE_BRACKETS.split(phrase)
            if piece
        ]
        *before, last = found or [""]
        pieces += [*before, last + part[len(named) :]]
    return pieces


def _with_brackets_whole(units: Sequence[str], cells: int) -> list[str]:
    """What stands in brackets is one unit where a line can hold it: no 方） is left by itself."""
    whole = list[str]()
    at = 0
    while at < len(units):
        closing = _BRACKETS.get(units[at][:1])
        end = at
        while closing is not None and end < len(units) and closing not in units[end]:
            end += 1
        together = "".join(units[at : end + 1])
        if end >= len(units) or width(together.rstrip(_SPACES)) > cells:
            end, together = at, units[at]
        whole.append(together)
        at = end + 1
    return whole


def _belongs_to(before: str, after: str) -> bool:
    return (
        not _kinsoku_allows(before, after)
        # numbers and words in letters are not cut
        or (_is_narrow(before[-1]) and _is_narrow(after[0]))
        # a mark belongs to its character
        or len(list(clusters(before[-1] + after[0]))) == 1
    )


def _kinsoku_allows(before: str, after: str) -> bool:
    return (
        after[0] not in NO_LINE_START
        and before[-1] not in NO_LINE_END
        and not (before[-1] == after[0] and after[0] in _INSEPARABLE)
    )


def _is_narrow(character: str) -> bool:
    """A Latin letter or a digit, also with an accent or as wide as a kanji; or ASCII's signs."""
    return character.isascii() or (
        character.isalnum() and unicodedata.name(character, "").startswith(_LETTERS)
    )


def _fill(units: Sequence[Sequence[Piece]], cells: int) -> list[list[Piece]]:
    lines = list[list[Piece]]()
    line = list[Piece]()
    for unit in units:
        if _cells(line) + _cells(_without_spaces(unit)) <= cells:
            line += unit
            continue
        if _without_spaces(line):
            lines.append(_without_spaces(line))
        *full, line = _split(unit, cells)
        lines.extend(full)
    return [*lines, _without_spaces(line)]


def _fill_evenly(units: Sequence[Sequence[Piece]], cells: int) -> list[list[Piece]]:
    """In as few lines as `_fill` needs, at the smallest width that they fit."""
    lines = _fill(units, cells)
    if len(lines) == 1:
        return lines
    too_narrow = max(_cells(_without_spaces(unit)) for unit in units) - 1
    if too_narrow >= cells:
        return lines  # a unit is longer than a line: made narrower, it would be cut more often
    while cells - too_narrow > 1:
        middle = (too_narrow + cells) // 2
        narrower = _fill(units, middle)
        if len(narrower) > len(lines):
            too_narrow = middle
        else:
            lines, cells = narrower, middle
    return lines


def _split(unit: Sequence[Piece], cells: int) -> list[list[Piece]]:
    """A unit that may be longer than a line, in lines; its spaces are kept on the last one."""
    pieces = _without_spaces(unit)
    if not pieces:
        return [[]]
    spaces = list(unit[len(pieces) :])
    lines = list[list[Piece]]()
    start = 0
    while True:
        end = start
        used = 0
        while end < len(pieces) and used + pieces[end].cells <= cells:
            used += pieces[end].cells
            end += 1
        end = max(end, start + 1)
        if end >= len(pieces):
            return [*lines, pieces[start:] + spaces]
        end = _break_before(pieces, start, end)
        lines.append(pieces[start:end])
        start = end


def _break_before(pieces: Sequence[Piece], start: int, end: int) -> int:
    """The last place up to `end` that is good to break at.

    Best one behind a comma or a dot that is not far back, then one that cuts no number and no word,
    else one that kinsoku allows, else `end`.
    """
    for place in range(end, start + (end - start) // 3, -1):
        before, after = pieces[place - 1].text, pieces[place].text
        if before[-1] in _PAUSES and not _belongs_to(before, after):
            return place
    for place in range(end, start, -1):
        if not _belongs_to(pieces[place - 1].text, pieces[place].text):
            return place
    for place in range(end, start, -1):
        if _kinsoku_allows(pieces[place - 1].text, pieces[place].text):
            return place
    return end


def _cells(pieces: Iterable[Piece]) -> int:
    return sum(piece.cells for piece in pieces)


def _without_spaces(pieces: Sequence[Piece]) -> list[Piece]:
    """Without the spaces at the end."""
    end = len(pieces)
    while end > 0 and pieces[end - 1].text in _SPACES:
        end -= 1
    return list(pieces[:end])


def _has_kana(text: str) -> bool:
    return any("\u3041" <= character <= "\u30ff" for character in text)


def _has_kanji(text: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in text)


def longest_line(text: str) -> int:
    """The cells that a text takes where only its own line ends break it."""
    return max(width(line) for line in text.split("\n"))
