"""The tour's page, its pictures, its events and its buttons, below `/demo`."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter
from fastapi import Path as InPath
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException

from queue_server.demo.hand import Shown
from queue_server.demo.parts import CannotStartError
from queue_server.demo.screen import Point
from queue_server.demo.tour import STAFF_NAME, STAFF_PASSWORD, Held, PrinterCondition, Tour
from queue_server.pages import Pages

GATHER_SECONDS = 0.05
"""Changes that follow one another faster than this are told together."""
BEAT_SECONDS = 5.0
RETRY_MILLISECONDS = 1000

Share = Annotated[float, Field(ge=0, le=1)]
"""A part of the picture's width or height."""


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HoldBody(_Body):
    """Which pass to hold up; none for the last one again."""

    sample: Annotated[str, Field(max_length=40)] | None = None


class TouchBody(_Body):
    """Where the kiosk's picture is touched, from its upper left corner."""

    x: Share
    y: Share
    to: tuple[Share, Share] | None = None
    """Where the finger is lifted, where it was drawn."""


class PrinterBody(_Body):
    """How the printer is to be."""

    condition: PrinterCondition


class TargetView(_Body):
    """A place on the kiosk's picture that can be touched, as shares of its width and height."""

    name: str
    words: str
    x: float
    y: float
    width: float
    height: float


class CounterView(_Body):
    """A counter that a pass leads to."""

    id: str
    name: str


class HeldView(_Body):
    """The pass that was held up last."""

    serial: int
    title: str
    title_en: str
    times: int
    expired: bool
    in_camera: bool
    counters: tuple[CounterView, ...]


class NoteView(_Body):
    """Something that is good to know."""

    ja: str
    en: str


class TourView(_Body):
    """All that changes on the page."""

    kiosk: Literal["showing", "starting", "failed"]
    touchable: bool
    screen: str
    """Changes with the kiosk's picture; empty while there is none."""
    targets: tuple[TargetView, ...]
    """For whoever cannot point at the picture; empty where it is not touched from the page."""
    printer: PrinterCondition
    papers: tuple[str, ...]
    """Names of pictures, newest first."""
    held: HeldView | None
    notes: tuple[NoteView, ...]


def tour_pages(tour: Tour, pages: Pages) -> APIRouter:
    """Everything below `/demo`. What is sent here by another site's page is refused for all
    pages of the server (queue_server/headers.py).
    """
    router = APIRouter(prefix="/demo", include_in_schema=False)
    site = tour.lobby.file.site

    @router.get("")
    def page() -> HTMLResponse:
        return pages.render(
            "demo/tour.html",
            samples=tour.samples,
            display=site.displays[0] if site.displays else None,
            counters=tour.lobby.file.counters,
            staff_name=STAFF_NAME,
            staff_password=STAFF_PASSWORD,
        )

    @router.get("/events")
    async def events() -> EventSourceResponse:
        return EventSourceResponse(_events(tour), headers={"Cache-Control": "no-store"})

    @router.get("/screen.jpg")
    def screen() -> FileResponse:
        return _picture(tour.folders.screen)

    @router.get("/papers/{name}")
    def paper(name: Annotated[str, InPath(pattern=r"^[\w-][\w.-]{0,120}$")]) -> FileResponse:
        # only what the watch has listed: a name from outside never becomes a path by itself
        if name not in tour.watch.seen.papers:
            raise HTTPException(404)
        return _picture(tour.folders.papers / name)

    @router.get("/pass.jpg")
    def held_photo() -> Response:
        held = tour.held
        if held is None:
            raise HTTPException(404)
        headers = {"Cache-Control": "no-store"}
        return Response(held.photo, media_type="image/jpeg", headers=headers)

    @router.post("/hold")
    def hold(body: HoldBody) -> HeldView:
        if body.sample is None:
            again = tour.hold_again()
            if again is None:
                raise HTTPException(409, "no pass was held up yet")
            return _held_view(tour, again)
        sample = next((s for s in tour.samples if s.id == body.sample), None)
        if sample is None:
            raise HTTPException(404)
        return _held_view(tour, tour.hold(sample))

    @router.post("/touch", status_code=204)
    async def touch(body: TouchBody) -> None:
        if not tour.kiosk.touchable:
            raise HTTPException(409, "the kiosk has a window of its own: touch it there")
        end = None if body.to is None else Point(*body.to)
        try:
            await to_thread.run_sync(tour.kiosk.touch, Point(body.x, body.y), end)
        except CannotStartError as error:
            raise HTTPException(503, str(error)) from error

    @router.post("/printer", status_code=204)
    def printer(body: PrinterBody) -> None:
        try:
            tour.set_printer(body.condition)
        except OSError as error:
            raise HTTPException(503, f"the printer cannot be told: {error.strerror}") from error

    return router


def tour_view(tour: Tour) -> TourView:
    """How everything is now."""
    seen = tour.watch.seen
    if seen.screen and tour.kiosk.kiosk_running:
        kiosk: Literal["showing", "starting", "failed"] = "showing"
    else:
        kiosk = "failed" if tour.kiosk.kiosk_failed else "starting"
    return TourView(
        kiosk=kiosk,
        touchable=tour.kiosk.touchable,
        # as text: a browser's numbers do not hold that many nanoseconds
        screen=str(seen.screen) if seen.screen else "",
        targets=_targets(tour.shown) if kiosk == "showing" and tour.kiosk.touchable else (),
        printer=tour.printer,
        papers=seen.papers,
        held=None if tour.held is None else _held_view(tour, tour.held),
        notes=tuple(NoteView(ja=note.ja, en=note.en) for note in tour.notes),
    )


def _targets(shown: Shown | None) -> tuple[TargetView, ...]:
    if shown is None:
        return ()
    views = dict[str, TargetView]()
    for target in shown.targets:
        # one that is there twice (a button on a banner that is touchable itself) is told once
        views.setdefault(
            target.name,
            TargetView(
                name=target.name,
                words=target.words,
                x=target.x / shown.width,
                y=target.y / shown.height,
                width=target.width / shown.width,
                height=target.height / shown.height,
            ),
        )
    return tuple(views.values())


def _held_view(tour: Tour, held: Held) -> HeldView:
    return HeldView(
        serial=held.serial,
        title=held.sample.title,
        title_en=held.sample.title_en,
        times=held.times,
        expired=held.sample.expired,
        in_camera=held.in_camera,
        counters=tuple(CounterView(id=id_, name=name) for id_, name in tour.counters(held)),
    )


def _picture(path: Path) -> FileResponse:
    if not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, headers={"Cache-Control": "no-cache"})


async def _events(tour: Tour) -> AsyncIterator[ServerSentEvent]:
    """A view first and after every change, and a sign of life in between."""
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()

    def wake() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(changed.set)

    unwatch = tour.changes.watch(wake)
    shown: TourView | None = None
    try:
        while not tour.closing.is_set():
            changed.clear()
            view = tour_view(tour)
            if view != shown:
                shown = view
                yield ServerSentEvent(
                    view.model_dump_json(), event="view", retry=RETRY_MILLISECONDS
                )
            else:
                yield ServerSentEvent("{}", event="beat")
            await asyncio.sleep(GATHER_SECONDS)
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    await changed.wait()
            except TimeoutError:
                continue
    finally:
        unwatch()
