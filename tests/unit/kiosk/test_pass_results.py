"""Holding up a pass: the tick, the result, and calm words where it is early, late or unread."""

from datetime import timedelta

import pytest

from kiosk.occasion import life_event_of
from kiosk.screens.moments import moment_said
from kiosk.session.effects import Chime, Print, Send, Sound
from kiosk.session.events import (
    CodeUnread,
    Control,
    ControlTouched,
    LanguageTouched,
    PaperChanged,
    PassSeen,
    ReplyArrived,
    ServiceTouched,
)
from kiosk.session.screens import Issued, Paper, Problem, Services, Start, Trouble, Waiting
from kiosk.session.times import CHOICE_SECONDS, TICK_SECONDS
from kiosk.trouble_words import trouble_words
from kiosk.view import view_of
from protocol.messages import LifeEventEntry
from protocol.reasons import Reason
from tests.unit.kiosk.every_session import sample_catalogue
from tests.unit.kiosk.person import FRESH, LATER, Person
from tests.unit.kiosk.samples import WALL, at, catalogue, pass_text, ticket


def ticked(person: Person) -> bool:
    return view_of(person.session, at(person.seconds)).ticked


def test_the_tick_stands_from_the_reading_on_and_long_enough_to_be_seen() -> None:
    person = Person()
    effects = person.meets(PassSeen(pass_text(), FRESH))
    assert effects[0] == Chime(Sound.SEEN)
    assert ticked(person), "in the same step, before any reply"
    effects = person.meets(ReplyArrived(FRESH, ticket(FRESH), None))
    assert isinstance(effects[0], Print), "paper first, whatever is on the screen"
    assert ticked(person)
    person.meets(PaperChanged(FRESH, Paper.PRINTED))
    assert ticked(person), "a fast printer does not end it"
    person.waits(TICK_SECONDS - 0.2)
    assert ticked(person)
    person.waits(0.3)
    assert not ticked(person)
    assert person.effects.count(Chime(Sound.ISSUED)) == 1
    assert isinstance(person.screen, Issued)
    assert person.screen.paper is Paper.PRINTED


def test_a_reply_that_took_long_needs_no_more_tick() -> None:
    person = Person()
    person.meets(PassSeen(pass_text(), FRESH))
    person.waits(3)
    assert ticked(person)
    effects = person.meets(ReplyArrived(FRESH, ticket(FRESH), None))
    assert Chime(Sound.ISSUED) in effects
    assert not ticked(person)


def test_whoever_touched_a_service_sees_no_tick_of_a_pass() -> None:
    person = Person()
    person.meets(ServiceTouched("ido", FRESH))
    assert not ticked(person)
    assert Chime(Sound.ISSUED) in person.meets(ReplyArrived(FRESH, ticket(FRESH), None))
    assert not ticked(person)


@pytest.mark.parametrize(("hours", "why"), [(24, Problem.SLOT_LATER), (-24, Problem.SLOT_PAST)])
def test_a_pass_for_another_day_says_for_which_in_its_own_language(
    hours: int, why: Problem
) -> None:
    person = Person()
    slot = WALL + timedelta(hours=hours)
    text = pass_text(slot=slot, language="en")
    assert person.meets(PassSeen(text, FRESH)) == (Chime(Sound.TROUBLE),)
    assert person.screen == Trouble(1.0, why, text, slot)
    assert person.session.language == "en"
    person.waits(1)
    person.meets(ControlTouched(Control.ALL_SERVICES))
    assert isinstance(person.screen, Services), "there is a way on"


@pytest.mark.parametrize("hours", [-8, -1, 0, 3, 14])
def test_on_its_day_a_reservation_is_good_all_day_long(hours: int) -> None:
    # it is nine in the morning at the site
    person = Person()
    person.meets(PassSeen(pass_text(slot=WALL + timedelta(hours=hours)), FRESH))
    assert isinstance(person.screen, Waiting)


def test_an_expired_pass_says_until_when_and_one_that_is_early_from_when() -> None:
    before, after = WALL - timedelta(hours=2), WALL + timedelta(days=1)
    for text, why, moment in (
        (pass_text(expires_at=before), Reason.PASS_EXPIRED, before),
        (pass_text(issued_at=after), Reason.PASS_NOT_YET_VALID, after),
    ):
        person = Person()
        person.meets(PassSeen(text, FRESH))
        assert isinstance(person.screen, Trouble)
        assert (person.screen.why, person.screen.moment) == (why, moment)
        assert trouble_words(why).moment is not None
    assert moment_said(WALL, "Asia/Tokyo", "ja") == "11月24日(火) 09:00"


def test_whoever_holds_up_what_cannot_be_read_gets_tips_and_may_go_on_without() -> None:
    person = Person()
    person.waits(8)
    assert person.meets(CodeUnread()) == ()
    assert person.screen == Trouble(person.seconds, Problem.UNREAD, None)
    effects = person.meets(PassSeen(pass_text(), FRESH))
    assert any(isinstance(effect, Send) for effect in effects), "it is read meanwhile"

    person = Person()
    person.waits(8)
    person.meets(CodeUnread())
    person.waits(1)
    person.meets(ControlTouched(Control.ALL_SERVICES))
    assert isinstance(person.screen, Services)
    person.meets(CodeUnread())
    assert isinstance(person.screen, Services), "who has chosen to touch is left in peace"


def test_tips_come_to_nobody_who_has_just_touched_something() -> None:
    person = Person()
    person.meets(CodeUnread())
    assert isinstance(person.screen, Start), "the one before has only just gone"
    person.waits(CHOICE_SECONDS / 2)
    person.meets(LanguageTouched("en"))
    person.waits(2)
    person.meets(CodeUnread())
    assert isinstance(person.screen, Start)
    person.meets(PassSeen(pass_text(), LATER))
    assert isinstance(person.screen, Waiting)


def test_the_life_event_is_named_only_where_it_is_sure() -> None:
    sample = sample_catalogue()

    def named(*procedures: str) -> str | None:
        event = life_event_of(procedures, sample)
        return None if event is None else event.life_event

    assert named("tennyu", "kokuho_kanyu") == "moving_in"
    assert named("tennyu", "of-a-newer-catalogue") == "moving_in"
    assert named() is None
    assert named("of-a-newer-catalogue") is None
    events = tuple(
        LifeEventEntry(life_event=name, title=name, title_en=name, procedures=procedures)
        for name, procedures in (("birth", ("a", "b")), ("death", ("a", "c", "d")))
    )
    two = catalogue().model_copy(update={"life_events": events})
    assert life_event_of(("a",), two) is None, "both have it: better none than the wrong one"
    found = life_event_of(("a", "c"), two)
    assert found is not None
    assert found.life_event == "death"
