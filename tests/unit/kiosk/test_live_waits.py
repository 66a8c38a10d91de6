"""How many wait and how long: shown while it is true, and no number where none is given."""

from datetime import timedelta

import pytest

from kiosk.incoming import event_of
from kiosk.screens.waits import waits_now
from kiosk.session.events import ServiceTouched, WaitsArrived
from kiosk.session.live_waits import OLD_SECONDS, wait_for
from kiosk.session.screens import Start, Trouble, Waiting
from kiosk.view import view_of
from kiosk.words import load_words
from protocol.link import Received
from protocol.messages import ServiceWaits, Waits
from protocol.reasons import Reason
from protocol.topics import Topics
from tests.unit.kiosk.person import FRESH, Person
from tests.unit.kiosk.samples import WALL, at

TOPICS = Topics.of("aizu")
IDO = ServiceWaits(service="ido", waiting=4, wait_minutes=(12, 20))


def known(person: Person) -> tuple[ServiceWaits, ...]:
    """What the person's kiosk knows now."""
    return person.session.waits


def arrived(*services: ServiceWaits, age: float = 0.0, kept: bool = False) -> WaitsArrived:
    return WaitsArrived(services, WALL - timedelta(seconds=age), kept)


def test_the_message_becomes_what_stands_on_the_button() -> None:
    said = Waits(site="aizu", at=WALL, services=(IDO,))
    for kept in (False, True):
        received = Received(TOPICS.waits, said.to_json(), retained=kept)
        assert event_of(received, TOPICS, "kiosk-1") == WaitsArrived((IDO,), WALL, kept)
    person = Person()
    person.meets(arrived(IDO))
    entry = wait_for(person.session, "ido")
    assert entry is not None
    assert waits_now(entry, load_words().voice("ja")) == "4人待ち・12～20分"
    assert wait_for(person.session, "shomei") is None


def test_what_is_old_is_not_shown() -> None:
    person = Person()
    person.meets(arrived(IDO))
    person.waits(OLD_SECONDS - 1)
    assert known(person) == (IDO,)
    person.waits(2)
    assert known(person) == (), "the server, or this kiosk, is cut off"
    person.meets(arrived(IDO, age=OLD_SECONDS + 10, kept=True))
    assert known(person) == (), "kept by the broker from before"
    person.meets(arrived(IDO, age=1 - person.seconds, kept=True))
    assert known(person) == (IDO,)
    person.meets(arrived(age=900))
    assert known(person) == (), "said just now, by a server whose clock is wrong"


def test_the_same_waits_again_draw_nothing_anew() -> None:
    person = Person()
    person.meets(arrived(IDO))
    before = view_of(person.session, at(person.seconds))
    person.waits(5)
    person.meets(arrived(IDO))
    assert view_of(person.session, at(person.seconds)) == before


@pytest.mark.parametrize("status", ["closed", "last_ticket"])
def test_a_closed_service_takes_no_number_and_says_so(status: str) -> None:
    person = Person()
    person.meets(arrived(IDO.model_copy(update={"status": status})))
    effects = person.meets(ServiceTouched("ido", FRESH))
    assert effects == ()
    assert person.screen == Trouble(1.0, Reason.SERVICE_CLOSED, None)
    person.waits(40)
    assert isinstance(person.screen, Start)
    # what was known of it is old by now: the server is asked, which knows
    person.meets(ServiceTouched("ido", FRESH))
    assert isinstance(person.screen, Waiting)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (ServiceWaits(service="ido", waiting=0, wait_minutes=(0, 0)), "待つ人はいません"),
        (ServiceWaits(service="ido", waiting=0, wait_minutes=(5, 10)), "0人待ち・5～10分"),
        (ServiceWaits(service="ido", waiting=3), "3人待ち"),
        (ServiceWaits(service="ido", waiting=1, wait_minutes=(10, 10)), "1人待ち・約10分"),
        (ServiceWaits(service="ido", status="closed", waiting=0), "いまは受付していません"),
        (
            ServiceWaits(service="ido", status="last_ticket", waiting=9, wait_minutes=(3, 5)),
            "きょうの受付は終わりました",
        ),
    ],
)
def test_in_plain_words(entry: ServiceWaits, words: str) -> None:
    assert waits_now(entry, load_words().voice("ja")) == words
