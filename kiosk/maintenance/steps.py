"""Where a touch of staff's leads within maintenance. Pure."""

from dataclasses import replace
from uuid import UUID

from kiosk.maintenance.digits import DIGITS_MAX, DIGITS_MIN
from kiosk.maintenance.kept import STEP, Kept
from kiosk.maintenance.model import DIGITS, PAGES, Maintenance, Page, PinSays, StaffTouch, TestPaper
from kiosk.maintenance.wishes import (
    ChangeRoll,
    CheckPin,
    CountRolls,
    Keep,
    PrintTest,
    RestartKiosk,
    Wish,
)
from kiosk.speech.volume import LOUDEST

ROLLS_MAX = 999


def pin_touched(asked: Maintenance, touch: StaffTouch) -> tuple[Maintenance, tuple[Wish, ...]]:
    """A touch on the page of the PIN. While one is being looked at, none counts."""
    if asked.pin in {PinSays.CHECKING, PinSays.WAIT, PinSays.NONE_SET}:
        return asked, ()
    if touch in DIGITS and len(asked.digits) < DIGITS_MAX:
        return replace(asked, digits=asked.digits + touch.value, pin=PinSays.ENTER), ()
    if touch is StaffTouch.DELETE:
        return replace(asked, digits=asked.digits[:-1], pin=PinSays.ENTER), ()
    if touch is StaffTouch.ENTER and len(asked.digits) >= DIGITS_MIN:
        checking = replace(asked, digits="", pin=PinSays.CHECKING)
        return checking, (CheckPin(asked.digits),)
    return asked, ()


def page_touched(
    before: Maintenance, touch: StaffTouch, fresh_id: UUID
) -> tuple[Maintenance, tuple[Wish, ...]]:
    """A touch on another page. What does not belong to the page does nothing."""
    if before.restarting:
        return before, ()
    if touch in PAGES:
        fresh = replace(before, page=PAGES[touch], roll_changed=False)
        if before.test is not TestPaper.PRINTING:
            fresh = replace(fresh, test=TestPaper.NONE, test_id=None)
        return fresh, ()
    kept = before.facts.kept
    match before.page, touch:
        case Page.PRINT, StaffTouch.PRINT_NOW if (
            before.facts.printer is not None and before.test is not TestPaper.PRINTING
        ):
            return replace(before, test=TestPaper.PRINTING, test_id=fresh_id), (
                PrintTest(fresh_id),
            )
        case Page.PAPER, StaffTouch.NEW_ROLL if (
            before.facts.printer is not None and not before.roll_changed
        ):
            return replace(before, roll_changed=True), (ChangeRoll(),)
        case Page.PAPER, StaffTouch.MORE_ROLLS | StaffTouch.FEWER_ROLLS:
            rolls = before.facts.rolls_left or 0
            rolls += 1 if touch is StaffTouch.MORE_ROLLS else -1
            rolls = min(max(rolls, 0), ROLLS_MAX)
            # what is shown must not lag behind a quick finger
            facts = replace(before.facts, rolls_left=rolls)
            return replace(before, facts=facts), (CountRolls(rolls),)
        case Page.VOLUME, StaffTouch.LOUDER | StaffTouch.QUIETER:
            by = STEP if touch is StaffTouch.LOUDER else -STEP
            return _keeping(before, loudspeaker=_percent(kept.loudspeaker + by))
        case Page.VOLUME, StaffTouch.PRIVATE_LOUDER | StaffTouch.PRIVATE_QUIETER:
            by = 1 if touch is StaffTouch.PRIVATE_LOUDER else -1
            return _keeping(before, private=min(max(kept.private + by, 1), LOUDEST))
        case Page.RESTART, StaffTouch.RESTART_NOW:
            return replace(before, restarting=True), (RestartKiosk(),)
        case Page.SERVICE, StaffTouch.OUT_OF_SERVICE | StaffTouch.IN_SERVICE:
            return _keeping(before, out_of_service=touch is StaffTouch.OUT_OF_SERVICE)
    return before, ()


def _percent(wanted: int) -> int:
    return min(max(wanted, 0), 100)


def _keeping(before: Maintenance, **changes: int | bool) -> tuple[Maintenance, tuple[Wish, ...]]:
    kept = Kept.model_validate({**before.facts.kept.model_dump(), **changes})
    facts = replace(before.facts, kept=kept)
    return replace(before, facts=facts), (Keep(kept, sounds="loudspeaker" in changes),)
