"""A camera behind a driver, in a process that is killed and started again when it lies or hangs."""

import struct
import sys
import threading
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import structlog

from kiosk.reading.camera import CameraState, Clock, Frame
from kiosk.reading.capture_process import FRAME, FRAME_HEAD, MESSAGE_LENGTH_MAX
from kiosk.reading.optics import Optics
from kiosk.reading.worker import Worker, WorkerFailedError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long what may last, in seconds."""

    start: float = 15.0
    """From opening to the first frame: OpenCV's own limit for a silent driver is 10."""
    silence: float = 3.0
    """Without a frame."""
    sameness: float = 5.0
    """With the same frame, bit by bit: a sensor has noise, so a driver is repeating itself."""
    retry: float = 2.0
    """Between one attempt and the next."""


class FrameHealth:
    """Judges a camera by when its frames come, and by whether they change."""

    def __init__(self, patience: Patience, now: float) -> None:
        self._patience = patience
        self._frame_at: float | None = None
        self._began = now
        self._changed_at = now
        self._digest: int | None = None
        self._changes = 0

    def saw(self, pixels: bytes | memoryview, now: float) -> None:
        """A frame came."""
        digest = zlib.crc32(pixels)
        if self._digest is not None and digest != self._digest:
            self._changes += 1
        if digest != self._digest:
            self._changed_at = now
        self._digest, self._frame_at = digest, now

    def verdict(self, now: float) -> CameraState:
        """STARTING until two frames differ; then SEEING, or STUCK."""
        if self._frame_at is None:
            late = now - self._began > self._patience.start
            return CameraState.STUCK if late else CameraState.STARTING
        silent = now - self._frame_at > self._patience.silence
        if silent or now - self._changed_at > self._patience.sameness:
            return CameraState.STUCK
        return CameraState.SEEING if self._changes else CameraState.STARTING


class DeviceCamera:
    """A camera of OpenCV: `0`, `/dev/video2`. What goes wrong is a state, and is tried again."""

    def __init__(
        self,
        name: str,
        clock: Clock = time.monotonic,
        *,
        optics: Optics | None = None,
        command: Sequence[str] | None = None,
        patience: Patience | None = None,
    ) -> None:
        """`command` starts the capturing process; it is another one only in tests of faults."""
        self._name = name
        self._clock = clock
        optics = optics or Optics()
        own = (
            *(sys.executable, "-P", "-m", "kiosk.reading.capture_process"),
            *(name, optics.exposure, optics.focus, optics.flicker),
        )
        self._command = tuple(command or own)
        self._patience = patience or Patience()
        self._lock = threading.Lock()
        self._state = CameraState.STARTING
        self._frame: Frame | None = None
        self._serial = 0
        self._restarts = 0
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> CameraState:
        """As judged last, at most a tenth of a second ago."""
        with self._lock:
            return self._state

    @property
    def restarts(self) -> int:
        """How often the capturing process was started again."""
        return self._restarts

    def frame(self) -> Frame | None:
        """The newest frame, while the camera sees."""
        with self._lock:
            return self._frame if self._state is CameraState.SEEING else None

    def start(self) -> "DeviceCamera":
        """Capture in the background, until `close`."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="device-camera", daemon=True)
            self._thread.start()
        return self

    def close(self) -> None:
        """End the capturing process and the thread."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        self._become(CameraState.MISSING)

    def _run(self) -> None:
        while True:
            try:
                why = self._capture()
            except WorkerFailedError as error:
                self._become(CameraState.STUCK)
                why = str(error)
            if self._ending.is_set():
                return
            log.warning("camera_lost", camera=self._name, state=self.state.value, why=why)
            if self._ending.wait(self._patience.retry):
                return
            self._restarts += 1

    def _capture(self) -> str:
        """One life of the capturing process, to its end. Why it ended.

        Raises:
            WorkerFailedError: it died.
        """
        worker = Worker(self._command)
        try:
            health = FrameHealth(self._patience, self._clock())
            while not self._ending.is_set():
                if worker.speaks(0.1) and not self._take(worker, health):
                    self._become(CameraState.MISSING)
                    return "no such camera"
                verdict = health.verdict(self._clock())
                if verdict is CameraState.STUCK:
                    self._become(verdict)
                    return "no frames, or always the same one"
                if verdict is CameraState.SEEING:
                    # until then the state from before this attempt stands
                    self._become(verdict)
            return "closed"
        finally:
            worker.kill()

    def _take(self, worker: Worker, health: FrameHealth) -> bool:
        """One message. Whether there is a camera."""
        deadline = time.monotonic() + self._patience.silence
        message = memoryview(worker.receive(deadline, longest=MESSAGE_LENGTH_MAX))
        try:
            kind, taken_at, high, wide = FRAME_HEAD.unpack_from(message)
            if kind != FRAME:
                return False
            body = message[FRAME_HEAD.size :]
            pixels = np.frombuffer(body, np.uint8).reshape(high, wide, 3)
        except (ValueError, struct.error) as error:
            raise WorkerFailedError("a message that is no frame") from error
        health.saw(body, self._clock())
        with self._lock:
            self._serial += 1
            self._frame = Frame(pixels, taken_at, self._serial)
        return True

    def _become(self, state: CameraState) -> None:
        with self._lock:
            if state is CameraState.SEEING and self._state is not state:
                log.info("camera_sees", camera=self._name)
            self._state = state
