"""What is to be seen of a session at one moment: a screen is drawn anew when this changes. Pure."""

from dataclasses import dataclass, replace

from kiosk.navi.steps import Step
from kiosk.session.model import Now, Session
from kiosk.session.own_ticket import asks_how_it_was
from kiosk.session.screens import (
    Asking,
    ByLifeEvent,
    Cancelled,
    Identifying,
    Issued,
    Maintaining,
    OutOfService,
    OwnTicket,
    Preparing,
    Screen,
    Services,
    Start,
    Thanked,
    Trouble,
    Waiting,
)
from kiosk.session.times import NO_ANSWER_SECONDS, seconds_left
from protocol.messages import CheckIn

_PRIVATE = {Step.NAME, Step.BIRTH, Step.PHONE, Step.REVIEW}
SLOW_SECONDS = 4.0
"""A person who waits longer than this for a number is told that it takes time."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything that decides what is drawn."""

    session: Session
    """Without its times: they pass and change nothing that is seen."""
    seconds_left: int | None
    """The screen goes back to the start so soon, and asks whether to stay; None: not yet."""
    slow: bool
    """The reply takes longer than people expect."""
    ticked: bool
    """A pass was read just now: a big tick says so."""
    steps: int
    """How far a wait has come, 0 to 3: the dots that show that something goes on."""

    @property
    def ends_soon(self) -> bool:
        """Whether it asks now whether to stay."""
        return self.seconds_left is not None

    @property
    def name(self) -> str:
        """The screen's name, for whoever looks from outside."""
        screen = self.session.screen
        if self.session.choosing_language:
            return "languages"
        if self.ticked:
            return "waiting"
        if isinstance(screen, Asking):
            return f"{screen_name(screen)}-{screen.navi.step}"
        if isinstance(screen, Maintaining):
            return f"{screen_name(screen)}-{screen.maintenance.page}"
        if isinstance(screen, OwnTicket) and screen.cancelling:
            return "ticket-cancel"
        if isinstance(screen, OwnTicket) and asks_how_it_was(screen):
            return "ticket-rating"
        if isinstance(screen, Start) and self.session.at_exit:
            return "exit"
        if isinstance(screen, ByLifeEvent) and screen.life_event is not None:
            return f"{screen_name(screen)}-{screen.question or 'checklist'}"
        return screen_name(screen)

    @property
    def private(self) -> bool:
        """Whether somebody's name, birth date or telephone number stands on the screen, or a PIN is
        being entered."""
        screen = self.session.screen
        if isinstance(screen, Maintaining):
            # a key that is pressed shows it: the PIN would be on a picture
            return not screen.maintenance.open
        return isinstance(screen, Asking) and screen.navi.step in _PRIVATE

    @property
    def unpictured(self) -> bool:
        """Whether no picture of it may be made: `private`, or what somebody answered is on it."""
        screen = self.session.screen
        answering = isinstance(screen, ByLifeEvent) and screen.life_event is not None
        return self.private or answering


def view_of(session: Session, now: Now) -> View:
    """The view at a moment."""
    waited = now.seconds - session.screen.since if isinstance(session.screen, Waiting) else 0.0
    return View(
        session=replace(
            session,
            screen=_timeless(session.screen, now),
            touched_at=0.0,
            uncovered_at=0.0,
            waits_at=0.0,
        ),
        seconds_left=seconds_left(session, now),
        ticked=_ticked(session.screen) and waited < SLOW_SECONDS,
        slow=SLOW_SECONDS <= waited < NO_ANSWER_SECONDS,
        steps=int(waited) % 3 + 1 if waited else 0,
    )


def screen_name(screen: Screen) -> str:
    """The screen's name: `start`, `issued`, …"""
    match screen:
        case Preparing():
            return "preparing"
        case Start():
            return "start"
        case Services():
            return "services"
        case Asking():
            return "navi"
        case ByLifeEvent():
            return "life"
        case Waiting():
            return "waiting"
        case Issued():
            return "issued"
        case Trouble():
            return "trouble"
        case OwnTicket():
            return "ticket"
        case Cancelled():
            return "cancelled"
        case Thanked():
            return "thanks"
        case Maintaining():
            return "maintenance"
        case OutOfService():
            return "out_of_service"
        case Identifying():
            return "identifying"


def _ticked(screen: Screen) -> bool:
    match screen:
        case Waiting(request=CheckIn()):
            return True
        case Issued(read_at=read_at):
            return read_at is not None
    return False


def _timeless(screen: Screen, now: Now) -> Screen:
    match screen:
        case Waiting():
            return replace(screen, since=0.0, sent_at=0.0)
        case Issued():
            return replace(screen, since=0.0, paper_since=0.0, read_at=None)
        case Thanked():
            return replace(screen, since=0.0, sent_at=0.0, arrived=False)
        case Maintaining(maintenance=maintenance):
            ago = None if maintenance.code is None else int(now.seconds - maintenance.code_at)
            seen = replace(maintenance, code_at=0.0, code_ago=ago)
            return replace(screen, since=0.0, maintenance=seen)
    return replace(screen, since=0.0)
