"""The process that talks to a camera's driver through OpenCV, because a driver can block for ever.

It says `frame` messages and, before it ends, why there is no camera. Run by `DeviceCamera`.
"""

import struct
import sys
import time
from typing import BinaryIO, Protocol

import cv2
import numpy as np

from kiosk.reading.camera import HEIGHT_MAX, WIDTH_MAX, Pixels, fitted
from kiosk.reading.optics import Optics, apply
from kiosk.reading.worker import end_with_parent, own_streams, write_reply

FRAMES_PER_SECOND = 15
SETTINGS_MAX = 2
"""How often a camera is set: with its first frames."""
FRAME_HEAD = struct.Struct("<cdHH")
"""Kind, monotonic seconds, height, width; the pixels follow."""
FRAME, GONE = b"F", b"G"
MESSAGE_LENGTH_MAX = FRAME_HEAD.size + WIDTH_MAX * HEIGHT_MAX * 3


class Source(Protocol):
    """Where frames come from. Each call waits for the next one."""

    def read(self) -> Pixels | None:
        """The next frame; None when there is no camera (any more)."""
        ...


class OpenCvSource:
    """A camera that OpenCV knows: a number, a device's path, or a film (for trying things out)."""

    def __init__(self, name: str, optics: Optics) -> None:
        self._film = not name.isdigit() and not name.startswith("/dev/")
        self._due = time.monotonic()
        self._optics = optics
        self._path = f"/dev/video{name}" if name.isdigit() else name
        self._to_set = 0 if self._film else SETTINGS_MAX
        if self._film:
            self._capture = cv2.VideoCapture(name)
            return
        device = int(name) if name.isdigit() else name
        self._capture = cv2.VideoCapture(device, cv2.CAP_V4L2)
        # compressed: most USB cameras send 1280×720 raw at only 5 to 10 frames a second
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH_MAX)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT_MAX)
        # else frames wait in the driver, and what is seen is older than it looks
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def read(self) -> Pixels | None:
        """The next frame that is due. Those in between are taken from the driver and dropped."""
        if not self._capture.isOpened():
            return None
        while self._capture.grab():
            now = time.monotonic()
            if self._film and now < self._due:
                time.sleep(self._due - now)
            elif now < self._due:
                continue
            self._due = max(self._due + 1 / FRAMES_PER_SECOND, now)
            if self._to_set:
                # some cameras forget when their stream begins what was set before it
                self._to_set -= 1
                apply(self._optics, self._path)
            found, pixels = self._capture.retrieve()
            if found:
                return np.asarray(pixels, np.uint8)
        return None


def serve(source: Source, replies: BinaryIO) -> None:
    """Send frames until there are no more."""
    while (pixels := source.read()) is not None:
        small = np.ascontiguousarray(fitted(pixels))
        head = FRAME_HEAD.pack(FRAME, time.monotonic(), small.shape[0], small.shape[1])
        write_reply(replies, head, small.reshape(-1).data)
    write_reply(replies, FRAME_HEAD.pack(GONE, time.monotonic(), 0, 0))


def main() -> None:
    """Serve the camera that the command line names; then exposure, focus and flicker."""
    requests, replies = own_streams()
    end_with_parent(requests)
    name, *optics = sys.argv[1:]
    serve(OpenCvSource(name, Optics(*optics)), replies)


if __name__ == "__main__":
    main()
