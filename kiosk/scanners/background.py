"""A scanner in a thread of its own, which looks for it again whenever it is gone."""

import errno
import threading
from collections.abc import Callable
from typing import Protocol

import structlog

from kiosk.reading.camera import Clock
from kiosk.scanners.lines import Lines
from kiosk.scanners.scanner import OnText, ScannerState

RETRY_SECONDS = 1.0
LISTEN_SECONDS = 0.1
"""The longest wait for a character; then the thread looks whether it is to end."""
AGAIN_SECONDS = 2.0
"""A text is new again after it did not come for this long: many scanners say what lies under them
again and again."""
FLOOD_BYTES = 20_000
"""So much without an end, after the longest text that there can be, is no scanner's speech."""
ABSENT = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ENOTDIR})
"""Errors that say that a device is not there; others say that it cannot be used."""

log = structlog.get_logger(__name__)


class Source(Protocol):
    """An open scanner."""

    def read(self, seconds: float) -> bytes:
        """Characters that came; waits at most so long for some, and is empty where none came.

        Raises:
            OSError: it is gone.
        """
        ...

    def close(self) -> None:
        """Let go of it. Never raises."""
        ...


class BackgroundScanner:
    """Listens to whatever `connect` opens, and tells each new text once."""

    def __init__(
        self,
        name: str,
        connect: Callable[[], Source],
        on_text: OnText,
        clock: Clock,
        *,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        """`connect` raises OSError where the scanner is not there or cannot be used."""
        self._name = name
        self._connect = connect
        self._on_text = on_text
        self._clock = clock
        self._retry = retry_seconds
        self._state = ScannerState.STARTING
        self._said: tuple[str, float] | None = None
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> ScannerState:
        """As it was a tenth of a second ago at most."""
        return self._state

    def start(self) -> "BackgroundScanner":
        """Listen in the background, until `close`."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)
            self._thread.start()
        return self

    def close(self) -> None:
        """Let go of the scanner, and end the thread. A second call does nothing."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        self._state = ScannerState.MISSING
        self._said = None

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                source = self._connect()
            except OSError as error:
                self._fail(error)
            else:
                try:
                    self._become(ScannerState.READY)
                    self._listen(source)
                except OSError as error:
                    self._fail(error)
                finally:
                    source.close()
            self._ending.wait(self._retry)

    def _listen(self, source: Source) -> None:
        lines = Lines()
        while not self._ending.is_set():
            data = source.read(LISTEN_SECONDS)
            now = self._clock()
            for text in lines.take(data, now):
                self._tell(text, now)
            if self._said is not None and now - self._said[1] >= AGAIN_SECONDS:
                self._said = None  # a pass is not kept longer than it is needed
            if lines.overlong > FLOOD_BYTES:
                raise OSError(errno.EOVERFLOW, "it sends without an end")

    def _tell(self, text: str, now: float) -> None:
        said, self._said = self._said, (text, now)
        if said is None or said[0] != text or now - said[1] >= AGAIN_SECONDS:
            self._on_text(text)

    def _fail(self, error: OSError) -> None:
        # what may not be opened is there: somebody has to mend a setting, not a cable
        self._become(
            ScannerState.MISSING if error.errno in ABSENT else ScannerState.STUCK, str(error)
        )

    def _become(self, state: ScannerState, why: str = "") -> None:
        if state is self._state:
            return
        self._state = state
        if state is ScannerState.READY:
            log.info("scanner_ready", scanner=self._name)
        else:
            log.warning("scanner_lost", scanner=self._name, state=state.value, why=why)
