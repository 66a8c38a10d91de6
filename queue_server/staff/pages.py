"""The staff's pages: sign in, choose a counter, the console."""

import math
from typing import Annotated

import structlog
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from queue_server.domain.lives import AuditKind
from queue_server.pages import Pages
from queue_server.staff.accounts import Accounts
from queue_server.staff.context import Staff
from queue_server.staff.home import HOME, offers_for, own_page
from queue_server.staff.permissions import ROLE_WORDS, Right
from queue_server.staff.sessions import SESSION_TIME, Session, cookie_name
from queue_server.staff.throttle import SignInThrottle
from queue_server.staff.words import REFUSALS, EdgeRefusal

SIGN_IN = "/staff/sign-in"
HASHING_AT_ONCE = 2
"""A hash takes 64 MiB on purpose; more at once would let anybody fill a small server's memory."""


UNKNOWN = "unknown"
"""Whom the journal names for a sign-in that failed."""
EVERYWHERE = "everywhere"
"""How the journal tells that somebody ended all of their sessions."""


def staff_pages(staff: Staff, pages: Pages, accounts: Accounts) -> APIRouter:
    """The pages below `/staff`."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_signing_out(staff, accounts))
    throttle = SignInThrottle(staff.now)
    hashing = CapacityLimiter(HASHING_AT_ONCE)
    log = structlog.get_logger()
    signed_in = Annotated[Session, Depends(staff.sessions.required)]
    looking = Annotated[Session, Depends(staff.sessions.allowed(Right.LOOK))]

    def sign_in_page(
        after: str,
        reason: EdgeRefusal | None = None,
        *,
        name: str = "",
        minutes: int = 0,
        status: int = 200,
    ) -> HTMLResponse:
        words = None if reason is None else REFUSALS[reason]
        return pages.render(
            "staff/sign_in.html",
            status=status,
            after=after,
            words=words,
            name=name,
            minutes=minutes,
        )

    @router.get(SIGN_IN)
    def sign_in_form(request: Request, next: str = HOME) -> Response:  # noqa: A002 -- in the URL
        after = own_page(next)
        if staff.sessions.of(request) is not None:
            return RedirectResponse(after, status_code=303)
        return sign_in_page(after)

    @router.post(SIGN_IN)
    async def sign_in(
        request: Request,
        name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        after: Annotated[str, Form()] = HOME,
    ) -> Response:
        after = own_page(after)
        name = name.strip().lower()[:80]
        address = "" if request.client is None else request.client.host
        wait = throttle.wait(name, address)
        if wait:
            log.warning("sign_in_throttled")
            minutes = math.ceil(wait.total_seconds() / 60)
            page = sign_in_page(
                after, EdgeRefusal.TOO_MANY_TRIES, name=name, minutes=minutes, status=429
            )
            page.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
            return page
        throttle.begin(name, address)
        account = await to_thread.run_sync(accounts.verify, name, password, limiter=hashing)
        if account is None:
            # not the name: a password typed into the wrong field would stand in the log
            log.warning("sign_in_failed")
            await staff.record(UNKNOWN, AuditKind.SIGN_IN_FAILED)
            return sign_in_page(after, EdgeRefusal.WRONG_PASSWORD, name=name, status=403)
        throttle.succeeded(name, address)
        await staff.record(f"staff:{account.name}", AuditKind.SIGNED_IN)
        log.info("signed_in", account=account.name)
        answer = RedirectResponse(after, status_code=303)
        answer.set_cookie(
            cookie_name(request),
            staff.sessions.issue(account),
            max_age=int(SESSION_TIME.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    @router.get(HOME)
    def choose(session: signed_in) -> HTMLResponse:
        today = staff.site.counters
        return pages.render(
            "staff/counters.html",
            account=session.account,
            role=ROLE_WORDS[session.account.role],
            counters=[
                (counter, [staff.lobby.services[name] for name in today[counter.id].services])
                for counter in staff.lobby.counters.values()
                if session.may(Right.LOOK)
            ],
            offers=offers_for(session.account.role),
        )

    @router.get("/staff/counter/{counter}")
    def console(counter: str, session: looking) -> HTMLResponse:
        entry = staff.lobby.counters.get(counter)
        if entry is None:
            raise HTTPException(404)
        return pages.render(
            "staff/console.html",
            account=session.account,
            rights=sorted(right for right in Right if session.may(right)),
            counter=entry,
            all_services=staff.lobby.services.values(),
        )

    return router


def _signing_out(staff: Staff, accounts: Accounts) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    log = structlog.get_logger()
    signed_in = Annotated[Session, Depends(staff.sessions.required)]

    def signed_out(request: Request) -> Response:
        answer = RedirectResponse(SIGN_IN, status_code=303)
        answer.delete_cookie(
            cookie_name(request),
            httponly=True,
            samesite="strict",
            # without it a browser would not take the name of an encrypted page's cookie
            secure=request.url.scheme == "https",
        )
        return answer

    @router.post("/staff/sign-out")
    async def sign_out(request: Request) -> Response:
        session = staff.sessions.of(request)
        if session is not None:
            await to_thread.run_sync(staff.sessions.end, session)
            staff.streams.sessions_changed()
            await staff.record(session.by, AuditKind.SIGNED_OUT)
            log.info("signed_out", account=session.account.name)
        return signed_out(request)

    @router.post("/staff/sign-out-everywhere")
    async def sign_out_everywhere(request: Request, session: signed_in) -> Response:
        await to_thread.run_sync(accounts.sign_out, session.account.name)
        staff.streams.sessions_changed()
        await staff.record(session.by, AuditKind.SIGNED_OUT, EVERYWHERE)
        log.info("signed_out", account=session.account.name, everywhere=True)
        return signed_out(request)

    return router
