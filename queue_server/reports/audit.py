"""The audit trail: who did what when, made from a day's events. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from queue_server.domain import events
from queue_server.domain.alone import events as alone
from queue_server.domain.alone.events import AloneEvent
from queue_server.domain.business_day import business_date
from queue_server.domain.events import Event
from queue_server.domain.lives import AuditKind, Outcome
from queue_server.domain.number_text import number_text
from queue_server.domain.reservations import events as reserved
from queue_server.domain.reservations.events import RESERVATION_EVENT_TYPES
from queue_server.journal.codec import kind_of
from queue_server.lobby import Lobby
from queue_server.reports.words import (
    ACTIONS,
    CALL_REASONS,
    CLOSURES,
    COUNTER_STATUS,
    DEVICE_COMMANDS,
    NOTES,
    OUTCOMES,
    READ,
    RECORDED,
    SERVICE_STATUS,
)
from queue_server.staff.alone_words import DOUBTS
from queue_server.staff.words import Words


class Kind(StrEnum):
    """What an entry is about; the trail can be looked at by it."""

    SIGN_IN = "sign_in"
    CALLS = "calls"
    VISITS = "visits"
    TICKETS = "tickets"
    RESERVATIONS = "reservations"
    LOBBY = "lobby"
    READING = "reading"
    REQUESTS = "requests"
    LOOKUPS = "lookups"
    DEVICES = "devices"


KINDS: Mapping[Kind, Words] = {
    Kind.SIGN_IN: Words(ja="サインイン", en="Sign-in"),
    Kind.CALLS: Words(ja="呼出・対応", en="Calls"),
    Kind.VISITS: Words(ja="来庁の変更", en="Visits changed"),
    Kind.TICKETS: Words(ja="発券", en="Tickets"),
    Kind.RESERVATIONS: Words(ja="予約", en="Reservations"),
    Kind.LOBBY: Words(ja="窓口・業務の開閉", en="Counters and services"),
    Kind.READING: Words(ja="報告の閲覧", en="Reports read"),
    Kind.REQUESTS: Words(ja="申請内容の閲覧", en="Requests opened"),
    Kind.LOOKUPS: Words(ja="番号での検索", en="Looked up by number"),
    Kind.DEVICES: Words(ja="機器の操作", en="Devices"),
}

KIND_OF_EVENT: Mapping[type[Event], Kind] = {
    events.DayOpened: Kind.LOBBY,
    events.VisitOpened: Kind.TICKETS,
    events.TicketReissued: Kind.TICKETS,
    events.StopCalled: Kind.CALLS,
    events.StopRecalled: Kind.CALLS,
    events.StopMissed: Kind.CALLS,
    events.StopFinished: Kind.CALLS,
    events.StopParked: Kind.CALLS,
    events.StopResumed: Kind.CALLS,
    events.StopTransferred: Kind.CALLS,
    events.StepUndone: Kind.CALLS,
    events.StopAdded: Kind.VISITS,
    events.StopDropped: Kind.VISITS,
    events.StopsReordered: Kind.VISITS,
    events.VisitCancelled: Kind.VISITS,
    events.VisitNoted: Kind.VISITS,
    events.CounterSet: Kind.LOBBY,
    events.ServiceSet: Kind.LOBBY,
    events.CounterAssigned: Kind.LOBBY,
    events.DayClosed: Kind.LOBBY,
    alone.NumbersLent: Kind.DEVICES,
    alone.NumbersReturned: Kind.DEVICES,
    alone.VisitReported: Kind.TICKETS,
    alone.VisitRenumbered: Kind.TICKETS,
    alone.RequestWithdrawn: Kind.TICKETS,
    alone.PassRevoked: Kind.TICKETS,
    events.JournalRestored: Kind.LOBBY,
    **dict.fromkeys(RESERVATION_EVENT_TYPES, Kind.RESERVATIONS),
}
"""A visit's end follows from what is listed already. How
somebody found it stands in no trail: the numbers beside it would say who was at which counter."""

KIND_OF_RECORD: Mapping[AuditKind, Kind] = {
    AuditKind.SIGNED_IN: Kind.SIGN_IN,
    AuditKind.SIGNED_OUT: Kind.SIGN_IN,
    AuditKind.SIGN_IN_FAILED: Kind.SIGN_IN,
    AuditKind.REPORT_READ: Kind.READING,
    AuditKind.AUDIT_READ: Kind.READING,
    AuditKind.REQUEST_OPENED: Kind.REQUESTS,
    AuditKind.VISIT_FOUND: Kind.LOOKUPS,
    AuditKind.RESERVATION_FOUND: Kind.LOOKUPS,
    AuditKind.PASS_FOUND: Kind.LOOKUPS,
    AuditKind.DEVICE_COMMAND: Kind.DEVICES,
}

_AT_A_COUNTER = {AuditKind.REQUEST_OPENED, AuditKind.VISIT_FOUND}
"""What was looked at there: a number and the counter."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail."""

    at: datetime
    by: str
    """`staff:m-0312`, `pad-3`, `kiosk-1`; `unknown` for a sign-in that failed."""
    kind: Kind
    event: str
    """The name of the event in the journal."""
    action: Words
    detail: Words | None
    """With what: a reason, an outcome, where to …"""
    number: str | None
    """None where it was not about a visit, or about one of an earlier day."""
    counter: str | None
    service: str | None


