"""What staff tell a device to do from its card on the page of devices."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from protocol.device_commands import (
    COMMAND_SECONDS,
    ROLLS_MAX,
    Command,
    CommandDone,
    CommandRefusal,
    CommandRefused,
    CommandResult,
    Identify,
    OpenMaintenance,
    PaperReplaced,
    PutOutOfService,
    Restart,
    Screenshot,
    ScreenshotTaken,
    TestPrint,
)
from queue_server.devices.commands import BrokerAwayError, CommandIdReusedError, DeviceCommands
from queue_server.domain.lives import AuditKind
from queue_server.domain.refusals import Refusal
from queue_server.staff.bodies import CommandBody
from queue_server.staff.carrying_out import COMMAND_ERRORS, ApiRefusedError
from queue_server.staff.context import STAFF_COOKIE, Staff
from queue_server.staff.permissions import Right
from queue_server.staff.sessions import Session
from queue_server.staff.words import EdgeRefusal

ANSWER_SECONDS = 12.0
"""How long somebody looks at a button before they are told that nothing came back."""
PRINTED_SECONDS = COMMAND_SECONDS
"""The same for paper: a printer that was asleep takes its time."""


class DeviceOrder(StrEnum):
    """What a device can be told. `paper_changed`, `out_of_service` … as in the audit trail."""

    TEST_PRINT = "test_print"
    IDENTIFY = "identify"
    SCREENSHOT = "screenshot"
    RESTART = "restart"
    MAINTENANCE = "maintenance"
    PAPER_CHANGED = "paper_changed"
    OUT_OF_SERVICE = "out_of_service"
    IN_SERVICE = "in_service"


class DeviceOrderBody(CommandBody):
    """Tells a device to do something."""

    order: DeviceOrder
    rolls_left: Annotated[int, Field(ge=0, le=ROLLS_MAX)] | None = None
    """With `paper_changed`: rolls in the cupboard, where somebody has counted them."""


class DeviceAnswer(BaseModel):
    """The device did it."""

    model_config = ConfigDict(frozen=True)

    at: AwareDatetime
    """By the device's clock."""
    picture: str | None = None
    """With `screenshot`: a JPEG in Base64. Without the camera's picture, and all grey where
    somebody enters what is their own."""
    hidden: bool = False
    """Whether it is all grey."""


_ERRORS: dict[int | str, dict[str, Any]] = {
    **COMMAND_ERRORS,
    404: {**COMMAND_ERRORS[404], "description": "There is no such device"},
    409: {**COMMAND_ERRORS[409], "description": "The device says no, and why"},
    503: {**COMMAND_ERRORS[503], "description": "The devices cannot be reached; nothing was sent"},
    504: {**COMMAND_ERRORS[409], "description": "The device did not answer in time"},
}

REFUSED: Mapping[CommandRefusal, EdgeRefusal] = {
    CommandRefusal.MALFORMED: EdgeRefusal.DEVICE_NOT_UNDERSTOOD,
    CommandRefusal.EXPIRED: EdgeRefusal.DEVICE_TOO_LATE,
    CommandRefusal.IN_USE: EdgeRefusal.DEVICE_IN_USE,
    CommandRefusal.NO_PRINTER: EdgeRefusal.NO_PRINTER,
    CommandRefusal.NOT_PRINTED: EdgeRefusal.NOT_PRINTED,
    CommandRefusal.NO_PICTURE: EdgeRefusal.NO_PICTURE,
}


def device_commands_api(
    staff: Staff, commands: DeviceCommands, *, answer_seconds: float = ANSWER_SECONDS
) -> APIRouter:
    """`POST /api/staff/devices/{device}/orders`: for who looks after devices."""
    router = APIRouter(
        prefix="/api/staff/devices",
        tags=["devices"],
        dependencies=[Depends(staff.sessions.required), Depends(STAFF_COOKIE)],
    )
    looking_after = Annotated[Session, Depends(staff.sessions.allowed(Right.LOOK_AFTER_DEVICES))]

    @router.post("/{device}/orders", responses=_ERRORS, operation_id="orderDevice")
    async def order(
        device: Annotated[str, Path(examples=["kiosk-1"])],
        body: DeviceOrderBody,
        session: looking_after,
        response: Response,
    ) -> DeviceAnswer:
        """Tell a device to do something, and wait for what it says. Kept for auditors first."""
        response.headers["Cache-Control"] = "no-store"
        if not commands.known(device):
            raise ApiRefusedError(404, EdgeRefusal.UNKNOWN_DEVICE)
        command = command_of(body, staff)
        try:
            answer = commands.earlier(device, command)
            if answer is None:
                if not staff.broker_connected():
                    raise ApiRefusedError(503, EdgeRefusal.DEVICES_AWAY)
                about = f"{device} {body.order.value}"
                await staff.record(session.by, AuditKind.DEVICE_COMMAND, about)
                answer = commands.send(device, command)
        except CommandIdReusedError:
            raise ApiRefusedError(409, Refusal.ID_REUSED) from None
        except BrokerAwayError:
            raise ApiRefusedError(503, EdgeRefusal.DEVICES_AWAY) from None
        patience = PRINTED_SECONDS if isinstance(command, TestPrint) else answer_seconds
        return _told(await _answered(answer, patience))

    return router


def command_of(body: DeviceOrderBody, staff: Staff) -> Command:
    """The order as the protocol says it."""
    at = staff.now()
    expires_at = at + timedelta(seconds=COMMAND_SECONDS)
    match body.order:
        case DeviceOrder.TEST_PRINT:
            return TestPrint(id=body.id, at=at, expires_at=expires_at)
        case DeviceOrder.IDENTIFY:
            return Identify(id=body.id, at=at, expires_at=expires_at)
        case DeviceOrder.SCREENSHOT:
            return Screenshot(id=body.id, at=at, expires_at=expires_at)
        case DeviceOrder.RESTART:
            return Restart(id=body.id, at=at, expires_at=expires_at)
        case DeviceOrder.MAINTENANCE:
            return OpenMaintenance(id=body.id, at=at, expires_at=expires_at)
        case DeviceOrder.PAPER_CHANGED:
            return PaperReplaced(
                id=body.id, at=at, expires_at=expires_at, rolls_left=body.rolls_left
            )
        case DeviceOrder.OUT_OF_SERVICE | DeviceOrder.IN_SERVICE:
            out = body.order is DeviceOrder.OUT_OF_SERVICE
            return PutOutOfService(id=body.id, at=at, expires_at=expires_at, out=out)


async def _answered(answer: "Future[CommandResult]", seconds: float) -> CommandResult:
    try:
        # shielded: whoever asks again with the same id may still get the answer
        return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(answer)), seconds)
    except TimeoutError:
        raise ApiRefusedError(504, EdgeRefusal.DEVICE_SILENT) from None


def _told(result: CommandResult) -> DeviceAnswer:
    match result:
        case CommandDone():
            return DeviceAnswer(at=result.at)
        case ScreenshotTaken():
            picture = b64encode(result.jpeg).decode("ascii")
            return DeviceAnswer(at=result.at, picture=picture, hidden=result.hidden)
        case CommandRefused():
            raise ApiRefusedError(409, REFUSED[result.reason])
