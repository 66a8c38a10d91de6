"""What kiosks ask so that they can go on alone, and what they report then: messages to commands,
and what came of them to replies. Pure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from protocol import alone_messages as wire
from protocol.messages import CheckIn, Message, Refused, TakeTicket
from protocol.passes import PassRefusedError, VerifyingKey, read_unproven, verify_pass
from protocol.reasons import Reason
from protocol.requests import AloneRequest
from queue_server.domain import commands
from queue_server.domain.alone.commands import (
    LendNumbers,
    Report,
    TakeBackNumbers,
    WithdrawRequest,
)
from queue_server.domain.alone.events import (
    LentBlock,
    NumbersReturned,
    RequestWithdrawn,
)
from queue_server.domain.alone.known import LeaseAnswer
from queue_server.domain.alone.leases import lendable
from queue_server.domain.business_day import as_of, day_ends
from queue_server.domain.lives import Doubt
from queue_server.domain.refusals import Refusal
from queue_server.domain.replacing import replace
from queue_server.domain.site import Site
from queue_server.domain.state import StaffAnswer, State, TicketAnswer
from queue_server.engine import Outcome


@dataclass(frozen=True, slots=True)
class PassRules:
    """What makes a pass good here."""

    keys: Sequence[VerifyingKey]
    issuer: str


def alone_command(
    kiosk: str,
    request: AloneRequest,
    passes: PassRules,
    *,
    sealing: bool,
    now: datetime,
    new_id: Callable[[], UUID],
) -> commands.Command:
    """The command that a message asks for. `sealing`: whether a sealed request that came with a
    report can be kept.
    """
    match request:
        case wire.LeaseNumbers():
            return LendNumbers(id=request.id, by=kiosk, left=dict(request.left))
        case wire.ReturnNumbers():
            blocks = tuple(
                LentBlock(block.service, block.letter, block.first, block.last)
                for block in request.blocks
            )
            return TakeBackNumbers(id=request.id, by=kiosk, day=request.day, blocks=blocks)
        case wire.Withdraw():
            return WithdrawRequest(id=request.id, by=kiosk, request=request.request)
        case wire.ReportIssued():
            return _report(kiosk, request, passes, sealing=sealing, now=now, spare=new_id())


def _report(
    kiosk: str,
    report: wire.ReportIssued,
    passes: PassRules,
    *,
    sealing: bool,
    now: datetime,
    spare: UUID,
) -> Report:
    issued = Report(
        id=report.id,
        by=kiosk,
        paper=report.visit,
        spare=spare,
        letter=report.letter,
        sequence=report.sequence,
        day=report.day,
        issued_at=report.issued_at,
        own_clock=report.clock == "own",
        place=report.place,
    )
    match report.request:
        case TakeTicket() as asked:
            return replace(
                issued,
                services=asked.services,
                procedures=asked.procedures,
                language=asked.language,
                needs=asked.needs,
                request=report.id if sealing else None,
            )
        case CheckIn() as asked:
            # as it was when the kiosk read it: a pass may have expired since
            read_at = min(report.issued_at, now)
            try:
                claims = verify_pass(
                    asked.pass_text, passes.keys, issuer=passes.issuer, now=read_at
                )
            except PassRefusedError:
                unproven = read_unproven(asked.pass_text)
                return replace(
                    issued,
                    procedures=() if unproven is None else unproven.procedures,
                    language=asked.language or ("ja" if unproven is None else unproven.language),
                    doubts=(Doubt.PASS_REFUSED,),
                )
            return replace(
                issued,
                procedures=claims.procedures,
                language=asked.language or claims.language,
                pass_id=claims.pass_id,
                pass_expires_at=claims.expires_at,
            )


def alone_reply(
    site: Site, state: State, request: AloneRequest, outcome: Outcome, now: datetime
) -> Message:
    """What the kiosk is told. `state` is what is durable now, with the outcome."""
    match request, outcome:
        case wire.LeaseNumbers(), LeaseAnswer():
            return leased(site, request.id, outcome, now)
        case wire.ReturnNumbers(), StaffAnswer(event=NumbersReturned.__name__):
            return wire.NumbersReturned(id=request.id)
        case wire.Withdraw(), StaffAnswer(event=RequestWithdrawn.__name__):
            return wire.Withdrawn(id=request.id)
        case wire.ReportIssued(), TicketAnswer():
            reported = state.alone.reported.get(request.id)
            doubts = () if reported is None else reported.doubts
            return wire.IssuedReported(
                id=request.id,
                visit=outcome.visit,
                doubts=tuple(wire.Doubt(doubt.value) for doubt in doubts),
            )
        case _, Refusal() | _:
            # an id that was used for something else: nobody but a broken sender does that
            return Refused(id=request.id, reason=Reason.MALFORMED)


def leased(site: Site, request: UUID, answer: LeaseAnswer, now: datetime) -> wire.NumbersLeased:
    """The numbers that a kiosk has been lent; the time is that of the reply, also repeated."""
    return wire.NumbersLeased(
        id=request,
        at=now.astimezone(site.zone),
        day=answer.day,
        until=day_ends(site, answer.day),
        blocks=tuple(
            wire.NumberBlock(
                service=block.service, letter=block.letter, first=block.first, last=block.last
            )
            for block in answer.blocks
        ),
    )


def has_enough(
    site: Site, state: State, kiosk: str, request: wire.LeaseNumbers, now: datetime
) -> LeaseAnswer | None:
    """The answer to a kiosk that needs no more numbers: kiosks ask often, and nothing has to be
    written down for that. None where there is something to lend, or a day to begin.
    """
    if request.id in state.answers or state.day is None or as_of(site, state, now) is not state:
        return None
    if lendable(site, state, kiosk, request.left, now):
        return None
    return LeaseAnswer(now, state.day, ())
