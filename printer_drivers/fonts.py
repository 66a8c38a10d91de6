"""Fonts for what is drawn as dots: BIZ UDGothic, then Noto Sans for what it lacks."""

import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import structlog
from PIL import ImageFont, features
from PIL.Image import Image
from PIL.ImageFont import FreeTypeFont

_log = structlog.get_logger()

NOTO: Final = Path("/usr/share/fonts/opentype/noto")
"""Where Debian's fonts-noto-cjk puts its files."""
NOTO_CORE: Final = Path("/usr/share/fonts/truetype/noto")
"""Where Debian's fonts-noto-core puts its files: one a script."""
_NOT_A_CHARACTER = "\U0010fffd"
"""A private-use character at the end of Unicode, which no font has: it shows the empty box."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font of a file that may hold several."""

    path: Path
    index: int = 0


class _Loaded:
    """A font in one size, and which characters it has."""

    def __init__(self, file: FontFile, size: int) -> None:
        self._file = file
        self._size = size
        # without shaping, which puts marks on a circle and leaves out what it does not know
        self._plain = ImageFont.truetype(
            str(file.path), size, index=file.index, layout_engine=ImageFont.Layout.BASIC
        )
        self._box = bytes(self._plain.getmask(_NOT_A_CHARACTER))
        self._known: dict[str, bool] = {}

    @cached_property
    def font(self) -> FreeTypeFont:
        """The font itself, which shapes what it sets."""
        return ImageFont.truetype(str(self._file.path), self._size, index=self._file.index)

    def has(self, text: str) -> bool:
        """Whether every character of a text is there."""
        return all(self._has(character) for character in text)

    def varies(self, text: str) -> bool:
        """Whether its variation selectors (as in 辻󠄁) change how a text looks."""
        plain = "".join(character for character in text if not _is_selector(character))
        return bytes(self.font.getmask(text)) != bytes(self.font.getmask(plain))

    def _has(self, character: str) -> bool:
        known = self._known.get(character)
        if known is None:
            # Pillow does not show a font's character map
            known = _shows_nothing(character) or (
                bytes(self._plain.getmask(character)) != self._box
            )
            self._known[character] = known
        return known


class Fonts:
    """Typefaces in order of preference. Opens a size once, and may be shared by threads.

    `others` is a folder of Noto fonts, which are looked into only for what the first ones lack.
    """

    def __init__(
        self, regular: Sequence[FontFile], bold: Sequence[FontFile], others: Path | None = None
    ) -> None:
        self._files = {False: tuple(regular), True: tuple(bold)}
        self._others = others
        self._loaded: dict[tuple[FontFile, int], _Loaded] = {}
        self._found: dict[tuple[str, bool], FontFile | None] = {}
        self._lock = threading.Lock()
        self.drawn: dict[tuple[str, int, int, bool, int], Image] = {}
        """Words that were drawn: by text, em, baseline, weight and height. Oldest first."""

    def choose(self, text: str, size: int, *, bold: bool) -> FreeTypeFont | None:
        """The first font that has every character of a text; None where none has.

        With variation selectors, the first one that knows the variant, if there is one. `size` is
        the em in dots.
        """
        with self._lock:
            have = (
                loaded
                for loaded in (self._load(file, size) for file in self._files[bold])
                if loaded.has(text)
            )
            first = next(have, None)
            if first is None:
                file = self._among_others(text, bold=bold)
                return None if file is None else self._load(file, size).font
            if any(map(_is_selector, text)) and not first.varies(text):
                first = next((loaded for loaded in have if loaded.varies(text)), first)
            return first.font

    def _among_others(self, text: str, *, bold: bool) -> FontFile | None:
        """The Noto font that has a text which the preferred ones lack."""
        preferred = [self._load(file, _PROBE_SIZE) for file in self._files[bold]]
        lacking = next(
            (each for each in text if not any(loaded.has(each) for loaded in preferred)), None
        )
        if lacking is None:
            return None  # each has a part of it
        key = (lacking, bold)
        if key not in self._found:
            # these are many, and not kept open
            self._found[key] = next(
                (
                    file
                    for file in _candidates(self._others, lacking, bold=bold)
                    if _Loaded(file, _PROBE_SIZE).has(lacking)
                ),
                None,
            )
        file = self._found[key]
        return file if file is not None and self._load(file, _PROBE_SIZE).has(text) else None

    def _load(self, file: FontFile, size: int) -> _Loaded:
        loaded = self._loaded.get((file, size))
        if loaded is None:
            loaded = self._loaded[file, size] = _Loaded(file, size)
        return loaded


