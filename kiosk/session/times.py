"""How long a screen of the session stands. Pure."""

from math import ceil
from typing import assert_never

from kiosk.maintenance.model import MAINTENANCE_SECONDS, PIN_SECONDS
from kiosk.session.model import Now, Session
from kiosk.session.screens import (
    Asking,
    ByLifeEvent,
    Cancelled,
    Identifying,
    Issued,
    Maintaining,
    OutOfService,
    OwnTicket,
    Paper,
    Preparing,
    Services,
    Start,
    Thanked,
    Trouble,
    Waiting,
)

RESEND_SECONDS = 2.0
"""A request is repeated, with its id, until its reply arrives."""
ALONE_SECONDS = 1.5
"""After this long without a reply, the kiosk gives a number by itself."""
NO_ANSWER_SECONDS = 12.0
"""After this long without any number, the person is asked to speak to the staff."""
TOUCH_GUARD_SECONDS = 0.5
"""A screen takes no touch when it has just appeared: the second half of a double touch, meant for
the screen before, would choose something that nobody wanted."""
TICK_SECONDS = 0.9
"""So long at least the tick stands that says that a pass was read: the number would often be there
before anybody has seen it."""
CHOICE_SECONDS = 45.0
"""A choice that nobody makes."""
ASKING_SECONDS = 90.0
"""A form that nobody fills in any more: looking for kana, or for a number, takes its time."""
TROUBLE_SECONDS = 30.0
CANCELLED_SECONDS = 15.0
THANKED_SECONDS = 3.0
ISSUED_SECONDS = 20.0
ISSUED_PARTLY_SECONDS = 30.0
ISSUED_WITHOUT_PAPER_SECONDS = 60.0
"""The number must be remembered or photographed."""
IDENTIFYING_SECONDS = 10.0
PRINTING_SECONDS = 45.0
"""When a printer says neither yes nor no for this long, the person need not stand there."""
GUIDED_TIMES = 3.0
"""Whoever has a screen read to them needs so many times as long: a page of services takes a minute.
Every key begins it anew."""
WARNING_SECONDS = 15.0
"""So long before a choice ends by itself, the screen asks whether to go on (WCAG 2.2, 2.2.1)."""
NUMBER_WARNING_SECONDS = 10.0
"""The same for a number, which nobody needs to answer: it is on paper, or was long to be seen."""
STAY_STEP_SECONDS = 5
"""The time left is said in such steps: what counts every second makes people nervous."""


def ends_at(session: Session) -> float | None:
    """When the screen goes back to the start by itself (monotonic seconds); None where it stays."""
    end = _ends_at(session)
    # maintenance ends when it says so: anybody can press a key of the pad
    if end is None or not session.guided or isinstance(session.screen, Maintaining):
        return end
    return session.touched_at + (end - session.touched_at) * GUIDED_TIMES


def _ends_at(session: Session) -> float | None:
    match session.screen:
        case Waiting():
            return None
        case Preparing() | Start() | OutOfService():
            # what somebody chose and left behind would puzzle the next person
            return session.touched_at + CHOICE_SECONDS if session.suited else None
        case Services() | OwnTicket():
            return session.touched_at + CHOICE_SECONDS
        case Asking() | ByLifeEvent():
            return session.touched_at + ASKING_SECONDS
        case Maintaining(maintenance=maintenance):
            seconds = MAINTENANCE_SECONDS if maintenance.open else PIN_SECONDS
            return session.touched_at + seconds
        case Identifying(since=since):
            return since + IDENTIFYING_SECONDS
        case Trouble():
            return session.touched_at + TROUBLE_SECONDS
        case Cancelled():
            return session.touched_at + CANCELLED_SECONDS
        case Thanked(since=since):
            return since + THANKED_SECONDS
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


def seconds_left(session: Session, now: Now) -> int | None:
    """In steps, how long the screen stands when nobody says that it is needed; None long before."""
    end = ends_at(session)
    match session.screen:
        case Issued(paper=Paper.PRINTING) | Cancelled() | Thanked():
            # it ends with what becomes of the paper; or nothing more is to be read or done there
            return None
        case Identifying():
            # nobody uses it
            return None
        case Issued():
            warning = NUMBER_WARNING_SECONDS
        case _:
            warning = WARNING_SECONDS
    if end is None or end - now.seconds > warning:
        return None
    steps = ceil((end - now.seconds) / STAY_STEP_SECONDS)
    return max(steps, 1) * STAY_STEP_SECONDS
