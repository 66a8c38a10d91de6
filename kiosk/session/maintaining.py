"""Maintenance, out of service and identifying: what staff and the server make of the screen. Pure.

Nothing of it is ever on the screen together with somebody's session: it begins only where nobody
is, and a session only where it has ended.
"""

from dataclasses import replace

from kiosk.maintenance.digits import PinAnswer
from kiosk.maintenance.facts import Facts
from kiosk.maintenance.kept import Kept
from kiosk.maintenance.model import (
    Code,
    Maintenance,
    Page,
    PinSays,
    StaffTouch,
    TestPaper,
)
from kiosk.maintenance.steps import page_touched, pin_touched
from kiosk.maintenance.wishes import Answer, CheckPin, Keep, RestartKiosk
from kiosk.session.effects import Chime, Effect, Sound
from kiosk.session.events import Commanded, FactsKnown, PinChecked, StaffTouched, TestPrinted
from kiosk.session.model import Now, Session
from kiosk.session.moves import shows, to_start
from kiosk.session.screens import (
    Cancelled,
    Identifying,
    Issued,
    Maintaining,
    OutOfService,
    OwnTicket,
    Preparing,
    Start,
    Thanked,
    Trouble,
)
from protocol.device_commands import (
    CommandRefusal,
    Identify,
    OpenMaintenance,
    PutOutOfService,
    Restart,
)
from protocol.passes import PREFIX


def nobody_is_there(session: Session) -> bool:
    """Whether the screen may be taken: nobody is in the midst of anything."""
    match session.screen:
        case Preparing() | OutOfService() | Identifying():
            return True
        case Start():
            # who has chosen how it looks is about to begin
            return not (session.suited or session.choosing_language)
    return False


def takes_no_codes(session: Session) -> bool:
    """Whether a code that is read leads to nothing for whoever holds it up."""
    match session.screen:
        case Maintaining() | OutOfService():
            return True
        case Issued() | Trouble() | OwnTicket() | Cancelled() | Thanked() | Identifying():
            # it would be the next person's
            return session.out_of_service
    return False


def code_seen(session: Session, text: str, now: Now) -> Session:
    """A code while it leads to nothing: maintenance shows what kind it was, and never its text."""
    match session.screen:
        case Maintaining(maintenance=open_) as screen if open_.open:
            kind = (
                Code.PASS
                if text.startswith(PREFIX)
                else Code.TICKET
                if len(text) > 1
                else Code.OTHER
            )
            seen = replace(open_, code=kind, code_at=now.seconds)
            return replace(session, screen=replace(screen, maintenance=seen))
    return session


