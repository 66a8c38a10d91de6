"""Screens read aloud, and gone through by keys: on from the first key or by touch. Pure.

What is read, and where the keys lead on a page, is `kiosk.speech.guide`: the session knows only
that somebody wants it, and how loud.
"""

from dataclasses import replace

from kiosk.keypad.pad_keys import PadKey
from kiosk.navi.steps import Moved
from kiosk.session.events import Control, ControlTouched, Event, NaviTouched
from kiosk.session.model import Now, Session
from kiosk.session.screens import Maintaining, Start
from kiosk.speech.volume import LOUDEST


def key_pressed(session: Session, key: PadKey, now: Now) -> Session:
    """The first key begins it, and does nothing else. Every key says that somebody is there."""
    if key is PadKey.UNPLUGGED:
        # whoever takes the headphones out is done listening, and nobody else is to hear it
        return replace(session, guided=False, keyed=False, volume=session.first_volume)
    # keys are within everybody's reach: they hold up no maintenance that staff have left
    touched_at = session.touched_at if isinstance(session.screen, Maintaining) else now.seconds
    there = replace(session, guided=True, keyed=True, touched_at=touched_at)
    if not session.guided:
        return replace(there, volume=session.first_volume)
    match key:
        case PadKey.VOLUME:
            return replace(there, volume=session.volume % LOUDEST + 1)
        case PadKey.LOUDER:
            return replace(there, volume=min(session.volume + 1, LOUDEST))
        case PadKey.QUIETER:
            return replace(there, volume=max(session.volume - 1, 1))
    return there


def guidance_touched(session: Session, event: Event) -> Session | None:
    """What a touch on its controls does; None for other touches."""
    match event:
        case ControlTouched(Control.SPEECH) if session.can_speak:
            if session.guided:
                return replace(session, guided=False, keyed=False, volume=session.first_volume)
            return replace(session, guided=True, volume=session.first_volume)
        case ControlTouched(Control.LOUDER) if session.guided:
            return replace(session, volume=session.volume % LOUDEST + 1)
    return None


def carried(before: Session, after: Session, event: Event) -> Session:
    """Whoever goes back to the start by themselves is still there, and still needs it.

    So does whoever reaches only the panel's lower end.
    """
    match event:
        case ControlTouched(Control.BACK) | NaviTouched(touch=Moved()) if isinstance(
            after.screen, Start
        ):
            after = replace(after, low=before.low)
            if not before.guided or after.guided:
                return after
            return replace(
                after,
                guided=True,
                keyed=before.keyed,
                volume=before.volume,
                language=before.language,
                language_chosen=before.language_chosen,
            )
    return after
