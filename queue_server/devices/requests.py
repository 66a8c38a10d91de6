"""What kiosks ask over MQTT: bytes in, one reply out. A message that is no request changes nothing.

`understand` is pure; `RequestDesk` carries its results between the link and the engine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from pydantic import ValidationError

from protocol.alone_messages import LeaseNumbers, ReportIssued, ReturnNumbers, Withdraw
from protocol.link import Received
from protocol.messages import (
    MESSAGE_BYTES_MAX,
    CheckIn,
    Message,
    Refused,
    StopOnTicket,
    TakeTicket,
    TicketReply,
    request_id_of,
)
from protocol.passes import PassRefusedError, VerifyingKey, verify_pass
from protocol.reasons import Reason
from protocol.requests import AloneRequest, request_adapter
from protocol.sealed import sealed_for
from protocol.ticket_messages import Cancel, Cancelled, Rate, Rated, Reprint, ShowTicket
from protocol.topics import Topics
from queue_server.devices.alone import (
    PassRules,
    alone_command,
    alone_reply,
    has_enough,
    leased,
)
from queue_server.devices.contacts import Contacts
from queue_server.devices.tickets import Tries, ticket_shown, unknown
from queue_server.domain import commands, events
from queue_server.domain.deciding import Teller
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Site
from queue_server.domain.state import StaffAnswer, TicketAnswer
from queue_server.engine import Engine, EngineClosedError, Outcome

REASONS = {
    Refusal.UNKNOWN_SERVICE: Reason.UNKNOWN_SERVICE,
    Refusal.SERVICE_CLOSED: Reason.SERVICE_CLOSED,
    Refusal.UNKNOWN_PROCEDURE: Reason.UNKNOWN_PROCEDURE,
    Refusal.PASS_USED: Reason.PASS_USED,
    Refusal.PASS_REVOKED: Reason.PASS_REVOKED,
    # the kiosk that took it back asks no more: it is what is left of a broker's queue
    Refusal.WITHDRAWN: Reason.TICKET_OVER,
    Refusal.UNKNOWN_VISIT: Reason.TICKET_UNKNOWN,
    Refusal.VISIT_OVER: Reason.TICKET_OVER,
    Refusal.TOO_MANY: Reason.TOO_MANY,
    # an id that staff have used: nobody but a broken sender does that
    Refusal.ID_REUSED: Reason.MALFORMED,
}
"""The domain's refusals that a kiosk's request can meet, as the protocol says them."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Whom we listen to, and what makes a pass good here."""

    kiosks: frozenset[str]
    pass_keys: Sequence[VerifyingKey]
    pass_issuer: str
    sealing_kid: bytes | None = None
    """Of the key that requests are sealed with here; None: none are taken."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a kiosk's message asks for."""

    command: commands.Command
    sealed: bytes | None = None
    """The sealed request that comes with it, where `command` names it."""
    unusable: bool = False
    """A sealed request came with it that could never be opened here, and is not kept."""
    alone: AloneRequest | None = None
    """What was asked, where it is a kiosk's own wish."""


def understand(
    gate: Gate, kiosk: str, payload: bytes, *, now: datetime, new_id: Callable[[], UUID]
) -> Understood | ShowTicket | Refused:
    """The command that a kiosk's message asks for, what it wants to know, or the refusal it gets.

    A message over `MESSAGE_BYTES_MAX` is not even parsed, so its refusal names no id.
    """
    if len(payload) > MESSAGE_BYTES_MAX:
        return Refused(id=None, reason=Reason.TOO_LARGE)
    if kiosk not in gate.kiosks:
        return Refused(id=request_id_of(payload), reason=Reason.UNKNOWN_KIOSK)
    try:
        request = request_adapter.validate_json(payload)
    except ValidationError:
        return Refused(id=request_id_of(payload), reason=Reason.MALFORMED)
    match request:
        case TakeTicket():
            return _take_ticket(gate, kiosk, request, visit=new_id())
        case CheckIn():
            return _check_in(gate, kiosk, request, now=now, visit=new_id())
        case ShowTicket():
            return request
        case Reprint(id=id_, visit=visit):
            return Understood(commands.ReissueTicket(id=id_, by=kiosk, visit=visit))
        case Cancel(id=id_, visit=visit):
            return Understood(commands.CancelVisit(id=id_, by=kiosk, visit=visit))
        case Rate(id=id_, visit=rated, score=score):
            return Understood(commands.Rate(id=id_, by=kiosk, visit=rated, score=score))
        case LeaseNumbers() | ReturnNumbers() | ReportIssued() | Withdraw():
            return _alone(gate, kiosk, request, now=now, new_id=new_id)


