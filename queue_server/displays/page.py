"""The page of a waiting-room display. What it shows comes to it over MQTT."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from protocol.topics import Topics
from queue_server.lobby import Lobby
from queue_server.pages import Pages


def display_page(lobby: Lobby, pages: Pages, mqtt_websocket: str) -> APIRouter:
    """`/display/{display}` for every display of the site file.

    `?sound=off` keeps the page from chiming.
    """
    router = APIRouter()
    topics = Topics.of(lobby.id)

    @router.get("/display/{display}", include_in_schema=False)
    def show(display: str) -> HTMLResponse:
        if display not in lobby.file.site.displays:
            raise HTTPException(404)
        return pages.render(
            "display.html",
            display=display,
            topic=topics.display(display),
            mqtt_websocket=mqtt_websocket,
            time_zone=lobby.file.site.time_zone,
        )

    return router
