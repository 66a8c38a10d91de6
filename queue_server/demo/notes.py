"""What the demo tells whoever started it and whoever looks at the tour, in both languages."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that is good to know, mostly what was done instead of the usual."""

    ja: str
    en: str


Say = Callable[[Note], None]
