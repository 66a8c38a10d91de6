"""What is wrong with the emulated printer, set by a person or a test while it runs."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import structlog

_log = structlog.get_logger()


class Condition(StrEnum):
    """What a status file may say."""

    READY = "ready"
    PAPER_NEAR_END = "paper_near_end"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER_ERROR = "cutter_error"
    OVERHEATED = "overheated"
    UNRECOVERABLE_ERROR = "unrecoverable_error"
    OFFLINE = "offline"
    SILENT = "silent"
    """Connected, and neither prints nor answers."""
    UNPLUGGED = "unplugged"
    """Ends every connection."""

    @property
    def prints(self) -> bool:
        """Whether paper comes out."""
        return self in {Condition.READY, Condition.PAPER_NEAR_END}


ConditionSource = Callable[[], Condition]
"""Asked often, from several threads."""


class StatusFile:
    """A file with one word of `Condition`. Ready while it is missing or empty."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = ""

    def __call__(self) -> Condition:
        """What the file says now; unknown words are told once and mean offline."""
        try:
            word = self._path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            word = ""
        changed, self._last = word != self._last, word
        try:
            return Condition(word or "ready")
        except ValueError:
            if changed:
                words = ", ".join(Condition)
                _log.warning("status_word_unknown", path=str(self._path), word=word, words=words)
            return Condition.OFFLINE


def real_time_answer(number: int, condition: Condition) -> int:
    """The byte that answers `DLE EOT n`; bits 1 and 4 are always set."""
    bits = 0
    match number:
        case 1:
            bits = 0 if condition.prints else 0x08
        case 2:
            bits = {
                Condition.COVER_OPEN: 0x04,
                Condition.PAPER_OUT: 0x20,
                Condition.CUTTER_ERROR: 0x40,
                Condition.OVERHEATED: 0x40,
                Condition.UNRECOVERABLE_ERROR: 0x40,
            }.get(condition, 0)
        case 3:
            bits = {
                Condition.CUTTER_ERROR: 0x08,
                Condition.OVERHEATED: 0x40,
                Condition.UNRECOVERABLE_ERROR: 0x20,
            }.get(condition, 0)
        case 4:
            bits = {Condition.PAPER_NEAR_END: 0x0C, Condition.PAPER_OUT: 0x6C}.get(condition, 0)
    return 0x12 | bits


def sensor_answer(condition: Condition) -> int:
    """The byte that answers `GS r 1`: bits 0 and 1 near end, 2 and 3 end."""
    if condition is Condition.PAPER_OUT:
        return 0x0F
    return 0x03 if condition is Condition.PAPER_NEAR_END else 0
