"""Somebody holds up the ticket that they have; and how it was today."""

from uuid import UUID

import pytest

from kiosk.reading.admission import admitted
from kiosk.session.effects import Chime, Print, Send, Sound
from kiosk.session.events import (
    Control,
    ControlTouched,
    PassSeen,
    ReplyArrived,
    ScoreTouched,
    SupplyChanged,
    TicketTouched,
    TicketWish,
)
from kiosk.session.model import Supply
from kiosk.session.own_ticket import visit_of
from kiosk.session.screens import Cancelled as CancelledScreen
from kiosk.session.screens import Issued, OwnTicket, Problem, Start, Thanked, Trouble, Waiting
from kiosk.session.step import new_session, step
from kiosk.view import view_of
from protocol.reasons import Reason
from protocol.ticket_messages import (
    Cancel,
    Cancelled,
    Rate,
    Rated,
    Reprint,
    ShowTicket,
    Standing,
    StopStanding,
    TicketShown,
)
from tests.unit.kiosk.every_ticket import shown
from tests.unit.kiosk.person import FRESH, LATER, Person, person_with_number
from tests.unit.kiosk.samples import at, catalogue_arrived, pass_text, ticket

VISIT = UUID(int=1)
CODE = f"MGT1:{VISIT}"


def holding(standing: Standing = "waiting", **changes: object) -> Person:
    """Somebody who held up a ticket, and sees where it stands."""
    person = Person()
    person.meets(PassSeen(CODE, FRESH), answer(standing, **changes))
    person.waits(1)
    return person


def answer(standing: Standing = "waiting", **changes: object) -> ReplyArrived:
    one: StopStanding = "done" if standing == "finished" else "waiting"
    told = shown(standing, ("ido", one)).model_copy(update={"id": FRESH, **changes})
    return ReplyArrived(FRESH, None, None, told)


def name(person: Person) -> str:
    return view_of(person.session, at(person.seconds)).name


def test_a_ticket_that_is_held_up_is_asked_about_and_shown() -> None:
    person = Person()
    effects = person.meets(PassSeen(CODE, FRESH))
    assert effects[0] == Chime(Sound.SEEN)
    assert isinstance(effects[1], Send)
    assert effects[1].request == ShowTicket(id=FRESH, at=at(person.seconds).wall, visit=VISIT)
    assert isinstance(person.screen, Waiting)
    person.meets(answer(language="vi"))
    assert isinstance(person.screen, OwnTicket)
    assert (name(person), person.session.language) == ("ticket", "vi")


@pytest.mark.parametrize("address", ["https://aizu.example/v/", "http://10.0.0.1:8080/v/"])
def test_the_code_may_also_be_the_address_of_its_page(address: str) -> None:
    text = f"{address}{VISIT}"
    assert admitted(text) == text
    assert visit_of(text) == VISIT


@pytest.mark.parametrize(
    "text", [f"MGT1:{VISIT}0", "MGT1:1", f"{VISIT}", "https://aizu.example/v/help", pass_text()]
)
def test_what_is_no_ticket_is_none(text: str) -> None:
    assert visit_of(text) is None


def test_what_stays_held_up_does_not_begin_again() -> None:
    person = holding()
    sent = len(person.sent())
    person.meets(PassSeen(CODE, LATER), PassSeen(f"https://aizu.example/v/{VISIT}", LATER))
    person.meets(TicketTouched(TicketWish.CANCEL, LATER))
    person.waits(1)
    person.meets(PassSeen(CODE, LATER))
    assert (name(person), len(person.sent())) == ("ticket-cancel", sent)


def test_nor_does_the_ticket_that_has_just_come_out() -> None:
    person = person_with_number()
    issued = person.screen
    assert isinstance(issued, Issued)
    person.meets(PassSeen(f"MGT1:{issued.ticket.visit}", LATER))
    assert person.screen == issued


def test_another_ticket_or_pass_is_another_person() -> None:
    person = holding()
    person.meets(PassSeen(f"MGT1:{LATER}", LATER))
    assert isinstance(person.sent()[-1], ShowTicket)
    person = holding()
    person.meets(PassSeen(pass_text(), LATER))
    assert isinstance(person.screen, Waiting)


@pytest.mark.parametrize(
    "reason",
    [Reason.TICKET_UNKNOWN, Reason.TICKET_OTHER_DAY, Reason.TICKET_OVER, Reason.TOO_MANY],
)
def test_each_refusal_is_a_calm_screen_once(reason: Reason) -> None:
    person = Person()
    person.meets(PassSeen(CODE, FRESH), ReplyArrived(FRESH, None, reason))
    assert isinstance(person.screen, Trouble)
    assert person.screen.why is reason
    before = len(person.sent())
    person.meets(PassSeen(CODE, LATER))
    assert len(person.sent()) == before
    person.waits(40)
    assert isinstance(person.screen, Start)


def test_without_an_answer_staff_help() -> None:
    person = Person()
    person.meets(PassSeen(CODE, FRESH))
    person.waits(13)
    assert isinstance(person.screen, Trouble)
    assert person.screen.why is Problem.NO_ANSWER


def test_the_ticket_comes_out_again_marked_as_such() -> None:
    person = holding()
    person.meets(TicketTouched(TicketWish.REPRINT, LATER))
    assert person.sent()[-1] == Reprint(id=LATER, at=at(person.seconds).wall, visit=VISIT)
    reply = ticket(LATER, reissued=True)
    effects = person.meets(ReplyArrived(LATER, reply, None))
    (printed,) = (effect for effect in effects if isinstance(effect, Print))
    assert printed.ticket.reissued


