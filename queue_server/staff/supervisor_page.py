"""The supervisor's page."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from queue_server.pages import Pages
from queue_server.staff.permissions import ROLE_WORDS, Right
from queue_server.staff.sessions import Session
from queue_server.staff.supervisor_api import Supervising


def supervisor_page(supervising: Supervising, pages: Pages) -> APIRouter:
    """The page at `/staff/supervisor`. What changes comes over its event stream."""
    staff = supervising.staff
    router = APIRouter(include_in_schema=False)
    running = Annotated[Session, Depends(staff.sessions.allowed(Right.RUN_LOBBY))]

    @router.get("/staff/supervisor")
    def supervisor(session: running) -> HTMLResponse:
        return pages.render(
            "staff/supervisor.html",
            account=session.account,
            role=ROLE_WORDS[session.account.role],
            services=staff.lobby.services.values(),
            counters=staff.lobby.counters.values(),
            policy=supervising.policy(),
        )

    return router
