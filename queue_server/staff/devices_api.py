"""How the lobby's devices are, over HTTP, and the page that shows it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from sse_starlette import EventSourceResponse

from queue_server.devices.commands import DeviceCommands
from queue_server.devices.statuses import DeviceStatuses
from queue_server.pages import Pages
from queue_server.staff.carrying_out import ERRORS
from queue_server.staff.context import STAFF_COOKIE, Staff
from queue_server.staff.devices_view import DevicesView, Known, devices_view
from queue_server.staff.permissions import ROLE_WORDS, Right
from queue_server.staff.sessions import Session, cookie_of


@dataclass(frozen=True, slots=True)
class LookingAfter:
    """What the page of devices works with."""

    staff: Staff
    statuses: DeviceStatuses
    commands: DeviceCommands

    def view(self) -> DevicesView:
        """All devices, now."""
        known = Known(self.statuses.heard, self.statuses.standings, self.statuses.contacts)
        staff = self.staff
        return devices_view(staff.lobby, staff.state, known, staff.now())


def devices_api(looking_after: LookingAfter) -> APIRouter:
    """The API below `/api/staff/devices`. Whoever may look at the lobby may look at it."""
    staff = looking_after.staff
    looking = Annotated[Session, Depends(staff.sessions.allowed(Right.LOOK))]
    router = APIRouter(
        prefix="/api/staff/devices",
        tags=["devices"],
        dependencies=[Depends(staff.sessions.allowed(Right.LOOK)), Depends(STAFF_COOKIE)],
    )

    @router.get("", responses=ERRORS, operation_id="devices")
    async def view() -> DevicesView:
        """Each kiosk: what is the matter, what to do, how much paper is left."""
        return looking_after.view()

    @router.get(
        "/events",
        operation_id="deviceEvents",
        response_class=EventSourceResponse,
        responses={
            **ERRORS,
            200: {
                "content": {"text/event-stream": {}},
                "description": "`view`: a DevicesView, at first and after each change. `beat` and "
                "`signed_out` as in a counter's stream.",
            },
        },
    )
    async def events(request: Request, session: looking) -> EventSourceResponse:
        """The devices, live (Server-sent events)."""
        cookie = cookie_of(request)
        return staff.streams.response(
            session=session.id,
            view=looking_after.view,
            signed_in=lambda: staff.sessions.may(cookie, Right.LOOK),
            displays=staff.broker_connected,
        )

    return router


def devices_page(looking_after: LookingAfter, pages: Pages) -> APIRouter:
    """The page at `/staff/devices`. What changes comes over its event stream."""
    staff = looking_after.staff
    router = APIRouter(include_in_schema=False)
    looking = Annotated[Session, Depends(staff.sessions.allowed(Right.LOOK))]

    @router.get("/staff/devices")
    def devices(session: looking) -> HTMLResponse:
        return pages.render(
            "staff/devices.html",
            account=session.account,
            role=ROLE_WORDS[session.account.role],
            may_order=session.may(Right.LOOK_AFTER_DEVICES),
        )

    return router
