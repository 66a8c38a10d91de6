"""What every wire to a printer is, whatever it is made of."""

from collections.abc import Callable
from typing import Final, Protocol

CONNECT_SECONDS: Final = 3.0
WRITE_SECONDS: Final = 5.0
"""For a piece of `PIECE_BYTES`: 9600 baud take half as long."""
PIECE_BYTES: Final = 2048


class WireLostError(Exception):
    """There is no connection, or it ended. The message says why."""


class WireTakenError(WireLostError):
    """Another program has the device, so there is no connection for this one."""


class WireStuckError(Exception):
    """The printer takes no more bytes, and the connection is still there."""


class Wire(Protocol):
    """An open connection. One thread at a time."""

    def send(self, data: bytes) -> None:
        """Hand all bytes over.

        Raises:
            WireLostError: the connection ended.
            WireStuckError: the printer did not take them in time.
        """

    def receive(self, seconds: float) -> bytes:
        """What has arrived, or arrives within some time; empty where nothing does.

        Raises:
            WireLostError: the connection ended.
        """

    def close(self) -> None:
        """End the connection. Raises nothing."""


Connect = Callable[[], Wire]
"""Opens a wire, or raises WireLostError."""


def reason_of(error: BaseException) -> str:
    """Why, in the system's words."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