def audit_trail(lobby: Lobby, day: date, told: Iterable[Event]) -> list[Entry]:
    """The entries of a business day, newest first.

    `told` are the events that may be of that day, in the journal's order. What changed the queue
    belongs to the day that was open; what was only recorded to the day of its time.
    """
    numbers = dict[UUID, str]()
    entries = list[Entry]()
    open_day: date | None = None
    for event in told:
        match event:
            case events.DayOpened():
                open_day = event.day
            case events.VisitOpened() | alone.VisitReported() | alone.VisitRenumbered():
                numbers[event.visit] = number_text(event.letter, event.sequence)
        of = open_day
        if isinstance(event, events.Recorded):
            of = business_date(lobby.site, event.at)
        if of == day and (kind := _kind(event)) is not None:
            entries.append(_entry(lobby, event, kind, numbers))
    entries.reverse()
    return entries


def accounts_in(entries: Iterable[Entry]) -> list[str]:
    """Everybody who did something, people before devices."""
    return sorted({entry.by for entry in entries}, key=lambda by: (not by.startswith("staff:"), by))


def chosen(entries: Iterable[Entry], *, by: str | None, kind: Kind | None) -> Sequence[Entry]:
    """The entries of one account, of one kind; None is any."""
    return [
        entry
        for entry in entries
        if by in {None, entry.by} and (kind is None or entry.kind is kind)
    ]


def _kind(event: Event) -> Kind | None:
    if isinstance(event, events.Recorded):
        return KIND_OF_RECORD[event.kind]
    return KIND_OF_EVENT.get(type(event))


def _entry(lobby: Lobby, event: Event, kind: Kind, numbers: Mapping[UUID, str]) -> Entry:
    action = RECORDED[event.kind] if isinstance(event, events.Recorded) else ACTIONS[type(event)]
    details = list(_details(lobby, event))
    service = getattr(event, "service", None)
    if isinstance(event, events.VisitOpened | alone.VisitReported):
        service = event.stops[0].service if len(event.stops) == 1 else None
    number = numbers.get(getattr(event, "visit", UUID(int=0)))
    counter = getattr(event, "counter", None)
    if isinstance(event, events.Recorded) and event.kind in _AT_A_COUNTER:
        number, _, counter = (event.about or "").partition(" ")
    return Entry(
        at=event.at.astimezone(lobby.site.zone),
        by=event.by,
        kind=kind,
        event=kind_of(type(event)),
        action=action,
        detail=Words(ja="、".join(d.ja for d in details), en=", ".join(d.en for d in details))
        if details
        else None,
        number=number,
        counter=counter,
        service=service,
    )


