"""What a counter does, over HTTP: it calls, serves, opens and closes."""

from typing import Annotated

from fastapi import APIRouter, Depends

from queue_server.domain.commands import (
    CallMissed,
    CallNext,
    CallNumber,
    Finish,
    NoShow,
    Park,
    Recall,
    SetCounter,
    SetService,
    Transfer,
    Undo,
)
from queue_server.staff.bodies import (
    AtCounterBody,
    CallMissedBody,
    CallNumberBody,
    CommandBody,
    CounterStatusBody,
    Done,
    FinishBody,
    ServiceStatusBody,
    TransferBody,
)
from queue_server.staff.carrying_out import COMMAND_ERRORS
from queue_server.staff.context import Staff
from queue_server.staff.permissions import Right, may_set_service
from queue_server.staff.sessions import NotAllowedError, Session


def counter_commands(staff: Staff) -> APIRouter:
    """The commands of a counter, and of the services that it opens and ends."""
    router = APIRouter()
    signed_in = Annotated[Session, Depends(staff.sessions.allowed(Right.SERVE))]
    at_counter = Annotated[str, Depends(staff.counter_in_path())]
    post = "/counters/{counter}/"

    @router.post(post + "call-next", responses=COMMAND_ERRORS, operation_id="callNext")
    async def call_next(counter: at_counter, body: CommandBody, session: signed_in) -> Done:
        """呼出: call whoever is next."""
        return await staff.carry_out(CallNext(id=body.id, by=session.by, counter=counter), counter)

    @router.post(post + "call-missed", responses=COMMAND_ERRORS, operation_id="callMissed")
    async def call_missed(counter: at_counter, body: CallMissedBody, session: signed_in) -> Done:
        """不在呼出: call somebody who did not come before."""
        command = CallMissed(id=body.id, by=session.by, counter=counter, visit=body.visit)
        return await staff.carry_out(command, counter)

    @router.post(post + "call-number", responses=COMMAND_ERRORS, operation_id="callNumber")
    async def call_number(counter: at_counter, body: CallNumberBody, session: signed_in) -> Done:
        """指名呼出: call somebody out of their turn. The reason stays in the journal."""
        command = CallNumber(
            id=body.id, by=session.by, counter=counter, visit=body.visit, reason=body.reason
        )
        return await staff.carry_out(command, counter)

    @router.post(post + "recall", responses=COMMAND_ERRORS, operation_id="recall")
    async def recall(counter: at_counter, body: AtCounterBody, session: signed_in) -> Done:
        """再呼出: call the same number once more."""
        command = Recall(id=body.id, by=session.by, counter=counter, visit=body.visit)
        return await staff.carry_out(command, counter)

    @router.post(post + "no-show", responses=COMMAND_ERRORS, operation_id="noShow")
    async def no_show(counter: at_counter, body: AtCounterBody, session: signed_in) -> Done:
        """不在: the number that was called did not come."""
        command = NoShow(id=body.id, by=session.by, counter=counter, visit=body.visit)
        return await staff.carry_out(command, counter)

    @router.post(post + "finish", responses=COMMAND_ERRORS, operation_id="finish")
    async def finish(counter: at_counter, body: FinishBody, session: signed_in) -> Done:
        """完了: this stop is done, and how it ended."""
        command = Finish(
            id=body.id, by=session.by, counter=counter, visit=body.visit, outcome=body.outcome
        )
        return await staff.carry_out(command, counter)

    @router.post(post + "park", responses=COMMAND_ERRORS, operation_id="park")
    async def park(counter: at_counter, body: AtCounterBody, session: signed_in) -> Done:
        """保留: they fetch something, and come back to their place."""
        command = Park(id=body.id, by=session.by, counter=counter, visit=body.visit)
        return await staff.carry_out(command, counter)

    @router.post(post + "transfer", responses=COMMAND_ERRORS, operation_id="transfer")
    async def transfer(counter: at_counter, body: TransferBody, session: signed_in) -> Done:
        """引継ぎ: they wait for another service, or for one certain counter."""
        command = Transfer(
            id=body.id,
            by=session.by,
            counter=counter,
            visit=body.visit,
            to_service=body.to_service,
            to_counter=body.to_counter,
            keep_place=body.keep_place,
        )
        return await staff.carry_out(command, counter)

    @router.post(post + "undo", responses=COMMAND_ERRORS, operation_id="undo")
    async def undo(counter: at_counter, body: AtCounterBody, session: signed_in) -> Done:
        """取消: take back this counter's last step, within 15 seconds."""
        command = Undo(id=body.id, by=session.by, counter=counter, visit=body.visit)
        return await staff.carry_out(command, counter)

    @router.post(post + "status", responses=COMMAND_ERRORS, operation_id="setCounter")
    async def set_counter(counter: at_counter, body: CounterStatusBody, session: signed_in) -> Done:
        """窓口を開く・休止する・閉じる. Whoever sends it is on the counter from then on."""
        command = SetCounter(
            id=body.id,
            by=session.by,
            counter=counter,
            status=body.status,
            staff=session.account.name,
        )
        return await staff.carry_out(command, counter)

    @router.post(post + "service-status", responses=COMMAND_ERRORS, operation_id="setService")
    async def set_service(counter: at_counter, body: ServiceStatusBody, session: signed_in) -> Done:
        """業務の受付: open, 受付終了 (last ticket), or closed; the last is the supervisor's."""
        # a service that is not there is refused by the rules, in the same words for everybody
        if body.service in staff.lobby.services and not may_set_service(
            session.account.role,
            now=staff.state.service_status(body.service),
            wanted=body.status,
            own_service=body.service in staff.site.counters[counter].services,
        ):
            raise NotAllowedError(Right.RUN_LOBBY)
        command = SetService(id=body.id, by=session.by, service=body.service, status=body.status)
        return await staff.carry_out(command, counter)

    return router
