"""Which line of a YAML file an entry stands on, so that whoever mends it finds it."""

from collections.abc import Mapping
from typing import Any

import yaml

Place = tuple[int | str, ...]
"""Keys and positions in lists, from the top."""


def lines_of(text: str) -> Mapping[Place, int]:
    """The line, from 1, of every entry of a YAML text that can be read."""
    found = dict[Place, int]()
    root = yaml.compose(text, yaml.CSafeLoader)
    left = list[tuple[Place, Any]]([((), root)] if root is not None else [])
    seen = set[int]()
    while left:
        place, node = left.pop()
        found.setdefault(place, node.start_mark.line + 1)
        # an alias may bring a node back to itself
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode):
                    inner = (*place, key.value)
                    found[inner] = key.start_mark.line + 1
                    left.append((inner, value))
        elif isinstance(node, yaml.SequenceNode):
            left += [((*place, number), each) for number, each in enumerate(node.value)]
    return found


def line_of(lines: Mapping[Place, int], place: Place) -> int | None:
    """The line of a place, or of the nearest entry around it."""
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return None
