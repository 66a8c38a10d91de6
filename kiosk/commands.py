"""What the server tells this kiosk to do: each command once, and none that has expired. Pure."""

from collections import OrderedDict
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError

from protocol.device_commands import (
    Command,
    CommandDone,
    CommandRefusal,
    CommandRefused,
    CommandResult,
    Pong,
    Restart,
    ScreenshotTaken,
    command_adapter,
)
from protocol.link import Received
from protocol.messages import MESSAGE_BYTES_MAX, request_id_of

REMEMBERED = 100
"""Commands whose answer is said again where they come again."""


class CommandDesk:
    """Looks at commands. What is to be done is done by whoever asks; the answer comes back here."""

    def __init__(self, started_at: datetime) -> None:
        """`started_at`: when this process began."""
        self._started_at = started_at
        self._answers: OrderedDict[UUID, CommandResult | None] = OrderedDict()

    def take(self, received: Received, now: datetime) -> Command | Pong | CommandResult | None:
        """What is to be done, or what is to be answered at once; None for neither.

        A command that is being carried out is answered when it is done.
        """
        if received.retained:
            # the broker would repeat it at every connection
            return None
        command = self._understood(received.payload, now)
        if not isinstance(command, Command) or isinstance(command, Pong):
            return command
        if command.id in self._answers:
            return self._answers[command.id]
        if isinstance(command, Restart) and command.at < self._started_at:
            # it came again, to the process that it brought about
            return CommandDone(id=command.id, at=now)
        if command.expires_at <= now:
            return CommandRefused(id=command.id, at=now, reason=CommandRefusal.EXPIRED)
        self._remember(command.id, None)
        return command

    def answered(self, result: CommandResult) -> None:
        """Remember what was answered; of a picture only that it was: what was on the screen is
        gone with it."""
        if result.id is not None:
            self._remember(result.id, None if isinstance(result, ScreenshotTaken) else result)

    def _understood(self, payload: bytes, now: datetime) -> Command | Pong | CommandRefused:
        command_id: UUID | None = None
        if len(payload) <= MESSAGE_BYTES_MAX:
            try:
                return command_adapter.validate_json(payload)
            except ValidationError:
                command_id = request_id_of(payload)
        return CommandRefused(id=command_id, at=now, reason=CommandRefusal.MALFORMED)

    def _remember(self, command_id: UUID, answer: CommandResult | None) -> None:
        self._answers[command_id] = answer
        self._answers.move_to_end(command_id)
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
