"""Somebody holds up the ticket that they have: how long still, once more on paper, or not at all.

And how it was today: asked of who holds up the ticket of a visit that is over, and of everybody at
a kiosk by the exit. Pure.
"""

import re
from dataclasses import replace
from typing import Final, assert_never
from uuid import UUID

from kiosk.session.effects import Chime, Effect, Send, Sound
from kiosk.session.events import ReplyArrived, ScoreTouched, TicketTouched, TicketWish
from kiosk.session.model import Now, Session, Supply
from kiosk.session.moves import ask, shows
from kiosk.session.screens import Cancelled, OwnTicket, Start, Thanked
from kiosk.session.times import RESEND_SECONDS
from printer_drivers.paper_words import paper_language
from protocol import ticket_messages
from protocol.requests import Request
from protocol.ticket_messages import Cancel, Rate, Reprint, ShowTicket, TicketShown

_CODE: Final = re.compile(r"(?:MGT1:|.+/v/)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
"""What stands on tickets: the visit's id, alone or at the end of the address of its page. That is
also what stands on tickets of before there was this module."""


def visit_of(text: str) -> UUID | None:
    """The visit whose ticket has this code; None for a code that is on no ticket."""
    found = _CODE.fullmatch(text)
    return None if found is None else UUID(found[1])


def about(request: Request) -> UUID | None:
    """The visit whose ticket was held up for a request."""
    return request.visit if isinstance(request, ShowTicket | Reprint | Cancel) else None


def same_code(text: str, shown: str | UUID | None) -> bool:
    """Whether a code is the one that has led to a screen: a pass's text, or the visit of a ticket.

    What is still held up then leads nowhere else.
    """
    if isinstance(shown, UUID):
        return visit_of(text) == shown
    return text == shown


def ticket_seen(
    session: Session, visit: UUID, fresh_id: UUID, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """Ask where it stands."""
    session, effects = ask(session, ShowTicket(id=fresh_id, at=now.wall, visit=visit), now)
    return session, (Chime(Sound.SEEN), *effects)


def answered(
    session: Session, request: Request, reply: ReplyArrived, now: Now
) -> tuple[Session, tuple[Effect, ...]] | None:
    """What the server says about a ticket; None where it says something else."""
    match request, reply.answer:
        case ShowTicket(), TicketShown() as shown:
            if not session.language_chosen:
                session = replace(session, language=paper_language(shown.language))
            return shows(session, OwnTicket(now.seconds, shown), now), ()
        case Cancel(visit=visit), ticket_messages.Cancelled():
            return shows(session, Cancelled(now.seconds, visit), now), ()
        case _:
            return None


def touched(
    session: Session, screen: OwnTicket, event: TicketTouched, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """What somebody wants of their number."""
    visit = screen.shown.visit
    match event.wish:
        case TicketWish.REPRINT if may_reprint(session, screen):
            return ask(session, Reprint(id=event.fresh_id, at=now.wall, visit=visit), now)
        case TicketWish.CANCEL if may_cancel(screen):
            asking = replace(screen, since=now.seconds, cancelling=True)
            return shows(session, asking, now), ()
        case TicketWish.CANCEL_SURELY if screen.cancelling:
            return ask(session, Cancel(id=event.fresh_id, at=now.wall, visit=visit), now)
        case TicketWish.KEEP if screen.cancelling:
            kept = replace(screen, since=now.seconds, cancelling=False)
            return shows(session, kept, now), ()
        case TicketWish.REPRINT | TicketWish.CANCEL | TicketWish.CANCEL_SURELY | TicketWish.KEEP:
            return session, ()
    assert_never(event.wish)


def scored(session: Session, event: ScoreTouched, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    """How it was. The thanks stand at once: nobody waits for the server to have said it."""
    match session.screen:
        case Start() if session.at_exit:
            visit = None
        case OwnTicket() as own if asks_how_it_was(own):
            visit = own.shown.visit
        case _:
            return session, ()
    request = Rate(id=event.fresh_id, at=now.wall, score=event.score, visit=visit)
    thanked = Thanked(now.seconds, request, sent_at=now.seconds)
    return shows(session, thanked, now), (Send(request),)


def rating_arrived(session: Session, reply: ReplyArrived) -> Session:
    """The answer was counted, or was one too many: the thanks stay the same."""
    match session.screen:
        case Thanked(request=request) as thanked if request.id == reply.reply_id:
            return replace(session, screen=replace(thanked, arrived=True))
    return session


def tick(session: Session, thanked: Thanked, now: Now) -> tuple[Session, tuple[Effect, ...]] | None:
    """Send an answer again that may be lost; None where there is nothing to send."""
    if thanked.arrived or now.seconds - thanked.sent_at < RESEND_SECONDS:
        return None
    again = replace(thanked, sent_at=now.seconds)
    return replace(session, screen=again), (Send(thanked.request),)


def may_reprint(session: Session, screen: OwnTicket) -> bool:
    """Whether a ticket may come out once more: while it is good, where there is a printer."""
    return session.supply is not Supply.NONE and screen.shown.standing in _GOES_ON


def may_cancel(screen: OwnTicket) -> bool:
    """Whether it can be cancelled here. Who is called tells the counter, which waits for them."""
    return screen.shown.standing in {"waiting", "away"}


def asks_how_it_was(screen: OwnTicket) -> bool:
    """Whether the visit is over and has not said yet how it was."""
    return screen.shown.standing == "finished" and not screen.shown.rated


_GOES_ON = {"waiting", "called", "away"}