def staff_touched(
    session: Session, event: StaffTouched, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """A touch on what is for staff only."""
    match event.touch, session.screen:
        case StaffTouch.OPEN, Start() | Preparing() | OutOfService():
            # staff, too, may need it at the panel's lower end
            session = replace(to_start(session, now), low=session.low)
            asking = Maintaining(now.seconds, _asking(session, now))
            return shows(session, asking, now), (CheckPin(None),)
        case StaffTouch.CLOSE, Maintaining():
            return to_start(session, now), ()
        case touch, Maintaining(maintenance=Maintenance(page=Page.PIN) as asked) as screen:
            asked, wishes = pin_touched(_waited(session, asked, now), touch)
            return replace(session, screen=replace(screen, maintenance=asked)), wishes
        case touch, Maintaining(maintenance=before) as screen:
            after, wishes = page_touched(before, touch, event.fresh_id)
            if after.page is not before.page:
                screen = replace(screen, since=now.seconds)
            session = replace(session, screen=replace(screen, maintenance=after))
            return _with_kept(session, after.facts.kept), wishes
    return session, ()


def happened(
    session: Session, event: PinChecked | TestPrinted | FactsKnown | Commanded, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """What staff do elsewhere, or what comes of what they did here."""
    match event:
        case PinChecked():
            return pin_checked(session, event, now), ()
        case TestPrinted():
            return test_printed(session, event), ()
        case FactsKnown(facts):
            return facts_known(session, facts), ()
        case Commanded():
            return commanded(session, event, now)


def pin_checked(session: Session, event: PinChecked, now: Now) -> Session:
    """The answer to what was entered. A right PIN opens, and forgets the wrong ones."""
    if event.answer is PinAnswer.WRONG:
        # counted also where whoever entered it has gone
        session = replace(session, tries=session.tries.failed(now.seconds))
    match session.screen:
        case Maintaining(maintenance=Maintenance(page=Page.PIN) as asked) as screen:
            match event.answer:
                case PinAnswer.RIGHT if asked.pin is PinSays.CHECKING:
                    session = replace(session, tries=type(session.tries)())
                    return _opened(session, asked.facts, now)
                case PinAnswer.NONE_SET:
                    asked = replace(asked, pin=PinSays.NONE_SET, digits="")
                case PinAnswer.WRONG:
                    asked = _waited(session, replace(asked, pin=PinSays.WRONG), now)
                case _:
                    return session
            return replace(session, screen=replace(screen, maintenance=asked))
    return session


def test_printed(session: Session, event: TestPrinted) -> Session:
    """What became of a test print that somebody may be waiting for at the screen."""
    match session.screen:
        case Maintaining(maintenance=open_) as screen if open_.test_id == event.job_id:
            test = TestPaper.PRINTED if event.printed else TestPaper.NOT_PRINTED
            return replace(session, screen=replace(screen, maintenance=replace(open_, test=test)))
    return session


def facts_known(session: Session, facts: Facts) -> Session:
    """What the open page knows."""
    match session.screen:
        case Maintaining(maintenance=open_) as screen if open_.facts != facts:
            return replace(session, screen=replace(screen, maintenance=replace(open_, facts=facts)))
    return session


def commanded(session: Session, event: Commanded, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    """What the server tells this kiosk, where it is about the screen."""
    command = event.command
    done = Answer(command.id)
    match command:
        case PutOutOfService(out=out):
            kept = Kept.model_validate({**event.kept.model_dump(), "out_of_service": out})
            session = _with_kept(session, kept)
            if nobody_is_there(session) and isinstance(session.screen, Start | OutOfService):
                # else whoever is there comes to their end first
                session = to_start(session, now)
            return session, (Keep(kept), done)
        case _ if not (nobody_is_there(session) or isinstance(session.screen, Maintaining)):
            return session, (Answer(command.id, CommandRefusal.IN_USE.value),)
        case Restart():
            return session, (done, RestartKiosk())
        case OpenMaintenance():
            return _opened(to_start(session, now), event.facts, now), (done,)
        case Identify():
            if isinstance(session.screen, Maintaining):
                # whoever stands there knows which one it is
                return session, (Chime(Sound.ISSUED), done)
            screen = Identifying(now.seconds, event.facts.kiosk)
            session = to_start(session, now)
            return shows(session, screen, now), (Chime(Sound.ISSUED), done)


def tick(session: Session, now: Now) -> Session:
    """The wait after too many wrong PINs goes on, and ends."""
    match session.screen:
        case Maintaining(maintenance=Maintenance(page=Page.PIN) as asked) as screen:
            waited = _waited(session, asked, now)
            if waited != asked:
                return replace(session, screen=replace(screen, maintenance=waited))
    return session


def maintenance_of(session: Session) -> Maintenance | None:
    """Maintenance where it is open on the screen, past the PIN."""
    match session.screen:
        case Maintaining(maintenance=open_) if open_.open:
            return open_
    return None


def _asking(session: Session, now: Now) -> Maintenance:
    return _waited(session, Maintenance(), now)


def _waited(session: Session, asked: Maintenance, now: Now) -> Maintenance:
    seconds = session.tries.wait(now.seconds)
    if seconds > 0 and asked.pin is not PinSays.CHECKING:
        return replace(asked, pin=PinSays.WAIT, digits="", wait_seconds=int(seconds) + 1)
    if asked.pin is PinSays.WAIT:
        return replace(asked, pin=PinSays.ENTER, wait_seconds=0)
    return asked


def _opened(session: Session, facts: Facts, now: Now) -> Session:
    opened = Maintaining(now.seconds, Maintenance(page=Page.MENU, facts=facts))
    return shows(session, opened, now)


def _with_kept(session: Session, kept: Kept) -> Session:
    return replace(session, out_of_service=kept.out_of_service, first_volume=kept.private)
