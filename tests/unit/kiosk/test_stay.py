"""Abandoned: every screen asks once whether it is still needed, and one touch is enough."""

import pytest

from kiosk.page import Page
from kiosk.screens.common import Drawing, Touches
from kiosk.screens.draw import draw, theme_of
from kiosk.session.events import (
    Control,
    ControlTouched,
    LanguageTouched,
    PaperChanged,
    ServiceTouched,
)
from kiosk.session.model import LANGUAGES
from kiosk.session.screens import Issued, Paper, Services, Start, Trouble
from kiosk.session.times import (
    CHOICE_SECONDS,
    ISSUED_SECONDS,
    NUMBER_WARNING_SECONDS,
    WARNING_SECONDS,
)
from kiosk.typefaces import find_typefaces
from kiosk.typesetting import Typesetter
from kiosk.view import view_of
from kiosk.words import load_words
from tests.unit.kiosk.every_session import sessions
from tests.unit.kiosk.person import FRESH, Person, person_with_number
from tests.unit.kiosk.samples import at

SETTER = Typesetter(find_typefaces(LANGUAGES))
WORDS = load_words()
STAY = ControlTouched(Control.STAY)


def left(person: Person) -> int | None:
    return view_of(person.session, at(person.seconds)).seconds_left


def test_a_choice_asks_counts_down_in_steps_and_starts_over() -> None:
    person = Person()
    person.meets(ControlTouched(Control.ALL_SERVICES))
    person.waits(CHOICE_SECONDS - WARNING_SECONDS - 0.5)
    assert left(person) is None
    said = list[int | None]()
    for _ in range(16):
        person.waits(1)
        said.append(left(person))
    assert said[:15] == [15, 15, 15, 15, 15, 10, 10, 10, 10, 10, 5, 5, 5, 5, 5]
    assert isinstance(person.screen, Start)


def test_one_touch_gives_all_the_time_again_and_chooses_nothing() -> None:
    person = Person()
    person.meets(ControlTouched(Control.ALL_SERVICES))
    person.waits(CHOICE_SECONDS - 2)
    assert left(person) == 5
    person.meets(STAY)
    assert left(person) is None
    assert isinstance(person.screen, Services)
    person.waits(CHOICE_SECONDS - 2)
    assert isinstance(person.screen, Services)


def test_whoever_reads_the_start_in_another_language_is_asked_too() -> None:
    person = Person()
    assert left(person) is None
    person.waits(500)
    assert left(person) is None, "nobody is there to be asked"
    person.meets(LanguageTouched("vi"))
    person.waits(CHOICE_SECONDS - 3)
    assert left(person) == 5
    person.meets(STAY)
    assert person.session.language == "vi"
    person.waits(CHOICE_SECONDS + 1)
    assert person.session.language == "ja"


def test_a_number_is_asked_about_but_not_while_it_is_printed() -> None:
    person = person_with_number()
    person.waits(20)
    assert left(person) is None
    person.meets(PaperChanged(FRESH, Paper.PRINTED))
    person.waits(ISSUED_SECONDS - NUMBER_WARNING_SECONDS - 1)
    assert left(person) is None
    person.waits(2)
    assert left(person) == 10
    person.meets(STAY)
    assert left(person) is None
    person.waits(ISSUED_SECONDS - 1)
    assert isinstance(person.screen, Issued)
    person.waits(2)
    assert isinstance(person.screen, Start)


def test_a_trouble_asks_as_well() -> None:
    person = Person()
    person.meets(ServiceTouched("ido", FRESH))
    person.waits(13)
    assert isinstance(person.screen, Trouble)
    person.waits(20)
    assert left(person) == 10


@pytest.mark.parametrize("name", ["start-ending", "services-ending", "languages-ending"])
@pytest.mark.parametrize("size", [(1080, 1920), (1280, 800)])
def test_while_it_asks_a_touch_anywhere_is_a_yes(name: str, size: tuple[int, int]) -> None:
    session, seconds = sessions()[name]
    view = view_of(session, at(seconds))
    touched = list[object]()
    page = Page(theme_of(view, *size), SETTER)
    draw(Drawing(page, view, WORDS.voice("ja"), Touches(touched.append, touched.append)))
    (only,) = page.targets
    assert (only.box.width, only.box.height) == (page.theme.width, page.theme.height)
    assert "10秒" in only.words
    only.touched()
    assert touched == [STAY]
    assert page.camera_box is None, "no moving picture lies on the question"


def test_a_number_keeps_its_end_beside_the_question() -> None:
    session, seconds = sessions()["issued-printed-leaving"]
    view = view_of(session, at(seconds))
    page = Page(theme_of(view, 1080, 1920), SETTER)
    draw(Drawing(page, view, WORDS.voice("ja"), Touches(lambda _: None, lambda _: None)))
    assert {"control:stay", "control:done"} <= {target.name for target in page.targets}
