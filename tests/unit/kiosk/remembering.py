"""A typesetter that measures and sets nothing a second time: many screens say the same.

The kiosk's own keeps no words, for they may be somebody's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from kiosk.session.model import LANGUAGES
from kiosk.typefaces import Run, Typefaces, chains_of
from kiosk.typesetting import Ink, Set, Typesetter
from printer_drivers.breaking import Phrases
from printer_drivers.fonts import FontFile

_EM: Final = 256
"""The size (pixels) in which a text is measured, for all its sizes."""


class RememberingTypefaces(Typefaces):
    """Looks no second time for which font draws what, nor how wide it is in whatever size.

    Pillow's letters keep their proportions in every size; `test_layouts` compares.
    """

    def __init__(self, chains: Mapping[tuple[str, bool], Sequence[FontFile]]) -> None:
        super().__init__(chains)
        self._runs: dict[tuple[str, str, bool], list[Run]] = {}
        self._ems: dict[tuple[str, str, bool], float] = {}

    def runs(self, text: str, language: str, *, bold: bool) -> list[Run]:
        key = (text, language, bold)
        found = self._runs.get(key)
        if found is None:
            found = self._runs[key] = super().runs(text, language, bold=bold)
        return found

    def length(self, text: str, language: str, size: int, *, bold: bool) -> float:
        key = (text, language, bold)
        em = self._ems.get(key)
        if em is None:
            em = self._ems[key] = super().length(text, language, _EM, bold=bold) / _EM
        return em * size


class RememberingTypesetter(Typesetter):
    """Sets what it has set before no second time, in whatever colour."""

    def __init__(self) -> None:
        super().__init__(RememberingTypefaces(chains_of(LANGUAGES)))
        self._before: dict[tuple[object, ...], Set] = {}
        self._parted: dict[tuple[str, str], list[str]] = {}

    def set(self, words: str, ink: Ink, width: float) -> Set:
        key = (words, ink.size, ink.bold, ink.align, ink.line_height, ink.one_line, ink.language,
               width)  # fmt: skip
        found = self._before.get(key)
        if found is None:
            found = self._before[key] = super().set(words, ink, width)
        if found.ink.colour == ink.colour:
            return found
        return replace(found, ink=replace(found.ink, colour=ink.colour))

    def _phrases_of(self, language: str) -> Phrases:
        phrases = super()._phrases_of(language)

        def parted(text: str) -> list[str]:
            key = (text, language)
            found = self._parted.get(key)
            if found is None:
                found = self._parted[key] = list(phrases(text))
            return found

        return parted


@cache
def typesetter() -> RememberingTypesetter:
    """One a process."""
    return RememberingTypesetter()
