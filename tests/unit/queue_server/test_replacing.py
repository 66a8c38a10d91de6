"""The fast `replace` does what `dataclasses.replace` does."""

import dataclasses
from typing import Any

import pytest

from queue_server.domain.replacing import replace
from queue_server.domain.state import State
from tests.sites import MORNING


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    value: int

    def __post_init__(self) -> None:
        assert self.value > 0


def test_some_fields_change_and_the_original_stays() -> None:
    state = State(position=3, day=MORNING.date())
    changed = replace(state, position=4, day=None)
    assert changed == dataclasses.replace(state, position=4, day=None)
    assert state == State(position=3, day=MORNING.date())


def test_a_field_that_is_not_there_is_an_error() -> None:
    change: dict[str, Any] = {"colour": "red"}
    with pytest.raises(KeyError, match="colour"):
        replace(State(), **change)


def test_a_class_that_checks_its_fields_is_not_copied_past_its_checks() -> None:
    with pytest.raises(TypeError, match="Checked"):
        replace(Checked(1), value=0)
