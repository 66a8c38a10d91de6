"""Which characters the fonts have: PDF/UA takes no page with a character that cannot be shown."""

import threading
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

_EM: Final = 24
_NOT_A_CHARACTER: Final = "\U0010fffd"
"""A private-use character that no font has: it shows a font's empty box."""
_JOINS: Final = frozenset({"Mn", "Mc", "Me", "Cf"})
"""Marks and joiners are set with their character, or leave no trace."""


class Coverage:
    """The characters of some font files, in order of preference. May be shared by threads."""

    def __init__(self, fonts: Sequence[tuple[Path, int]]) -> None:
        self._files = tuple(fonts)
        self._opened: dict[tuple[Path, int], tuple[FreeTypeFont, bytes]] = {}
        self._known: dict[str, bool] = {" ": True, "\u3000": True, "\u00a0": True}
        self._lock = threading.Lock()

    def shows(self, cluster: str) -> bool:
        """Whether there is a glyph for a character with its marks."""
        with self._lock:
            return all(
                self._has(character)
                for character in cluster
                if unicodedata.category(character) not in _JOINS
            )

    def _has(self, character: str) -> bool:
        known = self._known.get(character)
        if known is None:
            known = any(self._file_has(file, character) for file in self._files)
            self._known[character] = known
        return known

    def _file_has(self, file: tuple[Path, int], character: str) -> bool:
        opened = self._opened.get(file)
        if opened is None:
            font = ImageFont.truetype(str(file[0]), _EM, index=file[1])
            opened = (font, bytes(font.getmask(_NOT_A_CHARACTER)))
            self._opened[file] = opened
        font, box = opened
        # Pillow does not show a font's character map
        return bytes(font.getmask(character)) != box
