"""The spool's time: who is still waiting after a process, a clock or the power went."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
"""Changes with every start of the machine (random(4))."""


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment, on two clocks."""

    seconds: float
    """Since the machine's start, and whatever it slept: nobody sets this clock, and it goes on from
    one process to the next, not over a reboot."""
    wall: float
    """Seconds since 1970: it may be set at any time, and is wrong after the start of a machine
    without a clock of its own, such as a Raspberry Pi."""
    boot: str = ""
    """Which start of the machine `seconds` counts from; empty where nobody knows."""


@dataclass(frozen=True, slots=True)
class KeptTimes:
    """When a job was put, as the file has it."""

    put_at: Instant
    lifetime: float
    """Seconds in which somebody wants it."""


def put_when(kept: KeptTimes, now: Instant) -> float:
    """When a job was put, in this moment's seconds since the start.

    Over a reboot only the wall clock can tell. Where it stands before the job, it is wrong, and
    nobody knows how much time has gone: the job counts as long past. A ticket of yesterday is worse
    than one that has to be asked for again.
    """
    if kept.put_at.boot and kept.put_at.boot == now.boot:
        return kept.put_at.seconds
    gone = now.wall - kept.put_at.wall
    return now.seconds - (gone if gone >= 0 else kept.lifetime)


def system_clock(read: Callable[[int], float] = time.clock_gettime) -> Callable[[], Instant]:
    """The machine's own clocks, which `read` reads by their numbers (clock_gettime(2)).

    CLOCK_MONOTONIC stands still while a machine sleeps: a ticket of yesterday would still be wanted
    when somebody opens a laptop at a counter.
    """
    try:
        boot = _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    return lambda: Instant(read(time.CLOCK_BOOTTIME), time.time(), boot)
