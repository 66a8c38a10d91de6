"""A command over HTTP: carried out, or refused in words. Shared by every API of the staff's."""

import asyncio
from typing import Any

from pydantic import BaseModel, ConfigDict

from queue_server.domain.commands import Command
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import Answer
from queue_server.engine import Engine, EngineClosedError
from queue_server.staff.words import EdgeRefusal, Words


class RefusedBody(BaseModel):
    """Nothing was changed, and why."""

    model_config = ConfigDict(frozen=True)

    reason: Refusal | EdgeRefusal
    words: Words


class ApiRefusedError(Exception):
    """Answered as a `RefusedBody`."""

    def __init__(self, status: int, reason: Refusal | EdgeRefusal) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": RefusedBody, "description": "Not signed in"},
    403: {"model": RefusedBody, "description": "Not of this role"},
    404: {"model": RefusedBody, "description": "There is no such counter"},
    422: {"model": RefusedBody, "description": "Not of the shape that is asked for"},
}
"""What a view may be answered with."""
COMMAND_ERRORS: dict[int | str, dict[str, Any]] = {
    **ERRORS,
    403: {"model": RefusedBody, "description": "Not of this role, or another site's page"},
    409: {"model": RefusedBody, "description": "The queue's rules say no; nothing was changed"},
    413: {"model": RefusedBody, "description": "Longer than 16 KiB"},
    415: {"model": RefusedBody, "description": "Not JSON"},
    503: {"model": RefusedBody, "description": "The server is shutting down; send it again"},
}
"""What a command may be answered with."""


async def carry_out(engine: Engine, command: Command) -> Answer:
    """Have a command decided and kept.

    Raises:
        ApiRefusedError: 409 with the rules' reason, or 503 where the engine is ending.
    """
    try:
        outcome = await asyncio.wrap_future(engine.submit(command))
    except EngineClosedError as error:
        raise ApiRefusedError(503, EdgeRefusal.CLOSING) from error
    if isinstance(outcome, Refusal):
        raise ApiRefusedError(409, outcome)
    return outcome
