"""zbar as a reader: in a process of its own, which a crafted code can abort or hang."""

import sys
import time
from collections.abc import Callable, Sequence

from kiosk.reading.camera import Clock
from kiosk.reading.process_reader import Budget, ProcessReader

OWN_COMMAND = (sys.executable, "-P", "-m", "kiosk.reading.zbar_process")


class ZbarReader(ProcessReader):
    """Reads with zbar. A frame on which it hangs or dies counts as unread. For one thread."""

    def __init__(
        self,
        clock: Clock = time.monotonic,
        *,
        command: Sequence[str] = OWN_COMMAND,
        budget: Budget | None = None,
        on_failure: Callable[[str], None] | None = None,
    ) -> None:
        """Nothing is started before the first frame. `command` is another one only in tests.

        `on_failure` is told why the process failed; without it, that is a line in the log.
        """
        super().__init__("zbar", command, clock, budget=budget, on_failure=on_failure)
