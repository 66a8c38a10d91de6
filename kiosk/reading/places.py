"""Where in a picture a code may be, found in about a millisecond. Pure.

A code has edges in both directions, close together, all over a patch that is about square; little
else in a lobby has. Codes that are too blurred, dim or small to be read are still found so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""Height × width, 8 bits."""
CELL = 8
"""Pixels of a side of the squares in which edges are counted."""
_WINDOW = (5, 5)
_EDGES_MIN = 0.6
"""Greys that neighbours differ by on the mean, over those of the whole picture: less is noise."""
_SHARE = 0.4
"""Of the peak's edges: what has more belongs to the same patch."""
HELD_EDGES = 6.5
"""Of codes that are blurred beyond reading; a lobby out of focus has up to 4."""
HELD_SHARE = 0.14
"""Of the frame's height: a code that is 3 cm wide and half a metre away."""
HELD_RATIO = 1.7
_MARGIN = 0.12
_MARGIN_PIXELS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle in a picture, in pixels."""

    left: int
    top: int
    wide: int
    high: int
    edges: float = field(default=0.0, compare=False)
    """How much its neighbours differ in both directions, in greys, where that was measured."""

    def of(self, grey: Grey) -> Grey:
        """This part of the picture, with a margin, in memory of its own."""
        edge = int(_MARGIN * max(self.wide, self.high)) + _MARGIN_PIXELS
        rows = slice(max(0, self.top - edge), self.top + self.high + edge)
        columns = slice(max(0, self.left - edge), self.left + self.wide + edge)
        return np.ascontiguousarray(grey[rows, columns])

    def overlap(self, other: "Place") -> float:
        """The area that both have, as a share of the smaller one's."""
        smaller = min(self.wide * self.high, other.wide * other.high)
        return self._common(other) / smaller if smaller else 0.0

    def likeness(self, other: "Place") -> float:
        """The area that both have, as a share of what they cover together."""
        common = self._common(other)
        together = self.wide * self.high + other.wide * other.high - common
        return common / together if together else 0.0

    def _common(self, other: "Place") -> int:
        wide = min(self.left + self.wide, other.left + other.wide) - max(self.left, other.left)
        high = min(self.top + self.high, other.top + other.high) - max(self.top, other.top)
        return max(0, wide) * max(0, high)


def busy_places(grey: Grey, *, most: int, without: Sequence[Place] = ()) -> tuple[Place, ...]:
    """At most so many places with the most edges in both directions, the busiest first.

    `without` are places of which is known what is there.
    """
    high, wide = ((side - 2) // CELL * CELL for side in grey.shape)
    if high < CELL * 4 or wide < CELL * 4:
        return ()
    soft = cv2.blur(grey, (3, 3))  # a sensor's noise has edges everywhere
    here = soft[:high, :wide]
    across = _in_cells(cv2.absdiff(soft[:high, 2 : wide + 2], here))
    down = _in_cells(cv2.absdiff(soft[2 : high + 2, :wide], here))
    both = np.minimum(across, down)
    both -= np.median(both)
    for place in without:
        _erase(both, place)
    found = list[Place]()
    for _ in range(most):
        _, peak, _, at = cv2.minMaxLoc(cv2.blur(both, _WINDOW))
        if peak < _EDGES_MIN:
            break
        patch = cv2.morphologyEx(
            (both > _SHARE * peak).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)
        )
        _, labels, bounds, _ = cv2.connectedComponentsWithStats(patch)
        label = labels[at[1], at[0]]
        if label == 0:  # a peak between patches
            break
        left, top, cells_wide, cells_high = (int(value) * CELL for value in bounds[label][:4])
        place = Place(left, top, cells_wide, cells_high, peak)
        found.append(place)
        _erase(both, place)
    return tuple(found)


def may_be_held_up(place: Place, grey: Grey) -> bool:
    """Whether a busy place looks like a code that somebody holds before the camera.

    About square, large enough, not at the very edge, and busier than a lobby out of focus is.
    """
    high, wide = grey.shape
    across, down = place.left + place.wide / 2, place.top + place.high / 2
    return (
        place.edges >= HELD_EDGES
        and min(place.wide, place.high) >= HELD_SHARE * high
        and max(place.wide, place.high) <= HELD_RATIO * min(place.wide, place.high)
        and 0.1 * wide <= across <= 0.9 * wide
        and 0.1 * high <= down <= 0.9 * high
    )


def _in_cells(edges: NDArray[Any]) -> NDArray[np.float32]:
    """Means over cells and their neighbours."""
    high, wide = edges.shape
    # a whole number of pixels a cell: OpenCV is ten times as fast then
    cells = cv2.resize(edges, (wide // CELL, high // CELL), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(cells.astype(np.float32), _WINDOW), np.float32)


def _erase(cells: NDArray[np.float32], place: Place) -> None:
    top, left = place.top // CELL, place.left // CELL
    bottom, right = -(-(place.top + place.high) // CELL), -(-(place.left + place.wide) // CELL)
    cells[max(0, top) : bottom, max(0, left) : right] = -1
