"""A code was read: a pass checks in, anything else gets a calm word."""

from dataclasses import replace
from uuid import UUID

from kiosk.session import certificates
from kiosk.session.effects import Chime, Effect, Sound
from kiosk.session.model import Now, Session
from kiosk.session.moves import ask, shows, to_start
from kiosk.session.screens import (
    Asking,
    Identifying,
    Issued,
    Maintaining,
    OutOfService,
    Paper,
    Preparing,
    Problem,
    Services,
    Start,
    Trouble,
    Waiting,
)
from printer_drivers.paper_words import paper_language
from protocol.messages import CheckIn
from protocol.passes import PassRefusedError, verify_pass
from protocol.reasons import Reason


def pass_seen(
    session: Session, text: str, fresh_id: UUID, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """A pass checks in, where somebody may be asked whether they want that."""
    catalogue = session.catalogue
    if catalogue is None:
        return session, ()
    match session.screen:
        case Preparing() | Waiting() | Maintaining() | OutOfService():
            return session, ()
        case Issued(paper=Paper.PRINTING):
            return session, ()
        case Asking() as asking if not certificates.may_be_interrupted(asking):
            return session, ()
        case Issued(pass_text=shown) | Trouble(pass_text=shown):
            if text == shown:
                return session, ()
            # somebody else's: their session begins
            session = to_start(session, now)
        case Identifying():
            session = to_start(session, now)
        case Start() | Services() | Asking():
            pass
    try:
        claims = verify_pass(text, session.keys, issuer=catalogue.pass_issuer, now=now.wall)
    except PassRefusedError as error:
        why = Problem.NOT_A_PASS if error.reason is Reason.PASS_NOT_OURS else error.reason
        return shows(session, Trouble(now.seconds, why, text), now), (Chime(Sound.TROUBLE),)
    chosen = session.language if session.language_chosen else None
    request = CheckIn(id=fresh_id, at=now.wall, pass_text=text, language=chosen)
    if chosen is None:
        session = replace(session, language=paper_language(claims.language))
    session, effects = ask(session, request, now)
    return session, (Chime(Sound.SEEN), *effects)
