"""The words of papers in every language: gettext catalogues, with the Japanese words as ids."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from babel.core import UnknownLocaleError
from babel.messages.pofile import PoFileError, read_po

PAPER_LANGUAGES: Final = ("ja", "ja-simple", "en", "zh", "ko", "vi", "pt", "tl", "ne")
"""What papers can be written in. `ja-simple` is やさしい日本語 (`simple` is the IANA subtag)."""
LOCALE: Final = Path(__file__).resolve().parent.parent / "assets" / "locale"
LACKING_TOLD: Final = 3
"""Words that a file lacks and that are told, of many."""

_FIELDS: Final = re.compile(r"%(?:\((\w+)\)[sd]|%|(.?))")
"""A place in braces, a percent sign, or what is neither."""


@dataclass(frozen=True, slots=True)
class PaperWords:
    """All that papers can say."""

    catalogues: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Language to Japanese words to that language's words."""
    problems: tuple[str, ...] = ()
    """What is wrong in the files, a line each. Those words are said in Japanese."""

    def said(self, words: str, language: str) -> str:
        """One language's words; the Japanese ones where it has none."""
        return self.catalogues.get(language, {}).get(words) or words


def paper_language(tag: str) -> str:
    """The language of papers that is nearest to a person's (BCP 47): English where none is near."""
    parts = tag.lower().split("-")
    if parts[0] == "ja":
        return "ja-simple" if set(parts) & {"simple", "easy"} else "ja"
    names = {"fil": "tl"}  # Filipino is what Tagalog is called as a national language
    found = names.get(parts[0], parts[0])
    return found if found in PAPER_LANGUAGES else "en"


def second_language(language: str) -> str:
    """What stands beside it: English beside Japanese; Japanese, which staff read, beside others."""
    return "en" if language == "ja" else "ja"


def load_paper_words(folder: Path = LOCALE) -> PaperWords:
    """Read `{language}/LC_MESSAGES/papers.po` of every language.

    A city may edit these files, so that a mistake in one never keeps a paper from being printed:
    what cannot be used is said in `problems`, and in Japanese on the paper.
    """
    catalogues = dict[str, dict[str, str]]()
    problems = list[str]()
    for language in PAPER_LANGUAGES:
        path = _path(folder, language)
        try:
            catalogues[language] = _read(path, problems)
        except OSError as error:
            problems.append(f"{path}: {error.strerror}")
        except (PoFileError, UnknownLocaleError, ValueError) as error:
            problems.append(f"{path}: {error}")
    everything = {words: None for found in catalogues.values() for words in found}
    for language, found in catalogues.items():
        lacking = [words for words in everything if not found.get(words)]
        if lacking:
            few = "”, “".join(lacking[:LACKING_TOLD])
            more = len(lacking) - LACKING_TOLD
            told = f"“{few}” and {more} more" if more > 0 else f"“{few}”"
            problems.append(f"{_path(folder, language)}: has nothing for {told}")
    return PaperWords(catalogues, tuple(problems))


def _path(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / "papers.po"


def _read(path: Path, problems: list[str]) -> dict[str, str]:
    with path.open("rb") as file:
        read = read_po(file, abort_invalid=True)
    found = dict[str, str]()
    for message in read:
        words, said = message.id, message.string
        if not (isinstance(words, str) and isinstance(said, str)) or not words or message.fuzzy:
            continue
        if said and fields(said) != fields(words):
            problems.append(
                f"{path}: “{said}” must have the same %(…)s as “{words}”, and %% for a percent sign"
            )
            continue
        found[words] = said
    return found


def fields(words: str) -> frozenset[str]:
    """The names of the places that values fill, `%(name)s`; `?` for a % that means nothing."""
    return frozenset(match[1] or "?" for match in _FIELDS.finditer(words) if match[0] != "%%")
