"""Other views of a picture, for what neither library read in it as it is. Those for a camera's
frames are in `attempts`.

Each is worth its time. On 336 made photographs of 1280×720 (tests/unit/kiosk/reading), from easy
to hopeless, zxing-cpp alone read 297; zbar read 6 more, the wide sharpening 14 more (10 ms each),
the local contrast 8 (8 ms), enlarging 2 (6 ms). Of 60 harder ones of 1280×720 to 2400×1800 that
zxing-cpp alone did not read, turning by 90° gave 2, and evening after a wide blur one. Smoothing
and the median add none after these, and alone read as much as all others together through a
screen's moiré (3 ms each). Tried and left out, because they added nothing: other binarizers,
adaptive thresholds, opening and closing, and straightening by OpenCV's own QR detector.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""Height × width, 8 bits."""
LARGE, SMALL = 1600, 800
"""Longest sides, in pixels, to which a larger picture is made smaller: a code that fills a
photograph of 12 megapixels is easier to read when grain, moiré and the weave of paper are gone."""
TINY = 400
"""A longest side in pixels, up to which a picture may be a code with a pixel or two a module."""


def shrunk(grey: Grey, longest: int) -> Grey:
    """Made smaller where its longest side is over `longest` pixels."""
    scale = longest / max(grey.shape)
    return grey if scale >= 1 else _scaled(grey, scale)


def sharpened(grey: Grey) -> Grey:
    """Blur undone as far as it can be: an unsharp mask, wide and strong."""
    soft = cv2.GaussianBlur(grey, (0, 0), 6)
    return _u8(cv2.addWeighted(grey, 5, soft, -4, 0))


def evened(grey: Grey) -> Grey:
    """Local contrast raised: dim, pale, or half in shadow."""
    return _u8(cv2.createCLAHE(4.0, (8, 8)).apply(grey))


def enlarged(grey: Grey) -> Grey:
    """One and a half times as large: modules of a pixel or two."""
    return _scaled(grey, 1.5)


def smoothed(grey: Grey) -> Grey:
    """Grain and moiré taken away."""
    return _u8(cv2.GaussianBlur(grey, (0, 0), 1.2))


def cleaned(grey: Grey) -> Grey:
    """Specks taken away, edges kept."""
    return _u8(cv2.medianBlur(grey, 5))


def halved(grey: Grey) -> Grey:
    """Half as large: a code that is near and out of focus."""
    return _scaled(grey, 0.5)


def inverted(grey: Grey) -> Grey:
    """Light on dark: zxing-cpp tries this by itself, zbar does not."""
    return _u8(255 - grey)


def views_for_zxing(grey: Grey) -> Iterator[Grey]:
    """All views of a single picture, the most fruitful first."""
    # other greys than zxing-cpp's own, and another order of the lines: either can tip the scales
    yield grey
    yield np.ascontiguousarray(np.rot90(grey))
    base = shrunk(grey, LARGE)
    if base is not grey:
        yield base
    for view in (sharpened, evened, enlarged, smoothed, cleaned):
        yield view(base)
    if max(grey.shape) <= TINY:
        triple = _scaled(grey, 3)
        yield triple
        yield _u8(cv2.addWeighted(triple, 3, cv2.GaussianBlur(triple, (0, 0), 3), -2, 0))
    if max(grey.shape) > SMALL:
        small = shrunk(grey, SMALL)
        for view in (_same, sharpened, evened, enlarged):
            yield view(small)
    for part in (base, shrunk(grey, SMALL)):
        yield evened(_u8(cv2.GaussianBlur(part, (0, 0), 2.5)))  # taken at night: dim and grainy


def views_for_zbar(grey: Grey) -> Iterator[Grey]:
    """The views in which zbar reads what zxing-cpp does not."""
    base = shrunk(grey, LARGE)
    for view in (inverted, sharpened, smoothed, halved, evened):
        yield view(base)
    if base is not grey:
        yield shrunk(grey, 4 * LARGE)


def _same(grey: Grey) -> Grey:
    return grey


def _scaled(grey: Grey, scale: float) -> Grey:
    high, wide = grey.shape
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return _u8(cv2.resize(grey, size, interpolation=how))


def _u8(values: object) -> Grey:
    return np.asarray(values, np.uint8)
