"""Language, size of words, contrast, height: as somebody wants them, on every screen."""

from dataclasses import replace

from kiosk.session.events import Control, ControlTouched, LanguageTouched, Touch
from kiosk.session.model import LANGUAGES, Now, Session, TextSize
from kiosk.session.screens import (
    Identifying,
    Maintaining,
    OutOfService,
    Preparing,
    Services,
    Start,
    Thanked,
    Waiting,
)
from kiosk.session.services import services_on_page


def look_touched(session: Session, event: Touch, now: Now) -> Session | None:
    """How the screen looks after a touch; None where the touch is about something else."""
    if isinstance(session.screen, Preparing | Waiting | Maintaining | Identifying | Thanked):
        return None
    if event == ControlTouched(Control.LOW):
        # other things are under the finger now: the guard against double touches starts again
        return replace(session, low=not session.low, uncovered_at=now.seconds)
    if session.choosing_language:
        return _in_choice(session, event, now)
    match event, session.screen:
        case LanguageTouched(language), Start() | OutOfService():
            return _in_language(session, language)
        case ControlTouched(Control.LANGUAGES), Start() | OutOfService():
            return None
        case ControlTouched(Control.LANGUAGES), _:
            return replace(session, choosing_language=True, uncovered_at=now.seconds)
        case ControlTouched(Control.CONTRAST), _:
            return replace(session, contrast=not session.contrast)
        case ControlTouched(control), _ if control in _TEXT_OF_CONTROL:
            return _in_size(session, _TEXT_OF_CONTROL[control])
    return None


_TEXT_OF_CONTROL = {
    Control.TEXT_NORMAL: TextSize.NORMAL,
    Control.TEXT_LARGE: TextSize.LARGE,
    Control.TEXT_LARGEST: TextSize.LARGEST,
}


def _in_choice(session: Session, event: Touch, now: Now) -> Session:
    """A touch on the choice of languages, which stands before the screen."""
    match event:
        case LanguageTouched(language):
            session = _in_language(session, language)
        case ControlTouched(Control.BACK):
            pass
        case _:
            return session
    return replace(session, choosing_language=False, uncovered_at=now.seconds)


def _in_language(session: Session, language: str) -> Session:
    if language not in LANGUAGES:
        return session
    return replace(session, language=language, language_chosen=True)


def _in_size(session: Session, text: TextSize) -> Session:
    """With larger or smaller words; the first service of the page stays on it."""
    sized = replace(session, text=text)
    if isinstance(session.screen, Services):
        first = session.screen.page * services_on_page(session)
        page = first // services_on_page(sized)
        return replace(sized, screen=replace(session.screen, page=page))
    return sized
