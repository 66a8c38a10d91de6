"""Which font draws which text: one rule a language, the same as on paper. Pure, but for the files.

Kivy's own text is not used. It sets no Devanagari (marks stand beside their letters), takes only
the first font of a collection (all Chinese would have Japanese forms), and measures nothing without
a screen. Pillow does all three.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import structlog
from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

from printer_drivers.characters import clusters
from printer_drivers.fonts import NOTO, NOTO_CORE, FontFile, Fonts, noto_index

log = structlog.get_logger(__name__)

FONTS: Final = Path(__file__).resolve().parent.parent / "assets" / "fonts"
OPEN_FONTS: Final = 96
"""Fonts in one size that are kept open. A screen has about ten."""
CLUSTERS_KEPT: Final = 4096
_PROBE_SIZE: Final = 24
_PITCH: Final = {"vi": 1.14, "pt": 1.06, "tl": 1.06, "en": 1.06, "ne": 1.3}
"""From one line to the next, where a kanji's is 1: accents and vowel signs need the room."""
_LATIN: Final = frozenset({"vi", "pt", "tl"})


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a line that one font draws."""

    file: FontFile
    text: str


class Typefaces:
    """The fonts of each language, in order of preference. For one thread."""

    def __init__(self, chains: Mapping[tuple[str, bool], Sequence[FontFile]]) -> None:
        """`chains`: language and boldness to fonts; `ja` stands for what is not there."""
        self._chains = chains
        self._probes: dict[FontFile, Fonts] = {}
        self._known: dict[tuple[FontFile, str], bool] = {}
        self._first = lru_cache(CLUSTERS_KEPT)(self._first_that_has)
        self._open = lru_cache(OPEN_FONTS)(_opened)

    def runs(self, text: str, language: str, *, bold: bool) -> list[Run]:
        """One line in parts that one font each draws: the first that has a character.

        A character that none has is left to the first font, which shows its empty box.
        """
        runs = list[Run]()
        for cluster in clusters(text):
            file = self._first(cluster, language, bold)
            # spaces, digits and stops stay with the words before them: they are shaped together
            if runs and not cluster[0].isalpha() and self._has(runs[-1].file, cluster):
                file = runs[-1].file
            if runs and runs[-1].file == file:
                runs[-1] = Run(file, runs[-1].text + cluster)
            else:
                runs.append(Run(file, cluster))
        return runs

    def missing(self, text: str, language: str, *, bold: bool) -> str:
        """The characters of a text that would be shown as an empty box."""
        return "".join(
            cluster
            for run in self.runs(text.replace("\n", " "), language, bold=bold)
            for cluster in clusters(run.text)
            if not self._has(run.file, cluster)
        )

    def font(self, file: FontFile, size: int) -> FreeTypeFont:
        """A font, opened in a size (the em in pixels)."""
        return self._open(file, size)

    def length(self, text: str, language: str, size: int, *, bold: bool) -> float:
        """How wide one line is, in pixels."""
        return sum(
            self.font(run.file, size).getlength(run.text)
            for run in self.runs(text, language, bold=bold)
        )

    def _first_that_has(self, cluster: str, language: str, bold: bool) -> FontFile:
        chain = self._chains.get((language, bold)) or self._chains["ja", bold]
        return next((file for file in chain if self._has(file, cluster)), chain[0])

    def _has(self, file: FontFile, text: str) -> bool:
        return all(self._has_character(file, character) for character in text)

    def _has_character(self, file: FontFile, character: str) -> bool:
        known = self._known.get((file, character))
        if known is None:
            probe = self._probes.get(file)
            if probe is None:
                probe = self._probes[file] = Fonts([file], [file])
            known = probe.choose(character, _PROBE_SIZE, bold=False) is not None
            self._known[file, character] = known
        return known


def _opened(file: FontFile, size: int) -> FreeTypeFont:
    return ImageFont.truetype(str(file.path), size, index=file.index)


def pitch(language: str) -> float:
    """From one line to the next, in ems, before a text's own line height."""
    return _PITCH.get(language, 1.0)


def find_typefaces(languages: Sequence[str], cjk: Path = NOTO, core: Path = NOTO_CORE) -> Typefaces:
    """BIZ UDPGothic for Japanese and English; Debian's Noto Sans, where installed, for the others.

    `cjk` and `core` are the folders of its packages. One that is missing is said in the log: then
    some languages cannot be read.

    Raises:
        FileNotFoundError: the packages were installed without `assets/fonts`.
    """
    return Typefaces(chains_of(languages, cjk, core))


def chains_of(
    languages: Sequence[str], cjk: Path = NOTO, core: Path = NOTO_CORE
) -> Mapping[tuple[str, bool], Sequence[FontFile]]:
    """The fonts of each language and boldness, in order of preference; as `find_typefaces`."""
    for folder, file, package in (
        (cjk, "NotoSansCJK-Regular.ttc", "fonts-noto-cjk"),
        (core, "NotoSansDevanagari-Regular.ttf", "fonts-noto-core"),
    ):
        if not (folder / file).is_file():
            log.error("font_missing", package=package)
    return {
        (language, bold): tuple(_chain(language, "Bold" if bold else "Regular", cjk, core))
        for language in {"ja", *languages}
        for bold in (False, True)
    }


def _chain(language: str, weight: str, cjk_folder: Path, core: Path) -> Iterator[FontFile]:
    own = FontFile(FONTS / f"BIZUDPGothic-{weight}.ttf")
    if not own.path.is_file():
        raise FileNotFoundError(f"{own.path}: the font is not there")
    cjk = FontFile(cjk_folder / f"NotoSansCJK-{weight}.ttc", noto_index(language))
    latin = FontFile(core / f"NotoSans-{weight}.ttf")
    devanagari = FontFile(core / f"NotoSansDevanagari-{weight}.ttf")
    match language:
        case "ne":
            order = (devanagari, latin, own, cjk)
        case "zh" | "ko":
            order = (cjk, own, latin, devanagari)
        case _ if language in _LATIN:
            # BIZ UDPGothic has some of the letters: a word would be in two fonts
            order = (latin, own, cjk, devanagari)
        case _:
            order = (own, cjk, latin, devanagari)
    return (file for file in order if file.path.is_file())
