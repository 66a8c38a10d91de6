"""The server's one web application: pages, API, files, health."""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import Scope

from queue_server.assets import assets_dir
from queue_server.day_curve import DayCurve
from queue_server.devices.commands import DeviceCommands
from queue_server.devices.statuses import DeviceStatuses
from queue_server.displays.page import display_page
from queue_server.engine import Engine
from queue_server.guards import ADDRESS_PACE, AddressPace, Failing, refusal
from queue_server.headers import HeadersOnly, SecurityHeaders, websocket_source
from queue_server.journal.journal import History
from queue_server.lobby import Lobby
from queue_server.pacing import Buckets
from queue_server.pages import Pages, wants_page
from queue_server.reports.api import reports_api
from queue_server.reports.days import Days
from queue_server.reports.pages import reports_pages
from queue_server.reports.reading import Reading
from queue_server.requests_store.requests import Requests
from queue_server.staff.accounts import Accounts
from queue_server.staff.api import staff_api
from queue_server.staff.calendar_page import calendar_page
from queue_server.staff.carrying_out import ApiRefusedError
from queue_server.staff.context import Staff
from queue_server.staff.device_commands_api import ANSWER_SECONDS, device_commands_api
from queue_server.staff.devices_api import LookingAfter, devices_api, devices_page
from queue_server.staff.devices_view import alarms
from queue_server.staff.ended import EndedSessions
from queue_server.staff.outlook import Forecaster, predict
from queue_server.staff.pages import SIGN_IN, staff_pages
from queue_server.staff.passes_api import passes_api, passes_page
from queue_server.staff.request_api import request_api
from queue_server.staff.reservations_api import Booking, reservations_api
from queue_server.staff.sessions import NotAllowedError, NotSignedInError, Sessions
from queue_server.staff.streams import Streams
from queue_server.staff.supervisor_api import Supervising, supervisor_api
from queue_server.staff.supervisor_page import supervisor_page
from queue_server.staff.viewer import Views
from queue_server.staff.words import REFUSALS, EdgeRefusal, refusal_body
from queue_server.storage.watching import DiskHealth, JournalHealth, StorageHealth

FONT_SECONDS = 30 * 24 * 3600
"""Fonts are large and do not change; all else is asked for again (with its ETag)."""


class Health(BaseModel):
    """Whether the server does its work."""

    status: Literal["ok", "degraded"]
    """`degraded`: kiosks and displays are cut off, because the broker is away; or somebody should
    look after the disk or the journal before that becomes worse."""
    broker: bool
    journal: JournalHealth
    """Whether all of it is as it was written."""
    disk: DiskHealth
    """`low`: once it is full, the server ends."""
    site: str
    position: int
    """How many events the journal holds."""


