"""A session for each kind of screen from a life event to a checklist: to be measured and drawn."""

from dataclasses import replace

from kiosk.session.model import Session
from kiosk.session.screens import ByLifeEvent

FAMILY = ("child_small", "child_school", "pregnant", "over75")
THINGS = ("card", "residence_card", "techo", "care", "moped", "dog")
MOVED_IN = (("family", FAMILY), ("things", THINGS), ("insurance", ("unknown",)))


def life_event_sessions(base: Session) -> dict[str, Session]:
    """Somebody invented, with much to do; and somebody with nothing."""
    moving = ByLifeEvent(90.0, life_event="moving_in", answers=MOVED_IN)
    screens = {
        "events": ByLifeEvent(90.0),
        "events-last": ByLifeEvent(90.0, page=9),
        "things": replace(moving, question="things"),
        "insurance": replace(moving, question="insurance"),
        "deceased": ByLifeEvent(90.0, life_event="death", question="deceased"),
        "checklist": replace(moving, changed=("inu_tennyu",)),
        "checklist-last": replace(moving, page=9, changed=("juminhyo",)),
        "checklist-nothing": ByLifeEvent(
            90.0, life_event="elderly_care", answers=(("care_age", ("under40",)),)
        ),
    }
    return {
        f"life-{name}": replace(base, screen=screen, touched_at=100.0)
        for name, screen in screens.items()
    }
