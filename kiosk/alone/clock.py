"""What time it is for a kiosk that is cut off. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class Heard:
    """The server's time, when it was last heard since the kiosk was switched on."""

    server: datetime
    seconds: float
    """Monotonic, of this process."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, and whose it is."""

    at: datetime
    clock: Literal["server", "own"]


def moment(heard: Heard | None, seconds: float, wall: datetime) -> Moment:
    """Now, by the server's clock where it was heard: only time that passed is added to it.

    `seconds` is monotonic, so a clock that is set meanwhile changes nothing.
    """
    if heard is None:
        return Moment(wall, "own")
    return Moment(heard.server + timedelta(seconds=seconds - heard.seconds), "server")
