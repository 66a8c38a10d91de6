"""Faults as verbs: what goes wrong, and when. Set by a page, a file or a test while it runs."""

import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import structlog

from printer_drivers.emulator.conditions import Condition

_log = structlog.get_logger()


TEXT_MAX = 10_000
"""Bytes of a control file that are read."""


class Moment(StrEnum):
    """When a fault comes."""

    NOW = "now"
    AFTER_BYTES = "after bytes"
    """Once so many bytes more have been obeyed."""
    AT_THE_CUT = "at the cut"
    """All of a paper is printed, and the blade has not moved."""
    AFTER_THE_CUT = "after the cut"
    """The paper has come out, and no answer has told so."""
    AFTER_THE_ANSWER = "after the answer"
    """An answer that had to wait for its turn has been given: the job is confirmed."""


class FaultError(Exception):
    """A line that is no fault. The message says what it may be."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, and when."""

    condition: Condition
    moment: Moment = Moment.NOW
    after: int = 0
    """Bytes, for `Moment.AFTER_BYTES`."""

    @classmethod
    def parse(cls, line: str) -> "Fault":
        """`paper_out`, `dead after 300 bytes`, `cutter_error at the cut`, …

        Raises:
            FaultError: it is none.
        """
        word, _, when = " ".join(line.split()).partition(" ")
        try:
            condition = Condition(word)
        except ValueError as error:
            raise FaultError(f"{word} is none of {', '.join(Condition)}") from error
        if when in {"", Moment.NOW}:
            return cls(condition)
        counted = re.fullmatch(r"after ([0-9]{1,9}) bytes?", when)
        if counted:
            return cls(condition, Moment.AFTER_BYTES, int(counted[1]))
        places = {Moment.AT_THE_CUT, Moment.AFTER_THE_CUT, Moment.AFTER_THE_ANSWER}
        if when not in places:
            raise FaultError(f"{when} is none of after N bytes, {', '.join(sorted(places))}")
        return cls(condition, Moment(when))

    def __str__(self) -> str:
        match self.moment:
            case Moment.NOW:
                return self.condition
            case Moment.AFTER_BYTES:
                return f"{self.condition} after {self.after} bytes"
            case _:
                return f"{self.condition} {self.moment}"


