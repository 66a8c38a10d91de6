"""Who did what when, as auditors read it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from queue_server.domain.alone.events import ALONE_EVENT_TYPES
from queue_server.domain.commands import (
    AssignCounter,
    CallNext,
    CallNumber,
    CallReason,
    CloseDay,
    Finish,
    Record,
    SetCounter,
    SetNotes,
    SetService,
    Transfer,
)
from queue_server.domain.events import EVENT_TYPES, DayOpened, Rated, Recorded, VisitClosed
from queue_server.domain.lives import AuditKind, CounterStatus, Note, Outcome, ServiceStatus
from queue_server.domain.reservations.events import (
    RESERVATION_EVENT_TYPES,
    BookingClosed,
    BookingOpened,
    ReservationBooked,
    ReservationCancelled,
    ReservationChanged,
    SlotCapacitySet,
    SlotHeld,
)
from queue_server.domain.reservations.slots import ClosureReason
from queue_server.reports.audit import (
    KIND_OF_EVENT,
    KINDS,
    Entry,
    Kind,
    accounts_in,
    audit_trail,
    chosen,
)
from queue_server.reports.visits import Ending
from queue_server.reports.words import (
    ACTIONS,
    CALL_REASONS,
    CLOSURES,
    ENDINGS,
    NOTES,
    OUTCOMES,
    RECORDED,
)
from tests.sites import MORNING, sample_lobby
from tests.unit.queue_server.test_domain import Lobby

SAMPLE = sample_lobby()
DAY = MORNING.date()


def trail(lobby: Lobby) -> list[Entry]:
    """The day's entries, oldest first."""
    return audit_trail(SAMPLE, DAY, lobby.decided)[::-1]


def said(entry: Entry) -> tuple[str, str | None]:
    """The action and its detail, in Japanese."""
    return entry.action.ja, None if entry.detail is None else entry.detail.ja


def test_an_entry_says_who_what_when_and_about_whom() -> None:
    lobby = Lobby(SAMPLE.site)
    lobby.ticket("ido")
    lobby.clock.forward(minutes=3)
    lobby.at(CallNext, "3")
    called = trail(lobby)[-1]
    assert (called.by, called.kind, called.event) == ("staff:test", Kind.CALLS, "stop_called")
    assert (called.number, called.counter, called.service) == ("B101", "3", "ido")
    assert called.at.isoformat() == "2026-11-24T09:03:00+09:00"
    assert said(called) == ("呼出", None)


def test_details_say_why_how_and_where_to() -> None:
    lobby = Lobby(SAMPLE.site)
    visit = lobby.ticket("ido").visit
    header = {"by": "staff:test"}
    lobby.do(
        CallNumber(**header, id=lobby.ids(), counter="3", visit=visit, reason=CallReason.PROMISED)
    )
    lobby.at(Transfer, "3", to_service="zei", to_counter="11", keep_place=False)
    lobby.at(CallNext, "11")
    lobby.do(SetNotes(**header, id=lobby.ids(), visit=visit, notes=(Note.CHECKING, Note.COMPANION)))
    lobby.at(Finish, "11", outcome=Outcome.COMES_AGAIN)
    lobby.at(SetCounter, "11", status=CounterStatus.PAUSED)
    closed = ServiceStatus.LAST_TICKET
    lobby.do(SetService(**header, id=lobby.ids(), service="zei", status=closed))
    lobby.at(AssignCounter, "11", services=("kankyo",))
    lobby.at(AssignCounter, "11", services=())
    lobby.do(CloseDay(**header, id=lobby.ids()))
    assert [said(entry) for entry in trail(lobby)] == [
        ("業務日の開始", "2026-11-24"),
        ("発券", None),
        ("窓口の開閉", "開く"),
        ("呼出", "指名呼出：約束していた"),
        ("引継ぎ", "→ 税金、→ 11番窓口、順番は最後"),
        ("窓口の開閉", "開く"),
        ("呼出", None),
        ("申し送りの変更", "審査・確認中、付き添いあり"),
        ("完了", "後日また来庁"),
        ("窓口の開閉", "休止"),
        ("業務の受付", "受付終了"),
        ("窓口の担当業務の変更", "ごみ・犬・環境"),
        ("窓口の担当業務の変更", "もとに戻す"),
        ("業務日の終了", "未対応 0件"),
    ]


def record(lobby: Lobby, kind: AuditKind, about: str | None = None, by: str = "staff:a") -> None:
    lobby.do(Record(id=lobby.ids(), by=by, kind=kind, about=about))


def test_what_was_only_recorded_belongs_to_the_day_of_its_time() -> None:
    lobby = Lobby(SAMPLE.site, MORNING - timedelta(days=1))
    lobby.ticket("ido")
    # at 3 in the night it is still yesterday; at 8, before the first number, it is today
    lobby.clock.moment = MORNING.replace(hour=3)
    record(lobby, AuditKind.SIGNED_OUT)
    lobby.clock.moment = MORNING.replace(hour=8)
    record(lobby, AuditKind.SIGN_IN_FAILED, by="unknown")
    record(lobby, AuditKind.SIGNED_IN)
    lobby.clock.moment = MORNING
    lobby.ticket("ido")
    assert [said(entry)[0] for entry in trail(lobby)] == [
        "サインインの失敗",
        "サインイン",
        "業務日の開始",
        "発券",
    ]
    yesterday = audit_trail(SAMPLE, DAY - timedelta(days=1), lobby.decided)
    assert [said(entry)[0] for entry in yesterday] == ["サインアウト", "発券", "業務日の開始"]


