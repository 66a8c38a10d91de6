"""`ESC GS ETX` 3 and 4: after an error in a document, what is left of it is thrown away."""

from collections.abc import Callable
from typing import Final

from printer_drivers.emulator.conditions import ConditionSource

INTAKE_SECONDS: Final = 10.0
"""So long without data, and throwing away ends by itself."""
_END: Final = b"\x1b\x1d\x03\x04"
_END_PARAMETERS: Final = 2


class DiscardError(Exception):
    """An error came up within a document, and is over: the rest is to be thrown away."""


class DocumentGate:
    """What stands between a document and the paper. `wait` waits until the printer is ready.

    "StarPRNT Command Specifications", `ESC GS ETX`: if there is an error after the document's
    start, data is received and discarded until its end, once the printer has recovered.
    """

    def __init__(self, wait: Callable[[], None], condition: ConditionSource) -> None:
        self._wait = wait
        self._condition = condition
        self._inside = False
        self._failed = False
        self.passed = 0
        """How often something went through to the paper."""

    def __call__(self) -> None:
        """Wait until the printer is ready.

        Raises:
            DiscardError: there was an error since the document's start.
        """
        self.notice()
        self._wait()
        if self._inside and self._failed:
            raise DiscardError
        self.passed += 1

    def notice(self) -> None:
        """The condition may have changed."""
        self._failed |= self._condition().offline

    def start(self) -> None:
        """`ESC GS ETX 3`."""
        self._inside, self._failed = True, False

    def end(self) -> None:
        """`ESC GS ETX 4`."""
        self._inside = False


class Discarding:
    """Throws bytes away until the document's end."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._on = False
        self._seen = b""
        self._since = 0.0

    @property
    def on(self) -> bool:
        """Whether bytes are thrown away."""
        return self._on

    def start(self) -> None:
        """From now on."""
        self._on, self._seen, self._since = True, b"", self._clock()

    def rest(self, data: bytes) -> bytes:
        """What of the data comes after the document's end; nothing while there is none."""
        now = self._clock()
        if now - self._since >= INTAKE_SECONDS:
            self._on = False
            return data
        self._since = now
        self._seen += data
        at = self._seen.find(_END)
        end = at + len(_END) + _END_PARAMETERS
        if at < 0 or len(self._seen) < end:
            self._seen = self._seen[at if at >= 0 else max(0, len(self._seen) - len(_END) + 1) :]
            return b""
        self._on = False
        return self._seen[end:]
