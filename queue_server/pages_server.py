"""The pages' part of the process: FastAPI and uvicorn, on a socket that listens already.

Loading it and making its models takes as long as all the rest of a start. So it is imported once
requests of kiosks are answered already: a browser waits half a second, and no number does.
"""

import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from queue_server.connections import line_config
from queue_server.web import GRACE_SECONDS, close_streams


class PagesServer(uvicorn.Server):
    """uvicorn's server, which says when it listens and when it ends."""

    def __init__(self, app: FastAPI, *, started_up: Callable[[], None]) -> None:
        super().__init__(line_config(app, grace_seconds=GRACE_SECONDS))
        self._ending: Callable[[], None] = lambda: close_streams(app)
        self._started_up = started_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server.startup`."""
        await super().startup(sockets)
        self._started_up()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server.shutdown`."""
        # event streams never end by themselves, and uvicorn would wait for them
        self._ending()
        await super().shutdown(sockets)
