"""Everything within reach: where the panel hangs, and one touch that moves the page down."""

import pytest

from kiosk.page import Page
from kiosk.reach import HIGHEST_MM, LOWEST_MM, Mounting
from kiosk.screens.common import Drawing, Touches
from kiosk.screens.draw import draw, theme_of
from kiosk.session.events import Control, ControlTouched, PassSeen, ServiceTouched
from kiosk.session.model import LANGUAGES
from kiosk.session.screens import Start, Waiting
from kiosk.session.times import CHOICE_SECONDS
from kiosk.settings import SettingsError, load_settings
from kiosk.typefaces import find_typefaces
from kiosk.typesetting import Typesetter
from kiosk.view import view_of
from kiosk.words import load_words
from tests.unit.kiosk.person import FRESH, Person, chooses_language, person_with_number
from tests.unit.kiosk.samples import at

LOW = ControlTouched(Control.LOW)
NEEDED = {"site": "aizu", "kiosk": "kiosk-1", "data": "/var/lib/kiosk"}
SETTER = Typesetter(find_typefaces(LANGUAGES))
WORDS = load_words()


def controls_mm(
    person: Person, size: tuple[int, int], mounting: Mounting
) -> dict[str, tuple[float, float]]:
    """Lower and upper edge of everything that can be touched, in millimetres above the floor."""
    view = view_of(person.session, at(person.seconds))
    theme = theme_of(view, *size, mounting)
    page = Page(theme, SETTER)
    draw(Drawing(page, view, WORDS.voice("ja"), Touches(lambda _: None, lambda _: None)))
    pixel = mounting.pixel_mm(size[1])

    def floor(y: float) -> float:
        return mounting.bottom_mm + (theme.height + theme.below - y) * pixel

    return {each.name: (floor(each.box.bottom), floor(each.box.y)) for each in page.targets}


@pytest.mark.parametrize(
    ("size", "mounting"),
    [
        ((1080, 1920), Mounting(750, 708)),
        ((1080, 1920), Mounting(200, 1210)),
        ((1080, 1920), Mounting(900, 708)),
        ((1280, 800), Mounting(1000, 300)),
    ],
)
def test_one_touch_brings_everything_within_reach(
    size: tuple[int, int], mounting: Mounting
) -> None:
    person = Person()
    before = controls_mm(person, size, mounting)
    assert max(upper for _, upper in before.values()) > HIGHEST_MM
    # the way there is within reach itself
    assert before["control:low"][1] < HIGHEST_MM
    person.meets(LOW)
    after = controls_mm(person, size, mounting)
    assert after.keys() == before.keys()
    assert all(lower >= LOWEST_MM and upper <= HIGHEST_MM for lower, upper in after.values())


@pytest.mark.parametrize(
    ("size", "mounting"), [((1080, 1920), Mounting(500, 708)), ((1280, 800), Mounting(1000, 210))]
)
def test_where_all_is_within_reach_nothing_is_offered(
    size: tuple[int, int], mounting: Mounting
) -> None:
    person = Person()
    assert "control:low" not in controls_mm(person, size, mounting)
    person.meets(LOW)
    assert theme_of(view_of(person.session, at(person.seconds)), *size, mounting).above == 0


def test_it_goes_with_a_person_and_ends_with_the_session() -> None:
    person = Person()
    person.meets(LOW)
    person.waits(1)
    person.meets(ServiceTouched("ido", FRESH))
    assert isinstance(person.screen, Waiting)
    assert person.session.low
    # a wait is not the time to move things
    person.meets(LOW)
    assert person.session.low
    other = person_with_number()
    other.meets(LOW)
    assert other.session.low
    other.waits(1)
    other.meets(ControlTouched(Control.DONE))
    other.waits(120)
    assert isinstance(other.screen, Start)
    assert not other.session.low


def test_whoever_goes_back_to_the_start_still_reaches_it() -> None:
    person = Person()
    person.meets(LOW)
    person.waits(1)
    person.meets(ControlTouched(Control.ALL_SERVICES))
    person.waits(1)
    person.meets(ControlTouched(Control.BACK))
    assert isinstance(person.screen, Start)
    assert person.session.low
    person.waits(CHOICE_SECONDS)
    assert not person.session.low


def test_whoever_leaves_it_behind_puzzles_nobody() -> None:
    person = Person()
    person.meets(LOW)
    person.waits(CHOICE_SECONDS)
    assert not person.session.low


def test_a_second_touch_moves_it_back() -> None:
    person = Person()
    person.meets(LOW)
    # the second half of a double touch: other things are under the finger
    person.meets(LOW)
    assert person.session.low
    person.waits(1)
    person.meets(LOW)
    assert not person.session.low


def test_it_can_be_touched_over_the_choice_of_languages() -> None:
    person = Person()
    person.meets(PassSeen("nothing of ours", FRESH))
    chooses_language(person)
    person.waits(1)
    person.meets(LOW)
    assert person.session.low
    assert person.session.choosing_language


def test_a_panel_that_hangs_too_high_is_refused() -> None:
    with pytest.raises(SettingsError, match="hang the screen lower than 1050 mm"):
        load_settings({**NEEDED, "screen_bottom_mm": "1050"}, None)
    lower = load_settings({**NEEDED, "screen_bottom_mm": "800", "screen_height_mm": "530"}, None)
    assert lower.mounting == Mounting(800, 530)
    assert load_settings(NEEDED, None).mounting == Mounting(750, 708)
    assert load_settings({**NEEDED, "size": "1280x800"}, None).mounting == Mounting(750, 210)
