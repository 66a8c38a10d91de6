"""What time it is for a kiosk that is cut off. Pure."""

import ctypes
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

_TIME_ERROR: Final = 5
_TIMEX_BYTES: Final = 1024


@dataclass(frozen=True, slots=True)
class Heard:
    """The server's time, when it was last heard since the kiosk was switched on."""

    server: datetime
    seconds: float
    """Monotonic, of this start of the machine."""

    def at(self, seconds: float) -> datetime:
        """What the server's clock said, or would have said, at another moment."""
        return self.server + timedelta(seconds=seconds - self.seconds)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, and whose it is."""

    at: datetime
    clock: Literal["server", "own"]
    certain: bool = True
    """Whether the day is known, at least: of an own clock that nobody has set, it is not."""
    boot: str = ""
    """Which start of the machine `seconds` counts from."""
    seconds: float = 0.0
    """Monotonic: what the time was is known later, once the server is heard."""


def moment(
    heard: Heard | None, seconds: float, wall: datetime, *, certain: bool = True, boot: str = ""
) -> Moment:
    """Now, by the server's clock where it was heard: only time that passed is added to it.

    `seconds` is monotonic, so a clock that is set meanwhile changes nothing. `certain`: the
    machine's own clock has been set by a time server.
    """
    if heard is None:
        return Moment(wall, "own", certain, boot, seconds)
    return Moment(heard.at(seconds), "server", boot=boot, seconds=seconds)


def is_set_by_a_time_server() -> bool:
    """Whether the kernel holds this machine's clock for synchronized (adjtimex(2)).

    A Raspberry Pi has no clock of its own: without a time server it goes on, after it was switched
    off, from about when that was.
    """
    try:
        libc = ctypes.CDLL(None)
        # with no mode set it only reads; larger than the structure on any machine
        return int(libc.adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))) not in {
            -1,
            _TIME_ERROR,
        }
    except (OSError, AttributeError):
        return False
