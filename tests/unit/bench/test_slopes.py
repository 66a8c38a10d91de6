"""Growth is told from chance."""

import math
from random import Random

import pytest

from bench.slopes import slope_of


def test_a_line_is_found_without_doubt() -> None:
    slope = slope_of([(float(x), 3.0 + 2.0 * x) for x in range(10)])
    assert slope.each == pytest.approx(2.0)
    assert slope.half == pytest.approx(0.0, abs=1e-9)
    assert slope.is_growth


def test_chance_is_no_growth_and_growth_below_chance_is_found() -> None:
    random = Random(1)
    noise = [random.gauss(0, 5) for _ in range(200)]
    assert not slope_of([(float(x), y) for x, y in enumerate(noise)]).is_growth
    grown = slope_of([(float(x), 0.1 * x + y) for x, y in enumerate(noise)])
    assert grown.is_growth
    assert abs(grown.each - 0.1) < grown.half


def test_what_follows_each_other_alike_says_less() -> None:
    random = Random(2)
    level, alike = 0.0, list[float]()
    for _ in range(100):
        level = 0.9 * level + random.gauss(0, 1)
        alike.append(level)
    apart = alike[:]
    random.shuffle(apart)
    assert (
        slope_of([(float(x), y) for x, y in enumerate(alike)]).half
        > 1.5 * slope_of([(float(x), y) for x, y in enumerate(apart)]).half
    )


def test_too_little_says_nothing() -> None:
    with pytest.raises(ValueError, match="three points"):
        slope_of([(0, 1), (1, 2)])
    with pytest.raises(ValueError, match="at one place"):
        slope_of([(1, 1), (1, 2), (1, 3)])
    assert slope_of([(0, 0), (1, 5), (2, 1)]).half == math.inf
