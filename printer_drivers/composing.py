"""A document -> one printer's bytes, and how much paper they take."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from printer_drivers.breaking import Phrases, phrases_for
from printer_drivers.documents import Document
from printer_drivers.fonts import Fonts, find_fonts
from printer_drivers.layout import lay_out
from printer_drivers.lines import CodeLine, Line, PaperProfile, PictureLine, TextLine, paper_mm
from printer_drivers.raster import Bitmap, Draw, draw, is_of_every_paper

EncodeLines = Callable[[Iterable[Line], PaperProfile, Draw], bytes]
"""Lines -> the bytes of a command language, such as `esc_pos.encode.encode_lines`."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is sent for one document."""

    data: bytes
    paper_mm: float = 0.0
    """The paper that it takes, from cut to cut."""


LINES_KEPT: Final = 512
"""Lines that stay drawn: some 1.5 kB each, and a paper in a drawn language has about 15."""


class Composer:
    """Documents -> jobs for one printer's paper. Fonts are opened when a line needs them,
    and stay open."""

    def __init__(
        self, profile: PaperProfile, encode: EncodeLines, *, head_to_blade_mm: float = 0.0
    ) -> None:
        self._profile = profile
        self._encode = encode
        self._head_to_blade_mm = head_to_blade_mm
        self._fonts: dict[str, Fonts] = {}
        self._phrases: dict[str, Phrases] = {}
        self._drawn: dict[tuple[str, TextLine], Bitmap] = {}
        """By language, whose fonts they are drawn with. Oldest first."""

    def __call__(self, document: Document) -> Job:
        """Lay out and encode."""
        lines = lay_out(document, self._profile, self._phrases_of(document.language))
        data = self._encode(lines, self._profile, lambda line: self._draw(line, document.language))
        return Job(data, paper_mm(lines, self._profile, self._head_to_blade_mm))

    def _draw(self, line: TextLine | CodeLine | PictureLine, language: str) -> Bitmap:
        """The line's dots, drawn before where it is one of every paper."""
        if not isinstance(line, TextLine) or not is_of_every_paper(line.text):
            return draw(line, self._fonts_of(language))
        key = (language, line)
        drawn = self._drawn.get(key)
        if drawn is None:
            if len(self._drawn) >= LINES_KEPT:
                del self._drawn[next(iter(self._drawn))]
            drawn = self._drawn[key] = draw(line, self._fonts_of(language))
        return drawn

    def _phrases_of(self, language: str) -> Phrases:
        phrases = self._phrases.get(language)
        if phrases is None:
            phrases = self._phrases[language] = phrases_for(language)
        return phrases

    def _fonts_of(self, language: str) -> Fonts:
        fonts = self._fonts.get(language)
        if fonts is None:
            fonts = self._fonts[language] = find_fonts(language)
        return fonts
