"""One person at the kiosk: what they see after what they do, without a screen."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from kiosk.session.effects import CancelPrint, Chime, Print, Send, Sound
from kiosk.session.events import (
    CameraChanged,
    ConnectionChanged,
    Control,
    ControlTouched,
    LanguageTouched,
    PaperChanged,
    PassSeen,
    ReplyArrived,
    ServiceTouched,
    SupplyChanged,
    Tick,
)
from kiosk.session.model import Session, Sight, Supply
from kiosk.session.screens import (
    Issued,
    Paper,
    Preparing,
    Problem,
    Services,
    Start,
    Trouble,
    Waiting,
)
from kiosk.session.step import new_session, step
from kiosk.session.times import (
    CHOICE_SECONDS,
    ISSUED_PARTLY_SECONDS,
    ISSUED_SECONDS,
    ISSUED_WITHOUT_PAPER_SECONDS,
    NO_ANSWER_SECONDS,
    PRINTING_SECONDS,
    RESEND_SECONDS,
    TICK_SECONDS,
    TOUCH_GUARD_SECONDS,
    TROUBLE_SECONDS,
)
from protocol.messages import CheckIn, TakeTicket
from protocol.reasons import Reason
from tests.unit.kiosk.person import (
    FRESH,
    LATER,
    Person,
    chooses_language,
    person_with_number,
    waiting_person,
)
from tests.unit.kiosk.samples import (
    FORGER,
    OTHER_CITY,
    WALL,
    at,
    catalogue_arrived,
    pass_text,
    ticket,
)


def test_before_the_first_catalogue_nobody_is_served() -> None:
    session = new_session(at(0), services_per_page=16)
    for event in (
        PassSeen(pass_text(), FRESH),
        ServiceTouched("ido", FRESH),
        ControlTouched(Control.ALL_SERVICES),
        LanguageTouched("en"),
        Tick(),
    ):
        after, effects = step(session, event, at(100))
        assert isinstance(after.screen, Preparing)
        assert effects == ()
    after, _ = step(session, catalogue_arrived(), at(100))
    assert isinstance(after.screen, Start)


def test_a_pass_becomes_a_check_in_and_the_reply_a_number_on_paper() -> None:
    person = Person()
    text = pass_text()
    effects = person.meets(PassSeen(text, FRESH))
    request = CheckIn(id=FRESH, at=at(1).wall, pass_text=text, language=None)
    assert effects == (Chime(Sound.SEEN), Send(request))
    reply = ticket(FRESH)
    effects = person.meets(ReplyArrived(FRESH, reply, None))
    assert effects == (Print(reply, catalogue_arrived().catalogue, "ja"),)
    assert person.screen == Issued(1.0, reply, Paper.PRINTING, text, 1.0, read_at=1.0)
    person.waits(TICK_SECONDS + 0.1)
    assert person.effects[-1] == Chime(Sound.ISSUED), "once the tick has been seen"
    assert person.screen == Issued(1.0, reply, Paper.PRINTING, text, 1.0)
    person.meets(PaperChanged(FRESH, Paper.PRINTED))
    assert person.screen == Issued(1.0, reply, Paper.PRINTED, text, person.seconds)
    person.waits(ISSUED_SECONDS - 1)
    assert isinstance(person.screen, Issued)
    person.waits(1.1)
    assert isinstance(person.screen, Start)


def test_a_touched_service_becomes_a_request_for_a_ticket() -> None:
    person = Person()
    person.meets(LanguageTouched("en"))
    person.meets(ServiceTouched("shomei", FRESH))
    assert person.sent() == [
        TakeTicket(id=FRESH, at=at(1).wall, services=("shomei",), language="en")
    ]


def test_a_service_that_is_not_offered_is_not_asked_for() -> None:
    person = Person()
    person.meets(ServiceTouched("tetris", FRESH))
    assert person.sent() == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("https://shop.example/coupon", Problem.NOT_A_PASS),
        ("", Problem.NOT_A_PASS),
        ("MG1:", Reason.PASS_UNREADABLE),
        (pass_text()[:-9], Reason.PASS_UNREADABLE),
        ("MG1:" + "A" * 10_000, Reason.TOO_LARGE),
        (pass_text(FORGER), Reason.PASS_FORGED),
        (pass_text(OTHER_CITY, issuer="kitakata"), Reason.PASS_OTHER_CITY),
        (pass_text(expires_at=WALL), Reason.PASS_EXPIRED),
        (pass_text(issued_at=WALL + timedelta(days=1)), Reason.PASS_NOT_YET_VALID),
    ],
)
def test_a_code_that_opens_nothing_is_refused_here_and_nothing_is_sent(
    text: str, why: Reason | Problem
) -> None:
    person = Person()
    effects = person.meets(PassSeen(text, FRESH))
    assert effects == (Chime(Sound.TROUBLE),)
    assert isinstance(person.screen, Trouble)
    assert (person.screen.why, person.screen.pass_text) == (why, text)
    assert person.meets(PassSeen(text, LATER)) == (), "still held up"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_is_shown_and_ends_by_itself(reason: Reason) -> None:
    person = waiting_person()
    assert person.meets(ReplyArrived(FRESH, None, reason)) == (Chime(Sound.TROUBLE),)
    assert person.screen == Trouble(1.0, reason, None)
    person.waits(TROUBLE_SECONDS + 0.1)
    assert isinstance(person.screen, Start)


def test_a_refused_pass_leads_to_a_choice_by_touch() -> None:
    person = Person()
    person.meets(PassSeen("nothing of ours", FRESH))
    person.waits(1)
    person.meets(ControlTouched(Control.ALL_SERVICES))
    assert isinstance(person.screen, Services)
    person.waits(1)
    person.meets(ServiceTouched("ido", LATER))
    assert [request.id for request in person.sent()] == [LATER]


def test_a_good_pass_after_a_refused_one_is_taken() -> None:
    person = Person()
    person.meets(PassSeen("nothing of ours", FRESH), PassSeen(pass_text(), LATER))
    assert [request.id for request in person.sent()] == [LATER]


def test_a_request_is_repeated_with_its_id_until_nobody_is_asked_to_wait_longer() -> None:
    person = waiting_person()
    person.waits(NO_ANSWER_SECONDS - 0.05)
    requests = person.sent()
    # once more when it is known that this kiosk has no number to give
    assert len(requests) == NO_ANSWER_SECONDS / RESEND_SECONDS + 1
    assert len(set(requests)) == 1
    assert isinstance(person.screen, Waiting)
    person.waits(0.1)
    assert isinstance(person.screen, Trouble)
    assert person.screen.why is Problem.NO_ANSWER
    before = len(person.sent())
    person.waits(5)
    assert len(person.sent()) == before


def test_a_late_reply_to_an_abandoned_request_changes_nothing() -> None:
    person = waiting_person()
    person.waits(NO_ANSWER_SECONDS + 1)
    before = person.session
    assert person.meets(ReplyArrived(FRESH, ticket(FRESH), None)) == ()
    assert person.session == before


def test_a_reply_to_another_request_is_not_this_persons() -> None:
    person = waiting_person()
    for reply_id in (LATER, None):
        assert person.meets(ReplyArrived(reply_id, None, Reason.MALFORMED)) == ()
    assert isinstance(person.screen, Waiting)


def test_a_reply_that_comes_twice_prints_once() -> None:
    person = waiting_person()
    reply = ReplyArrived(FRESH, ticket(FRESH), None)
    person.meets(reply, reply)
    person.waits(1)
    person.meets(reply)
    assert sum(isinstance(effect, Print) for effect in person.effects) == 1


def test_the_second_half_of_a_double_touch_is_not_a_choice() -> None:
    person = Person()
    person.meets(ServiceTouched("ido", FRESH), ServiceTouched("ido", LATER))
    assert [request.id for request in person.sent()] == [FRESH]
    person.meets(ReplyArrived(FRESH, ticket(FRESH), None))
    person.meets(PaperChanged(FRESH, Paper.PRINTED))
    person.meets(ControlTouched(Control.DONE))
    assert isinstance(person.screen, Issued), "the screen had only just appeared"
    person.waits(TOUCH_GUARD_SECONDS)
    person.meets(ControlTouched(Control.DONE), ServiceTouched("shomei", LATER))
    assert isinstance(person.screen, Start)
    assert [request.id for request in person.sent()] == [FRESH]


def test_the_pass_that_is_still_held_up_brings_no_second_paper() -> None:
    person = person_with_number()
    person.meets(PaperChanged(FRESH, Paper.PRINTED))
    assert person.meets(PassSeen(pass_text(), LATER)) == ()


def test_the_next_person_need_not_wait_for_the_screen_to_go_back() -> None:
    person = person_with_number()
    person.meets(LanguageTouched("en"))
    next_pass = pass_text(pass_id=UUID(int=8))
    assert person.meets(PassSeen(next_pass, LATER)) == (), "the first paper is not out yet"
    person.meets(PaperChanged(FRESH, Paper.PRINTED))
    person.meets(PassSeen(next_pass, LATER))
    assert isinstance(person.screen, Waiting)
    assert person.session.language == "ja"


@pytest.mark.parametrize(
    ("paper", "seconds"),
    [
        (Paper.PRINTED, ISSUED_SECONDS),
        (Paper.REPRINTED, ISSUED_SECONDS),
        (Paper.PARTLY, ISSUED_PARTLY_SECONDS),
        (Paper.CHECKLIST_PAPER_OUT, ISSUED_PARTLY_SECONDS),
        (Paper.CHECKLIST_STUCK, ISSUED_PARTLY_SECONDS),
        (Paper.PAPER_OUT, ISSUED_WITHOUT_PAPER_SECONDS),
        (Paper.STUCK, ISSUED_WITHOUT_PAPER_SECONDS),
        (Paper.FAILED, ISSUED_WITHOUT_PAPER_SECONDS),
        (Paper.NO_PRINTER, ISSUED_WITHOUT_PAPER_SECONDS),
    ],
)
def test_a_number_without_paper_stays_longer(paper: Paper, seconds: float) -> None:
    person = person_with_number()
    person.meets(PaperChanged(FRESH, paper))
    person.waits(seconds - 0.2)
    assert isinstance(person.screen, Issued)
    assert person.screen.paper is paper
    person.waits(0.4)
    assert isinstance(person.screen, Start)


WAITING = [paper for paper in Paper if paper.waits]


def test_a_printer_that_never_answers_keeps_nobody_and_its_late_paper_is_told() -> None:
    person = person_with_number()
    person.waits(PRINTING_SECONDS)
    assert person.paper() is Paper.STUCK
    person.meets(PaperChanged(FRESH, Paper.PRINTED))
    assert person.paper() is Paper.PRINTED


@pytest.mark.parametrize("paper", WAITING)
def test_paper_that_is_back_while_the_screen_stands_prints_and_the_screen_says_so(
    paper: Paper,
) -> None:
    person = person_with_number()
    person.meets(PaperChanged(FRESH, paper))
    assert person.paper() is paper
    person.waits(20)
    person.meets(PaperChanged(FRESH, Paper.PRINTING))
    person.waits(PRINTING_SECONDS - 1)
    assert person.paper() is Paper.PRINTING, "its time begins when printing does"
    effects = person.meets(PaperChanged(FRESH, Paper.REPRINTED))
    assert effects == (), "the session asks for no second print"
    assert person.paper() is Paper.REPRINTED
    person.waits(ISSUED_SECONDS + 0.1)
    assert isinstance(person.screen, Start)


@pytest.mark.parametrize("paper", WAITING)
def test_whoever_finishes_without_paper_takes_the_print_back(paper: Paper) -> None:
    person = person_with_number()
    person.meets(PaperChanged(FRESH, paper))
    effects = person.meets(ControlTouched(Control.DONE), ControlTouched(Control.DONE))
    assert effects == (), "the second touch finds the start screen"
    assert person.effects[-1] == CancelPrint(FRESH)
    assert isinstance(person.screen, Start)


@pytest.mark.parametrize("paper", WAITING)
def test_whoever_steps_aside_still_wants_the_paper(paper: Paper) -> None:
    person = person_with_number()
    person.meets(PaperChanged(FRESH, paper))
    person.waits(ISSUED_WITHOUT_PAPER_SECONDS + 1)
    assert isinstance(person.screen, Start)
    assert not any(isinstance(effect, CancelPrint) for effect in person.effects)
    before = person.session
    person.meets(PaperChanged(FRESH, Paper.PRINTING), PaperChanged(FRESH, Paper.PRINTED))
    assert person.session == before, "the next person's screen says nothing of it"


def test_whoever_comes_next_while_paper_is_out_is_served_and_the_first_job_stays() -> None:
    person = person_with_number()
    person.meets(PaperChanged(FRESH, Paper.PAPER_OUT))
    person.meets(PassSeen(pass_text(pass_id=UUID(int=8)), LATER))
    assert isinstance(person.screen, Waiting)
    assert not any(isinstance(effect, CancelPrint) for effect in person.effects)


def test_the_pass_that_is_still_held_up_while_paper_is_out_asks_for_nothing() -> None:
    person = person_with_number()
    person.meets(PaperChanged(FRESH, Paper.PAPER_OUT))
    assert person.meets(PassSeen(pass_text(), LATER)) == ()


@pytest.mark.parametrize("paper", [paper for paper in Paper if paper.ended])
def test_what_has_ended_does_not_change_any_more(paper: Paper) -> None:
    person = person_with_number()
    person.meets(PaperChanged(FRESH, paper))
    for later in Paper:
        person.meets(PaperChanged(FRESH, later))
    assert isinstance(person.screen, Issued)
    assert person.screen.paper is paper
    assert person.meets(ControlTouched(Control.DONE)) == ()
    assert isinstance(person.screen, Start)


def test_a_repeated_word_about_the_printer_does_not_keep_the_screen() -> None:
    person = person_with_number()
    person.meets(PaperChanged(FRESH, Paper.PAPER_OUT))
    for _ in range(7):
        person.waits(10)
        person.meets(PaperChanged(FRESH, Paper.PAPER_OUT))
    assert isinstance(person.screen, Start)


def test_while_a_paper_comes_out_nothing_can_be_taken_back() -> None:
    person = person_with_number()
    assert person.meets(ControlTouched(Control.DONE)) == ()
    assert isinstance(person.screen, Issued)


def test_the_end_of_an_earlier_print_job_is_not_this_one() -> None:
    person = person_with_number()
    person.meets(PaperChanged(LATER, Paper.PRINTED))
    assert isinstance(person.screen, Issued)
    assert person.screen.paper is Paper.PRINTING


def test_pages_of_services_end_at_the_first_and_the_last() -> None:
    person = Person(services=5)
    person.meets(ControlTouched(Control.ALL_SERVICES))
    for control, page in (
        (Control.PREVIOUS_PAGE, 0),
        (Control.NEXT_PAGE, 1),
        (Control.NEXT_PAGE, 2),
        (Control.NEXT_PAGE, 2),
        (Control.PREVIOUS_PAGE, 1),
    ):
        person.waits(1)
        person.meets(ControlTouched(control))
        assert isinstance(person.screen, Services)
        assert person.screen.page == page


def test_a_shorter_catalogue_does_not_leave_an_empty_page() -> None:
    person = Person(services=5)
    person.meets(ControlTouched(Control.ALL_SERVICES))
    person.waits(1)
    person.meets(ControlTouched(Control.NEXT_PAGE))
    person.meets(catalogue_arrived(services=2))
    assert isinstance(person.screen, Services)
    assert person.screen.page == 0


def test_a_choice_that_nobody_makes_ends_and_whoever_stays_is_given_time() -> None:
    person = Person()
    person.meets(ControlTouched(Control.ALL_SERVICES))
    person.waits(CHOICE_SECONDS - 1)
    person.meets(ControlTouched(Control.STAY))
    person.waits(CHOICE_SECONDS - 1)
    assert isinstance(person.screen, Services)
    person.waits(1.1)
    assert isinstance(person.screen, Start)


def test_the_way_back() -> None:
    person = Person()
    person.meets(ControlTouched(Control.ALL_SERVICES))
    person.waits(1)
    person.meets(ControlTouched(Control.BACK))
    assert isinstance(person.screen, Start)


def test_the_start_screen_knows_of_camera_and_connection() -> None:
    person = Person()
    person.meets(
        ConnectionChanged(connected=True), CameraChanged(Sight.NONE), SupplyChanged(Supply.OUT)
    )
    assert (person.session.connected, person.session.camera) == (True, Sight.NONE)
    assert person.session.supply is Supply.OUT
    person.meets(ConnectionChanged(connected=False))
    assert isinstance(person.screen, Start), "it still serves, and tries"


def test_nothing_of_a_person_is_kept() -> None:
    before = Person()
    person = person_with_number()
    chooses_language(person)
    person.waits(1)
    person.meets(LanguageTouched("en"), PaperChanged(FRESH, Paper.PRINTED))
    person.waits(ISSUED_SECONDS + 1)
    assert _timeless(person.session) == _timeless(before.session)


def _timeless(session: Session) -> Session:
    assert isinstance(session.screen, Start)
    return replace(session, screen=Start(0), touched_at=0)