def make_app(
    *,
    lobby: Lobby,
    engine: Engine,
    history: History,
    accounts: Accounts,
    forecaster: Forecaster,
    session_key: bytes,
    broker_connected: Callable[[], bool],
    mqtt_websocket: str,
    now: Callable[[], datetime],
    new_id: Callable[[], UUID],
    draw_number: Callable[[], str],
    curve: DayCurve | None = None,
    statuses: DeviceStatuses,
    device_commands: DeviceCommands,
    requests: Requests,
    device_seconds: float = ANSWER_SECONDS,
    routers: Sequence[APIRouter] = (),
    assets: Path | None = None,
    storage: Callable[[], StorageHealth] = StorageHealth,
    hosts: Collection[str] = (),
    ended_sessions: Path | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> FastAPI:
    """The application of one site.

    `mqtt_websocket` is where displays reach the broker (`ws://HOST:PORT/`); with `*` or nothing
    for HOST they use the host that the page came from. `routers` come first, so that a demo can
    add its own pages. `history` is read for reports. `draw_number` draws the number of a
    reservation. `curve` is fed by the engine; without one the supervisor's view has an empty one.
    `statuses` and `device_commands` are fed by the link. `requests` opens what residents filled
    in, for their counter. `device_seconds` is how long a device has for its answer. `assets` is
    the folder that files are handed out from. `storage` tells how the data folder is. `hosts` are
    the names that the server goes by, none for any name. `ended_sessions` is the file that keeps
    who signed out. `clock` counts seconds.

    Raises:
        ValueError: `mqtt_websocket` is no WebSocket address.
    """
    folder = assets_dir() if assets is None else assets
    site = lobby.file.site
    pages = Pages(site=site.id, site_name=site.name, site_name_en=site.name_en)
    app = FastAPI(
        title="窓口 Madoguchi",
        summary=f"{site.name} / {site.name_en}",
        version="1",
        docs_url=None,
        redoc_url=None,
    )
    # the last one is the first that a request comes to
    app.add_middleware(HeadersOnly)
    app.add_middleware(Failing, pages=pages)
    app.add_middleware(AddressPace, buckets=Buckets(ADDRESS_PACE, clock), pages=pages)
    websocket_source(mqtt_websocket)  # said here, and not to whoever opens a page
    app.add_middleware(SecurityHeaders, mqtt_websocket=mqtt_websocket, hosts=hosts)
    for router in routers:
        app.include_router(router)
    staff = Staff(
        lobby=lobby,
        engine=engine,
        sessions=Sessions(
            session_key,
            accounts,
            now=now,
            new_id=new_id,
            ended=EndedSessions(ended_sessions, now=now),
        ),
        streams=Streams(
            engine,
            lambda: predict(forecaster, engine.state, now()),
            lambda: alarms(site.kiosks, statuses.heard, statuses.standings),
        ),
        views=Views(lobby, accounts.display_names),
        now=now,
        new_id=new_id,
        broker_connected=broker_connected,
    )
    reading = Reading(staff, Days(history, lobby.site))
    app.state.streams = staff.streams
    statuses.watch(staff.streams.devices_changed)
    app.include_router(_general(lobby, engine, pages, broker_connected, storage))
    app.include_router(display_page(lobby, pages, mqtt_websocket))
    app.include_router(staff_api(staff))
    app.include_router(request_api(staff, requests))
    supervising = Supervising(
        staff=staff,
        accounts=accounts,
        curve=DayCurve() if curve is None else curve,
    )
    app.include_router(supervisor_api(supervising))
    app.include_router(passes_api(staff))
    looking_after = LookingAfter(staff, statuses, device_commands)
    app.include_router(devices_api(looking_after))
    app.include_router(device_commands_api(staff, device_commands, answer_seconds=device_seconds))
    app.include_router(reports_api(reading))
    app.include_router(reservations_api(Booking(staff, new_id, draw_number)))
    app.include_router(staff_pages(staff, pages, accounts))
    app.include_router(calendar_page(staff, pages))
    app.include_router(supervisor_page(supervising, pages))
    app.include_router(passes_page(staff, pages))
    app.include_router(devices_page(looking_after, pages))
    app.include_router(reports_pages(reading, pages))
    app.mount("/static/fonts", _Files(folder / "fonts", f"public, max-age={FONT_SECONDS}"))
    app.mount("/static", _Files(folder / "web", "no-cache"))
    _answer_errors(app, pages)
    return app


def close_streams(app: FastAPI) -> None:
    """End every open event stream, so that the server can end at once. On any thread.

    uvicorn waits for open answers when it ends. sse-starlette ends its own within half a second
    of a signal that uvicorn handles itself; whoever ends uvicorn in another way calls this.
    """
    streams: Streams = app.state.streams
    streams.close()


class _Files(StaticFiles):
    """Files of one folder, with how long a browser may keep them."""

    def __init__(self, folder: Path, cache_control: str) -> None:
        super().__init__(directory=folder)
        self._cache_control = cache_control

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = self._cache_control
        return response


def _general(
    lobby: Lobby,
    engine: Engine,
    pages: Pages,
    broker_connected: Callable[[], bool],
    storage: Callable[[], StorageHealth],
) -> APIRouter:
    router = APIRouter()

    @router.get("/", include_in_schema=False)
    def start() -> HTMLResponse:
        return pages.render("start.html", displays=lobby.file.site.displays)

    @router.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return pages.render("docs.html")

    @router.get("/healthz", tags=["health"])
    def healthz() -> Health:
        """How the server is. 200 also while the broker is away (`broker: false`): a supervisor
        that ended the server for that would take the counters down as well.
        """
        broker, kept = broker_connected(), storage()
        return Health(
            status="ok" if broker and not kept.needs_attention else "degraded",
            broker=broker,
            journal=kept.journal,
            disk=kept.disk,
            site=lobby.id,
            position=engine.state.position,
        )

    return router


def _answer_errors(app: FastAPI, pages: Pages) -> None:
    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            if wants_page(request):
                return pages.render("not_found.html", status=404)
            return JSONResponse(refusal_body(EdgeRefusal.NOT_FOUND), status_code=404)
        if error.status_code == 400:
            # FastAPI says it of a body that it cannot even parse
            return JSONResponse(refusal_body(EdgeRefusal.MALFORMED), status_code=422)
        if error.status_code == 405:
            answer = refusal(request, pages, 405, EdgeRefusal.METHOD_NOT_ALLOWED)
            answer.headers.update(error.headers or {})
            return answer
        return JSONResponse(
            {"detail": error.detail}, status_code=error.status_code, headers=error.headers
        )

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, _error: RequestValidationError) -> Response:
        # without what was sent: some of it (NaN, half a surrogate) cannot be sent back as JSON
        return JSONResponse(refusal_body(EdgeRefusal.MALFORMED), status_code=422)

    @app.exception_handler(ApiRefusedError)
    async def api_refused(_request: Request, error: ApiRefusedError) -> Response:
        return JSONResponse(refusal_body(error.reason), status_code=error.status)

    @app.exception_handler(NotSignedInError)
    async def not_signed_in(request: Request, _error: NotSignedInError) -> Response:
        if wants_page(request):
            return RedirectResponse(f"{SIGN_IN}?next={quote(request.url.path)}", status_code=303)
        return JSONResponse(refusal_body(EdgeRefusal.NOT_SIGNED_IN), status_code=401)

    @app.exception_handler(NotAllowedError)
    async def not_allowed(request: Request, _error: NotAllowedError) -> Response:
        if wants_page(request):
            words = REFUSALS[EdgeRefusal.NOT_ALLOWED]
            return pages.render("staff/not_allowed.html", status=403, words=words)
        return JSONResponse(refusal_body(EdgeRefusal.NOT_ALLOWED), status_code=403)


GRACE_SECONDS = 2
"""How long whoever ends the server waits for open connections: some would never end by themselves.

A page that listens for events is one, a connection that a browser opened ahead of need another."""
