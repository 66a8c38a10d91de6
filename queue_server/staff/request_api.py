"""What a resident filled in at the kiosk, for the counter that serves them now."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from protocol.sealed import NotOpenedError
from queue_server.domain.lives import AuditKind
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import Visit
from queue_server.requests_store.requests import Requests
from queue_server.staff.carrying_out import COMMAND_ERRORS, ApiRefusedError
from queue_server.staff.context import STAFF_COOKIE, Staff
from queue_server.staff.permissions import Right
from queue_server.staff.request_view import RequestView, request_view
from queue_server.staff.sessions import Session
from queue_server.staff.words import EdgeRefusal

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: said for status, said in COMMAND_ERRORS.items() if status in {401, 403, 404, 409, 503}
}


def request_api(staff: Staff, requests: Requests) -> APIRouter:
    """The one way to what is in a sealed request."""
    router = APIRouter(
        prefix="/api/staff",
        tags=["staff"],
        dependencies=[Depends(staff.sessions.required), Depends(STAFF_COOKIE)],
    )
    signed_in = Annotated[Session, Depends(staff.sessions.allowed(Right.SERVE))]
    at_counter = Annotated[str, Depends(staff.counter_in_path())]

    @router.get("/counters/{counter}/request", responses=_ERRORS, operation_id="openRequest")
    async def open_request(
        counter: at_counter, session: signed_in, response: Response
    ) -> RequestView:
        """申請内容を開く: what whoever is at this counter filled in. Only for whoever is on the
        counter, and written down for auditors before it is shown.
        """
        response.headers["Cache-Control"] = "no-store"
        visit = _served(staff, counter, session)
        if not requests.has(visit):
            raise ApiRefusedError(404, EdgeRefusal.NO_REQUEST)
        await staff.record(session.by, AuditKind.REQUEST_OPENED, f"{visit.number} {counter}")
        if _served(staff, counter, session).id != visit.id:
            # while it was written down they went on
            raise ApiRefusedError(409, Refusal.VISIT_CHANGED)
        try:
            request = requests.open(visit)
        except NotOpenedError:
            raise ApiRefusedError(409, EdgeRefusal.REQUEST_UNREADABLE) from None
        if request is None:
            raise ApiRefusedError(404, EdgeRefusal.NO_REQUEST)
        return request_view(request, visit, staff.lobby.catalogue)

    return router


def _served(staff: Staff, counter: str, session: Session) -> Visit:
    """Who is at a counter, for whoever is on it.

    Raises:
        ApiRefusedError: nobody is there, or somebody else is on the counter.
    """
    state = staff.state
    visit = state.at_counter.get(counter)
    if visit is None:
        raise ApiRefusedError(409, Refusal.COUNTER_EMPTY)
    known = state.counters.get(counter)
    on_it = None if known is None else known.staff
    # a call pad says nobody's name: then it is enough that the audit trail does
    if on_it is not None and on_it != session.account.name:
        raise ApiRefusedError(403, EdgeRefusal.NOT_AT_COUNTER)
    return state.visits[visit]
