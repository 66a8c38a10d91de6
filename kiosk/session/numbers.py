"""A number was given, or refused, and what becomes of its papers."""

from dataclasses import replace
from uuid import UUID

from kiosk.session import own_ticket
from kiosk.session.effects import CancelPrint, Chime, Effect, Print, PrintLarge, Sound
from kiosk.session.events import (
    ReplyArrived,
)
from kiosk.session.model import Now, Session
from kiosk.session.moves import shows, to_start
from kiosk.session.screens import (
    Alone,
    Issued,
    Paper,
    Problem,
    Trouble,
    Waiting,
)
from kiosk.session.times import TICK_SECONDS
from protocol.messages import CheckIn, TakeTicket
from protocol.ticket_messages import Reprint


def reply_arrived(
    session: Session, reply: ReplyArrived, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """The number that was waited for, or why there is none."""
    match session.screen:
        case Waiting(request=request, alone=Alone.ASKED) if request.id == reply.reply_id:
            # one number is on its way to the paper already
            return session, ()
        case Waiting(request=request) if request.id == reply.reply_id:
            pass_text = request.pass_text if isinstance(request, CheckIn) else None
        case _:
            # a repeated answer, or one to a session that its person has left
            return own_ticket.rating_arrived(session, reply), ()
    about_ticket = own_ticket.answered(session, request, reply, now)
    if about_ticket is not None:
        return about_ticket
    visit = own_ticket.about(request)
    gives_number = isinstance(request, TakeTicket | CheckIn | Reprint)
    if reply.ticket is None or session.catalogue is None or not gives_number:
        why = reply.reason or Problem.NO_ANSWER
        return shows(session, Trouble(now.seconds, why, pass_text, visit=visit), now), (
            Chime(Sound.TROUBLE),
        )
    asked = isinstance(request, TakeTicket) and request.sealed is not None
    by_pass = isinstance(request, CheckIn)
    issued = Issued(
        now.seconds,
        reply.ticket,
        Paper.PRINTING,
        pass_text,
        now.seconds,
        asked,
        read_at=session.screen.since if by_pass else None,
    )
    # printed at once, whatever stands on the screen meanwhile
    printing = Print(reply.ticket, session.catalogue, session.language)
    session = shows(session, issued, now)
    session, chime = after_tick(session, issued, now)
    return session, (printing, *chime)


def after_tick(session: Session, issued: Issued, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    """The number instead of the tick of its pass, once that has been seen, with its sound."""
    if issued.read_at is not None and now.seconds - issued.read_at < TICK_SECONDS:
        return session, ()
    return replace(session, screen=replace(issued, read_at=None)), (Chime(Sound.ISSUED),)


def paper_changed(session: Session, ticket_id: UUID, paper: Paper, now: Now) -> Session:
    """What has become of the papers of the number that is shown."""
    match session.screen:
        case Issued(ticket=ticket, paper=shown) if ticket.id == ticket_id and not shown.ended:
            if paper is shown:
                return session
            # `since` stays: nothing moves below the finger when only the words change
            screen = replace(session.screen, paper=paper, paper_since=now.seconds)
            return shows(session, screen, now)
    return session


def ask_for_large_print(
    session: Session, issued: Issued, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """The same on a page in large print, where that is offered: once a number."""
    if not offers_large_print(session, issued) or session.catalogue is None:
        return session, ()
    wanted = PrintLarge(issued.ticket, session.catalogue, session.language)
    return shows(session, replace(issued, large=Paper.PRINTING), now), (wanted,)


def offers_large_print(session: Session, issued: Issued) -> bool:
    """Whether a page in large print can be asked for."""
    return session.large_print and issued.large is None and issued.paper is not Paper.PRINTING


def large_paper_changed(session: Session, ticket_id: UUID, paper: Paper, now: Now) -> Session:
    """What has become of the page in large print."""
    match session.screen:
        case Issued(ticket=ticket, large=Paper() as shown) as issued if (
            ticket.id == ticket_id and not shown.ended and paper is not shown
        ):
            return shows(session, replace(issued, large=paper), now)
    return session


def leave_number(session: Session, issued: Issued, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    """Somebody goes. What waits for a printer is not printed any more: it would come out later,
    and be found by somebody else."""
    if issued.paper.waits or (issued.large is not None and issued.large.waits):
        return to_start(session, now), (CancelPrint(issued.ticket.id),)
    if issued.paper.ended:
        return to_start(session, now), ()
    return session, ()
