"""What is tried on a place in a frame in which nothing was read: a view of it, and who reads it.

Chosen from some 400 (views × sizes × readers) on made pictures that are not the bench's
(bench/hard_codes.py, seeds 100 and 101): of 89 that zxing-cpp leaves unread as they are, all of
them together read 71, and these here about 65, each in 1 to 10 ms on a desktop.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from kiosk.reading.places import Grey

_DARK = 8.0
"""Greys: below, logarithms would only magnify a sensor's noise."""
_FINE = 0.09
"""Waves a pixel: coarser ones than of eleven pixels belong to the code."""
_ROOM = 1.45
"""A square that stands on its corner is 1.41 times as wide."""
SIDE_MIN, SIDE_MAX = 90, 900
"""Longest sides in pixels that a view may have: less holds no pass, more takes too long."""


class Who(Enum):
    """Who reads a view."""

    ZXING = "zxing"
    """zxing-cpp, whose thresholds are those of the neighbourhood."""
    ZXING_GLOBAL = "zxing, one threshold"
    """zxing-cpp with one threshold for all: local ones see moiré and noise as modules."""
    ZBAR = "zbar"


BINARIZERS = {
    Who.ZXING: zxingcpp.Binarizer.LocalAverage,
    Who.ZXING_GLOBAL: zxingcpp.Binarizer.GlobalHistogram,
}
"""How zxing-cpp is asked to tell black from white."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A view of a place, and who reads it."""

    scale: float
    view: Callable[[Grey], Grey]
    who: Who

    def of(self, part: Grey) -> Grey | None:
        """The view of a part of a frame; None where it would be too small or too large."""
        side = max(part.shape) * self.scale
        if not SIDE_MIN <= side <= SIDE_MAX:
            return None
        return self.view(scaled(part, self.scale))


def scaled(grey: Grey, scale: float) -> Grey:
    """Made larger or smaller."""
    if scale == 1:
        return grey
    high, wide = grey.shape
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return _u8(cv2.resize(grey, size, interpolation=how))


def sharpened(sigma: float, strength: float) -> Callable[[Grey], Grey]:
    """An unsharp mask of so many pixels: blur undone as far as it can be."""

    def view(grey: Grey) -> Grey:
        soft = cv2.GaussianBlur(grey, (0, 0), sigma)
        return _u8(cv2.addWeighted(grey, 1 + strength, soft, -strength, 0))

    return view


def inked(grey: Grey) -> Grey:
    """Black and white by the light around each pixel, after grain is taken away: dim, veiled."""
    soft = cv2.GaussianBlur(grey, (0, 0), 1.0)
    return _u8(
        cv2.adaptiveThreshold(soft, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 31, 0)
    )


def unblurred(sigma: float, noise: float) -> Callable[[Grey], Grey]:
    """Wiener's filter for a lens that is out of focus by so many pixels."""

    def view(grey: Grey) -> Grey:
        high, wide = grey.shape
        rows, columns = cv2.getOptimalDFTSize(high), cv2.getOptimalDFTSize(wide)
        edged = cv2.copyMakeBorder(
            grey, 0, rows - high, 0, columns - wide, cv2.BORDER_REFLECT
        ).astype(np.float32)
        down, across = np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(columns)[None]
        lens = np.exp(-2 * (np.pi * sigma) ** 2 * (down**2 + across**2))
        sharp = np.fft.irfft2(np.fft.rfft2(edged) * (lens / (lens**2 + noise)), (rows, columns))
        return _u8(sharp[:high, :wide].clip(0, 255))

    return view


