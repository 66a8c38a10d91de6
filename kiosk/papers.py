"""What comes out of the printer: the ticket (番号札) and the checklist (手続き一覧).

How they look is written in templates, which a city edits (docs/papers.md). Whatever it breaks
there, nobody stays without a number: the templates that came with the kiosk stand behind them.
"""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog

from printer_drivers.documents import Document, KeyValue, Number, Text
from printer_drivers.paper_words import (
    LOCALE,
    PAPER_LANGUAGES,
    PaperWords,
    load_paper_words,
    paper_language,
)
from printer_drivers.templates import PAPERS, PaperTemplateError, PaperTemplates
from protocol.messages import (
    Catalogue,
    ProcedureEntry,
    ServiceEntry,
    TicketReply,
)

BUILT_IN: Final = Path(__file__).resolve().parent / "built_in"
"""The templates as they came, which nobody edits."""
TICKET: Final = "ticket.xml.j2"
CHECKLIST: Final = "checklist.xml.j2"
VISIT_PREFIX: Final = "MGT1:"
"""Before a visit's id in the code on its ticket, where there is no page that shows its state."""
NAME_CHARACTERS: Final = 60
"""Of a name, on paper. One that ends in … beats a paper that cannot be made."""
THING_CHARACTERS: Final = 200
"""Of a thing to bring, or of an explanation."""

_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_NO_XML: Final = "\ufffe\uffff"
"""Characters that XML 1.0 has not (2.2), beside those."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PaperName:
    """A name that the catalogue has in Japanese and English."""

    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class PaperProcedure:
    """A procedure, as a checklist tells it."""

    name: str
    name_en: str
    easy: str
    """What it is, in やさしい日本語; may be empty."""
    bring: tuple[str, ...]
    fee_yen: int | None
    """None where the catalogue says nothing about a fee."""


@dataclass(frozen=True, slots=True)
class PaperStop:
    """One service that the visit needs."""

    place: int
    """1 for the first."""
    service: PaperName
    counters: tuple[str, ...]
    """As their signs say it."""
    people_ahead: int
    wait_minutes: tuple[int, int]
    """From, to."""
    procedures: tuple[PaperProcedure, ...]


@dataclass(frozen=True, slots=True)
class PaperContext:
    """All that a template may say: its variables are these fields."""

    language: str
    """One of PAPER_LANGUAGES."""
    again: bool
    """Whether this paper was printed before: 再発行."""
    site: PaperName
    number: str
    issued_at: str
    """RFC 3339, by the clock of the site."""
    code: str
    """What the QR code holds."""
    status_page: bool
    """Whether the code is the address of a page that shows the wait."""
    stops: tuple[PaperStop, ...]

    def as_variables(self) -> dict[str, Any]:
        """The fields by name. What is in them stays as it is: a template reads fields."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def context_of(
    reply: TicketReply, catalogue: Catalogue, language: str, *, again: bool = False
) -> PaperContext:
    """What a template is told of a number. Pure.

    Names that the catalogue lacks are their ids: a newer server may know more. Characters that no
    printer takes are left out.
    """
    services = {entry.service: entry for entry in catalogue.services}
    procedures = {entry.procedure: entry for entry in catalogue.procedures}
    page = reply.status_url if reply.status_url and _fits_code(reply.status_url) else None
    return PaperContext(
        language=paper_language(language),
        again=again or reply.reissued,
        site=_name(catalogue.site_name, catalogue.site_name_en),
        number=_printable(reply.number, 12) or "-",
        issued_at=reply.issued_at.astimezone(_clock(catalogue.time_zone)).isoformat(),
        code=f"{VISIT_PREFIX}{reply.visit}" if page is None else page,
        status_page=page is not None,
        stops=tuple(
            PaperStop(
                place=place,
                service=_service(stop.service, services.get(stop.service)),
                counters=tuple(
                    _printable(catalogue.counters.get(name, name), NAME_CHARACTERS)
                    for name in stop.counters
                ),
                people_ahead=stop.people_ahead,
                wait_minutes=stop.wait_minutes,
                procedures=tuple(
                    _procedure(name, procedures.get(name)) for name in stop.procedures
                ),
            )
            for place, stop in enumerate(reply.stops, start=1)
        ),
    )


