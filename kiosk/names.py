"""What the catalogue and the site's file name, in the languages that these do not have.

They name things in Japanese and English. `catalogue.po` has the rest, by the Japanese words: of the
catalogue that is shipped, of its forms, and of the sample site. A name that a city has made itself,
and that no file knows, is said in English.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.pofile import read_po

from kiosk.session.model import LANGUAGES

LOCALE = Path(__file__).resolve().parent.parent / "assets" / "locale"
NAMED = tuple(language for language in LANGUAGES if language not in {"ja", "en"})
"""The languages of these files."""


@dataclass(frozen=True, slots=True)
class Names:
    """All names that are known in another language than the catalogue's own."""

    catalogues: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Language to Japanese name to that language's."""

    def own(self, japanese: str, language: str) -> str | None:
        """The name in one language; None where it is not known."""
        return self.catalogues.get(language, {}).get(japanese)


def load_names(folder: Path = LOCALE) -> Names:
    """Read `{language}/LC_MESSAGES/catalogue.po` of every language that has one."""
    files = {language: folder / language / "LC_MESSAGES" / "catalogue.po" for language in NAMED}
    return Names({language: read_words(file) for language, file in files.items() if file.exists()})


def read_words(path: Path) -> dict[str, str]:
    """Japanese words to those of a file, but for what nobody has looked at (fuzzy).

    Raises:
        FileNotFoundError: there is none.
    """
    with path.open("rb") as file:
        read = read_po(file, abort_invalid=True)
    return {
        message.id: message.string
        for message in read
        if isinstance(message.id, str)
        and isinstance(message.string, str)
        and message.id
        and message.string
        and not message.fuzzy
    }
