"""Nothing of a session stays in memory: what is freed is overwritten, what has ended is freed."""

import gc
import os
import sys
from collections.abc import Mapping
from typing import Final

from kiosk.session.screens import Issued, Screen, Start

_TUNABLES: Final = {
    # what is freed is overwritten at once …
    "perturb": 165,
    # … but not what is kept at hand for each thread: so nothing is
    "tcache_count": 0,
    # pictures go back to the system whole, and leave no holes that the memory would grow by
    "mmap_threshold": 262_144,
    # nor has each thread holes of its own
    "arena_max": 1,
}
"""Of glibc (its manual, "Memory Allocation Tunables")."""
WIPING: Final = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": ":".join(f"glibc.malloc.{name}={each}" for name, each in _TUNABLES.items()),
}
"""Python leaves all memory to the C library. Costs a tenth of the work."""


def wiping(environment: Mapping[str, str]) -> dict[str, str] | None:
    """The environment in which a process overwrites what it frees.

    None where nothing is to be changed: it is so already, or somebody has chosen another way.
    """
    if "PYTHONMALLOC" in environment:
        return None
    tunables = environment.get("GLIBC_TUNABLES")
    ours = WIPING["GLIBC_TUNABLES"]
    joined = ours if not tunables else f"{tunables}:{ours}"
    return {**environment, **WIPING, "GLIBC_TUNABLES": joined}


def begin_again_wiping() -> None:
    """Have this process overwrite what it frees: it begins anew where it does not, as itself.

    Both are settings that a process reads before it does anything. Call it before there is
    anything to lose.
    """
    environment = wiping(os.environ)
    if environment is not None:
        sys.stdout.flush()
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606 - itself


class Forgetting:
    """Frees what a session leaves, which Python would do at its leisure. For one thread."""

    def __init__(self) -> None:
        self._shown: type[Screen] | None = None

    def begin(self) -> None:
        """What is there now stays: it is not looked through again, and that takes long."""
        gc.collect()
        gc.freeze()

    def shown(self, screen: Screen) -> None:
        """Nothing of the screens before is drawn any more. After a session, they are freed."""
        if type(screen) is self._shown:
            return
        self._shown = type(screen)
        # where a number stands, the next person may begin without the start screen
        if isinstance(screen, Start | Issued):
            gc.collect()
