"""How the lobby's devices are: what each of them said last. Nothing of it is kept over a restart,
because the broker holds the latest status of each and says it again.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from pydantic import ValidationError

from protocol.link import Received
from protocol.messages import MESSAGE_BYTES_MAX, DeviceStatus
from protocol.topics import Topics
from queue_server.broker.inventory import Standing
from queue_server.devices.contacts import Contacts


@dataclass(frozen=True, slots=True)
class Heard:
    """What a device said last."""

    status: DeviceStatus
    at: datetime
    """When the server heard it: a device's own clock may be wrong."""
    since: datetime
    """Since when it has been in this state, as far as the server has heard."""


class DeviceStatuses:
    """Takes statuses from the link, and knows the latest of each device. Read on any thread."""

    def __init__(
        self,
        devices: Collection[str],
        topics: Topics,
        *,
        now: Callable[[], datetime],
        standings: Callable[[], Mapping[str, Standing]] = dict,
    ) -> None:
        """`devices` are those of the site's file; others are not listened to.

        `standings` says how it is with their credentials (`queue_server.broker.standings`).
        """
        self._standings = standings
        self._devices = frozenset(devices)
        self.contacts = Contacts(devices)
        """When each was heard. Whoever hears them elsewhere says so here too."""
        self._topics = topics
        self._now = now
        self._heard: Mapping[str, Heard] = {}
        self._watchers: tuple[Callable[[], None], ...] = ()
        self._lock = threading.Lock()
        self._log = structlog.get_logger()

    @property
    def heard(self) -> Mapping[str, Heard]:
        """The latest of each device that has said anything, by its id. Never changed in place."""
        return self._heard

    @property
    def standings(self) -> Mapping[str, Standing]:
        """How it is with the credentials of devices, and of the broker; empty where nobody knows.

        A device that was shut out has said goodbye to nobody: what it said last still stands.
        """
        return self._standings()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Have it called after each status that differs, on the link's thread."""
        with self._lock:
            self._watchers = (*self._watchers, watcher)

    def put(self, message: Received) -> None:
        """Take a message from the broker; one that is no status of a known device is only logged.

        Called on one thread.
        """
        device = self._topics.device_of(message.topic)
        if device not in self._devices:
            self._log.warning("device_unknown", topic=message.topic[:200])
            return
        status = self._understood(device, message.payload)
        if status is None:
            return
        now, before = self._now(), self._heard.get(device)
        if not message.retained and status.state != "disconnected":
            # what the broker has kept, or says for one that vanished, was not said now
            self.contacts.heard(device, now, status.at)
        same = before is not None and _kind(before.status) == _kind(status)
        since = before.since if before is not None and same else now
        self._heard = {**self._heard, device: Heard(status, now, since)}
        if before is None or before.status.model_copy(update={"at": status.at}) != status:
            for watcher in self._watchers:
                watcher()

    def _understood(self, device: str, payload: bytes) -> DeviceStatus | None:
        if len(payload) <= MESSAGE_BYTES_MAX:
            try:
                status = DeviceStatus.model_validate_json(payload)
            except ValidationError:
                pass
            else:
                if status.device == device:
                    return status
        # what it said before is not true any more, and what is true is not known
        self._log.warning("device_status_malformed", device=device)
        return DeviceStatus(device=device, state="unknown")


def _kind(status: DeviceStatus) -> tuple[object, ...]:
    return (
        status.state,
        status.printer,
        status.camera,
        status.scanner,
        status.keypad,
        status.speech,
        status.maintenance,
        status.out_of_service,
        bool(status.wrong_pins),
        bool(status.outbox_dead),
        status.outbox_trouble is not None,
    )
