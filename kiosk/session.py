"""One person at the kiosk, from the first touch or pass to the start screen again. Pure.

No screen, no network and no clock is known here: `step` gets what happened and when, and says
what is seen next and what is to be done.
"""

from dataclasses import replace
from typing import assert_never
from uuid import UUID

from kiosk import navi_session
from kiosk.navi.form import CertificateForm
from kiosk.navi.steps import Ended
from kiosk.session_model import (
    DEFAULT_LANGUAGE,
    LANGUAGES,
    Asking,
    CameraChanged,
    CancelPrint,
    CatalogueArrived,
    Chime,
    ConnectionChanged,
    Control,
    ControlTouched,
    Effect,
    Event,
    Issued,
    LanguageTouched,
    NaviTouched,
    Now,
    Paper,
    PaperChanged,
    PassSeen,
    Preparing,
    Print,
    Problem,
    ReplyArrived,
    Screen,
    Seal,
    Sealed,
    Send,
    Services,
    ServiceTouched,
    Session,
    Sound,
    Start,
    TextSize,
    Tick,
    Trouble,
    Waiting,
)
from kiosk.session_times import (
    NO_ANSWER_SECONDS,
    PRINTING_SECONDS,
    RESEND_SECONDS,
    TOUCH_GUARD_SECONDS,
    ends_at,
)
from printer_drivers.paper_words import paper_language
from protocol.messages import CheckIn, TakeTicket
from protocol.passes import PassRefusedError, verify_pass
from protocol.reasons import Reason

_Touch = ServiceTouched | LanguageTouched | ControlTouched | NaviTouched


def new_session(
    now: Now, *, services_per_page: int, forms: tuple[CertificateForm, ...] = ()
) -> Session:
    """The kiosk when it has just been switched on. `forms`: what can be asked for by touch."""
    return Session(
        Preparing(now.seconds),
        touched_at=now.seconds,
        services_per_page=services_per_page,
        forms=forms,
    )