_PROBE_SIZE: Final = 24


def _candidates(folder: Path | None, character: str, *, bold: bool) -> Iterator[FontFile]:
    """Noto's fonts: that of the character's script by its name, then all, each once."""
    name = unicodedata.name(character, "CJK")
    if folder is None or not folder.is_dir() or name.startswith("CJK"):
        return  # no such character, or a kanji, which only the CJK fonts can have
    seen = set[str]()
    for stem in (*_named_after(character), "NotoSans", *_sans(folder)):
        if stem in seen:
            continue
        seen.add(stem)
        weights = ("Bold", "Regular") if bold else ("Regular",)
        for path in (folder / f"{stem}-{weight}.ttf" for weight in weights):
            if path.is_file():
                yield FontFile(path)
                break


def _named_after(character: str) -> Iterator[str]:
    """`DEVANAGARI LETTER KA` is in NotoSansDevanagari, `OL CHIKI DIGIT ONE` in NotoSansOlChiki."""
    words = unicodedata.name(character, "").title().split()
    if len(words) > 1:
        yield f"NotoSans{words[0]}"
        yield f"NotoSans{words[0]}{words[1]}"


def _sans(folder: Path) -> list[str]:
    return sorted(
        path.stem.removesuffix("-Regular") for path in folder.glob("NotoSans*-Regular.ttf")
    )


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _shows_nothing(character: str) -> bool:
    """Selectors and joiners, which a font may do without."""
    return _is_selector(character) or unicodedata.category(character) == "Cf"


def find_fonts(language: str = "ja") -> Fonts:
    """The project's own fonts, and Debian's Noto Sans CJK with the language's forms of kanji.

    Noto comes first where the language is another than Japanese. Debian's fonts-noto-core has the
    scripts that both lack.

    Raises:
        FileNotFoundError: the packages were installed without `assets/fonts`.
    """
    own = Path(__file__).resolve().parent.parent / "assets" / "fonts"
    regular, bold = own / "BIZUDGothic-Regular.ttf", own / "BIZUDGothic-Bold.ttf"
    for path in (regular, bold):
        if not path.is_file():
            raise FileNotFoundError(f"{path}: the font is not there")
    if not features.check("raqm"):
        # Pillow looks for FriBiDi when it starts, and shapes nothing without it
        _log.warning("shaping_missing", package="libfribidi0")
    if not NOTO_CORE.is_dir():
        _log.warning("fallback_font_missing", package="fonts-noto-core")
    index = noto_index(language)
    noto = [
        FontFile(path, index)
        for path in (NOTO / "NotoSansCJK-Regular.ttc", NOTO / "NotoSansCJK-Bold.ttc")
        if path.is_file()
    ]
    if len(noto) < 2:
        _log.warning("fallback_font_missing", package="fonts-noto-cjk")
        return Fonts([FontFile(regular)], [FontFile(bold)], NOTO_CORE)
    fonts = ([FontFile(regular), noto[0]], [FontFile(bold), noto[1]])
    if language.lower().split("-")[0] != "ja":
        # BIZ UDGothic has some letters of other languages: one line would differ from the next
        fonts = (fonts[0][::-1], fonts[1][::-1])
    return Fonts(*fonts, others=NOTO_CORE)


def noto_index(language: str) -> int:
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
