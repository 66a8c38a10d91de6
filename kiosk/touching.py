"""What somebody touched, as events of the session. Pure."""

from uuid import UUID

from kiosk.maintenance.model import StaffTouch
from kiosk.screens.common import Scored, Touched
from kiosk.session.events import (
    ControlTouched,
    Event,
    LanguageTouched,
    LifeTouched,
    NaviTouched,
    ScoreTouched,
    StaffTouched,
    TicketTouched,
    TicketWish,
)
from kiosk.session.life_touches import LifeTouch


def event_of_touch(touch: Touched, fresh_id: UUID) -> Event:
    """The event of a touch; `fresh_id` is for the request that it may lead to."""
    if isinstance(touch, ControlTouched | LanguageTouched):
        return touch
    if isinstance(touch, StaffTouch):
        return StaffTouched(touch, fresh_id)
    if isinstance(touch, LifeTouch):
        return LifeTouched(touch, fresh_id)
    if isinstance(touch, TicketWish):
        return TicketTouched(touch, fresh_id)
    if isinstance(touch, Scored):
        return ScoreTouched(touch.score, fresh_id)
    return NaviTouched(touch, fresh_id)
