"""The kiosk's words in every language: gettext catalogues, with the Japanese words as their ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.names import LOCALE, Names, load_names, read_words
from kiosk.session.model import DEFAULT_LANGUAGE, LANGUAGES

LANGUAGE_NAMES = {
    "ja": ("日本語", "Japanese"),
    "ja-simple": ("やさしい日本語", "Easy Japanese"),
    "en": ("English", "英語"),
    "zh": ("中文（简体）", "中国語"),
    "ko": ("한국어", "韓国語"),
    "vi": ("Tiếng Việt", "ベトナム語"),
    "pt": ("Português", "ポルトガル語"),
    "tl": ("Tagalog", "タガログ語"),
    "ne": ("नेपाली", "ネパール語"),
}
"""Each language as its readers call it, and for whoever helps them."""


def N_(words: str) -> str:  # noqa: N802 - gettext's own name for it, which tools look for
    """The words as they are: marks them for translation where they are said later."""
    return words


@dataclass(frozen=True, slots=True)
class Words:
    """All that the kiosk can say."""

    catalogues: Mapping[str, Mapping[str, str]]
    """Language to Japanese words to that language's words."""
    names: Names = field(default_factory=Names)

    def voice(self, language: str) -> "Voice":
        """These words, said in one language."""
        return Voice(self, language)

    def said(self, words: str, language: str) -> str:
        """One language's words; the Japanese ones where it has none."""
        return self.catalogues.get(language, {}).get(words) or words


@dataclass(frozen=True, slots=True)
class Voice:
    """The words in the language of whoever stands there, and in a second one beneath."""

    words: Words
    language: str

    @property
    def second_language(self) -> str:
        """English below Japanese; Japanese below every other one, so that staff can help."""
        return "en" if self.language == DEFAULT_LANGUAGE else DEFAULT_LANGUAGE

    def say(self, words: str, **values: object) -> str:
        """In the person's language. `values` fill the places in braces."""
        return self.words.said(words, self.language).format(**values)

    def second(self, words: str, **values: object) -> str:
        """In the second language."""
        return self.words.said(words, self.second_language).format(**values)

    def pair(self, words: str, **values: object) -> tuple[str, str]:
        """In both languages, the person's first. The second is empty where it is the same."""
        return _distinct(self.say(words, **values), self.second(words, **values))

    def name(self, japanese: str, english: str) -> str:
        """A name that a catalogue has in Japanese and English, as the person reads it."""
        own = self.words.names.own(japanese, self.language)
        return own or (japanese if self._japanese else english or japanese)

    def names(self, japanese: str, english: str) -> tuple[str, str]:
        """Such a name in both languages, the person's first; no second where it is the same."""
        second = english or japanese if self.second_language == "en" else japanese
        return _distinct(self.name(japanese, english), second)

    def of_all(self, words: Mapping[str, str]) -> tuple[str, str]:
        """Words that a catalogue has in many languages: the person's first, then the second.

        English stands for a language that it lacks, Japanese for やさしい日本語.
        """
        japanese = words.get(DEFAULT_LANGUAGE, "")
        first = words.get(self.language) or self.name(japanese, words.get("en", ""))
        return _distinct(first, words.get(self.second_language) or japanese)

    def language_of(self, japanese: str) -> str:
        """What the first of such a name's two is in."""
        known = self._japanese or self.words.names.own(japanese, self.language)
        return self.language if known else "en"

    @property
    def _japanese(self) -> bool:
        return self.language.split("-")[0] == DEFAULT_LANGUAGE


def _distinct(first: str, second: str) -> tuple[str, str]:
    return first, "" if second == first else second


def load_words(folder: Path = LOCALE) -> Words:
    """Read `{language}/LC_MESSAGES/kiosk.po` of every language, and the names of the catalogue.

    Raises:
        FileNotFoundError: the packages were installed without `assets/locale`.
    """
    catalogues = {
        language: read_words(folder / language / "LC_MESSAGES" / "kiosk.po")
        for language in LANGUAGES
    }
    return Words(catalogues, load_names(folder))
