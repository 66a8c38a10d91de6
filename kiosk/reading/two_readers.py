"""zxing-cpp first, zbar second, and rescues for what both left unread."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from kiosk.reading.attempts import ATTEMPTS, BINARIZERS, Who
from kiosk.reading.camera import Pixels
from kiosk.reading.places import Grey, busy_places
from kiosk.reading.rescues import LARGE, shrunk, views_for_zbar, views_for_zxing
from kiosk.reading.zbar_reader import ZbarReader

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
PLACES = 3
"""Places in a picture on which a frame's rescues are tried, too."""


class ZxingReader:
    """zxing-cpp alone: the floor under which the two together never are."""

    def read(self, pixels: Pixels) -> tuple[str, ...]:
        """The texts in a picture."""
        return _zxing(pixels).texts

    def close(self) -> None:
        """Nothing to end."""


class TwoReaders:
    """For pictures that have no next frame: every rescue, and every code. For one thread at a time.

    What zxing-cpp reads by itself is always among the texts, and comes first. (The frames of a
    camera have `FrameReader`.)
    """

    def __init__(self, zbar: ZbarReader) -> None:
        """The reader closes `zbar` when it is closed."""
        self._zbar = zbar

    def read(self, pixels: Pixels) -> tuple[str, ...]:
        """The texts in a picture, which may also be a grey one of height × width."""
        first = _zxing(pixels)
        # where a code is left unread, or two were read, there may be one more
        more = first.unread or len(first.texts) > 1
        if first.texts and not more:
            return first.texts
        grey = pixels
        if pixels.ndim > 2:
            grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        texts = _once((*first.texts, *self._zbar.read_grey(shrunk(grey, LARGE))))
        return self._rescued(grey, texts)

    def close(self) -> None:
        """End zbar's process."""
        self._zbar.close()

    def _rescued(self, grey: Grey, texts: tuple[str, ...]) -> tuple[str, ...]:
        """The texts with what the rescues add: until there is one, or until no code is left."""
        for view in views_for_zxing(grey):
            found = _zxing(view)
            texts = _once((*texts, *found.texts))
            if texts and not found.unread:
                return texts
        if texts:
            return texts
        failures = self._zbar.failures
        base = shrunk(grey, LARGE)
        for place in busy_places(base, most=PLACES):
            part = place.of(base)
            for attempt in ATTEMPTS:
                if (tried := attempt.of(part)) is None:
                    continue
                if attempt.who is not Who.ZBAR:
                    texts = _zxing(tried, BINARIZERS[attempt.who]).texts
                elif self._zbar.failures == failures:
                    texts = self._zbar.read_grey(tried)
                if texts:
                    return texts
        for view in views_for_zbar(grey):
            if texts or self._zbar.failures > failures:  # what it hangs on once, it hangs on again
                break
            texts = self._zbar.read_grey(view)
        return texts


@dataclass(frozen=True, slots=True)
class _Found:
    texts: tuple[str, ...]
    unread: bool
    """Whether there was a code that could be seen and not be read."""


def _zxing(
    pixels: Pixels | Grey, binarizer: zxingcpp.Binarizer = zxingcpp.Binarizer.LocalAverage
) -> _Found:
    """The QR codes that zxing-cpp reads, at its most thorough (its defaults)."""
    codes = zxingcpp.read_barcodes(pixels, formats=_QR, binarizer=binarizer, return_errors=True)
    return _Found(
        _once(code.text for code in codes if code.valid),
        any(not code.valid for code in codes),
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, in the order of its first finding; empty ones say nothing."""
    return tuple(dict.fromkeys(text for text in texts if text))
