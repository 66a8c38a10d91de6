"""How much something grows, and how sure one can be of it. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

_T_95 = (
    12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23,
    2.20, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.10, 2.09, 2.09,
)  # fmt: skip
"""Student's t for 95 % on both sides, by degrees of freedom from 1."""
_T_95_MANY = 1.96


@dataclass(frozen=True, slots=True)
class Slope:
    """Growth for each step of x, by least squares."""

    each: float
    half: float
    """Half of the 95 % confidence interval; infinite where there is too little to tell."""

    @property
    def is_growth(self) -> bool:
        """Whether it is more than chance would make of nothing."""
        return self.each > self.half


def slope_of(points: Sequence[tuple[float, float]]) -> Slope:
    """The slope through points (x, y), whose order is that of time.

    What stands beside another in time is alike: fewer points count than there are (n(1-r)/(1+r)
    for residuals that follow each other with the correlation r).

    Raises:
        ValueError: fewer than three points, or all at one x.
    """
    if len(points) < 3:
        raise ValueError("a slope needs three points")
    middle_x, middle_y = fmean(x for x, _ in points), fmean(y for _, y in points)
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    if spread == 0:
        raise ValueError("all points are at one place")
    each = sum((x - middle_x) * (y - middle_y) for x, y in points) / spread
    rest = [y - middle_y - each * (x - middle_x) for x, y in points]
    squares = sum(value**2 for value in rest)
    if squares == 0:
        return Slope(each, 0.0)
    alike = sum(a * b for a, b in pairwise(rest)) / squares
    alike = min(max(alike, 0.0), 0.95)
    count = len(points) * (1 - alike) / (1 + alike)
    if count <= 3:
        return Slope(each, math.inf)
    free = int(count) - 2
    t = _T_95[free - 1] if free <= len(_T_95) else _T_95_MANY
    return Slope(each, t * math.sqrt(squares / (count - 2) / spread))