def step(session: Session, event: Event, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    """What is seen after an event, and what is to be done."""
    match event:
        case CatalogueArrived():
            return _with_catalogue(session, event, now), ()
        case ConnectionChanged(connected):
            return replace(session, connected=connected), ()
        case CameraChanged(camera):
            return replace(session, camera=camera), ()
        case PassSeen(text, fresh_id):
            return _pass_seen(session, text, fresh_id, now)
        case ServiceTouched() | LanguageTouched() | ControlTouched() | NaviTouched():
            appeared = max(session.screen.since, session.uncovered_at)
            if now.seconds - appeared < TOUCH_GUARD_SECONDS:
                return session, ()
            return _touched(replace(session, touched_at=now.seconds), event, now)
        case Sealed(request_id, blob):
            return _sealed(session, request_id, blob, now)
        case ReplyArrived():
            return _reply(session, event, now)
        case PaperChanged(ticket_id, paper):
            return _paper_changed(session, ticket_id, paper, now), ()
        case Tick():
            return _tick(session, now)
    assert_never(event)


def services_on_page(session: Session) -> int:
    """How many services stand on one page: fewer where words are larger."""
    eighths = {TextSize.NORMAL: 8, TextSize.LARGE: 4, TextSize.LARGEST: 3}[session.text]
    return max(1, session.services_per_page * eighths // 8)


def page_count(session: Session) -> int:
    """How many pages the services fill, at least 1."""
    count = 0 if session.catalogue is None else len(session.catalogue.services)
    return max(1, -(-count // services_on_page(session)))


def _with_catalogue(session: Session, arrived: CatalogueArrived, now: Now) -> Session:
    session = replace(
        session,
        catalogue=arrived.catalogue,
        keys=arrived.keys,
        sealing_key=arrived.sealing_key,
    )
    if isinstance(session.screen, Preparing):
        return _start(session, now)
    if isinstance(session.screen, Services):
        page = min(session.screen.page, page_count(session) - 1)
        return replace(session, screen=replace(session.screen, page=page))
    return session


def _start(session: Session, now: Now) -> Session:
    """The start screen, with nothing left of the person before."""
    return replace(
        session,
        screen=Start(now.seconds),
        language=DEFAULT_LANGUAGE,
        language_chosen=False,
        text=TextSize.NORMAL,
        contrast=False,
        choosing_language=False,
        uncovered_at=0.0,
        touched_at=now.seconds,
    )


def _shows(session: Session, screen: Screen, now: Now) -> Session:
    # what has become of somebody's number is seen at once, also by whoever chooses a language
    return replace(
        session,
        screen=screen,
        touched_at=now.seconds,
        choosing_language=False,
        uncovered_at=now.seconds if session.choosing_language else session.uncovered_at,
    )


def _pass_seen(
    session: Session, text: str, fresh_id: UUID, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    catalogue = session.catalogue
    if catalogue is None:
        return session, ()
    match session.screen:
        case Preparing() | Waiting():
            return session, ()
        case Issued(paper=Paper.PRINTING):
            return session, ()
        case Asking() as asking if not navi_session.may_be_interrupted(asking):
            return session, ()
        case Issued(pass_text=shown) | Trouble(pass_text=shown):
            if text == shown:
                return session, ()
            # somebody else's: their session begins
            session = _start(session, now)
        case Start() | Services() | Asking():
            pass
    try:
        claims = verify_pass(text, session.keys, issuer=catalogue.pass_issuer, now=now.wall)
    except PassRefusedError as error:
        why = Problem.NOT_A_PASS if error.reason is Reason.PASS_NOT_OURS else error.reason
        return _shows(session, Trouble(now.seconds, why, text), now), (Chime(Sound.TROUBLE),)
    chosen = session.language if session.language_chosen else None
    request = CheckIn(id=fresh_id, at=now.wall, pass_text=text, language=chosen)
    if chosen is None:
        session = replace(session, language=paper_language(claims.language))
    session, effects = _ask(session, request, now)
    return session, (Chime(Sound.SEEN), *effects)


def _ask(
    session: Session, request: TakeTicket | CheckIn, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    screen = Waiting(now.seconds, request, sent_at=now.seconds)
    return _shows(session, screen, now), (Send(request),)


def _touched(session: Session, event: _Touch, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    if session.choosing_language:
        return _language_touched(session, event, now), ()
    match event, session.screen:
        case ServiceTouched(service, fresh_id), Start() | Services():
            if not _offers(session, service):
                return session, ()
            asking = navi_session.asking_for(session, service, now)
            if asking is not None:
                return _shows(session, asking, now), ()
            return _ask_for_number(session, service, fresh_id, now)
        case ServiceTouched(service, fresh_id), Asking() as asking:
            if not navi_session.takes_only_a_number(asking, service):
                return session, ()
            return _ask_for_number(session, service, fresh_id, now)
        case NaviTouched(), Asking() as asking:
            return _navi_touched(session, asking, event, now)
        case LanguageTouched(language), Start():
            return _in_language(session, language), ()
        case ControlTouched(Control.LANGUAGES), Services() | Asking() | Trouble() | Issued():
            return replace(session, choosing_language=True, uncovered_at=now.seconds), ()
        case ControlTouched(Control.ALL_SERVICES), Start() | Trouble():
            return _shows(session, Services(now.seconds), now), ()
        case ControlTouched(control), Start() | Services() | Asking() | Trouble() | Issued() if (
            control in _TEXT_OF_CONTROL
        ):
            return _in_size(session, _TEXT_OF_CONTROL[control]), ()
        case (
            ControlTouched(Control.CONTRAST),
            Start() | Services() | Asking() | Trouble() | Issued(),
        ):
            return replace(session, contrast=not session.contrast), ()
        case ControlTouched(Control.NEXT_PAGE), Services() as screen:
            page = min(screen.page + 1, page_count(session) - 1)
            return _shows(session, Services(now.seconds, page), now), ()
        case ControlTouched(Control.PREVIOUS_PAGE), Services() as screen:
            return _shows(session, Services(now.seconds, max(screen.page - 1, 0)), now), ()
        case ControlTouched(Control.BACK), Services() | Trouble():
            return _start(session, now), ()
        case ControlTouched(Control.DONE), Issued(ticket=ticket, paper=paper) if paper.waits:
            # a ticket that came out later would be found by somebody else
            return _start(session, now), (CancelPrint(ticket.id),)
        case ControlTouched(Control.DONE), Issued(paper=paper) if paper.ended:
            return _start(session, now), ()
    # Control.STAY, and a touch that means nothing here: somebody is there
    return session, ()


_TEXT_OF_CONTROL = {
    Control.TEXT_NORMAL: TextSize.NORMAL,
    Control.TEXT_LARGE: TextSize.LARGE,
    Control.TEXT_LARGEST: TextSize.LARGEST,
}


def _in_size(session: Session, text: TextSize) -> Session:
    """With larger or smaller words; the first service of the page stays on it."""
    sized = replace(session, text=text)
    if isinstance(session.screen, Services):
        first = session.screen.page * services_on_page(session)
        page = first // services_on_page(sized)
        return replace(sized, screen=replace(session.screen, page=page))
    return sized


def _ask_for_number(
    session: Session, service: str, fresh_id: UUID, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    request = TakeTicket(id=fresh_id, at=now.wall, services=(service,), language=session.language)
    return _ask(session, request, now)


def _navi_touched(
    session: Session, asking: Asking, event: NaviTouched, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    match navi_session.touched(session, asking, event, now):
        case Asking() as screen:
            return _shows(session, screen, now), ()
        case Seal() as seal:
            return _shows(session, replace(asking, sealing=seal.request_id), now), (seal,)
        case TakeTicket() as request:
            return _ask(session, request, now)
        case Ended():
            before = navi_session.way_back(asking, now)
            if isinstance(before, Start):
                return _start(session, now), ()
            return _shows(session, before, now), ()


def _sealed(
    session: Session, request_id: UUID, blob: bytes, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    match session.screen:
        case Asking(sealing=wanted) as asking if wanted == request_id:
            request = navi_session.request_for(session, asking, request_id, blob, now)
            return _ask(session, request, now)
    return session, ()


def _language_touched(session: Session, event: _Touch, now: Now) -> Session:
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


def _offers(session: Session, service: str) -> bool:
    return session.catalogue is not None and any(
        entry.service == service for entry in session.catalogue.services
    )


def _reply(session: Session, reply: ReplyArrived, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    match session.screen:
        case Waiting(request=request) if request.id == reply.reply_id:
            pass_text = request.pass_text if isinstance(request, CheckIn) else None
        case _:
            # a repeated answer, or one to a session that its person has left
            return session, ()
    if reply.ticket is None or session.catalogue is None:
        why = reply.reason or Problem.NO_ANSWER
        return _shows(session, Trouble(now.seconds, why, pass_text), now), (Chime(Sound.TROUBLE),)
    asked = isinstance(request, TakeTicket) and request.sealed is not None
    issued = Issued(now.seconds, reply.ticket, Paper.PRINTING, pass_text, now.seconds, asked)
    return _shows(session, issued, now), (
        Chime(Sound.ISSUED),
        Print(reply.ticket, session.catalogue, session.language),
    )


def _paper_changed(session: Session, ticket_id: UUID, paper: Paper, now: Now) -> Session:
    match session.screen:
        case Issued(ticket=ticket, paper=shown) if ticket.id == ticket_id and not shown.ended:
            if paper is shown:
                return session
            # `since` stays: nothing moves below the finger when only the words change
            screen = replace(session.screen, paper=paper, paper_since=now.seconds)
            return _shows(session, screen, now)
    return session


def _tick(session: Session, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    match session.screen:
        case Waiting(since=since, request=request, sent_at=sent_at):
            if now.seconds - since >= NO_ANSWER_SECONDS:
                # the pass may be shown again at once: it is not the pass that failed
                trouble = Trouble(now.seconds, Problem.NO_ANSWER, None)
                return _shows(session, trouble, now), (Chime(Sound.TROUBLE),)
            if now.seconds - sent_at >= RESEND_SECONDS:
                screen = replace(session.screen, sent_at=now.seconds)
                return replace(session, screen=screen), (Send(request),)
            return session, ()
        case Issued(paper=Paper.PRINTING) as issued:
            if now.seconds - issued.paper_since >= PRINTING_SECONDS:
                return _paper_changed(session, issued.ticket.id, Paper.STUCK, now), ()
            return session, ()
    end = ends_at(session)
    if end is not None and now.seconds >= end:
        return _start(session, now), ()
    return session, ()
