"""What characters are to a receipt printer: clusters, cells, and which of them it can print.

A cell is half as wide as a kanji: 12 of a printer's dots in normal size.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"
_VIRAMA = 9
"""Its canonical combining class (Unicode, UAX 44)."""
CLUSTERS_KEPT: Final = 4096
"""Of which the width is remembered: single characters, of which no text can be put together."""
_YEN_SIGN = "¥"
_YEN_BYTE = b"\\"
"""0x5C: the yen sign in JIS X 0201, and on a printer set to Japan (`ESC R 8`)."""


def clusters(text: str) -> Iterator[str]:
    """The text in pieces that must stay together: a character with the marks on it.

    Consonants that a virama joins are one piece, as they are one sign on paper (Devanagari).
    """
    if not any(map(_is_mark, text)):
        # nothing joins: a virama and a joiner are marks, too. So are most texts, and a paper asks
        # for the width of some thousand
        yield from text
        return
    piece = ""
    for character in text:
        joins = (
            piece.endswith(_ZERO_WIDTH_JOINER)
            or _is_mark(character)
            or (_ends_in_virama(piece) and unicodedata.category(character) == "Lo")
        )
        if piece and joins and piece != "\n":
            piece += character
            continue
        if piece:
            yield piece
        piece = character
    if piece:
        yield piece


def composed(text: str) -> str:
    """The text with base and mark made one character where Unicode has it (か + ゙ to が).

    Not NFC as a whole: that would exchange CJK compatibility ideographs, which are in names.
    """
    return "".join(
        unicodedata.normalize("NFC", piece)
        if len(piece) > 1 and unicodedata.normalize("NFC", piece[0]) == piece[0]
        else piece
        for piece in clusters(text)
    )


def width(text: str) -> int:
    """How many cells a text takes."""
    return sum(map(cluster_width, clusters(text)))


@lru_cache(CLUSTERS_KEPT)
def cluster_width(cluster: str) -> int:
    """1 or 2 cells: 2 where the printer's font or Unicode (UAX 11) has the character wide.

    And where letters are joined (by a virama), or have a mark beside them.
    """
    base = cluster[0]
    encoded = printer_bytes(base)
    if encoded is not None:
        return len(encoded)
    if unicodedata.east_asian_width(base) in "WF":
        return 2
    beside = any(unicodedata.category(mark) in {"Mc", "Lo"} for mark in cluster[1:])
    return 2 if beside else 1


def is_tall(text: str) -> bool:
    """Whether signs of its script stand far above or below the letters.

    So they do from Devanagari to Tibetan, in Myanmar and in Khmer (Unicode's blocks of them).
    """
    return any(
        "\u0900" <= character <= "\u109f" or "\u1780" <= character <= "\u17ff" for character in text
    )


def printer_bytes(text: str) -> bytes | None:
    """The text in the printer's own code (cp932, with the yen sign of JIS X 0201).

    None where it holds anything that the printer's font lacks. The backslash is such a character:
    its code prints a yen sign.
    """
    # to Python, the wide space U+3000 is not printable; to a printer it is
    if "\\" in text or not text.replace("\u3000", "").isprintable():
        return None
    try:
        return b"".join(
            _YEN_BYTE if character == _YEN_SIGN else character.encode("cp932") for character in text
        )
    except UnicodeEncodeError:
        return None


def uses_extensions(encoded: bytes) -> bool:
    """Whether cp932 bytes hold what NEC and IBM added to JIS X 0208: rows 13, 89 to 92, 115 on."""
    at = 0
    while at < len(encoded):
        lead = encoded[at]
        if lead == 0x87 or 0xED <= lead <= 0xEE or 0xFA <= lead <= 0xFC:
            return True
        at += 2 if 0x81 <= lead <= 0x9F or lead >= 0xE0 else 1
    return False


@lru_cache(CLUSTERS_KEPT)
def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me", "Mc", "Cf"}


def _is_virama(character: str) -> bool:
    return unicodedata.combining(character) == _VIRAMA


def _ends_in_virama(piece: str) -> bool:
    return bool(piece) and _is_virama(piece[-1])
