"""Maintenance within the session: who gets in, what it does, and what it never shows."""

from dataclasses import replace
from uuid import UUID

import pytest

from kiosk.keypad.pad_keys import PadKey
from kiosk.maintenance.digits import PinAnswer
from kiosk.maintenance.facts import Facts
from kiosk.maintenance.kept import Kept
from kiosk.maintenance.model import (
    MAINTENANCE_SECONDS,
    PIN_SECONDS,
    Code,
    Maintenance,
    Page,
    PinSays,
    StaffTouch,
    TestPaper,
)
from kiosk.maintenance.touch_grid import TouchGrid
from kiosk.maintenance.tries import FIRST_WAIT_SECONDS, FORGET_SECONDS, FREE_TRIES, Tries
from kiosk.maintenance.wishes import (
    Answer,
    ChangeRoll,
    CheckPin,
    CountRolls,
    Keep,
    PrintTest,
    RestartKiosk,
)
from kiosk.reading.admission import FOREIGN
from kiosk.session.effects import Chime, Send
from kiosk.session.events import (
    Commanded,
    Control,
    ControlTouched,
    Event,
    FactsKnown,
    KeyPressed,
    LanguageTouched,
    PaperChanged,
    PassSeen,
    PinChecked,
    ReplyArrived,
    StaffTouched,
    TestPrinted,
    Tick,
)
from kiosk.session.screens import (
    Cancelled,
    Identifying,
    Issued,
    Maintaining,
    OutOfService,
    Paper,
    Preparing,
    Start,
    Waiting,
)
from kiosk.session.step import new_session, step
from kiosk.session.times import CHOICE_SECONDS, GUIDED_TIMES, IDENTIFYING_SECONDS
from kiosk.view import view_of
from protocol.device_commands import (
    CommandRefusal,
    Identify,
    OpenMaintenance,
    PutOutOfService,
    Restart,
)
from tests.unit.kiosk.person import FRESH, LATER, Person
from tests.unit.kiosk.samples import WALL, at, catalogue_arrived, pass_text, ticket

FACTS = Facts(kiosk="kiosk-1", site="aizu", printer="ready", rolls_left=3)
ORDER = UUID(int=50)
TIMES = {"id": ORDER, "at": WALL, "expires_at": WALL}


class Staff(Person):
    """A member of staff at a kiosk."""

    def touches(self, *touches: StaffTouch) -> tuple[object, ...]:
        """Touch, each time once the screen takes it; the effects of the last one."""
        effects: tuple[object, ...] = ()
        for touch in touches:
            self.waits(0.6)
            effects = self.meets(StaffTouched(touch, FRESH))
        return effects

    def enters(self, digits: str) -> tuple[object, ...]:
        """Touch digits, and then enter."""
        return self.touches(*(StaffTouch(digit) for digit in digits), StaffTouch.ENTER)

    def open(self) -> Maintenance:
        """What stands on the screen."""
        assert isinstance(self.screen, Maintaining)
        return self.screen.maintenance

    def gets_in(self) -> None:
        """Enter the right PIN."""
        self.touches(StaffTouch.OPEN)
        assert self.enters("2468") == (CheckPin("2468"),)
        self.meets(PinChecked(PinAnswer.RIGHT), FactsKnown(FACTS))

    def told(self, command: Identify | OpenMaintenance | PutOutOfService | Restart) -> object:
        """The server says something; all that is done then."""
        return self.meets(Commanded(command, Kept(), FACTS))


def test_a_right_pin_opens_and_a_wrong_one_does_not() -> None:
    staff = Staff()
    assert staff.touches(StaffTouch.OPEN) == (CheckPin(None),)
    assert staff.enters("1357") == (CheckPin("1357"),)
    assert (staff.open().pin, staff.open().digits) == (PinSays.CHECKING, "")
    staff.meets(PinChecked(PinAnswer.WRONG))
    assert (staff.open().page, staff.open().pin) == (Page.PIN, PinSays.WRONG)
    staff.enters("2468")
    staff.meets(PinChecked(PinAnswer.RIGHT))
    assert staff.open().page is Page.MENU
    assert staff.session.tries == Tries()


def test_digits_are_in_no_picture_and_in_no_words_for_a_log() -> None:
    staff = Staff()
    staff.touches(StaffTouch.OPEN, *map(StaffTouch, "2468"))
    assert view_of(staff.session, at(staff.seconds)).private
    assert "2468" not in repr(staff.session)
    assert "2468" not in repr(CheckPin("2468"))
    staff.touches(StaffTouch.DELETE)
    assert staff.open().digits == "246"
    assert staff.touches(StaffTouch.ENTER) == (), "three digits are no PIN"
    staff.touches(*[StaffTouch.DIGIT_1] * 20)
    assert len(staff.open().digits) == 12


