"""What reads the frames of a kiosk's camera: two readers and rescues, in a process of their own."""

import sys
import time
from collections.abc import Callable, Sequence

from kiosk.reading.camera import Clock
from kiosk.reading.process_reader import Budget, ProcessReader

OWN_COMMAND = (sys.executable, "-P", "-m", "kiosk.reading.frame_process")
LIVE_BUDGET = Budget(start=20.0)
"""A frame is read within 0.15 s (`FRAME_SECONDS`) by the reader's own choice. What takes a second
and a half has hung."""


class LiveReader(ProcessReader):
    """Says what the frames hold that has our codes' shape, FOREIGN for any other code, and UNREAD
    once where something is held up for a while that cannot be read."""

    def __init__(
        self,
        clock: Clock = time.monotonic,
        *,
        command: Sequence[str] = OWN_COMMAND,
        budget: Budget = LIVE_BUDGET,
        on_failure: Callable[[str], None] | None = None,
    ) -> None:
        """`command` starts the process; it is another one only in tests of faults."""
        super().__init__("frames", command, clock, budget=budget, on_failure=on_failure)
