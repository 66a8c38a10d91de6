"""The loop that looks at the camera and says each code once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk.reading.admission import UNREAD
from kiosk.reading.camera import Camera, CameraState, Clock, Frame
from kiosk.reading.reader import CodeReader

LOOKS_PER_SECOND = 15
NEWS_SECONDS = 0.005
"""How often it is looked whether there is a new frame, once one may be read: what waits here waits
between somebody who holds up a pass and the tick on the screen."""
FOREIGN_SECONDS = 0.4
"""A code that is not ours is told of when it was in sight for so long and no code of ours was: the
pass beside it may be harder to read."""
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
        foreign: Callable[[str], bool] = lambda _text: False,
        on_unread: Callable[[], None] = lambda: None,
    ) -> None:
        """`foreign` texts are told of only after a while in which no other one was seen.

        `on_unread`, in the same thread: something is held up that cannot be read (UNREAD).
        """
        self._camera = camera
        self._reader = reader
        self._on_text = on_text
        self._clock = clock
        self._out_of_sight = out_of_sight_seconds
        self._foreign = foreign
        self._on_unread = on_unread
        self._foreign_since: float | None = None
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
        if UNREAD in texts:
            texts = tuple(text for text in texts if text != UNREAD)
            self._on_unread()
        # after the reading: a slow frame must not age the texts that are in sight
        now = self._clock()
        self._seen = {text: at for text, at in self._seen.items() if now - at < self._out_of_sight}
        texts = self._settled(texts, now)
        new = tuple(text for text in texts if text not in self._seen)
        self._seen.update(dict.fromkeys(texts, now))
        for text in new:
            self._on_text(text)
        return new

    def _settled(self, texts: tuple[str, ...], now: float) -> tuple[str, ...]:
        """The texts without foreign ones that may still be nobody's mistake."""
        ours = tuple(text for text in texts if not self._foreign(text))
        told = any(self._foreign(text) for text in self._seen)
        if ours or not texts or (not told and any(not self._foreign(t) for t in self._seen)):
            self._foreign_since = None
            return ours
        if self._foreign_since is None:
            self._foreign_since = now
        return texts if told or now - self._foreign_since >= FOREIGN_SECONDS else ()

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

    def _has_news(self) -> bool:
        frame = self._camera.frame()
        return frame is not None and frame.serial != self._serial

    def _run(self) -> None:
        try:
            looked = self._clock() - 1 / LOOKS_PER_SECOND
            while not self._ending.is_set():
                now = self._clock()
                due = looked + 1 / LOOKS_PER_SECOND
                if now >= due and self._has_news():
                    looked = now
                    self.look()
                else:
                    self._ending.wait(max(NEWS_SECONDS, due - now))
        except BaseException as error:
            self._failure = error
            raise
