"""Nobody answers: the kiosk gives a number by itself, and asks nobody to come later. Pure."""

from dataclasses import replace

from kiosk.session.effects import Chime, Effect, GiveUp, IssueAlone, Send, Sound
from kiosk.session.events import IssuedAlone, ReplyArrived
from kiosk.session.model import Now, Session
from kiosk.session.moves import shows
from kiosk.session.numbers import reply_arrived
from kiosk.session.screens import Alone, Problem, Trouble, Waiting
from kiosk.session.times import ALONE_SECONDS, NO_ANSWER_SECONDS, RESEND_SECONDS
from protocol.messages import CheckIn, TakeTicket


def tick(session: Session, waiting: Waiting, now: Now) -> tuple[Session, tuple[Effect, ...]]:
    """A request goes on waiting: it is repeated, answered by the kiosk itself, or given up."""
    waited, request, catalogue = now.seconds - waiting.since, waiting.request, session.catalogue
    if waited >= NO_ANSWER_SECONDS:
        # the pass may be shown again at once: it is not the pass that failed
        trouble = Trouble(now.seconds, Problem.NO_ANSWER, None)
        given_up = (GiveUp(request.id),) if isinstance(request, TakeTicket | CheckIn) else ()
        return shows(session, trouble, now), (Chime(Sound.TROUBLE), *given_up)
    effects: tuple[Effect, ...] = ()
    if now.seconds - waiting.sent_at >= RESEND_SECONDS:
        waiting = replace(waiting, sent_at=now.seconds)
        effects = (Send(waiting.request),)
    if (
        waiting.alone is Alone.NOT_YET
        and isinstance(request, TakeTicket | CheckIn)
        and catalogue is not None
        # without a broker nobody can answer
        and (waited >= ALONE_SECONDS or not session.connected)
    ):
        waiting = replace(waiting, alone=Alone.ASKED)
        effects = (*effects, IssueAlone(request, catalogue, session.waits))
    return replace(session, screen=waiting), effects


def issued_alone(
    session: Session, issued: IssuedAlone, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """The kiosk's own answer: a number like any other, or none."""
    match session.screen:
        case Waiting(request=request, alone=Alone.ASKED) as waiting if (
            request.id == issued.request_id
        ):
            if issued.ticket is None:
                # asked again at once: an answer that came meanwhile was not listened to
                again = replace(waiting, alone=Alone.NONE_LEFT, sent_at=now.seconds)
                return replace(session, screen=again), (Send(request),)
            ready = replace(session, screen=replace(waiting, alone=Alone.NOT_YET))
            # one more waits than is known: the next number would say what is not true any more
            ready = replace(ready, waits=())
            return reply_arrived(ready, ReplyArrived(request.id, issued.ticket, None), now)
    # the disk took so long that the person was sent to the staff
    return session, () if issued.ticket is None else (GiveUp(issued.request_id),)
