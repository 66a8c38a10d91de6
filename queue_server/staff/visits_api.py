"""What a counter changes about a visit, over HTTP: its stops, its notes, its end."""

from typing import Annotated

from fastapi import APIRouter, Depends

from queue_server.domain.commands import (
    AddStop,
    CancelVisit,
    DropStop,
    ReorderStops,
    Resume,
    SetNotes,
)
from queue_server.staff.bodies import (
    Done,
    NotesBody,
    OrderBody,
    StopBody,
    VisitBody,
)
from queue_server.staff.carrying_out import COMMAND_ERRORS
from queue_server.staff.context import Staff
from queue_server.staff.permissions import Right
from queue_server.staff.sessions import Session


def visit_commands(staff: Staff) -> APIRouter:
    """The commands about a visit, wherever it is."""
    router = APIRouter()
    signed_in = Annotated[Session, Depends(staff.sessions.allowed(Right.SERVE))]
    at_counter = Annotated[str, Depends(staff.counter_in_path())]
    post = "/counters/{counter}/"

    @router.post(post + "resume", responses=COMMAND_ERRORS, operation_id="resume")
    async def resume(counter: at_counter, body: StopBody, session: signed_in) -> Done:
        """再開: a parked or missed stop waits again, at the place it had."""
        command = Resume(id=body.id, by=session.by, visit=body.visit, service=body.service)
        return await staff.carry_out(command, counter)

    @router.post(post + "add-stop", responses=COMMAND_ERRORS, operation_id="addStop")
    async def add_stop(counter: at_counter, body: StopBody, session: signed_in) -> Done:
        """立寄り先を追加: the visit needs one more service."""
        command = AddStop(id=body.id, by=session.by, visit=body.visit, service=body.service)
        return await staff.carry_out(command, counter)

    @router.post(post + "drop-stop", responses=COMMAND_ERRORS, operation_id="dropStop")
    async def drop_stop(counter: at_counter, body: StopBody, session: signed_in) -> Done:
        """立寄り先をやめる: the visit does not need a service after all."""
        command = DropStop(id=body.id, by=session.by, visit=body.visit, service=body.service)
        return await staff.carry_out(command, counter)

    @router.post(post + "reorder-stops", responses=COMMAND_ERRORS, operation_id="reorderStops")
    async def reorder(counter: at_counter, body: OrderBody, session: signed_in) -> Done:
        """順番を変える: the same stops in another order."""
        command = ReorderStops(id=body.id, by=session.by, visit=body.visit, services=body.services)
        return await staff.carry_out(command, counter)

    @router.post(post + "cancel-visit", responses=COMMAND_ERRORS, operation_id="cancelVisit")
    async def cancel(counter: at_counter, body: VisitBody, session: signed_in) -> Done:
        """受付の取消: the visit ends here."""
        command = CancelVisit(id=body.id, by=session.by, visit=body.visit)
        return await staff.carry_out(command, counter)

    @router.post(post + "notes", responses=COMMAND_ERRORS, operation_id="setNotes")
    async def notes(counter: at_counter, body: NotesBody, session: signed_in) -> Done:
        """メモ: what staff should know about the visit, out of a closed list."""
        command = SetNotes(id=body.id, by=session.by, visit=body.visit, notes=body.notes)
        return await staff.carry_out(command, counter)

    return router
