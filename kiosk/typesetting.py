"""Words set in lines, measured, and drawn as a mask of dots. Knows no screen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from kiosk.theme import INK, Colour
from kiosk.typefaces import CLUSTERS_KEPT, Typefaces, pitch
from printer_drivers.breaking import Phrases, Piece, break_pieces, phrases_for
from printer_drivers.characters import clusters

NAME_LENGTH: Final = 12
"""Characters of what is a name, rather than a sentence."""
NEARLY_FITS: Final = 1.25
_BASELINE: Final = 0.88
"""Of a line one em high, from its top: as in BIZ UDPGothic, whatever the font."""
_PAD: Final = 0.4
"""Ems around set words in which marks may stand out, such as those on a Vietnamese capital."""
_FINE: Final = 64
"""Parts of a pixel in which lines are filled."""
_NO_SPACES: Final = ("\u3000", "\u9fff")
"""Kana and kanji stand without spaces, and may be parted."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How words look. Sizes in pixels."""

    size: float
    bold: bool = False
    colour: Colour = INK
    align: str = "left"
    line_height: float = 1.25
    one_line: bool = False
    """Set smaller where it would need a second line: numbers and headings."""
    language: str | None = None
    """The words' language, where it is not the page's: it decides the font and the lines."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line, and how far from the left it stands."""

    text: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Set:
    """Words that have been set: ready to be put anywhere."""

    lines: tuple[SetLine, ...]
    ink: Ink
    """With the size at which they fit, and their language."""
    width: float
    """Of the room they were set in."""
    line: float
    """From one line to the next."""

    @property
    def height(self) -> float:
        """Of all lines."""
        return self.line * len(self.lines)

    @property
    def left(self) -> float:
        """Where the widest line begins."""
        return min(line.x for line in self.lines)

    @property
    def right(self) -> float:
        """Where the widest line ends."""
        return max(line.x + line.width for line in self.lines)


@dataclass(frozen=True, slots=True)
class Mask:
    """Set words as dots: how much of each is covered, 0 to 255, rows from the top."""

    dots: NDArray[np.uint8]
    left: int
    """Where its left edge stands, counted from the words' own."""
    top: int


class Typesetter:
    """Makes words into lines, and lines into dots. Keeps the widths of letters, but no words."""

    def __init__(self, typefaces: Typefaces) -> None:
        self._faces = typefaces
        self._phrases: dict[str, Phrases] = {}
        self._cluster = lru_cache(CLUSTERS_KEPT)(
            lambda text, language, size, bold: typefaces.length(text, language, size, bold=bold)
        )

    def set(self, words: str, ink: Ink, width: float) -> Set:
        """Words in lines of at most `width` pixels. `ink.language` None is Japanese."""
        language = _language_of(words, ink.language or "ja")
        size = max(1, round(ink.size))
        paragraphs = words.split("\n")
        natural = max(self._length(each, language, size, ink) for each in paragraphs)
        if natural > width:
            smaller = self._size_that_fits(words, language, ink, width, natural)
            if smaller < size:
                return self.set(words, replace(ink, size=smaller), width)
            paragraphs = [
                line for each in paragraphs for line in self._broken(each, language, ink, width)
            ]
        done = tuple(self._line(line, language, size, ink, width) for line in paragraphs)
        high = round(size * ink.line_height * pitch(language))
        return Set(done, replace(ink, size=size, language=language), width, high)

    def mask(self, done: Set) -> Mask:
        """Set words as dots, with room for marks that stand out of their lines."""
        size, ink = int(done.ink.size), done.ink
        pad = ceil(size * _PAD)
        left = int(done.left) - pad
        picture = Image.new(
            "L", (ceil(done.right) + pad - left, ceil(done.height) + 2 * pad), color=0
        )
        pen = ImageDraw.Draw(picture)
        for number, line in enumerate(done.lines):
            x = line.x - left
            baseline = round(pad + number * done.line + (done.line - size) / 2 + size * _BASELINE)
            for run in self._faces.runs(line.text, ink.language or "ja", bold=ink.bold):
                font = self._faces.font(run.file, size)
                pen.text((x, baseline), run.text, fill=255, font=font, anchor="ls")
                x += font.getlength(run.text)
        return Mask(np.asarray(picture, np.uint8), left, -pad)

    def _size_that_fits(
        self, words: str, language: str, ink: Ink, width: float, natural: float
    ) -> int:
        """The size for words that are too long for one line, at most that of their ink.

        A name or a phrase that is a little too long is better a little smaller than in two pieces,
        and a word with spaces around it is never cut.
        """
        size = max(1, round(ink.size))
        nearly = len(words) <= NAME_LENGTH and natural <= width * NEARLY_FITS and " " not in words
        if ink.one_line or nearly:
            longest = natural
        else:
            longest = max(
                (self._length(word, language, size, ink) for word in _unbreakable(words)),
                default=0.0,
            )
            phrase = max(
                (
                    self._length(phrase.strip(), language, size, ink)
                    for phrase in self._phrases_of(language)(words.replace("\n", ""))
                    if " " not in phrase.strip()
                ),
                default=0.0,
            )
            if phrase <= width * NEARLY_FITS:
                longest = max(longest, phrase)
        return size if longest <= width else max(1, min(size - 1, int(size * width / longest)))

    def _phrases_of(self, language: str) -> Phrases:
        phrases = self._phrases.get(language)
        if phrases is None:
            phrases = self._phrases[language] = phrases_for(language)
        return phrases

    def _length(self, text: str, language: str, size: int, ink: Ink) -> float:
        return self._faces.length(text, language, size, bold=ink.bold)

    def _line(self, text: str, language: str, size: int, ink: Ink, width: float) -> SetLine:
        long = self._length(text, language, size, ink)
        space = width - long
        x = {"left": 0.0, "center": space / 2, "right": space}[ink.align]
        return SetLine(text, x, long)

    def _broken(self, text: str, language: str, ink: Ink, width: float) -> list[str]:
        """Lines that end between phrases, or at spaces where a language has them."""
        size = max(1, round(ink.size))
        room = max(int(width), 2 * size) * _FINE
        pieces = [
            Piece(
                cluster, min(room, ceil(self._cluster(cluster, language, size, ink.bold) * _FINE))
            )
            for cluster in clusters(text)
        ]
        phrases = self._phrases_of(language)
        while True:
            broken = break_pieces(pieces, room, phrases, even=ink.align == "center")
            lines = ["".join(piece.text for piece in line) for line in broken]
            # some letters stand further from each other than alone (kerning, as in 요.)
            excess = max(self._length(line, language, size, ink) for line in lines) - width
            if excess <= 0 or room <= 2 * size * _FINE:
                return lines
            room -= ceil(excess * _FINE)
            pieces = [replace(piece, cells=min(piece.cells, room)) for piece in pieces]


def _language_of(words: str, language: str) -> str:
    """Japanese for what holds kana, where kanji would else have another language's forms."""
    kana = any("\u3041" <= character <= "\u30fa" for character in words)
    return "ja" if kana and language in {"zh", "ko"} else language


def _unbreakable(words: str) -> Sequence[str]:
    """The words between spaces that no line may part."""
    first, last = _NO_SPACES
    return [
        word for word in words.split() if not any(first <= character <= last for character in word)
    ]
