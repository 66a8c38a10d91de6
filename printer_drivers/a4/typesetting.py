"""The Typst compiler: a document -> the bytes of a PDF."""

import json
import threading
from pathlib import Path
from typing import Final

import structlog
import typst

from printer_drivers.a4.page_data import language_of, page_data
from printer_drivers.a4.pieces import Pieces
from printer_drivers.a4.sizes import TextSize
from printer_drivers.breaking import Phrases, phrases_for
from printer_drivers.documents import Document
from printer_drivers.fonts import NOTO, NOTO_CORE, find_fonts

_log = structlog.get_logger()

_TEMPLATE: Final = Path(__file__).with_name("paper.typ")
_OWN_FONTS: Final = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_STANDARD: Final = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tagged, with its language, its title and words for its pictures, so
that a screen reader reads it in order. The compiler refuses a page that is not."""


_EM: Final = 24
"""Any size: fonts have the same characters in all."""


class Typesetter:
    """Sets documents on A4. Reads the fonts once. May be shared by threads.

    The same document always becomes the same bytes: there is no time and no name in them.

    Raises:
        FileNotFoundError: the packages were installed without `assets/fonts`.
    """

    def __init__(self, size: TextSize = "normal", *, two_sided: bool = False) -> None:
        if not (_OWN_FONTS / "BIZUDPGothic-Regular.ttf").is_file():
            raise FileNotFoundError(f"{_OWN_FONTS}: the fonts are not there")
        folders = [_OWN_FONTS, *(folder for folder in (NOTO, NOTO_CORE) if folder.is_dir())]
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in folders],
        )
        self._size: TextSize = size
        self._two_sided = two_sided
        self._families = frozenset(fonts.families())
        # the same characters have a box on receipts; it also tells what is not installed
        self._known = find_fonts()
        self._compiler = typst.Compiler(
            input=_TEMPLATE,
            root=_TEMPLATE.parent,
            font_paths=fonts,
            ignore_system_fonts=True,
        )
        self._phrases: dict[str, Phrases] = {}
        self._lock = threading.Lock()

    def pdf(self, document: Document) -> bytes:
        """The document as a PDF, its fonts in it."""
        inputs = self._inputs(document)
        with self._lock:
            try:
                made = self._compiler.compile(
                    format="pdf", sys_inputs=inputs, pdf_standards=[_STANDARD]
                )
            except typst.TypstError as error:
                # people wait for this paper: better one that not every program reads aloud
                _log.warning("pages_not_accessible", reason=error.message)
                made = self._compiler.compile(format="pdf", sys_inputs=inputs)
        assert isinstance(made, bytes)  # noqa: S101 - PDFs are one file however many pages
        return made

    def pictures(self, document: Document, *, dpi: float) -> list[bytes]:
        """The document's pages as PNG files."""
        with self._lock:
            made = self._compiler.compile(format="png", sys_inputs=self._inputs(document), ppi=dpi)
        return [made] if isinstance(made, bytes) else list(made or ())

    def _inputs(self, document: Document) -> dict[str, str]:
        language = document.language
        if language not in self._phrases:
            self._phrases[language] = phrases_for(language)
        pieces = Pieces(self._phrases[language], self._shows)
        data = page_data(
            document,
            pieces,
            self._fonts(language),
            size=self._size,
            two_sided=self._two_sided,
        )
        return {"paper": json.dumps(data, ensure_ascii=False)}

    def _fonts(self, language: str) -> list[str]:
        return [family for family in families_for(language) if family in self._families]

    def _shows(self, cluster: str) -> bool:
        if all(self._known.choose(each, _EM, bold=False) is not None for each in cluster):
            return True
        codes = " ".join(f"U+{ord(character):04X}" for character in cluster)
        _log.warning("glyph_missing", characters=codes)
        return False


def families_for(language: str) -> list[str]:
    """Typefaces in order of preference, by a document's language.

    Japanese is set in BIZ UDPGothic (Morisawa's universal design type). Other languages have
    their own Noto first: BIZ UDPGothic has some of their letters, and a line would be mixed.
    """
    cjk = {"ja": "JP", "ko": "KR", "zh": "SC"}.get(language_of(language), "JP")
    if cjk == "SC" and set(language.lower().split("-")) & {"hant", "tw", "hk", "mo"}:
        cjk = "TC"
    noto_cjk = f"Noto Sans CJK {cjk}"
    match language_of(language):
        case "ja":
            return ["BIZ UDPGothic", noto_cjk, "Noto Sans", "Noto Sans Devanagari"]
        case "ko" | "zh":
            return [noto_cjk, "BIZ UDPGothic", "Noto Sans", "Noto Sans Devanagari"]
        case "ne":
            return ["Noto Sans Devanagari", "Noto Sans", "BIZ UDPGothic", noto_cjk]
        case _:
            return ["Noto Sans", "BIZ UDPGothic", noto_cjk, "Noto Sans Devanagari"]
