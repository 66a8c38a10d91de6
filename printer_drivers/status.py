"""What a printer says about itself: a closed set, in which not knowing is never fine."""

from dataclasses import dataclass
from enum import StrEnum


class PrinterState(StrEnum):
    """Every state that a printer can be in, in words that stay (they go over the wire)."""

    READY = "ready"
    PRINTING = "printing"
    """Busy with a job, and nothing is wrong."""
    PAPER_NEAR_END = "paper_near_end"
    """Prints, but somebody should bring a roll."""
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER_ERROR = "cutter_error"
    """The blade is stuck; paper may still hang in it."""
    OVERHEATED = "overheated"
    """The head is too hot. It recovers by itself."""
    RECOVERABLE_ERROR = "recoverable_error"
    """Something that goes away once a person has mended it, such as jammed paper."""
    UNRECOVERABLE_ERROR = "unrecoverable_error"
    """Voltage, memory or hardware: switch off and on, else call service."""
    OFFLINE = "offline"
    """It answers, takes nothing, and does not say why. The feed button does this, too."""
    DISCONNECTED = "disconnected"
    """No connection: unplugged, switched off, or the address is wrong."""
    UNKNOWN = "unknown"
    """No answer, or one that makes no sense."""


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """A printer's state, and what else is known about it (English, for logs and staff)."""

    state: PrinterState
    detail: str = ""

    @property
    def can_print(self) -> bool:
        """Whether a job sent now is expected to come out."""
        return self.state in {
            PrinterState.READY,
            PrinterState.PRINTING,
            PrinterState.PAPER_NEAR_END,
        }

    @property
    def needs_attention(self) -> bool:
        """Whether a member of staff should come: everything but ready, printing and hot."""
        return self.state not in {
            PrinterState.READY,
            PrinterState.PRINTING,
            PrinterState.OVERHEATED,
        }

    def __str__(self) -> str:
        return f"{self.state.value} ({self.detail})" if self.detail else self.state.value


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What became of one print job."""

    printed: bool
    """The printer has said that all of it is on paper. Only this means that there is a ticket."""
    status: PrinterStatus
    """The printer's state afterwards."""
    started: bool = False
    """Bytes were sent: even when it is not `printed`, some paper may have come out."""
