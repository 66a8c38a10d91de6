"""zxing-cpp first, zbar second, and rescues for what both left unread."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from kiosk.reading.camera import Pixels
from kiosk.reading.rescues import (
    FOR_A_FRAME,
    LARGE,
    Grey,
    shrunk,
    views_for_zbar,
    views_for_zxing,
)
from kiosk.reading.zbar_reader import ZbarReader

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)

_TURNS: tuple[Callable[[Grey], Grey] | None, ...] = (
    None,
    FOR_A_FRAME[0],
    FOR_A_FRAME[1],
    None,
    *FOR_A_FRAME[2:],
)
"""What a running camera's unread frames get in turn; None is zbar."""


class ZxingReader:
    """zxing-cpp alone: the floor under which the two together never are."""

    def read(self, pixels: Pixels) -> tuple[str, ...]:
        """The texts in a picture."""
        return _zxing(pixels).texts

    def close(self) -> None:
        """Nothing to end."""


class TwoReaders:
    """zxing-cpp first, zbar second, then rescues. For one thread at a time.

    What zxing-cpp reads by itself is always among the texts, and comes first.
    """

    def __init__(self, zbar: ZbarReader, *, thorough: bool = False) -> None:
        """`thorough` is for pictures that have no next frame: every rescue, and every code.

        Without it, a frame that zxing-cpp leaves unread gets one more try, zbar and the rescues
        in turn: a code is held up for many frames, and a Raspberry Pi looks at an empty lobby all
        day (zbar takes ten times as long as zxing-cpp to find nothing).

        The reader closes `zbar` when it is closed.
        """
        self._zbar = zbar
        self._thorough = thorough
        self._turn = -1

    def read(self, pixels: Pixels) -> tuple[str, ...]:
        """The texts in a picture, which may also be a grey one of height × width."""
        first = _zxing(pixels)
        # where a code is left unread, or two were read, there may be one more
        more = first.unread or len(first.texts) > 1
        if first.texts and not (self._thorough and more):
            return first.texts
        grey = pixels
        if pixels.ndim > 2:
            grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        if self._thorough:
            texts = _once((*first.texts, *self._zbar.read_grey(shrunk(grey, LARGE))))
            return self._rescued(grey, texts)
        self._turn = (self._turn + 1) % len(_TURNS)
        view = _TURNS[self._turn]
        return self._zbar.read_grey(grey) if view is None else _zxing(view(grey)).texts

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
        for view in views_for_zbar(grey):
            texts = self._zbar.read_grey(view)
            if texts or self._zbar.failures > failures:  # what it hangs on once, it hangs on again
                break
        return texts


@dataclass(frozen=True, slots=True)
class _Found:
    texts: tuple[str, ...]
    unread: bool
    """Whether there was a code that could be seen and not be read."""


def _zxing(pixels: Pixels | Grey) -> _Found:
    """The QR codes that zxing-cpp reads, at its most thorough (its defaults)."""
    codes = zxingcpp.read_barcodes(pixels, formats=_QR, return_errors=True)
    return _Found(
        _once(code.text for code in codes if code.valid),
        any(not code.valid for code in codes),
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, in the order of its first finding; empty ones say nothing."""
    return tuple(dict.fromkeys(text for text in texts if text))
