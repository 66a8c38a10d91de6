"""Changes an input as the JSON that it is: fields go, come, and become what they should not be."""

import json
from random import Random
from typing import Any, Final

ODD: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 1.5, 2**63, 10**400, "", "0", "x" * 300, "\ud800", "\0", "ja", [], {}, [[]],
    "2026-11-24T09:00:00+09:00", "9999-12-31T23:59:59Z", "01890000-0000-7000-8000-000000000001",
    "tennyu", "ido", "kiosk-1", "MG1:", "1234 5678 9012", {"kind": "take_ticket"},
)  # fmt: skip
"""Values that somebody might send by mistake, or on purpose."""


def changed(data: bytes, random: Random) -> bytes | None:
    """Another input, or None where this one is no JSON."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    for _ in range(random.randint(1, 3)):
        value = _changed(value, random)
    try:
        return json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return None


def _changed(value: Any, random: Random) -> Any:
    inside = (
        list(value)
        if isinstance(value, dict)
        else list(range(len(value)))
        if isinstance(value, list)
        else []
    )
    if not inside or random.random() < 0.2:
        return _other(value, random)
    key = random.choice(inside)
    match random.randint(0, 5):
        case 0:
            value.pop(key)
        case 1 if isinstance(value, dict):
            value[random.choice(("id", "kind", "at", "visit", "x"))] = value[key]
        case 1:
            value.extend([value[key]] * random.choice((1, 50)))
        case 2:
            value[key] = random.choice(ODD)
        case _:
            value[key] = _changed(value[key], random)
    return value


def _other(value: Any, random: Random) -> Any:
    match random.randint(0, 3):
        case 0 if isinstance(value, str) and value:
            at = random.randrange(len(value))
            return value[:at] + chr(random.choice((0, 32, 47, 0x3042, 0x1F600))) + value[at:]
        case 1 if isinstance(value, int):
            return value + random.choice((-1, 1, 10**6))
        case 2:
            return [value]
        case _:
            return random.choice(ODD)