def unwoven(above: float) -> Callable[[Grey], Grey]:
    """The waves of moiré taken away: sharp peaks in the spectrum, which a code does not have.

    What is more than `above` times its neighbourhood there is made as strong as that. In
    logarithms, since a screen's lines multiply the picture.
    """

    def view(grey: Grey) -> Grey:
        high, wide = grey.shape
        rows, columns = cv2.getOptimalDFTSize(high), cv2.getOptimalDFTSize(wide)
        edged = cv2.copyMakeBorder(grey, 0, rows - high, 0, columns - wide, cv2.BORDER_REFLECT)
        spectrum = np.fft.rfft2(np.log(edged.astype(np.float32) + _DARK))
        strength = np.abs(spectrum).astype(np.float32)
        around = cv2.min(cv2.blur(strength, (15, 15)), 2 * cv2.medianBlur(strength, 5))
        down, across = np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(columns)[None]
        fine = down**2 + across**2 > _FINE**2
        sharp = (fine & (strength > above * around)).astype(np.uint8)
        peaks = (cv2.dilate(sharp, np.ones((3, 3), np.uint8)) > 0) & fine
        spectrum[peaks] *= (around / np.maximum(strength, 1e-6))[peaks]
        even = np.exp(np.fft.irfft2(spectrum, (rows, columns))[:high, :wide]) - _DARK
        return _u8(even.clip(0, 255))

    return view


def mended(side: int) -> Callable[[Grey], Grey]:
    """Lines thinner than so many pixels taken away, light ones, then dark ones: cracked glass."""
    square = np.ones((side, side), np.uint8)

    def view(grey: Grey) -> Grey:
        without_light = cv2.morphologyEx(grey, cv2.MORPH_OPEN, square)
        return _u8(cv2.morphologyEx(without_light, cv2.MORPH_CLOSE, square))

    return view


def squared(side: int, then: Callable[[Grey], Grey]) -> Callable[[Grey], Grey]:
    """A pass that leans away made about square again, so many pixels wide; then another view.

    By the moments of where its edges are: no pattern of the code needs to be seen for that.
    """

    def view(grey: Grey) -> Grey:
        soft = cv2.blur(grey, (3, 3))
        edges = cv2.max(
            cv2.absdiff(soft[:-2, 2:], soft[:-2, :-2]), cv2.absdiff(soft[2:, :-2], soft[:-2, :-2])
        )
        density = cv2.blur(edges, (15, 15)).astype(np.float32)
        patch = (density > 0.5 * np.percentile(density, 95)).astype(np.float32)
        of = cv2.moments(patch)
        if of["m00"] <= 0:
            return then(grey)
        middle = np.array([of["m10"], of["m01"]]) / of["m00"]
        spread = np.array([[of["mu20"], of["mu11"]], [of["mu11"], of["mu02"]]]) / of["m00"]
        variances, axes = np.linalg.eigh(spread)
        # along any of its axes, a square's variance is a twelfth of its side's square
        stretch = side / np.sqrt(12 * np.maximum(variances, 1.0))
        turn = axes @ np.diag(stretch) @ axes.T
        out = int(side * _ROOM)
        matrix = np.column_stack([turn, np.full(2, out / 2) - turn @ middle])
        square = cv2.warpAffine(
            grey, matrix, (out, out), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        return then(_u8(square))

    return view


def median(side: int) -> Callable[[Grey], Grey]:
    """Moiré and specks taken away, edges kept."""
    return lambda grey: _u8(cv2.medianBlur(grey, side))


def as_it_is(grey: Grey) -> Grey:
    """No change."""
    return grey


ATTEMPTS: tuple[Attempt, ...] = (
    Attempt(1.5, sharpened(4, 4), Who.ZXING),
    Attempt(1.5, inked, Who.ZXING_GLOBAL),
    Attempt(2.5, sharpened(2, 2), Who.ZXING),
    Attempt(1, squared(350, sharpened(4, 4)), Who.ZXING),
    Attempt(0.6, unblurred(1.5, 0.01), Who.ZXING),
    Attempt(1.5, median(5), Who.ZXING_GLOBAL),
    Attempt(1, unwoven(3), Who.ZBAR),
    Attempt(1.5, mended(4), Who.ZXING),
    Attempt(2.5, sharpened(4, 4), Who.ZXING),
    Attempt(1.5, mended(5), Who.ZBAR),
    Attempt(1, unwoven(5), Who.ZXING_GLOBAL),
    Attempt(1, inked, Who.ZBAR),
    Attempt(0.6, sharpened(6, 4), Who.ZBAR),
    Attempt(1, median(3), Who.ZXING_GLOBAL),
)
"""The most fruitful for its time first."""


def _u8(values: NDArray[np.generic]) -> Grey:
    return np.asarray(values).astype(np.uint8, copy=False)
