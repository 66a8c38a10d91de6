"""What the supervisor's view does, over HTTP: the whole lobby, its stream, and what runs it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse

from queue_server.day_curve import DayCurve
from queue_server.domain.commands import AssignCounter, CloseDay, Command, SetCounter, SetService
from queue_server.domain.lives import CounterStatus, ServiceStatus
from queue_server.domain.refusals import Refusal
from queue_server.staff.accounts import Accounts
from queue_server.staff.bodies import CommandBody
from queue_server.staff.carrying_out import COMMAND_ERRORS, ERRORS, ApiRefusedError, carry_out
from queue_server.staff.context import STAFF_COOKIE, Staff
from queue_server.staff.permissions import Right
from queue_server.staff.policy_words import PolicyRule, policy_words
from queue_server.staff.sessions import Session, cookie_of
from queue_server.staff.supervisor_view import CurveView, Overview, curve_view, overview


class CounterStatusOrder(CommandBody):
    """Opens, pauses or closes a counter. Whoever is on it stays on it."""

    status: CounterStatus


class ServicesOrder(CommandBody):
    """Which services a counter serves for the rest of the day."""

    services: Annotated[tuple[str, ...], Field(max_length=100)]
    """None at all: those of the site's file."""


class ServiceStatusOrder(CommandBody):
    """Opens a service, ends its numbers for the day, or stops it."""

    status: ServiceStatus


class Ordered(BaseModel):
    """The command was carried out, and is durable."""

    model_config = ConfigDict(frozen=True)

    view: Overview


@dataclass(frozen=True, slots=True)
class Supervising:
    """What the supervisor's view works with."""

    staff: Staff
    accounts: Accounts
    curve: DayCurve

    def view(self) -> Overview:
        """The whole lobby, now."""
        state, now = self.staff.engine.state, self.staff.now()
        return overview(
            self.staff.lobby,
            state,
            now,
            waits=self.staff.streams.newcomers(),
            display_names=self.accounts.display_names(),
        )

    def day(self) -> CurveView:
        """Today's curve of waiting, until now."""
        now = self.staff.now()
        return curve_view(self.staff.lobby, self.curve.until(self.staff.state, now), now)

    def policy(self) -> tuple[PolicyRule, ...]:
        """How people are called here, in words."""
        return policy_words(self.staff.lobby)

    def on(self, counter: str) -> str | None:
        """The staff id of who is on a counter."""
        known = self.staff.state.counters.get(counter)
        return None if known is None else known.staff


def supervisor_api(supervising: Supervising) -> APIRouter:
    """The API below `/api/staff/supervisor`."""
    staff = supervising.staff
    allowed = staff.sessions.allowed(Right.RUN_LOBBY)
    router = APIRouter(
        prefix="/api/staff/supervisor",
        tags=["supervisor"],
        # before all else: who may not run the lobby is not told what there is in it
        dependencies=[Depends(allowed), Depends(STAFF_COOKIE)],
    )
    running = Annotated[Session, Depends(allowed)]

    async def known_counter(counter: Annotated[str, Path(examples=["3"])]) -> str:
        if counter not in staff.lobby.counters:
            raise ApiRefusedError(404, Refusal.UNKNOWN_COUNTER)
        return counter

    async def known_service(service: Annotated[str, Path(examples=["ido"])]) -> str:
        if service not in staff.lobby.services:
            raise ApiRefusedError(404, Refusal.UNKNOWN_SERVICE)
        return service

    async def order(command: Command) -> Ordered:
        await carry_out(staff.engine, command)
        return Ordered(view=supervising.view())

    @router.get("", responses=ERRORS, operation_id="overview")
    async def view() -> Overview:
        """The whole lobby: services, counters, who waits too long."""
        await staff.streams.outlook()
        return supervising.view()

    @router.get("/curve", responses=ERRORS, operation_id="curve")
    async def curve() -> CurveView:
        """People waiting over the day, by the minute, in all and by service."""
        return supervising.day()

    @router.get("/policy", responses=ERRORS, operation_id="policy")
    async def policy() -> tuple[PolicyRule, ...]:
        """How people are called here, in words."""
        return supervising.policy()

    @router.post(
        "/counters/{counter}/status", responses=COMMAND_ERRORS, operation_id="setAnyCounter"
    )
    async def set_counter(
        counter: Annotated[str, Depends(known_counter)],
        body: CounterStatusOrder,
        session: running,
    ) -> Ordered:
        """窓口を開く・休止する・閉じる. Whoever is on the counter stays on it."""
        return await order(
            SetCounter(
                id=body.id,
                by=session.by,
                counter=counter,
                status=body.status,
                staff=supervising.on(counter),
            )
        )

    @router.post(
        "/counters/{counter}/services", responses=COMMAND_ERRORS, operation_id="assignCounter"
    )
    async def assign(
        counter: Annotated[str, Depends(known_counter)], body: ServicesOrder, session: running
    ) -> Ordered:
        """窓口の業務を変える, for today. Whoever stands there is served to the end."""
        # those of the site's file are no assignment, in whatever order they are ticked
        as_the_site = {*body.services} == {*staff.lobby.site.counters[counter].services}
        return await order(
            AssignCounter(
                id=body.id,
                by=session.by,
                counter=counter,
                services=() if as_the_site else body.services,
            )
        )

    @router.post(
        "/services/{service}/status", responses=COMMAND_ERRORS, operation_id="setAnyService"
    )
    async def set_service(
        service: Annotated[str, Depends(known_service)],
        body: ServiceStatusOrder,
        session: running,
    ) -> Ordered:
        """業務の受付: open, 受付終了 (last ticket), or stopped."""
        return await order(
            SetService(id=body.id, by=session.by, service=service, status=body.status)
        )

    @router.post("/close-day", responses=COMMAND_ERRORS, operation_id="closeDay")
    async def close_day(body: CommandBody, session: running) -> Ordered:
        """一日を終える: who still waits goes home, counters and services are closed."""
        return await order(CloseDay(id=body.id, by=session.by))

    @router.get(
        "/events",
        operation_id="overviewEvents",
        response_class=EventSourceResponse,
        responses={
            **ERRORS,
            200: {
                "content": {"text/event-stream": {}},
                "description": "`view`: an Overview, at first and after each change. `beat` and "
                "`signed_out` as in a counter's stream.",
            },
        },
    )
    async def events(request: Request, session: running) -> EventSourceResponse:
        """The whole lobby, live (Server-sent events)."""
        # so that the first view has its waits, and the numbers do not jump a moment later
        await staff.streams.outlook()
        cookie = cookie_of(request)
        return staff.streams.response(
            session=session.id,
            view=supervising.view,
            signed_in=lambda: staff.sessions.may(cookie, Right.RUN_LOBBY),
            displays=staff.broker_connected,
        )

    return router
