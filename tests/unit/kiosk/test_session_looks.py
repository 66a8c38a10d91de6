"""How large the words are and in which colours, as somebody asks for it by touch."""

import pytest

from kiosk.screens.draw import theme_of
from kiosk.session.events import Control, ControlTouched, PassSeen, ServiceTouched
from kiosk.session.model import TextSize
from kiosk.session.screens import Issued, Screen, Services, Start, Trouble, Waiting
from kiosk.session.services import page_count, services_on_page
from kiosk.session.times import CHOICE_SECONDS
from kiosk.view import view_of
from tests.unit.kiosk.person import FRESH, Person, person_with_number
from tests.unit.kiosk.samples import at

SIZES = [
    (Control.TEXT_NORMAL, TextSize.NORMAL, 1.0),
    (Control.TEXT_LARGE, TextSize.LARGE, 1.5),
    (Control.TEXT_LARGEST, TextSize.LARGEST, 2.0),
]


def on(screen: type[Screen]) -> Person:
    """Somebody before a screen."""
    person = person_with_number() if screen is Issued else Person()
    if screen is Services:
        person.meets(ControlTouched(Control.ALL_SERVICES))
    if screen is Trouble:
        person.meets(PassSeen("nothing of ours", FRESH))
    person.waits(1)
    assert isinstance(person.screen, screen)
    return person


@pytest.mark.parametrize("screen", [Start, Services, Trouble, Issued])
@pytest.mark.parametrize(("control", "text", "times"), SIZES)
def test_one_touch_on_any_screen_makes_words_larger(
    screen: type[Screen], control: Control, text: TextSize, times: float
) -> None:
    person = on(screen)
    person.meets(ControlTouched(control))
    assert person.session.text is text
    assert isinstance(person.screen, screen)
    theme = theme_of(view_of(person.session, at(person.seconds)), 1080, 1920)
    assert theme.text == times


@pytest.mark.parametrize("screen", [Start, Services, Trouble, Issued])
def test_one_touch_makes_high_contrast_and_another_ends_it(screen: type[Screen]) -> None:
    person = on(screen)
    person.meets(ControlTouched(Control.CONTRAST))
    assert theme_of(view_of(person.session, at(person.seconds)), 1080, 1920).contrast
    person.meets(ControlTouched(Control.CONTRAST))
    assert not person.session.contrast


def test_what_somebody_asked_for_goes_with_them() -> None:
    person = Person()
    person.meets(ControlTouched(Control.TEXT_LARGE), ControlTouched(Control.CONTRAST))
    person.meets(ServiceTouched("ido", FRESH))
    assert isinstance(person.screen, Waiting)
    assert (person.session.text, person.session.contrast) == (TextSize.LARGE, True)


@pytest.mark.parametrize("control", [Control.TEXT_LARGEST, Control.CONTRAST])
def test_what_somebody_left_behind_does_not_puzzle_the_next_person(control: Control) -> None:
    person = Person()
    person.meets(ControlTouched(control))
    person.waits(CHOICE_SECONDS - 1)
    assert (person.session.text, person.session.contrast) != (TextSize.NORMAL, False)
    person.waits(2)
    assert (person.session.text, person.session.contrast) == (TextSize.NORMAL, False)


def test_the_first_service_stays_where_fewer_fit_on_a_page() -> None:
    person = Person(services=5)
    person.meets(ControlTouched(Control.ALL_SERVICES))
    person.waits(1)
    person.meets(ControlTouched(Control.NEXT_PAGE))
    person.waits(1)
    assert (services_on_page(person.session), page_count(person.session)) == (2, 3)
    person.meets(ControlTouched(Control.TEXT_LARGE))
    assert isinstance(person.screen, Services)
    assert (services_on_page(person.session), page_count(person.session)) == (1, 5)
    assert person.screen.page == 2, "the third service"
    person.meets(ControlTouched(Control.TEXT_NORMAL))
    assert isinstance(person.screen, Services)
    assert person.screen.page == 1
