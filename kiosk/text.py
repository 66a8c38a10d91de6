"""Text for Kivy's labels: lines that break at phrases, and a second font where the first has none.

Kivy breaks Japanese anywhere and draws an empty box for what a font lacks. Pure.
"""

from collections.abc import Callable, Iterator
from itertools import groupby

from printer_drivers.breaking import Phrases, break_lines


def broken(text: str, width: float, size: float, phrases: Phrases) -> str:
    """Japanese text with line ends where it must break to be at most `width` wide.

    `width` and `size` (of the font) are in the same unit. A kanji is as wide as the size; BIZ
    UDPGothic's kana and letters are narrower, so no line is wider than asked. Text in Latin letters
    is left to the label, which breaks it at spaces.
    """
    if text.isascii():
        return text
    cells = max(2, int(width / (size / 2)))
    return "\n".join(break_lines(text, cells, phrases))


def marked_up(
    text: str, has: Callable[[str], bool], fallback: str, escape: Callable[[str], str]
) -> str:
    """Kivy markup in which what the first font lacks is drawn with the font `fallback`."""
    return "".join(_pieces(text, has, fallback, escape))


def _pieces(
    text: str, has: Callable[[str], bool], fallback: str, escape: Callable[[str], str]
) -> Iterator[str]:
    for known, characters in groupby(text, lambda character: character == "\n" or has(character)):
        piece = escape("".join(characters))
        yield piece if known else f"[font={fallback}]{piece}[/font]"
