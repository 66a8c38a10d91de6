"""A city's templates of papers (Jinja2) -> documents. docs/papers.md says how to write them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from errno import ENOENT
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date, format_time
from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from printer_drivers.documents import Document
from printer_drivers.images import PICTURE_BYTES_MAX
from printer_drivers.markup import PLACE, XML_CHARACTERS_MAX, parse
from printer_drivers.markup_refusals import MarkupError
from printer_drivers.paper_words import PaperWords, paper_language, second_language
from printer_drivers.template_limits import BoundedEnvironment, TooMuchError

PAPERS: Final = Path(__file__).resolve().parent.parent / "assets" / "papers"
"""The templates that a city edits."""

_TAG: Final = re.compile(r"<([A-Za-z][\w.-]*)(?=[\s/>])")


class PaperTemplateError(Exception):
    """A template cannot be made a document. The message is for whoever wrote it.

    `place` is the file and, where it is known, the line.
    """

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


class PaperTemplates:
    """The templates of some folders; what the first one lacks is looked for in the next.

    Files are read at each rendering: an edit counts from the next paper on. May be shared by
    threads.
    """

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._compiled = _Compiled()

    def render(self, name: str, context: Mapping[str, Any], words: PaperWords) -> Document:
        """The document that a template makes of a context, which says the paper's `language`.

        Values are plain: text, numbers, lists, mappings and frozen dataclasses of them.

        Raises:
            PaperTemplateError: a file is missing, is no template or no XML of papers, uses a
                variable that the context lacks, or makes more than a document may hold.
        """
        environment = _environment(self._folders, context, words, self._compiled)
        try:
            xml = _bounded(environment.get_template(name).generate())
            return parse(xml, self._picture)
        except MarkupError as error:
            raise PaperTemplateError(*_place_of(error, name)) from error
        except TemplateNotFound as error:
            where = " or ".join(str(folder) for folder in self._folders)
            raise PaperTemplateError(
                _line_of(error) or name, f"{error.name} is not in {where}"
            ) from error
        except TemplateSyntaxError as error:
            place = f"{error.filename or error.name or name}, line {error.lineno}"
            raise PaperTemplateError(place, error.message or "is no template") from error
        except UnicodeDecodeError as error:
            raise PaperTemplateError(name, "is not in UTF-8; save it in that encoding") from error
        except Exception as error:
            # whatever an expression in a template raises is that template's mistake
            reason = str(error)
            if not isinstance(error, TemplateError | TooMuchError):
                reason = f"cannot be worked out: {reason} ({type(error).__name__})"
            raise PaperTemplateError(_line_of(error) or name, reason) from error

    def _picture(self, name: str) -> bytes:
        """The picture that a template names, which lies in one of the folders."""
        for folder in self._folders:
            path = (folder / name).resolve()
            if path.is_relative_to(folder.resolve()) and path.is_file():
                with path.open("rb") as file:
                    # one byte too many is refused as too large
                    return file.read(PICTURE_BYTES_MAX + 1)
        raise OSError(ENOENT, "there is no such file beside the template")


def _bounded(parts: Iterator[str]) -> str:
    """All parts, unless they are more than any paper needs: a loop may go wrong."""
    taken = list[str]()
    characters = 0
    for part in parts:
        characters += len(part)
        if characters > XML_CHARACTERS_MAX:
            raise TooMuchError(f"makes more than {XML_CHARACTERS_MAX:,} characters")
        taken.append(part)
    return "".join(taken)


def _environment(
    folders: Sequence[Path],
    context: Mapping[str, Any],
    words: PaperWords,
    compiled: BytecodeCache,
) -> BoundedEnvironment:
    """One for each rendering, which holds that paper's words and variables.

    As its globals, variables are there also in macros of a file that is imported.
    """
    environment = BoundedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        extensions=["jinja2.ext.i18n", _Places],
        undefined=StrictUndefined,
        autoescape=True,
        auto_reload=False,
        bytecode_cache=compiled,
    )
    own = paper_language(str(context["language"]))
    say = _speaker(words, own)
    # for {% trans %}, which knows these two names
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension's own attribute
    environment.globals.update(context)
    environment.globals.update(
        in_japanese=own.split("-")[0] == "ja",
        _=say,
        gettext=say,
        ngettext=_counting(words, own),
        second=_speaker(words, second_language(own)),
        easy=_speaker(words, "ja-simple"),
    )
    environment.filters.update(
        wait=lambda minutes: _wait(minutes, say),
        yen=lambda yen: _yen(yen, say),
        date=lambda moment: format_date(_moment(moment), "long", locale=own.split("-")[0]),
        time=lambda moment: format_time(_moment(moment), "HH:mm", locale="ja"),
    )
    return environment


Speaker = Callable[..., Markup]
"""Says words in one language: `say("%(count)s人", count=4)`."""


def _speaker(words: PaperWords, language: str) -> Speaker:
    def say(text: str, /, **values: object) -> Markup:
        # words are plain text; & and < in them are characters like others
        return escape(words.said(text, language)) % values

    return say


def _counting(words: PaperWords, language: str) -> Speaker:
    def say(one: str, many: str, number: int, /, **values: object) -> Markup:
        said = words.said(one if number == 1 else many, language)
        return escape(said) % {"num": number, **values}

    return say


def _wait(minutes: Sequence[int], say: Speaker) -> Markup:
    """A range of minutes, [from, to], as people say it."""
    low, high = minutes
    if high <= 0:
        return say("まもなく")
    if low == high:
        return say("約%(minutes)s分", minutes=high)
    return say("%(low)s～%(high)s分", low=low, high=high)


def _yen(yen: int, say: Speaker) -> Markup:
    """An amount, as people say it."""
    return say("%(yen)s円", yen=f"{yen:,}") if yen else say("無料")


def _moment(text: str) -> datetime:
    """A date and time as RFC 3339 has it, in the clock of the place where it was written."""
    return datetime.fromisoformat(text)


class _Compiled(BytecodeCache):
    """Templates as Python code, in memory: each environment would compile them anew.

    Jinja2 compares the checksum of the source, so that an edit counts at once.
    """

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is known of a template."""
        code = self._code.get(bucket.key)
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._code[bucket.key] = bucket.bytecode_to_string()