def test_without_a_pin_it_is_closed_and_says_so() -> None:
    staff = Staff()
    staff.touches(StaffTouch.OPEN)
    staff.meets(PinChecked(PinAnswer.NONE_SET))
    assert staff.open().pin is PinSays.NONE_SET
    assert staff.enters("2468") == ()
    staff.touches(StaffTouch.CLOSE)
    assert isinstance(staff.screen, Start)


def test_wrong_pins_make_everybody_wait_longer_and_longer() -> None:
    staff = Staff()
    staff.touches(StaffTouch.OPEN)
    for _ in range(FREE_TRIES):
        assert staff.session.tries.suspicious(staff.seconds) is None
        assert staff.enters("1357") == (CheckPin("1357"),)
        staff.meets(PinChecked(PinAnswer.WRONG))
    assert staff.open().pin is PinSays.WAIT
    assert staff.session.tries.suspicious(staff.seconds) == FREE_TRIES
    assert staff.enters("2468") == (), "not even the right one is looked at"
    # whoever leaves and comes back waits as well
    staff.touches(StaffTouch.CLOSE, StaffTouch.OPEN)
    assert staff.open().pin is PinSays.WAIT
    staff.waits(FIRST_WAIT_SECONDS / 2)
    staff.meets(Tick())
    assert 0 < staff.open().wait_seconds <= FIRST_WAIT_SECONDS / 2
    staff.touches(StaffTouch.CLOSE)
    staff.waits(FIRST_WAIT_SECONDS)
    staff.touches(StaffTouch.OPEN)
    assert staff.enters("1357") == (CheckPin("1357"),)
    staff.meets(PinChecked(PinAnswer.WRONG))
    assert staff.session.tries.wait(staff.seconds) == 2 * FIRST_WAIT_SECONDS


def test_wrong_pins_are_forgotten_after_an_hour() -> None:
    tries = Tries()
    for _ in range(40):
        tries = tries.failed(100.0)
    assert tries.wait(100.0) == 15 * 60
    assert tries.wait(100.0 + 15 * 60) == 0
    assert tries.suspicious(100.0 + FORGET_SECONDS) is None
    assert tries.failed(100.0 + FORGET_SECONDS) == Tries(1, 100.0 + FORGET_SECONDS)


def test_a_pin_that_came_too_late_opens_nothing() -> None:
    staff = Staff()
    staff.touches(StaffTouch.OPEN)
    staff.enters("2468")
    staff.waits(PIN_SECONDS)
    staff.meets(Tick(), PinChecked(PinAnswer.RIGHT))
    assert isinstance(staff.screen, Start)


def test_it_ends_by_itself_after_a_warning() -> None:
    staff = Staff()
    staff.gets_in()
    staff.waits(MAINTENANCE_SECONDS - 10)
    staff.meets(Tick())
    assert view_of(staff.session, at(staff.seconds)).seconds_left == 10
    staff.touches(StaffTouch.STAY)
    assert view_of(staff.session, at(staff.seconds)).seconds_left is None
    staff.waits(MAINTENANCE_SECONDS)
    staff.meets(Tick())
    assert isinstance(staff.screen, Start)


@pytest.mark.parametrize("text", [pass_text(), "MGT1:0", FOREIGN])
def test_a_code_is_read_but_nobody_is_checked_in(text: str) -> None:
    staff = Staff()
    staff.gets_in()
    staff.touches(StaffTouch.CAMERA)
    assert staff.meets(PassSeen(text, LATER)) == ()
    staff.waits(7)
    kinds = {pass_text(): Code.PASS, "MGT1:0": Code.TICKET, FOREIGN: Code.OTHER}
    view = view_of(staff.session, at(staff.seconds))
    assert isinstance(view.session.screen, Maintaining)
    shown = view.session.screen.maintenance
    assert (shown.code, shown.code_ago) == (kinds[text], 7)
    if len(text) > 1:
        assert text not in repr(staff.session.screen), "never the code's text"
    assert not any(isinstance(effect, Send) for effect in staff.effects)


def test_nothing_of_a_session_is_in_it_and_no_session_is_interrupted() -> None:
    staff = Staff()
    staff.meets(PassSeen(pass_text(), FRESH))
    assert isinstance(staff.screen, Waiting)
    staff.touches(StaffTouch.OPEN)
    assert isinstance(staff.screen, Waiting)
    assert staff.told(OpenMaintenance(**TIMES)) == (Answer(ORDER, "in_use"),)
    assert staff.told(Identify(**TIMES)) == (Answer(ORDER, "in_use"),)
    assert staff.told(Restart(**TIMES)) == (Answer(ORDER, "in_use"),)
    assert isinstance(staff.screen, Waiting)