def test_where_there_is_no_printer_nothing_is_printed_again() -> None:
    person = holding()
    before = len(person.sent())
    person.meets(SupplyChanged(Supply.NONE), TicketTouched(TicketWish.REPRINT, LATER))
    assert len(person.sent()) == before


def test_cancelling_asks_once_more() -> None:
    person = holding()
    before = len(person.sent())
    person.meets(TicketTouched(TicketWish.CANCEL_SURELY, LATER))
    assert len(person.sent()) == before, "nobody cancels with one touch"
    person.meets(TicketTouched(TicketWish.CANCEL, LATER))
    person.meets(TicketTouched(TicketWish.CANCEL_SURELY, LATER))
    assert len(person.sent()) == before, "nor with a double one"
    person.waits(1)
    person.meets(TicketTouched(TicketWish.KEEP, LATER))
    assert name(person) == "ticket"
    person.waits(1)
    person.meets(TicketTouched(TicketWish.CANCEL, LATER))
    person.waits(1)
    person.meets(TicketTouched(TicketWish.CANCEL_SURELY, LATER))
    assert person.sent()[-1] == Cancel(id=LATER, at=at(person.seconds).wall, visit=VISIT)
    person.meets(ReplyArrived(LATER, None, None, Cancelled(id=LATER, visit=VISIT)))
    assert isinstance(person.screen, CancelledScreen)
    person.meets(PassSeen(CODE, FRESH))
    assert isinstance(person.screen, CancelledScreen), "still held up"
    person.waits(16)
    assert isinstance(person.screen, Start)


@pytest.mark.parametrize("standing", ["called", "over", "finished"])
def test_who_is_called_or_done_cannot_cancel_here(standing: Standing) -> None:
    person = holding(standing)
    before = person.screen
    person.meets(TicketTouched(TicketWish.CANCEL, LATER))
    assert person.screen == before


def test_a_ticket_that_nobody_looks_at_any_more_goes() -> None:
    person = holding()
    person.waits(30)
    assert view_of(person.session, at(person.seconds)).ends_soon
    person.meets(ControlTouched(Control.STAY))
    person.waits(30)
    assert isinstance(person.screen, OwnTicket)
    person.waits(16)
    assert isinstance(person.screen, Start)
    assert person.session.language == "ja"


def test_a_finished_visit_is_asked_how_it_was_and_thanked_at_once() -> None:
    person = holding("finished")
    assert name(person) == "ticket-rating"
    person.meets(ScoreTouched(5, LATER))
    assert isinstance(person.screen, Thanked)
    rate = Rate(id=LATER, at=at(person.seconds).wall, score=5, visit=VISIT)
    assert person.sent()[-1] == rate
    person.meets(ScoreTouched(1, UUID(int=3)))
    person.waits(0.6)
    person.meets(ScoreTouched(1, UUID(int=3)))
    assert person.sent()[-1] == rate, "a second touch is none"
    person.meets(ReplyArrived(LATER, None, None, Rated(id=LATER, counted=True)))
    person.waits(3)
    assert isinstance(person.screen, Start)
    assert person.sent().count(rate) == 1


def test_an_answer_that_is_lost_is_sent_again_while_the_thanks_stand() -> None:
    person = holding("finished")
    person.meets(ScoreTouched(2, LATER))
    person.waits(5)
    assert [one.id for one in person.sent()].count(LATER) == 2
    assert isinstance(person.screen, Start)


@pytest.mark.parametrize(("standing", "rated"), [("finished", True), ("over", False)])
def test_nobody_is_asked_twice_or_without_having_been_served(
    standing: Standing, *, rated: bool
) -> None:
    person = holding(standing, rated=rated)
    assert name(person) == "ticket"
    person.meets(ScoreTouched(5, LATER))
    assert isinstance(person.screen, OwnTicket)
    person.meets(ControlTouched(Control.DONE))
    assert isinstance(person.screen, Start)


def test_at_the_exit_everybody_is_asked() -> None:
    session = new_session(at(0), services_per_page=2, at_exit=True)
    session, _ = step(session, catalogue_arrived(), at(0))
    assert view_of(session, at(1)).name == "exit"
    session, effects = step(session, ScoreTouched(4, FRESH), at(1))
    (sent,) = effects
    assert isinstance(sent, Send)
    assert isinstance(sent.request, Rate)
    assert (sent.request.score, sent.request.visit) == (4, None)
    assert view_of(session, at(2)).name == "thanks"


def test_elsewhere_the_start_screen_asks_nothing() -> None:
    person = Person()
    assert person.meets(ScoreTouched(4, FRESH)) == ()
    assert isinstance(person.screen, Start)


def test_what_answers_something_else_is_no_answer() -> None:
    person = Person()
    person.meets(PassSeen(CODE, FRESH))
    person.meets(ReplyArrived(FRESH, None, None, Cancelled(id=FRESH, visit=VISIT)))
    assert isinstance(person.screen, Trouble)
    told = TicketShown.model_validate(shown("waiting").model_dump())
    person.meets(ReplyArrived(FRESH, None, None, told))
    assert isinstance(person.screen, Trouble)


def test_the_next_person_need_not_wait_for_the_thanks_to_go() -> None:
    person = holding("finished")
    person.meets(ScoreTouched(5, LATER))
    assert person.meets(PassSeen(f"MGT1:{LATER}", UUID(int=4))) == (), "it may still be repeated"
    person.meets(ReplyArrived(LATER, None, None, Rated(id=LATER, counted=True)))
    assert person.meets(PassSeen(CODE, UUID(int=4))) == (), "what has led to the thanks"
    person.meets(PassSeen(f"MGT1:{LATER}", UUID(int=4)))
    assert isinstance(person.sent()[-1], ShowTicket)