def _alone(
    gate: Gate, kiosk: str, request: AloneRequest, *, now: datetime, new_id: Callable[[], UUID]
) -> Understood:
    asked = request.request if isinstance(request, ReportIssued) else None
    sealed = asked.sealed if isinstance(asked, TakeTicket) else None
    usable = _usable(gate, sealed)
    passes = PassRules(gate.pass_keys, gate.pass_issuer)
    command = alone_command(kiosk, request, passes, sealing=usable, now=now, new_id=new_id)
    return Understood(
        command,
        sealed=sealed if usable else None,
        unusable=sealed is not None and not usable,
        alone=request,
    )


def _usable(gate: Gate, sealed: bytes | None) -> bool:
    # a kiosk that was cut off may still seal with a key that is gone: the resident gets the number
    # all the same, and the reply does not say that the request is kept
    return sealed is not None and sealed_for(sealed) == gate.sealing_kid is not None


def _take_ticket(gate: Gate, kiosk: str, request: TakeTicket, *, visit: UUID) -> Understood:
    sealed = request.sealed
    usable = _usable(gate, sealed)
    return Understood(
        commands.TakeTicket(
            id=request.id,
            by=kiosk,
            visit=visit,
            services=request.services,
            procedures=request.procedures,
            language=request.language,
            needs=request.needs,
            request=request.id if usable else None,
        ),
        sealed=sealed if usable else None,
        unusable=sealed is not None and not usable,
    )


def _check_in(
    gate: Gate, kiosk: str, request: CheckIn, *, now: datetime, visit: UUID
) -> Understood | Refused:
    try:
        # the kiosk has verified it too, but a kiosk is only a machine in a lobby
        claims = verify_pass(request.pass_text, gate.pass_keys, issuer=gate.pass_issuer, now=now)
    except PassRefusedError as refused:
        return Refused(id=request.id, reason=refused.reason)
    return Understood(
        commands.CheckIn(
            id=request.id,
            by=kiosk,
            visit=visit,
            pass_id=claims.pass_id,
            pass_expires_at=claims.expires_at,
            procedures=claims.procedures,
            language=request.language or claims.language,
        )
    )


def reply_to(site: Site, request: UUID, outcome: Outcome) -> Message:
    """What the kiosk is told. The same outcome gives the same bytes, however often it is said."""
    match outcome:
        case TicketAnswer():
            told = {entry.service: entry for entry in outcome.told}
            return TicketReply(
                id=request,
                visit=outcome.visit,
                number=outcome.number,
                issued_at=outcome.issued_at.astimezone(site.zone),
                reissued=outcome.reissued,
                request_kept=outcome.request is not None,
                alone=outcome.alone,
                stops=tuple(
                    StopOnTicket(
                        service=plan.service,
                        counters=told[plan.service].counters or site.counters_for(plan.service),
                        procedures=plan.procedures,
                        people_ahead=told[plan.service].people_ahead,
                        wait_minutes=(told[plan.service].wait_from, told[plan.service].wait_to),
                    )
                    for plan in outcome.stops
                ),
            )
        case StaffAnswer(event=events.VisitCancelled.__name__, visit=UUID() as visit):
            return Cancelled(id=request, visit=visit)
        case StaffAnswer(event=events.Rated.__name__):
            return Rated(id=request, counted=True)
        case Refusal.ALREADY_RATED | Refusal.VISIT_GOES_ON:
            # nobody is sent away for being asked twice
            return Rated(id=request, counted=False)
        case Refusal():
            return Refused(id=request, reason=REASONS[outcome])
        case _:
            # as `Refusal.ID_REUSED`
            return Refused(id=request, reason=Reason.MALFORMED)


_BY_TICKET = commands.ReissueTicket | commands.CancelVisit
"""Whoever sends these has to know the visit's id."""


