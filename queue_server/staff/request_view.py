"""A resident's request as the counter reads it: in words, dates in both calendars. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

from protocol.sealed import CertificateRequest
from queue_server.catalogue import CatalogueFiles, CertificateWords, Said
from queue_server.domain.state import Visit
from queue_server.staff.view import View
from queue_server.staff.words import Words, language_words

ERAS = (
    (date(2019, 5, 1), "令和", "Reiwa"),
    (date(1989, 1, 8), "平成", "Heisei"),
    (date(1926, 12, 25), "昭和", "Showa"),
    (date(1912, 7, 30), "大正", "Taisho"),
    (date(1868, 1, 25), "明治", "Meiji"),
)
"""First days, newest first (JIS X 0301; the day of a change is the new era's)."""

WHOSE: Mapping[Literal["self", "household", "other"], Words] = {
    "self": Words(ja="本人", en="Their own"),
    "household": Words(ja="世帯全員", en="The whole household"),
    "other": Words(ja="ほかの人", en="Somebody else's"),
}
"""Where the catalogue has no words of its own for a certificate."""


class RequestView(View):
    """What a resident filled in at the kiosk. Shown to one counter, and kept nowhere."""

    visit: UUID
    number: str
    certificate: Words
    copies: int
    fee_yen: int | None
    """For all copies; None where the catalogue does not say."""
    fee_each_yen: int | None
    whose: Words
    options: tuple[Words, ...]
    """What is to be printed beyond the least; none: the least."""
    name_kana: str
    birth_date: date
    birth_date_words: Words
    """In the Japanese calendar; in English its year alone."""
    phone: str | None
    language: Words


def request_view(
    request: CertificateRequest, visit: Visit, catalogue: CatalogueFiles
) -> RequestView:
    """A request in words. What a catalogue has dropped since is said by its id."""
    procedures = {entry.id: entry for entry in catalogue.procedures}
    procedure = procedures.get(request.certificate)
    forms = {form.procedure: form for form in catalogue.certificates}
    form = forms.get(request.certificate, CertificateWords(procedure=request.certificate))
    whose = {entry.whose: entry.words for entry in form.whose}
    options = {entry.option: entry.words for entry in form.options}
    fee = None if procedure is None else procedure.fee_yen
    return RequestView(
        visit=visit.id,
        number=visit.number,
        certificate=_itself(request.certificate)
        if procedure is None
        else Words(ja=procedure.title_ja, en=procedure.title_en),
        copies=request.copies,
        fee_yen=None if fee is None else fee * request.copies,
        fee_each_yen=fee,
        whose=_words(whose[request.whose]) if request.whose in whose else WHOSE[request.whose],
        options=tuple(
            _words(options[name]) if name in options else _itself(name) for name in request.options
        ),
        name_kana=request.name_kana,
        birth_date=request.birth_date,
        birth_date_words=japanese_date(request.birth_date),
        phone=request.phone,
        language=language_words(request.language),
    )


def japanese_date(day: date) -> Words:
    """A day in the Japanese calendar (和暦): 昭和55年4月1日, an era's first year as 元年.

    Raises:
        ValueError: it is before 明治.
    """
    for first, ja, en in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return Words(
                ja=f"{ja}{'元' if year == 1 else year}年{day.month}月{day.day}日",
                en=f"{en} {year}",
            )
    raise ValueError(f"{day.isoformat()} is before all eras")


def _words(said: Said) -> Words:
    return Words(ja=said.ja, en=said.en)


def _itself(name: str) -> Words:
    return Words(ja=name, en=name)
