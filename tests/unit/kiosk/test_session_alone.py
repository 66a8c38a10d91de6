"""Nobody answers: what somebody at the kiosk sees, and what is printed."""

from uuid import UUID

import pytest

from kiosk.session.effects import Chime, GiveUp, IssueAlone, Print, Send, Sound
from kiosk.session.events import (
    ConnectionChanged,
    Control,
    ControlTouched,
    IssuedAlone,
    PaperChanged,
    PassSeen,
    ReplyArrived,
    ServiceTouched,
    Tick,
    WaitsArrived,
)
from kiosk.session.screens import Issued, Paper, Problem, Trouble, Waiting
from kiosk.session.times import ALONE_SECONDS, NO_ANSWER_SECONDS, TICK_SECONDS
from protocol.messages import ServiceWaits, TicketReply
from protocol.passes import PassClaims, verify_pass
from protocol.reasons import Reason
from tests.unit.kiosk.person import FRESH, LATER, Person
from tests.unit.kiosk.samples import KEY, WALL, at, catalogue, catalogue_arrived, pass_text, ticket


def alone(request: UUID = FRESH, number: str = "B990") -> TicketReply:
    """A number that the kiosk gave by itself."""
    return ticket(request).model_copy(update={"alone": True, "number": number})


def asked_alone(person: Person) -> list[IssueAlone]:
    return [effect for effect in person.effects if isinstance(effect, IssueAlone)]


def printed(person: Person) -> list[str]:
    return [effect.ticket.number for effect in person.effects if isinstance(effect, Print)]


def test_without_an_answer_the_kiosk_gives_a_number_after_a_second_and_a_half() -> None:
    person = Person(lent=(alone(),))
    person.meets(ServiceTouched("ido", FRESH))
    person.waits(ALONE_SECONDS - 0.05)
    assert asked_alone(person) == []
    assert isinstance(person.screen, Waiting)
    person.waits(0.1)
    assert isinstance(person.screen, Issued)
    assert person.screen.ticket == alone()
    assert printed(person) == ["B990"]
    assert person.effects[-1] == Chime(Sound.ISSUED)


def test_without_a_broker_it_does_so_at_once() -> None:
    person = Person(lent=(alone(),))
    person.meets(ConnectionChanged(connected=False), ServiceTouched("ido", FRESH))
    person.waits(0.1)
    assert printed(person) == ["B990"]


def test_a_broker_that_goes_while_somebody_waits_is_waited_for_no_longer() -> None:
    person = Person(lent=(alone(),))
    person.meets(ServiceTouched("ido", FRESH))
    person.waits(0.5)
    person.meets(ConnectionChanged(connected=False))
    person.waits(0.1)
    assert printed(person) == ["B990"]


def test_an_answer_in_time_is_all_that_there_is() -> None:
    person = Person(lent=(alone(),))
    person.meets(ServiceTouched("ido", FRESH))
    person.waits(ALONE_SECONDS - 0.1)
    person.meets(ReplyArrived(FRESH, ticket(FRESH), None))
    person.waits(5)
    assert asked_alone(person) == []
    assert printed(person) == ["B103"]


@pytest.mark.parametrize("first", ["before", "after"])
def test_an_answer_that_comes_when_the_kiosk_has_begun_changes_nothing(first: str) -> None:
    person = Person()
    person.meets(ServiceTouched("ido", FRESH))
    person.seconds += ALONE_SECONDS
    assert isinstance(person.meets(Tick())[-1], IssueAlone)
    late = ReplyArrived(FRESH, ticket(FRESH), None)
    events = [late, IssuedAlone(FRESH, alone())]
    person.meets(*(events if first == "before" else reversed(events)))
    person.meets(late)
    person.waits(1)
    assert printed(person) == ["B990"]
    assert isinstance(person.screen, Issued)
    assert person.screen.ticket == alone()


