"""What a checkpoint holds comes back as it was, and a changed shape is seen."""

import json
from dataclasses import dataclass, make_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from immutables import Map
from uuid6 import uuid7

from queue_server.journal.shapes import shape_of


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Cat:
    name: str


@dataclass(frozen=True, slots=True)
class Dog:
    name: str


@dataclass(frozen=True, slots=True)
class Everything:
    pets: tuple[Cat | Dog | None, ...]
    pair: tuple[int, float]
    by_key: Map[tuple[str, int], UUID]
    colours: frozenset[Colour]
    day: date
    at: datetime | None
    took: timedelta
    opens: time
    zone: ZoneInfo


def test_what_is_packed_comes_back_through_json() -> None:
    shape = shape_of(Everything)
    value = Everything(
        pets=(Cat("a"), None, Dog("a")),
        pair=(1, 0.1 + 0.2),
        by_key=Map({("x", 2): UUID(int=7)}),
        colours=frozenset(Colour),
        day=date(2026, 11, 24),
        at=datetime(2026, 11, 24, 9, 0, 0, 123456, UTC),
        took=timedelta(days=-1, microseconds=1),
        opens=time(8, 30),
        zone=ZoneInfo("Asia/Tokyo"),
    )
    back = shape.unpack(json.loads(json.dumps(shape.pack(value))))
    assert back == value
    assert [type(pet) for pet in back.pets] == [Cat, type(None), Dog]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([("a", int)], [("a", int), ("b", int)]),
        ([("a", int)], [("c", int)]),
        ([("a", int), ("b", int)], [("b", int), ("a", int)]),
        ([("a", int)], [("a", int | None)]),
        ([("a", Cat)], [("a", Dog)]),
    ],
)
def test_a_field_that_is_added_moved_renamed_or_of_another_type_is_seen(
    before: list[tuple[str, Any]], after: list[tuple[str, Any]]
) -> None:
    texts = [shape_of(make_dataclass("State", of)).text for of in (before, after)]
    assert texts[0] != texts[1]


@pytest.mark.parametrize("unknown", [object, bytes, list[int], tuple[int, ...] | tuple[str, ...]])
def test_what_cannot_be_kept_is_said_at_once(unknown: Any) -> None:
    with pytest.raises(TypeError):
        shape_of(unknown)


def test_an_id_as_the_server_makes_them_is_kept_where_there_may_be_none() -> None:
    made = uuid7()
    shape = shape_of(UUID | None)
    assert shape.unpack(json.loads(json.dumps(shape.pack(made)))) == made
    assert shape.unpack(json.loads(json.dumps(shape.pack(None)))) is None