@dataclass(frozen=True, slots=True)
class Papers:
    """What the kiosk prints for a number, in any language of the papers."""

    folder: Path
    """The city's."""
    templates: PaperTemplates
    """In that folder first, then in the kiosk itself."""
    built_in: PaperTemplates
    words: PaperWords

    def ticket(
        self, reply: TicketReply, catalogue: Catalogue, language: str, *, again: bool = False
    ) -> Document:
        """The ticket, with every stop. There always is one.

        `again` marks it 再発行, as a reply does that says so itself.
        """
        context = context_of(reply, catalogue, language, again=again)
        return self._made(TICKET, context) or _number_alone(context)

    def checklist(
        self, reply: TicketReply, catalogue: Catalogue, language: str, *, again: bool = False
    ) -> Document | None:
        """The checklist; None for a visit without procedures, which its ticket says all about."""
        context = context_of(reply, catalogue, language, again=again)
        if not any(stop.procedures for stop in context.stops):
            return None
        # far more procedures than anybody has would be more than a document holds
        return self._made(CHECKLIST, context) or self._made(CHECKLIST, _without_details(context))

    def problems(self) -> Iterator[str]:
        """What is wrong in the city's templates and words, a line each. Takes a second or so."""
        yield from self.words.problems
        if not self.folder.is_dir():
            yield f"{self.folder}: there is no such folder"
        for template in (TICKET, CHECKLIST):
            told = set[str]()
            for language in PAPER_LANGUAGES:
                try:
                    self.templates.render(
                        template, {**_sample(template), "language": language}, self.words
                    )
                except PaperTemplateError as error:
                    if str(error) not in told:
                        told.add(str(error))
                        yield str(error)

    def _made(self, template: str, context: PaperContext) -> Document | None:
        for templates in (self.templates, self.built_in):
            try:
                return templates.render(template, context.as_variables(), self.words)
            except PaperTemplateError as error:
                log.error("template_broken", error=str(error))  # noqa: TRY400 - its author reads the words
        return None


def load_papers(folder: Path | None = None, locale: Path = LOCALE) -> Papers:
    """The papers, with the words of every language and the templates of a folder.

    What is not in it comes from the built-in ones. None is `assets/papers`.
    """
    return Papers(
        folder or PAPERS,
        PaperTemplates(folder or PAPERS, BUILT_IN),
        PaperTemplates(BUILT_IN),
        load_paper_words(locale),
    )


def _sample(template: str) -> dict[str, Any]:
    """A visit that is plainly invented, to try a template with."""
    sample: dict[str, Any] = json.loads(
        (BUILT_IN / template.replace(".xml.j2", ".sample.json")).read_text(encoding="utf-8")
    )
    return sample


def _number_alone(context: PaperContext) -> Document:
    """What is left when everything else fails: the number, and where to go with it."""
    return Document(
        language="ja",
        blocks=(
            Number(text=context.number),
            *(
                KeyValue(key=stop.service.name, value="・".join(stop.counters)[:100] or "-")
                for stop in context.stops
            ),
            Text(text="番号が呼ばれるまでお待ちください。"),
        ),
    )


def _without_details(context: PaperContext) -> PaperContext:
    return replace(
        context,
        stops=tuple(
            replace(
                stop,
                procedures=tuple(
                    replace(procedure, easy="", bring=()) for procedure in stop.procedures
                ),
            )
            for stop in context.stops
        ),
    )


def _name(japanese: str, english: str) -> PaperName:
    name = _printable(japanese, NAME_CHARACTERS)
    return PaperName(name, _printable(english, NAME_CHARACTERS) or name)


def _service(service: str, entry: ServiceEntry | None) -> PaperName:
    return _name(service, service) if entry is None else _name(entry.name, entry.name_en)


def _procedure(procedure: str, entry: ProcedureEntry | None) -> PaperProcedure:
    if entry is None:
        return PaperProcedure(procedure, procedure, "", (), None)
    names = _name(entry.title, entry.title_en)
    return PaperProcedure(
        names.name,
        names.name_en,
        _printable(entry.easy, THING_CHARACTERS),
        tuple(_printable(thing, THING_CHARACTERS) for thing in entry.bring),
        entry.fee_yen,
    )


def _fits_code(address: str) -> bool:
    """Whether a QR code of a paper can hold it (`documents.Code`)."""
    return address.isascii() and address.isprintable() and len(address) <= 500


def _clock(name: str) -> tzinfo:
    """A site's time zone. UTC for a name that nobody knows."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def _printable(text: str, characters: int) -> str:
    """One line of a text, with spaces for what neither XML nor a document can hold."""
    kept = "".join(
        " "
        if unicodedata.category(character) in _UNPRINTABLE or character in _NO_XML
        else character
        for character in text
    ).strip()
    return kept if len(kept) <= characters else f"{kept[: characters - 1]}…"


def _is_unprintable(character: str) -> bool:
    return unicodedata.category(character) in _UNPRINTABLE or character in _NO_XML
