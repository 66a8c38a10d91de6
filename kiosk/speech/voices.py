"""Which program speaks which language, and what is handed to it. Pure.

Both are Debian packages and work without a network: Open JTalk for Japanese, espeak-ng for all
else. They get their words on their standard input and give a WAV on their standard output, so that
nothing of a person's is in a file or in a list of processes.

The Japanese voice is in `assets/voices`: Debian has none in its main section.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.speech.lines import Line
from kiosk.speech.readings import for_espeak, for_open_jtalk

MEI: Final = Path(__file__).resolve().parents[2] / "assets" / "voices" / "mei_normal.htsvoice"
DICTIONARY: Final = Path("/var/lib/mecab/dic/open-jtalk/naist-jdic")
"""Of the package open-jtalk-mecab-naist-jdic, in UTF-8."""

ESPEAK_VOICES: Final = {
    "en": "en-us",
    # `cmn` of espeak-ng 1.51 in Debian spells its own pinyin out in English
    "zh": "cmn-latn-pinyin",
    "ko": "ko",
    "vi": "vi",
    "pt": "pt-br",
    # espeak-ng has no Tagalog: Indonesian has the same five vowels and ng, and reads what is
    # written letter by letter, as Tagalog is; see `_tagalog`
    "tl": "id",
    "ne": "ne",
}
"""The kiosk's languages and the voices of espeak-ng for them."""
_WORDS_A_MINUTE: Final = "150"
"""A little slower than usual (175): people stand in a noisy lobby and hear it once."""
_SLOWER: Final = "0.9"
"""Of the usual speed, for やさしい日本語."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program that reads words and writes a WAV."""

    program: tuple[str, ...]
    words: bytes
    """For its standard input."""


def command_of(line: Line) -> Command:
    """What says a line. A language that the kiosk does not have is said in English."""
    if line.language.split("-")[0] == "ja":
        speed = ("-r", _SLOWER) if line.language == "ja-simple" else ()
        program = ("open_jtalk", "-x", str(DICTIONARY), "-m", str(MEI), *speed)
        return Command((*program, "-ow", "/dev/stdout"), for_open_jtalk(line.words).encode())
    voice = ESPEAK_VOICES.get(line.language, ESPEAK_VOICES["en"])
    program = ("espeak-ng", "-v", voice, "-s", _WORDS_A_MINUTE, "--stdin", "--stdout")
    words = for_espeak(line.words, line.language)
    if line.language == "tl":
        return Command((*program, "-m"), _tagalog(words).encode())
    return Command(program, words.encode())


def _tagalog(words: str) -> str:
    """Tagalog for the Indonesian voice: `ng` and `mga` as they are said, numbers in English.

    Numbers are said in English or Spanish in everyday Tagalog, and never in Indonesian.
    """
    said = list[str]()
    for word in words.replace("&", " ").replace("<", " ").replace(">", " ").split():
        bare = word.strip(".,;:!?()“”\"'").casefold()
        if bare in _TAGALOG:
            said.append(word.casefold().replace(bare, _TAGALOG[bare]))
        elif any(each.isdigit() for each in bare) or (len(bare) == 1 and word.isupper()):
            said.append(f'<voice xml:lang="en">{word}</voice>')
        else:
            said.append(word)
    return f"<speak>{' '.join(said)}</speak>"


_TAGALOG: Final = {"ng": "nang", "mga": "manga"}
