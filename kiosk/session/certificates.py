"""簡単ゆびナビ within a session: when it is offered, where touches lead, what is sent. Pure."""

from dataclasses import replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.navi.dates import Calendar
from kiosk.navi.form import CertificateForm
from kiosk.navi.steps import Ended, Step, answers, begin, step
from kiosk.session.effects import Effect, Seal
from kiosk.session.events import NaviTouched
from kiosk.session.model import DEFAULT_LANGUAGE, Now, Session
from kiosk.session.moves import ask, shows, to_start
from kiosk.session.screens import Asking, Services, Start
from protocol.messages import ProcedureEntry, TakeTicket


def asking_for(session: Session, service: str, now: Now) -> Asking | None:
    """The first step for whoever touched a service; None where it has no certificate to offer.

    Nor is anything offered while the server takes no sealed requests.
    """
    if session.catalogue is None or session.sealing_key is None:
        return None
    entries = _entries(session)
    forms = [form for form in session.forms if form.procedure in entries]
    own = [form for form in forms if entries[form.procedure].service == service]
    if not own:
        return None
    # the others too: nobody has to know which service gives which certificate
    rest = [form for form in forms if form not in own]
    calendar = None if _japanese(session) else Calendar.WESTERN
    navi = begin((*own, *rest), calendar)
    page = session.screen.page if isinstance(session.screen, Services) else None
    return Asking(now.seconds, navi, service, page)


def way_back(asking: Asking, now: Now) -> Start | Services:
    """Where somebody was before."""
    if asking.services_page is None:
        return Start(now.seconds)
    return Services(now.seconds, asking.services_page)


def touched(
    session: Session, asking: Asking, event: NaviTouched, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """What a touch on one of its steps leads to."""
    match _next(session, asking, event, now):
        case Asking() as screen:
            return shows(session, screen, now), ()
        case Seal() as seal:
            return shows(session, replace(asking, sealing=seal.request_id), now), (seal,)
        case TakeTicket() as request:
            return ask(session, request, now)
        case Ended():
            before = way_back(asking, now)
            if isinstance(before, Start):
                return to_start(session, now), ()
            return shows(session, before, now), ()


def sealed(
    session: Session, request_id: UUID, blob: bytes, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """What was entered is sealed now, and sent, if somebody still waits for it."""
    match session.screen:
        case Asking(sealing=wanted) as asking if wanted == request_id:
            request = request_for(session, asking, request_id, blob, now)
            return ask(session, request, now)
    return session, ()


def _next(
    session: Session, asking: Asking, event: NaviTouched, now: Now
) -> Asking | Ended | Seal | TakeTicket:
    """Where a touch leads: a step, out of it, or on with all that was entered."""
    if asking.sealing is not None:
        return asking
    navi = step(asking.navi, event.touch, today(session, now))
    if navi is Ended.CONFIRMED:
        return _confirmed(session, asking, event.fresh_id, now)
    if isinstance(navi, Ended):
        return navi
    # a key changes nothing under the finger: only a new step has to be looked at first
    since = asking.since if navi.step is asking.navi.step else now.seconds
    return replace(asking, navi=navi, since=since)


def request_for(
    session: Session, asking: Asking, request_id: UUID, sealed: bytes | None, now: Now
) -> TakeTicket:
    """What is sent. Of all that was entered it holds only what is sealed."""
    procedure = _entries(session).get(asking.navi.certificate or "")
    return TakeTicket(
        id=request_id,
        at=now.wall,
        services=(asking.service if procedure is None else procedure.service,),
        language=session.language,
        sealed=sealed,
    )


def takes_only_a_number(asking: Asking, service: str) -> bool:
    """Whether somebody may still take a number and fill in nothing."""
    return asking.navi.step is Step.CERTIFICATE and service == asking.service


def may_be_interrupted(asking: Asking) -> bool:
    """Whether a pass that is held up counts: not once something was entered, which it would end."""
    return asking.navi.step is Step.CERTIFICATE and asking.navi.certificate is None


def fee_yen(session: Session, form: CertificateForm) -> int | None:
    """Of one copy; None where the catalogue does not say."""
    entry = _entries(session).get(form.procedure)
    return None if entry is None else entry.fee_yen


def today(session: Session, now: Now) -> date:
    """The day at the site."""
    zone = "Asia/Tokyo" if session.catalogue is None else session.catalogue.time_zone
    return now.wall.astimezone(ZoneInfo(zone)).date()


def _confirmed(
    session: Session, asking: Asking, request_id: UUID, now: Now
) -> Asking | Seal | TakeTicket:
    if session.catalogue is None or session.sealing_key is None:
        # taken from the catalogue just now: a number at least, and the counter asks again
        return request_for(session, asking, request_id, None, now)
    request = answers(asking.navi, session.language, today(session, now))
    return Seal(request_id, request, session.sealing_key, session.catalogue.site)


def _entries(session: Session) -> dict[str, ProcedureEntry]:
    procedures = () if session.catalogue is None else session.catalogue.procedures
    return {entry.procedure: entry for entry in procedures}


def _japanese(session: Session) -> bool:
    return session.language.split("-")[0] == DEFAULT_LANGUAGE
