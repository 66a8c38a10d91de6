"""What staff tell devices to do from their page, and what the devices say of it.

A command waits for its answer in memory only: whoever pressed the button is told at once, or that
nothing came back. Nothing is sent while the broker is away, so that nothing is done later.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from pydantic import ValidationError

from protocol.device_commands import (
    RESULT_BYTES_MAX,
    Command,
    CommandResult,
    Ping,
    Pong,
    result_adapter,
)
from protocol.link import Received
from protocol.topics import Topics

REMEMBERED = 200
"""Commands whose answer is known for whoever sends the same id again."""


class BrokerAwayError(Exception):
    """Nothing reaches a device now."""


class CommandIdReusedError(Exception):
    """Another command had this id."""


@dataclass(frozen=True, slots=True)
class _Sent:
    device: str
    command: Command
    answer: "Future[CommandResult]"


class DeviceCommands:
    """Sends commands and hands back their results. From any thread."""

    def __init__(
        self,
        devices: Collection[str],
        topics: Topics,
        *,
        now: Callable[[], datetime],
        publish: Callable[[str, bytes], None],
        connected: Callable[[], bool],
    ) -> None:
        """`devices` are those of the site's file; others are neither told nor listened to."""
        self._devices = frozenset(devices)
        self._topics = topics
        self._now = now
        self._publish = publish
        self._connected = connected
        self._sent: OrderedDict[UUID, _Sent] = OrderedDict()
        self._lock = threading.Lock()
        self._log = structlog.get_logger()

    def known(self, device: str) -> bool:
        """Whether the lobby has such a device."""
        return device in self._devices

    def earlier(self, device: str, command: Command) -> "Future[CommandResult] | None":
        """The answer of a command that was sent before with this id, if it was.

        Raises:
            CommandIdReusedError: another one had its id.
        """
        with self._lock:
            return self._earlier(device, command)

    def send(self, device: str, command: Command) -> "Future[CommandResult]":
        """Tell a device to do something, once an id. Its answer may never come: it may be away.

        Raises:
            BrokerAwayError: it could not be sent, and is not.
            CommandIdReusedError: another one had its id.
        """
        if not self._connected():
            raise BrokerAwayError(device)
        with self._lock:
            # the same order may have come twice at once
            earlier = self._earlier(device, command)
            if earlier is not None:
                return earlier
            sent = _Sent(device, command, Future())
            self._sent[command.id] = sent
            while len(self._sent) > REMEMBERED:
                self._sent.popitem(last=False)
        self._publish(self._topics.device_command(device), command.to_json())
        return sent.answer

    def _earlier(self, device: str, command: Command) -> "Future[CommandResult] | None":
        sent = self._sent.get(command.id)
        if sent is None:
            return None
        # who asks again asks later
        times = {"at": command.at, "expires_at": command.expires_at}
        if sent.device != device or sent.command.model_copy(update=times) != command:
            raise CommandIdReusedError(command.id)
        return sent.answer

    def put(self, message: Received) -> None:
        """Take what a device said. Called on the link's thread."""
        device = self._topics.result_of(message.topic)
        if device not in self._devices or device is None:
            self._log.warning("device_unknown", topic=message.topic[:200])
            return
        if message.retained:
            # the broker's memory of an answer is nobody's answer now
            self._log.warning("retained_result_ignored", device=device)
            return
        said = self._understood(device, message.payload)
        match said:
            case None:
                return
            case Ping():
                pong = Pong(id=said.id, at=self._now())
                self._publish(self._topics.device_command(device), pong.to_json())
            case _:
                self._answered(device, said)

    def _understood(self, device: str, payload: bytes) -> "CommandResult | Ping | None":
        if len(payload) <= RESULT_BYTES_MAX:
            try:
                return result_adapter.validate_json(payload)
            except ValidationError:
                pass
        self._log.warning("device_result_malformed", device=device)
        return None

    def _answered(self, device: str, result: CommandResult) -> None:
        with self._lock:
            sent = None if result.id is None else self._sent.get(result.id)
        if sent is None or sent.device != device:
            self._log.warning("device_result_unexpected", device=device)
            return
        try:
            sent.answer.set_result(result)
        except InvalidStateError:
            # a repeated answer says the same
            return
