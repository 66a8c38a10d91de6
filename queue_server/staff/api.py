"""What the console does, over HTTP: commands, the view of a counter, its event stream."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.security import APIKeyCookie
from pydantic import BaseModel, ConfigDict
from sse_starlette import EventSourceResponse

from queue_server.domain.commands import CallMissed, CallNext, Command, Finish, NoShow, Recall
from queue_server.domain.refusals import Refusal
from queue_server.engine import Engine, EngineClosedError
from queue_server.lobby import Lobby
from queue_server.staff.sessions import COOKIE, Session, Sessions
from queue_server.staff.streams import Streams
from queue_server.staff.view import CounterView, counter_view
from queue_server.staff.words import EdgeRefusal, Words


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


class Done(BaseModel):
    """The command was carried out, and is durable."""

    model_config = ConfigDict(frozen=True)

    visit: UUID
    number: str | None
    """None where the visit was of an earlier day."""
    view: CounterView


class RefusedBody(BaseModel):
    """Nothing was changed, and why."""

    model_config = ConfigDict(frozen=True)

    reason: Refusal | EdgeRefusal
    words: Words


class ApiRefusedError(Exception):
    """Answered as a `RefusedBody`."""

    def __init__(self, status: int, reason: Refusal | EdgeRefusal) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


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


_ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": RefusedBody, "description": "Not signed in"},
    404: {"model": RefusedBody, "description": "There is no such counter"},
    422: {"model": RefusedBody, "description": "Not of the shape that is asked for"},
}
_COMMAND_ERRORS: dict[int | str, dict[str, Any]] = {
    **_ERRORS,
    403: {"model": RefusedBody, "description": "Sent by another site's page"},
    409: {"model": RefusedBody, "description": "The queue's rules say no; nothing was changed"},
    413: {"model": RefusedBody, "description": "Longer than 16 KiB"},
    415: {"model": RefusedBody, "description": "Not JSON"},
    503: {"model": RefusedBody, "description": "The server is shutting down; send it again"},
}


# only says in the document how to sign in; `sessions.required` is what refuses
_COOKIE = APIKeyCookie(
    name=COOKIE,
    scheme_name="staff",
    description="Set by a POST of `name` and `password`, as a form, to /staff/sign-in.",
    auto_error=False,
)


def staff_api(staff: Staff) -> APIRouter:
    """The API below `/api/staff`."""
    router = APIRouter(
        prefix="/api/staff",
        tags=["staff"],
        # before all else: who has not signed in is not told which counters there are
        dependencies=[Depends(staff.sessions.required), Depends(_COOKIE)],
    )
    signed_in = Annotated[Session, Depends(staff.sessions.required)]

    # async, because a plain function would be run on another thread for each request
    async def known_path(counter: Annotated[str, Path(examples=["3"])]) -> str:
        return _known(staff, counter)

    async def known_query(counter: Annotated[str, Query(examples=["3"])]) -> str:
        return _known(staff, counter)

    at_counter = Annotated[str, Depends(known_path)]
    post = "/counters/{counter}/"

    async def carry_out(command: Command, counter: str) -> Done:
        try:
            outcome = await asyncio.wrap_future(staff.engine.submit(command))
        except EngineClosedError as error:
            raise ApiRefusedError(503, EdgeRefusal.CLOSING) from error
        if isinstance(outcome, Refusal):
            raise ApiRefusedError(409, outcome)
        found = staff.engine.state.visits.get(outcome.visit)
        return Done(
            visit=outcome.visit,
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

    @router.get("/counters/{counter}", responses=_ERRORS, operation_id="counterView")
    async def view(counter: at_counter, _session: signed_in) -> CounterView:
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
        _session: signed_in,
    ) -> EventSourceResponse:
        """A counter's view, live (Server-sent events)."""
        cookie = request.cookies.get(COOKIE)
        return EventSourceResponse(
            staff.streams.events(
                view=lambda: staff.view(counter),
                signed_in=lambda: staff.sessions.read(cookie) is not None,
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