class _Places(Extension):
    """Writes into every element where it stands, so that a mistake in it has a file and a line."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens, with a place in each tag of the text between them."""
        file = escape(stream.filename or stream.name or "template")
        in_words = False
        before: Token | None = None
        for token in stream:
            if before is not None and before.type == "block_begin":
                if token.value == "trans":
                    in_words = True
                elif token.value == "endtrans":
                    in_words = False
            before = token
            if token.type != "data":
                yield token
            elif in_words:
                if "<" in token.value:
                    raise TemplateSyntaxError(
                        "between trans and endtrans stand plain words, without elements",
                        token.lineno,
                        stream.name,
                        stream.filename,
                    )
                yield token
            else:
                yield Token(token.lineno, "data", _placed(token.value, token.lineno, file))


def _placed(text: str, first_line: int, file: str) -> str:
    def with_place(match: re.Match[str]) -> str:
        line = first_line + text.count("\n", 0, match.start())
        return f'{match[0]} {PLACE}="{file}, line {line}"'

    return _TAG.sub(with_place, text)


def _place_of(error: MarkupError, name: str) -> tuple[str, str]:
    """A template's own place; only what is outside of every element has a line of the XML."""
    return (name if error.place.startswith("line ") else error.place), error.reason


def _line_of(error: BaseException) -> str | None:
    """The last line of a template that an error came through. Jinja2 puts them into tracebacks."""
    place = None
    step = error.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if file.endswith(".j2"):
            place = f"{file}, line {step.tb_lineno}"
        step = step.tb_next
    return place
