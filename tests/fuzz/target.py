"""A place that takes in what others say."""

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

HANG_SECONDS: Final = 0.1
"""Of a core, for one input. Instrumented code is slower than what cities run."""
MEMORY_MB: Final = 512
"""Of the process, with all that fuzzing itself needs."""
EVERYTHING: Final = "everything"
"""The name of all targets together: for a short run."""


@dataclass(frozen=True, slots=True)
class Target:
    """What any bytes are given to. Whatever comes out of `take` but its end is a finding."""

    name: str
    take: Callable[[bytes], None]
    seeds: Sequence[bytes]
    """What really comes: fuzzing begins with these, and with the corpus that is kept."""
    is_json: bool = False
    """Then inputs are changed as JSON, too: a changed byte seldom leaves one that parses."""


def say_nothing(*_: object) -> MutableMapping[str, Any]:
    """structlog's processor for fuzzing."""
    # a million refusals are no news
    raise structlog.DropEvent
