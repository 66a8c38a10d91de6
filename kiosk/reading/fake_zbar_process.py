"""zbar's process with a fault: what a crafted code does to the real one. For tests.

Run as `python -m kiosk.reading.fake_zbar_process FAULT`. The fault comes on a picture that is black
all over; any other picture is read by the real zbar.
"""

import os
import sys
import time
from collections.abc import Callable

from kiosk.reading.worker import own_streams
from kiosk.reading.zbar_process import decode, main


def _hang() -> list[str]:
    while True:
        time.sleep(3600)


def _babble() -> list[str]:
    own_streams()[1].write(b"\xff" * 64)
    os._exit(0)


FAULTS: dict[str, Callable[[], list[str]]] = {
    "hang": _hang,
    "abort": os.abort,
    "end": lambda: os._exit(3),
    "lie": lambda: ["x" * 8000],
    "flood": lambda: ["x" * 7000] * 1000,
    "mojibake": lambda: ["譌･譛ｬ"],
    "babble": _babble,
}


def run(fault: str) -> None:
    """Serve, with that fault."""

    def faulty(pixels: bytes, wide: int, high: int) -> list[str]:
        return decode(pixels, wide, high) if any(pixels) else FAULTS[fault]()

    main(faulty)


if __name__ == "__main__":
    run(sys.argv[1])
