"""When each kiosk was heard last, and how wrong its clock is by what it says."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.domain.replacing import replace

CLOCK_OFF = timedelta(minutes=2)
"""A clock that is wrong by no more needs nobody: a message may have waited that long, and a number
given alone finds its place by what passed since the server was heard."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of a kiosk's line."""

    at: datetime
    """When it was heard last, by the server's clock."""
    ahead: timedelta | None = None
    """Its clock less the server's, when it last said its time; None where it has not."""

    @property
    def clock_is_off(self) -> bool:
        """Whether somebody should see to its clock."""
        return self.ahead is not None and abs(self.ahead) > CLOCK_OFF


class Contacts:
    """Of all kiosks of the site. Written on the link's thread, read on any."""

    def __init__(self, devices: Collection[str]) -> None:
        self._devices = frozenset(devices)
        self._known = dict[str, Contact]()

    def heard(self, device: str, at: datetime, clock: datetime | None = None) -> None:
        """A device said something just now, and with `clock` what time it is there."""
        if device not in self._devices:
            return
        known = self._known.get(device, Contact(at))
        ahead = known.ahead if clock is None else clock - at
        self._known[device] = replace(known, at=at, ahead=ahead)

    def of(self, device: str) -> Contact | None:
        """None where it was not heard since the server began."""
        return self._known.get(device)
