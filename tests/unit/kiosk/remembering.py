"""A typesetter that sets nothing a second time: many screens say the same.

The kiosk's own keeps no words, for they may be somebody's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from kiosk.session.model import LANGUAGES
from kiosk.theme import INK
from kiosk.typefaces import Run, Typefaces, chains_of
from kiosk.typesetting import Ink, Set, Typesetter
from printer_drivers.fonts import FontFile


class RememberingTypefaces(Typefaces):
    """Looks no second time for which font draws what, nor how wide it is."""

    def __init__(self, chains: Mapping[tuple[str, bool], Sequence[FontFile]]) -> None:
        super().__init__(chains)
        self._runs: dict[tuple[str, str, bool], list[Run]] = {}
        self._lengths: dict[tuple[str, str, int, bool], float] = {}

    def runs(self, text: str, language: str, *, bold: bool) -> list[Run]:
        key = (text, language, bold)
        found = self._runs.get(key)
        if found is None:
            found = self._runs[key] = super().runs(text, language, bold=bold)
        return found

    def length(self, text: str, language: str, size: int, *, bold: bool) -> float:
        key = (text, language, size, bold)
        found = self._lengths.get(key)
        if found is None:
            found = self._lengths[key] = super().length(text, language, size, bold=bold)
        return found


class RememberingTypesetter(Typesetter):
    """Sets what it has set before no second time, in whatever colour."""

    def __init__(self) -> None:
        super().__init__(RememberingTypefaces(chains_of(LANGUAGES)))
        self._before: dict[tuple[str, Ink, float], Set] = {}

    def set(self, words: str, ink: Ink, width: float) -> Set:
        key = (words, replace(ink, colour=INK), width)
        found = self._before.get(key)
        if found is None:
            found = self._before[key] = super().set(*key)
        return replace(found, ink=replace(found.ink, colour=ink.colour))


@cache
def typesetter() -> RememberingTypesetter:
    """One a process."""
    return RememberingTypesetter()
