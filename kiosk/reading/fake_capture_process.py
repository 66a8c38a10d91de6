"""A camera's process whose state a person or a test changes while it runs.

Run as `python -m kiosk.reading.fake_capture_process FILE`, where the file holds one of the words of
`Mood`. It is read again for every frame.
"""

import os
import sys
import time
from enum import Enum
from pathlib import Path

import numpy as np

from kiosk.reading.camera import Pixels
from kiosk.reading.capture_process import serve
from kiosk.reading.worker import end_with_parent, own_streams

FRAME_SECONDS = 0.02


class Mood(Enum):
    """What the camera does now."""

    STEADY = "steady"
    """A new frame, fifty times a second."""
    FROZEN = "frozen"
    """The same frame again and again, as a driver does that has not noticed the unplugging."""
    SILENT = "silent"
    """No frame, for ever."""
    ABSENT = "absent"
    """There is no camera."""
    ABORTING = "aborting"
    """The driver takes the process with it."""


class MoodySource:
    """A source of small grey frames."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._count = 0

    def read(self) -> Pixels | None:
        """As the mood is."""
        time.sleep(FRAME_SECONDS)
        match Mood(self._file.read_text().strip()):
            case Mood.STEADY:
                self._count += 1
            case Mood.FROZEN:
                pass
            case Mood.SILENT:
                while True:
                    time.sleep(3600)
            case Mood.ABSENT:
                return None
            case Mood.ABORTING:
                os.abort()
        return np.full((48, 64, 3), self._count % 256, np.uint8)


def main() -> None:
    """Serve the mood in the file that the command line names."""
    requests, replies = own_streams()
    end_with_parent(requests)
    serve(MoodySource(Path(sys.argv[1])), replies)


if __name__ == "__main__":
    main()
