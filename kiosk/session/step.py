"""One person at the kiosk, from the first touch or pass to the start screen again. Pure.

No screen, no network and no clock is known here: `step` gets what happened and when, and says
what is seen next and what is to be done.
"""

from dataclasses import replace
from typing import assert_never

from kiosk.maintenance.kept import Kept
from kiosk.navi.form import CertificateForm
from kiosk.session import alone, certificates, life_events, live_waits, maintaining, own_ticket
from kiosk.session.effects import Effect
from kiosk.session.events import (
    CameraChanged,
    CatalogueArrived,
    CodeUnread,
    Commanded,
    ConnectionChanged,
    Control,
    ControlTouched,
    Event,
    FactsKnown,
    IssuedAlone,
    KeyPressed,
    LanguageTouched,
    LargePaperChanged,
    LifeTouched,
    NaviTouched,
    PaperChanged,
    PassSeen,
    PinChecked,
    ReplyArrived,
    ScoreTouched,
    Sealed,
    ServiceTouched,
    StaffTouched,
    SupplyChanged,
    TestPrinted,
    Tick,
    TicketTouched,
    Touch,
    WaitsArrived,
)
from kiosk.session.guidance import carried, guidance_touched, key_pressed
from kiosk.session.looks import look_touched
from kiosk.session.model import Now, Session
from kiosk.session.moves import shows, to_start
from kiosk.session.numbers import (
    after_tick,
    ask_for_large_print,
    large_paper_changed,
    leave_number,
    paper_changed,
    reply_arrived,
)
from kiosk.session.passes import code_unread, pass_seen
from kiosk.session.screens import (
    Asking,
    ByLifeEvent,
    Cancelled,
    Identifying,
    Issued,
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
from kiosk.session.services import ask_for_number, offers, page_count
from kiosk.session.times import (
    PRINTING_SECONDS,
    TOUCH_GUARD_SECONDS,
    ends_at,
)
from kiosk.speech.volume import FIRST_VOLUME
from protocol.reasons import Reason


def new_session(
    now: Now,
    *,
    services_per_page: int,
    forms: tuple[CertificateForm, ...] = (),
    large_print: bool = False,
    kept: Kept | None = None,
    at_exit: bool = False,
    can_speak: bool = False,
) -> Session:
    """The kiosk when it has just been switched on. `forms`: what can be asked for by touch.

    `can_speak`: it can read its screens aloud. `kept`: what staff have set.
    """
    return Session(
        Preparing(now.seconds),
        touched_at=now.seconds,
        services_per_page=services_per_page,
        forms=forms,
        large_print=large_print,
        out_of_service=kept is not None and kept.out_of_service,
        first_volume=FIRST_VOLUME if kept is None else kept.private,
        volume=FIRST_VOLUME if kept is None else kept.private,
        at_exit=at_exit,
        can_speak=can_speak,
    )


def step(session: Session, event: Event, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    """What is seen after an event, and what is to be done."""
    match event:
        case CatalogueArrived():
            return _with_catalogue(session, event, now), ()
        case WaitsArrived():
            return live_waits.waits_arrived(session, event, now), ()
        case ConnectionChanged(connected):
            return replace(session, connected=connected), ()
        case CameraChanged(camera):
            return replace(session, camera=camera), ()
        case SupplyChanged(supply):
            return replace(session, supply=supply), ()
        case PassSeen(text, _) if maintaining.takes_no_codes(session):
            return maintaining.code_seen(session, text, now), ()
        case PassSeen(text, fresh_id):
            return pass_seen(session, text, fresh_id, now)
        case CodeUnread():
            return code_unread(session, now), ()
        case (
            ServiceTouched()
            | LanguageTouched()
            | ControlTouched()
            | NaviTouched()
            | LifeTouched()
            | StaffTouched()
            | TicketTouched()
            | ScoreTouched()
        ):
            appeared = max(session.screen.since, session.uncovered_at)
            if now.seconds - appeared < TOUCH_GUARD_SECONDS:
                return session, ()
            before = replace(session, touched_at=now.seconds)
            after, effects = _touched(before, event, now)
            return carried(before, after, event), effects
        case KeyPressed(key):
            return key_pressed(session, key, now), ()
        case PinChecked() | TestPrinted() | FactsKnown() | Commanded():
            return maintaining.happened(session, event, now)
        case Sealed(request_id, blob):
            return certificates.sealed(session, request_id, blob, now)
        case ReplyArrived():
            return reply_arrived(session, event, now)
        case IssuedAlone():
            return alone.issued_alone(session, event, now)
        case PaperChanged(ticket_id, paper):
            return paper_changed(session, ticket_id, paper, now), ()
        case LargePaperChanged(ticket_id, paper):
            return large_paper_changed(session, ticket_id, paper, now), ()
        case Tick():
            return _tick(session, now)
    assert_never(event)


def _with_catalogue(before: Session, arrived: CatalogueArrived, now: Now) -> Session:
    session = replace(
        before,
        catalogue=arrived.catalogue,
        keys=arrived.keys,
        sealing_key=arrived.sealing_key,
    )
    if isinstance(session.screen, Preparing | OutOfService):
        return to_start(session, now)
    if isinstance(session.screen, Services):
        page = min(session.screen.page, page_count(session) - 1)
        return replace(session, screen=replace(session.screen, page=page))
    return life_events.with_new_catalogue(session, before, now)


def _touched(session: Session, event: Touch, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    looks = guidance_touched(session, event) or look_touched(session, event, now)
    if looks is not None:
        return looks, ()
    match event, session.screen:
        case ServiceTouched(service, fresh_id), Start() | Services():
            if not offers(session, service):
                return session, ()
            if live_waits.takes_nobody(session, service):
                return shows(session, Trouble(now.seconds, Reason.SERVICE_CLOSED, None), now), ()
            asking = certificates.asking_for(session, service, now)
            if asking is not None:
                return shows(session, asking, now), ()
            return ask_for_number(session, service, fresh_id, now)
        case ServiceTouched(service, fresh_id), Asking() as asking:
            if not certificates.takes_only_a_number(asking, service):
                return session, ()
            return ask_for_number(session, service, fresh_id, now)
        case StaffTouched(), _:
            return maintaining.staff_touched(session, event, now)
        case ControlTouched(Control.BACK), Identifying():
            return to_start(session, now), ()
        case NaviTouched(), Asking() as asking:
            return certificates.touched(session, asking, event, now)
        case LifeTouched(), ByLifeEvent() as by_event:
            return life_events.touched(session, by_event, event, now)
        case (
            ControlTouched((Control.BACK | Control.NEXT_PAGE | Control.PREVIOUS_PAGE) as control),
            ByLifeEvent() as by_event,
        ):
            return life_events.turned(session, by_event, control, now)
        case ControlTouched(Control.LIFE_EVENTS), Start() | Services():
            return life_events.begin(session, now), ()
        case ControlTouched(Control.ALL_SERVICES), Start() | Trouble() | ByLifeEvent():
            return shows(session, Services(now.seconds), now), ()
        case ControlTouched(Control.NEXT_PAGE), Services() as screen:
            page = min(screen.page + 1, page_count(session) - 1)
            return shows(session, Services(now.seconds, page), now), ()
        case ControlTouched(Control.PREVIOUS_PAGE), Services() as screen:
            return shows(session, Services(now.seconds, max(screen.page - 1, 0)), now), ()
        case ControlTouched(Control.BACK), Services() | Trouble():
            return to_start(session, now), ()
        case ControlTouched(Control.LARGE_PRINT), Issued() as issued:
            return ask_for_large_print(session, issued, now)
        case TicketTouched(), OwnTicket() as own:
            return own_ticket.touched(session, own, event, now)
        case ScoreTouched(), _:
            return own_ticket.scored(session, event, now)
        case ControlTouched(Control.DONE), OwnTicket() | Cancelled() | Thanked():
            return to_start(session, now), ()
        case ControlTouched(Control.DONE), Issued() as issued:
            return leave_number(session, issued, now)
    # Control.STAY, and a touch that means nothing here: somebody is there
    return session, ()


def _tick(session: Session, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    session = maintaining.tick(session, now)
    session = live_waits.without_old(session, now)
    match session.screen:
        case Issued(read_at=float()) as issued:
            return after_tick(session, issued, now)
        case Waiting() as waiting:
            return alone.tick(session, waiting, now)
        case Issued(paper=Paper.PRINTING) as issued:
            if now.seconds - issued.paper_since >= PRINTING_SECONDS:
                return paper_changed(session, issued.ticket.id, Paper.STUCK, now), ()
            return session, ()
        case Thanked() as thanked:
            again = own_ticket.tick(session, thanked, now)
            if again is not None:
                return again
    end = ends_at(session)
    if end is not None and now.seconds >= end:
        return to_start(session, now), ()
    return session, ()
