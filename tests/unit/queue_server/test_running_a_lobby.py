"""What whoever runs the lobby does: moves counters, closes the day; and what staff note down."""

from queue_server.domain.at_counters import can_undo
from queue_server.domain.commands import (
    AssignCounter,
    CallNext,
    CloseDay,
    Finish,
    Recall,
    Record,
    SetNotes,
    SetService,
    TakeTicket,
    Undo,
)
from queue_server.domain.events import Recorded
from queue_server.domain.lives import AuditKind, CounterStatus, Note, Outcome, ServiceStatus
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import StaffAnswer, TicketAnswer
from tests.unit.queue_server.test_domain import Lobby
from tests.unit.queue_server.test_operations import about, take


def test_a_counter_that_was_given_another_service_calls_for_it_until_the_day_ends() -> None:
    lobby = Lobby()
    take(lobby, "ido")
    assert lobby.at(CallNext, "3") is Refusal.NOBODY_WAITING
    about(lobby, AssignCounter, counter="3", services=("ido", "ido"))
    assert take(lobby, "ido").told[0].counters == ("2", "3")
    assert lobby.called("3") == "B101"
    lobby.at(Finish, "3")
    lobby.clock.forward(days=1)
    take(lobby, "ido")
    assert lobby.at(CallNext, "3") is Refusal.NOBODY_WAITING


def test_no_services_at_all_means_those_of_the_sites_file() -> None:
    lobby = Lobby()
    about(lobby, AssignCounter, counter="3", services=("ido",))
    about(lobby, AssignCounter, counter="3", services=())
    take(lobby, "kokuho")
    assert lobby.called("3") == "E101"


def test_who_is_served_when_their_counter_is_moved_is_served_to_the_end() -> None:
    lobby = Lobby()
    take(lobby, "kokuho")
    lobby.called("3")
    about(lobby, AssignCounter, counter="3", services=("ido",))
    assert isinstance(lobby.at(Finish, "3"), StaffAnswer)


def test_unknown_counters_and_services_are_refused() -> None:
    lobby = Lobby()
    refused = about(lobby, AssignCounter, counter="9", services=("ido",))
    assert refused is Refusal.UNKNOWN_COUNTER
    assert about(lobby, AssignCounter, counter="3", services=("moon",)) is Refusal.UNKNOWN_SERVICE


def test_a_repeated_ticket_names_the_counters_that_it_named_at_first() -> None:
    lobby = Lobby()
    ask = TakeTicket(id=lobby.ids(), by="kiosk-1", visit=lobby.ids(), services=("kokuho",))
    first = lobby.do(ask)
    about(lobby, AssignCounter, counter="2", services=("kokuho",))
    again = lobby.do(ask)
    assert isinstance(again, TicketAnswer)
    assert again == first
    assert again.told[0].counters == ("3",)


def test_closing_the_day_waits_for_who_is_served_and_sends_the_others_home() -> None:
    lobby = Lobby()
    take(lobby, "shomei")
    waiting = take(lobby, "shomei").visit
    lobby.called("1")
    assert about(lobby, CloseDay) is Refusal.COUNTER_BUSY
    lobby.at(Finish, "1")
    assert isinstance(about(lobby, CloseDay), StaffAnswer)
    assert lobby.state.visits[waiting].closed_at == lobby.clock()
    assert lobby.state.waiting("shomei") == ()
    assert lobby.state.counter_status("1") is CounterStatus.CLOSED
    assert lobby.state.service_status("ido") is ServiceStatus.CLOSED
    refused = lobby.do(
        TakeTicket(id=lobby.ids(), by="kiosk-1", visit=lobby.ids(), services=("ido",))
    )
    assert refused is Refusal.SERVICE_CLOSED
    assert not can_undo(lobby.site, lobby.state, "1", lobby.clock())


def test_a_closed_day_can_be_opened_again_and_the_next_one_opens_by_itself() -> None:
    lobby = Lobby()
    about(lobby, CloseDay)
    about(lobby, SetService, service="ido", status=ServiceStatus.OPEN)
    assert take(lobby, "ido").number == "B101"
    about(lobby, CloseDay)
    lobby.clock.forward(days=1)
    assert take(lobby, "shomei").number == "A101"


def test_notes_replace_one_another_and_stay_with_the_visit() -> None:
    lobby = Lobby()
    visit = take(lobby, "shomei").visit
    about(lobby, SetNotes, visit=visit, notes=(Note.COMPANION,))
    about(lobby, SetNotes, visit=visit, notes=(Note.CHECKING, Note.SPEAK_SLOWLY, Note.CHECKING))
    lobby.called("1")
    assert lobby.state.visits[visit].notes == (Note.CHECKING, Note.SPEAK_SLOWLY)
    lobby.at(Finish, "1")
    assert about(lobby, SetNotes, visit=visit, notes=()) is Refusal.VISIT_OVER


def test_how_a_stop_ended_is_kept() -> None:
    lobby = Lobby()
    visit = take(lobby, "shomei").visit
    lobby.called("1")
    about(lobby, Finish, counter="1", outcome=Outcome.PAPERS_MISSING)
    stop = lobby.state.visits[visit].stop("shomei")
    assert stop is not None
    assert stop.outcome is Outcome.PAPERS_MISSING


def test_saying_a_number_again_does_not_begin_the_service_anew() -> None:
    lobby = Lobby()
    visit = take(lobby, "shomei").visit
    lobby.called("1")
    called_at = lobby.clock()
    lobby.clock.forward(minutes=2)
    lobby.at(Recall, "1")
    stop = lobby.state.visits[visit].stop("shomei")
    assert stop is not None
    assert (stop.called_at, stop.recalled_at) == (called_at, lobby.clock())


def test_undo_takes_back_the_step_that_its_sender_means_and_no_other() -> None:
    lobby = Lobby()
    first, second = take(lobby, "shomei").visit, take(lobby, "shomei").visit
    lobby.called("1")
    lobby.at(Finish, "1")
    # another console of the same counter has called already
    lobby.called("1")
    assert about(lobby, Undo, counter="1", visit=first) is Refusal.VISIT_CHANGED
    assert isinstance(about(lobby, Undo, counter="1", visit=second), StaffAnswer)


def test_what_auditors_should_know_is_kept_and_opens_no_day() -> None:
    lobby = Lobby()
    lobby.do(
        Record(id=lobby.ids(), by="staff:test", kind=AuditKind.REPORT_READ, about="2026-11-23")
    )
    assert lobby.state.day is None
    assert [type(event) for event in lobby.decided] == [Recorded]


def test_who_calls_at_a_counter_is_on_it_and_a_call_pad_is_nobody() -> None:
    lobby = Lobby()
    for _ in range(3):
        take(lobby, "shomei")
    on_it = list[str | None]()
    for by in ("staff:a", "staff:b", "pad-1"):
        lobby.do(CallNext(id=lobby.ids(), by=by, counter="1"))
        on_it.append(lobby.state.counters["1"].staff)
        lobby.at(Finish, "1")
    assert on_it == ["a", "b", "b"]