def _details(lobby: Lobby, event: Event) -> Iterator[Words]:
    match event:
        case events.StopCalled(reason=str(reason)):
            why = CALL_REASONS.get(reason, Words(ja=reason, en=reason))
            yield Words(ja=f"指名呼出：{why.ja}", en=f"out of turn: {why.en}")
        case events.StopFinished() if event.outcome is not Outcome.DONE:
            yield OUTCOMES[event.outcome]
        case events.StopTransferred():
            yield from _arrow(_service(lobby, event.to_service))
            if event.to_counter is not None:
                yield from _arrow(_counter(lobby, event.to_counter))
            if not event.keep_place:
                yield Words(ja="順番は最後", en="at the end")
        case events.VisitOpened() if len(event.stops) > 1:
            yield from (_service(lobby, stop.service) for stop in event.stops)
        case events.StopsReordered():
            yield from (_service(lobby, service) for service in event.services)
        case events.CounterSet():
            yield COUNTER_STATUS[event.status]
        case events.ServiceSet():
            yield SERVICE_STATUS[event.status]
        case events.CounterAssigned() if event.services:
            yield from (_service(lobby, service) for service in event.services)
        case events.CounterAssigned():
            yield Words(ja="もとに戻す", en="As usual")
        case events.VisitNoted():
            yield from (NOTES[note] for note in event.notes)
        case events.DayClosed():
            left = len(event.visits)
            yield Words(ja=f"未対応 {left}件", en=f"{left} not served")
        case events.DayOpened():
            yield Words(ja=event.day.isoformat(), en=event.day.isoformat())
        case reserved.ReservationEvent():
            yield from _booking_details(lobby, event)
        case AloneEvent():
            yield from _alone_details(lobby, event)
        case events.Recorded() if event.kind in _AT_A_COUNTER:
            # number and counter have columns of their own
            pass
        case events.Recorded(kind=AuditKind.PASS_FOUND, about=str(about)):
            yield Words(ja=about, en=about)
        case events.Recorded(kind=AuditKind.RESERVATION_FOUND, about=str(about)):
            yield _moment(lobby, datetime.fromisoformat(about))
        case events.Recorded(kind=AuditKind.DEVICE_COMMAND, about=str(about)):
            device, _, command = about.partition(" ")
            words = DEVICE_COMMANDS.get(command, Words(ja=command, en=command))
            yield Words(ja=f"{device} {words.ja}", en=f"{device} {words.en}")
        case events.Recorded(about=str(about)):
            what, _, day = about.partition(" ")
            words = READ.get(what, Words(ja=what, en=what))
            yield Words(ja=f"{words.ja} {day}".strip(), en=f"{words.en} {day}".strip())


def _booking_details(lobby: Lobby, event: reserved.ReservationEvent) -> Iterator[Words]:
    match event:
        case reserved.SlotHeld() | reserved.ReservationChanged() | reserved.SlotCapacitySet():
            # the reservation's own number is not shown: whoever knows it can change it
            yield _moment(lobby, event.start)
            if isinstance(event, reserved.SlotCapacitySet):
                yield _capacity(event.capacity)
        case reserved.BookingClosed() | reserved.BookingOpened():
            day = event.day.isoformat()
            yield Words(ja=day, en=day)
            if isinstance(event, reserved.BookingClosed):
                yield CLOSURES[event.reason]


def _alone_details(lobby: Lobby, event: AloneEvent) -> Iterator[Words]:
    match event:
        case alone.VisitReported() | alone.VisitRenumbered():
            issued = f"{event.issued_at.astimezone(lobby.site.zone):%H:%M}"
            yield Words(ja=f"{issued} 発券", en=f"given at {issued}")
            yield from (DOUBTS[doubt].short for doubt in event.doubts)
        case alone.NumbersLent() | alone.NumbersReturned():
            for block in event.blocks:
                ends = (number_text(block.letter, at) for at in (block.first, block.last))
                text = "–".join(ends)
                yield Words(ja=text, en=text)
        case alone.PassRevoked():
            # the pass's own id: whoever revoked it typed it, and it says nothing about anybody
            yield Words(ja=str(event.pass_id), en=str(event.pass_id))


def _arrow(words: Words) -> Iterator[Words]:
    yield Words(ja=f"→ {words.ja}", en=f"→ {words.en}")


def _moment(lobby: Lobby, at: datetime) -> Words:
    text = f"{at.astimezone(lobby.site.zone):%Y-%m-%d %H:%M}"
    return Words(ja=text, en=text)


def _capacity(capacity: int | None) -> Words:
    if capacity is None:
        return Words(ja="定員をもとに戻す", en="as in the site file")
    return Words(ja=f"定員 {capacity}", en=f"capacity {capacity}")


def _service(lobby: Lobby, service: str) -> Words:
    entry = lobby.services.get(service)
    return (
        Words(ja=service, en=service) if entry is None else Words(ja=entry.name, en=entry.name_en)
    )


def _counter(lobby: Lobby, counter: str) -> Words:
    entry = lobby.counters.get(counter)
    name = counter if entry is None else entry.name
    return Words(ja=name, en=name)
