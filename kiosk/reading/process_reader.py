"""A reader in a process that is killed when it hangs, and started again when needed."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import structlog
from numpy.typing import NDArray

from kiosk.reading.camera import Clock, Pixels
from kiosk.reading.reader import TEXT_LENGTH_MAX
from kiosk.reading.reading_pipe import SIZE
from kiosk.reading.worker import Worker, WorkerFailedError

_REPLY_MAX = 1 << 20

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Budget:
    """How long what may take, in seconds, until the process counts as hung."""

    start: float = 10.0
    """To start the process and load its library: 0.1 on a desktop, 1 on a Pi that is busy."""
    frame: float = 1.0
    """For one frame, and once more for every 2 megapixels of it."""
    rest: float = 30.0
    """After this many seconds it is tried again to start what could not be started."""

    def of(self, pixels: int) -> float:
        """For a picture of that many pixels."""
        return self.frame * (1 + pixels / 2_000_000)


class ProcessReader:
    """Reads in another process. A frame on which it hangs or dies counts as unread.

    For one thread.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        clock: Clock = time.monotonic,
        *,
        budget: Budget | None = None,
        on_failure: Callable[[str], None] | None = None,
    ) -> None:
        """Nothing is started before the first frame. `name` is for the log.

        `on_failure` is told why the process failed; without it, that is a line in the log.
        """
        self._name = name
        self._clock = clock
        self._command = tuple(command)
        self._budget = budget or Budget()
        self._on_failure = on_failure or self._log_failure
        self._worker: Worker | None = None
        self._resting_until: float | None = None
        self._failures = 0

    @property
    def failures(self) -> int:
        """How often the process hung, died or could not be started."""
        return self._failures

    @property
    def pid(self) -> int | None:
        """The process's id, while there is one."""
        return self._worker.pid if self._worker else None

    def read(self, pixels: Pixels) -> tuple[str, ...]:
        """The ASCII texts in a picture."""
        if pixels.ndim == 2:
            return self.read_grey(pixels)
        return self.read_grey(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8))

    def read_grey(self, grey: NDArray[np.uint8]) -> tuple[str, ...]:
        """The ASCII texts in a picture of height × width."""
        if self._resting_until is not None and self._clock() < self._resting_until:
            return ()
        try:
            worker = self._worker or self._started()
            high, wide = grey.shape
            deadline = time.monotonic() + self._budget.of(grey.size)
            data = np.ascontiguousarray(grey).reshape(-1).data
            worker.send((SIZE.pack(high, wide), data), deadline)
            return _texts(worker.receive(deadline, longest=_REPLY_MAX))
        except WorkerFailedError as error:
            self._fail(error)
            self.close()
            return ()

    def close(self) -> None:
        """End the process. The next frame starts another one."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def start(self, seconds: float | None = None) -> None:
        """Start the process now, so that the first frame does not wait for it.

        It may take so many seconds; without them, the budget's.
        """
        if self._worker is None:
            try:
                self._started(seconds)
            except WorkerFailedError as error:
                self._fail(error)

    def _fail(self, error: WorkerFailedError) -> None:
        self._failures += 1
        self._on_failure(str(error))

    def _log_failure(self, why: str) -> None:
        log.warning("reader_failed", reader=self._name, why=why)

    def _started(self, seconds: float | None = None) -> Worker:
        """A process that has said that it is ready.

        Raises:
            WorkerFailedError: it cannot be started; it rests for a while.
        """
        self._resting_until = self._clock() + self._budget.rest
        worker = Worker(self._command)
        try:
            patience = self._budget.start if seconds is None else seconds
            worker.receive(time.monotonic() + patience, longest=_REPLY_MAX)
        except WorkerFailedError:
            worker.kill()
            raise
        self._resting_until = None
        self._worker = worker
        return worker


def _texts(reply: bytes) -> tuple[str, ...]:
    """The texts of a reply. The process may be in the hands of whoever made the code.

    Raises:
        WorkerFailedError: it is no list of texts that a QR code can hold.
    """
    try:
        texts = json.loads(reply)
    except ValueError as error:
        raise WorkerFailedError("a reply that is no JSON") from error
    if not isinstance(texts, list):
        raise WorkerFailedError("a reply that is no list")
    for text in texts:
        if not isinstance(text, str) or len(text) > TEXT_LENGTH_MAX or not text.isascii():
            raise WorkerFailedError("a reply with something else than texts")
    return tuple(dict.fromkeys(texts))
