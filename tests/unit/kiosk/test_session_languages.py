"""Which language somebody reads, how they choose it, and that it goes with them."""

import pytest

from kiosk.session.effects import Print
from kiosk.session.events import (
    Control,
    ControlTouched,
    LanguageTouched,
    PaperChanged,
    PassSeen,
    ReplyArrived,
    ServiceTouched,
)
from kiosk.session.model import LANGUAGES
from kiosk.session.screens import Issued, Paper, Screen, Services, Start, Trouble, Waiting
from kiosk.session.times import CHOICE_SECONDS
from protocol.messages import CheckIn
from tests.unit.kiosk.person import FRESH, Person, chooses_language, person_with_number
from tests.unit.kiosk.samples import (
    catalogue_arrived,
    pass_text,
    ticket,
)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        *((language, language) for language in LANGUAGES),
        ("zh-Hans", "zh"),
        ("pt-BR", "pt"),
        ("fil", "tl"),
        ("de", "en"),
    ],
)
def test_the_screen_speaks_the_language_that_the_pass_names(language: str, shown: str) -> None:
    person = Person()
    person.meets(PassSeen(pass_text(language=language), FRESH))
    assert person.session.language == shown
    (request,) = person.sent()
    assert isinstance(request, CheckIn)
    assert request.language is None


def test_a_language_chosen_by_touch_stands_before_that_of_the_pass() -> None:
    person = Person()
    person.meets(LanguageTouched("en"), PassSeen(pass_text(language="ja"), FRESH))
    assert person.session.language == "en"
    (request,) = person.sent()
    assert isinstance(request, CheckIn)
    assert request.language == "en"
    person.meets(ReplyArrived(FRESH, ticket(FRESH), None))
    assert person.effects[-1] == Print(ticket(FRESH), catalogue_arrived().catalogue, "en")


def printed_in(person: Person) -> str:
    """The language of the papers that a reply brings."""
    effects = person.meets(ReplyArrived(FRESH, ticket(FRESH), None))
    (job,) = (effect for effect in effects if isinstance(effect, Print))
    return job.language


def test_papers_are_in_the_language_of_the_pass() -> None:
    person = Person()
    person.meets(PassSeen(pass_text(language="pt-BR"), FRESH))
    assert (person.session.language, printed_in(person)) == ("pt", "pt")


def test_papers_are_in_the_language_that_was_chosen_by_touch() -> None:
    person = Person()
    person.meets(LanguageTouched("en"), PassSeen(pass_text(language="vi"), FRESH))
    assert printed_in(person) == "en"
    by_hand = Person()
    by_hand.meets(LanguageTouched("en"), ServiceTouched("shomei", FRESH))
    assert printed_in(by_hand) == "en"


def test_an_unknown_language_is_not_chosen() -> None:
    person = Person()
    person.meets(LanguageTouched("tlh"))
    assert person.session.language == "ja"


@pytest.mark.parametrize("screen", [Services, Trouble, Issued])
def test_a_language_is_chosen_on_every_screen(screen: type[Screen]) -> None:
    person = person_with_number() if screen is Issued else Person()
    if screen is Services:
        person.meets(ControlTouched(Control.ALL_SERVICES))
    if screen is Trouble:
        person.meets(PassSeen("nothing of ours", FRESH))
    assert isinstance(person.screen, screen)
    before = person.screen
    chooses_language(person)
    person.waits(1)
    person.meets(LanguageTouched("ne"))
    assert (person.session.language, person.session.language_chosen) == ("ne", True)
    assert (person.session.choosing_language, person.screen) == (False, before)


def test_whoever_goes_back_keeps_their_language() -> None:
    person = Person()
    person.meets(LanguageTouched("vi"), ControlTouched(Control.ALL_SERVICES))
    chooses_language(person)
    person.waits(1)
    person.meets(LanguageTouched("tlh"))
    assert person.session.language == "vi"
    chooses_language(person)
    person.waits(1)
    person.meets(ControlTouched(Control.BACK))
    assert person.session.language == "vi"
    assert not person.session.choosing_language
    assert isinstance(person.screen, Services), "it is the choice that was left"


def test_what_lies_below_the_choice_of_languages_is_not_touched() -> None:
    person = Person()
    person.meets(ControlTouched(Control.ALL_SERVICES))
    chooses_language(person)
    person.waits(1)
    assert person.meets(ServiceTouched("shomei", FRESH)) == ()
    person.meets(ControlTouched(Control.NEXT_PAGE))
    assert person.session.choosing_language
    assert person.sent() == []


def test_a_double_touch_goes_through_no_choice_of_languages() -> None:
    person = Person()
    person.meets(ControlTouched(Control.ALL_SERVICES))
    chooses_language(person)
    person.meets(LanguageTouched("ne"))
    assert person.session.choosing_language, "the second half of the touch that opened it"
    person.waits(1)
    person.meets(LanguageTouched("ne"), ServiceTouched("shomei", FRESH))
    assert isinstance(person.screen, Services), "the second half of the touch that closed it"
    person.waits(1)
    person.meets(ServiceTouched("shomei", FRESH))
    assert isinstance(person.screen, Waiting)


def test_the_paper_is_more_important_than_the_choice_of_languages() -> None:
    person = person_with_number()
    chooses_language(person)
    person.meets(PaperChanged(FRESH, Paper.PRINTED))
    assert not person.session.choosing_language
    assert person.paper() is Paper.PRINTED


def test_a_choice_of_languages_that_nobody_makes_ends() -> None:
    person = Person()
    person.meets(ControlTouched(Control.ALL_SERVICES))
    chooses_language(person)
    person.waits(CHOICE_SECONDS - 1)
    person.meets(ControlTouched(Control.STAY))
    person.waits(CHOICE_SECONDS - 1)
    assert person.session.choosing_language
    person.waits(2)
    assert isinstance(person.screen, Start)
    assert not person.session.choosing_language


def test_a_pass_ends_the_choice_of_languages() -> None:
    person = Person()
    person.meets(ControlTouched(Control.ALL_SERVICES))
    chooses_language(person)
    person.meets(PassSeen(pass_text(language="ko"), FRESH))
    assert isinstance(person.screen, Waiting)
    assert (person.session.choosing_language, person.session.language) == (False, "ko")


def test_a_language_left_behind_does_not_puzzle_the_next_person() -> None:
    person = Person()
    person.meets(LanguageTouched("en"))
    person.waits(CHOICE_SECONDS + 0.1)
    assert person.session.language == "ja"
    assert not person.session.language_chosen
