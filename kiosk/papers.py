"""What comes out of the printer: the ticket (番号札) and the checklist (手続き一覧). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.words import Voice, Words, load_words
from printer_drivers.documents import (
    Block,
    Code,
    Column,
    Cut,
    Document,
    Heading,
    KeyValue,
    Number,
    Rule,
    Spacer,
    Table,
    Text,
)
from protocol.messages import (
    Catalogue,
    ProcedureEntry,
    ServiceEntry,
    StopOnTicket,
    TicketReply,
)

VISIT_PREFIX = "MGT1:"
"""Before a visit's id in the code on its ticket, where there is no page that shows its state."""
EASY_WAIT = "ばんごうが よばれるまで まって ください。"
"""やさしい日本語 (出入国在留管理庁・文化庁), on every ticket whatever its language."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What the kiosk prints for a number, in any language of the papers."""

    words: Words

    def ticket(
        self, reply: TicketReply, catalogue: Catalogue, language: str, *, again: bool = False
    ) -> Document:
        """The ticket, with every stop.

        `again` marks it 再発行, as a reply does that says so itself. Names that the catalogue
        lacks are printed as their ids: a newer server may know more.

        Raises:
            ValueError: the catalogue has words that no document may hold.
        """
        voice = self.words.voice(language)
        blocks = _ticket(_marked(reply, again=again), _Entries(catalogue), voice)
        return Document(language=voice.language, blocks=(*blocks, Cut()))

    def checklist(
        self, reply: TicketReply, catalogue: Catalogue, language: str, *, again: bool = False
    ) -> Document | None:
        """The checklist; None for a visit without procedures, which its ticket says all about.

        Raises:
            ValueError: as for the ticket, or it is longer than a document may be.
        """
        if not any(stop.procedures for stop in reply.stops):
            return None
        voice = self.words.voice(language)
        blocks = _checklist(_marked(reply, again=again), _Entries(catalogue), voice)
        return Document(language=voice.language, blocks=(*blocks, Cut()))


def load_papers() -> Papers:
    """The papers with their words.

    Raises:
        FileNotFoundError: the packages were installed without `assets/locale`.
    """
    return Papers(load_words())


def _marked(reply: TicketReply, *, again: bool) -> TicketReply:
    return reply.model_copy(update={"reissued": reply.reissued or again})


class _Entries:
    """The catalogue, looked up by id."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._services = {entry.service: entry for entry in catalogue.services}
        self._procedures = {entry.procedure: entry for entry in catalogue.procedures}

    def service(self, name: str) -> ServiceEntry:
        return self._services.get(name) or ServiceEntry(
            service=name, letter="", name=name, name_en=name, counters=()
        )

    def procedure(self, name: str) -> ProcedureEntry:
        return self._procedures.get(name) or ProcedureEntry(
            procedure=name, service=name, title=name, title_en=name, easy="", bring=()
        )

    def counters(self, stop: StopOnTicket) -> str:
        return "・".join(self.catalogue.counters.get(name, name) for name in stop.counters)


def _ticket(ticket: TicketReply, entries: _Entries, voice: Voice) -> Iterator[Block]:
    catalogue = entries.catalogue
    issued_at = ticket.issued_at.astimezone(ZoneInfo(catalogue.time_zone))
    yield Text(
        text=_both(voice.names(catalogue.site_name, catalogue.site_name_en), voice), align="center"
    )
    yield Heading(text=_both(voice.pair("番号札"), voice))
    if ticket.reissued:
        yield Text(text=_both(voice.pair("再発行"), voice), bold=True, align="center")
    yield Number(text=ticket.number[:12])
    for place, stop in enumerate(ticket.stops):
        if place > 0:
            yield Rule()
        service = entries.service(stop.service)
        yield Text(
            text=_both(voice.names(service.name, service.name_en), voice),
            size="large" if len(ticket.stops) == 1 else "normal",
            bold=True,
        )
        yield _line(voice.say("窓口"), entries.counters(stop) or "-")
        yield _line(voice.say("待っている人"), voice.say("{count}人", count=stop.people_ahead))
        yield _line(voice.say("待ち時間のめやす"), waits(stop, voice))
    yield Rule()
    yield Text(text=EASY_WAIT)
    if voice.language != "ja":
        yield Text(text=voice.say("番号が呼ばれるまでお待ちください。"))
    yield Code(
        text=ticket.status_url or f"{VISIT_PREFIX}{ticket.visit}",
        caption=voice.say("待ち状況をスマートフォンで見る")
        if ticket.status_url
        else voice.say("窓口で見せてください"),
    )
    yield Text(
        text=voice.say(
            "{year}年{month}月{day}日 {time} 発行時の待ち状況です",
            year=issued_at.year,
            month=issued_at.month,
            day=issued_at.day,
            time=f"{issued_at:%H:%M}",
        ),
        size="small",
        align="center",
    )


def _checklist(ticket: TicketReply, entries: _Entries, voice: Voice) -> Iterator[Block]:
    again = voice.say("再発行") if ticket.reissued else ""
    yield Heading(text=_both(voice.pair("手続き一覧"), voice))
    yield Text(
        text=" ".join((voice.say("番号"), ticket.number, again)).rstrip(),
        bold=True,
        align="center",
    )
    yield Text(text=voice.say("上から順にお進みください。"), align="center")
    for place, stop in enumerate(ticket.stops, start=1):
        service = entries.service(stop.service)
        yield Rule()
        yield Text(
            text=_short(f"{place}　{entries.counters(stop) or '-'}", 100),
            size="large",
            bold=True,
        )
        yield Text(text=_both(voice.names(service.name, service.name_en), voice))
        for name in stop.procedures:
            yield from _procedure(entries.procedure(name), voice)
    yield Spacer()


def _procedure(entry: ProcedureEntry, voice: Voice) -> Iterator[Block]:
    title = _both(voice.names(entry.title, entry.title_en), voice)
    yield Text(text=f"■ {title}", bold=True)
    rows = [("□", _short(item, 300)) for item in entry.bring]
    if rows:
        rows.insert(0, ("", voice.say("持ち物")))
    if entry.fee_yen is not None:
        fee = voice.say("{yen}円", yen=f"{entry.fee_yen:,}") if entry.fee_yen else voice.say("無料")
        rows.append(("", voice.say("手数料　{fee}", fee=fee)))
    if rows:
        # one block a procedure: the 20 of the longest pass stay within a document's bounds
        yield Table(rows=tuple(rows), columns=(Column(width=2), Column(width=46)))


def waits(stop: StopOnTicket, voice: Voice) -> str:
    """The range of minutes, as people say it."""
    low, high = stop.wait_minutes
    if high <= 0:
        return voice.say("まもなく")
    if low == high:
        return voice.say("約{minutes}分", minutes=high)
    return voice.say("{low}～{high}分", low=low, high=high)


def _line(key: str, value: str) -> KeyValue:
    return KeyValue(key=_short(key, 100), value=_short(value, 100))


def _both(names: Sequence[str], voice: Voice) -> str:
    """Japanese alone for who reads it; otherwise the person's language with Japanese beside it,
    which the staff read."""
    first, second = names
    if voice.language == "ja" or first == second:
        return _short(first, 100)
    return _short(f"{first} / {second}", 100)


def _short(text: str, length: int) -> str:
    """The text in the length that a document allows: a paper that ends in … beats none at all."""
    return text if len(text) <= length else text[: length - 1] + "…"
