"""Values of the domain to and from plain JSON, by the annotations of their classes.

For what is written and read by the same version only, such as a checkpoint: a dataclass is the bare
list of its fields. `Shape.text` says what those are, so whoever reads can tell a changed shape.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from operator import attrgetter
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID
from zoneinfo import ZoneInfo

from immutables import Map


@dataclass(frozen=True, slots=True)
class Shape:
    """How the values of one annotation are written."""

    text: str
    pack: Callable[[Any], Any]
    """To what `json.dumps` takes."""
    unpack: Callable[[Any], Any]


def shape_of(annotation: Any) -> Shape:
    """The shape of a type: dataclasses, maps, tuples, frozen sets, unions and plain values.

    Raises:
        TypeError: there is a type in it that is none of these.
    """
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return Shape(str(args), _same, _same)
    if origin in (Union, types.UnionType):
        return _union(args)
    if origin is tuple:
        return _tuple(args)
    if origin is frozenset:
        return _frozen_set(shape_of(args[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(Map if issubclass(origin, Map) else dict, *map(shape_of, args))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        members = ",".join(str(member.value) for member in annotation)
        return Shape(f"{annotation.__name__}<{members}>", attrgetter("value"), annotation)
    if isinstance(annotation, type) and is_dataclass(annotation):
        return _dataclass(annotation)
    raise TypeError(f"no shape is known for {annotation!r}")


def _same(value: Any) -> Any:
    return value


_PLAIN: Mapping[Any, Shape] = {
    **{kind: Shape(kind.__name__, _same, _same) for kind in (str, int, float, bool)},
    type(None): Shape("None", _same, _same),
    UUID: Shape("UUID", attrgetter("hex"), UUID),
    datetime: Shape("datetime", datetime.isoformat, datetime.fromisoformat),
    date: Shape("date", date.isoformat, date.fromisoformat),
    time: Shape("time", time.isoformat, time.fromisoformat),
    ZoneInfo: Shape("ZoneInfo", attrgetter("key"), ZoneInfo),
    timedelta: Shape(
        "timedelta",
        lambda value: (value.days, value.seconds, value.microseconds),
        lambda packed: timedelta(*packed),
    ),
}


def _dataclass(of: type) -> Shape:
    hints, names = get_type_hints(of), [field.name for field in fields(of)]
    shapes = [shape_of(hints[name]) for name in names]
    packs, unpacks = [shape.pack for shape in shapes], [shape.unpack for shape in shapes]

    def pack(value: Any) -> list[Any]:
        return [pack(getattr(value, name)) for name, pack in zip(names, packs, strict=True)]

    def unpack(packed: list[Any]) -> Any:
        values = [unpack(item) for unpack, item in zip(unpacks, packed, strict=True)]
        return of(**dict(zip(names, values, strict=True)))

    text = ",".join(f"{name}:{shape.text}" for name, shape in zip(names, shapes, strict=True))
    return Shape(f"{of.__name__}({text})", pack, unpack)


def _union(args: tuple[Any, ...]) -> Shape:
    """None is itself, and all else says which of the types it is: two of them may look alike."""
    shapes = [shape_of(arg) for arg in args]
    which = {get_origin(arg) or arg: place for place, arg in enumerate(args)}
    if len(which) < len(args):
        raise TypeError(f"values of {args!r} cannot be told apart")

    def pack(value: Any) -> Any:
        if value is None:
            return None
        # the nearest class that is known: an id that uuid6 made is of a class of its own
        place = next((which[kind] for kind in type(value).__mro__ if kind in which), None)
        if place is None:
            raise TypeError(f"{value!r} is none of {args!r}")
        return place, shapes[place].pack(value)

    def unpack(packed: Any) -> Any:
        if packed is None:
            return None
        place, item = packed
        return shapes[place].unpack(item)

    return Shape("|".join(shape.text for shape in shapes), pack, unpack)


def _tuple(args: tuple[Any, ...]) -> Shape:
    if args[1:] == (...,):
        item = shape_of(args[0])
        pack, unpack = item.pack, item.unpack
        return Shape(
            f"({item.text},...)",
            lambda value: [pack(each) for each in value],
            lambda packed: tuple([unpack(each) for each in packed]),
        )
    items = [shape_of(arg) for arg in args]
    return Shape(
        f"({','.join(item.text for item in items)})",
        lambda value: [item.pack(each) for item, each in zip(items, value, strict=True)],
        lambda packed: tuple([item.unpack(each) for item, each in zip(items, packed, strict=True)]),
    )


def _frozen_set(item: Shape) -> Shape:
    return Shape(
        f"{{{item.text}}}",
        lambda value: sorted((item.pack(each) for each in value), key=str),
        lambda packed: frozenset(item.unpack(each) for each in packed),
    )


def _mapping(made: Callable[[dict[Any, Any]], Any], key: Shape, value: Shape) -> Shape:
    return Shape(
        f"{{{key.text}:{value.text}}}",
        lambda of: [(key.pack(name), value.pack(item)) for name, item in of.items()],
        lambda packed: made({key.unpack(name): value.unpack(item) for name, item in packed}),
    )