def test_it_opens_in_japanese_whatever_the_person_before_had_chosen() -> None:
    staff = Staff()
    staff.waits(1)
    staff.meets(LanguageTouched("ne"), ControlTouched(Control.CONTRAST))
    staff.gets_in()
    assert (staff.session.language, staff.session.contrast) == ("ja", False)


def test_it_opens_before_there_is_a_catalogue_and_leads_back() -> None:
    session = new_session(at(0), services_per_page=2)
    session, _ = step(session, StaffTouched(StaffTouch.OPEN, FRESH), at(1))
    assert isinstance(session.screen, Maintaining)
    session, _ = step(session, catalogue_arrived(), at(2))
    assert isinstance(session.screen, Maintaining)
    session, _ = step(replace(session, catalogue=None), Tick(), at(40))
    assert isinstance(session.screen, Preparing)


def test_each_page_does_what_it_says() -> None:
    staff = Staff()
    staff.gets_in()
    assert staff.touches(StaffTouch.PRINT, StaffTouch.PRINT_NOW) == (PrintTest(FRESH),)
    assert staff.touches(StaffTouch.PRINT_NOW) == (), "one at a time"
    staff.meets(TestPrinted(LATER, printed=True))
    assert staff.open().test is TestPaper.PRINTING
    staff.meets(TestPrinted(FRESH, printed=True))
    assert staff.open().test is TestPaper.PRINTED
    staff.touches(StaffTouch.MENU)
    assert staff.touches(StaffTouch.PAPER, StaffTouch.NEW_ROLL) == (ChangeRoll(),)
    assert staff.touches(StaffTouch.NEW_ROLL) == (), "a roll is told once"
    assert staff.touches(StaffTouch.MORE_ROLLS) == (CountRolls(4),)
    assert staff.touches(StaffTouch.FEWER_ROLLS) == (CountRolls(3),)
    staff.touches(StaffTouch.MENU)
    louder = Keep(Kept(loudspeaker=90), sounds=True)
    assert staff.touches(StaffTouch.VOLUME, StaffTouch.LOUDER) == (louder,)
    quieter = Keep(Kept(loudspeaker=90, private=2))
    assert staff.touches(StaffTouch.PRIVATE_QUIETER) == (quieter,)
    assert staff.session.first_volume == 2, "what is said next begins with it"
    for _ in range(3):
        staff.touches(StaffTouch.LOUDER)
    assert staff.open().facts.kept.loudspeaker == 100
    staff.touches(StaffTouch.MENU, StaffTouch.RESTART)
    assert staff.touches(StaffTouch.RESTART_NOW) == (RestartKiosk(),)
    assert staff.touches(StaffTouch.MENU) == ()
    assert staff.open().restarting


def test_out_of_service_serves_nobody_until_staff_say_so() -> None:
    staff = Staff()
    staff.gets_in()
    kept = Keep(Kept(out_of_service=True))
    assert staff.touches(StaffTouch.SERVICE, StaffTouch.OUT_OF_SERVICE) == (kept,)
    staff.touches(StaffTouch.MENU, StaffTouch.CLOSE)
    assert isinstance(staff.screen, OutOfService)
    assert staff.meets(PassSeen(pass_text(), LATER)) == ()
    staff.waits(1)
    staff.meets(LanguageTouched("ne"))
    assert staff.session.language == "ne"
    staff.meets(ControlTouched(Control.ALL_SERVICES))
    assert isinstance(staff.screen, OutOfService)
    staff.waits(60)
    staff.meets(Tick())
    assert staff.session.language == "ja"
    staff.gets_in()
    staff.meets(FactsKnown(replace(FACTS, kept=kept.kept)))
    assert staff.touches(StaffTouch.SERVICE, StaffTouch.IN_SERVICE) == (Keep(Kept()),)
    staff.touches(StaffTouch.MENU, StaffTouch.CLOSE)
    assert isinstance(staff.screen, Start)


def test_it_is_still_out_of_service_after_it_was_switched_on_again() -> None:
    session = new_session(at(0), services_per_page=2, kept=Kept(out_of_service=True))
    session, _ = step(session, catalogue_arrived(), at(1))
    assert isinstance(session.screen, OutOfService)


