"""kill -9 at the states of a ticket's life. The tests are made of the table, and have its names:
fault × state (bench/crashes/states.py). `make crashes` lives all of it: each victim in each state.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from bench.crashes.__main__ import shares
from bench.crashes.states import CELLS, IN_TESTS, STATES, Cell
from bench.reliability.results import Tally

HERE = [cell for cell in CELLS if cell in IN_TESTS]


@pytest.fixture(scope="module")
def lived() -> Mapping[str, Mapping[str, Any]]:
    """What all of them have shown: they live side by side, for they wait more than they work."""
    return shares(for_tests=True)


@pytest.mark.parametrize("cell", HERE, ids=[cell.name for cell in HERE])
def test_nothing_is_lost_or_doubled(cell: Cell, lived: Mapping[str, Mapping[str, Any]]) -> None:
    found = lived[cell.name]
    assert found["stuck"] is None, found
    assert found["reached"], "nobody was killed"
    assert found["wrong"] == []
    assert Tally.model_validate(found["tally"]).kept
    assert found["unclaimed"] <= cell.unclaimed_max


def test_every_state_has_somebody_who_is_killed_in_it() -> None:
    assert {cell.state for cell in HERE} == set(STATES)
