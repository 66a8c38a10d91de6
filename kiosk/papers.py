"""What comes out of the printer: the ticket (番号札) and the checklist (手続き一覧).

How they look is written in templates, which a city edits (docs/papers.md). Whatever it breaks
there, nobody stays without a number: the templates that came with the kiosk stand behind them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import structlog

from kiosk.names import Names, load_names
from kiosk.paper_context import PaperContext, context_of, without_details
from printer_drivers.documents import Document, KeyValue, Number, Text
from printer_drivers.paper_words import LOCALE, PAPER_LANGUAGES, PaperWords, load_paper_words
from printer_drivers.templates import PAPERS, PaperTemplateError, PaperTemplates
from protocol.messages import Catalogue, TicketReply

BUILT_IN: Final = Path(__file__).resolve().parent / "built_in"
"""The templates as they came, which nobody edits."""
TICKET: Final = "ticket.xml.j2"
CHECKLIST: Final = "checklist.xml.j2"
STOPS_ALONE: Final = 20
"""Of a visit whose papers cannot be made, on the one that has its number and little more."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Papers:
    """What the kiosk prints for a number, in any language of the papers."""

    folder: Path
    """The city's."""
    templates: PaperTemplates
    """In that folder first, then in the kiosk itself."""
    built_in: PaperTemplates
    words: PaperWords
    names: Names = field(default_factory=Names)
    """What the catalogue names, in other languages than its own."""

    def ticket(
        self, reply: TicketReply, catalogue: Catalogue, language: str, *, again: bool = False
    ) -> Document:
        """The ticket, with every stop. There always is one.

        `again` marks it 再発行, as a reply does that says so itself.
        """
        context = context_of(reply, catalogue, language, again=again, names=self.names)
        return self._made(TICKET, context) or _number_alone(context)

    def checklist(
        self, reply: TicketReply, catalogue: Catalogue, language: str, *, again: bool = False
    ) -> Document | None:
        """The checklist; None for a visit without procedures, which its ticket says all about."""
        context = context_of(reply, catalogue, language, again=again, names=self.names)
        if not any(stop.procedures for stop in context.stops):
            return None
        # far more procedures than anybody has would be more than a document holds
        return self._made(CHECKLIST, context) or self._made(CHECKLIST, without_details(context))

    def for_large_print(
        self, reply: TicketReply, catalogue: Catalogue, language: str, *, again: bool = False
    ) -> Document:
        """What somebody reads in large print: the checklist, else the ticket."""
        what = (reply, catalogue, language)
        return self.checklist(*what, again=again) or self.ticket(*what, again=again)

    def samples(self) -> Iterator[Document]:
        """Every paper of an invented visit, in every language, one after the other."""
        for language in PAPER_LANGUAGES:
            for template in (TICKET, CHECKLIST):
                sample = {**sample_of(template), "language": language}
                try:
                    yield self.templates.render(template, sample, self.words)
                except PaperTemplateError:
                    # `problems` says it
                    continue

    def problems(self) -> Iterator[str]:
        """What is wrong in the city's templates and words, a line each. Takes a second or so."""
        yield from self.words.problems
        if not self.folder.is_dir():
            yield f"{self.folder}: there is no such folder"
        for template in (TICKET, CHECKLIST):
            told = set[str]()
            for language in PAPER_LANGUAGES:
                sample = {**sample_of(template), "language": language}
                try:
                    first, again = (
                        self._rendered(self.templates, template, {**sample, "again": marked})
                        for marked in (False, True)
                    )
                except PaperTemplateError as error:
                    problem = str(error)
                else:
                    if first != again:
                        continue
                    problem = f"{template}: says nothing where `again` is true (再発行)"
                if problem not in told:
                    told.add(problem)
                    yield problem

    def _made(self, template: str, context: PaperContext) -> Document | None:
        for templates in (self.templates, self.built_in):
            try:
                return self._rendered(templates, template, context.as_variables())
            except PaperTemplateError as error:
                log.error("template_broken", error=str(error))  # noqa: TRY400 - its author reads the words
        return None

    def _rendered(
        self, templates: PaperTemplates, template: str, variables: Mapping[str, Any]
    ) -> Document:
        document = templates.render(template, variables, self.words)
        numbers = (block.text for block in document.blocks if isinstance(block, Number))
        if template == TICKET and not any(variables["number"] in number for number in numbers):
            raise PaperTemplateError(template, "has no <number>{{ number }}</number>")
        return document


def load_papers(folder: Path | None = None, locale: Path = LOCALE) -> Papers:
    """The papers, with the words of every language and the templates of a folder.

    What is not in it comes from the built-in ones. None is `assets/papers`.
    """
    return Papers(
        folder or PAPERS,
        PaperTemplates(folder or PAPERS, BUILT_IN),
        PaperTemplates(BUILT_IN),
        load_paper_words(locale),
        load_names(locale),
    )


def sample_of(template: str) -> dict[str, Any]:
    """A visit that is plainly invented, to try a template with; it lacks the `language`."""
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
                for stop in context.stops[:STOPS_ALONE]
            ),
            Text(text="番号が呼ばれるまでお待ちください。"),
        ),
    )
