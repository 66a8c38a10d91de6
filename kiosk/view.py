"""What is to be seen of a session at one moment: a screen is drawn anew when this changes. Pure."""

from dataclasses import dataclass, replace

from kiosk.navi.steps import Step
from kiosk.session.model import Now, Session
from kiosk.session.screens import (
    Asking,
    Identifying,
    Issued,
    Maintaining,
    OutOfService,
    Preparing,
    Screen,
    Services,
    Start,
    Trouble,
    Waiting,
)
from kiosk.session.times import NO_ANSWER_SECONDS, WARNING_SECONDS, ends_at

_PRIVATE = {Step.NAME, Step.BIRTH, Step.PHONE, Step.REVIEW}
SLOW_SECONDS = 4.0
"""A person who waits longer than this for a number is told that it takes time."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything that decides what is drawn."""

    session: Session
    """Without its times: they pass and change nothing that is seen."""
    ends_soon: bool
    """The screen goes back to the start in a moment, and offers to stay."""
    slow: bool
    """The reply takes longer than people expect."""
    steps: int
    """How far a wait has come, 0 to 3: the dots that show that something goes on."""

    @property
    def name(self) -> str:
        """The screen's name, for whoever looks from outside."""
        screen = self.session.screen
        if self.session.choosing_language:
            return "languages"
        if isinstance(screen, Asking):
            return f"{screen_name(screen)}-{screen.navi.step}"
        if isinstance(screen, Maintaining):
            return f"{screen_name(screen)}-{screen.maintenance.page}"
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


def view_of(session: Session, now: Now) -> View:
    """The view at a moment."""
    end = ends_at(session)
    asks = isinstance(session.screen, Services | Asking | Trouble) or (
        isinstance(session.screen, Maintaining) and session.screen.maintenance.open
    )
    waited = now.seconds - session.screen.since if isinstance(session.screen, Waiting) else 0.0
    return View(
        session=replace(
            session,
            screen=_timeless(session.screen, now),
            touched_at=0.0,
            uncovered_at=0.0,
            waits_at=0.0,
        ),
        ends_soon=asks and end is not None and end - now.seconds <= WARNING_SECONDS,
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
        case Waiting():
            return "waiting"
        case Issued():
            return "issued"
        case Trouble():
            return "trouble"
        case Maintaining():
            return "maintenance"
        case OutOfService():
            return "out_of_service"
        case Identifying():
            return "identifying"


def _timeless(screen: Screen, now: Now) -> Screen:
    match screen:
        case Waiting():
            return replace(screen, since=0.0, sent_at=0.0)
        case Issued():
            return replace(screen, since=0.0, paper_since=0.0)
        case Maintaining(maintenance=maintenance):
            ago = None if maintenance.code is None else int(now.seconds - maintenance.code_at)
            seen = replace(maintenance, code_at=0.0, code_ago=ago)
            return replace(screen, since=0.0, maintenance=seen)
    return replace(screen, since=0.0)
