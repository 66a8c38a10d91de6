"""What stands before the pages: nobody asks too often, and what fails is said without its inside.

Plain ASGI, because a middleware that reads answers would hold back event streams.
"""

import math
import traceback
from ipaddress import IPv6Address, ip_address

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from queue_server.connections import of_this_machine
from queue_server.pacing import Buckets, Pace
from queue_server.pages import Pages, wants_page
from queue_server.staff.words import REFUSALS, EdgeRefusal, refusal_body

ADDRESS_PACE = Pace(at_once=1200, each_second=100)
"""A page asks for some 25 files, and an office of 30 behind one address opens its pages at 8:30."""


def refusal(request: Request, pages: Pages, status: int, reason: EdgeRefusal) -> Response:
    """A refusal in words: a page for a person with a browser, JSON for a program."""
    if wants_page(request):
        return pages.render("refused.html", status=status, words=REFUSALS[reason])
    return JSONResponse(refusal_body(reason), status_code=status)


class AddressPace:
    """Refuses an address that asks too often, before anything is done for it."""

    def __init__(self, app: ASGIApp, *, buckets: Buckets, pages: Pages) -> None:
        self._app = app
        self._buckets = buckets
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        client = scope.get("client")
        if scope["type"] != "http" or client is None or of_this_machine(client[0]):
            await self._app(scope, receive, send)
            return
        wait = self._buckets.wait(_network(client[0]))
        if not wait:
            await self._app(scope, receive, send)
            return
        answer = refusal(Request(scope), self._pages, 429, EdgeRefusal.TOO_FAST)
        answer.headers["Retry-After"] = str(math.ceil(wait))
        await answer(scope, receive, send)


class Failing:
    """Answers what fails with words, and keeps for the log where it failed.

    The message of an error may hold what was sent: it stands neither in the answer nor in the log.
    """

    def __init__(self, app: ASGIApp, *, pages: Pages) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001  said, and counted by whoever reads the log
            route = getattr(scope.get("route"), "path", None)
            structlog.get_logger().error(
                "page_failed",
                method=scope.get("method"),
                route=route,
                error=type(error).__qualname__,
                at=[f"{frame.filename}:{frame.lineno}" for frame in _frames(error)],
            )
            # an answer that has begun stays without its end, and uvicorn ends the line
            if not started and scope["type"] == "http":
                answer = refusal(Request(scope), self._pages, 500, EdgeRefusal.FAILED)
                await answer(scope, receive, send)


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    # the inside of a task group's error is where it happened
    while isinstance(error, BaseExceptionGroup) and error.exceptions[0].__traceback__ is not None:
        error = error.exceptions[0]
    return traceback.extract_tb(error.__traceback__)[-6:]


def _network(address: str) -> str:
    """What one machine can have of addresses: of IPv6 a whole network of 64 bits is usual."""
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return parsed.exploded[:19]
    return address