def test_the_server_takes_it_out_of_service_when_whoever_is_there_has_gone() -> None:
    staff = Staff()
    staff.meets(PassSeen(pass_text(), FRESH), ReplyArrived(FRESH, ticket(FRESH), None))
    out = PutOutOfService(**TIMES)
    assert staff.told(out) == (Keep(Kept(out_of_service=True)), Answer(ORDER))
    assert isinstance(staff.screen, Issued)
    # the next person's pass is not read any more
    assert staff.meets(PassSeen(pass_text(pass_id=UUID(int=8)), LATER)) == ()
    staff.meets(PaperChanged(FRESH, Paper.PRINTED))
    staff.waits(60)
    staff.meets(Tick())
    assert isinstance(staff.screen, OutOfService)
    staff.told(PutOutOfService(**TIMES, out=False))
    assert isinstance(staff.screen, Start)


def test_the_server_opens_it_without_a_pin_where_nobody_is() -> None:
    staff = Staff()
    assert staff.told(OpenMaintenance(**TIMES)) == (Answer(ORDER),)
    assert (staff.open().page, staff.open().facts) == (Page.MENU, FACTS)
    assert staff.told(Restart(**TIMES)) == (Answer(ORDER), RestartKiosk())


def test_it_shows_its_name_and_chimes_until_somebody_comes() -> None:
    staff = Staff()
    done = staff.told(Identify(**TIMES))
    assert isinstance(done, tuple)
    assert isinstance(done[0], Chime)
    assert done[1] == Answer(ORDER)
    assert staff.screen == Identifying(staff.seconds, "kiosk-1")
    staff.waits(1)
    staff.meets(ControlTouched(Control.BACK))
    assert isinstance(staff.screen, Start)
    staff.told(Identify(**TIMES))
    staff.meets(PassSeen(pass_text(), FRESH))
    assert isinstance(staff.screen, Waiting)


def test_the_touch_test_colours_what_was_touched_and_nothing_else() -> None:
    grid = TouchGrid.over(1080, 1920, 90)
    assert (grid.columns, grid.rows, grid.count) == (12, 21, 252)
    corners = ((0, 0), (1079.9, 1919.9), (1080, 5), (-1, 5))
    cells = [grid.cell(x, y, 1080, 1920) for x, y in corners]
    assert cells == [(0, 0), (11, 20), None, None]
    assert grid.with_touch((0, 0)).with_touch((0, 0)).touched == {(0, 0)}


@pytest.mark.parametrize(
    "suits_it",
    [
        KeyPressed(PadKey.NEXT),
        ControlTouched(Control.LOW),
        ControlTouched(Control.CONTRAST),
        ControlTouched(Control.TEXT_LARGE),
    ],
)
def test_the_server_takes_no_screen_that_somebody_has_made_theirs(suits_it: Event) -> None:
    staff = Staff()
    staff.meets(suits_it)
    refused = (Answer(ORDER, CommandRefusal.IN_USE.value),)
    assert staff.told(Restart(**TIMES)) == refused
    assert staff.told(Identify(**TIMES)) == refused


def test_keys_hold_up_no_maintenance_that_staff_have_left() -> None:
    staff = Staff()
    staff.gets_in()
    for _ in range(4):
        staff.waits(MAINTENANCE_SECONDS / 4)
        staff.meets(KeyPressed(PadKey.NEXT))
    staff.waits(0)
    assert isinstance(staff.screen, Start)


def test_what_is_chosen_before_the_catalogue_has_come_ends_too() -> None:
    session = new_session(at(0), services_per_page=2)
    session, _ = step(session, KeyPressed(PadKey.NEXT), at(1))
    session, _ = step(session, Tick(), at(1000))
    assert isinstance(session.screen, Preparing)
    assert not session.guided


def test_whoever_asks_which_kiosk_it_is_brings_it_into_no_service() -> None:
    staff = Staff()
    staff.told(PutOutOfService(**TIMES, out=True))
    staff.told(Identify(**TIMES))
    assert staff.meets(PassSeen(pass_text(), FRESH)) == ()
    staff.waits(IDENTIFYING_SECONDS)
    assert isinstance(staff.screen, OutOfService)


def test_out_of_service_nobody_follows_whoever_has_cancelled() -> None:
    staff = Staff()
    staff.session = replace(staff.session, screen=Cancelled(staff.seconds, ORDER))
    staff.told(PutOutOfService(**TIMES, out=True))
    assert staff.meets(PassSeen(pass_text(), FRESH)) == ()
    assert isinstance(staff.screen, Cancelled)


def test_whoever_listens_to_the_start_screen_comes_to_their_end_first() -> None:
    staff = Staff()
    staff.meets(KeyPressed(PadKey.NEXT))
    staff.told(PutOutOfService(**TIMES, out=True))
    assert isinstance(staff.screen, Start)
    assert staff.session.guided
    staff.waits(CHOICE_SECONDS * GUIDED_TIMES)
    assert isinstance(staff.screen, OutOfService)
