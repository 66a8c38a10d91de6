"""The process in which a camera's frames are read: whatever a picture does to a library, it happens
here. zbar, which is known to abort and to hang, has a process of its own under this one, so that
its faults cost no restart of this. Only what has our codes' shape comes out of it.
"""

import resource
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from kiosk.reading.admission import FOREIGN, UNREAD, admitted
from kiosk.reading.camera import Clock
from kiosk.reading.frame_reader import FRAME_SECONDS, FrameReader
from kiosk.reading.held import Held
from kiosk.reading.process_reader import Budget
from kiosk.reading.reading_pipe import serve_parent
from kiosk.reading.zbar_reader import ZbarReader

ZBAR_BUDGET = Budget(start=1.0, frame=FRAME_SECONDS)
"""zbar that died is started again between two attempts, so that this must not take long."""
FIRST_START_SECONDS = 10.0
MEMORY_MORE = 1 << 30
"""Bytes of address space beyond what the libraries reserve at the start, which grows with the
machine's cores: a crafted code must not take the kiosk's memory."""


def is_ours(text: str) -> bool:
    """Whether a text has the shape of a pass or of what stands on a ticket."""
    return admitted(text) != FOREIGN


def let_out(texts: Sequence[str]) -> list[str]:
    """What of the texts in a frame gets further: ours, or that there was another one."""
    ours = dict.fromkeys(admitted(text) for text in texts)
    if len(ours) > 1:
        # a poster behind the one who holds up a pass is nobody's mistake
        ours.pop(FOREIGN, None)
    return list(ours)


class Decoding:
    """What this process answers: the texts of a frame, or that one is tried for too long."""

    def __init__(self, reader: FrameReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock
        self._held = Held()

    def __call__(self, pixels: bytes, wide: int, high: int) -> list[str]:
        """As `reading_pipe.Decode`."""
        grey = np.frombuffer(pixels, np.uint8).reshape(high, wide)
        texts = let_out(self._reader.read(grey))
        if texts:
            self._held.read()
        elif self._held.look(self._reader.unread, self._clock()):
            return [UNREAD]
        return texts


def _address_space() -> int:
    """What this process has now, in bytes (proc(5), statm: the first figure is in pages)."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def main() -> None:
    """Serve this process's own input and output."""
    cv2.setNumThreads(1)  # the screen and the camera need the other cores
    reader = FrameReader(ZbarReader(budget=ZBAR_BUDGET), wanted=is_ours)
    reader.start(FIRST_START_SECONDS)
    decode = Decoding(reader, time.monotonic)
    serve_parent(decode, memory_max=_address_space() + MEMORY_MORE)


if __name__ == "__main__":
    main()