class RequestDesk:
    """Takes requests from the link, and replies once they are decided: together, on the link's own
    thread. Every change of threads between would cost a request more than the rules do.
    """

    def __init__(
        self,
        engine: Engine,
        gate: Gate,
        topics: Topics,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        publish: Callable[[str, bytes], None],
        keep: Callable[[TicketAnswer, bytes], None],
        teller: Teller | None = None,
        contacts: Contacts | None = None,
    ) -> None:
        """`keep` keeps the sealed request of a ticket durably; it is called before the reply.
        `teller` knows the waits that are told to who shows a ticket. `contacts` learns whom we
        hear.
        """
        self._engine = engine
        self._gate = gate
        self._topics = topics
        self._now = now
        self._new_id = new_id
        self._publish = publish
        self._keep = keep
        self._teller = teller
        self._contacts = Contacts(()) if contacts is None else contacts
        self._tries = Tries()
        self._log = structlog.get_logger()
        self.refused = 0
        """Messages that were refused since the start."""

    def put(self, message: Received) -> None:
        """Take a message from the broker. It is answered by the next `Engine.decide_waiting`.

        Called on one thread.
        """
        kiosk = self._topics.kiosk_of(message.topic)
        if message.retained:
            # an old request that the broker repeats at every connection; after a day, when its
            # answer is forgotten, it would take a number that nobody waits for
            self._log.warning("retained_request_ignored", topic=message.topic[:200])
        elif kiosk is not None:
            self._answer(kiosk, message.payload)

    def _answer(self, kiosk: str, payload: bytes) -> None:
        now = self._now()
        asked = understand(self._gate, kiosk, payload, now=now, new_id=self._new_id)
        if isinstance(asked, ShowTicket):
            self._show(kiosk, asked)
            return
        if isinstance(asked, Refused):
            answered = self._engine.state.answers.get(asked.id) if asked.id else None
            if answered is not None and asked.id and kiosk in self._gate.kiosks:
                # a repeated request gets its first answer, also when its pass has expired since
                self._reply(kiosk, reply_to(self._engine.site, asked.id, answered))
            else:
                self._reply(kiosk, asked)
            return
        if isinstance(asked.command, _BY_TICKET) and self._tries.too_many(kiosk, self._now()):
            self._reply(kiosk, Refused(id=asked.command.id, reason=Reason.TOO_MANY))
            return
        lease = asked.alone if isinstance(asked.alone, LeaseNumbers) else None
        self._contacts.heard(kiosk, now, None if lease is None else lease.at)
        if lease is not None and self._has_enough(kiosk, lease):
            return
        if asked.unusable:
            self._log.warning("sealed_request_unusable", kiosk=kiosk[:40])
        try:
            self._engine.enqueue(
                asked.command, lambda outcome: self._decided(kiosk, asked, outcome)
            )
        except EngineClosedError:
            # no reply: the kiosk asks again, and whoever serves then answers
            return

    def _decided(self, kiosk: str, asked: Understood, outcome: Outcome) -> None:
        # also when the request is repeated: the process may have ended between ticket and request
        if (
            asked.sealed is not None
            and isinstance(outcome, TicketAnswer)
            and outcome.request == asked.command.id
        ):
            self._keep(outcome, asked.sealed)
        if asked.alone is not None:
            state, now = self._engine.state, self._now()
            self._reply(kiosk, alone_reply(self._engine.site, state, asked.alone, outcome, now))
            return
        reply = reply_to(self._engine.site, asked.command.id, outcome)
        if outcome is Refusal.UNKNOWN_VISIT and isinstance(asked.command, _BY_TICKET):
            reply = self._unknown(kiosk, asked.command.id, asked.command.visit)
        self._reply(kiosk, reply)

    def _has_enough(self, kiosk: str, asked: LeaseNumbers) -> bool:
        """Whether a kiosk needs no more numbers, and was told so."""
        now, engine = self._now(), self._engine
        answer = has_enough(engine.site, engine.state, kiosk, asked, now)
        if answer is not None:
            self._reply(kiosk, leased(engine.site, asked.id, answer, now))
        return answer is not None

    def _show(self, kiosk: str, asked: ShowTicket) -> None:
        """Say where a visit stands: of what is durable, with no command."""
        now, engine = self._now(), self._engine
        if self._tries.too_many(kiosk, now):
            self._reply(kiosk, Refused(id=asked.id, reason=Reason.TOO_MANY))
            return
        shown = ticket_shown(engine.site, engine.state, asked, now, self._teller)
        if isinstance(shown, Reason):
            self._reply(kiosk, self._unknown(kiosk, asked.id, asked.visit))
        else:
            self._reply(kiosk, shown)

    def _unknown(self, kiosk: str, request: UUID, visit: UUID) -> Refused:
        now = self._now()
        reason = unknown(self._engine.site, visit, now)
        if reason is Reason.TICKET_UNKNOWN:
            self._tries.failed(kiosk, now)
        return Refused(id=request, reason=reason)

    def _reply(self, kiosk: str, reply: Message) -> None:
        if isinstance(reply, Refused):
            self.refused += 1
            self._log.warning("request_refused", kiosk=kiosk[:40], reason=reply.reason.value)
        self._publish(self._topics.reply(kiosk), reply.to_json())
