"""Words inside an element: their styles, and white space as HTML and CSS have it. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

_SPACES: Final = " \t\r\n"
"""White space of XML. The wide space U+3000 is a character like any other."""
_RUN_OF_SPACES: Final = re.compile(f"[{_SPACES}]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in one style."""

    text: str
    bold: bool = False
    ruby: str | None = None
    """Furigana above these words."""
    is_break: bool = False
    """A line end that somebody asked for; `text` is then one line end."""

    def same_style(self, other: "Piece") -> bool:
        """Whether both can be one piece."""
        return self.ruby is None and other.ruby is None and self.bold == other.bold


def collapsed(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with white space as it is printed.

    Any amount is one space. There is none at either end and beside a line break, and none where a
    line of the file ends between two characters of a script without spaces (CSS Text 3, 4.1.3:
    segment breaks between wide characters other than Hangul). Line breaks at either end are
    dropped.
    """
    pieces = list(pieces)
    if len(pieces) == 1 and _is_simple(pieces[0]):
        # so are most, and a person waits while their paper is made
        words = " ".join(_RUN_OF_SPACES.split(pieces[0].text)).strip(" ")
        return [replace(pieces[0], text=words)] if words else []
    characters = [
        (character, piece)
        for piece in pieces
        for character in ([piece.text] if piece.ruby is not None else piece.text)
    ]
    kept = list[tuple[str, Piece]]()
    place = 0
    while place < len(characters):
        end = place
        while end < len(characters) and _is_space(*characters[end]):
            end += 1
        if end == place:
            kept.append(characters[place])
            place += 1
            continue
        run = characters[place:end]
        before = kept[-1] if kept else None
        after = characters[end] if end < len(characters) else None
        has_line_end = any(character == "\n" for character, _ in run)
        if before is not None and after is not None and not _vanishes(before, after, has_line_end):
            kept.append((" ", run[0][1]))
        place = end
    # a break at either end would be an empty line there, which a template rarely means
    while kept and kept[0][1].is_break:
        del kept[0]
    while kept and kept[-1][1].is_break:
        del kept[-1]
    return _joined(kept)


def _is_simple(piece: Piece) -> bool:
    return not piece.is_break and piece.ruby is None and "\n" not in piece.text


def _is_space(character: str, piece: Piece) -> bool:
    return not piece.is_break and piece.ruby is None and character in _SPACES


def _vanishes(before: tuple[str, Piece], after: tuple[str, Piece], has_line_end: bool) -> bool:
    if before[1].is_break or after[1].is_break:
        return True
    return has_line_end and _is_wide(before[0][-1]) and _is_wide(after[0][0])


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF" and not (
        unicodedata.name(character, "").startswith("HANGUL")
    )


def _joined(characters: Sequence[tuple[str, Piece]]) -> list[Piece]:
    runs = list[tuple[Piece, list[str]]]()
    for text, style in characters:
        if runs and runs[-1][0].same_style(style):
            runs[-1][1].append(text)
        else:
            runs.append((style, [text]))
    return [replace(style, text="".join(texts), is_break=False) for style, texts in runs]
