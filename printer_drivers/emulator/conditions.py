"""What is wrong with the emulated printer, set by a person or a test while it runs."""

from collections.abc import Callable
from enum import StrEnum


class Condition(StrEnum):
    """What may be wrong with a printer, with its line, or with its program."""

    READY = "ready"
    PAPER_NEAR_END = "paper_near_end"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER_ERROR = "cutter_error"
    CUTTER_FREED = "cutter_freed"
    """The blade is free again, and the printer waits to be told to go on."""
    OVERHEATED = "overheated"
    UNRECOVERABLE_ERROR = "unrecoverable_error"
    OFFLINE = "offline"
    STUCK = "stuck"
    """Says that all is well, and prints nothing."""
    SLOW = "slow"
    """Prints, and takes its time."""
    GARBAGE = "garbage"
    """Prints, and every bit of its answers is turned round."""
    SILENT = "silent"
    """Connected and takes bytes, and neither prints nor answers."""
    DEAD = "dead"
    """Takes nothing, prints nothing, says nothing; only switching off and on helps."""
    UNPLUGGED = "unplugged"
    """The cable is out: every connection ends. It prints what it has."""
    POWER_CYCLED = "power_cycled"
    """Off and on at once: connections end, its memory is empty, then it is ready."""

    @property
    def prints(self) -> bool:
        """Whether paper comes out."""
        return self in _PRINTING

    @property
    def offline(self) -> bool:
        """Whether it says that it takes no jobs now."""
        return not (self.prints or self in {Condition.STUCK, Condition.SILENT, Condition.DEAD})

    @property
    def answers(self) -> bool:
        """Whether anything is said, be it nonsense."""
        return self not in {Condition.SILENT, Condition.DEAD, Condition.UNPLUGGED}

    @property
    def reads(self) -> bool:
        """Whether bytes are taken from the line."""
        return self not in {Condition.DEAD, Condition.UNPLUGGED}

    @property
    def mended_by_hand(self) -> bool:
        """Whether somebody opens the printer to mend it, and pulls out the paper in it."""
        return self in {
            Condition.PAPER_OUT,
            Condition.COVER_OPEN,
            Condition.CUTTER_ERROR,
        }


_PRINTING = frozenset(
    {
        Condition.READY,
        Condition.PAPER_NEAR_END,
        Condition.SLOW,
        Condition.GARBAGE,
        Condition.UNPLUGGED,
    }
)

ConditionSource = Callable[[], Condition]
"""Asked often, from several threads."""
