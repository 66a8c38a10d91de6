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


# as a reference: FastAPI builds a model anew for each answer of each route, five hundred in all
_REFUSED = {"application/json": {"schema": {"$ref": "#/components/schemas/RefusedBody"}}}
ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"content": _REFUSED, "description": "Not signed in"},
    403: {"content": _REFUSED, "description": "Not of this role"},
    404: {"content": _REFUSED, "description": "There is no such counter"},
    # with the model itself, so that the document has what the others refer to
    422: {"model": RefusedBody, "description": "Not of the shape that is asked for"},
}
"""What a view may be answered with."""
COMMAND_ERRORS: dict[int | str, dict[str, Any]] = {
    **ERRORS,
    403: {"content": _REFUSED, "description": "Not of this role, or another site's page"},
    409: {"content": _REFUSED, "description": "The queue's rules say no; nothing was changed"},
    413: {"content": _REFUSED, "description": "Longer than 16 KiB"},
    415: {"content": _REFUSED, "description": "Not JSON"},
    503: {"content": _REFUSED, "description": "The server is shutting down; send it again"},
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
