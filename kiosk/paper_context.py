"""What the templates of papers are told of a number: plain data. Pure."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from kiosk.names import Names
from printer_drivers.paper_words import paper_language
from protocol.messages import (
    Catalogue,
    ProcedureEntry,
    ServiceEntry,
    StopOnTicket,
    TicketReply,
)

VISIT_PREFIX: Final = "MGT1:"
"""Before a visit's id in the code on its ticket, where there is no page that shows its state."""
NAME_CHARACTERS: Final = 60
"""Of a name, on paper. One that ends in … beats a paper that cannot be made."""
OWN_NAME_CHARACTERS: Final = 90
"""Of a name in the language of the paper: others need more letters."""
COUNTERS_CHARACTERS: Final = 90
"""Of all counters of a stop together."""
THING_CHARACTERS: Final = 200
"""Of a thing to bring, or of an explanation."""

_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_NO_XML: Final = "\ufffe\uffff"
"""Characters that XML 1.0 has not (2.2), beside those."""


@dataclass(frozen=True, slots=True)
class PaperName:
    """A name that the catalogue has in Japanese and English."""

    name: str
    name_en: str
    name_own: str = ""
    """In the language of the paper, where that is neither, and the name is known in it."""


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
    name_own: str = ""
    """As of a `PaperName`."""


@dataclass(frozen=True, slots=True)
class PaperStop:
    """One service that the visit needs."""

    place: int
    """1 for the first."""
    service: PaperName
    counters: tuple[str, ...]
    """As their signs say it."""
    people_ahead: int | None
    """None, as the minutes, on a number that was given while nobody knew."""
    wait_minutes: tuple[int, int] | None
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
    alone: bool = False
    """Whether the kiosk gave it while it was cut off."""

    def as_variables(self) -> dict[str, Any]:
        """The fields by name. What is in them stays as it is: a template reads fields."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def context_of(
    reply: TicketReply,
    catalogue: Catalogue,
    language: str,
    *,
    again: bool = False,
    names: Names | None = None,
) -> PaperContext:
    """What a template is told of a number. Pure. `names` are those in other languages.

    Names that the catalogue lacks are their ids: a newer server may know more. Characters that no
    printer takes are left out.
    """
    services = {entry.service: entry for entry in catalogue.services}
    procedures = {entry.procedure: entry for entry in catalogue.procedures}
    name_of = partial(_own, names or Names(), paper_language(language))
    page = reply.status_url if reply.status_url and _fits_code(reply.status_url) else None
    return PaperContext(
        language=paper_language(language),
        again=again or reply.reissued,
        site=_name(catalogue.site_name, catalogue.site_name_en, catalogue.site, name_of),
        number=_printable(reply.number, 12) or "-",
        issued_at=_there(reply.issued_at, _clock(catalogue.time_zone)).isoformat(),
        code=f"{VISIT_PREFIX}{reply.visit}" if page is None else page,
        status_page=page is not None,
        stops=tuple(
            PaperStop(
                place=place,
                service=_service(stop.service, services.get(stop.service), name_of),
                counters=_counters(stop, catalogue),
                people_ahead=stop.people_ahead,
                wait_minutes=stop.wait_minutes,
                procedures=tuple(
                    _procedure(name, procedures.get(name), name_of) for name in stop.procedures
                ),
            )
            for place, stop in enumerate(reply.stops, start=1)
        ),
        alone=reply.alone,
    )


def without_details(context: PaperContext) -> PaperContext:
    """The same without what explains its procedures, for far more of them than anybody has."""
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


def _counters(stop: StopOnTicket, catalogue: Catalogue) -> tuple[str, ...]:
    """The signs of a stop's counters; … for the rest where they are too many for one line."""
    kept = list[str]()
    left = COUNTERS_CHARACTERS
    for counter in stop.counters:
        sign = _printable(catalogue.counters.get(counter, counter), NAME_CHARACTERS) or counter
        left -= len(sign) + 1
        if left < 0 and kept:
            return (*kept, "…")
        kept.append(sign)
    return tuple(kept)


def _own(names: Names, language: str, japanese: str) -> str:
    return _printable(names.own(japanese, language) or "", OWN_NAME_CHARACTERS)


def _name(japanese: str, english: str, otherwise: str, name_of: Callable[[str], str]) -> PaperName:
    """A name in all its languages: neither of the first two is empty."""
    name = _printable(japanese, NAME_CHARACTERS) or otherwise
    return PaperName(name, _printable(english, NAME_CHARACTERS) or name, name_of(japanese))


def _service(service: str, entry: ServiceEntry | None, name_of: Callable[[str], str]) -> PaperName:
    if entry is None:
        return PaperName(service, service)
    return _name(entry.name, entry.name_en, service, name_of)


def _procedure(
    procedure: str, entry: ProcedureEntry | None, name_of: Callable[[str], str]
) -> PaperProcedure:
    if entry is None:
        return PaperProcedure(procedure, procedure, "", (), None)
    names = _name(entry.title, entry.title_en, procedure, name_of)
    return PaperProcedure(
        names.name,
        names.name_en,
        _printable(entry.easy, THING_CHARACTERS),
        tuple(_printable(thing, THING_CHARACTERS) for thing in entry.bring),
        entry.fee_yen,
        names.name_own,
    )


def _fits_code(address: str) -> bool:
    """Whether a QR code of a paper can hold it (`documents.Code`)."""
    return address.isascii() and address.isprintable() and len(address) <= 500


def _there(moment: datetime, zone: tzinfo) -> datetime:
    """A moment by the clock of a place; as it is at the edge of the calendar."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def _clock(name: str) -> tzinfo:
    """A site's time zone. UTC for a name that nobody knows."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def _printable(text: str, characters: int) -> str:
    """One line of a text, with spaces for what neither XML nor a document can hold."""
    kept = text.strip()
    if not kept.isprintable():
        kept = "".join(" " if _is_unprintable(each) else each for each in kept).strip()
    return kept if len(kept) <= characters else f"{kept[: characters - 1]}…"


def _is_unprintable(character: str) -> bool:
    return unicodedata.category(character) in _UNPRINTABLE or character in _NO_XML
