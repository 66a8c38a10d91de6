"""Where a session goes: to the start, to another screen, to the server."""

from dataclasses import replace

from kiosk.session.effects import Effect, Send
from kiosk.session.model import DEFAULT_LANGUAGE, Now, Session, TextSize
from kiosk.session.screens import (
    OutOfService,
    Preparing,
    Screen,
    Start,
    Waiting,
)
from protocol.requests import Request


def to_start(session: Session, now: Now) -> Session:
    """The start screen, with nothing left of the person before. Out of service it says that, and
    without a catalogue that it is being prepared."""
    return replace(
        session,
        screen=Preparing(now.seconds)
        if session.catalogue is None
        else OutOfService(now.seconds)
        if session.out_of_service
        else Start(now.seconds),
        language=DEFAULT_LANGUAGE,
        language_chosen=False,
        text=TextSize.NORMAL,
        contrast=False,
        guided=False,
        keyed=False,
        volume=session.first_volume,
        low=False,
        choosing_language=False,
        uncovered_at=0.0,
        touched_at=now.seconds,
    )


def shows(session: Session, screen: Screen, now: Now) -> Session:
    """Another screen, on which somebody has just done something."""
    # what has become of somebody's number is seen at once, also by whoever chooses a language
    return replace(
        session,
        screen=screen,
        touched_at=now.seconds,
        choosing_language=False,
        uncovered_at=now.seconds if session.choosing_language else session.uncovered_at,
    )


def ask(session: Session, request: Request, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    """Send a request, and wait for its reply."""
    screen = Waiting(now.seconds, request, sent_at=now.seconds)
    return shows(session, screen, now), (Send(request),)
