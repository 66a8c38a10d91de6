"""A code was read: a pass checks in, anything else gets a calm word."""

from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.session import certificates, life_events, own_ticket
from kiosk.session.effects import Chime, Effect, Sound
from kiosk.session.model import Now, Session
from kiosk.session.moves import ask, shows, to_start
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
    Problem,
    Services,
    Start,
    Thanked,
    Trouble,
    Waiting,
)
from printer_drivers.paper_words import paper_language
from protocol.messages import Catalogue, CheckIn
from protocol.passes import PassClaims, PassRefusedError, verify_pass
from protocol.reasons import Reason

UNDISTURBED_SECONDS = 5.0
"""Whoever has touched something so lately is about something else than their code."""


def pass_seen(
    session: Session, text: str, fresh_id: UUID, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """A pass checks in, where somebody may be asked whether they want that."""
    catalogue = session.catalogue
    if catalogue is None:
        return session, ()
    match session.screen:
        case Preparing() | Waiting() | Maintaining() | OutOfService() | Thanked(arrived=False):
            return session, ()
        case Issued(paper=Paper.PRINTING):
            return session, ()
        case Asking() as asking if not certificates.may_be_interrupted(asking):
            return session, ()
        case ByLifeEvent() as by_event if not life_events.may_be_interrupted(by_event):
            return session, ()
        case Start() | Services() | Asking() | ByLifeEvent():
            pass
        case Identifying():
            session = to_start(session, now)
        case screen:
            if any(own_ticket.same_code(text, shown) for shown in _shown(screen)):
                return session, ()
            # somebody else's: their session begins
            session = to_start(session, now)
    visit = own_ticket.visit_of(text)
    if visit is not None:
        return own_ticket.ticket_seen(session, visit, fresh_id, now)
    try:
        claims = verify_pass(text, session.keys, issuer=catalogue.pass_issuer, now=now.wall)
    except PassRefusedError as error:
        why = Problem.NOT_A_PASS if error.reason is Reason.PASS_NOT_OURS else error.reason
        return _refused(session, Trouble(now.seconds, why, text), error.claims, now)
    if claims.pass_id in catalogue.revoked_passes:
        trouble = Trouble(now.seconds, Reason.PASS_REVOKED, text)
        return _refused(session, trouble, claims, now)
    other_day = _on_another_day(claims, catalogue, now)
    if other_day is not None:
        return _refused(session, Trouble(now.seconds, other_day, text), claims, now)
    chosen = session.language if session.language_chosen else None
    request = CheckIn(id=fresh_id, at=now.wall, pass_text=text, language=chosen)
    session, effects = ask(_in_language_of(session, claims), request, now)
    return session, (Chime(Sound.SEEN), *effects)


def _refused(
    session: Session, trouble: Trouble, claims: PassClaims | None, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """Calm words, with what the pass says of its time where it is proven to be ours."""
    if claims is not None:
        session = _in_language_of(session, claims)
        match trouble.why:
            case Reason.PASS_NOT_YET_VALID:
                trouble = replace(trouble, moment=claims.issued_at)
            case Reason.PASS_EXPIRED:
                trouble = replace(trouble, moment=claims.expires_at)
            case Problem.SLOT_LATER | Problem.SLOT_PAST:
                trouble = replace(trouble, moment=claims.slot)
    return shows(session, trouble, now), (Chime(Sound.TROUBLE),)


def _in_language_of(session: Session, claims: PassClaims) -> Session:
    """The language of a pass, unless somebody has chosen one."""
    if session.language_chosen:
        return session
    return replace(session, language=paper_language(claims.language))


def code_unread(session: Session, now: Now) -> Session:
    """Something is held up that cannot be read: tips, and a way on without it.

    Only where nobody is doing anything else: whoever touches has chosen their way.
    """
    match session.screen:
        case Start() if now.seconds - session.touched_at >= UNDISTURBED_SECONDS:
            return shows(session, Trouble(now.seconds, Problem.UNREAD, None), now)
    return session


def _on_another_day(claims: PassClaims, catalogue: Catalogue, now: Now) -> Problem | None:
    """Why a pass with a reservation is not for today, by the site's calendar.

    On its day it is good from morning to evening: whoever is early waits for their time, whoever
    is late is called in turn, and the server knows which.
    """
    if claims.slot is None:
        return None
    zone = ZoneInfo(catalogue.time_zone)
    slot, today = claims.slot.astimezone(zone).date(), now.wall.astimezone(zone).date()
    if slot == today:
        return None
    return Problem.SLOT_LATER if slot > today else Problem.SLOT_PAST


def _shown(
    screen: Issued | Trouble | OwnTicket | Cancelled | Thanked,
) -> tuple[str | UUID | None, ...]:
    """The codes that have led to a screen, and that of the ticket which it has just printed."""
    match screen:
        case Issued():
            return screen.pass_text, screen.ticket.visit
        case Trouble():
            return screen.pass_text, screen.visit
        case OwnTicket():
            return (screen.shown.visit,)
        case Cancelled():
            return (screen.visit,)
        case Thanked():
            return (screen.request.visit,)