class Faults:
    """What is wrong now, and what will be. Used by every thread of one printer."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        """Notified at each change, and the lock of all that follows from one."""
        self.powered = 0
        """How often it was switched off and on."""
        self.handled = 0
        """How often somebody had the printer open."""
        self._condition = Condition.READY
        self._near_end = False
        self._waiting: tuple[Fault, ...] = ()
        self._listeners: tuple[Callable[[], None], ...] = ()

    @property
    def condition(self) -> Condition:
        """What is wrong now; of two things the one that is not the roll."""
        if self._near_end and self._condition is Condition.READY:
            return Condition.PAPER_NEAR_END
        return self._condition

    @condition.setter
    def condition(self, condition: Condition) -> None:
        self.set(Fault(condition))

    @property
    def near_end(self) -> bool:
        """Whether the roll is near its end, whatever else is wrong."""
        return self._near_end

    @property
    def waiting(self) -> tuple[Fault, ...]:
        """What will go wrong."""
        return self._waiting

    def listen(self, listener: Callable[[], None]) -> None:
        """Call this after each change of the condition, before whoever changed it goes on."""
        self._listeners = (*self._listeners, listener)

    def set(self, *faults: Fault) -> None:
        """These instead of all others; none, or only later ones: it is ready now.

        The roll may be near its end beside something else.
        """
        now = [fault.condition for fault in faults if fault.moment is Moment.NOW]
        with self.changed:
            self._waiting = tuple(fault for fault in faults if fault.moment is not Moment.NOW)
            others = [condition for condition in now if condition is not Condition.PAPER_NEAR_END]
            near_end = len(others) < len(now)
            changed = self._become(others[-1] if others else Condition.READY, near_end=near_end)
        self._tell(changed)

    def add(self, fault: Fault) -> None:
        """One more; one for now takes the place of what is wrong now."""
        with self.changed:
            if fault.moment is not Moment.NOW:
                self._waiting = (*self._waiting, fault)
                return
            changed = self._join(fault.condition)
        self._tell(changed)

    def bytes_left(self) -> int | None:
        """Bytes until the next fault that comes by their number."""
        counts = (fault.after for fault in self._waiting if fault.moment is Moment.AFTER_BYTES)
        return min(counts, default=None)

    def pass_bytes(self, count: int) -> None:
        """So many bytes were obeyed."""
        with self.changed:
            counted = tuple(
                Fault(fault.condition, fault.moment, fault.after - count)
                if fault.moment is Moment.AFTER_BYTES
                else fault
                for fault in self._waiting
            )
            due = [f for f in counted if f.moment is Moment.AFTER_BYTES and f.after <= 0]
            self._waiting = tuple(fault for fault in counted if fault not in due)
            changed = self._join(due[-1].condition) if due else False
        self._tell(changed)

    def reach(self, moment: Moment) -> None:
        """This moment has come."""
        with self.changed:
            due = [fault for fault in self._waiting if fault.moment is moment]
            self._waiting = tuple(fault for fault in self._waiting if fault not in due)
            changed = self._join(due[-1].condition) if due else False
        self._tell(changed)

    def recover(self) -> None:
        """The printer was told to go on after an error whose cause is gone."""
        with self.changed:
            freed = self._condition is Condition.CUTTER_FREED
            changed = self._join(Condition.READY) if freed else False
        self._tell(changed)

    def new_roll(self) -> None:
        """There is paper, and much of it."""
        with self.changed:
            out = self._condition is Condition.PAPER_OUT
            changed = self._become(Condition.READY if out else self._condition, near_end=False)
        self._tell(changed)

    def _join(self, condition: Condition) -> bool:
        """Become this, and leave the roll as it is; or the other way round."""
        if condition is Condition.PAPER_NEAR_END:
            return self._become(self._condition, near_end=True)
        return self._become(condition, near_end=self._near_end)

    def _become(self, condition: Condition, *, near_end: bool) -> bool:
        """Under the lock. True where something is otherwise, or it was switched off and on."""
        before = self._condition
        other_roll = self._near_end != near_end
        self._near_end = near_end
        off = condition is Condition.POWER_CYCLED
        self._condition = Condition.READY if off else condition
        if off or (before is Condition.DEAD and condition is not Condition.DEAD):
            self.powered += 1
        if before.mended_by_hand and not self._condition.mended_by_hand:
            self.handled += 1
        self.changed.notify_all()
        return off or self._condition is not before or other_roll

    def _tell(self, changed: bool) -> None:
        for listener in self._listeners if changed else ():
            listener()


class ControlFile:
    """A file that says what is wrong: a word, or lines such as `dead after 300 bytes`."""

    def __init__(self, path: Path, faults: Faults) -> None:
        self._path = path
        self._faults = faults
        self._last: tuple[int, int, str] | None = None
        self._lock = threading.Lock()

    def look(self) -> None:
        """Do what the file says, if it was written anew. Ready while missing or empty.

        What is no fault, or cannot be read, is told, and means offline.
        """
        with self._lock:
            try:
                found, text = self._now()
                seen = (found.st_ino, found.st_mtime_ns, text)
            except FileNotFoundError:
                text, seen = "", None
            except OSError as error:
                text = str(error.strerror)
                seen = (0, 0, text)
            # the same word again counts, too: a page may have said something else since
            if seen == self._last:
                return
            self._last = seen
            self._faults.set(*self._read(text))

    def _now(self) -> tuple[os.stat_result, str]:
        # a pipe would be waited for
        descriptor = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            text = os.read(descriptor, TEXT_MAX).decode("utf-8", errors="replace")
            return os.fstat(descriptor), text.strip()
        finally:
            os.close(descriptor)

    def _read(self, text: str) -> list[Fault]:
        try:
            return [Fault.parse(line) for line in text.splitlines() if line.strip()]
        except FaultError as error:
            _log.warning("status_word_unknown", path=str(self._path), reason=str(error))
            return [Fault(Condition.OFFLINE)]
