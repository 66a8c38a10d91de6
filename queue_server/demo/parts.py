"""The demo's child processes: started in order, started again when they end, ended in order."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from queue_server.demo.child import Child
from queue_server.demo.notes import Note, Say

LOOK_SECONDS = 0.2
"""How often the children are looked after."""
DELAY_SECONDS = 1.0
DELAY_SECONDS_MAX = 30.0
"""A part that ends again and again is started again after 1, 2, 4 … at most so many seconds."""
SETTLED_SECONDS = 60.0
"""A part that ran for so long is no longer one that keeps ending."""
TOLD_MAX = 3
"""A part that keeps ending is spoken of so many times, and then only in its log."""


class CannotStartError(Exception):
    """A part cannot be started, and why."""


@dataclass(slots=True)
class Part:
    """One child process and how it has fared."""

    name: str
    title_ja: str
    title_en: str
    log_name: str
    """The path of its log file, for people."""
    start: Callable[[], Child]
    """Raises OSError or CannotStartError."""
    on_end: Callable[[Child], None] = lambda _child: None
    """Called when it ended by itself, before it is started again."""
    child: Child | None = None
    failures: int = field(default=0, init=False)
    again_at: float = field(default=0.0, init=False)

    @property
    def running(self) -> bool:
        """Whether it runs as far as is known."""
        return self.child is not None


class Parts:
    """Looks after the parts on a thread of its own, which lives as long as they do."""

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        say: Say,
        changed: Callable[[], None] = lambda: None,
        delay_seconds: float = DELAY_SECONDS,
    ) -> None:
        """`changed` is called when a part starts or ends, on this object's thread."""
        self._parts = list(parts)
        self._say = say
        self._changed = changed
        self._delay = delay_seconds
        self._stopping = threading.Event()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="parts", daemon=True)

    def start(self) -> None:
        """Begin to start them, in their order. Returns at once."""
        self._thread.start()

    def wait_started(self, seconds: float) -> bool:
        """Whether each of them was started, or found impossible to start, in time."""
        return self._started.wait(seconds)

    def stop(self) -> None:
        """End them, the last started first, and wait for that."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def insert(self, part: Part, *, before: str) -> None:
        """Add a part that others come to need. Called on this object's thread (`on_end`)."""
        place = next(i for i, other in enumerate(self._parts) if other.name == before)
        self._parts.insert(place, part)

    def _run(self) -> None:
        try:
            for part in tuple(self._parts):
                if not self._stopping.is_set():
                    self._start(part)
            self._started.set()
            while not self._stopping.wait(LOOK_SECONDS):
                for part in tuple(self._parts):
                    self._look_after(part)
        finally:
            self._started.set()
            for part in reversed(self._parts):
                if part.child is not None:
                    part.child.end()
                    part.child = None

    def _start(self, part: Part) -> None:
        try:
            part.child = part.start()
        except (OSError, CannotStartError) as error:
            self._put_off(part, f"{error}", ())
        self._changed()

    def _look_after(self, part: Part) -> None:
        now = time.monotonic()
        child = part.child
        if child is None:
            if now >= part.again_at:
                self._start(part)
        elif not child.running:
            part.child = None
            if now - child.started >= SETTLED_SECONDS:
                part.failures = 0
            part.on_end(child)
            self._put_off(part, child.ended_with, child.last_lines)
            self._changed()

    def _put_off(self, part: Part, why: str, last_lines: Sequence[str]) -> None:
        delay = min(self._delay * 2 ** min(part.failures, 10), DELAY_SECONDS_MAX)
        part.again_at = time.monotonic() + delay
        part.failures += 1
        if part.failures > TOLD_MAX:
            return
        # the same words again and again would push everything else off the terminal
        lines = "".join(f"\n    {line}" for line in last_lines) if part.failures == 1 else ""
        self._say(
            Note(
                f"{part.title_ja}が止まりました（{why}）。{delay:.0f}秒後にもう一度始めます。",
                f"{part.title_en} ended ({why}); it starts again in {delay:.0f} s."
                f" Its log: {part.log_name}{lines}",
            )
        )
        if part.failures == TOLD_MAX:
            self._say(
                Note(
                    f"{part.title_ja}はこのあとも{DELAY_SECONDS_MAX:.0f}秒ごとに試します。",
                    f"{part.title_en} is tried again every {DELAY_SECONDS_MAX:.0f} s from now on.",
                )
            )
