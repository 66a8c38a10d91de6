"""What the console does, over HTTP: commands, the view of a counter, its event stream."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.security import APIKeyCookie
from pydantic import BaseModel, ConfigDict
from sse_starlette import EventSourceResponse

from queue_server.domain.commands import (
    AddStop,
    CallMissed,
    CallNext,
    CallNumber,
    CallReason,
    CancelVisit,
    Command,
    DropStop,
    Finish,
    NoShow,
    Park,
    Recall,
    ReorderStops,
    Resume,
    SetCounter,
    SetService,
    Transfer,
    Undo,
)
from queue_server.domain.lives import CounterStatus, ServiceStatus
from queue_server.domain.refusals import Refusal
from queue_server.engine import Engine
from queue_server.lobby import Lobby
from queue_server.staff import carrying_out
from queue_server.staff.carrying_out import COMMAND_ERRORS as _COMMAND_ERRORS
from queue_server.staff.carrying_out import ERRORS as _ERRORS
from queue_server.staff.carrying_out import ApiRefusedError
from queue_server.staff.permissions import Right, may_set_service
from queue_server.staff.sessions import COOKIE, NotAllowedError, Session, Sessions
from queue_server.staff.streams import Streams
from queue_server.staff.view import CounterView, counter_view


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CommandBody(_Body):
    """A command. `id` is made by the sender (UUIDv7): the same one again changes nothing, and is
    answered as the first was.
    """

    id: UUID


class AtCounterBody(CommandBody):
    """A command about who is at the counter."""

    visit: UUID | None = None
    """Whom the sender means. With it, a screen that is behind cannot act on somebody else."""


class CallMissedBody(CommandBody):
    """Calls somebody who did not come before."""

    visit: UUID


class CallNumberBody(CommandBody):
    """Calls somebody out of their turn, and says why."""

    visit: UUID
    reason: CallReason


class TransferBody(AtCounterBody):
    """Where who is at the counter goes next."""

    to_service: str
    to_counter: str | None = None
    keep_place: bool = True


class StopBody(CommandBody):
    """One stop of a visit."""

    visit: UUID
    service: str


class OrderBody(CommandBody):
    """All stops of a visit, in another order."""

    visit: UUID
    services: tuple[str, ...]


class VisitBody(CommandBody):
    """A whole visit."""

    visit: UUID


class CounterStatusBody(CommandBody):
    """Opens, pauses or closes a counter."""

    status: CounterStatus


class ServiceStatusBody(CommandBody):
    """Opens a service, ends its numbers for the day, or closes it."""

    service: str
    status: ServiceStatus


class Done(BaseModel):
    """The command was carried out, and is durable."""

    model_config = ConfigDict(frozen=True)

    visit: UUID | None
    """None where the command was about a counter or a service itself."""
    number: str | None
    """None too where the visit was of an earlier day."""
    view: CounterView


@dataclass(frozen=True, slots=True)
class Staff:
    """What the staff's pages and API work with."""

    lobby: Lobby
    engine: Engine
    sessions: Sessions
    streams: Streams
    now: Callable[[], datetime]
    broker_connected: Callable[[], bool]

    def view(self, counter: str) -> CounterView:
        """The console of a counter, now."""
        return counter_view(self.lobby, self.engine.state, counter, self.now())


# only says in the document how to sign in; `sessions.required` is what refuses
STAFF_COOKIE = APIKeyCookie(
    name=COOKIE,
    scheme_name="staff",
    description="Set by a POST of `name` and `password`, as a form, to /staff/sign-in.",
    auto_error=False,
)


