"""A folder as a camera: a picture that is dropped into it is held up to the kiosk for a moment."""

import threading
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

import cv2
import numpy as np
import structlog

from kiosk.reading.camera import (
    HEIGHT_MAX,
    WIDTH_MAX,
    CameraState,
    Clock,
    Frame,
    Pixels,
    fitted,
)
from kiosk.reading.pictures import NotAPictureError, load_picture

HOLD_SECONDS = 1.5
FRAMES_PER_SECOND = 15
GRACE_SECONDS = 1.0
"""A file that cannot be read and has not changed for this long is given up."""
LOBBY_GREY = 168
_UNFINISHED = (".part", ".tmp", ".crdownload")
_NOISE_PICTURES = 6

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Stamp:
    """How a file looked: while this changes, somebody is still writing it."""

    size: int
    modified_ns: int


@dataclass(slots=True)
class _Waiting:
    stamp: _Stamp
    since: float


@dataclass(frozen=True, slots=True)
class _Held:
    path: Path
    pixels: Pixels
    until: float


class FolderCamera:
    """Holds up each picture in the folder for `hold_seconds`, oldest first, then deletes it.

    A camera keeps nothing. Names that start with a dot or end like an unfinished download are
    left alone; what is no picture is deleted, with a line in the log. Between pictures it sees
    an empty lobby.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        hold_seconds: float = HOLD_SECONDS,
        noise_seed: int = 0,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._hold_seconds = hold_seconds
        self._lobby = _lobby_pictures(noise_seed)
        self._state = CameraState.STARTING
        self._frame: Frame | None = None
        self._serial = 0
        self._held: _Held | None = None
        self._waiting: dict[Path, _Waiting] = {}
        self._given_up: dict[Path, _Stamp] = {}
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> CameraState:
        """MISSING while there is no such folder."""
        return self._state

    def frame(self) -> Frame | None:
        """What is held up now, or the empty lobby."""
        return self._frame if self._state is CameraState.SEEING else None

    def start(self) -> "FolderCamera":
        """Take frames in a thread of its own, until `close`."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="folder-camera", daemon=True)
            self._thread.start()
        return self

    def close(self) -> None:
        """End it. The picture that is held up is deleted too."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            if self._held is not None:
                self._put_down(self._held)
            self._state, self._frame = CameraState.MISSING, None

    def step(self) -> None:
        """Take one frame."""
        with self._lock:
            now = self._clock()
            if self._held is not None and now >= self._held.until:
                self._put_down(self._held)
            if self._held is None:
                try:
                    found = self._files()
                except OSError:
                    self._state, self._frame = CameraState.MISSING, None
                    return
                self._pick_up(found)
            self._serial += 1
            pixels = (
                self._lobby[self._serial % len(self._lobby)]
                if self._held is None
                else self._held.pixels
            )
            self._frame = Frame(pixels, now, self._serial)
            self._state = CameraState.SEEING

    def _run(self) -> None:
        while not self._ending.wait(1 / FRAMES_PER_SECOND):
            self.step()

    def _files(self) -> list[tuple[Path, _Stamp]]:
        """The files that may be pictures, oldest first.

        Raises:
            OSError: there is no such folder, or it cannot be read.
        """
        found = []
        for path in self._folder.iterdir():
            if path.name.startswith(".") or path.name.lower().endswith(_UNFINISHED):
                continue
            try:
                status = path.stat()
            except OSError:
                continue  # gone since the folder was listed, or a link to nothing
            stamp = _Stamp(status.st_size, status.st_mtime_ns)
            if S_ISREG(status.st_mode) and self._given_up.get(path) != stamp:
                found.append((path, stamp))
        return sorted(found, key=lambda file: (file[1].modified_ns, file[0].name))

    def _pick_up(self, found: list[tuple[Path, _Stamp]]) -> None:
        """Hold up the first file that is complete and a picture."""
        # what is gone from the folder is forgotten
        self._waiting = {path: self._waiting[path] for path, _ in found if path in self._waiting}
        for path, stamp in found:
            waiting = self._waiting.get(path)
            if waiting is None or waiting.stamp != stamp:
                self._waiting[path] = _Waiting(stamp, self._clock())
                continue  # new, or still being written: look again at the next frame
            patient = self._clock() - waiting.since < GRACE_SECONDS
            try:
                # a picture that stops in the middle may be one that is still being copied
                pixels = load_picture(path, whole=patient)
            except NotAPictureError as error:
                if not patient:
                    log.warning("folder_camera_no_picture", file=path.name, why=error.why)
                    self._delete(path, stamp)
                continue
            self._held = _Held(path, _held_up(pixels), self._clock() + self._hold_seconds)
            return

    def _put_down(self, held: _Held) -> None:
        self._held = None
        try:
            status = held.path.stat()
        except OSError:
            return  # somebody took it away while it was held up
        self._delete(held.path, _Stamp(status.st_size, status.st_mtime_ns))

    def _delete(self, path: Path, stamp: _Stamp) -> None:
        self._waiting.pop(path, None)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            # it stays in the folder: without this it would be held up for ever
            self._given_up[path] = stamp
            log.warning("folder_camera_cannot_delete", file=path.name, why=error.strerror)


def _lobby_pictures(seed: int) -> list[Pixels]:
    """A few pictures of an empty lobby, which differ by the noise of a sensor."""
    random = np.random.default_rng(seed)
    light = np.linspace(LOBBY_GREY + 14, LOBBY_GREY - 14, HEIGHT_MAX, dtype=np.float32)
    wall = np.repeat(light[:, None], WIDTH_MAX, axis=1)
    pictures = []
    for _ in range(_NOISE_PICTURES):
        grey = (wall + random.normal(0, 2.5, wall.shape)).clip(0, 255).astype(np.uint8)
        pictures.append(np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8))
    return pictures


def _held_up(pixels: Pixels) -> Pixels:
    """The picture in the middle of the frame, as large as a hand would hold it.

    A small one is enlarged by whole numbers, so that no module of a code is blurred; one without
    a quiet zone gets the lobby as its margin.
    """
    margin = 24
    picture = fitted(pixels, width=WIDTH_MAX - 2 * margin, height=HEIGHT_MAX - 2 * margin)
    if picture.ndim == 2:
        picture = np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)
    high, wide = picture.shape[:2]
    times = max(1, min((WIDTH_MAX * 3 // 4) // wide, (HEIGHT_MAX * 3 // 4) // high))
    picture = np.repeat(np.repeat(picture, times, axis=0), times, axis=1)
    high, wide = picture.shape[:2]
    frame = np.full((HEIGHT_MAX, WIDTH_MAX, 3), LOBBY_GREY, np.uint8)
    top, left = (HEIGHT_MAX - high) // 2, (WIDTH_MAX - wide) // 2
    frame[top : top + high, left : left + wide] = picture
    return frame