def test_a_late_refusal_changes_nothing_either() -> None:
    person = Person(lent=(alone(),))
    person.meets(ServiceTouched("ido", FRESH))
    person.waits(2)
    person.meets(ReplyArrived(FRESH, None, Reason.SERVICE_CLOSED))
    assert isinstance(person.screen, Issued)


def test_a_kiosk_without_numbers_waits_for_the_server_and_then_asks_the_staff() -> None:
    person = Person()
    person.meets(ServiceTouched("ido", FRESH))
    person.waits(3)
    assert len(asked_alone(person)) == 1
    person.meets(ReplyArrived(FRESH, ticket(FRESH), None))
    assert printed(person) == ["B103"]

    other = Person()
    other.meets(ServiceTouched("ido", FRESH))
    other.waits(NO_ANSWER_SECONDS)
    assert other.screen == Trouble(other.seconds, Problem.NO_ANSWER, None)
    # what the server may still make of it is nobody's
    assert other.effects[-1] == GiveUp(FRESH)


def test_a_number_for_somebody_who_was_sent_to_the_staff_is_taken_back() -> None:
    person = Person()
    person.meets(ServiceTouched("ido", FRESH))
    person.seconds += NO_ANSWER_SECONDS - 0.1
    person.meets(Tick())
    person.seconds += 0.2
    person.meets(Tick())
    assert isinstance(person.screen, Trouble)
    assert person.meets(IssuedAlone(FRESH, alone())) == (GiveUp(FRESH),)
    assert person.meets(IssuedAlone(FRESH, None)) == ()
    assert printed(person) == []


def test_the_tick_of_a_pass_stands_as_long_as_ever() -> None:
    person = Person(lent=(alone(),))
    person.meets(ConnectionChanged(connected=False), PassSeen(pass_text(), FRESH))
    person.waits(TICK_SECONDS - 0.2)
    assert printed(person) == ["B990"], "the paper does not wait"
    assert isinstance(person.screen, Issued)
    assert person.screen.read_at is not None
    person.waits(0.3)
    assert person.screen.read_at is None
    assert person.meets(PassSeen(pass_text(), LATER)) == (), "still held up"


def test_what_is_known_of_waits_goes_with_it_once() -> None:
    person = Person(lent=(alone(), alone(LATER, "B991")))
    waits = (ServiceWaits(service="ido", waiting=3, wait_minutes=(5, 9)),)
    person.meets(WaitsArrived(waits, at(person.seconds).wall, kept=False))
    person.meets(ConnectionChanged(connected=False), ServiceTouched("ido", FRESH))
    person.waits(1)
    person.meets(PaperChanged(FRESH, Paper.PRINTED))
    person.meets(ControlTouched(Control.DONE))
    person.waits(1)
    person.meets(ServiceTouched("ido", LATER))
    person.waits(1)
    assert [effect.waits for effect in asked_alone(person)] == [waits, ()]


def test_only_numbers_are_given_alone() -> None:
    person = Person()
    person.meets(ConnectionChanged(connected=False), PassSeen(f"MGT1:{UUID(int=5)}", FRESH))
    person.waits(NO_ANSWER_SECONDS + 0.1)
    assert asked_alone(person) == []
    assert isinstance(person.screen, Trouble)
    assert not any(isinstance(effect, GiveUp) for effect in person.effects)


def test_a_revoked_pass_is_refused_here_with_words_of_its_own() -> None:
    text = pass_text()
    claims: PassClaims = verify_pass(text, [KEY.public], issuer="aizu", now=WALL)
    person = Person()
    known = catalogue().model_copy(update={"revoked_passes": (claims.pass_id,)})
    arrived = catalogue_arrived()
    person.meets(type(arrived)(known, arrived.keys), PassSeen(text, FRESH))
    assert person.screen == Trouble(person.seconds, Reason.PASS_REVOKED, text)
    assert not any(isinstance(effect, Send) for effect in person.effects)
