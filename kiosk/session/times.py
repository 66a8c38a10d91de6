"""How long a screen of the session stands. Pure."""

from typing import assert_never

from kiosk.maintenance.model import MAINTENANCE_SECONDS, PIN_SECONDS
from kiosk.session.model import Session, TextSize
from kiosk.session.screens import (
    Asking,
    Identifying,
    Issued,
    Maintaining,
    OutOfService,
    Paper,
    Preparing,
    Services,
    Start,
    Trouble,
    Waiting,
)

RESEND_SECONDS = 2.0
"""A request is repeated, with its id, until its reply arrives."""
NO_ANSWER_SECONDS = 12.0
"""After this long without a reply, the person is asked to speak to the staff."""
TOUCH_GUARD_SECONDS = 0.5
"""A screen takes no touch when it has just appeared: the second half of a double touch, meant for
the screen before, would choose something that nobody wanted."""
CHOICE_SECONDS = 45.0
"""A choice that nobody makes."""
ASKING_SECONDS = 90.0
"""A form that nobody fills in any more: looking for kana, or for a number, takes its time."""
TROUBLE_SECONDS = 30.0
ISSUED_SECONDS = 15.0
ISSUED_PARTLY_SECONDS = 30.0
ISSUED_WITHOUT_PAPER_SECONDS = 60.0
"""The number must be remembered or photographed."""
IDENTIFYING_SECONDS = 10.0
PRINTING_SECONDS = 45.0
"""When a printer says neither yes nor no for this long, the person need not stand there."""
WARNING_SECONDS = 15.0
"""So long before a choice ends by itself, the screen offers to go on (EN 301 549, 9.2.2.1)."""


def ends_at(session: Session) -> float | None:
    """When the screen goes back to the start by itself (monotonic seconds); None where it stays."""
    match session.screen:
        case Preparing() | Waiting():
            return None
        case Start() | OutOfService():
            # what somebody chose and left behind would puzzle the next person
            own = (
                session.language_chosen
                or session.contrast
                or session.low
                or session.text != TextSize.NORMAL
            )
            return session.touched_at + CHOICE_SECONDS if own else None
        case Services():
            return session.touched_at + CHOICE_SECONDS
        case Asking():
            return session.touched_at + ASKING_SECONDS
        case Maintaining(maintenance=maintenance):
            seconds = MAINTENANCE_SECONDS if maintenance.open else PIN_SECONDS
            return session.touched_at + seconds
        case Identifying(since=since):
            return since + IDENTIFYING_SECONDS
        case Trouble():
            return session.touched_at + TROUBLE_SECONDS
        case Issued(paper=paper, large=large):
            seconds = _SECONDS_OF_PAPER[paper]
            if large is not None:
                seconds = max(seconds, _SECONDS_OF_PAPER[large])
            return session.touched_at + seconds
    assert_never(session.screen)


_SECONDS_OF_PAPER = {
    Paper.PRINTING: PRINTING_SECONDS,
    Paper.PAPER_OUT: ISSUED_WITHOUT_PAPER_SECONDS,
    Paper.STUCK: ISSUED_WITHOUT_PAPER_SECONDS,
    Paper.CHECKLIST_PAPER_OUT: ISSUED_PARTLY_SECONDS,
    Paper.CHECKLIST_STUCK: ISSUED_PARTLY_SECONDS,
    Paper.PRINTED: ISSUED_SECONDS,
    Paper.REPRINTED: ISSUED_SECONDS,
    Paper.PARTLY: ISSUED_PARTLY_SECONDS,
    Paper.FAILED: ISSUED_WITHOUT_PAPER_SECONDS,
    Paper.NO_PRINTER: ISSUED_WITHOUT_PAPER_SECONDS,
}
"""How long a number stands there. What is still to be printed is printed then, too, if the printer
can before it is too late: a person may have stepped aside."""
