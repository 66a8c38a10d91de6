"""What the console does and shows, over HTTP. What it sends stands in the modules included here."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sse_starlette import EventSourceResponse

from queue_server.domain.lives import AuditKind
from queue_server.domain.refusals import Refusal
from queue_server.staff.carrying_out import ERRORS, ApiRefusedError
from queue_server.staff.context import STAFF_COOKIE, Staff
from queue_server.staff.counter_api import counter_commands
from queue_server.staff.outlook import OutlookView
from queue_server.staff.permissions import Right
from queue_server.staff.sessions import Session, cookie_of
from queue_server.staff.streams import Console
from queue_server.staff.view import CounterView, Found
from queue_server.staff.visits_api import visit_commands


def staff_api(staff: Staff) -> APIRouter:
    """The API below `/api/staff`."""
    router = APIRouter(
        prefix="/api/staff",
        tags=["staff"],
        # before all else: who has not signed in is not told which counters there are
        dependencies=[Depends(staff.sessions.required), Depends(STAFF_COOKIE)],
    )
    router.include_router(counter_commands(staff))
    router.include_router(visit_commands(staff))
    router.include_router(_views(staff))
    return router


def _views(staff: Staff) -> APIRouter:
    router = APIRouter()
    looking = Annotated[Session, Depends(staff.sessions.allowed(Right.LOOK))]
    at_counter = Annotated[str, Depends(staff.counter_in_path())]

    async def known_query(counter: Annotated[str, Query(examples=["3"])]) -> str:
        return staff.known(counter)

    @router.get("/counters/{counter}", responses=ERRORS, operation_id="counterView")
    async def view(counter: at_counter, _session: looking) -> CounterView:
        """All that the console of a counter shows."""
        return staff.view(counter)

    @router.get("/counters/{counter}/outlook", responses=ERRORS, operation_id="outlook")
    async def outlook(counter: at_counter, _session: looking) -> OutlookView:
        """The waits that are predicted for those whom a console shows."""
        return (await staff.streams.outlook()).of(staff.view(counter))

    @router.get("/counters/{counter}/find", responses=ERRORS, operation_id="find")
    async def find(
        counter: at_counter,
        session: looking,
        number: Annotated[str, Query(min_length=1, max_length=12, examples=["B101"])],
    ) -> Found:
        """The visits of today with a number (`B101`) or its digits (`101`), whatever became of
        them, and whether this counter may call them now. The journal keeps who looked.
        """
        found = staff.views.find(counter, number, staff.engine.state, staff.now())
        if not found.visits:
            raise ApiRefusedError(404, Refusal.UNKNOWN_VISIT)
        numbers = ",".join(visit.number for visit in found.visits)
        await staff.record(session.by, AuditKind.VISIT_FOUND, f"{numbers} {counter}")
        return found

    @router.get(
        "/events",
        operation_id="events",
        response_class=EventSourceResponse,
        responses={
            **ERRORS,
            200: {
                "content": {"text/event-stream": {}},
                "description": "`view`: a CounterView, at first and after each change. `outlook`: "
                "an OutlookView, when the predicted waits have changed. `beat`: a sign of life "
                "every 5 seconds; `displays` says whether they get their boards, `devices` which "
                "devices give no paper, `consoles` who "
                "else has this counter open. `signed_out`: the session has ended.",
            },
        },
    )
    async def events(
        request: Request,
        counter: Annotated[str, Depends(known_query)],
        session: looking,
    ) -> EventSourceResponse:
        """A counter's view, live (Server-sent events)."""
        cookie = cookie_of(request)
        return staff.streams.response(
            session=session.id,
            console=Console(counter, session.account),
            view=lambda: staff.view(counter),
            signed_in=lambda: staff.sessions.may(cookie, Right.LOOK),
            displays=staff.broker_connected,
        )

    return router