def staff_api(staff: Staff) -> APIRouter:  # noqa: PLR0915  one route after another
    """The API below `/api/staff`."""
    router = APIRouter(
        prefix="/api/staff",
        tags=["staff"],
        # before all else: who has not signed in is not told which counters there are
        dependencies=[Depends(staff.sessions.required), Depends(STAFF_COOKIE)],
    )
    signed_in = Annotated[Session, Depends(staff.sessions.allowed(Right.SERVE))]
    looking = Annotated[Session, Depends(staff.sessions.allowed(Right.LOOK))]

    # async, because a plain function would be run on another thread for each request
    async def known_path(counter: Annotated[str, Path(examples=["3"])]) -> str:
        return _known(staff, counter)

    async def known_query(counter: Annotated[str, Query(examples=["3"])]) -> str:
        return _known(staff, counter)

    at_counter = Annotated[str, Depends(known_path)]
    post = "/counters/{counter}/"

    async def carry_out(command: Command, counter: str) -> Done:
        outcome = await carrying_out.carry_out(staff.engine, command)
        visit = outcome.visit
        found = None if visit is None else staff.engine.state.visits.get(visit)
        return Done(
            visit=visit,
            number=None if found is None else found.number,
            view=staff.view(counter),
        )

    @router.post(post + "call-next", responses=_COMMAND_ERRORS, operation_id="callNext")
    async def call_next(counter: at_counter, body: CommandBody, session: signed_in) -> Done:
        """呼出: call whoever is next."""
        return await carry_out(CallNext(id=body.id, by=session.by, counter=counter), counter)

    @router.post(post + "call-missed", responses=_COMMAND_ERRORS, operation_id="callMissed")
    async def call_missed(counter: at_counter, body: CallMissedBody, session: signed_in) -> Done:
        """不在呼出: call somebody who did not come before."""
        command = CallMissed(id=body.id, by=session.by, counter=counter, visit=body.visit)
        return await carry_out(command, counter)

    @router.post(post + "recall", responses=_COMMAND_ERRORS, operation_id="recall")
    async def recall(counter: at_counter, body: AtCounterBody, session: signed_in) -> Done:
        """再呼出: call the same number once more."""
        command = Recall(id=body.id, by=session.by, counter=counter, visit=body.visit)
        return await carry_out(command, counter)

    @router.post(post + "no-show", responses=_COMMAND_ERRORS, operation_id="noShow")
    async def no_show(counter: at_counter, body: AtCounterBody, session: signed_in) -> Done:
        """不在: the number that was called did not come."""
        command = NoShow(id=body.id, by=session.by, counter=counter, visit=body.visit)
        return await carry_out(command, counter)

    @router.post(post + "finish", responses=_COMMAND_ERRORS, operation_id="finish")
    async def finish(counter: at_counter, body: AtCounterBody, session: signed_in) -> Done:
        """完了: this stop is done."""
        command = Finish(id=body.id, by=session.by, counter=counter, visit=body.visit)
        return await carry_out(command, counter)

    @router.post(post + "call-number", responses=_COMMAND_ERRORS, operation_id="callNumber")
    async def call_number(counter: at_counter, body: CallNumberBody, session: signed_in) -> Done:
        """指名呼出: call somebody out of their turn. The reason stays in the journal."""
        command = CallNumber(
            id=body.id, by=session.by, counter=counter, visit=body.visit, reason=body.reason
        )
        return await carry_out(command, counter)

    @router.post(post + "park", responses=_COMMAND_ERRORS, operation_id="park")
    async def park(counter: at_counter, body: AtCounterBody, session: signed_in) -> Done:
        """保留: they fetch something, and come back to their place."""
        command = Park(id=body.id, by=session.by, counter=counter, visit=body.visit)
        return await carry_out(command, counter)

    @router.post(post + "transfer", responses=_COMMAND_ERRORS, operation_id="transfer")
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
        return await carry_out(command, counter)

    @router.post(post + "undo", responses=_COMMAND_ERRORS, operation_id="undo")
    async def undo(counter: at_counter, body: CommandBody, session: signed_in) -> Done:
        """取消: take back this counter's last step, within 15 seconds."""
        return await carry_out(Undo(id=body.id, by=session.by, counter=counter), counter)

    @router.post(post + "resume", responses=_COMMAND_ERRORS, operation_id="resume")
    async def resume(counter: at_counter, body: StopBody, session: signed_in) -> Done:
        """再開: a parked or missed stop waits again, at the place it had."""
        command = Resume(id=body.id, by=session.by, visit=body.visit, service=body.service)
        return await carry_out(command, counter)

    @router.post(post + "add-stop", responses=_COMMAND_ERRORS, operation_id="addStop")
    async def add_stop(counter: at_counter, body: StopBody, session: signed_in) -> Done:
        """立寄り先を追加: the visit needs one more service."""
        command = AddStop(id=body.id, by=session.by, visit=body.visit, service=body.service)
        return await carry_out(command, counter)

    @router.post(post + "drop-stop", responses=_COMMAND_ERRORS, operation_id="dropStop")
    async def drop_stop(counter: at_counter, body: StopBody, session: signed_in) -> Done:
        """立寄り先をやめる: the visit does not need a service after all."""
        command = DropStop(id=body.id, by=session.by, visit=body.visit, service=body.service)
        return await carry_out(command, counter)

    @router.post(post + "reorder-stops", responses=_COMMAND_ERRORS, operation_id="reorderStops")
    async def reorder(counter: at_counter, body: OrderBody, session: signed_in) -> Done:
        """順番を変える: the same stops in another order."""
        command = ReorderStops(id=body.id, by=session.by, visit=body.visit, services=body.services)
        return await carry_out(command, counter)

    @router.post(post + "cancel-visit", responses=_COMMAND_ERRORS, operation_id="cancelVisit")
    async def cancel(counter: at_counter, body: VisitBody, session: signed_in) -> Done:
        """受付の取消: the visit ends here."""
        command = CancelVisit(id=body.id, by=session.by, visit=body.visit)
        return await carry_out(command, counter)

    @router.post(post + "status", responses=_COMMAND_ERRORS, operation_id="setCounter")
    async def set_counter(counter: at_counter, body: CounterStatusBody, session: signed_in) -> Done:
        """窓口を開く・休止する・閉じる. Whoever sends it is on the counter from then on."""
        command = SetCounter(
            id=body.id,
            by=session.by,
            counter=counter,
            status=body.status,
            staff=session.account.name,
        )
        return await carry_out(command, counter)

    @router.post(post + "service-status", responses=_COMMAND_ERRORS, operation_id="setService")
    async def set_service(counter: at_counter, body: ServiceStatusBody, session: signed_in) -> Done:
        """業務の受付: open, 受付終了 (last ticket), or closed; the last is the supervisor's."""
        # a service that is not there is refused by the rules, in the same words for everybody
        if body.service in staff.lobby.services and not may_set_service(
            session.account.role,
            now=staff.engine.state.service_status(body.service),
            wanted=body.status,
            own_service=body.service in staff.lobby.site.counters[counter].services,
        ):
            raise NotAllowedError(Right.RUN_LOBBY)
        command = SetService(id=body.id, by=session.by, service=body.service, status=body.status)
        return await carry_out(command, counter)

    @router.get("/counters/{counter}", responses=_ERRORS, operation_id="counterView")
    async def view(counter: at_counter, _session: looking) -> CounterView:
        """All that the console of a counter shows."""
        return staff.view(counter)

    @router.get(
        "/events",
        operation_id="events",
        response_class=EventSourceResponse,
        responses={
            **_ERRORS,
            200: {
                "content": {"text/event-stream": {}},
                "description": "`view`: a CounterView, at first and after each change. `beat`: "
                "a sign of life every 5 seconds; `displays` says whether they get their boards. "
                "`signed_out`: the session has ended.",
            },
        },
    )
    async def events(
        request: Request,
        counter: Annotated[str, Depends(known_query)],
        _session: looking,
    ) -> EventSourceResponse:
        """A counter's view, live (Server-sent events)."""
        cookie = request.cookies.get(COOKIE)
        return EventSourceResponse(
            staff.streams.events(
                view=lambda: staff.view(counter),
                signed_in=lambda: staff.sessions.may(cookie, Right.LOOK),
                displays=staff.broker_connected,
            ),
            # the stream has beats of its own, which the page can hear
            ping=0,
            headers={"X-Accel-Buffering": "no"},
        )

    return router


def _known(staff: Staff, counter: str) -> str:
    if counter not in staff.lobby.counters:
        raise ApiRefusedError(404, Refusal.UNKNOWN_COUNTER)
    return counter
