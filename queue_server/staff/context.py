"""What all parts of the staff's API work with: the lobby, its engine, how they answer."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Path

from queue_server.domain.commands import Command
from queue_server.domain.refusals import Refusal
from queue_server.engine import Engine, EngineClosedError
from queue_server.lobby import Lobby
from queue_server.staff.bodies import Done, RefusedBody
from queue_server.staff.sessions import Sessions
from queue_server.staff.streams import Streams
from queue_server.staff.view import CounterView
from queue_server.staff.viewer import Views
from queue_server.staff.words import EdgeRefusal


class ApiRefusedError(Exception):
    """Answered as a `RefusedBody`."""

    def __init__(self, status: int, reason: Refusal | EdgeRefusal) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Staff:
    """What the staff's pages and API work with."""

    lobby: Lobby
    engine: Engine
    sessions: Sessions
    streams: Streams
    views: Views
    now: Callable[[], datetime]
    broker_connected: Callable[[], bool]

    def known(self, counter: str) -> str:
        """A counter of this lobby.

        Raises:
            ApiRefusedError: there is no such counter.
        """
        if counter not in self.lobby.counters:
            raise ApiRefusedError(404, Refusal.UNKNOWN_COUNTER)
        return counter

    def view(self, counter: str) -> CounterView:
        """The console of a counter, now."""
        return self.views.of(counter, self.engine.state, self.now())

    async def carry_out(self, command: Command, counter: str) -> Done:
        """Have a command of a counter's console decided, and answer it.

        Raises:
            ApiRefusedError: it was refused, or the server is ending.
        """
        try:
            outcome = await asyncio.wrap_future(self.engine.submit(command))
        except EngineClosedError as error:
            raise ApiRefusedError(503, EdgeRefusal.CLOSING) from error
        if isinstance(outcome, Refusal):
            raise ApiRefusedError(409, outcome)
        visit = outcome.visit
        found = None if visit is None else self.engine.state.visits.get(visit)
        return Done(
            visit=visit,
            number=None if found is None else found.number,
            view=self.view(counter),
        )

    def counter_in_path(self) -> Callable[[str], Awaitable[str]]:
        """A FastAPI dependency: the counter that a path names."""

        # async, because a plain function would be run on another thread for each request
        async def known(counter: Annotated[str, Path(examples=["3"])]) -> str:
            return self.known(counter)

        return known


ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": RefusedBody, "description": "Not signed in"},
    404: {"model": RefusedBody, "description": "There is no such counter"},
    422: {"model": RefusedBody, "description": "Not of the shape that is asked for"},
}
COMMAND_ERRORS: dict[int | str, dict[str, Any]] = {
    **ERRORS,
    403: {"model": RefusedBody, "description": "Sent by another site's page"},
    409: {"model": RefusedBody, "description": "The queue's rules say no; nothing was changed"},
    413: {"model": RefusedBody, "description": "Longer than 16 KiB"},
    415: {"model": RefusedBody, "description": "Not JSON"},
    503: {"model": RefusedBody, "description": "The server is shutting down; send it again"},
}
