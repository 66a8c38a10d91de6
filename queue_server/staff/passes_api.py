"""Taking a pass back before it expires, over HTTP, and the page that does it.

A pass that is taken back is in the catalogue at once, so kiosks refuse it also while cut off.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from queue_server.domain.alone.commands import RevokePass
from queue_server.domain.lives import AuditKind
from queue_server.domain.refusals import Refusal
from queue_server.pages import Pages
from queue_server.staff.bodies import CommandBody
from queue_server.staff.carrying_out import (
    COMMAND_ERRORS,
    ERRORS,
    ApiRefusedError,
    carry_out,
)
from queue_server.staff.context import STAFF_COOKIE, Staff
from queue_server.staff.passes_view import (
    TEXT_MAX,
    PassesFound,
    RevokedPasses,
    find_passes,
    pass_view,
    revoked_passes,
)
from queue_server.staff.permissions import ROLE_WORDS, Right
from queue_server.staff.sessions import Session


class WantedPass(BaseModel):
    """What a pass is looked for by. Not in the address: a pass is nobody's business in a log."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=TEXT_MAX, examples=["B101"])]


class RevokeBody(CommandBody):
    """The pass that is good no more."""

    pass_id: UUID


class Revoked(BaseModel):
    """It is good no more, and that is durable."""

    model_config = ConfigDict(frozen=True)

    pass_id: UUID
    revoked_at: AwareDatetime
    """Since when: of the first time, where it was taken back before."""


def passes_api(staff: Staff) -> APIRouter:
    """The API below `/api/staff/passes`: the supervisor's."""
    allowed = staff.sessions.allowed(Right.RUN_LOBBY)
    router = APIRouter(
        prefix="/api/staff/passes",
        tags=["passes"],
        dependencies=[Depends(allowed), Depends(STAFF_COOKIE)],
    )
    running = Annotated[Session, Depends(allowed)]

    @router.get("/revoked", responses=ERRORS, operation_id="revokedPasses")
    async def revoked() -> RevokedPasses:
        """無効にした受付コード: the latest first."""
        return revoked_passes(staff.lobby, staff.state)

    @router.post("/find", responses=COMMAND_ERRORS, operation_id="findPasses")
    async def find(body: WantedPass, session: running) -> PassesFound:
        """The pass of a number of today, of a reservation, of its own id, or as it was scanned.
        Changes nothing; the journal keeps who looked.
        """
        found = find_passes(staff.lobby, staff.state, body.text)
        if isinstance(found, PassesFound):
            ids = " ".join(str(one.pass_id) for one in found.passes)
            await staff.record(session.by, AuditKind.PASS_FOUND, ids)
            return found
        raise ApiRefusedError(404, found)

    @router.post("/revoke", responses=COMMAND_ERRORS, operation_id="revokePass")
    async def revoke(body: RevokeBody, session: running) -> Revoked:
        """受付コードを無効にする. A number that it has brought is called all the same. Whoever does
        it once more is told since when it is so.
        """
        try:
            await carry_out(
                staff.engine, RevokePass(id=body.id, by=session.by, pass_id=body.pass_id)
            )
        except ApiRefusedError as refused:
            if refused.reason is not Refusal.NOTHING_CHANGES:
                raise
        at = pass_view(staff.lobby, staff.engine.state, body.pass_id).revoked_at
        if at is None:
            # the id was used for another pass
            raise ApiRefusedError(409, Refusal.ID_REUSED)
        return Revoked(pass_id=body.pass_id, revoked_at=at)

    return router


def passes_page(staff: Staff, pages: Pages) -> APIRouter:
    """The page at `/staff/passes`."""
    router = APIRouter(include_in_schema=False)
    running = Annotated[Session, Depends(staff.sessions.allowed(Right.RUN_LOBBY))]

    @router.get("/staff/passes")
    def passes(session: running) -> HTMLResponse:
        return pages.render(
            "staff/passes.html", account=session.account, role=ROLE_WORDS[session.account.role]
        )

    return router
