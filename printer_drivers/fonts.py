"""Fonts for what is drawn as dots: BIZ UDGothic, then Noto Sans CJK for what it lacks."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

_log = structlog.get_logger()

NOTO: Final = Path("/usr/share/fonts/opentype/noto")
"""Where Debian's fonts-noto-cjk puts its files."""
_NOT_A_CHARACTER = "\U0010fffd"
"""A private-use character at the end of Unicode, which no font has: it shows the empty box."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font of a file that may hold several."""

    path: Path
    index: int = 0


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A font in one size, and the box that it draws for a character that it lacks."""

    font: FreeTypeFont
    box: bytes

    def has(self, character: str) -> bool:
        # Pillow does not show a font's character map
        return bytes(self.font.getmask(character)) != self.box


class Fonts:
    """Typefaces in order of preference. Opens a size once, and may be shared by threads."""

    def __init__(self, regular: Sequence[FontFile], bold: Sequence[FontFile]) -> None:
        self._files = {False: tuple(regular), True: tuple(bold)}
        self._loaded: dict[tuple[FontFile, int], _Loaded] = {}
        self._lock = threading.Lock()

    def choose(self, text: str, size: int, *, bold: bool) -> FreeTypeFont | None:
        """The first font that has every character of a text; None where none has.

        `size` is the em in dots.
        """
        with self._lock:
            for file in self._files[bold]:
                loaded = self._load(file, size)
                if all(loaded.has(character) for character in set(text)):
                    return loaded.font
        return None

    def _load(self, file: FontFile, size: int) -> _Loaded:
        loaded = self._loaded.get((file, size))
        if loaded is None:
            font = ImageFont.truetype(str(file.path), size, index=file.index)
            loaded = _Loaded(font, bytes(font.getmask(_NOT_A_CHARACTER)))
            self._loaded[file, size] = loaded
        return loaded


def find_fonts(language: str = "ja") -> Fonts:
    """The project's own fonts, and Debian's Noto Sans CJK with the language's forms of kanji.

    Noto comes first where the language is another than Japanese.

    Raises:
        FileNotFoundError: the packages were installed without `assets/fonts`.
    """
    own = Path(__file__).resolve().parent.parent / "assets" / "fonts"
    regular, bold = own / "BIZUDGothic-Regular.ttf", own / "BIZUDGothic-Bold.ttf"
    for path in (regular, bold):
        if not path.is_file():
            raise FileNotFoundError(f"{path}: the font is not there")
    index = _noto_index(language)
    noto = [
        FontFile(path, index)
        for path in (NOTO / "NotoSansCJK-Regular.ttc", NOTO / "NotoSansCJK-Bold.ttc")
        if path.is_file()
    ]
    if len(noto) < 2:
        _log.warning("fallback_font_missing", package="fonts-noto-cjk")
        return Fonts([FontFile(regular)], [FontFile(bold)])
    fonts = ([FontFile(regular), noto[0]], [FontFile(bold), noto[1]])
    if language.lower().split("-")[0] != "ja":
        # BIZ UDGothic has some letters of other languages: one line would differ from the next
        fonts = (fonts[0][::-1], fonts[1][::-1])
    return Fonts(*fonts)


def _noto_index(language: str) -> int:
    """Which font of the collection: JP, KR, SC, TC."""
    match language.lower().split("-"):
        case ["ko", *_]:
            return 1
        case ["zh", "hant" | "tw" | "hk" | "mo", *_]:
            return 3
        case ["zh", *_]:
            return 2
        case _:
            return 0
