"""zxing-cpp first, zbar second, and a few rescues for what both left unread."""

import time
from collections.abc import Iterable, Iterator

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from kiosk.reading.camera import Clock, Pixels
from kiosk.reading.zbar_reader import ZbarReader

Grey = NDArray[np.uint8]
RESCUE_SECONDS = 0.25
"""No rescue is begun later than this after a frame of a running camera: the next one is better."""
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


class ZxingReader:
    """zxing-cpp alone: the floor that the two together are never under."""

    def read(self, pixels: Pixels) -> tuple[str, ...]:
        """The texts in a picture."""
        return read_with_zxing(pixels)

    def close(self) -> None:
        """Nothing to end."""


class TwoReaders:
    """zxing-cpp first, zbar second. For one thread at a time."""

    def __init__(
        self,
        zbar: ZbarReader,
        clock: Clock = time.monotonic,
        *,
        rescue_seconds: float = RESCUE_SECONDS,
    ) -> None:
        """The reader closes `zbar` when it is closed."""
        self._zbar = zbar
        self._clock = clock
        self._rescue_seconds = rescue_seconds

    def read(self, pixels: Pixels) -> tuple[str, ...]:
        """The texts in a picture; those that zxing-cpp reads are always among them."""
        began = self._clock()
        texts = read_with_zxing(pixels)
        if texts:
            return texts
        grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        texts = _once(self._zbar.read_grey(grey))
        if texts:
            return texts
        for rescued in _rescues(grey):
            if self._clock() - began > self._rescue_seconds:
                break
            texts = read_with_zxing(rescued)
            if texts:
                break
        return texts

    def close(self) -> None:
        """End zbar's process."""
        self._zbar.close()


def read_with_zxing(pixels: Pixels | Grey) -> tuple[str, ...]:
    """The texts of the QR codes that zxing-cpp reads, at its most thorough."""
    return _once(code.text for code in zxingcpp.read_barcodes(pixels, formats=_QR))


def _rescues(grey: Grey) -> Iterator[Grey]:
    """Other views of a picture."""
    yield np.asarray(cv2.createCLAHE(4.0, (8, 8)).apply(grey), np.uint8)


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, in the order of its first finding; empty ones say nothing."""
    return tuple(dict.fromkeys(text for text in texts if text))
