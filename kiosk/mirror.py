"""The screen as files, for whoever looks at the kiosk from elsewhere."""

import json
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import structlog

from kiosk.page import Target

SECONDS_BETWEEN = 0.33
"""Not more often than this is the screen read: it costs a few milliseconds each time."""
EDGE_MAX = 1280
"""The picture's longer edge, in pixels."""
_JPEG_QUALITY = 80

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Shot:
    pixels: bytes
    """Height × width × 3, red-green-blue, its lowest row first (as OpenGL has them)."""
    width: int
    height: int


class Mirror:
    """Writes `screen.jpg` and `screen.json` into a folder, each whole or not at all.

    The work is done in a thread of its own; whoever calls `show` keeps `SECONDS_BETWEEN`.
    """

    def __init__(self, folder: Path) -> None:
        """Raises:
        OSError: the folder cannot be made.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("screen.jpg", "screen.json"):
            # an old picture would look like a kiosk that is there
            (folder / name).unlink(missing_ok=True)
        self._folder = folder
        self._failed = False
        self._work: queue.SimpleQueue[bytes | _Shot | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="mirror", daemon=True)
        self._thread.start()

    def describe(self, screen: str, width: int, height: int, targets: Sequence[Target]) -> None:
        """Say what is on the screen and where it can be touched, in the window's pixels."""
        description = {
            "screen": screen,
            "width": width,
            "height": height,
            "targets": [
                {
                    "name": target.name,
                    "words": target.words,
                    "x": round(target.box.x),
                    "y": round(target.box.y),
                    "width": round(target.box.width),
                    "height": round(target.box.height),
                }
                for target in targets
            ],
        }
        self._work.put(json.dumps(description, ensure_ascii=False).encode())

    def show(self, pixels: bytes, width: int, height: int) -> None:
        """The screen's pixels as OpenGL gives them: RGB, lowest row first."""
        self._work.put(_Shot(pixels, width, height))

    def close(self) -> None:
        """Write what is left, and end. The last picture stays."""
        self._work.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            if isinstance(work, bytes):
                self._write("screen.json", work)
            else:
                self._write("screen.jpg", _jpeg(work))

    def _write(self, name: str, data: bytes) -> None:
        part = self._folder / f".{name}.part"
        try:
            part.write_bytes(data)
            part.replace(self._folder / name)
        except OSError as error:
            # people at the kiosk must not lose it because nobody can look at it from elsewhere
            if not self._failed:
                log.warning("mirror_not_written", error=error.strerror)
            self._failed = True
            return
        self._failed = False


def _jpeg(shot: _Shot) -> bytes:
    pixels = np.frombuffer(shot.pixels, np.uint8).reshape(shot.height, shot.width, 3)
    scale = min(1.0, EDGE_MAX / max(shot.width, shot.height))
    size = (max(1, round(shot.width * scale)), max(1, round(shot.height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    upright = cv2.flip(cv2.cvtColor(small, cv2.COLOR_RGB2BGR), 0)
    done, encoded = cv2.imencode(".jpg", upright, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not done:
        raise ValueError("the picture could not be encoded")
    return bytes(encoded.tobytes())
