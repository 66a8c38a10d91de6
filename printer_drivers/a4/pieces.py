"""Words -> the pieces that a line of an A4 page is set from. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from printer_drivers.breaking import NO_LINE_END, NO_LINE_START, Phrases
from printer_drivers.characters import clusters, composed

LONG_WORD: Final = 12
"""Characters of a word that may be wider than a narrow column, such as an address of a page."""

_OPENING: Final = "（［｛〔〈《「『【"
_CLOSING: Final = "、。，．！？）］｝〕〉》」』】"
NOTHING: Final = "\N{WORD JOINER}"
NO_EDGE: Final = "\N{ZERO WIDTH SPACE}" + NOTHING
"""A line may begin here, and what follows is not the first sign in it. Typst takes half the width
off a bracket that begins a line, and off signs that meet: that is the white which full-width ones
have. Those of a proportional font have none; they would stand in the margin and on each other."""
_SIGNS: Final = f"{_OPENING}{_CLOSING}・：；"
_MEETING: Final = re.compile(f"(?<=[{_SIGNS}])(?=[{_SIGNS}])")

_CJK: Final = ((0x3000, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF))
"""Kana, kanji and the punctuation among them. Hangul is not: Korean has spaces."""

Shows = Callable[[str], bool]
"""Whether some font has a character (with its marks)."""


@dataclass(frozen=True, slots=True)
class Style:
    """How words look."""

    bold: bool = False
    ruby: str | None = None
    """Furigana above them. The words then stay on one line."""


PLAIN: Final = Style()
Styled = tuple[str, Style]


class Pieces:
    """Cuts words into pieces, for one language and one set of fonts."""

    def __init__(self, phrases: Phrases, shows: Shows) -> None:
        self._phrases = phrases
        self._shows = shows

    def lines(self, words: Sequence[Styled]) -> list[list[dict[str, Any]]]:
        """The words' own lines, each as pieces. A line breaks between pieces, and inside one
        that is not kept."""
        return [self._line(line) for line in _own_lines(words)]

    def plain(self, text: str) -> list[list[dict[str, Any]]]:
        """The same for words without any style."""
        return self.lines(((text, PLAIN),))

    def _line(self, words: Sequence[Styled]) -> list[dict[str, Any]]:
        line = "".join(text for text, _ in words)
        pieces = list[dict[str, Any]]()
        at = 0
        for unit in units(line, self._phrases):
            for part in _without_punctuation(unit):
                runs = list(self._runs(words, at, at + len(part)))
                if part[0] in _OPENING:
                    runs[0] = {**runs[0], "text": NO_EDGE + runs[0]["text"]}
                at += len(part)
                keeps = _keeps(part)
                if pieces and not keeps and not pieces[-1]["keep"]:
                    pieces[-1]["runs"] += runs
                else:
                    pieces.append({"keep": keeps, "runs": runs})
        for piece in pieces:
            piece["runs"] = [
                {**run, "text": _MEETING.sub(NOTHING, run["text"])}
                for run in _joined(piece["runs"])
            ]
        return pieces

    def _runs(self, words: Sequence[Styled], start: int, end: int) -> Iterator[dict[str, Any]]:
        """The part of the words between two places. Ruby goes with the whole of its words."""
        at = 0
        for text, style in words:
            first, last = max(start, at), min(end, at + len(text))
            whole = style.ruby is not None
            if whole and first == at and first < last:
                yield _run(text, style)
            elif not whole and first < last:
                for part in clusters(text[first - at : last - at]):
                    yield _run(part, style, missing=not self._shows(part))
            at += len(text)


def units(line: str, phrases: Phrases) -> Iterator[str]:
    """A line in what should stay together, and the spaces between. Nothing of it is lost."""
    for number, word in enumerate(line.split(" ")):
        if number > 0:
            yield " "
        unit = ""
        for phrase in phrases(word) if word else ():
            if unit and not _belongs_together(unit, phrase):
                yield unit
                unit = ""
            unit += phrase
        if unit:
            yield unit


def _without_punctuation(unit: str) -> Iterator[str]:
    """A unit without the punctuation at its ends, and that. Typst takes the white off punctuation
    at the edge of what is kept, as at the edge of a line; beside it, it has its white, and Unicode
    (UAX 14, LB13 and LB14) does not let a line break between them."""
    core = unit.lstrip(_OPENING)
    yield from _some(unit[: len(unit) - len(core)])
    body = core.rstrip(_CLOSING)
    yield from _some(body)
    yield from _some(core[len(body) :])


def _some(part: str) -> Iterator[str]:
    if part:
        yield part


def _belongs_together(before: str, after: str) -> bool:
    return (
        after[0] in NO_LINE_START
        or before[-1] in NO_LINE_END
        or (before[-1].isascii() and after[0].isascii())
        # a mark belongs to its character
        or len(list(clusters(before[-1] + after[0]))) == 1
    )


def _keeps(unit: str) -> bool:
    """Whether a unit needs help to stay together, or to break at all. Short words of letters do
    neither: a line breaks at the spaces between them by itself."""
    return len(unit) > 1 and (len(unit) > LONG_WORD or any(map(_is_cjk, unit)))


def _is_cjk(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _CJK)


def _own_lines(words: Sequence[Styled]) -> Iterator[list[Styled]]:
    line = list[Styled]()
    for text, style in words:
        first, *others = composed(text).split("\n")
        line.append((first, style))
        for other in others:
            yield line
            line = [(other, style)]
    yield line


def _run(text: str, style: Style, *, missing: bool = False) -> dict[str, Any]:
    return {
        "text": text,
        "bold": style.bold,
        "ruby": style.ruby,
        "missing": missing,
        # a variant of a kanji, as names have them: 辻󠄁
        "varied": any("\U000e0100" <= character <= "\U000e01ef" for character in text),
    }


def _joined(runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neighbours of one style as one run, so that a font can set them together."""
    joined = list[dict[str, Any]]()
    for run in runs:
        if (
            joined
            and _joinable(run)
            and _joinable(joined[-1])
            and joined[-1]["bold"] == run["bold"]
        ):
            joined[-1] = {**joined[-1], "text": joined[-1]["text"] + run["text"]}
        else:
            joined.append(run)
    return joined


def _joinable(run: dict[str, Any]) -> bool:
    return not (run["missing"] or run["ruby"] or run["varied"])
