"""The loop that looks at the camera and says each code once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk.reading.camera import Camera, CameraState, Clock, Frame
from kiosk.reading.reader import CodeReader

LOOKS_PER_SECOND = 15
OUT_OF_SIGHT_SECONDS = 2.0
"""A text is new again after it was not seen for this long."""


class PassWatcher:
    """Reads the camera's newest frames and tells each newly seen text once.

    `on_text` is called in the watcher's thread: it only puts the text in a queue.
    The camera and the reader belong to whoever made them, who also closes them.
    """

    def __init__(
        self,
        camera: Camera,
        reader: CodeReader,
        on_text: Callable[[str], None],
        clock: Clock,
        *,
        out_of_sight_seconds: float = OUT_OF_SIGHT_SECONDS,
    ) -> None:
        self._camera = camera
        self._reader = reader
        self._on_text = on_text
        self._clock = clock
        self._out_of_sight = out_of_sight_seconds
        self._serial: int | None = None
        self._seen: dict[str, float] = {}
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    @property
    def state(self) -> CameraState:
        """What the camera is doing."""
        return self._camera.state

    @property
    def failure(self) -> BaseException | None:
        """What ended the loop when nobody asked it to end. The kiosk must end too, and say why."""
        return self._failure

    def frame(self) -> Frame | None:
        """The newest frame, for the live view. It does not wait for the reading."""
        return self._camera.frame()

    def look(self) -> tuple[str, ...]:
        """One look: read the newest frame if it is a new one. The texts that are new."""
        frame = self._camera.frame()
        if frame is None or frame.serial == self._serial:
            return ()
        self._serial = frame.serial
        texts = self._reader.read(frame.pixels)
        # after the reading: a slow frame must not age the texts that are in sight
        now = self._clock()
        self._seen = {text: at for text, at in self._seen.items() if now - at < self._out_of_sight}
        new = tuple(text for text in texts if text not in self._seen)
        self._seen.update(dict.fromkeys(texts, now))
        for text in new:
            self._on_text(text)
        return new

    def start(self) -> None:
        """Look in a thread of its own, until `close`.

        Raises:
            RuntimeError: it was started before.
        """
        if self._thread is not None:
            raise RuntimeError("a watcher starts once")
        self._thread = threading.Thread(target=self._run, name="pass-watcher", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the loop, after the frame that is being read. A second call does nothing."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()

    @contextmanager
    def running(self) -> Iterator["PassWatcher"]:
        """Started, and closed at the end of the block."""
        self.start()
        try:
            yield self
        finally:
            self.close()

    def _run(self) -> None:
        try:
            while not self._ending.is_set():
                began = self._clock()
                self.look()
                spent = self._clock() - began
                self._ending.wait(max(0.0, 1 / LOOKS_PER_SECOND - spent))
        except BaseException as error:
            self._failure = error
            raise