def test_who_read_what_is_said_in_words() -> None:
    lobby = Lobby(SAMPLE.site)
    record(lobby, AuditKind.REPORT_READ, "visits_csv 2026-11-20")
    record(lobby, AuditKind.AUDIT_READ, "audit 2026-11-24")
    assert [said(entry) for entry in trail(lobby)] == [
        ("報告を見た", "来庁の CSV 2026-11-20"),
        ("操作の記録を見た", "操作の記録 2026-11-24"),
    ]


def test_who_opened_a_request_is_said_with_its_number_and_counter() -> None:
    lobby = Lobby(SAMPLE.site)
    record(lobby, AuditKind.REQUEST_OPENED, "A101 1")
    (entry,) = trail(lobby)
    assert (entry.number, entry.counter, entry.kind) == ("A101", "1", Kind.REQUESTS)
    assert said(entry) == ("申請内容を開いた", None)


def test_who_looked_up_what_is_said_without_what_would_change_it() -> None:
    lobby = Lobby(SAMPLE.site)
    record(lobby, AuditKind.VISIT_FOUND, "A101,B101 3")
    record(lobby, AuditKind.RESERVATION_FOUND, "2026-11-25T09:00:00+09:00")
    record(lobby, AuditKind.PASS_FOUND, str(UUID(int=7)))
    record(lobby, AuditKind.SIGNED_OUT, "everywhere")
    visit, reservation, a_pass, out = trail(lobby)
    assert (said(a_pass), a_pass.kind) == (("受付コードを探した", str(UUID(int=7))), Kind.LOOKUPS)
    assert (visit.number, visit.counter, visit.kind) == ("A101,B101", "3", Kind.LOOKUPS)
    assert said(visit) == ("番号で探した", None)
    assert (said(reservation), reservation.kind) == (
        ("予約を番号で探した", "2026-11-25 09:00"),
        Kind.LOOKUPS,
    )
    assert said(out) == ("サインアウト", "すべての端末")


def test_the_trail_can_be_looked_at_by_account_and_kind() -> None:
    lobby = Lobby(SAMPLE.site)
    record(lobby, AuditKind.SIGNED_IN)
    lobby.ticket("ido")
    lobby.at(CallNext, "3")
    entries = audit_trail(SAMPLE, DAY, lobby.decided)
    assert accounts_in(entries) == ["staff:a", "staff:test", "kiosk-1"]
    assert {e.by for e in chosen(entries, by="staff:test", kind=None)} == {"staff:test"}
    assert [e.event for e in chosen(entries, by=None, kind=Kind.CALLS)] == ["stop_called"]
    assert chosen(entries, by="staff:a", kind=Kind.CALLS) == []
    assert list(chosen(entries, by=None, kind=None)) == entries


def test_a_visit_of_an_earlier_day_has_no_number_where_that_day_is_not_read() -> None:
    lobby = Lobby(SAMPLE.site, MORNING - timedelta(days=1))
    lobby.ticket("ido")
    lobby.at(CallNext, "3")
    lobby.clock.forward(days=1)
    before = len(lobby.decided)
    lobby.ticket("shomei")
    lobby.at(Finish, "3")
    finished = audit_trail(SAMPLE, DAY, lobby.decided[before:])[0]
    assert (finished.event, finished.number, finished.service) == ("stop_finished", None, "ido")


def test_reservations_are_in_the_trail_without_the_numbers_that_open_them() -> None:
    header: dict[str, Any] = {"at": MORNING, "cause": UUID(int=1), "by": "staff:a"}
    slot: dict[str, Any] = {"start": MORNING + timedelta(days=1), "minutes": 30, "day": DAY}
    booked: dict[str, Any] = {"procedures": (), "language": "ja", "needs": ()}
    one = UUID(int=9)
    told = [
        DayOpened(**header, day=DAY),
        SlotHeld(**header, **slot, reservation=one, service="ido", expires_at=MORNING),
        ReservationBooked(**header, **booked, reservation=one, number="482913"),
        ReservationChanged(**header, **slot, **booked, reservation=one),
        ReservationCancelled(**header, reservation=one),
        SlotCapacitySet(**header, service="ido", start=MORNING, capacity=4),
        SlotCapacitySet(**header, service="ido", start=MORNING, capacity=None),
        BookingClosed(**header, day=DAY, service=None, reason=ClosureReason.TRAINING),
        BookingOpened(**header, day=DAY, service="ido"),
    ]
    entries = audit_trail(SAMPLE, DAY, told)[::-1]
    assert {entry.kind for entry in entries[1:]} == {Kind.RESERVATIONS}
    assert [said(entry) for entry in entries[1:]] == [
        ("予約枠の仮押さえ", "2026-11-25 09:00"),
        ("予約", None),
        ("予約の変更", "2026-11-25 09:00"),
        ("予約の取消", None),
        ("予約枠の定員の変更", "2026-11-24 09:00、定員 4"),
        ("予約枠の定員の変更", "2026-11-24 09:00、定員をもとに戻す"),
        ("予約受付の休止", "2026-11-24、研修"),
        ("予約受付の再開", "2026-11-24"),
    ]
    assert "482913" not in repr(entries)


def test_every_event_and_every_choice_has_words() -> None:
    every = {*EVENT_TYPES, *RESERVATION_EVENT_TYPES, *ALONE_EVENT_TYPES}
    assert set(ACTIONS) == every
    assert set(KIND_OF_EVENT) == every - {Recorded, VisitClosed, Rated}
    assert set(RECORDED) == set(AuditKind)
    assert set(KINDS) == set(Kind)
    assert set(OUTCOMES) == set(Outcome)
    assert set(NOTES) == set(Note)
    assert set(ENDINGS) == set(Ending)
    assert set(CALL_REASONS) == set(CallReason)
    assert set(CLOSURES) == set(ClosureReason)
